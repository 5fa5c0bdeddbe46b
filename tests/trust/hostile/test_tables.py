# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables that are not those of Digital Channels: other types, other columns, views, triggers that talk or swallow; a clear failure, or the truth."""

from __future__ import annotations

import pytest

from integration.support.sample import SECRET
from trust.hostile.outcome import BY_NAME, assert_clear, plain, timed

pytestmark = pytest.mark.parametrize("world", [True], indirect=True)
URL = "http://gws-service-proxy.gws"
COLUMNS = ("url", "clientid", "apikey", "clientsecret", "region", "authinturl", "authexturl")
TYPES = {
    "integer": "1",
    "bytea": r"'\xff00'::bytea",
    "jsonb": """'{"a": [1]}'::jsonb""",
    "boolean": "true",
    "timestamptz": "now()",
    "text[]": "ARRAY['a', NULL]",
    "uuid": "'9350e2fc-a1dd-4c65-8d40-1f75a2e080dd'::uuid",
    "numeric": "'NaN'::numeric",
    "interval": "interval '1 day'",
    "inet": "'127.0.0.1'::inet",
    "char(200)": "'x'",
    "varchar(3)": "'x'",
}
GIVEN = {"region": "/usw1", "auth_internal_url": "http://a.example.com", "auth_external_url": "http://b.example.com"}
ODD = ("NULL", "char(200)")  # a row of no URL is not found, and blanks at the end stay
FUNCTION = "CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s END $$"
TRIGGER = "CREATE TRIGGER odd BEFORE INSERT OR UPDATE OR DELETE ON nex_gapis FOR EACH ROW EXECUTE FUNCTION odd()"


def row(secret="old", client="nexus_client"):
    return (
        "INSERT INTO nex_gapis (url, clientid, apikey, clientsecret, created) VALUES ('%s', '%s', 'NA', '%s', now())"
        % (
            URL,
            client,
            secret,
        )
    )


@pytest.fixture
def own(world):
    """A database of the test's own, whose tables it may spoil."""
    with world.database.fresh() as database:
        yield database


def anew(own, *statements):
    """The tables as they should be, then spoilt by the statements."""
    own.query("DROP SCHEMA public CASCADE")
    own.query("CREATE SCHEMA public")
    own.reset()
    for statement in statements:
        own.query(statement)


def run(world, own, check=False, **more):
    """The module on the test's own tables."""
    params = own.params
    place = {
        "login_host": params["host"],
        "login_port": params["port"],
        "login_user": params["user"],
        "login_password": params["password"],
        "login_db": params["dbname"],
        "timeout": 20,
        "retries": 0,
    }
    wanted = {
        "url": URL,
        "client_id": "nexus_client",
        "client_secret": SECRET,
        "gapi_key": "Canary-gapi",
        **place,
        **more,
    }
    result = timed(lambda: world.run("nexus_gapi_db", check, **wanted), 20)
    assert_clear(result)
    return result


def count(own):
    return own.query("SELECT count(*)::int AS n FROM nex_gapis")[0]["n"]


