# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the processes of one run share, and that nobody else can see it."""

from __future__ import annotations

import os
import signal
import stat

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import memory as unit

KEY, OTHER = unit.digest("a"), unit.digest("b")


def in_child(work):
    """Run it in a fork; returns the process id and a file from which one byte comes once the work is done."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with work():
                os.write(writer, b"x")
                signal.pause()
        finally:
            os._exit(1)
    os.close(writer)
    return child, reader


def end(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.fixture(params=[unit.Memory, unit.SharedMemory], ids=lambda kind: kind.__name__)
def memory(request):
    return request.param()


def test_a_record_begins_anew_and_changes_follow_it(memory):
    assert memory.recall(KEY) is None
    memory.amend(KEY, "lost, for nothing is known yet")
    assert memory.recall(KEY) is None
    memory.record(KEY, {"n": 1})
    memory.record(OTHER, "other")
    memory.amend(KEY, ["two"])
    assert memory.recall(KEY) == [{"n": 1}, ["two"]]
    memory.record(KEY, None)
    assert memory.recall(KEY) == [None]
    assert memory.recall(OTHER) == ["other"]


def test_the_view_of_a_task_is_the_same_memory(memory):
    view = memory.for_task("t")
    view.record(KEY, 1)
    assert (view.scope, memory.recall(KEY)) == ("t", [1])


def test_keys_tell_apart_what_was_asked_and_by_whom():
    asked = [["http://a", "Basic x"], ["http://a", "Basic y"], ["http://b", "Basic x"], ["http://aB", "asic x"]]
    assert len({unit.digest(what, "list", "/path") for what in asked} | {unit.digest(asked[0], "by id", "/path")}) == 5


def test_forks_know_what_another_fork_was_told():
    memory = unit.SharedMemory()
    child = os.fork()
    if child == 0:
        memory.record(KEY, {"from": "the child"})
        os._exit(0)
    os.waitpid(child, 0)
    assert memory.recall(KEY) == [{"from": "the child"}]


def test_appending_at_once_loses_nothing():
    memory = unit.SharedMemory()
    memory.record(KEY, "base")
    children = []
    for name in range(4):
        children.append(os.fork())
        if children[-1] == 0:
            for number in range(50):
                memory.amend(KEY, [name, number])
            os._exit(0)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert sorted(memory.recall(KEY)[1:]) == [[name, number] for name in range(4) for number in range(50)]


def test_one_asks_while_others_wait_until_it_is_done_or_dead(monkeypatch):
    memory = unit.SharedMemory()
    child, ready = in_child(lambda: memory.turn(KEY))
    try:
        assert os.read(ready, 1) == b"x"
        monkeypatch.setattr(unit, "LONGEST_TURN", 0.05)
        assert memory._take(1 + int.from_bytes(KEY[:7], "big")) is False
        assert memory._take(1 + int.from_bytes(OTHER[:7], "big")) is True
        with memory.turn(KEY):  # whoever waits too long goes on
            memory.record(KEY, "anyway")
    finally:
        end(child)
        os.close(ready)
    assert memory.recall(KEY) == ["anyway"]
    assert memory._take(1 + int.from_bytes(KEY[:7], "big")) is True


@pytest.mark.parametrize("system", ["with memfd_create", "without"])
def test_the_file_has_no_name_and_is_closed_on_exec(system, monkeypatch):
    if system == "without":
        monkeypatch.delattr(os, "memfd_create", raising=False)
    memory = unit.SharedMemory()
    memory.record(KEY, "a secret")
    found = os.fstat(memory._handle)
    assert stat.S_ISREG(found.st_mode) and found.st_nlink == 0
    assert os.get_inheritable(memory._handle) is False
    assert memory.recall(KEY) == ["a secret"]


def test_a_system_without_such_locks_remembers_for_each_process(monkeypatch):
    monkeypatch.setattr(unit, "fcntl", None)
    assert not isinstance(unit.for_forks(), unit.SharedMemory)


def test_a_record_that_is_being_written_is_not_read_in_part():
    memory, text = unit.SharedMemory(), "x" * 1_000_000
    child = os.fork()
    if child == 0:
        for number in range(60):
            memory.record(KEY, [number, text])
        os._exit(0)
    seen = set()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        for number, read in memory.recall(KEY) or []:
            assert len(read) == len(text)
            seen.add(number)
    assert memory.recall(KEY) == [[59, text]] and seen <= set(range(60))
