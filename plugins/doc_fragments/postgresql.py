# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options by which a task reaches the database of Digital Channels (transport/options.py, POSTGRESQL)."""

    DOCUMENTATION = r"""
requirements:
  - psycopg2-binary >= 2.9.5, or psycopg2 (only where PostgreSQL is used)
options:
  login_host:
    description:
      - Host of the PostgreSQL server that holds the database of Digital Channels, or the folder of its socket.
      - Several with commas between them are tried in turn, as are the addresses of a name, until one answers. Each has its
        share of O(timeout), so that one that does not answer leaves the next its time. A server that refuses the login ends it.
      - If not given, the environment variable E(PGHOST) is used.
    type: str
  login_port:
    description:
      - Port of the PostgreSQL server.
      - If not given, the environment variable E(PGPORT) is used.
    type: int
    default: 5432
  login_user:
    description:
      - Database user. It needs SELECT on the tables that are read, and INSERT, UPDATE and DELETE on C(nex_gapis)
        where that is managed.
      - If not given, the environment variable E(PGUSER) is used.
    type: str
  login_password:
    description:
      - Password of O(login_user).
      - This is a secret and never shown.
      - If not given, the environment variable E(PGPASSWORD) is used.
    type: str
  login_db:
    description:
      - Name of the database.
      - If not given, the environment variable E(PGDATABASE) is used.
    type: str
    default: nexus
  schema:
    description:
      - Schema of the tables of Digital Channels. If neither this option nor the environment variable
        E(GENESYS_NEXUS_DB_SCHEMA) is given, a table is the first of its name in the search path of the session, as the
        server, the database, the user or E(PGOPTIONS) set it.
      - A table counts only if its owner is O(login_user), the owner of the database, or a superuser. So a role that may
        create schemas cannot put a table of its own in the place of the right one.
    type: str
    version_added: 2.0.0
  ssl_mode:
    description:
      - How TLS is used, in the words of libpq. Only V(verify-full) makes sure that it is the right server before
        anything is sent to it; V(prefer) takes TLS if the server offers it and checks nothing.
      - With V(require), V(verify-ca) and V(verify-full), it is TLS in any case. Encryption by Kerberos (GSSAPI), which libpq 12 and
        newer take first with any mode where they find a ticket, is switched off then, whatever E(PGGSSENCMODE) says. With the
        other modes libpq chooses.
      - If not given, the environment variable E(PGSSLMODE) is used.
    type: str
    choices:
      - disable
      - allow
      - prefer
      - require
      - verify-ca
      - verify-full
    default: prefer
  ca_cert:
    description:
      - PEM file with the certificate authority that V(verify-ca) and V(verify-full) of O(ssl_mode) check against.
      - If not given, the environment variable E(PGSSLROOTCERT) is used.
    type: path
    aliases:
      - ssl_rootcert
notes:
  - O(timeout) also bounds the wait for the database connection and for locks; one statement may take twice as long.
    E(PGCONNECT_TIMEOUT) bounds the wait for each host and address. Where E(PGSERVICE) is set, or E(PGTARGETSESSIONATTRS) is
    C(prefer-standby), libpq goes from host to host by itself, and one that does not answer uses up the time.
  - The bounds of the waits are set inside each transaction, and nothing else of the session is changed. So pools such as
    PgBouncer work, in transaction mode, too. What E(PGOPTIONS) sets stays in force; such a pool may refuse it.
  - After a passing failure of PostgreSQL (no connection, a restart, a session that was ended, a deadlock) the transaction
    is done again from the start, as often as O(retries) says.
  - Where the PostgreSQL server wants a client certificate, libpq takes it from the files that E(PGSSLCERT) and
    E(PGSSLKEY) name, or from C(~/.postgresql/postgresql.crt) and C(~/.postgresql/postgresql.key).
"""
