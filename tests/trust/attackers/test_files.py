# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another user of the machine puts files, links, folders and FIFOs where secrets are read and written: they make nothing happen.

What another user owns can be made by root only; root has the most to lose, for nothing keeps it from reading what others made.
"""

from __future__ import annotations

import json
import os
import stat
import time
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.resources import private_file
from ansible_collections.cxops.genesys.plugins.module_utils.resources._key_record import KeyRecord, claims, record_path
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_files import SecretFile
from ansible_collections.cxops.genesys.plugins.module_utils.transport import document_file, trusted_path
from ansible_collections.cxops.genesys.plugins.module_utils.transport.secret_file import read_record, restore_previous
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from ansible_collections.cxops.genesys.plugins.module_utils.transport.state_file import StateFile
from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, ops
from integration.support.sample import CCID, OTHER_ID

MALLORY = 12345
PLANTED = "Canary-of-mallory"
KEY = "11111111-2222-4333-8444-555555555555"
WITHOUT_SECRET = {name: value for name, value in AUTH_CLIENT.create.items() if name != "client_secret"}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what another user owns")
http_only = pytest.mark.parametrize("world", [False], indirect=True)


def planted(path, text=PLANTED):
    """A file of mallory's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n")
    path.chmod(0o644)
    return mallorys(path)


def mallorys(path):
    """Give it to mallory."""
    os.chown(path, MALLORY, MALLORY, follow_symlinks=False)
    return path


def link(path, target):
    path.symlink_to(target)
    return path


def own(path, text=PLANTED):
    path.write_text(text + "\n")
    path.chmod(0o600)
    return path


def fifo(path):
    os.mkfifo(path, 0o600)
    return path


def open_to_all(folder):
    folder.mkdir()
    folder.chmod(0o777)
    return folder


def folder_of_mallory(folder):
    folder.mkdir()
    own(folder / "client.secret")
    return mallorys(folder)


def second_name(folder):
    """fs.protected_hardlinks would not let another user do so."""
    folder.mkdir()
    folder.chmod(0o1777)
    os.link(own(folder.with_name("own.secret")), folder / "client.secret")
    return folder / "client.secret"


FOREIGN = {
    "a file": lambda place: planted(place / "client.secret"),
    "a link of his to his file": lambda place: mallorys(link(place / "client.secret", planted(place / "his"))),
    "a link of ours to his file": lambda place: link(place / "client.secret", planted(place / "his")),
    "a link of his to a file of ours": lambda place: mallorys(link(place / "client.secret", own(place / "ours"))),
    "a link of his to nothing": lambda place: mallorys(link(place / "client.secret", place / "nothing")),
    "a FIFO of his": lambda place: mallorys(fifo(place / "client.secret")),
    "a folder of his": lambda place: folder_of_mallory(place / "his") / "client.secret",
    "a link of his on the way": lambda place: (
        mallorys(link(place / "way", own(place / "client.secret").parent)) / "client.secret"
    ),
}
ANYBODYS = {
    "a FIFO": lambda place: fifo(place / "client.secret"),
    "a device": lambda place: link(place / "client.secret", "/dev/zero"),
    "a folder": lambda place: place,
    "in a folder that everybody may write to": lambda place: own(open_to_all(place / "open") / "client.secret"),
    "to be made in such a folder": lambda place: open_to_all(place / "open") / "new" / "client.secret",
    "a second name of a file of ours": lambda place: second_name(place / "tmp"),
}
WAYS = [pytest.param(make, id=name) for name, make in ANYBODYS.items()]
WAYS += [pytest.param(make, id=name, marks=needs_root) for name, make in FOREIGN.items()]


