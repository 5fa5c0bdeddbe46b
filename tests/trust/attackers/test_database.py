# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another role of the database of Digital Channels, one that may create schemas: it catches no row, and none of its code runs as our user."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from ansible_collections.cxops.genesys.plugins.module_utils.resources import nexus_gapi
from ansible_collections.cxops.genesys.plugins.module_utils.resources._nexus_keys import CLUSTER_KEY, is_key, key_named
from emulator import defaults
from emulator.nexusdb import CREATE_APIKEYS, CREATE_GAPIS, LATE_COLUMNS
from integration.support.good import assert_failure
from integration.support.nexus_samples import GAPI
from integration.support.sample import CCID, SECRET
from trust.support.sql_proxy import SqlProxy

PASSWORD = "mallory-Passw0rd"
# What nex_gapis and nex_apikeys are called in somebody else's schema, and ready for everybody.
CAUGHT = (
    CREATE_GAPIS.replace("nex_gapis", "{0}.nex_gapis").replace(
        "created", "region text, authinturl text, authexturl text, created"
    ),
    CREATE_APIKEYS.replace("nex_apikeys", "{0}.nex_apikeys"),
    "INSERT INTO {0}.nex_apikeys VALUES ('666a0000-0000-4000-8000-000000000666', 'Cluster API Key')",
    "GRANT ALL ON ALL TABLES IN SCHEMA {0} TO PUBLIC",
)
OPEN = "GRANT ALL ON SCHEMA {0} TO PUBLIC"
HEARD = "INSERT INTO mallory.heard VALUES ('%s as ' || current_user)"


def run(world, check=False, **given):
    return world.run("nexus_gapi_db", check=check, **{**world.sql, **GAPI.create, **given})


class Mallory:
    """A role that may log in and create schemas in the database, and no more."""

    def __init__(self, database):
        self.database = database

    def _as(self, dsn, statements):
        with closing(psycopg2.connect(dsn, connect_timeout=10)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def admin(self, *statements):
        """Let the superuser do this; returns the rows of the last statement."""
        return self._as(make_dsn(self.database.admin_dsn, dbname=self.database.params["dbname"]), statements)

    def do(self, *statements):
        """Do this as the role itself."""
        return self._as(make_dsn(self.database.dsn, user="mallory", password=PASSWORD), statements)

    def catch(self, schema):
        """Make tables of both names, open to everybody, in a schema of this name."""
        self.do(*(one.format(schema) for one in ("CREATE SCHEMA {0}", OPEN, *CAUGHT)))

    def heard(self):
        """What code of the role was run."""
        return [row[0] for row in self.admin("SELECT * FROM mallory.heard")]


@pytest.fixture
def mallory(world, nexus_database):
    role = Mallory(nexus_database)
    role.admin(
        "CREATE ROLE mallory LOGIN PASSWORD '%s'" % PASSWORD,
        "GRANT CREATE ON DATABASE %s TO mallory" % nexus_database.params["dbname"],
    )
    role.do("CREATE SCHEMA mallory", OPEN.format("mallory"), "CREATE TABLE mallory.heard (what text)")
    role.do("GRANT ALL ON mallory.heard TO PUBLIC")
    yield role
    role.admin("ALTER ROLE nexus RESET ALL", "DROP OWNED BY mallory CASCADE", "DROP ROLE mallory")
    world.database.reset()


def like_the_user(mallory, monkeypatch):
    mallory.catch("nexus")
    return {}


def set_for_the_user(mallory, monkeypatch):
    mallory.catch("before")
    mallory.admin("ALTER ROLE nexus SET search_path = before, public")
    return {}


def in_pgoptions(mallory, monkeypatch):
    mallory.catch("before")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=before,public")
    return {}


def as_the_option(mallory, monkeypatch):
    mallory.catch("before")
    return {"schema": "before"}


def as_a_view(mallory, monkeypatch):
    mallory.catch("before")
    mallory.do("CREATE SCHEMA nexus", OPEN.format("nexus"), "CREATE VIEW nexus.nex_gapis AS TABLE before.nex_gapis")
    mallory.do(
        "CREATE VIEW nexus.nex_apikeys AS TABLE before.nex_apikeys", "GRANT ALL ON ALL TABLES IN SCHEMA nexus TO PUBLIC"
    )
    return {}


PLACES = (like_the_user, set_for_the_user, in_pgoptions, as_the_option, as_a_view)


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.__name__)
def test_a_table_before_the_right_one_catches_no_row(world, mallory, monkeypatch, place):
    given = place(mallory, monkeypatch)
    for check in (True, False):
        result = run(world, check, **given)
        assert_failure(result, "database")
        assert "belongs to the role mallory" in result["msg"] and "schema" in result["failure"]["hint"]
    schema = "nexus" if place is like_the_user else "before"
    assert mallory.admin("SELECT * FROM %s.nex_gapis" % schema) == mallory.admin("SELECT * FROM public.nex_gapis") == []
    assert run(world, schema="public")["changed"] and run(world, schema="public")["changed"] is False
    assert mallory.admin("SELECT clientsecret FROM public.nex_gapis") == [(SECRET,)]
    assert mallory.admin("SELECT * FROM %s.nex_gapis" % schema) == []


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.__name__)
def test_nor_does_it_tell_a_key(world, mallory, monkeypatch, place):
    options = world.options("nexus_gapi_db", **{**world.sql, **GAPI.create, **place(mallory, monkeypatch)})
    with world.services(options) as services, pytest.raises(Exception, match="belongs to the role mallory"):
        key_named(services, CLUSTER_KEY)
    for ask in (is_key, nexus_gapi.urls_of):
        with world.services(options) as services, pytest.raises(Exception, match="belongs to the role mallory"):
            ask(services, "x")
    with world.services({**options, "schema": "public"}) as services:
        assert key_named(services, CLUSTER_KEY) == defaults.CLUSTER_API_KEY


