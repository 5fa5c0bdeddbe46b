# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that would fill the memory: a process of its own asks for them, and tells how large it became."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from trust.support.raw_server import RawServer, answer, once

MIB = 1 << 20
ROOT = Path(__file__).resolve().parents[3]
# Asks once, and prints how long it took, how much larger the process became, and what came of it.
ASK = """
import json, resource, sys, time
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_session import requests
task = TASKS[sys.argv[1]]
given = {field.arg: field.default for field in task.options}
given.update(json.loads(sys.argv[2]))
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
result = execute(task, given)
took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([took, (after - before) / 1024, result.get("failure", {}).get("code"), result.get("msg", "")]))
"""
HEAD = b"HTTP/1.1 200 OK\\r\\nContent-Encoding: %s\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"
PLAIN = {"auth_username": "ops", "auth_password": "Canary-ops", "retries": 0, "timeout": 30}


def bomb(encoding, begin, window):
    """A behaviour: an answer that unpacks to 8 GiB, if somebody lets it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    block = packer.compress(b" " * (8 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)

    def go(peer):
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n" % encoding + begin)
        for _block in range(1024):
            peer.send(block)

    return once(go)


def packed(body):
    """A whole answer, packed."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    data = packer.compress(body) + packer.flush()
    return once(lambda peer: peer.send(answer(data, "200 OK", "Content-Encoding: gzip")))


def whole(body, status="200 OK", *headers):
    return once(lambda peer: peer.send(answer(body, status, *headers)))


def _bytewise(peer):
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    peer.flood(b"1\r\nx\r\n")


GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
LIST = b'{"status": {"code": 0}, "data": {"genesysEnvironments": [%s]}}'
# Label -> (behaviour, MiB that the process may become larger, failure's code; None: any). JSON takes more room as objects than as text.
BOMBS = {
    "a gzip bomb": (bomb(b"gzip", GZIP, -15), 60, "bad_response"),
    "a deflate bomb": (bomb(b"deflate", b"", 15), 60, "bad_response"),
    "17 MiB": (whole(b" " * (17 * MIB)), 80, "bad_response"),
    "17 MiB packed": (packed(b" " * (17 * MIB)), 80, "bad_response"),
    "a 15 MiB message": (whole(b'{"message": "' + b"x " * (15 * MIB // 2) + b'"}', "400 X"), 150, "refused"),
    "a header without end": (
        once(lambda peer: peer.flood(b"x" * 1000, b"HTTP/1.1 200 OK\r\nX-A: ")),
        20,
        "bad_response",
    ),
    "15 MiB of brackets": (whole(b"[" * (15 * MIB)), 80, "bad_response"),
    "15 MiB of lists": (whole(LIST % (b"[]," * (5 * MIB - 99) + b"[]")), 80, "bad_response"),
    "15 MiB of objects": (whole(LIST % (b"{}," * (5 * MIB - 99) + b"{}")), 80, "bad_response"),
    "15 MiB of numbers": (whole(LIST % (b"1234," * (3 * MIB - 99) + b"1")), 350, "bad_response"),
    "15 MiB of names": (
        whole(b'{"data": {' + b",".join(b'"%x":0' % number for number in range(MIB)) + b"}}"),
        400,
        "bad_response",
    ),
    "15 MiB in chunks of a byte": (once(_bytewise), 80, "timeout"),
}
FEW = ("a gzip bomb", "17 MiB", "a 15 MiB message", "15 MiB of brackets", "a header without end")


def asked(module, given, most):
    """(seconds, MiB, code, message) of a process that runs the module."""
    environment = {"PYTHONPATH": str(ROOT / "build" / "collections"), "no_proxy": "*"}
    command = [sys.executable, "-c", ASK, module, json.dumps(given)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=most)
    return json.loads(done.stdout)


@pytest.mark.parametrize("label", [one if one in FEW else pytest.param(one, marks=pytest.mark.long) for one in BOMBS])
def test_memory_is_bounded(label):
    behave, most, expected = BOMBS[label]
    timeout = 3 if expected == "timeout" else 30
    with RawServer(behave) as server:
        given = {**PLAIN, "auth_url": server.url, "timeout": timeout}
        took, grown, code, message = asked("genesys_environment_info", given, 120)
    assert grown < most, "%d MiB" % grown
    assert took < timeout + 10
    assert code == expected or expected is None, message
    assert len(message) < 1500
