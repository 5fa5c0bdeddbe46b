# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs PostgreSQL for as long as somebody holds this program's standard input open, then tidies up.

``python supervisor.py FOLDER PROGRAM ARGUMENT...``; the environment may name the user (CXOPS_RUN_UID, CXOPS_RUN_GID).
However the process that started it ends, even by SIGKILL, its end of the pipe closes: PostgreSQL is stopped and
FOLDER removed. A line ``signal NUMBER`` sends PostgreSQL a signal, and ``start`` starts it again when it has stopped. FOLDER is
ours alone, and so is its log, ``server.log``. Standard library only, for it runs without the virtual environment's packages.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import Any


def main(folder: str, *command: str) -> int:
    """Start ``command``, wait for the end of standard input or of the program, then stop it and remove ``folder``."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    who: dict[str, Any] = {}
    if "CXOPS_RUN_UID" in os.environ:
        who = {"user": int(os.environ["CXOPS_RUN_UID"]), "group": int(os.environ["CXOPS_RUN_GID"]), "extra_groups": []}

    fresh = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_APPEND
    log = os.open(os.path.join(folder, "server.log"), fresh, 0o600)

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, restore_signals=True, **who
        )

    process = start()
    # A program that ends by itself is noticed by whoever started us: its ready sign never comes.
    for line in iter(sys.stdin.buffer.readline, b""):
        word, *more = line.split()
        if word == b"signal":
            process.send_signal(int(more[0]))
        else:
            process.wait()
            process = start()
    if process.poll() is None:
        # SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one; nothing here is worth a checkpoint.
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
