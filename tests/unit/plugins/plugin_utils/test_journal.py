# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a run: what a task's result says of the objects, files and failures, and which play it belongs to."""

from __future__ import annotations

import os

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils.journal import Journal, entry_of, play_of

CLIENT = TASKS["genesys_auth_client"]
CANARY = "s3cret-canary"


def result(before, after, title="API client a", **more):
    """A module's result, with everything that must not reach the journal."""
    headers = {"before_header": title, "after_header": title, "before": before, "after": after}
    more = {"changed": before != after, "resource": after, "diff": headers, **more}
    return dict(more, client_secret=CANARY, requests=[{"path": "/" + CANARY}], invocation={"module_args": CANARY})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"id": 1}, {"action": "created"}),
        ({"id": 1}, {}, {"action": "deleted"}),
        ({"id": 1}, {"id": 1}, {"action": "unchanged"}),
        ({"id": 1, "same": 0}, {"id": 2, "new": 3, "same": 0}, {"action": "changed", "fields": ["id", "new"]}),
    ],
)
def test_the_diff_says_what_was_done(before, after, expected):
    entry = entry_of(CLIENT, {"state": "present"}, result(before, after))
    assert entry["objects"] == [{"kind": "API client", "name": "API client a", **expected}]
    assert CANARY not in str(entry)


@pytest.mark.parametrize("name", ["genesys_setting", "genesys_tenant"])
def test_a_setting_whose_value_was_emptied_is_not_told_as_deleted(name):
    one = result({"name": "a", "value": "v"}, {}, "setting a /", emptied=True)
    if name == "genesys_tenant":
        part = {"kind": "setting", "name": "setting a /", "action": "delete", "changed": True, "emptied": True}
        one = {"resources": [dict(part, resource={})], "diff": [one["diff"]]}
    (said,) = entry_of(TASKS[name], {"state": "absent"}, one)["objects"]
    assert said == {"kind": "setting", "name": "setting a /", "action": "changed", "fields": ["value"]}


@pytest.mark.parametrize("name", ["nexus_service", "genesys_tenant"])
def test_a_deletion_of_what_nobody_could_look_at_is_a_deletion(name):
    """The diff of it is empty."""
    one = result({}, {}, "service connection a", changed=True)
    if name == "genesys_tenant":
        part = {"kind": "service connection", "name": "service connection a", "action": "delete", "changed": True}
        one = {"resources": [dict(part, resource={})], "diff": [one["diff"]]}
    (said,) = entry_of(TASKS[name], {"state": "absent"}, one)["objects"]
    assert said == {"kind": "service connection", "name": "service connection a", "action": "deleted"}


def test_what_is_not_there_and_is_not_to_be_is_nothing():
    assert entry_of(CLIENT, {"state": "absent"}, result({}, {})) == {
        "objects": [],
        "files": [],
        "reached": ["API client a"],
    }


def test_a_new_secret_is_told_with_its_reason_and_its_file(tmp_path):
    path = tmp_path / "a.secret"
    params = {"state": "present", "client_id": "a", "secret_file": str(path)}
    made = result({}, {"id": 1}, new_secret="generated for the new client")
    (one,) = entry_of(CLIENT, params, made)["objects"]
    assert (one["new_secret"], one["file"]) == ("generated for the new client", str(path))
    assert entry_of(CLIENT, params, made)["files"] == []
    path.write_text(CANARY)
    entry = entry_of(CLIENT, params, made)
    assert entry["files"] == [str(path)] and CANARY not in str(entry)


def test_a_failure_is_told_by_what_failed():
    failed = {"failed": True, "msg": "Creating it: HTTP 500.", "failure": {"code": "refused"}}
    entry = entry_of(CLIENT, {"state": "present", "client_id": "a"}, failed)
    assert entry == {"failures": [{"name": "API client a", "message": "Creating it: HTTP 500."}]}
    failed["failure"]["part"] = "contact center 1"
    entry = entry_of(TASKS["genesys_tenant"], None, dict(failed, resources=[], diff=[]))
    assert entry["failures"][0]["name"] == "contact center 1"


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_failure_of_any_module_is_told(name):
    failed = {"failed": True, "msg": "Wrong.", "failure": {"code": "x"}}
    params = {field.arg: "x" for field in TASKS[name].options}
    for given in (None, params):
        assert entry_of(TASKS[name], given, failed)["failures"][0]["message"] == "Wrong."


