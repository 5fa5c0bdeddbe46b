# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks of one machine take turns, but none waits for ever."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock as module
from ansible_collections.cxops.genesys.plugins.module_utils.transport.local_lock import local_lock


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))
    return tmp_path / ("cxops-genesys-%d" % os.getuid())


def test_only_one_holds_it_at_a_time():
    inside, most = [], []

    def work():
        for _turn in range(20):
            with local_lock("x", 30, sleep=lambda seconds: None):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and len(most) == 80


def test_the_wait_is_bounded_and_the_task_goes_on():
    ticks = iter(range(100))
    waits = []
    with local_lock("x", 1):
        with local_lock("x", 5, sleep=waits.append, clock=lambda: next(ticks)) as held:
            assert held is False
    assert 1 <= len(waits) <= 8


def test_a_queue_that_goes_on_is_waited_for_but_not_for_ever(folder):
    """Each new holder marks the lock, and is given the whole time."""
    now, waits = [0.0], []

    def sleep(_seconds):
        now[0] += 1
        waits.append(now[0])
        if now[0] % 3 == 0:
            (path,) = folder.iterdir()
            os.utime(path, (now[0], now[0]))

    with local_lock("x", 1) as held:
        assert held is True
        with local_lock("x", 5, sleep=sleep, clock=lambda: now[0]) as late:
            assert late is False
    assert 50 <= len(waits) <= 52


def test_it_is_said_whether_it_is_held():
    with local_lock("x", 0) as first, local_lock("x", 0) as second:
        assert (first, second) == (True, False)
    with local_lock("x", 0) as again:
        assert again is True


def test_other_names_do_not_wait():
    with local_lock("x", 0), local_lock("y", 0, sleep=pytest.fail):
        pass


def test_nobody_else_can_see_the_locks(folder):
    with local_lock("x", 0):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_a_folder_that_cannot_be_used_is_no_failure(tmp_path, monkeypatch):
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path / "missing" / "file"))
    (tmp_path / "missing").write_text("")
    with local_lock("x", 0) as held:
        assert held is True  # as far as that can be


def test_the_next_one_finds_what_was_left(folder):
    assert module.left("x", 60) == ""
    module.leave("x", "something long")
    module.leave("x", "shorter")
    assert (module.left("x", 60), module.left("y", 60), module.left("x", 0)) == ("shorter", "", "")
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    module.leave("x", "")
    assert module.left("x", 60) == ""


def test_where_nothing_can_be_left_nothing_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path / "missing" / "file"))
    (tmp_path / "missing").write_text("")
    module.leave("x", "something")
    assert module.left("x", 60) == ""
