# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock among the tasks of a machine: its holder is killed, or hangs, or is slow; nobody waits for ever, nothing is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock as module
from ansible_collections.cxops.genesys.plugins.module_utils.transport.local_lock import local_lock
from emulator.switches import Switches
from integration.support.http_samples import CENTER, ENVIRONMENT, ops
from integration.support.sample import CCID

NAME = "a name"
HOLD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
sys.path[:0] = {path!r}
from ansible_collections.cxops.genesys.plugins.module_utils.transport import machine
from ansible_collections.cxops.genesys.plugins.module_utils.transport.local_lock import local_lock
machine.enter(machine.Machine(lock_dir={folder!r}))
with local_lock({name!r}, 5) as held:
    print(held, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Locks of the test's own."""
    monkeypatch.setattr(module, "folders", lambda: [str(tmp_path / "locks")])
    return tmp_path


@contextmanager
def holder(folder, name=NAME):
    """A process that holds the lock until its input ends."""
    text = HOLD.format(path=[place for place in sys.path if place], name=name, folder=str(folder / "locks"))
    words = [sys.executable, "-c", text]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "True\n"
            yield process
        finally:
            process.kill()


def taken(wait=0.0):
    """Whether the lock can be had within so many seconds of one holder."""
    with local_lock(NAME, wait) as held:
        return held


def until(reached, seconds=20):
    """Poll until it is so."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.01)


def test_the_lock_of_a_process_is_one_for_others_too(folder):
    with holder(folder) as process:
        assert taken() is False
        process.stdin.close()
        assert taken(20) is True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_lock_of_a_killed_process_is_free(folder, number):
    with holder(folder) as process:
        assert taken() is False
        process.send_signal(number)
        process.wait(20)
        assert taken() is True


def test_whoever_hangs_is_waited_for_so_long_and_no_longer(folder):
    with holder(folder) as process:
        process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        assert taken(0.3) is False
        assert 0.3 <= time.monotonic() - began < 10
        process.send_signal(signal.SIGCONT)


def test_a_queue_that_goes_on_is_waited_for():
    """Each holder is given its time: the last waits for longer than one of them may take."""
    results, start = [], threading.Barrier(6)

    def work():
        start.wait()
        with local_lock(NAME, 1.0) as held:
            results.append(held)
            time.sleep(0.3)  # the work

    threads = [threading.Thread(target=work) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 6


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_list_while_another_task_hangs_with_its_lock(world, folder, cases):
    """It is written without the lock after the wait; what the other writes when it comes back is looked at by both."""
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    place = dict(ops(world, Switches()), contact_center_id=CCID, name="cors-origins", timeout=1)
    lock = "%s/environment/v3/contact-centers/%s/settings" % (world.emulator.url, CCID)
    with holder(folder, lock.lower()) as process:
        process.send_signal(signal.SIGSTOP)
        for number in range(3):
            with cases("merge %d" % number):
                began = time.monotonic()
                result = world.run("genesys_setting", values=["https://%d.example.com" % number], **place)
                assert result["changed"], result
                assert 1 <= time.monotonic() - began < 20
    value = world.state()["settings"][0]["value"]
    assert value == "https://0.example.com,https://1.example.com,https://2.example.com"


def test_no_twin_is_made_while_another_task_hangs_with_the_name(cloud, folder, cases):
    """It may be making the client, and names are not unique: that is said; what is there already is found and changed."""
    given = {"authorized_grant_type": "CODE", "scopes": ["users"], "timeout": 1, "rate_limit_wait": 0}
    with holder(folder, ("%s app" % cloud.emulator.url)) as process:
        process.send_signal(signal.SIGSTOP)
        with cases("none there"):
            result = cloud.client(**given)
            assert result["failure"]["code"] == "timeout" and result["failure"]["field"] == "name", result
            assert cloud.clients() == [] and cloud.writes() == []
        cloud.seed(name="app")
        with cases("one there"):
            assert cloud.client(description="changed", **given)["changed"]
            assert cloud.one()["description"] == "changed"
    with cases("the other one is gone"):
        assert cloud.client(**given)["changed"] is False


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_secret_while_another_task_hangs_with_its_file(world, folder, tmp_path):
    """The task goes on after the wait, and the secret that it keeps is the client's."""
    path = tmp_path / "client.secret"
    with holder(folder, "secret file %s" % path) as process:
        process.send_signal(signal.SIGSTOP)
        given = dict(ops(world, Switches()), client_id="app", secret_file=str(path), timeout=1)
        assert world.run("genesys_auth_client", **given)["changed"]
    (client,) = world.state()["clients"]
    assert path.read_text().strip() == client["client_secret"]