DOCUMENT = {
    "state": "present",
    "tenant_id": "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd",
    "auth_clients_list": [{"client_id": "a"}, {"client_id": "b"}],
    "tenant_cors_origins": ["https://a.example.com"],
}
OF_DOCUMENT = [("API client", "API client a"), ("API client", "API client b"), ("setting", "setting cors-origins /")]
NAMES = [name for _kind, name in OF_DOCUMENT]


@pytest.mark.parametrize(
    ("given", "more", "planned", "reached"),
    [
        pytest.param({"validate_only": True, "ready_for": ["auth_clients", "cors"]}, {}, OF_DOCUMENT, None, id="look"),
        pytest.param({"validate_only": True, "ready_for": ["cors"]}, {}, OF_DOCUMENT[2:], None, id="with tags"),
        pytest.param({"validate_only": True}, {"failed": True}, None, None, id="a look that failed"),
        pytest.param({"find_only": True, "parts": ["cors"]}, {}, None, None, id="another look"),
        pytest.param({"parts": ["auth_clients", "cors"]}, {}, None, NAMES, id="done"),
        pytest.param({"parts": ["cors", "auth_clients"]}, {"failed": True}, OF_DOCUMENT, None, id="failed"),
        pytest.param({"parts": ["cors"], "state": "checked"}, {}, None, None, id="compared"),
    ],
)
def test_what_is_planned_and_what_is_reached(given, more, planned, reached):
    task = TASKS["genesys_tenant"]
    params = {field.arg: field.default for field in task.options}
    for name, value in params.items():
        params[name] = [] if value is None and name.endswith(("_list", "_centers", "_origins", "_settings")) else value
    entry = entry_of(task, {**params, **DOCUMENT, **given}, {"resources": [], "diff": [], **more}) or {}
    assert (entry.get("planned"), entry.get("reached")) == (planned, reached)


def test_what_stays_and_what_a_teardown_keeps_is_told():
    given = {"left_over": ["Remove it."], "teardown_notes": ["Unseen."], "teardown_document": "/kept.yml"}
    kept = {"stays": ["Remove it."], "kept": ["Unseen."], "documents": ["/kept.yml"]}
    assert entry_of(TASKS["genesys_tenant"], None, given) == kept


def test_the_document_of_a_run_is_told_once():
    """By the task that keeps it: in the results of later ones other secrets of its path may be masked."""
    given = {"teardown_document": "/kept.yml", "teardown_run": "a1"}
    assert entry_of(TASKS["genesys_tenant"], {}, given) == {"documents": ["/kept.yml"]}
    assert entry_of(TASKS["genesys_tenant"], {"teardown_run": "b2"}, given) == {"documents": ["/kept.yml"]}
    assert entry_of(TASKS["genesys_tenant"], {"teardown_run": "a1"}, given) is None


def test_a_secret_that_outlives_its_client_is_named(tmp_path):
    path = tmp_path / "a.secret"
    path.write_text(CANARY)
    params = {"state": "absent", "name": "a", "remove_secret_file": True, "secret_file": str(path)}
    gone = result({"id": 1}, {}, "OAuth client a", restorable=True)
    (said,) = entry_of(TASKS["genesys_cloud_oauth_client"], params, gone)["by_hand"]
    assert str(path) in said and "OAuth client a" in said


@pytest.mark.parametrize("is_there", [True, False], ids=["with its client", "after it"])
def test_a_secret_file_that_goes_is_told_as_a_file(is_there):
    task, params = TASKS["genesys_cloud_oauth_client"], {"state": "absent", "name": "a", "secret_file": "/s/a.secret"}
    before = {"name": "a", "secret_file": "/s/a.secret", **({"client_id": "1"} if is_there else {})}
    objects = entry_of(task, params, result(before, {}, "OAuth client a"))["objects"]
    client = {"kind": "OAuth client", "name": "OAuth client a", "action": "deleted"}
    file = {"kind": "file", "name": "file /s/a.secret", "action": "deleted"}
    assert objects == ([client, file] if is_there else [file])


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"client_state": "active"}, {"action": "changed", "fields": ["client_state"]}),
        ({"client_state": "inactive", "date_to_delete": "2099"}, {"action": "changed", "fields": ["date_to_delete"]}),
        ({"client_state": "inactive", "integration_credential_id": "c1"}, {"action": "unchanged"}),
    ],
)
def test_a_client_that_the_service_keeps_is_not_told_as_deleted(before, said):
    task, params = TASKS["genesys_cloud_oauth_client"], {"state": "absent", "name": "a"}
    params["integration_credential_name"] = "cred"
    made = result(dict(before, client_id="1", name="a"), {}, "OAuth client a", restorable=True)
    client, *credential = entry_of(task, params, made)["objects"]
    assert client == {"kind": "OAuth client", "name": "OAuth client a", **said}
    gone = {"kind": "integration credential", "name": "integration credential cred", "action": "deleted"}
    assert credential == ([gone] if "integration_credential_id" in before else [])


