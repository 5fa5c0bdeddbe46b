# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that libpq reads without being told by us: none of them may be another user's.

Source: PostgreSQL's documentation of libpq, chapters "Environment Variables", "The Connection Service File", "The Password
File" and "SSL Support". libpq 15 and newer look for them below HOME, older ones below the home of the passwd entry.
"""

from __future__ import annotations

import os
import pwd

from . import tls

SYSTEM = "system"  # as sslrootcert: the authorities of OpenSSL
SERVICE, SERVICE_FILE, SYSTEM_FOLDER = "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR"
# Which of them is compiled in, libpq tells nobody: that of Debian and of psycopg2-binary, of Fedora and its kin, of PostgreSQL itself.
SYSTEM_FOLDERS = ("/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/pgsql/etc")
# parameter of libpq, variable of the environment, path below the home
AUTHORITIES = ("sslrootcert", "PGSSLROOTCERT", ".postgresql/root.crt")
REVOKED = (("sslcrl", "PGSSLCRL", ".postgresql/root.crl"), ("sslcrldir", "PGSSLCRLDIR", None))
CLIENT = (
    ("sslcert", "PGSSLCERT", ".postgresql/postgresql.crt"),
    ("sslkey", "PGSSLKEY", ".postgresql/postgresql.key"),
)
PASSWORDS = ("passfile", "PGPASSFILE", ".pgpass")


def check_files(ssl_mode, has_authorities, has_password):
    """Raise InvalidInput where somebody else decides what is in a file that libpq would read.

    ssl_mode: as libpq names it. has_authorities, has_password: whether they are given to libpq, so that it looks for none.
    """
    sections = _sections()
    verifies = str(ssl_mode).startswith("verify-")
    if verifies and not has_authorities:
        _check(AUTHORITIES, sections, "ca_cert", always=True)  # also what could be put there after this look
    for one in (*(REVOKED if verifies else ()), *(CLIENT if ssl_mode != "disable" else ())):
        _check(one, sections, "HOME")
    if not has_password:
        _check(PASSWORDS, sections, "login_password")


def _check(one, sections, label, always=False):
    name, variable, below = one
    found = [(SERVICE, section[name]) for section in sections if section.get(name)]
    if len(found) < max(1, len(sections)):  # libpq may have to look further
        if os.environ.get(variable):
            found.append((variable, os.environ[variable]))
        else:
            found += [(label, os.path.join(home, below)) for home in _homes() if below]
    if one is AUTHORITIES and any(path == SYSTEM for _said, path in found):
        found = [(said, path) for said, path in found if path != SYSTEM]
        found += [(name, os.environ[name]) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    for said, path in found:
        if always or os.path.exists(path):
            tls.check(said, path)


def _homes():
    """Where libpq may look, by its version."""
    homes = [os.environ.get("HOME")]
    try:
        homes.append(pwd.getpwuid(os.geteuid()).pw_dir)
    except KeyError:  # a container without an entry for this user
        pass
    return list(dict.fromkeys(home for home in homes if home))


def _sections():
    """The parameters of the service that the environment names, from each file in which libpq may find it: which one it reads
    depends on its version. Raises InvalidInput for a file of somebody else's.
    """
    wanted = os.environ.get(SERVICE)
    if not wanted:
        return []
    if os.environ.get(SERVICE_FILE):
        own = [(SERVICE_FILE, os.environ[SERVICE_FILE])]
    else:
        own = [(SERVICE, os.path.join(home, ".pg_service.conf")) for home in _homes()]
    found = [_section(said, path, wanted) for said, path in own]
    if None in found or not found:  # then libpq looks into the file of the system
        folder = os.environ.get(SYSTEM_FOLDER)
        system = [(SYSTEM_FOLDER, folder)] if folder else [(SERVICE, folder) for folder in SYSTEM_FOLDERS]
        found += [_section(said, os.path.join(folder, "pg_service.conf"), wanted) for said, folder in system]
    return [section for section in found if section is not None]


def _section(said, path, wanted):
    """The parameters of the first section of that name in a file, or None. What cannot be read here, libpq cannot read either, and
    says so.
    """
    tls.check(said, path)
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = [line.strip() for line in file]
    except OSError:
        return None
    found = None
    for line in lines:
        if line.startswith("["):
            if found is not None:
                break
            found = {} if line.startswith("[%s]" % wanted) else None
        elif found is not None and "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name.strip(), value)
    return found