def look(folder):
    """All that is there: owner, mode, what it is, and the text of files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        there = path.lstat()
        text = path.read_text() if stat.S_ISREG(there.st_mode) else ""
        found[str(path)] = (there.st_uid, there.st_mode, there.st_ino, text)
    return found


def refused(result, path):
    failure = result.get("failure", {})
    assert (failure.get("code"), failure.get("path")) == ("secret_file", str(path)), result.get("msg")


@http_only
@pytest.mark.parametrize("make", WAYS)
def test_it_is_no_secret_of_an_api_client(world, tmp_path, make, cases):
    path = make(tmp_path)
    before, given = look(tmp_path), {**ops(world, Switches()), **WITHOUT_SECRET, "secret_file": str(path)}
    for check in (True, False):
        with cases("check mode" if check else "real"):
            refused(world.run("genesys_auth_client", check, **given), path)
    with cases("what logs in by it"):
        given = {"auth_client_id": "nexus_client", "auth_client_secret_file": str(path), "auth_url": world.emulator.url}
        refused(world.run("genesys_token", **given), path)
    assert world.state()["clients"] == [] and look(tmp_path) == before


@pytest.mark.parametrize("make", WAYS)
def test_it_is_no_secret_of_an_oauth_client(cloud, tmp_path, make, cases):
    path = make(tmp_path)
    before = look(tmp_path)
    given = {"authorized_grant_type": "CLIENT-CREDENTIALS", "roles": [{"role": "employee"}], "secret_file": str(path)}
    for regenerate in ("never", "when_lost"):
        for check in (True, False):
            with cases("%s, %s" % (regenerate, "check mode" if check else "real")):
                refused(cloud.client(check, regenerate_secret=regenerate, **given), path)
    assert cloud.clients() == [] and look(tmp_path) == before


@needs_root
@http_only
def test_it_counts_where_its_owner_is_named(world, tmp_path):
    """Also by number, and through his link."""
    path = FOREIGN["a link of his to his file"](tmp_path)
    given = {**ops(world, Switches()), **WITHOUT_SECRET, "secret_file": str(path)}
    refused(world.run("genesys_auth_client", secret_file_owners=["nobody"], **given), path)
    done = world.run("genesys_auth_client", secret_file_owners=["nobody", str(MALLORY)], **given)
    assert done["changed"] and world.state()["clients"][0]["client_secret"] == PLANTED
    assert any("can be read by others" in text for text in done["warnings"])
    unknown = world.run("genesys_auth_client", secret_file_owners=["no-such-user"], **given)
    assert unknown["failure"]["field"] == "secret_file_owners"


@needs_root
def test_a_forged_note_or_record_makes_nothing_happen(cloud, cases):
    """The note says that a run was broken off when it had a secret made, the record that the file is another client's."""
    client = cloud.made()
    live, beside = cloud.kept(), cloud.secret_file.with_name
    about = {"service": cloud.emulator.url, "begun": time.time(), "place": ".cxops-0"}
    forged = {
        ".app.secret.begun": dict(about, client_id=client["client_id"]),
        ".app.secret.client": {"client_id": OTHER_ID, "name": "other"},
    }
    own(beside(".cxops-0"))
    for name, content in forged.items():
        for how in ("file", "link", "FIFO"):
            kept = beside(name).read_text() if beside(name).exists() else None
            beside(name).unlink(missing_ok=True)
            if how == "file":
                planted(beside(name), json.dumps(content))
            elif how == "link":
                mallorys(link(beside(name), planted(beside("his"), json.dumps(content))))
            else:
                mallorys(fifo(beside(name)))
            for regenerate in ("never", "when_lost"):
                with cases("%s as %s, %s" % (name, how, regenerate)):
                    result = cloud.client(
                        authorized_grant_type="CLIENT-CREDENTIALS",
                        roles=[{"role": "employee"}],
                        secret_file=str(cloud.secret_file),
                        regenerate_secret=regenerate,
                    )
                    assert not result["changed"] and cloud.one()["secret"] == live == cloud.kept(), result
                    assert beside(".cxops-0").exists()
            beside(name).unlink()
            if kept is not None:
                own(beside(name), kept)


