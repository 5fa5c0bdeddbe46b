# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that nobody means, for every option of every module, from its table."""

from __future__ import annotations

import math

DEEP = 200


def _deep(kind):
    value = "x"
    for _level in range(DEEP):
        value = [value] if kind is list else {"a": value}
    return value


TEXTS = {
    "empty": "",
    "blank": " ",
    "NUL": "a\0b",
    "a line break": "a\nb",
    "a line break at the end": "a\n",
    "a header": "x\r\nX-Injected: 1",
    "a terminal's escape": "\x1b[2Jx",
    "half a surrogate pair": "a\ud800",
    "beyond Latin-1": "\u20ac\U0001f600",
    "right to left": "a\u202eb",
    "a combining letter": "e\u0301" * 50,
    "a path upwards": "../../etc/passwd",
    "parts of a URL": "a/b?c#d",
    "an encoded path": "..%2f..%2fx%00",
    "a backslash": "a\\b\\",
    "quotes": "'\";--",
    "SQL": "x'); DROP TABLE nex_gapis; --",
    "a shell": "$(id) `id` ; id",
    "a template": "{{ lookup('pipe', 'id') }}",
    "another template": "{% raw %}",
    "a format": "%s%n%(x)s{0}{}",
    "JSON": '{"a": [1]}',
    "a number": "7",
    "long": "x" * 100000,
    "long words": "ab " * 30000,
}
URLS = {
    "no scheme": "127.0.0.1",
    "only a scheme": "http://",
    "another scheme": "ftp://127.0.0.1/",
    "a file": "file:///etc/passwd",
    "half an IPv6 address": "http://[::1",
    "no IPv6 address": "http://[xyz]/",
    "a port of letters": "http://127.0.0.1:abc",
    "a port beyond all": "http://127.0.0.1:99999",
    "port 0": "http://127.0.0.1:0",
    "an empty port": "http://127.0.0.1:",
    "credentials": "http://ops:Canary-url@127.0.0.1/",
    "an empty user": "http://@127.0.0.1/",
    "a blank in it": "http://127.0.0.1/a b",
    "a line break in it": "http://127.0.0.1/\r\nX-Injected: 1",
    "a line break before": "\nhttp://127.0.0.1/",
    "a tab in the scheme": "ht\ttp://127.0.0.1/",
    "a backslash": "http://127.0.0.1\\@evil.invalid/",
    "a query": "http://127.0.0.1/?x=1",
    "a fragment": "http://127.0.0.1/#x",
    "an odd name": "http://\u2100.invalid/",
    "a label too long": "http://" + "x" * 300 + ".invalid/",
    "an empty label": "http://a..invalid/",
    "full-width letters": "http://\uff41\uff42.invalid",
    "NUL": "http://127.0.0.1/\0",
    "a control character": "http://127.0.0.1/\x07",
}
NUMBERS = {
    "0": 0,
    "-1": -1,
    "a huge number": 10**30,
    "a hugely negative number": -(10**30),
    "2**31": 2**31,
    "2**63": 2**63,
    "a fraction": 0.1,
    "a tiny fraction": 1e-300,
    "1e300": 1e300,
    "infinity": math.inf,
    "NaN": math.nan,
    "a text of digits": "12",
    "a text": "twelve",
    "hexadecimal": "0x10",
    "1e3": "1e3",
    "digits of another script": "\u0661\u0662",
    "a number with _": "1_0",
}
OTHERS = {
    "true": True,
    "false": False,
    "a list": ["x"],
    "a mixed list": ["x", 1, None, {}, [1.5]],
    "an empty list": [],
    "a dict": {"a": 1},
    "a dict of odd names": {"\0": 1, "": {}, "\ud800": []},
    "an empty dict": {},
    "deep lists": _deep(list),
    "deep dicts": _deep(dict),
    "a long list": ["x"] * 20000,
}


def values(field):
    """(label, value) of what is tried as the value of an option or of a member of it."""
    looks_like_url = "ur" in field.arg or "entry" in field.arg or "origin" in field.arg or field.arg == "values"
    kinds = {**TEXTS, **NUMBERS, **OTHERS, **(URLS if looks_like_url else {})}
    yield from kinds.items()
    if field.type == "list":
        yield from (("[%s]" % label, [value]) for label, value in {**TEXTS, **(URLS if looks_like_url else {})}.items())
    if field.type == "dict" and not field.fields:
        yield from (("{a: %s}" % label, {"a": value}) for label, value in {**TEXTS, **OTHERS}.items())


def places(fields, path=()):
    """The path of fields to every option and every member of it that a user can give."""
    for field in fields:
        if field.option:
            yield (*path, field)
            yield from places(field.fields, (*path, field))


def given(path, value, good):
    """The options with this one value, however deep it is."""
    top, rest = path[0], path[1:]
    if not rest:
        return {top.arg: value}
    if top.type == "dict":
        return {top.arg: {**(good.get(top.arg) or {}), **given(rest, value, good.get(top.arg) or {})}}
    first, *others = good.get(top.arg) or [{}]
    return {top.arg: [{**first, **given(rest, value, first)}, *others]}
