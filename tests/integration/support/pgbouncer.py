# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real PgBouncer before the PostgreSQL of the tests, with its defaults but for one session that its clients take turns at."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from emulator.postgres_programs import nobody, temporary

ABSENT = "there is no pgbouncer on this computer (Debian: apt-get install pgbouncer)"
_INI = """\
[databases]
%(dbname)s = host=%(host)s port=%(port)s user=%(user)s password='%(password)s'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %(listen_port)d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
"""


def program():
    """Where it is, or None. Debian puts it where only root looks."""
    return shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


@contextmanager
def running(params):
    """Start it, and yield the port on 127.0.0.1. params: how the server is reached."""
    who = nobody()  # it refuses root
    folder = Path(tempfile.mkdtemp(prefix="cxops-pool-", dir=temporary(who)))
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = folder / "pgbouncer.ini"
        settings.touch(0o600)
        settings.write_text(_INI % {**params, "listen_port": port}, encoding="utf-8")
        if who:
            for one in (folder, settings):
                os.chown(one, *who)
        as_who = {"user": who[0], "group": who[1], "extra_groups": []} if who else {}
        with subprocess.Popen([program(), str(settings)], stderr=subprocess.PIPE, text=True, **as_who) as process:
            try:
                _wait(process)
                yield port
            finally:
                process.kill()
    finally:
        shutil.rmtree(folder)


def _wait(process):
    said = []
    for line in process.stderr:
        said.append(line)
        if "process up" in line:
            return
    raise AssertionError("pgbouncer did not start: " + "".join(said))