@needs_root
def test_nothing_is_written_through_what_is_forged(cloud, tmp_path, cases):
    """Before a secret is made that is told once: the note's name is a link to a file of root's, or a FIFO that nobody reads."""
    cloud.secret_file.parent.mkdir(mode=0o700)
    victim = own(tmp_path / "victim", "precious")
    note = cloud.secret_file.with_name(".app.secret.begun")
    for how in ("link", "file", "FIFO"):
        mallorys(link(note, victim) if how == "link" else planted(note, "{}") if how == "file" else fifo(note))
        with cases(how):
            result = cloud.client(
                authorized_grant_type="CLIENT-CREDENTIALS",
                roles=[{"role": "employee"}],
                secret_file=str(cloud.secret_file),
            )
            refused(result, note)
            assert cloud.clients() == [] and victim.read_text() == "precious\n"
        note.unlink()


@needs_root
def test_a_forged_record_binds_no_key(tmp_path):
    place = tmp_path / "keys"
    place.mkdir()
    mine, other = place / "mine.key", place / "other.key"
    forged = {"contact_center_id": CCID, "name": "x"}
    planted(place / ".mine.key.tenant", json.dumps(forged))
    assert not KeyRecord(record_path(str(mine))).is_of(CCID)
    with pytest.raises(SecretFileError, match="belongs to"):
        KeyRecord(record_path(str(mine))).write(CCID, "x", KEY)
    own(other, KEY)
    planted(place / ".other.key.tenant", json.dumps(forged))  # so that the file would count as one with a record
    assert claims(record_path(str(mine)), str(mine), KEY, CCID) == ["the file %s holds it, too" % other]
    planted(other, KEY)
    fifo(place / "a FIFO")
    assert claims(record_path(str(mine)), str(mine), KEY, CCID) == []


@needs_root
@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in FOREIGN.items()])
def test_a_state_file_or_a_document_of_somebody_else_does_not_count(tmp_path, make):
    state = StateFile(str(tmp_path / "state"), "https://gauth.example.com", CCID)
    state.write({"contact_center_id": OTHER_ID})
    content = open(state.path, encoding="utf-8").read()
    os.rename(state.path, tmp_path / "kept")
    (tmp_path / "place").mkdir()
    planted_at = make(tmp_path / "place")
    if planted_at.is_file():
        planted_at.write_text(content)
    os.symlink(planted_at, state.path)
    with pytest.raises(SecretFileError, match="The state file .* cannot be read: .*belongs to|FIFO"):
        state.read()
    with pytest.raises(SecretFileError, match="The state file"):
        state.check_writable()
    document = tmp_path / "state" / "one.yml"
    os.symlink(planted_at, document)
    if planted_at.is_file():
        planted_at.write_text("# Run: 1\n")
    assert document_file.find(str(tmp_path / "state"), lambda head: head.get("Run") == "1") == ""


def private(path, check=False, text="password = Canary-key\n", owners=None):
    params = {"path": str(path), "content": text, "secret_file_owners": owners}
    return execute(private_file.MODULE, params, check)


@pytest.mark.parametrize("make", WAYS)
def test_it_gets_no_values_of_designer_env(tmp_path, make, cases):
    """Neither is anything written through it, nor does its owner keep the file."""
    path = make(tmp_path)
    before = look(tmp_path)
    for check in (True, False):
        with cases("check mode" if check else "real"):
            refused(private(path, check), path)
    assert look(tmp_path) == before


def test_a_file_with_values_of_designer_env_is_always_a_new_one(tmp_path, cases):
    """Whoever has the old one open reads nothing new."""
    path = own(tmp_path / "client.secret", "old")
    path.chmod(0o666)
    with open(path, encoding="utf-8") as stream:
        for check, changed in ((True, True), (False, True), (False, False), (True, False)):
            with cases("check mode" if check else "real"):
                assert private(path, check)["changed"] is changed
        assert stream.read() == "old\n"
    assert path.read_text() == "password = Canary-key\n" and stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert private(path)["changed"] and stat.S_IMODE(path.stat().st_mode) == 0o600
    if os.geteuid() == 0:
        mallorys(path)
        assert private(path, owners=[str(MALLORY)])["changed"] and path.stat().st_uid == 0


