# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a teardown keeps: what other tenants use, a document of what was there, and a list of what stays."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils.journal import entry_of
from emulator import defaults
from integration.support.http_samples import CENTER
from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import CLIENT, OWN_CLIENT, RESTORE, connection, document

HOSTILE = "it's {{ lookup('pipe', 'touch /tmp/never') }} \u2028 #: \\ \"two\"\nlines"
MADE = ("createdAt", "created", "encrypted_client_secret", "xapikey", "token")


class Loader(yaml.SafeLoader):
    """Texts with the tag are texts."""


Loader.add_constructor("!unsafe", lambda loader, node: Text(node.value))


class Text(str):
    """A text that is no template."""


def run(world, check=False, folder=None, **given):
    """Run the document, with these things of it changed."""
    return world.run("genesys_tenant", check, **{**connection(world), **document(world, folder), **given})


def take_down(world, check=False, folder=None, **given):
    """Run its teardown, which has to succeed."""
    gone = run(world, check, folder, **{"state": "absent", **given})
    assert not gone.get("failed"), gone["msg"]
    return gone


def stays(result):
    """Code by name of what stays."""
    assert len(result["stays"]) == len(result["left_over"])
    return {one["name"]: one["code"] for one in result["stays"]}


def kept(result):
    """The variables in the document, templates of its own filled in."""
    path = Path(result["teardown_document"])
    assert path.stat().st_mode & 0o777 == 0o600

    def filled(value):
        if isinstance(value, dict):
            return {name: filled(one) for name, one in value.items()}
        if isinstance(value, list):
            return [filled(one) for one in value]
        own = re.match(r"^\{\{ (\w+)", value) if isinstance(value, str) and not isinstance(value, Text) else None
        return RESTORE[own.group(1)] if own else value if not isinstance(value, Text) else str(value)

    return filled(yaml.load(path.read_text(encoding="utf-8"), Loader))


def comparable(world):
    """All that is provisioned, without what is made anew each time."""

    def of(value):
        if isinstance(value, dict):
            return {name: of(one) for name, one in value.items() if name not in MADE}
        return sorted(map(of, value), key=repr) if isinstance(value, list) else value

    state = of(world.state())
    state["database"].pop("nex_apikeys")
    return state


# --- what other tenants use

OWN = {"client_id": OWN_CLIENT, "client_secret": "Canary-external"}
ROW = "row of nex_gapis %s %s"
KEPT = [
    ("no word", [OWN], [{}], {}, {"client": "shared", "row": "shared"}),
    ("shared", [dict(OWN, shared=True)], [{"shared": True}], {}, {"client": "shared", "row": "shared"}),
    ("not shared", [dict(OWN, shared=False)], [{"shared": False}], {}, {}),
    ("declared elsewhere", [dict(OWN, shared=False)], [{"shared": False}], {"hosts": ["beta"]}, {"client": "declared_elsewhere", "row": "declared_elsewhere"}),
]  # fmt: skip


@pytest.mark.parametrize(("clients", "rows", "more", "expected"), [case[1:] for case in KEPT], ids=[c[0] for c in KEPT])
@pytest.mark.parametrize("check", [True, False])
def test_a_client_and_a_row_go_only_if_their_item_says_so_and_nobody_else_declares_them(
    world, check, clients, rows, more, expected
):
    url = world.emulator.url
    run(world, digital_channels_gapis=[*document(world)["digital_channels_gapis"], {"url": url, **OWN}])
    before = world.state()
    rows = [dict(row, url=url + "/", client_id=OWN_CLIENT) for row in rows] + [{"url": url, "shared": False}]
    elsewhere = [{"client_id": OWN_CLIENT, "host": host} for host in more.get("hosts", ())]
    elsewhere += [
        {"client_id": OWN_CLIENT, "url": url.upper().replace("HTTP", "http"), "host": host}
        for host in more.get("hosts", ())
    ]
    gone = take_down(world, check, auth_clients_list=clients, digital_channels_gapis=rows, declared_elsewhere=elsewhere)
    found = stays(gone)
    names = {
        "client": "API client " + OWN_CLIENT,
        "row": "Row" + (ROW % (url + "/", OWN_CLIENT))[3:],
        "vendor": "Row" + (ROW % (url, CLIENT))[3:],
    }
    expected = {**expected, "vendor": "vendor_client"}
    assert {what: found.get(name) for what, name in names.items() if name in found} == expected
    if expected.get("client") == "declared_elsewhere":
        assert any("the host beta declares it, too" in text for text in gone["left_over"])
    state = world.state()
    there = {client["client_id"] for client in state["clients"]}
    assert (OWN_CLIENT in there) is (check or "client" in expected) and CLIENT in there
    kept = {row["clientid"] for row in state["database"]["nex_gapis"]}
    assert kept == {CLIENT} | ({OWN_CLIENT} if check or "row" in expected else set())
    assert state == before if check else not state["contact_centers"]


