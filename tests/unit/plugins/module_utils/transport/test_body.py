# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies, packed and not: whole or refused, and never more of them in memory than fits."""

from __future__ import annotations

import gzip
import zlib

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import BadResponse
from ansible_collections.cxops.genesys.plugins.module_utils.transport import body
from ansible_collections.cxops.genesys.plugins.module_utils.transport.body import read_body

ABOUT = {"operation": "Trying", "method": "GET", "url": "https://a.example.com/x"}


def short(value):
    """The name of a parameter, which may be long."""
    return repr(value)[-24:]


def packed(data, level=9):
    """The same bytes each time, for they get into the names of tests."""
    return gzip.compress(data, level, mtime=0)


TEXT = b'{"data": [%s]}' % b", ".join(b"%d" % number for number in range(5000))


class Raw:
    """urllib3's response, which gives so many bytes at a time. Before version 2.1 it has no read1."""

    def __init__(self, data, at_a_time):
        self.data, self.at_a_time, self.taken = data, at_a_time, 0

    def read1(self, amount, decode_content):
        assert decode_content is False
        piece = self.data[: min(amount, self.at_a_time)]
        self.data = self.data[len(piece) :]
        self.taken += len(piece)
        return piece


class Old:
    def __init__(self, data, at_a_time):
        self.data, self.at_a_time = data, at_a_time

    def stream(self, amount, decode_content):
        assert decode_content is False
        size = min(amount, self.at_a_time)
        return (self.data[at : at + size] for at in range(0, len(self.data), size))


@pytest.mark.parametrize("kind", [Raw, Old])
@pytest.mark.parametrize("at_a_time", [1, 7, 1000, 10**9])
@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        (None, TEXT),
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", packed(TEXT)),
        ("GZIP", packed(TEXT)),
        (" x-gzip ", packed(TEXT)),
        ("gzip", packed(TEXT[:99]) + packed(b"") + packed(TEXT[99:])),
        ("deflate", zlib.compress(TEXT)),
    ],
    ids=short,
)
def test_bodies(kind, at_a_time, encoding, data):
    assert read_body(kind(data, at_a_time), encoding, 1 << 20, ABOUT) == TEXT


@pytest.mark.parametrize("encoding", [None, "gzip", "deflate"])
def test_nothing(encoding):
    assert read_body(Raw(b"", 10), encoding, 1 << 20, ABOUT) == b""


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", TEXT),
        ("gzip", packed(TEXT)[:-1]),
        ("gzip", packed(TEXT)[:50]),
        ("gzip", packed(TEXT)[:-8] + b"\0" * 8),
        ("gzip", packed(TEXT) + b"rest"),
        ("gzip", b"\x1f\x8b"),
        ("deflate", zlib.compress(TEXT)[:-1]),
        ("deflate", b"\0"),
    ],
    ids=short,
)
@pytest.mark.parametrize("at_a_time", [1, 10**9])
def test_what_cannot_be_unpacked(encoding, data, at_a_time):
    with pytest.raises(BadResponse, match="Trying was answered with a body that cannot be unpacked") as caught:
        read_body(Raw(data, at_a_time), encoding, 1 << 20, ABOUT)
    assert caught.value.hint and caught.value.details["url"] == ABOUT["url"]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br", "compress", "x" * 9999])
def test_an_encoding_that_nobody_asked_for(encoding):
    with pytest.raises(BadResponse, match="encoding that was not asked for") as caught:
        read_body(Raw(TEXT, 100), encoding, 1 << 20, ABOUT)
    assert encoding not in str(caught.value) or encoding == "br"


@pytest.mark.parametrize(("encoding", "pack"), [(None, bytes), ("gzip", packed), ("deflate", zlib.compress)])
def test_the_largest_body(encoding, pack):
    most = 1 << 20
    assert len(read_body(Raw(pack(b" " * most), 10**9), encoding, most, ABOUT)) == most
    with pytest.raises(BadResponse, match="more than 1 MiB"):
        read_body(Raw(pack(b" " * (most + 1)), 10**9), encoding, most, ABOUT)


def test_a_bomb_is_not_unpacked_beyond_that():
    raw = Raw(packed(b" " * (64 << 20), 1), body._PIECE)
    with pytest.raises(BadResponse, match="more than 1 MiB"):
        read_body(raw, "gzip", 1 << 20, ABOUT)
    assert raw.taken <= body._PIECE and raw.data