@needs_root
@pytest.mark.parametrize("check", [True, False])
def test_a_removal_is_led_nowhere_else(tmp_path, check):
    """A link of mallory's on the way would have root remove another file."""
    victim = own(tmp_path / "client.secret")
    way = mallorys(link(tmp_path / "way", tmp_path))
    with pytest.raises(SecretFileError, match="cannot be removed: the link .* belongs to"):
        SecretFile().run({"path": str(way / "client.secret")}, None, check)
    his = planted(tmp_path / "his.secret")
    with pytest.raises(SecretFileError, match="cannot be removed: it belongs to"):
        SecretFile().run({"path": str(his)}, None, check)
    assert victim.exists() and his.exists()


@http_only
@pytest.mark.parametrize("how", ["itself", "in /tmp", "through a link"])
def test_what_everybody_may_write_to_is_not_read(world, tmp_path, how, cases):
    """Not a secret, not a record or state file, not a certificate."""
    folder = tmp_path / "place"
    folder.mkdir()
    path = own(folder / "client.secret")
    path.chmod(0o666)
    if how == "in /tmp":
        folder.chmod(0o1777)
    elif how == "through a link":
        path = link(folder / "link", path)
    with cases("a secret"):
        given = {**ops(world, Switches()), **WITHOUT_SECRET, "secret_file": str(path)}
        for check in (True, False):
            refused(world.run("genesys_auth_client", check, **given), path)
        result = world.run("genesys_auth_client", False, **given)
        assert "everybody may write to" in result["msg"] and "chmod o-w" in result["failure"]["hint"]
        assert {one["method"] for one in world.log()} == {"GET"} and world.state()["clients"] == []
        world.clear_log()
    with cases("a record"):
        path.write_text('{"a": 1}')
        assert read_record(str(path)) == {}
        path.chmod(0o664)  # a team's
        assert read_record(str(path)) == {"a": 1}
    path.chmod(0o666)
    for option in ("ca_path", "client_cert"):
        with cases(option):
            given = {**ops(world, Switches()), "client_id": "external_api_client", option: str(path)}
            result = world.run("genesys_auth_client_info", **given)
            assert result["failure"]["field"] == option and "everybody" in result["msg"]
            assert world.log() == []


@needs_root
@pytest.mark.parametrize("how", ["file", "link", "FIFO"])
def test_a_previous_secret_of_somebody_else_is_not_put_back(tmp_path, how):
    live, previous = own(tmp_path / "client.secret", "live"), tmp_path / "client.secret.previous"
    if how == "file":
        planted(previous)
    else:
        mallorys(link(previous, own(tmp_path / "other")) if how == "link" else fifo(previous))
    with pytest.raises(SecretFileError, match="cannot be put back: .*belongs to|cannot be put back: .*FIFO") as caught:
        restore_previous(str(live))
    assert "Move" not in str(caught.value), "nobody is told to put it there by hand"
    assert live.read_text() == "live\n" and os.path.lexists(previous)


def folder_of_certificates(folder, how):
    """A folder as OpenSSL wants it, where somebody else can have a certificate found."""
    folder.mkdir()
    own(folder / "ca.pem").chmod(0o644)
    entry = link(folder / "0a1b2c3d.0", "ca.pem")
    if how == "a sticky folder":
        folder.chmod(0o1777)
    elif how == "an entry that everybody may write to":
        (folder / "ca.pem").chmod(0o666)
    elif how == "an entry of his":
        planted(folder / "4e5f6071.0")
    elif how == "a link of his":
        mallorys(entry)
    return folder


FOLDERS = ["a sticky folder", "an entry that everybody may write to"]
FOLDERS += [pytest.param(how, marks=needs_root) for how in ("an entry of his", "a link of his")]


@http_only
@pytest.mark.parametrize("how", FOLDERS)
def test_nobody_else_adds_to_a_folder_of_certificates(world, tmp_path, how):
    """OpenSSL finds them by the hash of a name: what nobody may exchange in /tmp, anybody may add."""
    given = {**ops(world, Switches()), "client_id": "external_api_client"}
    folder = folder_of_certificates(tmp_path / "authorities", how)
    result = world.run("genesys_auth_client_info", **given, ca_path=str(folder))
    assert result["failure"]["field"] == "ca_path" and world.log() == [], result["msg"]
    good = folder_of_certificates(tmp_path / "good", "")
    (good / "java").mkdir()
    link(good / "5e5f6071.0", "gone.pem")
    assert not world.run("genesys_auth_client_info", **given, ca_path=str(good)).get("failed")


