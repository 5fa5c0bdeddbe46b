# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of all kinds come out of PostgreSQL as they went in, whatever it is set to, or are refused with a clear word."""

from __future__ import annotations

import unicodedata

import psycopg2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emulator.nexusdb import CREATE_GAPIS, LATE_COLUMNS
from integration.support.good import assert_failure
from trust.tls.support.moments import run

# What a session may be set to by its role or its database.
SETTINGS = {
    "as usual": {},
    "old strings": {"standard_conforming_strings": "off", "backslash_quote": "on", "escape_string_warning": "off"},
    "safer old strings": {"standard_conforming_strings": "off", "backslash_quote": "safe_encoding"},
    "other styles": {"DateStyle": "SQL, DMY", "IntervalStyle": "sql_standard", "bytea_output": "escape"},
    "another zone": {"TimeZone": "Asia/Kathmandu", "lc_messages": "C", "extra_float_digits": "0"},
    "another encoding for clients": {"client_encoding": "LATIN1"},
    "serializable": {"default_transaction_isolation": "serializable"},
    "quoted": {"quote_all_identifiers": "on", "xmlbinary": "hex", "transform_null_equals": "on"},
}
BREAKS = "\0\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # of which no secret has one at its ends
NASTY = [
    "it's",
    "'); DROP TABLE nex_gapis; --",
    "\\'; DELETE FROM nex_gapis; --",
    "\\",
    "a\\",
    "\\\\'",
    "%s %% %(x)s",
    "$1 $$ $a$",
    'say "x"',
    "{{ 7 * 7 }} {% raw %}",
    "E'\\x41'",
    "\ttab\nline\r\nend ",
    " before and after ",
    "NULL",
    "ж€é漢😀",
    "\u202eright to left",
    "\x01\x7f\x1b[31m",
    "e\u0301",
    "x" * 5000,
]
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


@pytest.fixture
def set_to(world):
    """Sets the role of the module's user to something for a test."""

    def change(values):
        world.admin("ALTER ROLE nexus RESET ALL")
        world.admin(*("ALTER ROLE nexus SET \"%s\" = '%s'" % pair for pair in values.items()), "SELECT 1")

    yield change
    change({})


def stored(world):
    return world.admin("SELECT clientid, clientsecret, apikey, region FROM nex_gapis")