def test_a_tenants_run_is_told_before_it_writes_anything(world, mallory):
    mallory.catch("nexus")
    given = {"tenant_id": CCID, "parts": ["auth_clients", "gapis"], "digital_channels_gapis": [GAPI.create]}
    given["auth_clients_list"] = [{"client_id": "web", "client_type": "PUBLIC"}]
    result = world.run("genesys_tenant", **world.ops, **world.sql, **given)
    assert result["failed"] and "belongs to the role mallory" in result["msg"]
    assert world.writes() == []


def test_a_table_that_takes_the_place_of_the_right_one_in_the_middle_of_a_task(world, mallory):
    """The schema is the role's, so that it can drop what others have there."""
    mallory.do("CREATE SCHEMA digital", OPEN.format("digital"))
    mallory.admin("ALTER TABLE public.nex_gapis SET SCHEMA digital")
    with SqlProxy(world.database.params["host"], world.database.params["port"]) as proxy:
        given = {"login_host": proxy.host, "login_port": proxy.port, "schema": "digital"}
        assert "belongs to the role mallory" in run(world, True, **given)["warnings"][0]
        for moment in (2, 3):  # before the transaction begins, and before it locks the table
            mallory.do("DROP TABLE digital.nex_gapis")
            mallory.admin(
                CREATE_GAPIS.replace("nex_gapis", "digital.nex_gapis"), "ALTER TABLE digital.nex_gapis OWNER TO nexus"
            )
            proxy.clear()
            swap = ("DROP TABLE digital.nex_gapis", *(one.format("digital") for one in (CAUGHT[0], CAUGHT[3])))
            proxy.on_statement(moment + 1, "before", lambda swap=swap: mallory.do(*swap))
            result = run(world, **given, retries=0)
            assert proxy.fired, proxy.statements
            assert_failure(result, "database")
            assert mallory.admin("SELECT * FROM digital.nex_gapis") == []
            assert SECRET not in str(proxy.statements)


def function(name, arguments, returns, body):
    """A function of the role that tells that it was run. body: what it returns."""
    return "CREATE FUNCTION mallory.%s(%s) RETURNS %s LANGUAGE plpgsql AS $$ BEGIN %s; RETURN %s; END $$" % (
        name,
        arguments,
        returns,
        HEARD % name,
        body,
    )


def overloads(one):
    """Functions and operators for columns of the type that are searched before those of pg_catalog, or fit better than these."""
    yield function("lower", one, "text", "pg_catalog.lower($1::text)")
    yield function("rtrim", "%s, text" % one, "text", "pg_catalog.rtrim($1::text, $2)")
    for other in dict.fromkeys((one, "text")):
        yield function(
            "eq_%s_%s" % (one, other), "%s, %s" % (one, other), "boolean", "$1::text OPERATOR(pg_catalog.=) $2::text"
        )
        yield (
            "CREATE OPERATOR mallory.= (FUNCTION = mallory.eq_%s_%s, LEFTARG = %s, RIGHTARG = %s)"
            % (one, other, one, other)
        )


OTHERS = (
    function("now", "", "timestamptz", "pg_catalog.now()"),
    function("to_jsonb", "anyelement", "jsonb", "pg_catalog.to_jsonb($1)"),
    function("eq_tid", "tid, tid", "boolean", "$1 OPERATOR(pg_catalog.=) $2"),
    "CREATE OPERATOR mallory.= (FUNCTION = mallory.eq_tid, LEFTARG = tid, RIGHTARG = tid)",
    function("eq_name", "name, name", "boolean", "$1 OPERATOR(pg_catalog.=) $2"),
    "CREATE OPERATOR mallory.= (FUNCTION = mallory.eq_name, LEFTARG = name, RIGHTARG = name)",
    function("eq_oid", "oid, oid", "boolean", "$1 OPERATOR(pg_catalog.=) $2"),
    "CREATE OPERATOR mallory.= (FUNCTION = mallory.eq_oid, LEFTARG = oid, RIGHTARG = oid)",
    function("current_database", "", "name", "pg_catalog.current_database()"),
    function("pg_table_is_visible", "oid", "boolean", "pg_catalog.pg_table_is_visible($1)"),
)