def test_a_client_of_the_vendor_stays_whatever_its_item_says(world, tmp_path):
    folder = tmp_path / "secrets"
    world.control.switches(tenant_delete="on")
    run(world, folder=folder)
    gone = take_down(world, folder=folder)
    assert stays(gone)["API client nexus_client"] == "vendor_client"
    assert [client["client_id"] for client in world.state()["clients"]] == [CLIENT]
    found = {one["path"]: one["code"] for one in gone["stays"] if one.get("path")}
    names = ("nexus_client.secret", ".nexus_client.secret.client")
    assert found == {str(folder / name): "client_stays" for name in names}
    assert sorted(os.listdir(folder)) == [".nexus_client.secret.client", "nexus_client.secret"], (
        "its secret file stays, although the option would remove it"
    )


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("users", [[OTHER_ID], [CCID.upper()], [CCID, OTHER_ID], []], ids=str)
def test_a_client_that_another_contact_center_uses_stays(world, tmp_path, users, check):
    run(world)
    with world.store.lock:
        world.store.clients[OWN_CLIENT]["contactCenterIds"] = users
    files = {"auth_clients_secret_dir": str(tmp_path), "auth_clients_remove_secret_files": True}
    clients = [{"client_id": OWN_CLIENT, "shared": False}]
    (tmp_path / (OWN_CLIENT + ".secret")).write_text("Canary-external")
    gone = take_down(world, check, auth_clients_list=clients, **files)
    is_used = OTHER_ID in users
    assert any("used by contact center %s" % OTHER_ID in text for text in gone["left_over"]) is is_used
    there = {client["client_id"] for client in world.state()["clients"]}
    assert (OWN_CLIENT in there) is (is_used or check)
    assert (tmp_path / (OWN_CLIENT + ".secret")).exists() is (is_used or check)
    assert kept(gone)["auth_clients_list"][0]["client_id"] == OWN_CLIENT if not check else True
    if is_used and not check:
        again = take_down(world, auth_clients_list=clients, **files)
        assert not again["changed"] and again["teardown_document"] == ""


def test_what_was_never_there_is_not_listed(world, tmp_path):
    gone = take_down(world, folder=tmp_path / "secrets", digital_channels_designer_env_file=str(tmp_path / "none"))
    assert (gone["left_over"], gone["stays"], gone["teardown_document"], gone["changed"]) == ([], [], "", False)


def test_a_teardown_that_keeps_the_rows_needs_no_database(world):
    run(world)
    given = {**world.ops, "nexus_url": world.emulator.url, **document(world), "digital_channels_tenant": None}
    given.update(digital_channels_gapis=[{"url": world.emulator.url}], digital_channels_services=[])
    given = {name: value for name, value in given.items() if value is not None}
    gone = world.run("genesys_tenant", **given, state="absent")
    assert not gone.get("failed"), gone["msg"]
    (row,) = [text for text in gone["left_over"] if "nex_gapis" in text]
    assert "whether it is there is not known" in row


# --- the document

CHANGED = {
    "description": HOSTILE,
    "redirectURIs": ["https://digital.example.com", "https://two.example.com"],
    "accessTokenExpirationTimeout": 17,
}


@pytest.mark.parametrize("switches", [{}, OFFERED], ids=["documented", "offered"])
def test_the_document_makes_again_what_was_there(world, tmp_path, switches):
    """Also what nobody declared: a drift, and a setting that was made by hand. No text of a service is a template."""
    world.control.switches(switches)
    run(world)
    with world.store.lock:
        world.store.clients[OWN_CLIENT].update(CHANGED)
    world.control.seed(
        settings=[
            {"contactCenterId": CCID, "name": "by.hand", "location": "/usw1", "value": HOSTILE, "shared": True},
            {"contactCenterId": CCID, "name": "number", "location": "/", "value": "0017", "shared": False},
        ]
    )
    before = comparable(world)
    gone = take_down(world, teardown_dir=str(tmp_path / "a" / "b"))
    path = Path(gone["teardown_document"])
    assert path.parent == tmp_path / "a" / "b" and path.parent.stat().st_mode & 0o777 == 0o700
    text = path.read_text(encoding="utf-8")
    assert all(secret not in text for secret in world.canaries if len(secret) > 3)
    for name in RESTORE:
        assert "#   %s: " % name in text, "it names the credentials that it cannot hold"
    given = kept(gone)
    assert given["tenant_id"] == CCID and given["auth_clients_list"][1]["description"] == HOSTILE
    again = world.run("genesys_tenant", **{**connection(world), **given})
    assert not again.get("failed"), again["msg"]
    assert comparable(world) == before


