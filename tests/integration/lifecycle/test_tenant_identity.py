# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant of Digital Channels is the contact center's, never the one of its name: two tenants with one name, each evidence there is."""

from __future__ import annotations

import json
import threading

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _turns
from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import SERVICE, TENANT
from integration.support.sample import CCID, OTHER_ID

THEIRS = "11111111-aaaa-4bbb-8ccc-000000000001"
COLUMNS = ("tenant", "ccid")


class Pair:
    """Two contact centers. The first has the tenant t100 with the key THEIRS; the second is the one of the tasks."""

    def __init__(self, world, folder):
        self.world, self.folder = world, folder
        TENANT.prepare(world)
        world.control.seed(
            environments=[dict(ENVIRONMENT, id=OTHER_ID, configServers=[{"primaryAddress": "x", "primaryPort": 1}])],
            contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["t200"])],
        )
        world.canaries.add(THEIRS)
        self.path = folder / "t100.key"

    def theirs(self, **more):
        self.world.control.seed(tenants=[self.wire(CCID, THEIRS, **more)])

    def wire(self, identity, key, **more):
        url = "http://gws.example.com"
        return {"id": identity, "name": "t100", "type": "PureEngage", "backendurl": url, "username": "nexus",
                "token": defaults.PERSON_PASSWORD, "genesysenantid": 1, "xapikey": key, **more}  # fmt: skip

    def run(self, check=False, no_log=False, **given):
        options = {**TENANT.options(self.world, Switches()), **TENANT.create, "id": OTHER_ID, "record_file": None}
        return self.world.run("nexus_tenant", check, no_log, **_given({**options, **given}))

    def service(self, check=False, **given):
        options = {**self.world.sql, **SERVICE.options(self.world, Switches()), **SERVICE.create}
        options.update(contact_center_id=OTHER_ID, tenant_name="t100", when_unobservable="send_until_tenant")
        return self.world.run("nexus_service", check, **_given({**options, **given}))

    def both(self, **given):
        """The same failure in check mode and for real, before any write."""
        before, files = self.world.state(), sorted(self.folder.iterdir())
        told = [self.run(check, **given) for check in (True, False)]
        assert [one.get("failed") for one in told] == [True, True]
        assert told[0]["failure"] == told[1]["failure"]
        assert self.world.state() == before and sorted(self.folder.iterdir()) == files
        return told[1]

    @property
    def record(self):
        return self.folder / ".t100.key.tenant"

    def keys(self):
        return {one["id"]: one["xapikey"] for one in self.world.state()["tenants"]}


def _given(options):
    return {name: value for name, value in options.items() if value is not None}


@pytest.fixture
def pair(world, tmp_path):
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    return Pair(world, folder)


@pytest.mark.parametrize("policy", ["fail", "send", "assume_present"])
@pytest.mark.parametrize("kept", [True, False], ids=["with a file", "without a file"])
def test_a_row_of_the_name_that_nothing_proves_is_refused(pair, policy, kept):
    """Whatever is to be done where nobody can look: here somebody did."""
    pair.theirs()
    result = pair.both(when_unobservable=policy, api_key_file=str(pair.path) if kept else None)
    assert result["failure"]["code"] == "unproven"
    for text in ("t100", OTHER_ID, "adopt_by_name: true", "digital_channels_tenant: {adopt_by_name: true}"):
        assert text in result["msg"]
    assert "api_key" not in result