@pytest.mark.parametrize("path", ["public, mallory", "public, mallory, pg_catalog"])
@pytest.mark.parametrize("kind", ["text", "varchar"])
def test_functions_and_operators_of_others_do_not_run(world, mallory, path, kind):
    """With pg_catalog behind them in the search path even those of the same arguments would be found first."""
    world.database.query("ALTER TABLE nex_gapis %s" % ", ".join(
        "ALTER %s TYPE %s" % (name, kind) for name in ("url", "clientid", "clientsecret", "apikey", *LATE_COLUMNS)
    ))  # fmt: skip
    world.database.query("ALTER TABLE nex_apikeys ALTER name TYPE %s" % kind)
    mallory.do(*overloads(kind), *OTHERS)
    mallory.admin("ALTER ROLE nexus SET search_path = %s" % path)
    changes = dict(GAPI.changes)
    assert run(world)["changed"] and run(world, **changes)["changed"] and run(world, **changes)["changed"] is False
    mallory.admin("INSERT INTO public.nex_gapis SELECT * FROM public.nex_gapis")
    assert run(world, **changes, remove_duplicates=True)["changed"]
    assert run(world, state="absent")["changed"]
    options = world.options("nexus_gapi_db", **world.sql, **GAPI.create)
    with world.services(options) as services:
        assert key_named(services, CLUSTER_KEY) == defaults.CLUSTER_API_KEY and is_key(
            services, defaults.CLUSTER_API_KEY
        )
        assert nexus_gapi.urls_of(services, GAPI.create["client_id"]) == []
    assert mallory.heard() == []


SPY = "CREATE FUNCTION mallory.spy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NEW; END $$" % (
    HEARD % "spy"
)
TRIGGER = "CREATE TRIGGER audit BEFORE INSERT OR UPDATE ON public.nex_gapis FOR EACH ROW EXECUTE FUNCTION mallory.spy()"


def test_a_trigger_is_told_once_and_before_it_runs(world, mallory):
    """The right to make triggers can be granted; what the table's owner does, or lets others do, is not ours to forbid."""
    mallory.admin("GRANT TRIGGER ON public.nex_gapis TO mallory")
    mallory.do(SPY, TRIGGER)
    foretold, done = run(world, True), run(world)
    assert done["changed"] and foretold["warnings"] == done["warnings"]
    assert len(done["warnings"]) == 1 and "trigger audit" in done["warnings"][0]
    again = run(world)
    assert again["changed"] is False and again["warnings"] == done["warnings"]
    mallory.admin("ALTER TABLE public.nex_gapis DISABLE TRIGGER audit")
    assert "warnings" not in run(world)


def test_so_is_a_rule(world, mallory):
    mallory.admin("CREATE RULE copies AS ON INSERT TO public.nex_gapis DO ALSO INSERT INTO mallory.heard VALUES ('x')")
    done = run(world, True)
    assert len(done["warnings"]) == 1 and "rule copies" in done["warnings"][0]


def child(mallory, owner):
    mallory.admin("CREATE TABLE public.kin () INHERITS (public.nex_gapis)", "GRANT ALL ON public.kin TO PUBLIC")
    mallory.admin("ALTER TABLE public.kin OWNER TO %s" % owner)


def grandchild(mallory, owner):
    mallory.admin("CREATE TABLE public.between () INHERITS (public.nex_gapis)")
    mallory.admin("CREATE TABLE public.kin () INHERITS (public.between)", "GRANT ALL ON public.kin TO PUBLIC")
    mallory.admin("ALTER TABLE public.kin OWNER TO %s" % owner)


def partition(mallory, owner):
    mallory.admin(
        "DROP TABLE public.nex_gapis",
        CREATE_GAPIS + " PARTITION BY LIST (clientid)",
        "ALTER TABLE nex_gapis OWNER TO nexus",
    )
    mallory.admin("CREATE TABLE public.kin PARTITION OF public.nex_gapis DEFAULT", "GRANT ALL ON public.kin TO PUBLIC")
    mallory.admin("ALTER TABLE public.kin OWNER TO %s" % owner)


def parent(mallory, owner):
    """Who may read a parent reads the rows of its children."""
    mallory.admin("CREATE TABLE public.kin (clientsecret text)", "ALTER TABLE public.nex_gapis INHERIT public.kin")
    mallory.admin("ALTER TABLE public.kin OWNER TO %s" % owner)