@pytest.mark.parametrize("is_there", [True, False], ids=["there", "not there"])
@pytest.mark.parametrize("listed", [True, False], ids=["its client is listed", "not listed"])
def test_a_file_of_the_client_s_secret_is_named_only_if_it_will_be_there(world, tmp_path, listed, is_there):
    """Given by the roles' default too, and by a row; else the secret is one of the credentials to give."""
    path = tmp_path / "secrets" / "client.secret"
    path.parent.mkdir()
    path.write_text("Canary-external")
    clients = [{"client_id": OWN_CLIENT, "secret_file": str(path), "shared": False}] if listed else []
    row = {"url": "https://row.example.com", "secret_file": str(path), "shared": False}
    given = {"digital_channels_client_secret_file": str(path), "digital_channels_client_secret": None}
    given["digital_channels_client_id"] = OWN_CLIENT
    given["digital_channels_gapis"] = [{"url": world.emulator.url, "shared": False}, row]
    run(world)
    assert not run(world, auth_clients_list=clients, **given).get("failed")
    parts = ["gapis"] + ["auth_clients"] * listed
    if not is_there:
        path.unlink()
    gone = take_down(world, auth_clients_list=clients, parts=parts, **given)
    text, will_be = Path(gone["teardown_document"]).read_text(), is_there or listed
    assert ("digital_channels_client_secret_file: " in text) is will_be
    assert ("digital_channels_client_secret: " in text) is not will_be
    rows = yaml.load(text, Loader)["digital_channels_gapis"]
    assert [sorted({"secret_file", "client_secret"} & set(one)) for one in rows] == [
        [],
        ["secret_file" if will_be else "client_secret"],
    ]


def test_check_mode_says_where_it_would_be_kept_and_a_second_one_overwrites_none(world, tmp_path):
    run(world)
    foretold = take_down(world, check=True, teardown_dir=str(tmp_path / "kept"))
    assert not (tmp_path / "kept").exists()
    first = take_down(world, teardown_dir=str(tmp_path / "kept"))
    assert first["teardown_document"] == foretold["teardown_document"]
    text = Path(first["teardown_document"]).read_text()
    assert take_down(world, teardown_dir=str(tmp_path / "kept"))["teardown_document"] == ""
    run(world)
    second = take_down(world, teardown_dir=str(tmp_path / "kept"))
    assert len(list((tmp_path / "kept").iterdir())) == 2
    assert second["teardown_document"] != first["teardown_document"]
    assert Path(first["teardown_document"]).read_text() == text


@pytest.mark.parametrize("check", [True, False])
def test_where_it_cannot_be_kept_nothing_is_deleted(world, tmp_path, check):
    run(world)
    (tmp_path / "file").write_text("")
    before = world.state()
    world.clear_log()
    failed = run(world, check, state="absent", teardown_dir=str(tmp_path / "file" / "x"))
    assert failed["failure"]["code"] == "document_file" and "Nothing was deleted" in failed["msg"]
    assert "genesys_teardown_dir" in failed["msg"] and world.state() == before and world.writes() == []
    assert not failed["changed"]


def test_a_full_disk_leaves_nothing(world, tmp_path, monkeypatch):
    run(world)
    before = world.state()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    failed = run(world, state="absent", teardown_dir=str(tmp_path / "kept"))
    assert "No space left on device" in failed["msg"] and world.state() == before
    assert list((tmp_path / "kept").iterdir()) == []


def test_it_is_kept_before_the_first_deletion(world, tmp_path):
    run(world)
    world.control.fault("status", method="DELETE", path="/settings/", status=400, times=0)
    failed = run(world, state="absent", teardown_dir=str(tmp_path))
    assert failed["failed"] and failed["teardown_document"] == str(next(tmp_path.iterdir()))
    assert kept(failed)["tenant_settings"]