@http_only
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_authorities_of_the_environment_count_by_the_same_rule(world, tmp_path, variable, cases, monkeypatch):
    """Before anything is sent to a service with TLS; without TLS they do not matter."""
    open_file = own(tmp_path / "open.pem")
    open_file.chmod(0o666)
    made = {"a file that everybody may write to": open_file}
    made["a sticky folder"] = folder_of_certificates(tmp_path / "authorities", "a sticky folder")
    if os.geteuid() == 0:
        made["his file"] = planted(tmp_path / "his.pem")
    given = {**ops(world, Switches()), "client_id": "external_api_client"}
    secure = {name: "https://localhost:9" for name in given if name.endswith("_url")}
    for how, path in made.items():
        with cases(how):
            monkeypatch.setenv(variable, str(path))
            result = world.run("genesys_auth_client_info", **{**given, **secure})
            assert (result["failure"]["code"], result["failure"]["field"]) == ("invalid_input", variable), result["msg"]
            assert str(path) in result["msg"] and not result["requests"]
            world.clear_log()
            assert not world.run("genesys_auth_client_info", **given).get("failed")
            off = world.run("genesys_auth_client_info", **{**given, **secure, "validate_certs": False, "retries": 0})
            assert off["failure"]["code"] == "unreachable"


@pytest.mark.parametrize(("ssl_mode", "matters"), [("verify-full", True), ("verify-ca", True), ("disable", False)])
def test_so_do_those_of_the_database(tmp_path, ssl_mode, matters, monkeypatch):
    path = own(tmp_path / "open.pem")
    path.chmod(0o666)
    monkeypatch.setenv("PGSSLROOTCERT", str(path))
    with Services({"ssl_mode": ssl_mode, "login_host": "localhost"}) as services:
        if matters:
            with pytest.raises(InvalidInput, match="PGSSLROOTCERT: .* everybody may write"):
                _ = services.postgres
        path.chmod(0o600)
        assert services.postgres


@needs_root
@pytest.mark.parametrize("how", ["his", "open"])
def test_a_file_that_is_exchanged_between_the_look_and_the_opening(tmp_path, how, monkeypatch):
    """The open file is looked at again."""
    path = own(tmp_path / "a.secret", "mine")
    forged = planted(tmp_path / "forged") if how == "his" else own(tmp_path / "forged")
    forged.chmod(0o644 if how == "his" else 0o666)
    opened = os.open

    def exchanged(name, flags, *more, **others):
        if str(name) == str(path) and forged.exists():
            os.replace(forged, path)
        return opened(name, flags, *more, **others)

    monkeypatch.setattr(os, "open", exchanged)
    with pytest.raises(trusted_path.Unfit, match="belongs to|everybody may write"):
        os.close(trusted_path.open_file(str(path)))
    assert not forged.exists()


def at_the_database(**given):
    """Make the connection ready, which connects to nothing."""
    with Services({"ssl_mode": "verify-full", "login_host": "localhost", "login_password": "x", **given}) as services:
        assert services.postgres


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The home of the environment, as su and sudo -E leave it; nothing else tells libpq of files."""
    for name in [name for name in os.environ if name.startswith(("PG", "SSL_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    (folder / ".postgresql").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    entry = SimpleNamespace(pw_dir=str(tmp_path / "own"), pw_name="operator")
    monkeypatch.setattr("pwd.getpwuid", lambda _uid: entry)
    return folder


@pytest.mark.parametrize(
    ("below", "given"),
    [
        (".postgresql/root.crt", {}),
        (".postgresql/root.crt", {"ssl_mode": "verify-ca"}),
        (".postgresql/root.crl", {"ca_cert": True}),
        (".postgresql/postgresql.crt", {"ssl_mode": "prefer"}),
        (".postgresql/postgresql.key", {"ssl_mode": "require"}),
        (".pgpass", {"ssl_mode": "disable", "login_password": None}),
    ],
)
def test_a_file_that_libpq_finds_in_a_home(home, tmp_path, below, given, cases):
    """Everybody may write to it, or it is another user's."""
    if given.get("ca_cert"):
        given = {**given, "ca_cert": str(own(tmp_path / "ca.pem"))}
    path = own(home / below)
    at_the_database(**given)
    made = {"open": lambda: path.chmod(0o666), **({"his": lambda: mallorys(path)} if os.geteuid() == 0 else {})}
    for how, change in made.items():
        with cases(how):
            path.chmod(0o600)
            change()
            with pytest.raises(InvalidInput, match=r"%s cannot be used: (everybody may write|it belongs)" % path):
                at_the_database(**given)
    at_the_database(ssl_mode="disable", ca_cert=None)


