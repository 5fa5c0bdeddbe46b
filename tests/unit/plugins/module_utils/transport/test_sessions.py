# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections stay open for the next task of a process, and nothing else does."""

from __future__ import annotations

import os

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import sessions
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Service, Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.sessions import KeptSessions
from emulator import server

INFO = "/auth/v3/info"


@pytest.fixture(scope="module")
def emulator():
    with server.start() as running:
        running.control.reset()
        yield running


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def task(emulator, **options):
    """A task that makes two requests."""
    transport = Transport(**options)
    service = Service(transport, emulator.url)
    for _number in range(2):
        service.get("Asking", INFO, allow=(401, 404))
    transport.close()


def connections(emulator):
    count = emulator.control.connections()
    emulator.control.clear_log()
    return count


def test_tasks_that_follow_each_other_share_their_connection(emulator):
    emulator.control.clear_log()
    kept = KeptSessions()
    for _number in range(3):
        task(emulator, kept=kept)
    assert connections(emulator) == 1
    for _number in range(3):
        task(emulator)
    assert connections(emulator) == 3


def test_a_connection_is_not_used_after_a_pause(emulator):
    emulator.control.clear_log()
    clock = Clock()
    kept = KeptSessions(clock)
    task(emulator, kept=kept)
    clock.now += KeptSessions.LONGEST_PAUSE - 1
    task(emulator, kept=kept)
    assert connections(emulator) == 1
    clock.now += KeptSessions.LONGEST_PAUSE + 1
    task(emulator, kept=kept)
    assert connections(emulator) == 1  # another one


def test_a_connection_is_not_used_with_other_trust(emulator):
    """One that was made without looking at the certificate is not good for a task that looks at it."""
    emulator.control.clear_log()
    kept = KeptSessions()
    task(emulator, kept=kept, verify=False)
    task(emulator, kept=kept, verify=True)
    assert connections(emulator) == 2


def test_a_session_belongs_to_one_trust():
    """Older versions of requests would reuse a connection that was made without looking at the certificate."""
    kept = KeptSessions()
    blind, careful = Transport(verify=False, kept=kept), Transport(kept=kept)
    blind.close()
    careful.close()
    assert blind.session is not careful.session
    for trust, session in (((True, None), careful.session), ((False, None), blind.session)):
        assert kept.take(("/another", None)) is None
        assert kept.take(trust) is session
        assert kept.take(trust) is None
        session.close()


def test_a_fork_does_not_use_its_parent_s_connections(emulator, monkeypatch):
    emulator.control.clear_log()
    kept = KeptSessions()
    task(emulator, kept=kept)
    real = os.getpid()
    monkeypatch.setattr(sessions.os, "getpid", lambda: real + 1)
    task(emulator, kept=kept)
    assert connections(emulator) == 2


def test_two_tasks_at_the_same_time_have_a_connection_each(emulator):
    emulator.control.clear_log()
    kept = KeptSessions()
    one, other = Transport(kept=kept), Transport(kept=kept)
    for transport in (one, other):
        Service(transport, emulator.url).get("Asking", INFO, allow=(401, 404))
    one.close()
    other.close()
    assert connections(emulator) == 2
    task(emulator, kept=kept)
    assert connections(emulator) == 1


def test_no_cookie_reaches_the_next_request(scripted, service):
    scripted.answers = [(200, {"Content-Type": "application/json", "Set-Cookie": "session=abc; Path=/"}, b"{}")]
    service.get("Asking", "/x")
    service.get("Asking", "/x")
    assert not service.transport.session.cookies
    assert len(scripted.seen) == 2 and not any("session=abc" in str(request) for request in scripted.seen)
