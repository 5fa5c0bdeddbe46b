# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL server from the programs of a wheel, run without root rights and without traces.

Only the programs are used, not a wheel's own manager, which makes a system user when it runs as root. Root runs the server as ``nobody``,
who may be somebody else, too: nothing is written, copied or read in the server's folders with root's rights that a link could lead
elsewhere, and nobody names a process that root would signal.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import postgres_programs as programs
from .postgres_programs import PostgresError

START_SECONDS = 30
ATTEMPTS = 3
SOCKET_NAME = 80
PID_FILE, PID_FILE_SIZE = "postmaster.pid", 4096
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
KEPT = ("PATH", "LD_LIBRARY_PATH")  # variables by which programs and their libraries are found
SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class PortTaken(PostgresError):
    """Another program listens on the chosen port."""


@dataclass(frozen=True)
class Setup:
    """What a server may have of its own.

    install: folder of the programs (bin, lib, share), those of the wheel by default. settings: more of postgresql.conf.
    access: the whole pg_hba.conf; passwords by SCRAM by default. files: name -> content, in the data folder and nobody else's
    to read. hosts: where it listens. origin: a server that is stopped, whose data are the start instead of empty ones.
    """

    install: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    access: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    hosts: str = "127.0.0.1"
    origin: Postgres | None = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A running server on 127.0.0.1 and a Unix socket (in ``sockets``), superuser ``postgres``, passwords by SCRAM.

    ``folder`` is ours, with the log; in it are ``data`` and ``sockets``, which are the server's.
    """

    host = "127.0.0.1"

    def __init__(self, setup: Setup | None = None) -> None:
        self.setup = setup or Setup()
        self._who = programs.nobody()
        self._bin = programs.runnable(self.setup.install or programs.embedded(), self._who) / "bin"
        origin = self.setup.origin
        self.password = origin.password if origin else secrets.token_urlsafe(12)
        self.port = 0
        self._supervisor: subprocess.Popen[bytes] | None = None
        for attempt in range(ATTEMPTS):
            self.folder = Path(tempfile.mkdtemp(prefix="cxops-pg-", dir=programs.temporary(self._who)))
            self.data, self.sockets = self.folder / "data", self.folder / "s"
            try:
                if self._who:
                    self.folder.chmod(0o711)
                for part in (self.data, self.sockets):
                    part.mkdir(0o700)
                    self._give(os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW))
                self._copy(origin) if origin else self._initdb()
                self._prepare()
                self._supervise()
                return
            except BaseException as problem:
                self.close()
                # Another program may have taken the port between looking for it and using it.
                if not isinstance(problem, PortTaken) or attempt == ATTEMPTS - 1:
                    raise

    def _run_as(self) -> dict[str, Any]:
        return {"user": self._who[0], "group": self._who[1], "extra_groups": []} if self._who else {}

    def _give(self, handle: int, content: bytes = b"") -> None:
        """Let an open file or folder be the server's, with this content."""
        try:
            if content:
                os.write(handle, content)
            if self._who:
                os.fchown(handle, *self._who)
        finally:
            os.close(handle)

    def _as_server(self, script: str, *arguments: Path, content: bytes = b"") -> None:
        """Run a shell's script with the server's rights, so that no link leads it to what is not the server's."""
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", *map(str, arguments)],
            input=content,
            check=False,
            capture_output=True,
            cwd=self.folder,
            env=self._environment(),
            **self._run_as(),
        )
        if done.returncode:
            raise PostgresError("%s: %s" % (script, done.stderr.decode("utf-8", "replace").strip()))

    def _environment(self) -> dict[str, str]:
        """What a program of the server's gets of ours: its user can read all of it, and may be somebody else."""
        keep = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**keep, "LC_ALL": "C", "LANG": "C", "TZ": "UTC"}

    def _initdb(self) -> None:
        secret = self.folder / "password"
        fresh = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._give(fresh, self.password.encode())
        command = [str(self._bin / "initdb"), "--pgdata", str(self.data), "--username=postgres", "--encoding=UTF8"]
        command += ["--locale=C", "--auth=scram-sha-256", "--pwfile", str(secret), "--no-sync", "--no-instructions"]
        for name, value in SETTINGS.items():
            command += ["--set", "%s=%s" % (name, value)]
        done = subprocess.run(
            command, check=False, capture_output=True, cwd=self.folder, env=self._environment(), **self._run_as()
        )
        secret.unlink()
        if done.returncode:
            raise PostgresError("initdb failed: %s" % (done.stderr or done.stdout).decode("utf-8", "replace").strip())

    def _copy(self, origin: Postgres) -> None:
        self._as_server('cp -R -P -p "$1/." "$2"', origin.data, self.data)

    def configure(self, **more: str) -> None:
        """Write the setup's settings, and more; see reload()."""
        settings = {**self.setup.settings, **more}
        lines = ["%s = '%s'\n" % (name, value.replace("'", "''")) for name, value in settings.items()]
        self.write("postgresql.auto.conf", "".join(lines).encode())

    def _prepare(self) -> None:
        self.configure()
        files = dict(self.setup.files)
        if self.setup.access is not None:
            files["pg_hba.conf"] = self.setup.access.encode()
        for name, content in files.items():
            self.write(name, content)

    def write(self, name: str, content: bytes) -> None:
        """Write a file of the data folder that is the server's own; see reload()."""
        self._as_server('umask 077 && cat > "$1.new" && mv -f "$1.new" "$1"', self.data / name, content=content)

    def _supervise(self) -> None:
        self.port = _free_port()
        command = [str(self._bin / "postgres"), "-D", str(self.data), "-h", self.setup.hosts, "-p", str(self.port)]
        # The name of a Unix socket must be short; nobody here needs one.
        command += ["-k", str(self.sockets) if len(str(self.sockets)) < SOCKET_NAME else ""]
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
        self._until(lambda: self._status() == "ready", 0)

    def _status(self) -> str:
        """How far the server says that it is: starting, ready, stopping; nothing when it has ended."""
        try:
            handle = os.open(self.data / PID_FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return ""
        with open(handle, "rb") as file:
            said = file.read(PID_FILE_SIZE) or b""
        return "".join(said.decode("utf-8", "replace").splitlines()[7:8]).strip()

    def _until(self, reached: Callable[[], bool], logged: int) -> None:
        """Wait for a condition, at most until the log says, after its first ``logged`` characters, that it will not come."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._supervisor is not None and self._supervisor.poll() is None:
            if reached():
                return
            log = self.log()[logged:]
            if "could not create any TCP/IP sockets" in log or "Address already in use" in log:
                raise PortTaken(log)
            if "FATAL" in log and self._status() != "stopping":
                break
            time.sleep(0.01)
        raise PostgresError("PostgreSQL did not start:\n" + self.log())

    def log(self) -> str:
        """Return what the server has logged."""
        try:
            return (self.folder / "server.log").read_text("utf-8", "replace")
        except OSError:
            return ""

    def _tell(self, line: str) -> None:
        """Tell the supervisor, who knows the server's process for certain."""
        assert self._supervisor is not None and self._supervisor.stdin is not None
        self._supervisor.stdin.write(line.encode() + b"\n")
        self._supervisor.stdin.flush()

    def reload(self) -> None:
        """Let the server read its configuration and its keys again; new connections may see the old ones for a moment."""
        self._tell("signal %d" % signal.SIGHUP)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server, as ``pg_ctl stop`` does: fast ends the sessions in order, immediate as a crash does."""
        self._tell("signal %d" % SIGNALS[mode])
        end = time.monotonic() + START_SECONDS
        while os.path.lexists(self.data / PID_FILE):
            if time.monotonic() > end:
                raise PostgresError("PostgreSQL did not stop:\n" + self.log())
            time.sleep(0.005)

    def start(self, wait: bool = True) -> None:
        """Start the server again, on the same port."""
        logged = len(self.log())
        self._tell("start")
        if wait:
            self._until(lambda: self._status() == "ready", logged)

    def restart(self, mode: str = "fast") -> None:
        """Stop and start."""
        self.stop(mode)
        self.start()

    def close(self) -> None:
        """Stop the server and remove its files."""
        if self._supervisor is not None and self._supervisor.stdin is not None:
            self._supervisor.stdin.close()
            self._supervisor.wait(30)
            self._supervisor = None
        shutil.rmtree(self.folder, ignore_errors=True)
