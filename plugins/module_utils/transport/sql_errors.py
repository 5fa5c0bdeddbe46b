# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of PostgreSQL and of its client library as ours: which kind, and what the user can do."""

from __future__ import annotations

import re
import textwrap

from ..core import errors

LONGEST = 300  # of the server's own words

_LOGIN = "Check login_user and login_password (variables nexus_db_user and nexus_db_password, environment variables PGUSER and PGPASSWORD)."
_PASSWORD = "Give login_password (variable nexus_db_password, environment variable PGPASSWORD)."
_HBA = "Check ssl_mode, login_user and the server's pg_hba.conf."
_DATABASE = "Check login_db: the database of Digital Channels is usually called nexus."
_AWAY = "The server went away, or somebody ended the session: run again."
_LATER = "The server is starting, stopping or recovering: run again in a moment."
_FULL = (
    "All connections that the server allows are taken: run again later, with fewer forks, or raise its max_connections."
)
_CERTIFICATE = "Check ca_cert and ssl_mode, and the name in login_host."
_CLIENT = (
    "The server wants a client certificate: libpq takes it from the files that PGSSLCERT and PGSSLKEY name, "
    "or from ~/.postgresql/postgresql.crt and .key."
)
_RIGHTS = "The database user needs SELECT, INSERT, UPDATE and DELETE on the table."
_TABLE = "Digital Channels makes the table when it first starts: check login_db, and start Nexus once before this task."
_SEVERAL = "Other sessions write at the same time: run again."
_READ_ONLY = (
    "This server is a read-only replica: give the address of the primary. If it is the primary, see why its "
    "transactions are read-only (default_transaction_read_only, also in PGOPTIONS)."
)
_SPACE = "The server's disk or memory is full, or a limit of its settings is reached: see to that, then run again."
_LETTERS = "The database has an encoding without these letters: use others, or have it made anew with UTF8."
_BYTES = "Whoever wrote it used another encoding in a database that does not convert (SQL_ASCII): mend the rows."
_POOL = "A pool before PostgreSQL takes no PGOPTIONS: unset it, or connect to PostgreSQL itself."
_NOT_POSTGRES = "What listens there does not speak PostgreSQL's protocol: check login_host and login_port."

_BY_SQLSTATE = {
    "28P01": (errors.Unauthorized, _LOGIN),
    "28000": (errors.Unauthorized, "Check login_user, login_password, ssl_mode and the server's pg_hba.conf."),
    "3D000": (errors.DatabaseError, _DATABASE),
    "42501": (errors.Forbidden, _RIGHTS),
    "42P01": (errors.DatabaseError, _TABLE),
    "42703": (errors.DatabaseError, "This is not the table that Digital Channels makes: check login_db."),
    "55P03": (
        errors.Conflict,
        "Another session holds a lock on the table; look into pg_stat_activity, or raise timeout.",
    ),
    "57014": (errors.TimedOut, "Raise timeout, or look at what the server is busy with."),
    "25006": (errors.DatabaseError, _READ_ONLY),
    "57P01": (errors.Unreachable, _AWAY),
    "57P02": (errors.Unreachable, _AWAY),
    "57P03": (errors.Unreachable, _LATER),
    "57P05": (errors.Unreachable, _AWAY),
    "25P03": (errors.Unreachable, _AWAY),
    "25P04": (errors.Unreachable, _AWAY),
    "40001": (errors.Conflict, _SEVERAL),
    "40P01": (errors.Conflict, _SEVERAL),
    "53300": (errors.Unreachable, _FULL),
    "22P05": (errors.DatabaseError, _LETTERS),
    "22021": (errors.DatabaseError, _BYTES),
}
_BY_CLASS = {"08": (errors.Unreachable, _AWAY), "53": (errors.DatabaseError, _SPACE)}