def name_of(text):
    """A name as it may be: one line, without blanks at its ends."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Zl", "Zp")).strip() or "x"


def round_trip(world, identity, secret, key, region):
    """Add, look, change, look, remove; at each step the table holds exactly that."""
    identity, region, secret, key = name_of(identity), name_of(region), secret.strip(BREAKS), key.strip(BREAKS)
    world.admin("DELETE FROM nex_gapis", "INSERT INTO nex_gapis VALUES ('http://other', 'other', 'k', 's', now())")
    world.canaries = set()
    first = {"client_id": identity, "client_secret": "Canary" + secret, "gapi_key": "Canary" + key, "region": region}
    second = {**first, "client_secret": "Canary-other" + key, "region": name_of(secret)}
    bystander = ("other", "s", "k", None)
    for values in (first, second):
        done = run(world, **values)
        assert done["changed"], done.get("msg")
        wanted = (identity, values["client_secret"], values["gapi_key"], values["region"])
        assert sorted(stored(world), key=repr) == sorted([wanted, bystander], key=repr)
        assert run(world, **values)["changed"] is False
    assert run(world, **{**second, "state": "absent"})["changed"]
    assert stored(world) == [bystander]


@pytest.mark.parametrize("which", SETTINGS)
def test_values_that_mean_something_elsewhere(world, cases, set_to, long, which):
    set_to(SETTINGS[which])
    for value in NASTY if long else {"as usual": NASTY[6:], "old strings": NASTY[:6]}.get(which, NASTY[1:3]):
        with cases("%s: %r" % (which, value[:40])):
            round_trip(world, value, value, value, value)


@pytest.mark.parametrize("which", ["as usual", "old strings"])
def test_any_values(world, cases, set_to, long, which):
    set_to(SETTINGS[which])

    @settings(max_examples=150 if long else 5)
    @given(TEXT, TEXT, TEXT, TEXT)
    @example("\\'", "\\", "'", "'\\")
    def every(identity, secret, key, region):
        cases.one()
        round_trip(world, identity, secret, key, region)

    every()


@pytest.mark.parametrize("option", ["client_id", "client_secret", "gapi_key", "region", "login_user", "login_password"])
@pytest.mark.parametrize("value", ["a\0b-canary", "\0", "half \ud800 a pair", "\udcff"])
def test_what_no_text_can_hold(world, option, value):
    world.admin("DELETE FROM nex_gapis")
    for check in (True, False):
        options = world.options(
            "nexus_gapi_db", **{**world.sql, "url": "http://x", "client_id": "c", "client_secret": "d"}
        )
        result = world.run("nexus_gapi_db", check, **{**options, option: value})
        assert_failure(result, "invalid_input")
        assert value not in result["msg"]
    assert stored(world) == []


@pytest.fixture
def in_encoding(world):
    """Makes a database of another encoding with the table; returns the options for it, and a way to ask it."""
    made = []

    def make(encoding):
        made.append("nexus_" + encoding.lower())
        world.admin("CREATE DATABASE %s OWNER nexus TEMPLATE template0 ENCODING '%s' LOCALE 'C'" % (made[-1], encoding))
        late = ["ALTER TABLE nex_gapis ADD %s text" % name for name in LATE_COLUMNS]
        world.admin(CREATE_GAPIS, *late, "ALTER TABLE nex_gapis OWNER TO nexus", dbname=made[-1])
        return {"login_db": made[-1]}, lambda *statements: world.admin(*statements, dbname=made[-1])

    yield make
    for name in made:
        world.admin("DROP DATABASE %s WITH (FORCE)" % name)


def test_a_database_in_latin1(world, cases, in_encoding):
    there, ask = in_encoding("LATIN1")
    secret = "Canary-é-ß-'"
    with cases("letters that it has"):
        assert run(world, **there, client_secret=secret, region="é")["changed"]
        assert run(world, **there, client_secret=secret, region="é")["changed"] is False
        assert ask("SELECT clientsecret, octet_length(region) FROM nex_gapis") == [(secret, 1)]
    for value in ("€", "ж", "漢", "😀"):
        with cases("one that it has not: %s" % value):
            for given in ({"client_secret": "Canary" + value}, {"region": value}, {"client_id": value}):
                result = run(world, **there, **{"client_secret": secret, **given})
                assert_failure(result, "database")
                assert "UTF8" in result["failure"]["hint"] and "Canary" not in result["msg"]
            assert ask("SELECT clientsecret FROM nex_gapis") == [(secret,)]


def test_a_database_that_knows_no_encoding(world, cases, in_encoding):
    there, ask = in_encoding("SQL_ASCII")
    secret = "Canary-é-ж-€"
    with cases("all letters come out as they went in"):
        assert run(world, **there, client_secret=secret)["changed"]
        assert run(world, **there, client_secret=secret)["changed"] is False
    with cases("what another wrote in another encoding"):
        ask("UPDATE nex_gapis SET region = E'\\\\xe9t\\\\xe9'".replace("\\\\", "\\"))
        for check in (True, False):
            result = run(world, check, **there, client_secret=secret)
            assert_failure(result, "database")
            assert "SQL_ASCII" in result["failure"]["hint"]


@pytest.mark.parametrize("encoding", ["UTF8", "LATIN1", "SQL_ASCII"])
def test_the_persons_own_encoding_does_not_matter(world, monkeypatch, in_encoding, encoding):
    """libpq has environment variables for what a session is set to."""
    there, _ask = in_encoding(encoding)
    with monkeypatch.context() as environment:
        environment.setenv("PGCLIENTENCODING", "SQL_ASCII")
        environment.setenv("PGDATESTYLE", "German")
        environment.setenv("PGOPTIONS", "-c bytea_output=escape -c lock_timeout=1")
        assert run(world, **there, region="é")["changed"]
        assert run(world, **there, region="é")["changed"] is False


def test_quoting_is_the_servers_not_ours(world):
    """The library asks the server's setting before it quotes: an old session must not be told in the new way."""
    connection = psycopg2.connect(world.database.dsn, options="-c standard_conforming_strings=off")
    with connection, connection.cursor() as cursor:
        cursor.execute("SHOW standard_conforming_strings")
        assert cursor.fetchone() == ("off",)
        cursor.execute("SELECT %s", ("\\'",))
        assert cursor.fetchone() == ("\\'",)
    connection.close()
