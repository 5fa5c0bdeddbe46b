# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile answers and options nobody means, by real ansible-playbook, in process and by modules: one clear failure each, and nothing in the log."""

from __future__ import annotations

import json
import math

import pytest

from emulator import defaults
from integration.support.sample import CCID, SECRET
from trust.hostile import nonsense
from trust.hostile.outcome import LONGEST, WORDS
from trust.support.raw_server import RawServer, always, answer, once
from trust.support.watched import Watched

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
INJECTED = "Canary-injected-0001\r\nX-Injected: 1"
WAYS = (True, False)
CLIENT = {"auth_client_id": "x", "auth_client_secret": SECRET}
ENVIRONMENT = {
    "id": CCID,
    "username": "x",
    "password": SECRET,
    "config_servers": [{"primary_address": "a.example.com"}],
}
BODIES = ("NaN", "100000 brackets", "a member twice", "half a surrogate pair", "two byte order marks", "17 MiB")
ANSWERS = (
    "a header without a colon",
    "gzip that is cut off",
    "103 with a body",
    "a message for the terminal",
    "a message of a million words",
    "a correlation id with escapes",
)
SLOW = ("headers byte by byte", "the body byte by byte")


def hostile(long):
    """Label -> behaviour."""
    found = {name: always(answer(nonsense.BODIES[name])) for name in (BODIES if long else BODIES[:3])}
    for name in ANSWERS if long else ANSWERS[:3]:
        found[name] = once(lambda peer, data=nonsense.ANSWERS[name][0]: peer.send(data))
    found.update({name: nonsense.ENDLESS[name] for name in (SLOW if long else SLOW[:1])})
    return found


def clear(result, told):
    """What a task's result says of its failure, whether Ansible or the module found it."""
    assert result["msg"] and "resource" not in result and "environments" not in result and not result.get("changed"), (
        result
    )
    message = result["msg"]
    assert "MODULE FAILURE" not in message and "Unexpected failure" not in message, message
    assert len(message) < LONGEST and not result.get("exception", "").startswith("Traceback"), message[:2000]
    if "failure" in result:
        assert result["failure"]["code"] not in ("internal", "error"), message
        assert "\n" not in message and message.isprintable(), message
    for word in WORDS:
        assert word not in told, word


@pytest.fixture
def play(world, tmp_path):
    world.canaries |= {SECRET, INJECTED, defaults.OPS_PASSWORD}
    return Watched(tmp_path, world)


def run(play, calls, cases):
    """Run each (label, module, options) both ways, and look at each failure."""
    tasks = [
        {
            "name": "%s %s" % (label, "in process" if way else "by the module"),
            "cxops.genesys." + module: options,
            "vars": {"cxops_genesys_in_process": way},
            "ignore_errors": True,
        }
        for label, module, options in calls
        for way in WAYS
    ]
    done = play.run(tasks, warnings=True)
    results = dict(done.results)
    for task in tasks:
        with cases(task["name"]):
            assert task["name"] in results, done.output[-3000:]
            clear(results[task["name"]], json.dumps(results[task["name"]].get("msg")))
    log = (play.folder / "log.txt").read_text()
    for word in ("Traceback", "urllib3", "Failed to parse headers", "Connection pool"):
        assert word not in log, "in the log: " + word
    return results


def test_answers(play, long, cases):
    behaviours = hostile(long)
    servers = {label: RawServer(behave) for label, behave in behaviours.items()}
    calls = []
    for number, (label, server) in enumerate(servers.items()):
        place = {"auth_url": server.url, "retries": 0, "timeout": 1 if label in SLOW else 30}
        person = {
            **place,
            "environment_url": server.url,
            "auth_username": "ops",
            "auth_password": defaults.OPS_PASSWORD,
        }
        module, options = (
            ("genesys_environment_info", person),
            ("genesys_token", {**place, **CLIENT}),
            ("genesys_environment", {**person, **ENVIRONMENT}),
        )[number % 3]
        calls.append((label, module, options))
    try:
        run(play, calls, cases)
        for label, server in servers.items():
            assert server.seen or label in SLOW, label
    finally:
        for server in servers.values():
            server.close()


def deep(levels):
    value = "x"
    for _level in range(levels):
        value = {"a": [value]}
    return value


WHOLE = {
    "tenant_id": CCID,
    "tenant_environment": {"username": "x", "password": SECRET, "config_servers": [{"primary_address": "a"}]},
    "tenant_contact_center": {"domains": ["x"]},
}


def test_options(play, world, cases):
    ops = {**world.ops, "auth_password": defaults.OPS_PASSWORD}
    nexus = {
        "contact_center_id": CCID,
        "name": "x",
        "url": "http://a.example.com",
        "nexus_url": world.emulator.url,
        "nexus_api_key": SECRET,
    }
    calls = [
        ("a header in a header", "genesys_environment_info", {**ops, "access_token": INJECTED}),
        ("NUL", "genesys_environment", {**ops, **ENVIRONMENT, "username": "a\0b"}),
        (
            "a line after an id",
            "genesys_contact_center",
            {**ops, "id": CCID + "\n", "environment_id": CCID, "domains": ["x"]},
        ),
        ("infinitely many retries", "genesys_environment_info", {**ops, "retries": math.inf}),
        ("for ever", "genesys_environment_info", {**ops, "timeout": math.inf}),
        ("never", "genesys_environment_info", {**ops, "timeout": math.nan}),
        ("a tree", "nexus_service", {**nexus, "data": deep(60)}),
        ("a path", "genesys_auth_client", {**ops, "client_id": "../x", "client_secret": SECRET}),
        ("a long name", "genesys_auth_client", {**ops, "client_id": "x " * 5000, "client_secret": SECRET}),
        ("escapes", "genesys_auth_client", {**ops, "client_id": "\x1b[2J", "client_secret": SECRET}),
        ("half an address", "genesys_environment_info", {**ops, "auth_url": "http://[::1"}),
        ("a number for a dict", "genesys_tenant", {**ops, "tenant_id": CCID, "tenant_environment": 7}),
        ("a list for a dict", "genesys_tenant", {**ops, "tenant_id": CCID, "digital_channels_tenant": [{}, 1]}),
        ("no client", "genesys_tenant", {**ops, **WHOLE, "digital_channels_client_id": ""}),
        ("a list for a text", "genesys_setting", {**ops, "contact_center_id": [1, {}], "name": "x", "value": "y"}),
    ]
    world.clear_log()
    run(play, calls, cases)
    assert world.log() == [], "a request was made"