# Before there is a connection there is nothing but words. Where several addresses, or both with and without TLS, were tried,
# there are several lines: the first of these marks that is in any of them tells most.
_BY_TEXT = (
    ("password authentication failed", errors.Unauthorized, _LOGIN),
    ("no password supplied", errors.Unauthorized, _PASSWORD),
    ("valid client certificate|certificate required", errors.CertificateError, _CLIENT),
    ("certificate authentication failed", errors.CertificateError, _CLIENT),
    ('database "?.*"? does not exist', errors.DatabaseError, _DATABASE),
    ('role "?.*"? does not exist', errors.Unauthorized, _LOGIN),
    ("permission denied for database", errors.Forbidden, "The database user needs the right to CONNECT."),
    ("is not permitted to log in", errors.Unauthorized, _LOGIN),
    (
        "system is (starting up|shutting down|in recovery mode)|not (yet )?accepting connections",
        errors.Unreachable,
        _LATER,
    ),
    ("too many (clients|connections)|connection slots are reserved", errors.Unreachable, _FULL),
    ("alert unknown ca|alert certificate expired|alert bad certificate", errors.CertificateError, _CLIENT),
    ("certificate", errors.CertificateError, _CERTIFICATE),
    (
        "does not support SSL",
        errors.CertificateError,
        "The server has TLS switched off: switch it on, or choose another ssl_mode.",
    ),
    ("no pg_hba.conf entry.*no encryption", errors.Unauthorized, "The server wants TLS: choose another ssl_mode."),
    ("no pg_hba.conf entry|rejects connection", errors.Unauthorized, _HBA),
    ("unsupported startup parameter", errors.DatabaseError, _POOL),
    ("authentication method .* not supported|authentication mechanisms", errors.Unauthorized, _HBA),
    ("(protocol version|unsupported protocol|wrong version number)", errors.CertificateError, _CERTIFICATE),
    ("could not translate host name", errors.Unreachable, "Check login_host."),
    ("timeout expired", errors.TimedOut, "Check login_host and login_port, and the firewall between."),
    ("server closed the connection|terminating connection|SSL SYSCALL|EOF detected", errors.Unreachable, _AWAY),
    (
        "invalid response|expected authentication|unexpected message|lost synchronization",
        errors.Unreachable,
        _NOT_POSTGRES,
    ),
    (
        "Connection refused|No such file or directory",
        errors.Unreachable,
        "Check login_host and login_port, and that PostgreSQL listens there.",
    ),
)
_PASSING = ("40001", "40P01")
_SERVER_SAYS = re.compile(r"(^|: )\w+:  ", re.MULTILINE)  # "FATAL:  " in the server's language


def translate(error, operation, params, broken):
    """The error of the library as one of ours. broken: it is about the connection rather than about the statement."""
    lines, code = _words(error), error.pgcode
    text, found = lines[0], None
    if code is not None:
        found = _BY_SQLSTATE.get(code) or _BY_CLASS.get(code[:2])
    else:
        text, *found = _by_text(lines) or (text,)
        if not found and broken:
            found = errors.Unreachable, "Check login_host, login_port and the server."
    kind, hint = found or (errors.DatabaseError, "Look at the server's log.")
    return kind("%s failed: %s." % (operation, text), hint, **_details(operation, params, code))


def unspeakable(error, operation, params, connected):
    """The error for text that cannot be written, or that came and cannot be read; it names no value."""
    if isinstance(error, UnicodeDecodeError) and not connected:
        return errors.Unreachable(
            "%s failed: the answer cannot be read." % operation, _NOT_POSTGRES, **_details(operation, params)
        )
    if isinstance(error, UnicodeDecodeError):
        return errors.DatabaseError(
            "%s failed: the table holds text that is no UTF-8." % operation,
            _BYTES,
            **_details(operation, params),
        )
    return errors.InvalidInput(
        "%s failed: a value holds characters that no text in PostgreSQL can have, such as NUL." % operation,
        "Look for them in the options.",
        **_details(operation, params),
    )


def is_passing(error):
    """The whole transaction may be done again, from its first look on: it was the connection, or another session."""
    if isinstance(error, (errors.CertificateError, errors.TimedOut)):
        return False
    return isinstance(error, errors.Unreachable) or error.details.get("sqlstate") in _PASSING


def tries_next(error):
    """Another host or address is to be tried: no server has answered, or one that takes no connections yet. Not after a refusal:
    a wrong password would count once for each.
    """
    found = _by_text(_words(error))
    if found and found[2] == _LATER:
        return True
    return not _SERVER_SAYS.search(str(error)) and (not found or found[1] in (errors.Unreachable, errors.TimedOut))


def _details(operation, params, code=None):
    return {
        "operation": operation,
        "sqlstate": code,
        "host": params.get("host"),
        "database": params.get("dbname"),
    }


def _by_text(lines):
    for mark, kind, hint in _BY_TEXT:
        for line in lines:
            if re.search(mark, line):
                return line, kind, hint
    return None


def _words(error):
    """The server's own sentences; without its DETAIL, which may quote the row, and with it a secret."""
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    lines = [primary] if primary else str(error).strip().splitlines()
    # What belongs to a line before it is indented.
    found = [_shown(line) for line in lines if not line.startswith(("\t", "DETAIL", "HINT", "CONTEXT", "LINE"))]
    return [line for line in found if line] or ["the connection broke"]


def _shown(line):
    """The line, shortened in whole words: half a secret would not be recognised and masked, nor one without what is not printable."""
    whole = {"break_long_words": False, "break_on_hyphens": False}
    return textwrap.shorten(line, LONGEST, placeholder=" ...", **whole).rstrip(".")
