# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another user of the machine and the emulator: its PostgreSQL, which root runs as ``nobody``, and its control API."""

from __future__ import annotations

import http.client
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from emulator import postgres_programs, server
from emulator.client import ControlClient
from emulator.postgres import Postgres, Setup
from integration.support.http_samples import ENVIRONMENT

as_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root runs PostgreSQL as another user, who could lead it astray"
)
PLANT = """
import os, sys
kind, target, *paths = sys.argv[1:]
for path in paths:
    try:
        if os.path.lexists(path):
            os.rename(path, path + ".away")
        if kind == "link":
            os.symlink(target, path)
        elif kind == "fifo":
            os.mkfifo(path)
        else:
            open(path, "w").write(target)
    except OSError as problem:
        print(path, problem.strerror)
"""


def as_nobody(*words):
    """What a process of the server's user prints."""
    user, group = postgres_programs.nobody()
    done = subprocess.run(
        ["/usr/bin/env", "python3", "-I", "-S", "-c", PLANT, *map(str, words)],
        user=user,
        group=group,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def postgres():
    one = Postgres()
    yield one
    one.close()


@pytest.fixture
def target(tmp_path):
    """A file of root's; afterwards it is as it was."""
    file = tmp_path / "shadow"
    file.write_text("root:secret\n")
    file.chmod(0o600)
    before = file.stat()
    yield file
    after = file.stat()
    assert file.read_text() == "root:secret\n"
    assert (after.st_uid, after.st_gid, after.st_mode) == (before.st_uid, before.st_gid, before.st_mode)


@as_root
def test_root_writes_through_no_link(postgres, target):
    """The settings, their copy on the way, a key: what is there instead of them is not followed with root's rights."""
    names = ("postgresql.auto.conf", "server.key", "server.key.new", "postgresql.auto.conf.new")
    assert as_nobody("link", target, *(postgres.data / name for name in names)) == ""
    for name in names[:2]:
        try:
            postgres.write(name, b"planted")
        except postgres_programs.PostgresError as refused:
            assert "ermission denied" in str(refused)


@as_root
def test_root_s_own_files_lie_where_nobody_else_writes(postgres, target):
    said = as_nobody(
        "link", target, *(postgres.folder / name for name in ("server.log", "password", "password.new", "new"))
    )
    assert said.count("Permission denied") == 4
    postgres.restart()  # opens its log again
    assert postgres.folder.stat().st_uid == 0 and not postgres.folder.stat().st_mode & 0o022
    log = (postgres.folder / "server.log").stat()
    assert log.st_uid == 0 and stat.S_IMODE(log.st_mode) == 0o600 and "ready to accept" in postgres.log()


@as_root
def test_root_signals_no_process_that_another_names(postgres):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        try:
            as_nobody("text", "%d\n" % bystander.pid, postgres.data / "postmaster.pid")
            postgres.reload()
            os.rename(postgres.data / "postmaster.pid", postgres.data / "forged")
            os.rename(postgres.data / "postmaster.pid.away", postgres.data / "postmaster.pid")
            postgres.restart()  # what it was told before has been done by then
            assert bystander.poll() is None
        finally:
            bystander.kill()


@as_root
def test_root_waits_for_no_fifo_and_reads_no_link(postgres, target):
    pid = postgres.data / "postmaster.pid"
    as_nobody("fifo", "", pid)
    assert postgres._status() == ""
    os.rename(str(pid) + ".away", pid)
    as_nobody("link", target, pid)
    assert postgres._status() == ""
    os.rename(str(pid) + ".away", pid)


@as_root
def test_root_copies_no_link_s_target(target):
    """The data of a server that was stopped are another one's beginning."""
    first = Postgres()
    second = None
    try:
        first.stop()
        assert as_nobody("link", target, first.data / "planted") == ""
        second = Postgres(Setup(origin=first))
        assert (second.data / "planted").is_symlink()
    finally:
        for one in filter(None, (first, second)):
            one.close()


@as_root
@pytest.mark.parametrize(
    "mode, is_safe", [(0o755, True), (0o1777, True), (0o777, False), (0o775, False), (0o700, False)]
)
def test_a_folder_for_temporary_files_in_which_others_replace_what_is_root_s_is_not_used(monkeypatch, mode, is_safe):
    made = "/tmp/cxops-attackers-%d" % os.getpid()
    os.mkdir(made)
    try:
        os.chmod(made, mode)
        monkeypatch.setattr(postgres_programs.tempfile, "gettempdir", lambda: made)
        assert postgres_programs.temporary((1, 1)) == (made if is_safe else "/tmp")
    finally:
        os.rmdir(made)


@as_root
def test_no_process_of_the_server_s_user_knows_root_s_environment(monkeypatch):
    """Whoever is that user reads it; the shell that writes files and initdb get the same as the server."""
    for name in ("AWS_SECRET_ACCESS_KEY", "GENESYS_AUTH_PASSWORD", "PGPASSWORD", "VAULT"):
        monkeypatch.setenv(name, "Canary-of-root")
    told, run = [], subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda *words, **more: told.append(more.get("env", os.environ)) or run(*words, **more)
    )
    postgres = Postgres()
    try:
        number = int((postgres.data / "postmaster.pid").read_text().split()[0])
        for process in (number, postgres._supervisor.pid):
            told.append(
                dict(one.partition("=")[::2] for one in Path("/proc/%d/environ" % process).read_text().split("\0"))
            )
    finally:
        postgres.close()
    known = {"PATH", "LD_LIBRARY_PATH", "LC_ALL", "LANG", "TZ", "CXOPS_RUN_UID", "CXOPS_RUN_GID", "PGDATA", ""}
    assert len(told) >= 4
    for environment in told:
        assert "Canary-of-root" not in environment.values() and set(environment) <= known