KINDS = (child, grandchild, partition, parent)


@pytest.fixture
def kin(mallory):
    yield mallory
    mallory.admin("DROP TABLE IF EXISTS public.kin, public.between, public.nex_gapis CASCADE")


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_a_child_or_a_parent_of_the_table_that_is_another_role_s_gets_no_secret(world, kin, kind):
    kind(kin, "mallory")
    for check in (True, False):
        result = run(world, check)
        assert_failure(result, "database")
        assert "public.kin, " in result["msg"] and "belongs to the role mallory" in result["msg"]
        assert "NO INHERIT" in result["failure"]["hint"]
    assert kin.admin("SELECT * FROM public.nex_gapis") == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_one_of_the_right_owner_is_not_refused(world, kin, kind):
    kind(kin, "nexus")
    done = run(world)
    assert done["changed"] and "warnings" not in done and run(world)["changed"] is False


def test_a_trigger_of_a_child_is_told(world, kin):
    child(kin, "nexus")
    kin.admin("GRANT TRIGGER ON public.kin TO mallory")
    kin.do(SPY, TRIGGER.replace("nex_gapis", "kin"))
    kin.admin(
        "INSERT INTO public.kin (url, clientid, apikey, clientsecret) VALUES ('%s', '%s', 'NA', 'old')"
        % (GAPI.create["url"], GAPI.create["client_id"])
    )
    heard = kin.heard()
    done = run(world)
    assert done["changed"] and len(done["warnings"]) == 1 and "public.kin has the trigger audit" in done["warnings"][0]
    assert kin.heard() == [*heard, "spy as nexus"]


def test_what_does_not_run_is_not_told(world, kin):
    """Rules of a child, and its triggers for statements, run for statements alone that name it."""
    child(kin, "nexus")
    kin.do(SPY)
    kin.admin("CREATE TRIGGER audit AFTER UPDATE ON public.kin EXECUTE FUNCTION mallory.spy()")
    kin.admin("CREATE RULE copies AS ON UPDATE TO public.kin DO ALSO INSERT INTO mallory.heard VALUES ('x')")
    kin.admin(
        "INSERT INTO public.kin (url, clientid, apikey, clientsecret) VALUES ('%s', '%s', 'NA', 'old')"
        % (GAPI.create["url"], GAPI.create["client_id"])
    )
    done = run(world)
    assert done["changed"] and "warnings" not in done and kin.heard() == []


def test_a_child_that_lies_on_another_server_is_refused(world, kin):
    kin.admin("CREATE FOREIGN DATA WRAPPER elsewhere", "CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere")
    try:
        kin.admin("CREATE FOREIGN TABLE public.far () INHERITS (public.nex_gapis) SERVER elsewhere")
        result = run(world)
        assert_failure(result, "database")
        assert "public.far, which inherits from public.nex_gapis, is no table" in result["msg"]
    finally:
        kin.admin("DROP FOREIGN DATA WRAPPER elsewhere CASCADE")


def test_a_child_that_changes_hands_in_the_middle_of_a_task(world, kin):
    child(kin, "nexus")
    with SqlProxy(world.database.params["host"], world.database.params["port"]) as proxy:
        proxy.on_statement(3, "before", lambda: kin.admin("ALTER TABLE public.kin OWNER TO mallory"))
        result = run(world, login_host=proxy.host, login_port=proxy.port, retries=0)
        assert proxy.fired, proxy.statements
        assert_failure(result, "database")
        assert SECRET not in str(proxy.statements)


@pytest.mark.parametrize("owner", ["nexus", "postgres", "the owner of the database"])
def test_the_right_owners_are_not_refused(world, mallory, owner):
    if owner.startswith("the"):
        owner = "dba"
        mallory.admin("CREATE ROLE dba", "ALTER DATABASE %s OWNER TO dba" % world.database.params["dbname"])
    try:
        mallory.admin("ALTER TABLE public.nex_gapis OWNER TO %s" % owner, "GRANT ALL ON public.nex_gapis TO nexus")
        done = run(world)
        assert done["changed"] and "warnings" not in done
    finally:
        mallory.admin(
            "ALTER TABLE public.nex_gapis OWNER TO nexus", "ALTER DATABASE %s OWNER TO nexus" % world.database.params["dbname"],
            "DROP ROLE IF EXISTS dba",
        )  # fmt: skip


def test_no_statement_names_a_table_without_its_schema():
    """The lookup alone knows a bare name."""
    for path in sorted((Path(nexus_gapi.__file__).parents[1]).rglob("*.py")):
        assert not re.search(r"(FROM|INTO|UPDATE|TABLE|JOIN) nex_", path.read_text(encoding="utf-8")), path