@needs_root
def test_authorities_that_another_user_could_put_into_his_home(home):
    """Between our look and libpq's."""
    mallorys(home)
    with pytest.raises(InvalidInput, match="the folder %s belongs to" % home):
        at_the_database()
    at_the_database(ssl_mode="prefer")


@pytest.mark.parametrize("by", ["PGSERVICEFILE", "home", "PGSYSCONFDIR"])
def test_a_service_of_libpq(home, tmp_path, by, monkeypatch, cases):
    """A service can name another address and other authorities, so its file and the files that it names have to be the user's."""
    folder = tmp_path / "system"
    folder.mkdir()
    path = {"home": home / ".pg_service.conf", "PGSYSCONFDIR": folder / "pg_service.conf"}.get(
        by, tmp_path / "services"
    )
    own(path, "[other]\nsslrootcert=/nowhere\n[mine]\n# its address\nhostaddr=127.0.0.1")
    monkeypatch.setenv("PGSERVICE", "mine")
    if by != "home":
        monkeypatch.setenv(by, str(folder if by == "PGSYSCONFDIR" else path))
    own(home / ".postgresql/root.crt")
    at_the_database()
    for mode in ("verify-full", "prefer", "disable"):
        with cases(mode):
            path.chmod(0o666)
            with pytest.raises(InvalidInput, match="%s cannot be used: everybody may write to it" % path):
                at_the_database(ssl_mode=mode)
    path.chmod(0o600)
    authorities = own(tmp_path / "ca.pem")
    path.write_text("[mine]\nsslrootcert=%s\n" % authorities)
    at_the_database()
    authorities.chmod(0o666)
    with pytest.raises(InvalidInput, match="PGSERVICE: %s cannot be used" % authorities):
        at_the_database()


@pytest.mark.parametrize(
    "variable", ["PGSSLCRL", "PGSSLCRLDIR", "PGSSLCERT", "PGSSLKEY", "PGPASSFILE", "SSL_CERT_FILE"]
)
def test_a_file_that_a_variable_of_libpq_names(home, tmp_path, variable, monkeypatch):
    own(home / ".postgresql/root.crt")
    path = own(tmp_path / "named")
    if variable == "PGSSLCRLDIR":
        path = tmp_path / "folder"
        path.mkdir()
    monkeypatch.setenv(variable, str(path))
    if variable == "SSL_CERT_FILE":
        monkeypatch.setenv("PGSSLROOTCERT", "system")
    at_the_database(login_password=None)
    path.chmod(0o777 if path.is_dir() else 0o666)
    with pytest.raises(InvalidInput, match="%s: %s cannot be used: everybody may" % (variable, path)):
        at_the_database(login_password=None)


@needs_root
@http_only
@pytest.mark.parametrize("option", ["ca_path", "client_cert"])
def test_whoever_owns_a_certificate_could_stand_between(world, tmp_path, option, cases):
    made = {"file": planted(tmp_path / "his.pem"), "folder": folder_of_mallory(tmp_path / "certificates")}
    made["FIFO"] = fifo(tmp_path / "fifo.pem")
    for how, path in made.items():
        if (option, how) == ("client_cert", "folder"):
            continue
        with cases(how):
            given = {**ops(world, Switches()), "client_id": "external_api_client", option: str(path)}
            result = world.run("genesys_auth_client_info", **given)
            assert result["failure"]["field"] == option and world.log() == [], result["msg"]
