# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no decent server gives: bytes, and behaviours of a connection."""

from __future__ import annotations

import gzip
import json
import time
import zlib

from trust.support.raw_server import always, answer, once

EMPTY = {"status": {"code": 0}, "data": {"genesysEnvironments": [], "contactCenters": []}}
BODY = json.dumps(EMPTY).encode()
MIB = 1 << 20
LINGER = 0.2  # seconds
BAD = ("bad_response",)
REFUSED = ("service_error", "refused", "forbidden", "not_found", "not_offered", "rate_limited", "bad_credentials")


def _chunked(*pieces, last=b"0\r\n\r\n"):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(pieces) + last


def _chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def _gzip(data, *headers):
    return answer(gzip.compress(data), "200 OK", "Content-Encoding: gzip", *headers)


# Bodies that are sent as JSON with HTTP 200.
BODIES = {
    "nothing": b"",
    "blanks": b" \r\n\t ",
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "a text": b'"x"',
    "a list": b"[1, null]",
    "a list of answers": b"[" + BODY + b"]",
    "half": BODY[:40],
    "more after it": BODY + b"x",
    "two answers": BODY + BODY,
    "a web page": b"<!DOCTYPE html><html><body>x</body></html>",
    "XML": b'<?xml version="1.0"?><a/>',
    "JavaScript": b"callback(" + BODY + b")",
    "single quotes": BODY.replace(b'"', b"'"),
    "NaN": b'{"status": {"code": NaN}}',
    "Infinity": b'{"data": {"genesysEnvironments": [], "x": -Infinity}}',
    "1e999": b'{"data": {"genesysEnvironments": [], "x": 1e999}}',
    "a number of 100000 digits": b'{"data": {"genesysEnvironments": [], "x": ' + b"1" * 100000 + b"}}",
    "100000 brackets": b"[" * 100000,
    "100000 brackets, closed": b"[" * 100000 + b"]" * 100000,
    "100000 objects in each other": b'{"data":' * 100000 + b"1" + b"}" * 100000,
    "200 brackets in an object": b'{"status": {"code": 0}, "data": ' + b"[" * 200 + b"]" * 200 + b"}",
    "900 objects in an object": b'{"status": {"code": 0}, "data": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
    "a member twice": b'{"data": {"genesysEnvironments": []}, "data": {"genesysEnvironments": []}}',
    "a member twice, deep": b'{"data": {"genesysEnvironments": [{"id": "a", "id": "b"}]}}',
    "Latin-1": json.dumps(EMPTY | {"x": "\xfc"}, ensure_ascii=False).encode("latin-1"),
    "UTF-16": BODY.decode().encode("utf-16"),
    "UTF-32": BODY.decode().encode("utf-32"),
    "two byte order marks": b"\xef\xbb\xbf" * 2 + BODY,
    "a byte order mark alone": b"\xef\xbb\xbf",
    "a byte order mark in the middle": BODY[:1] + b"\xef\xbb\xbf" + BODY[1:],
    "UTF-8 that is none": b'{"data": {"x": "\xc3\x28\xff"}}',
    "UTF-8 of a surrogate": b'{"data": {"x": "\xed\xa0\x80"}}',
    "half a surrogate pair": b'{"data": {"genesysEnvironments": [], "x": "\\ud800"}}',
    "half a surrogate pair as a name": b'{"data": {"genesysEnvironments": []}, "\\uDC00": 1}',
    "NUL bytes": b"\0" * 1000,
    "17 MiB": b'{"x": "' + b"x" * (17 * MIB) + b'"}',
    "17 MiB of blanks": b" " * (17 * MIB),
    "gzip without saying so": gzip.compress(BODY),
}
# Whole answers, and what may come of them.
ANSWERS = {
    "no status line": (b"hello\r\n\r\n", BAD + ("unreachable",)),
    "a status that is no number": (b"HTTP/1.1 abc OK\r\n\r\n", BAD),
    "a status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", BAD),
    "a negative status": (b"HTTP/1.1 -200 OK\r\n\r\n", BAD),
    "status 0": (b"HTTP/1.1 000 OK\r\n\r\n", BAD),
    "status 999": (answer(BODY, "999 Denied"), REFUSED),
    "status 600": (answer(BODY, "600 X"), REFUSED),
    "status 304": (answer(b"", "304 Not Modified"), REFUSED),
    "status 300": (answer(BODY, "300 Multiple Choices"), REFUSED),
    "another protocol": (b"ICY 200 OK\r\n\r\n", BAD + ("unreachable",)),
    "HTTP/9.9": (b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}", BAD),
    "HTTP/2 in the clear": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", BAD + ("unreachable",)),
    "a status line of 100000 bytes": (b"HTTP/1.1 200 " + b"x" * 100000 + b"\r\n\r\n", BAD),
    "only a line's end": (b"\r\n", BAD + ("unreachable",)),
    "TLS where there should be none": (b"\x15\x03\x01\x00\x02\x02\x28", BAD + ("unreachable",)),
    "an SSH server": (b"SSH-2.0-OpenSSH_9.0\r\n", BAD + ("unreachable",)),
    "101": (answer(BODY, "101 Switching Protocols"), BAD),
    "102 alone": (b"HTTP/1.1 102 Processing\r\n\r\n", BAD + ("unreachable",)),
    "103 with a header that is none": (b"HTTP/1.1 103 X\r\nnonsense\r\n\r\n" + answer(BODY), BAD),
    "103 with a body": (answer(BODY, "103 Early Hints") + answer(BODY), BAD),
    "a header line of a megabyte": (answer(BODY, "200 OK", "X-Long: " + "x" * MIB), BAD),
    "5000 headers": (answer(BODY, "200 OK", *("X-%d: x" % number for number in range(5000))), BAD),
    "a header without a colon": (answer(BODY, "200 OK", "nonsense and nothing else"), BAD),
    "a header with a bare CR": (answer(BODY, "200 OK", "X-A: a\rX-B: b"), BAD + ("ok",)),
    "a length that is no number": (answer(BODY, "200 OK", "Content-Length: abc", length=False), BAD + ("ok",)),
    "a negative length": (answer(BODY, "200 OK", "Content-Length: -5", length=False), BAD + ("ok",)),
    "two lengths": (answer(BODY, "200 OK", "Content-Length: 5", "Content-Length: 7", length=False), BAD),
    "a length that is too short": (answer(BODY, "200 OK", "Content-Length: 20", length=False), BAD),
    "a length that is too long": (answer(BODY, "200 OK", "Content-Length: 99999", length=False), BAD),
    "a length of 20 digits": (answer(BODY, "200 OK", "Content-Length: " + "9" * 20, length=False), BAD),
    "a chunk's length that is no number": (_chunked(b"xyz\r\n" + BODY + b"\r\n"), BAD),
    "a chunk's length that is negative": (_chunked(b"-5\r\n" + BODY + b"\r\n"), BAD),
    "a chunk's length that is huge": (_chunked(b"f" * 17 + b"\r\n" + BODY + b"\r\n"), BAD),
    "a chunk's length without an end": (_chunked(b"1" * 100000), BAD),
    "a chunk that is cut off": (_chunked(b"ff\r\n" + BODY[:10], last=b""), BAD),
    "chunks without the last": (_chunked(_chunk(BODY), last=b""), BAD),
    "chunks and garbage": (_chunked(_chunk(BODY), last=b"garbage"), BAD),
    "gzip that is none": (answer(BODY, "200 OK", "Content-Encoding: gzip"), BAD),
    "gzip that is cut off": (answer(gzip.compress(BODY)[:-12], "200 OK", "Content-Encoding: gzip"), BAD),
    "gzip with a wrong checksum": (
        answer(gzip.compress(BODY)[:-8] + b"\0" * 8, "200 OK", "Content-Encoding: gzip"),
        BAD,
    ),
    "gzip twice": (answer(gzip.compress(gzip.compress(BODY)), "200 OK", "Content-Encoding: gzip, gzip"), BAD),
    "brotli": (answer(BODY, "200 OK", "Content-Encoding: br"), BAD),
    "zstd": (answer(BODY, "200 OK", "Content-Encoding: zstd"), BAD),
    "an encoding that there is not": (answer(BODY, "200 OK", "Content-Encoding: rot13"), BAD),
    "204 with a body": (answer(BODY, "204 No Content"), BAD),
    "200 without anything": (answer(b""), BAD),
    "a wrong content type": (answer(b"{}", "200 OK", "Content-Type: image/png"), BAD),
    "a message of a megabyte": (answer(b'{"message": "' + b"x" * MIB + b'"}', "400 X"), REFUSED),
    "a message of a million words": (answer(b'{"message": "' + b"x " * MIB + b'"}', "400 X"), REFUSED),
    "a message that is a tree": (answer(b'{"message": {"a": [1, {"b": null}]}, "code": [1]}', "400 X"), REFUSED),
    "a message for the terminal": (
        answer(rb'{"message": "\u001b[2J\u001b]0;x\u0007\u0000\r\n\u2028x"}', "400 X"),
        REFUSED,
    ),
    "details that are none": (answer(b'{"status": 400, "code": "x", "message": "y", "details": 7}', "400 X"), REFUSED),
    "details of a million fields": (
        answer(b'{"status": 400, "code": "x", "details": [' + b'{"fieldName": "y"},' * 300000 + b"{}]}", "400 X"),
        REFUSED,
    ),
    "a status code that is a tree": (answer(b'{"status": {"code": {"a": [%s]}}}' % (b"1," * 9999 + b"1")), REFUSED),
    "a correlation id of 60000 bytes": (answer(b"{}", "400 X", "inin-correlation-id: " + "x" * 60000), REFUSED),
    "a correlation id with escapes": (answer(b"{}", "400 X", "inin-correlation-id: \x1b[2J{{ x }}"), REFUSED),
}
# What is a proper answer, however odd; it says that there are no environments.
PROPER = {
    "chunks of a byte": _chunked(*(_chunk(BODY[at : at + 1]) for at in range(len(BODY)))),
    "chunks with extensions": _chunked(b"%x;a=b\r\n%s\r\n" % (len(BODY), BODY)),
    "chunks with trailers": _chunked(_chunk(BODY), last=b"0\r\nX-Trailer: x\r\n\r\n"),
    "gzip": _gzip(BODY),
    "gzip of members": answer(gzip.compress(BODY[:30]) + gzip.compress(BODY[30:]), "200 OK", "Content-Encoding: gzip"),
    "x-gzip": answer(gzip.compress(BODY), "200 OK", "Content-Encoding: X-GZIP"),
    "deflate": answer(zlib.compress(BODY), "200 OK", "Content-Encoding: deflate"),
    "identity": answer(BODY, "200 OK", "Content-Encoding: identity"),
    "HTTP/1.0 without a length": b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
    "no reason": b"HTTP/1.1 200\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "a charset that is not that of JSON": answer(BODY, "200 OK", "Content-Type: application/json; charset=utf-16"),
    "no content type": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "100 before it": b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + answer(BODY),
    "102 and 103 before it": b"HTTP/1.1 102 X\r\n\r\nHTTP/1.1 103 X\r\nLink: </x>\r\n\r\n" + answer(BODY),
    "a byte order mark": answer(b"\xef\xbb\xbf" + BODY),
    "a header that goes on": answer(BODY, "200 OK", "X-Folded: a\r\n b"),
    "letters beyond ASCII in a header": answer(BODY, "200 OK", "X-Name: \xfc"),
    "status as text": answer(BODY.replace(b"0", b'"0"')),
    "a cookie": answer(BODY, "200 OK", "Set-Cookie: canary=1; Path=/; Domain=127.0.0.1"),
    "a body beyond its length": answer(BODY) + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
}