def test_the_service_connection_asks_for_the_same_proof(pair):
    pair.theirs()
    before = pair.world.state()
    for check in (True, False):
        assert pair.service(check)["failure"]["code"] == "unproven"
        assert pair.service(check, contact_center_is_new=True)["failure"]["code"] == "unproven"
    assert pair.world.state() == before
    assert pair.service(adopt_by_name=True)["changed"] is False
    pair.path.write_text(THEIRS + "\n")
    assert pair.service(tenant_api_key_file=str(pair.path))["changed"] is False
    pair.path.write_text(defaults.CLUSTER_API_KEY + "\n")
    assert pair.service(tenant_api_key_file=str(pair.path))["failure"]["code"] == "unproven"
    assert pair.world.state() == before


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_tells_two_tenants_of_one_name_apart(pair, column):
    pair.world.control.switches(apikey_column=column)
    pair.theirs()
    assert pair.service()["changed"], "the row of the other contact center says nothing of this one's services"
    foretold = pair.run(True, api_key_file=str(pair.path))
    made = pair.run(api_key_file=str(pair.path))
    assert made["changed"] and made["diff"] == foretold["diff"]
    key = pair.path.read_text().strip()
    assert pair.keys() == {CCID: THEIRS, OTHER_ID: key} and key != THEIRS
    pair.path.unlink()
    pair.record.unlink()
    assert pair.run(api_key_file=str(pair.path))["changed"] and pair.path.read_text().strip() == key
    assert pair.run(api_key_file=str(pair.path))["changed"] is False
    assert pair.service()["changed"] is False
    told = pair.run(no_log=True, id=CCID)
    assert told["changed"] is False and told["api_key"] == THEIRS


def test_a_column_goes_before_the_user_s_word(pair):
    pair.world.control.switches(apikey_column="ccid")
    pair.theirs()
    assert pair.run(adopt_by_name=True)["changed"]
    assert set(pair.keys()) == {CCID, OTHER_ID}


@pytest.mark.parametrize("value", ["", "t100", "101", None])
def test_a_column_that_names_no_contact_center_proves_nothing(pair, value):
    pair.theirs()
    pair.world.database.query("ALTER TABLE nex_apikeys ADD COLUMN tenant text")
    pair.world.database.query("UPDATE nex_apikeys SET tenant = %s", (value,))
    try:
        assert pair.both()["failure"]["code"] == "unproven"
        assert pair.run(adopt_by_name=True)["changed"] is False
    finally:
        pair.world.database.query("ALTER TABLE nex_apikeys DROP COLUMN tenant")


def test_adopted_by_name_once(pair):
    pair.theirs()
    given = {"api_key_file": str(pair.path), "adopt_by_name": True}
    foretold, done = pair.run(True, **given), pair.run(**given)
    assert foretold["diff"] == done["diff"] and done["changed"]
    assert foretold["warnings"][:1] == done["warnings"] and "because adopt_by_name says so" in done["warnings"][0]
    assert pair.path.read_text().strip() == THEIRS
    assert pair.record.stat().st_mode & 0o777 == 0o600 and THEIRS not in pair.record.read_text()
    assert json.loads(pair.record.read_text())["contact_center_id"] == OTHER_ID
    again = pair.run(api_key_file=str(pair.path))
    assert again["changed"] is False and not again.get("warnings")


def test_several_rows_of_the_name_are_not_adopted(pair):
    pair.theirs()
    pair.world.control.seed(apikeys=[{"name": "t100"}])
    assert pair.both(adopt_by_name=True)["failure"]["code"] == "ambiguous"
    assert "2 keys" in pair.both()["msg"]


def test_a_key_that_a_record_binds_to_another_contact_center_is_not_adopted(pair):
    pair.theirs()
    assert pair.run(id=CCID, api_key_file=str(pair.folder / "first.key"), adopt_by_name=True)["changed"]
    result = pair.both(api_key_file=str(pair.path), adopt_by_name=True)
    assert result["failure"]["code"] == "unproven" and CCID in result["msg"]


def test_the_state_of_1_3_is_taken_over(pair):
    """A file with just this key, and no record; the record is written without a change."""
    pair.theirs()
    pair.path.write_text(THEIRS + "\n")
    pair.path.chmod(0o600)
    assert pair.run(True, api_key_file=str(pair.path))["changed"] is False and not pair.record.exists()
    assert pair.run(api_key_file=str(pair.path))["changed"] is False
    assert json.loads(pair.record.read_text())["contact_center_id"] == OTHER_ID
    pair.path.unlink()
    assert pair.run(api_key_file=str(pair.path))["changed"], "the record alone is as good"
    assert pair.path.read_text().strip() == THEIRS