def test_what_cannot_be_looked_at_is_named_in_a_comment(world, tmp_path):
    """The person cannot log in, and the service does not show its connections."""
    run(world)
    person = dict(document(world)["digital_channels_tenant"], password="Canary-wrong")
    only = world.run(
        "genesys_tenant",
        **{**connection(world), **document(world), "digital_channels_tenant": person},
        state="absent",
        keep_only=True,
        teardown_dir=str(tmp_path),
    )
    assert not only.get("failed") and not only["changed"] and not world.state()["contact_centers"] == []
    text = Path(only["teardown_document"]).read_text()
    assert "#   tenant %s: not looked at (bad_credentials)" % CCID in text
    assert "#   service connection PlatformUCS: as it was declared" in text
    assert "nexus_tenant" not in re.search(r"^# Parts: (.*)$", text, re.M).group(1)
    assert "digital_channels_tenant" not in kept(only)


def test_what_of_a_tenant_only_its_key_proves_is_named_in_a_comment(world, tmp_path):
    run(world)
    world.control.switches(tenant_get="404")
    only = run(world, state="absent", keep_only=True, teardown_dir=str(tmp_path))
    text = Path(only["teardown_document"]).read_text()
    line = "#   tenant %s: backend_url, username as declared; only the row of its API key was looked at"
    assert line % CCID in text.partition("# Not seen:")[2] and "digital_channels_tenant" in kept(only)


def test_an_earlier_document_counts_for_its_tenant_and_its_parts_only(world, tmp_path):
    run(world)
    folder = str(tmp_path)
    first = run(world, state="absent", keep_only=True, parts=["cors", "settings"], teardown_dir=folder)
    path, run_of = first["teardown_document"], first["teardown_run"]
    assert run_of and "# Run: %s\n" % run_of in Path(path).read_text() and len(first["teardown_notes"]) == 1
    assert world.state()["contact_centers"] and not first["changed"] and first["resources"] == []
    same = take_down(world, parts=["cors"], teardown_run=run_of, teardown_dir=folder)
    assert (same["teardown_document"], same["teardown_run"], same["teardown_notes"]) == (path, run_of, [])
    assert len(list(tmp_path.iterdir())) == 1
    more = take_down(world, parts=["settings", "contact_center"], teardown_run=run_of, teardown_dir=folder)
    assert more["teardown_document"] != path and len(list(tmp_path.iterdir())) == 2
    gone = take_down(world, parts=["environment"], teardown_run="0" * 32, teardown_dir=folder)
    assert len(list(tmp_path.iterdir())) == 3 and kept(gone)["tenant_environment"]["username"] == "default"


@pytest.mark.parametrize("check", [True, False])
def test_a_password_in_the_path_hides_the_path_but_not_whose_document_it_is(world, tmp_path, check):
    """The path is masked in the result, and in the note, which then says which option names the folder."""
    environment = dict(document(world)["tenant_environment"], password="hideaway")
    given = {"tenant_environment": environment, "teardown_dir": str(tmp_path / "hideaway")}
    run(world, tenant_environment=environment)
    first = take_down(world, check, parts=["cors", "settings"], keep_only=True, **given)
    assert "hideaway" not in first["teardown_document"] and len(first["teardown_run"]) == 32
    assert "teardown_dir" in first["teardown_notes"][0]
    later = take_down(world, check, parts=["cors"], teardown_run=first["teardown_run"], **given)
    assert later["changed"] and later["teardown_notes"] == [] and later["teardown_run"] == first["teardown_run"]
    assert len(list((tmp_path / "hideaway").iterdir()) if not check else [1]) == 1


