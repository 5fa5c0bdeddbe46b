# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which programs write a secret: as it is, or escaped for JSON, Python, URLs, HTML and shells, or in base64, also twice.

Escapes of letters and digits, and lines in base64, are undone before: see views.py.
"""

from __future__ import annotations

import base64
import html
import json
import re
from html.entities import html5
from urllib.parse import quote, quote_plus, unquote, urlsplit

from ..core.spec import SHORTEST
from ..transport.answer import LONGEST_MESSAGE

CUT = r"\s*(?:\.\.\.|(?<=\s)\.)"  # where a service's long message was cut between two words; a full stop takes the place of dots
MOST_WORDS = 24  # after which a secret is looked for that was cut between two of them
TWICE = 8  # characters of a secret that is looked for in base64 of base64; a shorter one is found there by chance
MOST_PIECES = 400  # of a secret that is looked for in any mixture of escapes; one of more is looked for in each of the common ones
MOST_BACKSLASHES = 3  # one after the other, some of which may be escaped otherwise than others
_PIECES = re.compile(r"[A-Za-z0-9]+|\s+|\\+|.", re.S)
_WORD = re.compile(r"[A-Za-z0-9]+")
_UUID = re.compile(r"^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\Z", re.I)
_BLANK = (
    r"(?:(?:\s|\+|%%(?:25){0,3}(?:20|0[9aAdD])|\\{1,4}[nrtvf]|\\{1,4}(?:u00|x)(?:20|[aA]0|0[9aAdD])"
    r"|&(?:#0*(?:32|160|9|10|13)|#[xX]0*(?:20|[aA]0|[9aAdD])|nbsp|Tab|NewLine);%s){1,%d})"
)
_SHORT = {"\a": r"\\{1,4}a", "\b": r"\\{1,4}b"}
_NAMES = {}  # character -> its names in HTML
for _name, _character in html5.items():
    if _name.endswith(";"):
        _NAMES.setdefault(_character, []).append(_name)
_IN_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=%")


class Spelling:
    """A text to be found in whatever escapes.

    hint: a part of it that no escape changes, so that most texts need no closer look. whole: it is base64, of which the
    characters beside it give away some more. in_any_case: ASCII letters of either case are the same.
    """

    in_any_case = False

    def __init__(self, text, whole=False, suffix=""):
        self._text = text
        self._suffix = suffix
        self._whole = whole
        self._pattern = None
        self.hint = max(_WORD.findall(text), key=len, default="")

    def may_be_in(self, view):
        """Whether the View may show it."""
        if view.is_unbroken and not self._whole:
            return False
        return self.hint in (view.lower if self.in_any_case else view.text)

    def spans(self, view):
        """(start, end) of each place of the View where it stands, overlapping ones too."""
        if not self.may_be_in(view):
            return
        text = view.text
        for start, end in self._places(text):
            while self._whole and start and text[start - 1] in _IN_BASE64:
                start -= 1
            while self._whole and end < len(text) and text[end] in _IN_BASE64:
                end += 1
            yield start, end

    def _places(self, text):
        if self.hint == self._text and not self._suffix:  # no escape changes it, and a search takes no time
            size, start = len(self._text), text.find(self._text)
            while start >= 0:
                yield start, start + size
                following = text.rfind(self._text, start + 1, start + 2 * size)  # the last that overlaps or touches it
                start = following if following >= 0 else text.find(self._text, start + size)
            return
        if self._pattern is None:
            self._pattern = self._compiled()
        for match in self._pattern.finditer(text):
            yield match.span(1)

    def _compiled(self):
        return re.compile("(?=(%s%s))" % (pattern(self._text), self._suffix))


class Uuid(Spelling):
    """A UUID, which services write in either letter case, with hyphens and without."""

    in_any_case = True

    def __init__(self, groups):
        super().__init__("-".join(groups).lower())
        self._groups = groups
        self.hint = groups[0].lower()

    def _places(self, text):
        self._pattern = self._pattern or self._compiled()
        return (match.span(1) for match in self._pattern.finditer(text))

    def _compiled(self):
        return re.compile("(?=(%s))" % ("(?:%s)?" % _piece("-")).join(self._groups), re.I | re.A)


def spellings(secret):
    """All that gives the secret away. Blanks at its ends, and what nobody sees there, are no part of it, unless little else is."""
    bare = _bare(secret)
    uuid = _UUID.match(bare)
    yield Uuid(uuid.groups()) if uuid else Spelling(secret)
    if len(bare) >= SHORTEST:
        if not uuid and bare != secret.strip():
            yield Spelling(bare)
        secret = bare
    if not secret.isascii():
        yield Spelling(secret.encode("utf-8", "replace").decode("latin-1"))  # as headers of HTTP arrive
    for form in {secret, *(_of_uuid(*uuid.groups()) if uuid else _form_encoded(secret))}:
        for text in _base64(form.encode("utf-8", "replace")):
            yield Spelling(text, whole=True)
            for again in _base64(text.encode("ascii")) if form == secret and len(form) >= TWICE else ():
                yield Spelling(again, whole=True)
    words, length = secret.split(), 0
    for count, word in enumerate(words[: min(MOST_WORDS, len(words) - 1)], 1):
        length += len(word)
        if length > LONGEST_MESSAGE:
            break  # a text is cut before
        if length >= SHORTEST:
            yield Spelling(" ".join(words[:count]), suffix=CUT)


def _bare(secret):
    """Without blanks and characters that are not printable at its ends, such as a byte order mark."""
    seen = [at for at, one in enumerate(secret) if one.isprintable() and not one.isspace()]
    return secret[seen[0] : seen[-1] + 1] if seen else ""


def _of_uuid(*groups):
    """The common forms of a UUID."""
    for mark in ("-", ""):
        yield mark.join(groups).lower()
        yield mark.join(groups).upper()


def parts(secret):
    """The secret, and the password in it where it is a URL with one."""
    yield secret
    if "@" not in secret or "://" not in secret:
        return
    try:
        password = urlsplit(secret).password
    except ValueError:
        return
    if password:
        yield password
        if unquote(password) != password:
            yield unquote(password)


def _form_encoded(secret):
    """The secret as it is encoded before it gets into the header Basic with auth_client_encoding: form (RFC 6749 §2.3.1)."""
    safe = secret.encode("utf-8", "replace")
    return quote_plus(safe), quote(safe, safe="")


def _base64(raw):
    """How base64 looks in the middle of other bytes, in both alphabets: the characters at the ends depend on the neighbours."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw).decode("ascii").rstrip("=")
        middle = text[(0, 2, 3)[before] : len(text) - 1 if (before + len(raw)) % 3 else len(text)]
        if len(middle) >= SHORTEST:
            yield middle
            if "+" in middle or "/" in middle:
                yield middle.replace("+", "-").replace("/", "_")