@pytest.mark.parametrize("against", ["a record", "another file", "a new contact center"])
def test_a_file_of_1_3_proves_nothing_where_anything_speaks_against_it(pair, against):
    """With 1.3 the second tenant of a name got the key of the first one into its own file."""
    pair.theirs()
    given = {"api_key_file": str(pair.path)}
    if against == "a record":
        pair.run(id=CCID, api_key_file=str(pair.folder / "first.key"), adopt_by_name=True)
    elif against == "another file":
        (pair.folder / "first.key").write_text(THEIRS + "\n")
    else:
        given["contact_center_is_new"] = True
    pair.path.write_text(THEIRS + "\n")
    pair.path.chmod(0o600)
    assert pair.both(**given)["failure"]["code"] == "unproven"


def test_two_tenants_with_one_file_are_refused(pair):
    pair.theirs()
    assert pair.run(id=CCID, api_key_file=str(pair.path), adopt_by_name=True)["changed"]
    result = pair.both(api_key_file=str(pair.path), name="t200")
    assert result["failure"]["code"] == "secret_file" and CCID in result["msg"] and OTHER_ID in result["msg"]
    assert pair.service(tenant_api_key_file=str(pair.path))["failure"]["code"] == "secret_file"
    assert pair.path.read_text().strip() == THEIRS


class Overtaken(Transport):
    """Before the tenant is looked at, or with the method POST is sent, the function other is called."""

    def __init__(self, *args, other, before, **kwargs):
        super().__init__(*args, **kwargs)
        real = self.session.request

        def request(method, url, **options):
            if method == before and "/provisioning/tenants" in url:
                self.session.request = real
                other()
            return real(method, url, **options)

        self.session.request = request


def overtaken(pair, other, before="GET", **given):
    """Create the tenant t200 of the second contact center; before its first request of this method, the function other is called."""
    options = {**TENANT.options(pair.world, Switches()), **TENANT.create, "id": OTHER_ID, "record_file": None}
    options.update({"name": "t200", "api_key_file": str(pair.path), **given})

    def services(options):
        return pair.world.services(options, make_transport=lambda **more: Overtaken(other=other, before=before, **more))

    return pair.world.run("nexus_tenant", make_services=services, **_given(options))


@pytest.mark.parametrize("record", ["beside the file", "a file of its own"])
def test_two_new_tenants_with_one_file_at_the_same_time_take_turns(pair, monkeypatch, record):
    """The second one begins before the first one has looked at its tenant: it waits, and is refused by the record."""
    more = {} if record == "beside the file" else {"record_file": str(pair.folder / "record")}
    waits, told = threading.Event(), []
    real = _turns.local_lock

    def lock(name, *args):
        if threading.current_thread() is second and name.startswith("secret file "):
            waits.set()
        return real(name, *args)

    def run():
        told.append(pair.run(id=CCID, api_key_file=str(pair.path), **more))
        waits.set()

    second = threading.Thread(target=run)
    monkeypatch.setattr(_turns, "local_lock", lock)

    def other():
        second.start()
        assert waits.wait(60)

    first = overtaken(pair, other, **more)
    second.join(60)
    assert first["changed"] and not first.get("failed"), first
    assert told[0]["failure"]["code"] == "secret_file" and OTHER_ID in told[0]["msg"], told
    assert pair.path.read_text().strip() == pair.keys()[OTHER_ID] and list(pair.keys()) == [OTHER_ID]


@pytest.mark.parametrize(("before", "more"), [("GET", {}), ("POST", {"login_host": None, "when_unobservable": "send"})])
def test_a_file_that_another_tenant_took_meanwhile_is_not_overwritten(pair, monkeypatch, tmp_path, before, more):
    """Another machine, which has locks of its own, on the same file system."""
    theirs = []

    def other():
        with monkeypatch.context() as patch:
            patch.setattr(local_lock, "folders", lambda: [str(tmp_path / "locks")])
            theirs.append(pair.run(id=CCID, api_key_file=str(pair.path), **more))

    result = overtaken(pair, other, before, **more)
    assert theirs[0]["changed"] and not theirs[0].get("failed"), theirs
    assert result["failure"]["code"] == "secret_file" and CCID in result["msg"], result
    assert pair.path.read_text().strip() == pair.keys()[CCID]
    assert len(pair.keys()) == (1 if before == "GET" else 2)


