# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libpq takes from the machine without being told: tickets of Kerberos, services, files in one home or the other."""

from __future__ import annotations

import socket
import struct
import threading
import time

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import GenesysError, InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.transport import libpq_files
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from trust.attackers.test_files import at_the_database, home, own

__all__ = ["home"]  # a fixture

GSS, TLS = 80877104, 80877103  # the codes of GSSENCRequest and SSLRequest in PostgreSQL's protocol
REALM = b"MALLORY.TEST"
AES256 = 18
OPEN_MODES = ("prefer", "allow", "disable")  # in which libpq may do without TLS


def counted(raw):
    return struct.pack(">I", len(raw)) + raw


def principal(kind, *names):
    return struct.pack(">II", kind, len(names)) + counted(REALM) + b"".join(map(counted, names))


def der(tag, *parts):
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else b"\x81" + bytes([len(body)])
    return bytes([tag]) + size + body


def ticket(kind, *names):
    """A ticket (RFC 4120 §5.3) that no server can decrypt."""
    name = der(0x30, der(0xA0, der(2, bytes([kind]))), der(0xA1, der(0x30, *[der(0x1B, one) for one in names])))
    sealed = der(0x30, der(0xA0, der(2, bytes([AES256]))), der(0xA2, der(4, b"X" * 60)))
    members = der(0xA0, der(2, b"\x05")), der(0xA1, der(0x1B, REALM)), der(0xA2, name), der(0xA3, sealed)
    return der(0x61, der(0x30, *members))


def credential(client, kind, *names):
    now = int(time.time())
    key = struct.pack(">H", AES256) + counted(b"K" * 32)
    times = struct.pack(">IIII", now - 60, now - 60, now + 86400, now + 86400)
    rest = struct.pack(">BIII", 0, 0x40E00000, 0, 0) + counted(ticket(kind, *names)) + counted(b"")
    return client + principal(kind, *names) + key + times + rest


def ticket_cache():
    """The content of a file of tickets, version 4, for PostgreSQL's service on localhost. Source: the documentation of MIT
    Kerberos, "Credential cache file format".
    """
    client = principal(1, b"mallory")
    tickets = credential(client, 2, b"krbtgt", REALM) + credential(client, 3, b"postgres", b"localhost")
    return b"\x05\x04\0\0" + client + tickets


@pytest.fixture
def server():
    """A server that tells what it is asked for first, and refuses it: (port, the codes)."""
    asked = []

    def serve():
        while True:
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            with connection:
                asked.append(struct.unpack(">II", connection.recv(8))[1])
                connection.sendall(b"E")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], asked


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "require", *OPEN_MODES])
@pytest.mark.parametrize("wanted", [None, "prefer", "require"])
def test_a_planted_ticket_of_kerberos(server, tmp_path, mode, wanted, monkeypatch):
    """libpq takes it from /tmp/krb5cc_UID by itself. With encryption by Kerberos no certificate is looked at."""
    port, asked = server
    planted = tmp_path / "krb5cc"
    planted.write_bytes(ticket_cache())
    monkeypatch.setenv("KRB5CCNAME", "FILE:%s" % planted)
    monkeypatch.delenv("PGGSSENCMODE", raising=False)
    if wanted:
        monkeypatch.setenv("PGGSSENCMODE", wanted)
    given = {"ssl_mode": mode, "login_host": "localhost", "login_port": port, "login_user": "u", "login_password": "x"}
    if mode.startswith("verify"):
        given["ca_cert"] = str(tmp_path / "ca.pem")
        (tmp_path / "ca.pem").touch()  # there is no handshake for which it would be read
    with Services({**given, "timeout": 10, "retries": 0}) as services, pytest.raises(GenesysError):
        services.postgres.log_in()
    assert asked and (asked[0] == GSS) is (mode in OPEN_MODES), asked
    assert mode in OPEN_MODES or set(asked) == {TLS}


