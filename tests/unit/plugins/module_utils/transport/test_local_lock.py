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
from ansible_collections.cxops.genesys.plugins.module_utils.transport import machine
from ansible_collections.cxops.genesys.plugins.module_utils.transport.local_lock import local_lock


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The home by the user database, and the folder for temporary files, are the test's own; so is what is said."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(module, "_home", lambda: str(tmp_path))
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / ".cache" / "cxops-genesys"


@pytest.fixture(autouse=True)
def here():
    """The machine as the task of the test knows it."""
    made = machine.Machine()
    token = machine.enter(made)
    yield made
    machine.leave(token)


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


def second(tmp_path):
    return tmp_path / "tmp" / ("cxops-genesys-%d" % os.geteuid())


def spoilt(folder, how):
    """Somebody else was there first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if how == "file":
        folder.write_text("")
    elif how == "open":
        folder.mkdir()
        folder.chmod(0o777)
    elif how == "link":
        elsewhere = folder.with_name("elsewhere")
        elsewhere.mkdir()
        elsewhere.chmod(0o777)
        folder.symlink_to(elsewhere)
    elif os.geteuid():
        pytest.skip("only root can make what somebody else owns")
    else:
        folder.mkdir(mode=0o700)
        os.chown(folder, 12345, -1)


@pytest.mark.parametrize("how", ["file", "open", "link", "foreign"])
def test_without_the_home_the_folder_for_temporary_files_serves(folder, tmp_path, here, how):
    spoilt(folder, how)
    with local_lock("x", 0) as held, local_lock("x", 0) as again:
        assert (held, again) == (True, False)
    assert len(list(second(tmp_path).iterdir())) == 1 and here.warnings == []


@pytest.mark.parametrize("how", ["file", "open", "link", "foreign"])
def test_where_no_lock_can_be_had_that_is_said_once(folder, tmp_path, here, how):
    spoilt(folder, "file")
    spoilt(second(tmp_path), how)
    with local_lock("x", 0) as held:
        assert held is True  # as far as that can be
    module.leave("x", "something")
    assert module.left("x", 60) == ""
    module.look()
    (said,) = here.warnings
    assert "do not take turns" in said and str(folder) in said and str(second(tmp_path)) in said


def test_one_place_whatever_the_session(folder, tmp_path, monkeypatch):
    """HOME and TMPDIR are not those of the user's other sessions under cron, sudo and services."""
    monkeypatch.setenv("HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "elsewhere"))
    with local_lock("x", 0):
        assert len(list(folder.iterdir())) == 1


def test_the_home_is_that_of_the_user_database(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("HOME", "/nowhere")
    entry = module.pwd.getpwuid(os.geteuid()).pw_dir
    assert module._home() == (entry if os.path.isdir(entry) else None)
    monkeypatch.setattr(module.os, "geteuid", lambda: 4000000000)
    assert module._home() is None


@pytest.mark.parametrize("how", ["new", "open"])
def test_the_option_is_the_only_place(tmp_path, folder, how):
    place = tmp_path / "given"
    if how == "open":
        spoilt(place, "open")
    given = machine.Machine(lock_dir=str(place))
    token = machine.enter(given)
    try:
        with local_lock("x", 0) as held:
            assert held is True
    finally:
        machine.leave(token)
    assert len(list(place.iterdir())) == (how == "new")
    assert bool(given.warnings) is (how == "open")
    assert not folder.exists()


def test_a_lock_that_somebody_else_made_is_none(folder, here):
    """It could be kept locked for ever. The folder was open to others before."""
    with local_lock("x", 0):
        (path,) = folder.iterdir()
    if os.geteuid():
        path.chmod(0o666)
    else:
        os.chown(path, 12345, -1)
    with local_lock("x", 0) as first, local_lock("x", 0) as second:
        assert (first, second) == (True, False)  # in the other place
    assert here.warnings == []


def test_the_next_one_finds_what_was_left(folder):
    assert module.left("x", 60) == ""
    module.leave("x", "something long")
    module.leave("x", "shorter")
    assert (module.left("x", 60), module.left("y", 60), module.left("x", 0)) == ("shorter", "", "")
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    module.leave("x", "")
    assert module.left("x", 60) == ""