def _slowly(data):
    return once(lambda peer: peer.drip(data))


def _after(data, act):
    def go(peer):
        peer.send(data)
        act(peer)

    return once(go)


def _hold(peer):
    peer.hold()


def _never(peer):
    time.sleep(0)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
# Behaviours that would last for ever; the time of the task ends them.
ENDLESS = {
    "says nothing": once(_hold),
    "says nothing, nor reads": lambda peer: time.sleep(5),
    "half a status line": _after(b"HTTP/1.1 2", _hold),
    "headers without an end": _after(b"HTTP/1.1 200 OK\r\nX-A: b\r\n", _hold),
    "no body": _after(HEAD, _hold),
    "half a body": _after(HEAD + BODY[:20], _hold),
    "half a chunk": _after(CHUNKED + b"ff\r\n{", _hold),
    "no last chunk": _after(CHUNKED + _chunk(BODY), _hold),
    "a body to the end of a connection that does not end": _after(b"HTTP/1.0 200 OK\r\n\r\n" + BODY, _hold),
    "the status line byte by byte": _slowly(b"HTTP/1.1 200 " + b"O" * 5000),
    "headers byte by byte": _slowly(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 2000),
    "one header byte by byte": _slowly(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 60000),
    "the body byte by byte": _slowly(HEAD),
    "chunks byte by byte": _slowly(CHUNKED + b"1\r\n \r\n" * 2000),
    "a chunk's length byte by byte": _slowly(CHUNKED + b"0" * 5000),
    "trailers byte by byte": _slowly(CHUNKED + b"0\r\n" + b"X-A: b\r\n" * 2000),
    "gzip byte by byte": _slowly(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 9000, 0)),
    "100 byte by byte": _slowly(b"HTTP/1.1 100 Continue\r\n\r\n" * 2000),
    "102 byte by byte": _slowly(b"HTTP/1.1 102 Processing\r\n\r\n" * 2000),
    "a flood of trailers": once(lambda peer: peer.flood(b"X-A: b\r\n", CHUNKED + b"0\r\n")),
    "a flood of empty gzip": once(
        lambda peer: peer.flood(
            b"\0\0\0\xff\xff", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03"
        )
    ),
}
# Behaviours that end by themselves, for too much came or too little.
ENDING = {
    "closes at once": (lambda peer: None, ("unreachable",)),
    "closes after the request": (once(_never), ("unreachable",)),
    "closes in the headers": (_after(b"HTTP/1.1 200 OK\r\nX-A", _never), BAD + ("unreachable",)),
    "closes in the body": (_after(HEAD + b"{", _never), BAD),
    "a body without end": (once(lambda peer: peer.flood(b"x" * 1000, b"HTTP/1.1 200 OK\r\n\r\n")), BAD),
    "a body of blanks without end": (once(lambda peer: peer.flood(b" " * 1000, b"HTTP/1.1 200 OK\r\n\r\n")), BAD),
    "chunks without end": (once(lambda peer: peer.flood(_chunk(b"x" * 999), CHUNKED)), BAD),
    "headers without end": (once(lambda peer: peer.flood(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n")), BAD),
    "a header without end": (once(lambda peer: peer.flood(b"x", b"HTTP/1.1 200 OK\r\nX-A: ")), BAD),
    "a status line without end": (once(lambda peer: peer.flood(b"x", b"HTTP/1.1 200 ")), BAD),
    "a flood of 100": (once(lambda peer: peer.flood(b"HTTP/1.1 100 Continue\r\n\r\n")), BAD),
    "a flood of 103": (once(lambda peer: peer.flood(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")), BAD),
    "nothing but line ends": (once(lambda peer: peer.flood(b"\r\n")), BAD + ("unreachable",)),
}


def fixed():
    """Label -> (behaviour, what may come of it) of each answer that is bytes."""
    found = {"body: " + name: (always(answer(body)), BAD) for name, body in BODIES.items()}
    found.update({name: (_closing(data), codes) for name, (data, codes) in ANSWERS.items()})
    return found


def _closing(data):
    """The answer, after which the connection ends: else it would be waited for what does not come.

    It ends a little later, for an answer that is whole is followed by another request, which must not meet the end.
    """

    def behave(peer):
        while peer.request():
            peer.send(data)
            peer.sock.settimeout(LINGER)

    return behave