def test_both_homes_are_looked_at(home, tmp_path, cases):
    """libpq 15 and newer read below HOME, older ones below the home of the passwd entry."""
    other = tmp_path / "own"
    (other / ".postgresql").mkdir(parents=True)
    for place in (home, other):
        for below, given in ((".postgresql/root.crt", {}), (".pgpass", {"ssl_mode": "prefer", "login_password": None})):
            with cases("%s/%s" % (place.name, below)):
                at_the_database(**given)
                path = own(place / below)
                path.chmod(0o666)
                with pytest.raises(InvalidInput, match="%s cannot be used: everybody may write" % path):
                    at_the_database(**given)
                path.unlink()


def test_a_service_is_the_first_section_of_its_name_in_the_first_file(home, tmp_path, monkeypatch, cases):
    """As libpq reads it: nothing after that section counts, and the file of the system only where the own one lacks it."""
    fine, spoilt = own(tmp_path / "fine.pem"), own(tmp_path / "spoilt.pem")
    spoilt.chmod(0o666)
    folder = tmp_path / "system"
    folder.mkdir()
    path = own(tmp_path / "services")
    monkeypatch.setenv("PGSERVICE", "mine")
    monkeypatch.setenv("PGSERVICEFILE", str(path))
    own(home / ".postgresql/root.crt")

    def is_taken(text, system="[mine]\nsslrootcert=%s" % spoilt):
        path.write_text(text)
        own(folder / "pg_service.conf", system)
        try:
            at_the_database()
        except InvalidInput as error:
            assert "PGSERVICE: %s cannot be used" % spoilt in str(error)
            return False
        return True

    for where in ("PGSYSCONFDIR", "compiled in"):
        if where == "compiled in":
            monkeypatch.delenv("PGSYSCONFDIR")
            monkeypatch.setattr(libpq_files, "SYSTEM_FOLDERS", (str(tmp_path / "nowhere"), str(folder)))
        else:
            monkeypatch.setenv("PGSYSCONFDIR", str(folder))
        with cases(where):
            assert is_taken("[mine]\nsslrootcert=%s\n[mine]\nsslrootcert=%s\n" % (fine, spoilt))
            assert is_taken("[mine]\nsslrootcert=%s\nsslrootcert=%s\n" % (fine, spoilt))
            assert is_taken("[mine]\n[other]\n[mine]\nsslrootcert=%s\n" % spoilt)
            assert not is_taken("[other]\n[mine] # so libpq takes it\nsslrootcert=%s\n" % spoilt)
            assert not is_taken("[other]\nsslrootcert=%s" % fine)
            assert is_taken("[other]\nsslrootcert=%s" % spoilt, "[mine]\nsslrootcert=%s" % fine)
            (folder / "pg_service.conf").chmod(0o666)
            with pytest.raises(InvalidInput, match="pg_service.conf cannot be used: everybody may write"):
                at_the_database()


def test_a_service_that_only_one_of_two_homes_completes(home, tmp_path, monkeypatch):
    """What its section lacks there, libpq takes from the environment or from a home."""
    other = tmp_path / "own"
    other.mkdir()
    monkeypatch.setenv("PGSERVICE", "mine")
    fine, spoilt = own(tmp_path / "fine.pem"), own(tmp_path / "spoilt.pem")
    spoilt.chmod(0o666)
    own(home / ".pg_service.conf", "[mine]\nsslrootcert=%s" % fine)
    own(other / ".pg_service.conf", "[mine]\nhost=localhost")
    monkeypatch.setenv("PGSSLROOTCERT", str(fine))
    at_the_database()
    monkeypatch.setenv("PGSSLROOTCERT", str(spoilt))
    with pytest.raises(InvalidInput, match="PGSSLROOTCERT: %s" % spoilt):
        at_the_database()
    own(other / ".pg_service.conf", "[mine]\nsslrootcert=system")
    at_the_database()