SECRET = "Canary-of-a-real-document"
CALLS = [("GET", "/_control/state", None), ("GET", "/_control", None), ("GET", "/_control/log", None), ("POST", "/_control/reset", {}),
         ("POST", "/_control/tokens", {"client_id": "nexus_client"}), ("PUT", "/_control/switches", {"tenant_get": "on"})]  # fmt: skip


@pytest.fixture(scope="module")
def emulator():
    with server.start() as running:
        running.control.seed(environments=[{**ENVIRONMENT, "password": SECRET}])
        yield running


def ask(emulator, method, path, body=None, token=None, **headers):
    """(status, text) of a control call. token: None for none."""
    if token is not None:
        headers["Authorization"] = "Bearer " + token
    connection = http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=10)
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("method, path, body", CALLS)
def test_who_has_not_the_export_lines_gets_no_answer(emulator, method, path, body):
    before = {**emulator.control.state(volatile=True), "now": None}
    for token in (None, "", "x", emulator.control_token + "x", emulator.control_token[:-1], "\u00e9"):
        status, text = ask(emulator, method, path, body, token)
        assert status == 401 and SECRET not in text and "CXOPS_EMULATOR_TOKEN" in text
    assert {**emulator.control.state(volatile=True), "now": None} == before and emulator.control.switches()[
        "tenant_get"
    ] != "on"


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Host": "attacker.example"}, 421),
        ({"Host": "127.0.0.1.attacker.example:80"}, 421),
        ({"Host": "localhost.attacker.example"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "https://attacker.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
    ],
    ids=str,
)
def test_a_page_in_a_browser_gets_no_answer_even_with_the_token(emulator, headers, status):
    """The first names are those of a page whose name was made to point here."""
    for path in ("/_control/state", "/openapi.json", "/docs"):
        found, text = ask(emulator, "GET", path, token=emulator.control_token, **headers)
        assert found == status and SECRET not in text


@pytest.mark.parametrize("host", ["127.0.0.1:%d", "localhost:%d", "[::1]:%d", "LOCALHOST"])
def test_its_user_does(emulator, host):
    host = host % emulator.port if "%" in host else host
    for more in ({}, {"Origin": "http://" + host}):
        status, text = ask(emulator, "GET", "/_control/state", token=emulator.control_token, Host=host, **more)
        assert status == 200 and SECRET in text
    assert ControlClient(emulator.url, emulator.control_token).state()["environments"]


def test_each_emulator_has_a_token_of_its_own(emulator):
    with server.start() as other:
        assert other.control_token != emulator.control_token and len(other.control_token) >= 32
        assert other.control_token not in str(other.control.log())