@pytest.mark.parametrize("given", [{}, {"adopt_by_name": True}], ids=["", "adopted"])
def test_a_new_contact_center_has_no_tenant(pair, given):
    pair.theirs()
    result = pair.both(contact_center_is_new=True, **given)
    assert result["failure"]["code"] == "unproven"
    assert "was made in this run" in result["msg"] and OTHER_ID in result["msg"] and "t100" in result["msg"]


def test_a_new_contact_center_is_told_whose_the_name_is_if_that_is_known(pair):
    pair.theirs()
    assert pair.run(id=CCID, api_key_file=str(pair.folder / "first.key"), adopt_by_name=True)["changed"]
    result = pair.both(contact_center_is_new=True, api_key_file=str(pair.path))
    assert result["failure"]["code"] == "unproven"
    assert "The contact center %s was made in this run" % OTHER_ID in result["msg"] and CCID in result["msg"]


def test_a_new_contact_center_of_an_id_that_was_there_before(pair):
    """Its tenant stayed when the contact center was deleted; the record binds it to the id."""
    assert pair.run(api_key_file=str(pair.path))["changed"]
    assert pair.run(api_key_file=str(pair.path), contact_center_is_new=True)["changed"] is False


def test_record_and_table_contradict_each_other(pair):
    pair.theirs()
    pair.run(api_key_file=str(pair.path), adopt_by_name=True)
    pair.world.database.query("ALTER TABLE nex_apikeys ADD COLUMN ccid text")
    pair.world.database.query("UPDATE nex_apikeys SET ccid = %s WHERE name = 't100'", (CCID,))
    try:
        result = pair.both(api_key_file=str(pair.path))
        assert result["failure"]["code"] == "unproven" and str(pair.record) in result["msg"]
    finally:
        pair.world.database.query("ALTER TABLE nex_apikeys DROP COLUMN ccid")


def test_the_service_shows_the_tenant_but_nothing_proves_which_key_it_has(pair):
    pair.world.control.switches(tenant_get="on_without_key")
    pair.theirs()
    pair.world.control.seed(tenants=[pair.wire(OTHER_ID, defaults.IWD_CLUSTER_API_KEY)])
    before = pair.world.state()
    for check in (True, False):
        result = pair.run(check, api_key_file=str(pair.path))
        assert result["changed"] is False and "adopt_by_name" in result["warnings"][0]
    assert not pair.path.exists() and pair.world.state() == before


# -- absent


def test_a_removal_deletes_by_the_id_and_leaves_the_other_one_alone(pair):
    pair.world.control.switches(tenant_delete="on")
    pair.theirs()
    gone = pair.run(state="absent")
    assert gone["failure"]["code"] == "not_offered", "there is none to delete"
    assert "nothing proves" in gone["msg"] and pair.keys() == {CCID: THEIRS}
    pair.world.control.seed(tenants=[pair.wire(OTHER_ID, defaults.IWD_CLUSTER_API_KEY)])
    assert pair.run(state="absent")["changed"] and pair.keys() == {CCID: THEIRS}


def test_another_s_row_keeps_no_removal_waiting(pair):
    """Nobody can log in any more, because the contact center is gone."""
    pair.theirs()
    for check in (True, False):
        gone = pair.run(check, state="absent", password="wrong")
        assert gone["changed"] is False and not gone.get("failed")
        assert "t100" in gone["warnings"][0] and "left alone" in gone["warnings"][0]
    pair.world.control.switches(apikey_column="ccid")
    pair.world.database.query("UPDATE nex_apikeys SET ccid = %s WHERE name = 't100'", (CCID,))
    gone = pair.run(state="absent", password="wrong")
    assert gone["changed"] is False and not gone.get("warnings")


# -- the creation


@pytest.mark.parametrize("kept", [True, False], ids=["with a file", "without a file"])
def test_a_lost_answer_is_ours(pair, kept):
    path = {"api_key_file": str(pair.path)} if kept else {}
    pair.world.control.fault("drop", method="POST", path="/provisioning/tenants$", when="after")
    made = pair.run(no_log=True, **path)
    assert made["changed"] and pair.keys() == {OTHER_ID: made["api_key"]}
    assert not kept or pair.path.read_text().strip() == made["api_key"]


