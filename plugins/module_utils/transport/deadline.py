# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The moment at which a request is given up, whatever it waits for then: a connection, TLS, a proxy, headers or the body.

A timeout of a socket bounds each wait alone, so that a server that sends a byte now and then would hold a task for ever.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
from contextlib import contextmanager

_REQUEST = threading.local()
MOST_INTERIM = 100  # answers before the final one
SWITCHING = 101


class Unreadable(http.client.HTTPException):
    """What came is no answer in HTTP."""


@contextmanager
def deadline(moment, clock):
    """In this context all waits of this thread's connections end at the moment, which is one of the clock."""
    before = getattr(_REQUEST, "left", None)
    _REQUEST.left = lambda: moment - clock()
    try:
        yield
    finally:
        _REQUEST.left = before


def left():
    """The seconds that this thread's request still has. Raises socket.timeout when there are none."""
    seconds = _REQUEST.left()
    if seconds <= 0:
        raise socket.timeout("timed out")
    return seconds


class Bounded:
    """Mixin of urllib3's connections, before their own class."""

    def _new_conn(self):
        """Connect. All addresses of the host together have the time that is left, each its share of it."""
        name, failed = self._dns_host, None
        try:
            found = addresses(name, self.port)
            for index, address in enumerate(found):
                if failed is not None and _REQUEST.left() <= 0:
                    break
                self._dns_host, self.timeout = address, left() / (len(found) - index)
                try:
                    sock = super()._new_conn()
                except Exception as error:  # the library's own, which says what it is
                    failed = error
                else:
                    sock.settimeout(left())  # for TLS
                    return sock
        finally:
            self._dns_host = name
        raise failed

    def _tunnel(self):
        super()._tunnel()
        self.sock.settimeout(left())  # for TLS

    def send(self, data):
        """Send it in the time that is left."""
        if self.sock is not None:
            self.sock.settimeout(left())
        super().send(data)

    class response_class(http.client.HTTPResponse):  # pylint: disable=invalid-name  # http.client calls it so
        """An answer that is read in the time that is left, of which everything is understood."""

        def __init__(self, sock, *args, **kwargs):
            super().__init__(sock, *args, **kwargs)
            self._reads = _Reads(sock, self.fp.detach())
            self.fp = io.BufferedReader(self._reads)

        def _read_status(self):
            """The status line of the final answer, which others (1xx) may come before (RFC 9110 §15.2); so for a proxy's."""
            for _interim in range(MOST_INTERIM + 1):
                found = super()._read_status()
                if not 100 <= found[1] < 200 or found[1] == SWITCHING:
                    return found
                if not _is_readable(http.client.parse_headers(self.fp)):
                    raise Unreadable("headers that cannot be read")
            raise Unreadable("more than %d answers before the final one" % MOST_INTERIM)

        def begin(self):
            """Read the headers. Raises Unreadable when there is no telling where they end, or what comes after them."""
            super().begin()
            if self._reads.ended:
                raise Unreadable("headers that are cut off")
            if self.status < 200:
                raise Unreadable("HTTP %d, which is no final answer" % self.status)
            if not _is_readable(self.msg):
                raise Unreadable("headers that cannot be read")


def _is_readable(headers):
    return not headers.defects and not headers.get_payload()


class _Reads(io.RawIOBase):
    """What a socket receives. raw: the file that was made of it. ``ended``: it was read from when there was no more."""

    def __init__(self, sock, raw):
        super().__init__()
        self.ended = False
        self._sock = sock
        self._raw = raw

    def readable(self):
        """It is read only."""
        return True

    def readinto(self, buffer):
        """Wait for some bytes, at most until the deadline."""
        self._sock.settimeout(left())
        count = self._raw.readinto(buffer)
        self.ended = self.ended or count == 0
        return count

    def close(self):
        """The socket goes when its last file does."""
        if not self.closed:
            self._raw.close()
        super().close()


def addresses(name, port):
    """The addresses of a host; the name itself where there are not several, or where urllib3 has to say what is wrong with it."""
    try:
        found = socket.getaddrinfo(name, port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return [name]
    unique = list(dict.fromkeys(one[4][0] for one in found))
    return unique if len(unique) > 1 else [name]
