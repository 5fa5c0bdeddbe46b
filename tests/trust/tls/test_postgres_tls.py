# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each ssl_mode against a PostgreSQL with each kind of certificate; who insists on TLS or on the right server tells no other anything."""

from __future__ import annotations

import socket
import threading

import pytest

from integration.support.good import GOOD, assert_failure
from integration.support.nexus_samples import GAPI
from trust.tls.support.front import Front
from trust.tls.support.sql import SSL_REQUEST, grant_tls, showing

SQL = {good.name: good for good in GOOD if good.sql}
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
CHECKED = MODES[4:]
ENCRYPTED = MODES[1:]
WITH_CA = MODES[3:]  # require with a given authority is like verify-ca, says libpq's manual


@pytest.fixture(autouse=True)
def no_own_files(monkeypatch, tmp_path):
    """libpq looks into the home folder for certificates."""
    monkeypatch.setenv("HOME", str(tmp_path))


def run(world, mode, check=False, **given):
    world.clear_log()
    return world.run(
        "nexus_gapi_db", check, **{**world.sql, **GAPI.create, "timeout": 5, "retries": 0, "ssl_mode": mode, **given}
    )


def assert_works(world, mode, **given):
    result = run(world, mode, **given)
    assert not result.get("failed"), result["msg"]
    assert len(world.rows()) == 1


def assert_refused(world, mode, code, hint, words="", **given):
    before = world.rows()
    for check in (False, True):
        result = run(world, mode, check, **given)
        assert_failure(result, code)
        assert hint in result["failure"]["hint"], result["msg"]
        assert words in result["failure"]["message"], result["msg"]
        assert "statements" not in result or result["statements"] == []
    assert world.rows() == before
    world.until(lambda: world.sessions() == 0)


def test_every_mode_with_the_right_server(world, certificates, cases):
    with cases("disable, where TLS is asked for"):
        assert_refused(world, "disable", "bad_credentials", "ssl_mode", "no encryption")
    for mode in ENCRYPTED:
        for host in ("127.0.0.1", "localhost"):
            with cases("%s at %s" % (mode, host)):
                assert_works(world, mode, login_host=host)
    for mode in ENCRYPTED[:3]:
        with cases("%s without an authority" % mode):
            assert_works(world, mode, ca_cert=None)
    for mode in CHECKED:
        with cases("%s without an authority" % mode):
            assert_refused(world, mode, "certificate", "ca_cert", "root certificate", ca_cert=None)
    for mode in MODES[3:]:
        with cases("%s with another authority" % mode):
            assert_refused(
                world, mode, "certificate", "ca_cert", "certificate verify failed", ca_cert=certificates.other_ca
            )
    for mode in ("allow", "prefer"):
        with cases("%s with another authority" % mode):  # it then tries without TLS
            assert_refused(world, mode, "certificate", "ssl_mode", ca_cert=certificates.other_ca)
    (certificates.folder / "garbage").write_text("this is no certificate")
    for mode in CHECKED:
        with cases("%s with a file that holds none" % mode):
            given = {"ca_cert": str(certificates.folder / "garbage")}
            assert_refused(world, mode, "certificate", "ca_cert", "root certificate", **given)


WRONG = {
    # kind of certificate: (host, modes that refuse it with our authority, what the message says)
    "name only": ("127.0.0.1", ("verify-full",), "does not match host name"),
    "address only": ("localhost", ("verify-full",), "does not match host name"),
    "another name": ("localhost", ("verify-full",), "does not match host name"),
    "expired": ("127.0.0.1", WITH_CA, "certificate verify failed"),
    "not yet valid": ("127.0.0.1", WITH_CA, "certificate verify failed"),
    "self-signed": ("localhost", WITH_CA, "certificate verify failed"),
    "unknown authority": ("127.0.0.1", WITH_CA, "certificate verify failed"),
    "intermediate missing": ("127.0.0.1", WITH_CA, "certificate verify failed"),
    "chain": ("127.0.0.1", (), ""),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_server_that_shows(world, certificates, cases, long, kind):
    host, refusing, words = WRONG[kind]
    with showing(world, certificates.servers[kind]):
        for mode in MODES[2:] if long else ("require", "verify-full"):
            with cases("%s: %s" % (kind, mode)):
                if mode in refusing or (mode == "prefer" and refusing == WITH_CA):  # which then tries without TLS
                    assert_refused(world, mode, "certificate", "ssl_mode", words, login_host=host)
                else:
                    assert_works(world, mode, login_host=host)
        if long:
            with cases("%s: require without an authority" % kind):
                assert_works(world, "require", login_host=host, ca_cert=None)


def test_a_server_whose_tls_is_switched_off(world, cases):
    with showing(world, None):
        for mode in MODES[3:]:
            with cases(mode):
                assert_refused(world, mode, "certificate", "switched off", "does not support SSL")
        for mode in MODES[:3]:
            with cases("%s, where TLS is asked for" % mode):
                code = "certificate" if mode == "allow" else "bad_credentials"  # it asked for TLS in the end
                assert_refused(world, mode, code, "ssl_mode")


@pytest.mark.parametrize("kind", ["unknown authority", "another name", "expired", "self-signed"])
@pytest.mark.parametrize("name", SQL)
def test_not_even_the_users_name_is_told_to_another_server(world, certificates, cases, name, kind):
    good = SQL[name]
    good.prepare(world)
    before = world.state()
    front = Front(certificates.servers[kind], world.database.server.port, prologue=grant_tls)
    given = {"login_port": front.port, "login_host": "localhost", "retries": 0, "timeout": 5}
    for mode in CHECKED if kind != "another name" else CHECKED[1:]:
        for check in (False, True):
            with cases("%s: %s %s check=%s" % (name, mode, kind, check)):
                assert_failure(good.run(world, check, ssl_mode=mode, **given), "certificate")
    assert front.heard == b"" and front.met
    assert world.state() == before
    front.close()


class WithoutTls:
    """Says that it has no TLS, and listens to what comes nevertheless."""

    def __enter__(self):
        self.heard = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def _serve(self):
        while True:
            connection = self._server.accept()[0]
            with connection:
                asked = connection.recv(8, socket.MSG_WAITALL)
                if asked != SSL_REQUEST:
                    return
                connection.sendall(b"N")
                self.heard.append(connection.recv(65536))

    def __exit__(self, *exc_info):
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(10)
        self._server.close()


@pytest.mark.parametrize("name", SQL)
def test_who_insists_on_tls_tells_nothing_without(world, cases, name):
    good = SQL[name]
    good.prepare(world)
    with WithoutTls() as server:
        for number, mode in enumerate(MODES[3:], 1):
            with cases("%s: %s" % (name, mode)):
                given = {"login_port": server.port, "login_host": "127.0.0.1", "retries": 0, "timeout": 5}
                assert_failure(good.run(world, ssl_mode=mode, **given), "certificate")
                world.until(lambda: len(server.heard) == number)
                assert server.heard == [b""] * number