@pytest.mark.parametrize("second", ["same_key", "new_key", "error"])
def test_a_creation_that_was_broken_off_is_completed(pair, second):
    """The service made the tenant, and the run was killed before it had the key: the record says that it was begun."""
    pair.world.control.switches(second_tenant=second)
    pair.record.write_text(json.dumps({"contact_center_id": OTHER_ID, "name": "t100", "pending": True}))
    pair.world.control.seed(tenants=[pair.wire(OTHER_ID, THEIRS)])
    assert pair.run(True, api_key_file=str(pair.path))["changed"]
    assert not pair.run(api_key_file=str(pair.path)).get("failed")
    assert pair.keys() == {OTHER_ID: pair.path.read_text().strip()}
    assert pair.run(api_key_file=str(pair.path))["changed"] is False


def test_a_creation_that_was_broken_off_before_its_effect_takes_no_other_tenant_s_key(pair):
    pair.record.write_text(json.dumps({"contact_center_id": OTHER_ID, "name": "t100", "pending": True}))
    pair.theirs()
    assert pair.run(api_key_file=str(pair.path))["changed"]
    assert (
        pair.keys() == {CCID: THEIRS, OTHER_ID: pair.path.read_text().strip()} and len(set(pair.keys().values())) == 2
    )


def test_a_refused_creation_leaves_nothing_begun(pair):
    assert (
        pair.run(api_key_file=str(pair.path), backend_url="http://nowhere.example.com")["failure"]["code"] == "refused"
    )
    assert not list(pair.folder.iterdir())
    pair.theirs()
    assert pair.both(api_key_file=str(pair.path))["failure"]["code"] == "unproven"


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_an_answer_without_a_key(pair, rows):
    """The row that appeared is taken if it is the only one."""
    answer = {"status": {"code": 0}, "data": {}}
    pair.world.control.fault(
        "status", status=200, body=answer, method="POST", path="/provisioning/tenants$", when="after"
    )
    trigger = (
        "CREATE TRIGGER more AFTER INSERT ON nex_apikeys FOR EACH ROW "
        "WHEN (NEW.name = 't100' AND pg_trigger_depth() = 0) EXECUTE FUNCTION more()"
    )
    change = {0: "DELETE FROM nex_apikeys WHERE id = NEW.id", 1: "NULL"}
    more = change.get(rows, "INSERT INTO nex_apikeys (id, name) VALUES (gen_random_uuid(), 't100')")
    body = "CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NEW; END $$"
    pair.world.database.query(body % more)
    try:
        pair.world.database.query(trigger)
        made = pair.run(api_key_file=str(pair.path))
    finally:
        pair.world.database.query("DROP FUNCTION more CASCADE")
    if rows == 1:
        assert made["changed"] and pair.keys() == {OTHER_ID: pair.path.read_text().strip()}
    else:
        assert made["failure"]["code"] == "verification_failed" and not pair.path.exists()


@pytest.mark.parametrize("get", ["404", "on"])
@pytest.mark.parametrize("second", ["same_key", "new_key"])
def test_a_platform_that_leaves_no_row(pair, get, second):
    """The file and its record are all that tells the key; without them the table cannot tell that there is a tenant."""
    pair.world.control.switches(tenant_key_row=False, tenant_get=get, second_tenant=second, tenant_delete="on")
    given = {"api_key_file": str(pair.path)}
    made = pair.run(**given)
    assert made["changed"] and pair.keys() == {OTHER_ID: pair.path.read_text().strip()}, made.get("msg")
    state = pair.world.state()
    for check in (True, False):
        again = pair.run(check, **given)
        assert not again.get("failed") and not again["changed"], again.get("msg")
        sent = pair.service(check, tenant_api_key_file=str(pair.path))
        assert not sent.get("failed") and not sent["changed"], sent.get("msg")
    assert pair.world.state() == state
    if get == "404":
        key = pair.path.read_text()
        pair.path.write_text("Canary-other-key-0\n")
        assert "does not hold an API key" in pair.run(**given)["msg"], (
            "another key than that of the record proves nothing"
        )
        pair.path.write_text(key)
    gone = pair.run(state="absent", **given)
    assert gone["changed"] and pair.keys() == {}, gone.get("msg")
