# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action of the summary: which tenants it tells of, what it takes from the hosts' variables, and where it prints."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.plugin_utils import summing_up
from ansible_collections.cxops.genesys.plugins.plugin_utils.journal import Journal

PLAY = "a play"


@pytest.fixture
def journal(monkeypatch):
    found = Journal()
    monkeypatch.setattr(summing_up, "JOURNAL", found)
    return found


@pytest.fixture
def act():
    """Runs the action; returns (data by host, the lines that were printed)."""

    def run(alive, everybody=None, batch=None, check_mode=False, **variables):
        block = SimpleNamespace(_play=SimpleNamespace(_uuid=PLAY), _parent=None)
        action = summing_up.SummaryAction.__new__(summing_up.SummaryAction)
        action._task = SimpleNamespace(_parent=block, check_mode=check_mode)
        lines = []
        action._display = SimpleNamespace(display=lambda line, color=None: lines.append(line))
        hosts = {
            "ansible_play_hosts": alive,
            "ansible_play_hosts_all": everybody or alive,
            "ansible_play_batch": batch or alive,
        }
        told = action._summary({"hostvars": {}, **hosts, **variables})
        return {one["host"]: one for one in told["tenants"]}, lines

    return run


def entry(host, tenant_id="1", action="created", **more):
    known = {"play": PLAY, "place": "https://gauth", "is_cloud": False, "has_designer_env": False}
    one = {"kind": "setting", "name": "setting a", "action": action}
    return {**known, "host": host, "tenant_id": tenant_id, "objects": [one], **more}


def test_each_host_of_the_play_is_told_of_and_a_failed_one_without_a_message_too(journal, act):
    journal.add(entry("acme"))
    journal.add(entry("beta", action="unchanged"))
    told, lines = act(
        ["acme", "beta", "idle"], ["acme", "fails", "beta", "idle"], hostvars=dict.fromkeys(("acme", "fails"), {})
    )
    assert {host: one["status"] for host, one in told.items()} == {
        "fails": "failed", "acme": "changed", "beta": "unchanged", "idle": "idle",
    }  # fmt: skip
    assert "4 tenants: 1 failed, 1 changed, 1 unchanged, 1 with nothing to do" in lines
    assert act(["acme"], hostvars={"acme": {}})[0]["acme"]["status"] == "idle", "what was shown is not shown again"


def test_hosts_of_another_batch_are_left_out(journal, act):
    journal.add(entry("acme", action="unchanged"))
    told, _lines = act(["acme", "later"], batch=["acme"], hostvars={"acme": {}})
    assert list(told) == ["acme"]


def test_domains_are_those_of_this_very_tenant(journal, act):
    variables = {"tenant_id": "1", "tenant_contact_center": {"domains": ["t1"]}}
    journal.add(entry("acme"))
    journal.add(entry("acme", "2"))
    _told, lines = act(["acme"], hostvars={"acme": variables})
    assert "  tenant   1; domains t1; https://gauth" in lines and "  tenant   2; https://gauth" in lines


def test_the_variables_of_a_host_that_needs_no_details_are_not_read(journal, act):
    for host in ("acme", "beta"):
        journal.add(entry(host, action="unchanged"))
    told, _lines = act(["acme", "beta"], hostvars=None)
    assert [one["about"] for one in told.values()] == ["1; https://gauth"] * 2


@pytest.mark.parametrize("own", ["", "/tasks.yml"])
@pytest.mark.parametrize("path", ["/acme.conf", "/of-another-tenant.conf"])
def test_designer_env_is_to_be_entered_by_hand_where_this_run_wrote_this_very_file(journal, act, own, path):
    variables = {
        "tenant_id": "1",
        "digital_channels_designer_env_file": "/acme.conf",
        "digital_channels_designer_env_tasks_file": own,
        "digital_channels__designer_env": {"changed": True, "path": path},
    }
    for check_mode, words in ((False, "/acme.conf holds its"), (True, "/acme.conf will hold its")):
        journal.add(entry("acme", action="unchanged", has_designer_env=True))
        told, _lines = act(["acme", "beta"], hostvars={"acme": variables}, check_mode=check_mode)
        by_hand = told["acme"]["by_hand"]
        assert bool(by_hand) is (path == "/acme.conf" and not own) and all(words in one for one in by_hand)


def test_an_organisation_has_no_tenant_s_variables(journal, act):
    journal.add(entry("acme", "", is_cloud=True, place="Example, eu-west-1"))
    told, lines = act(["acme"], hostvars={"acme": {"tenant_id": "1"}})
    assert told["acme"]["tenant_id"] == "" and "  organisation  Example, eu-west-1" in lines


@pytest.mark.parametrize(("callback", "prints"), [("default", True), ("ansible.posix.json", False), ("jsonl", False)])
def test_nothing_is_printed_where_standard_output_is_for_machines(journal, act, monkeypatch, callback, prints):
    monkeypatch.setattr(summing_up.C, "DEFAULT_STDOUT_CALLBACK", callback)
    journal.add(entry("acme"))
    told, lines = act(["acme"], check_mode=True, hostvars={"acme": {}})
    assert told["acme"]["created"] == ["setting a"] and bool(lines) is prints


@pytest.mark.parametrize("known", [False, True])
def test_a_task_of_ansible_s_own_that_failed_is_told_by_what_it_registered(journal, act, known):
    made = {"failed": True, "changed": False, "msg": "no such folder"}
    variables = {
        "tenant_id": "1",
        "digital_channels_designer_env_file": "/acme.conf",
        "digital_channels__designer_env": made,
    }
    journal.add(entry("acme", failures=[{"name": "x", "message": "y"}] if known else ()))
    told, _lines = act([], ["acme"], hostvars={"acme": variables})
    wanted = {"name": "x", "message": "y"} if known else {"name": "DesignerEnv", "message": "no such folder"}
    assert told["acme"]["failed"] == [wanted]


@pytest.mark.parametrize("shape", [{"password": "S3cretPw1"}, [{"password": "S3cretPw1"}], ["S3cretPw1"]])
def test_a_variable_of_another_shape_is_not_shown(journal, act, shape):
    """A slip of indentation puts a password into it."""
    center = {"domains": [shape, "t100"] if shape != ["S3cretPw1"] else {"S3cretPw1": None}}
    known = {"acme": {"tenant_id": shape}, "beta": {"tenant_id": "1", "tenant_contact_center": center}}
    told, lines = act(["acme", "beta"], hostvars=known)
    _told, more = act(["beta"], hostvars=known)
    journal.add(entry("beta"))
    assert "S3cretPw1" not in str([told, lines, more, act(["beta"], hostvars=known), act(["acme"], hostvars=known)])