def spoilt(long):
    """(label, statements) of each way to spoil the table."""
    for number, column in enumerate(COLUMNS):
        for index, (kind, value) in enumerate(TYPES.items()):
            if long or index % len(COLUMNS) == number:
                yield (
                    "%s is %s" % (column, kind),
                    (row(), "ALTER TABLE nex_gapis DROP %s, ADD %s %s DEFAULT %s" % (column, column, kind, value)),
                )
        if long or number % 2:
            yield "no %s" % column, (row(), "ALTER TABLE nex_gapis DROP " + column)
        yield "%s is NULL" % column, (row(), "UPDATE nex_gapis SET %s = NULL" % column)
    yield "created is no time", (row(), "ALTER TABLE nex_gapis DROP created, ADD created integer")
    yield "no created", (row(), "ALTER TABLE nex_gapis DROP created")
    yield "more columns", (row(), "ALTER TABLE nex_gapis ADD more jsonb DEFAULT '{}', ADD raw bytea DEFAULT 'x'")
    yield "a column that is needed", ("ALTER TABLE nex_gapis ADD more integer NOT NULL",)
    yield (
        "a column that is generated",
        ("ALTER TABLE nex_gapis DROP region, ADD region text GENERATED ALWAYS AS (url) STORED",),
    )
    yield "a check", ("ALTER TABLE nex_gapis ADD CHECK (clientsecret = 'x')",)
    yield "a view", (row(), "ALTER TABLE nex_gapis RENAME TO t", "CREATE VIEW nex_gapis AS SELECT * FROM t")
    yield (
        "a view that joins",
        (row(), "ALTER TABLE nex_gapis RENAME TO t", "CREATE VIEW nex_gapis AS SELECT a.* FROM t a, t b"),
    )
    yield (
        "a materialized view",
        (row(), "ALTER TABLE nex_gapis RENAME TO t", "CREATE MATERIALIZED VIEW nex_gapis AS SELECT * FROM t"),
    )
    yield "a sequence", ("DROP TABLE nex_gapis", "CREATE SEQUENCE nex_gapis")
    yield "an index", ("DROP TABLE nex_gapis", "CREATE INDEX nex_gapis ON nex_apikeys (name)")
    yield "no table", ("DROP TABLE nex_gapis",)
    yield "capitals", ("DROP TABLE nex_gapis", 'CREATE TABLE "NEX_GAPIS" (url text)')
    yield "no columns", ("DROP TABLE nex_gapis", "CREATE TABLE nex_gapis ()")
    yield (
        "a table in parts",
        (
            "DROP TABLE nex_gapis",
            "CREATE TABLE nex_gapis (url text, clientid text, apikey text, clientsecret text, created timestamptz,"
            " region text, authinturl text, authexturl text) PARTITION BY HASH (url)",
            "CREATE TABLE part PARTITION OF nex_gapis FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
            row(),
        ),
    )
    yield (
        "an unreadable table",
        ("ALTER TABLE nex_gapis ENABLE ROW LEVEL SECURITY", "ALTER TABLE nex_gapis FORCE ROW LEVEL SECURITY"),
    )
    yield "a secret of 5 MiB", (row("x" * (5 << 20)),)
    yield "a secret of lines and escapes", (row("a\x1b[2J\r\n{{ x }}"),)
    yield (
        "1000 rows",
        tuple([row("secret")] + ["INSERT INTO nex_gapis SELECT nex_gapis.* FROM nex_gapis, generate_series(1, 1000)"]),
    )


def test_tables_that_are_others(world, own, long, cases):
    for label, statements in spoilt(long):
        for state in ("present", "absent"):
            for check in (True, False) if long else (False,):
                with cases("%s, %s%s" % (label, state, ", check" if check else "")):
                    anew(own, *statements)
                    result = run(world, own, check, state=state, **(GIVEN if state == "present" else {}))
                    if result.get("failed"):
                        assert result["failure"]["code"] in (
                            "database",
                            "refused",
                            "forbidden",
                            "verification_failed",
                        ), result["msg"]
                    elif not check and state == "present" and not label.endswith(ODD):
                        again = run(world, own, state=state, **GIVEN)
                        assert not again["changed"], again
                    if not check and not result.get("failed"):
                        foretold = run(world, own, True, state=state, **(GIVEN if state == "present" else {}))
                        assert not foretold["changed"] or label.endswith(ODD)


TALK = {
    "an exception": "RAISE EXCEPTION 'no';",
    "an exception with the secret": "RAISE EXCEPTION 'bad secret % in %', NEW.clientsecret, NEW;",
    "an exception with all it can have": "RAISE EXCEPTION 'no %', NEW.clientsecret USING DETAIL = NEW.clientsecret, HINT = NEW.clientsecret,"
    " COLUMN = NEW.clientsecret, ERRCODE = 'XX000';",
    "a template": "RAISE EXCEPTION '%', '{{ lookup(''pipe'', ''id'') }}';",
    "escapes": "RAISE EXCEPTION '%', E'\\x1b[2J\\r\\nx\\u2028';",
    "a long exception": "RAISE EXCEPTION '%', repeat('x', 1000000);",
    "many words": "RAISE EXCEPTION '%', repeat('ab ', 300000);",
    "nothing to say": "RAISE EXCEPTION '';",
    "a serialization failure": "RAISE EXCEPTION 'again' USING ERRCODE = '40001';",
    "a code that there is not": "RAISE EXCEPTION 'odd' USING ERRCODE = 'ZZ999';",
    "a success as an error": "RAISE EXCEPTION 'fine' USING ERRCODE = '01000';",
    "an error by itself": "PERFORM 1 / 0; RETURN NEW;",
    "for ever": "PERFORM pg_sleep(30); RETURN NEW;",
}
QUIET = {
    "a flood of notices": "FOR n IN 1..20000 LOOP RAISE NOTICE '% %', n, repeat('x', 100); END LOOP; RETURN COALESCE(NEW, OLD);",
    "notices with the secret": "RAISE NOTICE 'secret %', NEW.clientsecret; RAISE WARNING 'x'; RETURN COALESCE(NEW, OLD);",
    "a notification": "PERFORM pg_notify('x', NEW.clientsecret); RETURN COALESCE(NEW, OLD);",
}


