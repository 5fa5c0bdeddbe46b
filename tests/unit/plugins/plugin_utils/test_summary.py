# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of the summary at the end of a run: what stands in it, and in which order."""

from __future__ import annotations

from ansible_collections.cxops.genesys.plugins.plugin_utils.summary import WIDTH, Tenant, data, lines, plural


def made(name, action, kind="", **more):
    """An object of a journal's entry."""
    return {"name": name, "action": action, "kind": kind or name.rsplit(" ", 1)[0], **more}


def tenant(host, *objects, **more):
    """A tenant after one task."""
    one = Tenant(host, about=more.pop("about", ""), is_failed=more.pop("is_failed", False))
    one.add({"objects": objects, **more})
    return one


def shown(*tenants, check_mode=False, noun="tenant"):
    return "\n".join(line for _status, line in lines(list(tenants), check_mode, noun))


ACME = {
    "about": "6b9f; domains acme; https://gauth.example.com",
    "files": ["/secrets/a.secret", "/secrets/old.secret"],
    "by_hand": ["Enter the transaction DesignerEnv by hand."],
}


def acme(is_failed=False, **more):
    return tenant(
        "acme",
        made("API client a", "created", new_secret="generated for the new client", file="/secrets/a.secret"),
        made("API client b", "created"),
        made("contact center 6b9f", "changed", fields=["domains"]),
        made("row of nex_gapis https://gws nexus", "created", kind="row of nex_gapis"),
        made("setting cors-origins /", "unchanged", kind="setting"),
        is_failed=is_failed,
        **{**ACME, **more},
    )


def test_one_tenant_is_told_in_full():
    assert shown(acme()) == (
        "acme: 3 created, 1 changed, 1 unchanged\n"
        "  tenant        6b9f; domains acme; https://gauth.example.com\n"
        "  created       API clients a, b\n"
        "                row of nex_gapis https://gws nexus\n"
        "  changed       contact center 6b9f (domains)\n"
        "  unchanged     setting cors-origins\n"
        "  new secrets   API client a: generated for the new client, kept in /secrets/a.secret\n"
        "  secret files  /secrets/old.secret\n"
        "  by hand       Enter the transaction DesignerEnv by hand."
    )


def test_check_mode_speaks_in_the_conditional():
    text = shown(acme(), check_mode=True)
    assert text.startswith(
        "Check mode: nothing was written.\n\nacme: 3 would be created, 1 would be changed, 1 unchanged\n"
    )
    assert "  would be created  API clients a, b\n" in text
    assert "generated for the new client, to be kept in /secrets/a.secret\n" in text


def test_a_failed_task_is_told_with_what_was_done_before():
    text = shown(acme(failures=[{"name": "contact center 6b9f", "message": "Creating it: HTTP 500."}], is_failed=True))
    assert text.startswith("acme: failed, 3 created, 1 changed, 1 unchanged\n")
    assert "  failed        contact center 6b9f: Creating it: HTTP 500.\n" in text
    assert "  not done      what comes after the failed task\n" in text


def test_several_problems_of_one_failure_have_a_line_each():
    text = shown(tenant("acme", failures=[{"name": "x", "message": "2 things are missing.\nx: one.\ny: two."}]))
    assert text == "acme: failed\n  failed  x: 2 things are missing.\n          x: one.\n          y: two."


def test_a_failure_that_names_its_object_is_not_named_twice():
    def told(name, message):
        return shown(tenant("a", failures=[{"name": name, "message": message}])).split("  failed  ")[1]

    assert told("API client a", "The secret of the API client a: wrong.") == "The secret of the API client a: wrong."
    assert told("API client a", "The API client ab: wrong.") == "API client a: The API client ab: wrong."
    assert told("API client a", "Refused: the API client a.") == "API client a: Refused: the API client a."


def test_a_failure_of_another_task_is_told_without_its_message():
    assert shown(tenant("acme", is_failed=True)) == "acme: failed\n  failed  A task failed; its message stands above."


