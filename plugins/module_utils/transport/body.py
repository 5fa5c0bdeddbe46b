# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an answer, never more of it than fits: what is packed is unpacked piece by piece."""

from __future__ import annotations

import zlib

from ..core.errors import BadResponse

ACCEPTED = "gzip"  # the Accept-Encoding of all requests
_PLAIN = ("", "identity")
_PACKED = ("gzip", "x-gzip", "deflate")
_EITHER = 47  # zlib finds out by itself which of the two forms it is
_PIECE = 65536


def read_body(raw, encoding, most, about):
    """The body as bytes.

    raw: urllib3's response. encoding: its Content-Encoding, or None. most: bytes that it may have, unpacked. about:
    operation, method, url for the failure. Raises BadResponse.
    """
    form = (encoding or "").strip().lower()
    if form not in _PLAIN + _PACKED:
        raise BadResponse(
            "%s was answered in an encoding that was not asked for." % about["operation"],
            "Look at proxies between here and the service: only gzip is asked for.",
            **about,
        )
    body = bytearray()
    try:
        for piece in _pieces(raw) if form in _PLAIN else _unpacked(_pieces(raw)):
            body += piece
            if len(body) > most:
                raise BadResponse(
                    "%s was answered with more than %d MiB." % (about["operation"], most >> 20),
                    "Check the URL: no service of Genesys answers that much.",
                    **about,
                )
    except zlib.error as error:
        raise BadResponse(
            "%s was answered with a body that cannot be unpacked." % about["operation"],
            "Run again; if it stays, look at proxies between here and the service.",
            **about,
        ) from error
    return bytes(body)


def _pieces(raw):
    """The body as it arrives; before urllib3 2.1 in larger pieces."""
    if not hasattr(raw, "read1"):
        yield from raw.stream(_PIECE, decode_content=False)
        return
    while True:
        piece = raw.read1(_PIECE, decode_content=False)
        if not piece:
            return
        yield piece


def _unpacked(pieces):
    """What the pieces unpack to, one member after the other, in pieces as small as they."""
    decoder, began = zlib.decompressobj(_EITHER), False
    for piece in pieces:
        began = True
        while piece:
            if decoder.eof:
                decoder = zlib.decompressobj(_EITHER)
            yield decoder.decompress(piece, _PIECE)
            piece = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if began:
        yield decoder.flush()
        if not decoder.eof:
            raise zlib.error("it ends too early")
