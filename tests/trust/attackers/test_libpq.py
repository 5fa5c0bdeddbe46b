# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libpq takes from the machine without being told: a Kerberos ticket that another user put there leads to no other server."""

from __future__ import annotations

import socket
import struct
import threading
import time

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import GenesysError
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services

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