def test_a_failure_after_which_the_play_went_on_fails_no_tenant():
    one = tenant("acme", made("setting a", "created"), failures=[{"name": "", "message": "Busy."}])
    one.goes_on = True
    assert shown(one) == "acme: 1 created\n  went on after  Busy.\n  created        setting a"


def test_a_fleet_shows_failures_first_then_changes_and_one_line_for_each_other():
    idle = Tenant("t004")
    same = [tenant(host, made("setting a", "unchanged")) for host in ("t001", "t00012")]
    changed = tenant("t003", made("setting a", "deleted"))
    failed = tenant("t005", failures=[{"name": "", "message": "Wrong."}])
    assert shown(*same, changed, idle, failed) == (
        "5 tenants: 1 failed, 1 changed, 2 unchanged, 1 with nothing to do\n"
        "\n"
        "t005: failed\n"
        "  failed  Wrong.\n"
        "\n"
        "t003: 1 deleted\n"
        "  deleted  setting a\n"
        "\n"
        "t001:    1 unchanged\n"
        "t00012:  1 unchanged\n"
        "t004:    nothing to do"
    )


def test_a_tenant_of_a_fleet_of_which_something_stays_is_no_single_line():
    text = shown(
        tenant("t001", made("setting a", "unchanged"), stays=["The key."], kept=["In /k.yml."], documents=["/k.yml"]),
        Tenant("t002"),
    )
    assert "t001: 1 unchanged\n  unchanged  setting a\n  stays      The key.\n  kept copy  In /k.yml.\n" in text


def test_nothing_is_left_out_of_a_large_fleet():
    hosts = ["t%03d" % number for number in range(300)]
    text = shown(*(tenant(host, *(made("setting %s-%d" % (host, n), "created") for n in range(40))) for host in hosts))
    assert all("%s-%d" % (host, number) in text for host in hosts for number in range(40))


def test_long_lines_are_broken_between_words_only_and_keep_their_column():
    path = "/" + "x" * 200
    text = shown(tenant("acme", failures=[{"name": "", "message": "word " * 60 + path}]))
    rows = text.splitlines()[1:]
    assert path in text
    assert all(len(row) <= WIDTH for row in rows if path not in row)
    assert all(row.startswith(" " * 12) for row in rows[1:])


def test_a_service_s_text_cannot_steer_the_terminal():
    assert "\033" not in shown(tenant("acme", made("OAuth client \033[31mred\nline", "created", kind="OAuth client")))
    assert "\033" not in shown(tenant("red\033[31m", made("x", "unchanged")), tenant("b", made("x", "unchanged")))


def test_what_several_tasks_did_to_one_object_counts_once():
    one = tenant("acme", made("tenant 1", "unchanged"))
    one.add({"objects": [made("tenant 1", "created")]})
    one.add({"objects": [made("tenant 1", "changed", fields=["a"], new_secret="why", file="/f")]})
    one.add({"objects": [made("tenant 1", "unchanged")]})
    assert one.data()["created"] == ["tenant 1"] and one.data()["changed"] == one.data()["unchanged"] == []
    assert one.data()["new_secrets"] == [{"name": "tenant 1", "reason": "why", "file": "/f"}]
    one.add({"objects": [made("tenant 1", "deleted")]})
    assert one.data()["deleted"] == ["tenant 1"]


def test_the_data_hold_what_the_text_tells():
    told = data([Tenant("t2"), acme()], False)
    assert [one["status"] for one in told["tenants"]] == ["changed", "idle"]
    assert told["check_mode"] is False
    assert told["tenants"][0]["created"] == ["API client a", "API client b", "row of nex_gapis https://gws nexus"]
    assert told["tenants"][0]["by_hand"] == ACME["by_hand"] and told["tenants"][0]["files"] == ACME["files"]


