# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come into PostgreSQL, from where and how; who may not is told why, and what to do."""

from __future__ import annotations

import pytest
from psycopg2 import sql

from integration.support.good import GOOD, assert_failure
from trust.tls.support.moments import Within, run

SECRET = "Canary-of-a-role"
SQL = {good.name: good for good in GOOD if good.sql}


@pytest.fixture(autouse=True)
def no_own_files(monkeypatch, tmp_path):
    """libpq looks into the home folder for certificates and passwords."""
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def role(world):
    """Makes a role with the rights that the module needs, or others."""
    made = []

    def make(name, rights="SELECT, INSERT, UPDATE, DELETE", password=SECRET, *more):
        made.append(sql.Identifier(name))
        world.admin(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(made[-1], sql.Literal(password)),
            *([sql.SQL("GRANT %s ON nex_gapis, nex_apikeys TO {}" % rights).format(made[-1])] if rights else []),
            *more,
        )
        return {"login_user": name, "login_password": password}

    yield make
    for name in made:
        for text in ("RESET ALL", "DROP OWNED BY {}", "DROP ROLE {}"):
            world.admin(sql.SQL(text).format(name))


def assert_refused(world, code, hint, words="", **given):
    before = world.rows()
    for check in (True, False):
        with Within(10):
            result = run(world, check, **given)
        assert_failure(result, code)
        assert hint in result["failure"]["hint"], result["msg"]
        assert words in result["failure"]["message"], result["msg"]
        assert SECRET not in result["msg"]
    assert world.rows() == before
    world.until(lambda: world.sessions() == 0)


def test_credentials_that_are_not_right(world, role, cases):
    for label, code, hint, words, given in (
        ("wrong password", "bad_credentials", "login_password", "password authentication", {"login_password": SECRET}),
        ("unknown user", "bad_credentials", "login_user", "password authentication", {"login_user": "nobody_here"}),
        ("no password", "bad_credentials", "login_password", "no password", {"login_password": None}),
        ("unknown database", "database", "login_db", "does not exist", {"login_db": "none_such"}),
        ("quotes in the database", "database", "login_db", "does not exist", {"login_db": "a' host='evil.example.com"}),
        ("a conninfo for a database", "database", "login_db", "does not exist", {"login_db": "host=evil.example.com"}),
        ("a URL for a database", "database", "login_db", "not exist", {"login_db": "postgres://evil.example.com/x"}),
        (
            "quotes in the user",
            "bad_credentials",
            "login_user",
            "authentication",
            {"login_user": "a' sslmode='disable"},
        ),
        ("quotes in the password", "bad_credentials", "login_password", "", {"login_password": "\\' x=' " + SECRET}),
        ("letters in the password", "bad_credentials", "login_password", "", {"login_password": "ж€" + SECRET}),
    ):
        with cases(label):
            assert_refused(world, code, hint, words, **given)
    with cases("wrong password at a name with several addresses"):
        assert_refused(
            world, "bad_credentials", "login_password", "password", login_host="localhost", login_password=SECRET
        )
    with cases("wrong password where the first of several hosts is not there"):
        given = {"login_host": "127.0.0.2,127.0.0.1", "login_password": SECRET, "ssl_mode": "require"}
        assert_refused(world, "bad_credentials", "login_password", "password", **given)
    with cases("wrong password, and TLS if there is any"):
        given = {"login_password": SECRET, "ssl_mode": "prefer"}
        assert_refused(world, "bad_credentials", "login_password", "password", **given)
    with cases("a role that may not log in"):
        login = role("no_login", "SELECT", SECRET, "ALTER ROLE no_login NOLOGIN")
        assert_refused(world, "bad_credentials", "login_user", "not permitted", **login)
    with cases("a role whose password has expired"):
        login = role("expired", "SELECT", SECRET, "ALTER ROLE expired VALID UNTIL '2001-01-01'")
        assert_refused(world, "bad_credentials", "login_password", "password", **login)
    with cases("a role that may not connect to the database"):
        world.admin("REVOKE CONNECT ON DATABASE nexus FROM PUBLIC")
        try:
            login = role("stranger", None)
            assert_refused(world, "forbidden", "CONNECT", "permission denied", **login)
        finally:
            world.admin("GRANT CONNECT ON DATABASE nexus TO PUBLIC")


@pytest.mark.parametrize(
    "password", ["a b", "it's", 'say "x"', "back\\slash\\", "per%cent%s", "$1 {{ x }}", "ж€é", "=host=x"]
)
def test_passwords_of_all_kinds(world, role, password):
    result = run(world, **role("somebody", password=SECRET + password))
    assert result["changed"], result


