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
    service = _service()
    verifies = str(ssl_mode).startswith("verify-")
    if verifies and not has_authorities:
        _check(AUTHORITIES, service, "ca_cert", always=True)  # also what could be put there after this look
    for one in (*(REVOKED if verifies else ()), *(CLIENT if ssl_mode != "disable" else ())):
        _check(one, service, "HOME")
    if not has_password:
        _check(PASSWORDS, service, "login_password")


def _check(one, service, label, always=False):
    name, variable, below = one
    if service.get(name):
        found = [(SERVICE, service[name])]
    elif os.environ.get(variable):
        found = [(variable, os.environ[variable])]
    else:
        found = [(label, os.path.join(home, below)) for home in _homes() if below]
    if one is AUTHORITIES and found and found[0][1] == SYSTEM:
        found = [(name, os.environ[name]) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
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


def _service():
    """The parameters of the service that the environment names. Raises InvalidInput for a file of somebody else's."""
    wanted = os.environ.get(SERVICE)
    if not wanted:
        return {}
    if os.environ.get(SERVICE_FILE):
        files = [(SERVICE_FILE, os.environ[SERVICE_FILE])]
    else:
        files = [(SERVICE, os.path.join(home, ".pg_service.conf")) for home in _homes()]
    if os.environ.get(SYSTEM_FOLDER):
        files.append((SYSTEM_FOLDER, os.path.join(os.environ[SYSTEM_FOLDER], "pg_service.conf")))
    found = {}
    for said, path in files:
        tls.check(said, path)
        for name, value in _parameters(path, wanted):
            found.setdefault(name, value)
    return found


def _parameters(path, wanted):
    """The lines of one section. What cannot be read here, libpq cannot read either, and says so."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = [line.strip() for line in file]
    except OSError:
        return
    section = None
    for line in lines:
        if line.startswith("["):
            section = line[1:].split("]")[0]
        elif section == wanted and "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            yield name.strip(), value.strip()