@pytest.mark.parametrize("resource", [{}, {"client_id": "1"}])
def test_an_inactive_client_that_is_not_there_is_told(resource):
    entry = entry_of(
        TASKS["genesys_cloud_oauth_client"],
        {"state": "inactive", "name": "a"},
        result(resource, resource, "OAuth client a"),
    )
    assert entry.get("missing") == (None if resource else ["OAuth client a"])


def test_other_tasks_have_nothing_to_say():
    assert entry_of(TASKS["genesys_token"], {}, {"changed": False, "token": {}}) is None
    assert entry_of(TASKS["genesys_setting_info"], {}, {"changed": False, "settings": []}) is None


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forks_share_it_and_each_play_has_its_own():
    journal = Journal()
    child = os.fork()
    if not child:
        journal.add({"play": "one", "host": "acme"})
        os._exit(0)
    os.waitpid(child, 0)
    journal.add({"play": "two", "host": "globex"})
    assert [entry["host"] for entry in journal.of("one")] == ["acme"]
    journal.close("one")
    assert journal.of("one") == [] and len(journal.of("two")) == 1
    journal.add({"play": "one", "host": "late"})
    assert [entry["host"] for entry in journal.of("one")] == ["late"]


def test_a_task_knows_its_play():
    class Of:
        def __init__(self, **members):
            self.__dict__.update(members)

    block = Of(_play=Of(_uuid="p"), _parent=None)
    assert play_of(Of(_parent=Of(_play=None, _parent=block))) == "p"
    assert play_of(Of(_parent=None)) == ""


@pytest.mark.parametrize("name", ["nexus_service", "genesys_tenant"])
@pytest.mark.parametrize(("observed", "action"), [(False, "not looked at"), (True, "unchanged")])
def test_what_was_not_looked_at_is_told_so(name, observed, action):
    one = result({"name": "a"}, {"name": "a"}, "service connection a", observed=observed)
    if name == "genesys_tenant":
        part = {"kind": "service connection", "name": "service connection a", "action": "none", "changed": False}
        one = {"resources": [dict(part, resource={"name": "a"}, observed=observed)], "diff": []}
    (said,) = entry_of(TASKS[name], None, one)["objects"]
    assert said == {"kind": "service connection", "name": "service connection a", "action": action}


def test_of_a_tenant_that_was_seen_in_part_it_is_told_what_was_not_seen():
    one = result({"id": "a"}, {"id": "a"}, "tenant a", observed=True, not_seen=["backend_url"])
    (said,) = entry_of(TASKS["nexus_tenant"], {"state": "present", "id": "a"}, one)["objects"]
    assert said == {"kind": "tenant", "name": "tenant a", "action": "unchanged", "not_seen": ["backend_url"]}


@pytest.mark.parametrize("more", [{}, {"description": "new"}], ids=["unchanged", "changed"])
@pytest.mark.parametrize("is_kept", [False, None])
def test_a_lost_secret_is_to_be_put_there_by_hand(tmp_path, more, is_kept):
    path = str(tmp_path / "a.secret")
    params = {"state": "present", "client_id": "a", "secret_file": path}
    one = result({"id": 1}, {"id": 1, **more}, **({} if is_kept is None else {"secret_kept": is_kept}))
    said = entry_of(CLIENT, params, one).get("by_hand", [])
    assert [text.startswith("The secret of the API client a is not in %s. " % path) for text in said] == (
        [True] if is_kept is False else []
    )


@pytest.mark.parametrize("name", ["nexus_gapi_db", "genesys_tenant"])
@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ({}, {"url": "u"}, True),
        ({"url": "u", "client_secret": "a"}, {"url": "u", "client_secret": "b"}, True),
        ({"url": "u"}, {"url": "u"}, False),
        ({"url": "u"}, {}, False),
    ],
)
def test_nexus_is_to_be_restarted_where_a_row_is_new_or_changed(name, before, after, is_told):
    one = result(before, after, "row of nex_gapis u c")
    if name == "genesys_tenant":
        part = {
            "kind": "row of nex_gapis",
            "name": "row of nex_gapis u c",
            "changed": before != after,
            "resource": after,
        }
        one = {"resources": [part], "diff": [one["diff"]] if part["changed"] else []}
    said = entry_of(TASKS[name], None, one).get("by_hand", [])
    assert [text.startswith("Restart Nexus: ") for text in said] == [True] * is_told