def test_names_of_all_kinds(world, role, cases):
    for name in ("with space", "it's", 'say "x"', "back\\slash", "per%cent", "ж€é", "sslmode=disable"):
        with cases(name):
            result = run(world, **role(name))
            assert not result.get("failed"), result["msg"]


def test_other_ways_to_come_in(world, role, certificates, cases, monkeypatch):
    with cases("md5"):
        login = role("md5_user", None)
        world.admin(
            "SET password_encryption = md5",
            "ALTER ROLE md5_user PASSWORD '%s'" % SECRET,
            "GRANT ALL ON nex_gapis TO md5_user",
        )
        assert world.admin("SELECT rolpassword LIKE 'md5%' FROM pg_authid WHERE rolname = 'md5_user'") == [(True,)]
        assert run(world, **login)["changed"]
        assert_refused(world, "bad_credentials", "login_password", **{**login, "login_password": "Canary-other"})
    with cases("without TLS only"):
        login = role("plain_user")
        assert not run(world, **login, ssl_mode="disable").get("failed")
        assert not run(world, **login, ssl_mode="allow").get("failed")
        assert not run(world, **login, ssl_mode="prefer", ca_cert=None).get("failed")
        assert_refused(world, "bad_credentials", "pg_hba.conf", "rejects", **login, ssl_mode="verify-full")
    with cases("by the Unix socket"):
        given = {"login_host": str(world.database.server.sockets), "ssl_mode": "disable"}
        assert not run(world, **given).get("failed")
        given["login_host"] += "/none"
        assert_refused(world, "unreachable", "login_host", "No such file", **given)
    with cases("by IPv6"):
        assert not run(world, login_host="::1").get("failed")
    with cases("by the second of two hosts"):
        assert not run(world, login_host="127.0.0.2,localhost").get("failed")
    with cases("a client certificate that is missing"):
        login = role("certified")
        by_certificate = role("by_certificate")
        for one in (login, by_certificate):
            assert_refused(world, "certificate", "PGSSLCERT", "client certificate", **one)
    for kind, code in (("good", None), ("another authority", "certificate"), ("expired", "certificate")):
        with cases("a client certificate of the kind: %s" % kind):
            pair = certificates.clients[kind]
            monkeypatch.setenv("PGSSLCERT", pair.certificate)
            monkeypatch.setenv("PGSSLKEY", pair.key)
            if code:
                assert_refused(world, code, "PGSSLCERT", **login)
            else:
                assert not run(world, **login).get("failed")
    with cases("a client certificate of another person"):
        pair = certificates.clients["another person"]
        monkeypatch.setenv("PGSSLCERT", pair.certificate)
        monkeypatch.setenv("PGSSLKEY", pair.key)
        assert_refused(world, "certificate", "PGSSLCERT", "certificate authentication failed", **by_certificate)


RIGHTS = {
    "nothing": (None, ("forbidden", "forbidden", "forbidden")),
    "only to read": ("SELECT", ("forbidden", "forbidden", "forbidden")),
    "not to add": ("SELECT, UPDATE, DELETE", ("forbidden", None, None)),
    "not to change": ("SELECT, INSERT, DELETE", (None, "forbidden", None)),
    "not to delete": ("SELECT, INSERT, UPDATE", (None, None, "forbidden")),
}


@pytest.mark.parametrize("which", RIGHTS)
def test_rights_that_are_missing(world, role, cases, which):
    rights, codes = RIGHTS[which]
    login = role("limited", rights)
    for label, given, code in zip(
        ("add", "change", "remove"),
        ({}, {"client_secret": "Canary-other-secret"}, {"state": "absent"}),
        codes,
        strict=True,
    ):
        with cases("%s: %s" % (which, label)):
            before = world.rows()
            result = run(world, **login, **given)
            if code:
                assert_failure(result, code)
                assert "SELECT, INSERT, UPDATE and DELETE" in result["failure"]["hint"]
                assert "permission denied" in result["failure"]["message"], result["msg"]
                assert world.rows() == before
                assert not run(world, **given).get("failed")  # as the owner, for the next one
            else:
                assert result["changed"], result
            if rights:  # who may read learns that nothing is to be done
                assert run(world, **login, **given)["changed"] is False


@pytest.mark.parametrize("name", SQL)
def test_too_many_connections(world, name):
    good = SQL[name]
    good.prepare(world)
    before = world.state()
    world.admin("ALTER ROLE nexus CONNECTION LIMIT 1")  # the service has it
    try:
        result = good.run(world, retries=1)
    finally:
        world.admin("ALTER ROLE nexus CONNECTION LIMIT -1")
    assert_failure(result, "unreachable")
    assert "max_connections" in result["failure"]["hint"] and "too many connections" in result["failure"]["message"]
    assert world.state() == before
    assert not good.run(world).get("failed")
