# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request ends in time, whatever it waits for; and what is no answer is not taken for one."""

from __future__ import annotations

import socket
import time

import pytest
import requests

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.transport import deadline
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Service, Transport

QUICK = 0.3


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_what_is_left():
    clock = Clock()
    with deadline.deadline(102.0, clock):
        assert deadline.left() == 2.0
        clock.now = 101.5
        assert deadline.left() == 0.5
        for late in (102.0, 103.0):
            clock.now = late
            with pytest.raises(socket.timeout):
                deadline.left()


def test_one_deadline_after_the_other():
    clock = Clock()
    for _number in range(2):
        with pytest.raises(ZeroDivisionError), deadline.deadline(clock.now + 1, clock):
            raise ZeroDivisionError


@pytest.fixture
def deaf():
    """A port of several addresses of this machine, at which connections are never made."""
    listeners, waiting = [], []
    port = 0
    for number in (1, 2, 3):
        listener = socket.socket()
        listener.bind(("127.0.0.%d" % number, port))
        port = listener.getsockname()[1]
        listener.listen(0)
        listeners.append(listener)
        for _full in range(3):  # until there is no room for another
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.%d" % number, port))
            waiting.append(one)
    yield port
    for one in listeners + waiting:
        one.close()


def test_all_addresses_together_have_the_time_of_one_request(deaf, monkeypatch):
    addresses = ["127.0.0.%d" % number for number in (1, 2, 3)]
    monkeypatch.setattr(deadline, "addresses", lambda name, port: addresses if name == "many.invalid" else [name])
    made = Transport(timeout=QUICK, retries=0)
    began = time.monotonic()
    with pytest.raises(errors.TimedOut, match="no connection") as caught:
        Service(made, "http://many.invalid:%d" % deaf).call("Adding", "POST", "/x", json={})
    assert QUICK * 0.9 < time.monotonic() - began < QUICK + 0.5
    assert not isinstance(caught.value, errors.AnswerLost), "it never reached the service"
    made.close()


def test_the_next_address_is_tried(scripted, monkeypatch):
    scripted.answers = [(200, {}, b'{"data": [1]}')]
    port = scripted.server.server_address[1]
    monkeypatch.setattr(deadline, "addresses", lambda name, port: ["127.0.0.9", "127.0.0.1"])
    made = Transport(timeout=2, retries=0)
    assert Service(made, "http://localhost:%d" % port).get("Trying", "/x").data == [1]
    assert scripted.seen[0][2]["host"] == "localhost:%d" % port
    made.close()


def test_an_address_that_swallows_packets_leaves_the_others_their_time(deaf, monkeypatch, scripted):
    """Two addresses at which no connection is made, and then the service, at its own port."""
    scripted.answers = [(200, {}, b'{"data": [1]}')]
    ports = {"127.0.0.1": scripted.server.server_address[1]}
    monkeypatch.setattr(deadline, "addresses", lambda name, port: ["127.0.0.2", "127.0.0.3", "127.0.0.1"])
    connection = requests.packages.urllib3.util.connection
    opened = connection.create_connection
    monkeypatch.setattr(
        connection,
        "create_connection",
        lambda at, *given, **more: opened((at[0], ports.get(at[0], at[1])), *given, **more),
    )
    made = Transport(timeout=QUICK * 3, retries=0)
    assert Service(made, "http://many.invalid:%d" % deaf).call("Adding", "POST", "/x", json={}).data == [1]
    made.close()


@pytest.mark.parametrize("name", ["no-such-host.invalid", "x" * 300 + ".invalid", "127.0.0.1", "::1"])
def test_a_host_of_one_address_or_none_is_left_to_the_library(name):
    assert deadline.addresses(name, 80) == [name]


def test_a_host_of_several_addresses(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("10.0.0.1", "10.0.0.2", "10.0.0.1")]
    monkeypatch.setattr(deadline.socket, "getaddrinfo", lambda *args: found)
    assert deadline.addresses("x.example.com", 80) == ["10.0.0.1", "10.0.0.2"]


def raw(data):
    """Answer with these bytes, and end the connection."""

    def answer(handler):
        handler.close_connection = True
        handler.wfile.write(data)
        handler.wfile.flush()

    return answer


FINAL = b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"data":["old"]}'
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"


@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        PROCESSING,
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 199 Odd\r\nConnection: close\r\n\r\n",
        PROCESSING * 100,
    ],
    ids=["100", "102", "103", "199", "102, a hundred times"],
)
def test_answers_before_the_final_one_are_read_past(scripted, service, before):
    """RFC 9110 §15.2; nothing of them is left for the next request of the connection."""
    service.transport.retries = 0
    answers = [before + FINAL, FINAL.replace(b"old", b"new")]
    scripted.answers = [lambda handler: handler.wfile.write(answers.pop(0))]
    found = service.get("Trying", "/x")
    assert (found.status, found.data, "link" in found.headers) == (200, ["old"], False)
    assert service.call("Adding", "POST", "/x", json={}).data == ["new"]
    assert len(scripted.peers) == 1, "the connection is kept"


def test_answers_before_the_final_one_have_no_time_of_their_own(scripted, service):
    service.transport.retries = 0
    service.transport.timeout = QUICK

    def never_done(handler):
        handler.close_connection = True
        handler.wfile.write(PROCESSING)
        handler.wfile.flush()
        handler.rfile.read(1)

    scripted.answers = [never_done]
    with pytest.raises(errors.TimedOut):
        service.get("Trying", "/x")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "no final answer"),
        (b"HTTP/1.1 102 Processing\r\n\r\n" * 101 + FINAL, "more than 100 answers"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 101 + FINAL, "more than 100 answers"),
        (b"HTTP/1.1 103 Early Hints\r\nnonsense\r\n\r\n" + FINAL, "cannot be read"),
        (b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\n{}", "cannot be read"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "cut off"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "cut off"),
        (b"HTTP/1.1 abc\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 200 + b"\r\n{}", "no HTTP"),
    ],
)
def test_what_is_no_answer(scripted, service, data, said):
    service.transport.retries = 0
    scripted.answers = [raw(data)]
    with pytest.raises(errors.BadResponse, match=said) as caught:
        service.get("Trying", "/x")
    assert caught.value.hint and "\n" not in str(caught.value)
    with pytest.raises(errors.AnswerLost):
        service.call("Adding", "POST", "/x", json={})


def test_nobody_reads_what_comes_after_too_many_answers(scripted, service):
    """The final answer to the first request would else be taken for that to the second."""
    service.transport.retries = 0
    scripted.answers = [
        raw(PROCESSING * 101 + FINAL),
        (200, {}, b'{"data": ["new"]}'),
    ]
    with pytest.raises(errors.BadResponse):
        service.get("Trying", "/x")
    assert service.get("Trying", "/x").data == ["new"]


def test_the_library_says_nothing_of_broken_headers(scripted, service, caplog):
    """Ansible writes what libraries log into its own log, with what stood in the headers."""
    service.transport.retries = 0
    scripted.answers = [raw(b"HTTP/1.1 200 OK\r\nCanary nonsense\r\n\r\n{}")]
    with pytest.raises(errors.BadResponse):
        service.get("Trying", "/x")
    assert "Canary" not in caplog.text