def test_what_has_the_tenant_s_own_id_needs_no_name():
    objects = [made("%s 6B9F" % kind, "created") for kind in ("environment", "contact center", "tenant")]
    one = tenant(
        "acme", made("API client a", "created"), *objects, made("contact center 6b9f", "changed", fields=["domains"])
    )
    one.tenant_id = "6b9f"
    assert (
        "  created  environment, contact center, tenant of Digital Channels\n           API client a\n"
        in shown(one) + "\n"
    )
    assert "contact center (domains)" in shown(one)


def test_files_are_not_counted_with_objects():
    def files(*names):
        return [made("file " + name, "deleted") for name in names]

    assert shown(tenant("o", made("OAuth client a", "deleted"), *files("/b"))).startswith(
        "o: 1 deleted, 1 file deleted\n"
    )
    text = shown(tenant("o", *files("/b", "/c")), check_mode=True)
    assert "o: 2 files would be deleted\n  would be deleted  files /b, /c" in text


def test_what_does_not_exist_is_told_in_a_fleet_too():
    text = shown(tenant("a", missing=["OAuth client typo"]), Tenant("b"))
    assert "a: nothing to do\n  does not exist  OAuth client typo\n" in text
    assert data([tenant("a", missing=["x"])], False)["tenants"][0]["missing"] == ["x"]


def test_plurals_are_english():
    assert [plural(kind) for kind in ("API client", "row of nex_gapis")] == ["API clients", "rows of nex_gapis"]


PLAN = [
    ("API client", "API client a"),
    ("API client", "API client b"),
    ("environment", "environment 1"),
    ("contact center", "contact center 1"),
    ("setting", "setting cors-origins /"),
    ("setting", "setting greeting /"),
]


def test_what_a_failed_run_has_not_come_to_is_named():
    one = tenant(
        "acme",
        made("API client a", "created"),
        made("environment 2", "unchanged"),  # of another id than the declared one
        planned=PLAN,
        reached=["API client b"],
        failures=[{"name": "contact center 3", "message": "Wrong."}],
    )
    assert shown(one).endswith(
        "  not done   settings cors-origins, greeting\n  created    API client a\n  unchanged  environment 2"
    )
    assert one.data()["not_done"] == ["setting cors-origins /", "setting greeting /"]
    one.goes_on = True
    assert one.not_done == []


def test_a_run_that_has_not_failed_has_come_to_everything():
    one = tenant("acme", made("API client a", "created"), planned=PLAN)
    assert one.not_done == [] and "not done" not in shown(one)


def test_a_failure_after_everything_leaves_nothing():
    one = tenant("acme", made("API client a", "created"), planned=PLAN[:1], is_failed=True)
    assert "not done" not in shown(one)


def test_what_was_not_looked_at_is_not_called_unchanged():
    service = made("service connection PlatformUCS", "not looked at", kind="service connection")
    one = tenant("acme", made("setting a /", "unchanged", kind="setting"), service)
    text = "acme: 1 unchanged, 1 not looked at\n  unchanged      setting a\n  not looked at  service connection PlatformUCS"
    assert shown(one) == shown(one, check_mode=True).split("\n\n")[1] == text and one.status == "unchanged"
    (told,) = data([one], False)["tenants"]
    assert told["not_looked_at"] == ["service connection PlatformUCS"] and told["unchanged"] == ["setting a /"]
    one.add({"objects": [dict(service, action="created")]})
    assert one.status == "changed" and data([one], False)["tenants"][0]["not_looked_at"] == []


def test_of_a_tenant_that_only_its_key_proves_it_is_said_what_was_not_seen():
    whole = {"kind": "environment", "name": "environment 1", "action": "unchanged"}
    one = tenant("acme", whole, made("tenant 1", "unchanged", not_seen=["type", "backend_url"]))
    one.tenant_id = "1"
    assert shown(one) == (
        "acme: 2 unchanged\n"
        "  unchanged  environment\n"
        "             tenant of Digital Channels (only the row of its API key was looked at; not seen: type, backend_url)"
    )