def test_triggers_that_talk(world, own, cases):
    for label, body in TALK.items():
        for before in ((), (row(),)):
            with cases("%s, %s" % (label, "update" if before else "insert")):
                anew(own, *before, FUNCTION % body, TRIGGER)
                result = run(world, own, timeout=1 if label == "for ever" else 20)
                assert result["failed"] and SECRET not in plain(result), label
                assert count(own) == len(before)
    for label, body in QUIET.items():
        for before in ((), (row(),)):
            with cases("%s, %s" % (label, "update" if before else "insert")):
                anew(own, *before, FUNCTION % body, TRIGGER)
                assert run(world, own)["changed"] and count(own) == 1
                assert not run(world, own)["changed"]


def test_a_write_that_is_swallowed(world, own, cases):
    """The server says that it is done, and that no row was concerned."""
    for label, statements in {
        "a trigger": (FUNCTION % "RETURN NULL;", TRIGGER),
        "a rule for insert": ("CREATE RULE odd AS ON INSERT TO nex_gapis DO INSTEAD NOTHING",),
        "a rule for update": ("CREATE RULE odd AS ON UPDATE TO nex_gapis DO INSTEAD NOTHING",),
        "a rule for delete": ("CREATE RULE odd AS ON DELETE TO nex_gapis DO INSTEAD NOTHING",),
    }.items():
        for before, state in (((), "present"), ((row(),), "present"), ((row(),), "absent")):
            verb = "insert" if not before else "update" if state == "present" else "delete"
            if label == "a trigger" or verb in label:
                with cases("%s, %s" % (label, verb)):
                    anew(own, *before, *statements)
                    result = run(world, own, state=state)
                    assert result.get("failed") and result["failure"]["code"] == "verification_failed", result
                    assert count(own) == len(before)


KEYS = {
    "no table": ("DROP TABLE nex_apikeys",),
    "no name": ("ALTER TABLE nex_apikeys DROP name",),
    "a name of numbers": ("ALTER TABLE nex_apikeys DROP name, ADD name integer",),
    "keys of numbers": (
        "ALTER TABLE nex_apikeys DROP id, ADD id integer",
        "INSERT INTO nex_apikeys (id, name) VALUES (7, '%(name)s')",
    ),
    "NULL": (
        "ALTER TABLE nex_apikeys DROP id, ADD id text",
        "INSERT INTO nex_apikeys (id, name) VALUES (NULL, '%(name)s')",
    ),
    "an empty key": (
        "ALTER TABLE nex_apikeys DROP id, ADD id text",
        "INSERT INTO nex_apikeys (id, name) VALUES ('', '%(name)s')",
    ),
    "a key with a header": (
        "ALTER TABLE nex_apikeys DROP id, ADD id text",
        "INSERT INTO nex_apikeys (id, name) VALUES (E'Canary-key\\r\\nX-Injected: 1', '%(name)s')",
    ),
    "a key beyond ASCII": (
        "ALTER TABLE nex_apikeys DROP id, ADD id text",
        "INSERT INTO nex_apikeys (id, name) VALUES ('Canary-\u20ac', '%(name)s')",
    ),
    "two keys": (
        "INSERT INTO nex_apikeys (id, name) VALUES (gen_random_uuid(), '%(name)s'), (gen_random_uuid(), '%(name)s')",
    ),
    "a long key": (
        "ALTER TABLE nex_apikeys DROP id, ADD id text",
        "INSERT INTO nex_apikeys (id, name) VALUES (repeat('x', 100000), '%(name)s')",
    ),
}


def test_keys_that_are_none(world, own, cases):
    """What is read from nex_apikeys gets into a header, and into the file of the tenant's key."""
    world.canaries |= {"Canary-key", "Canary-\u20ac"}
    params = own.params
    place = {"login_host": params["host"], "login_port": params["port"], "login_user": params["user"],
             "login_password": params["password"], "login_db": params["dbname"], "retries": 0}  # fmt: skip
    for name, key in (("service", "Cluster API Key"), ("tenant", "t100")):
        good = BY_NAME[name]
        good.prepare(world)
        given = {**good.options(world), **place}
        given.pop("nexus_api_key", None)
        for label, statements in KEYS.items():
            with cases("%s: %s" % (name, label)):
                anew(own, "DELETE FROM nex_apikeys", *(one % {"name": key} for one in statements))
                world.clear_log()
                result = timed(lambda: world.run(good.module, False, **given), 20)
                assert_clear(result)
                for entry in world.log():
                    assert "x-injected" not in str(entry).lower() or entry["api_key"] is None
