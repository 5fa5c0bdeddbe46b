# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded server as a test may have it: with settings and files of its own, stopped and started, from another one's data."""

from __future__ import annotations

import psycopg2
import pytest

from emulator.postgres import Postgres, Setup


def ask(server, text):
    connection = psycopg2.connect(
        host=server.host, port=server.port, user="postgres", password=server.password, dbname="postgres"
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(text)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


@pytest.fixture(scope="module")
def server():
    settings = {"work_mem": "1MB", "synchronous_commit": "on", "search_path": "it's"}
    one = Postgres(
        Setup(settings=settings, files={"note": b"kept"}, access="host all all 127.0.0.1/32 scram-sha-256\n")
    )
    yield one
    one.close()
    assert not one.folder.exists()


def test_settings_and_files(server):
    assert ask(server, "SELECT current_setting('work_mem'), current_setting('search_path')") == [("1MB", "it's")]
    note = server.data / "note"
    assert note.read_bytes() == b"kept" and note.stat().st_mode & 0o777 == 0o600
    assert note.stat().st_uid == server.data.stat().st_uid


def test_settings_change_with_a_reload(server):
    server.configure(work_mem="2MB")
    server.reload()
    for _attempt in range(500):
        if ask(server, "SHOW work_mem") == [("2MB",)]:
            break
    else:
        pytest.fail("it never did")


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_stop_and_start(server, mode):
    port = server.port
    ask(server, "CREATE TABLE IF NOT EXISTS public.kept AS SELECT 1 AS a")
    server.stop(mode)
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        ask(server, "SELECT 1")
    server.start()
    assert server.port == port and ask(server, "SELECT a FROM public.kept") == [(1,)]


def test_another_with_the_same_data(server):
    ask(server, "CREATE TABLE IF NOT EXISTS public.kept AS SELECT 1 AS a")
    server.stop()
    other = Postgres(Setup(origin=server))
    try:
        server.start()
        assert other.port != server.port
        assert ask(other, "SELECT a FROM public.kept") == ask(server, "SELECT a FROM public.kept") == [(1,)]
    finally:
        other.close()
