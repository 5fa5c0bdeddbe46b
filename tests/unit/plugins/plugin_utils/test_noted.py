# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is noted of a task for the summary, and whose object the headers of its diff name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils import noted


class Journal(list):
    add = list.append


@pytest.fixture
def journal(monkeypatch):
    found = Journal()
    monkeypatch.setattr(noted, "JOURNAL", found)
    monkeypatch.setattr(noted, "template", lambda templar, value: value)
    return found


def act(result, params=None, module="genesys_auth_client", variables=(), **keywords):
    """The result after it was noted."""
    task = SimpleNamespace(**{"no_log": False, "check_mode": False, "_parent": None, **keywords})
    action = SimpleNamespace(_checked=params, _task=task, _templar=None, task=TASKS[module])
    return noted.recorded(action, result, {"inventory_hostname": "acme", **dict(variables)})


def made(**more):
    diff = {"before_header": "API client a", "after_header": "API client a", "before": {}, "after": {"client_id": "a"}}
    return {"changed": True, "resource": {"client_id": "a"}, "diff": diff, **more}


def header(*args, **more):
    return act(made(), *args, **more)["diff"]["after_header"]


def test_the_header_names_host_and_tenant(journal):
    assert header(variables={"tenant_id": "6B9F"}) == "API client a (acme, tenant 6B9F)"
    assert header({"tenant_id": "1"}, variables={"tenant_id": "2"}) == "API client a (acme, tenant 1)"
    assert header({"contact_center_id": "1"}) == "API client a (acme, contact center 1)"
    assert header(variables={"inventory_hostname": "localhost"}) == "API client a"
    organisation = {"module": "genesys_cloud_oauth_client", "variables": {"tenant_id": "not of the organisation"}}
    assert header({"cloud_organization": "Example"}, **organisation) == "API client a (acme, organisation Example)"
    assert [entry["tenant_id"] for entry in journal] == ["6B9F", "1", "", "", ""]
    assert [entry["is_cloud"] for entry in journal] == [False] * 4 + [True]


def test_an_address_with_credentials_is_not_noted(journal):
    act(made(), {"auth_url": "https://ops:canary@gauth.example.com"})
    act(made(), {"auth_url": "https://gauth.example.com", "environment_url": "https://env.example.com"})
    assert [entry["place"] for entry in journal] == ["", "https://env.example.com"]


def test_each_diff_of_a_whole_tenant_has_its_header(journal):
    diffs = [dict(made()["diff"], after_header="one"), dict(made()["diff"], after_header="two")]
    done = act({"changed": True, "resources": [], "diff": diffs}, module="genesys_tenant", variables={"tenant_id": "1"})
    assert [one["after_header"] for one in done["diff"]] == ["one (acme, tenant 1)", "two (acme, tenant 1)"]


def test_the_journal_holds_the_names_without_the_tenant(journal):
    act(made(), {"state": "present"}, variables={"tenant_id": "1"})
    assert journal[0]["objects"][0]["name"] == "API client a"


@pytest.mark.parametrize(
    "more",
    [
        {"check_mode": True, "variables": {"ansible_check_mode": False}},  # a look of a real run
        {"params": {"state": "checked"}},
        {"params": {"find_only": True}},
        {"no_log": True},
        {"result": {"ansible_job_id": "1", "changed": True}},
        {"result": {"changed": False, "settings": []}, "module": "genesys_setting_info"},
    ],
    ids=["look", "checked", "find", "no_log", "async", "info"],
)
def test_what_does_nothing_or_is_not_to_be_shown_is_not_noted(journal, more):
    act(**{"result": made(), **more})
    assert journal == []


def test_check_mode_of_the_whole_run_is_noted(journal):
    act(made(), check_mode=True, variables={"ansible_check_mode": True})
    assert len(journal) == 1


def test_a_failure_is_noted_and_that_of_a_task_with_no_log_without_its_message(journal):
    act({"failed": True, "msg": "HTTP 500"}, {"state": "present", "client_id": "a"})
    act({"failed": True, "msg": "canary"}, no_log=True)
    assert [entry["failures"][0]["message"] for entry in journal] == ["HTTP 500", noted.CENSORED]


def test_a_defect_in_it_fails_no_task(journal):
    done = act(dict(made(), diff={"after_header": "x"}), {"state": "present"})
    assert done["changed"] and "defect of the collection" in done["warnings"][0]


def test_what_ends_a_task_is_told_in_ansible_s_own_words_and_of_a_defect_nothing():
    assert noted.told(AnsibleError("'nope' is undefined")) == "'nope' is undefined"
    assert noted.told(ValueError("a secret")) == "Unexpected ValueError."