def pattern(text):
    """The regular expression for a text in whatever escapes, in bounded time whatever it is looked for in."""
    pieces = _PIECES.findall(text)
    if len(pieces) > MOST_PIECES:
        return "(?:%s)" % "|".join(map(re.escape, sorted(set(_common(text)), key=len, reverse=True)))
    found = list(map(_piece, pieces))
    if len(text.strip()) >= SHORTEST:
        for end in (0, -1):
            found[end] += "?" if pieces[end].isspace() else ""
    return "".join(found)


def _common(text):
    """The text as most programs write it."""
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return (
        text,
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        repr(text)[1:-1],
        html.escape(text),
        quote(safe, safe=""),
        quote_plus(safe),
    )


def _piece(piece):
    count = len(piece)
    if _WORD.match(piece):
        return piece
    if piece.isspace():
        rare = [escape for one in set(piece) - set(" \t\r\n") for escape in _escapes(one)]
        return _BLANK % ("".join("|" + escape for escape in rare), 8 * count)
    if piece[0] == "\\":
        # Of few it may be a mixture; of many that would take too long.
        among = [r"\\{1,2}"] if count <= MOST_BACKSLASHES else []
        return r"(?:(?:%s){%d}|\\{%d,%d})" % ("|".join(_escapes(piece[0]) + among), count, count, 8 * count)
    plain = [r"\\{0,4}" + re.escape(piece)] if ord(piece) < 128 else [re.escape(piece)]
    if piece == "'":
        plain = [r"'\"'\"'", r"\\{0,4}'{1,2}"]
    return "(?:%s)" % "|".join(
        _escapes(piece) + plain
    )  # the longest first: %25 and &amp; begin with what they stand for


def _escapes(character):
    """The character in the escapes of URLs, of JSON and Python, and of HTML."""
    code, raw = ord(character), character.encode("utf-8", "replace")
    found = ["".join("%(?:25){0,3}" + _hex(byte) for byte in raw)]
    units = character.encode("utf-16-be", "surrogatepass")
    found.append("".join(r"\\{1,4}u" + _hex(units[at]) + _hex(units[at + 1]) for at in range(0, len(units), 2)))
    found.append("".join(r"\\{1,4}x" + _hex(byte) for byte in raw))
    found.append("&#0*%d;" % code)
    found.append("&#[xX]0*%s;" % _letters("%x" % code))
    if code < 256:
        found += [r"\\{1,4}x" + _hex(code), "%(?:25){0,3}" + _hex(code)] if code > 127 else []
    else:
        found.append(r"\\{1,4}U" + _letters("%08x" % code))
    if character in _NAMES:
        found.append("&(?:%s)" % "|".join(sorted(_NAMES[character])))
    if character in _SHORT:
        found.append(_SHORT[character])
    return list(dict.fromkeys(found))


def _hex(byte):
    return _letters("%02x" % byte)


def _letters(text):
    return "".join("[%s%s]" % (one, one.upper()) if one.isalpha() else one for one in text)