def test_the_folder_of_the_state_holds_it_where_no_other_is_given(world, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    run(world)
    path = Path(take_down(world)["teardown_document"])
    assert path.parent == tmp_path / "cxops-genesys" / "teardown"
    assert path.name == "%s-%s.yml" % (world.emulator.url.partition("://")[2].replace(":", "_"), CCID)


READS = {
    "check": 11,
    "teardown": 18,
    "again": 7,
}  # 11 objects; each that is deleted is looked at twice, settings share a list


def test_the_looks_stay_within_the_budget(world):
    """The document takes one more look at what is deleted, and none at what is not there."""
    world.control.switches(OFFERED)
    run(world)
    for name, most in READS.items():
        world.clear_log()
        take_down(world, check=name == "check")
        reads = [entry["path"] for entry in world.log() if entry["method"] == "GET"]
        assert len(reads) <= most, (name, reads)


# --- what stays


@pytest.mark.parametrize("check", [True, False])
def test_everything_that_stays_is_listed_with_its_path(world, tmp_path, check):
    folder = tmp_path / "secrets"
    designer = folder / "designer_env.conf"
    keep = {"auth_clients_remove_secret_files": False, "digital_channels_remove_secret_files": False}
    more = {**keep, "digital_channels_designer_env_file": str(designer)}
    run(world, folder=folder)
    for name in ("designer_env.conf", "nexus_client.secret.previous", "nexus_client.secret.refused"):
        (folder / name).write_text("Canary-former-secret")
    world.control.seed(contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=CCID, domains=["other"])])
    gone = take_down(world, check, folder=folder, **more)
    paths = {one["path"] for one in gone["stays"] if one.get("path")}
    assert paths == {str(path) for path in folder.iterdir()}
    found = stays(gone)
    assert found["environment %s" % CCID] == "conflict"
    assert found["Data center /usw1"] == "platform"
    assert found["The transaction DesignerEnv"] == found["The person %s" % defaults.PERSON_USERNAME] == "by_hand"
    assert found["API client nexus_client"] == "vendor_client"
    if not check:
        assert found["tenant %s" % CCID] == found["service connection PlatformUCS"] == "not_offered"
    for path in paths:
        assert any(path in text for text in gone["left_over"])


def test_check_mode_foretells_the_deletion_of_a_connection_that_is_not_shown(world):
    """The summary counts it among the deleted."""
    run(world)
    gone = take_down(world, check=True)
    assert not next(one for one in gone["resources"] if one["kind"] == "service connection")["observed"]
    objects = entry_of(TASKS["genesys_tenant"], {"state": "absent"}, gone)["objects"]
    assert "service connection PlatformUCS" in {one["name"] for one in objects}
    assert {one["action"] for one in objects} == {"deleted"}


def test_files_that_the_teardown_removes_are_not_listed(world, tmp_path):
    folder = tmp_path / "secrets"
    world.control.switches(tenant_delete="on")
    run(world, folder=folder)
    designer = folder / "designer_env.conf"
    designer.write_text("Canary-former-secret")
    gone = take_down(world, folder=folder, digital_channels_designer_env_file=str(designer))
    names = ("nexus_client.secret", ".nexus_client.secret.client")
    assert {one.get("path") for one in gone["stays"]} == {None, *(str(folder / name) for name in names)}
    assert stays(gone)["The transaction DesignerEnv"] == "by_hand"
    again = take_down(world, folder=folder, digital_channels_designer_env_file=str(designer))
    assert not again["changed"] and again["teardown_document"] == ""
    assert set(stays(again)) <= {
        "API client nexus_client",
        "Row of nex_gapis %s nexus_client" % world.emulator.url,
        "tenant %s" % CCID,  # its API key is still there
        "The file %s with the secret of the API client nexus_client" % (folder / "nexus_client.secret"),
        "The file %s with the record of the secret of the API client nexus_client"
        % (folder / ".nexus_client.secret.client"),
    }


DISGUISED = {
    "plain": str,
    "base64": lambda text: base64.b64encode(("ops:" + text).encode()).decode(),
    "percent-encoded": lambda text: "".join("%%%02X" % ord(one) for one in text),
    "escaped": lambda text: "".join("\\u%04x" % ord(one) for one in text),
}


@pytest.mark.parametrize("disguise", DISGUISED)
@pytest.mark.parametrize("place", ["value", "name", "domain"])
@pytest.mark.parametrize("secret", [defaults.OPS_PASSWORD, "Pa55w0r", "Pa5s"], ids=["long", "seven characters", "four"])
def test_the_document_holds_no_secret_in_another_form_or_place(world, place, disguise, secret):
    made = run(world)
    assert not made.get("failed"), made["msg"]
    told = DISGUISED[disguise](secret)
    if place == "domain":  # past the checks of an honest service
        with world.store.lock:
            for one in world.store.contact_centers.rows.values():
                one["domains"] = [*one["domains"], "x-" + told]
    else:
        found = {"contactCenterId": CCID, "name": "hint", "location": "/", "value": "x", "shared": True}
        found[place] = "a hint: " + told if place == "value" else "x-" + told
        world.control.seed(settings=[found])
    gone = take_down(world, **({} if secret == defaults.OPS_PASSWORD else {"api_key": secret}))
    text = Path(gone["teardown_document"]).read_text()
    assert told not in text and secret not in text
    assert "it holds a secret" in text and "t100" in text
