# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML for Ansible in which no text is ever a template, by the rules of the filter to_unsafe_yaml, without a YAML library."""

from __future__ import annotations

import re

# What YAML 1.1 takes for something else than a text. Such a text is no template, so it is quoted and not tagged: tagged, it would
# be no text since ansible-core 2.19.
_NO_TEXT = re.compile(
    r"""^(?:
      | ~ | null | Null | NULL | << | = | [!&*]
      | (?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)
      | [-+]?0b[0-1_]+ | [-+]?0[0-7_]+ | [-+]?(?:0|[1-9][0-9_]*) | [-+]?0x[0-9a-fA-F_]+ | [-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+
      | [-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)? | \.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]* | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | [0-9]{4}-[0-9]{2}-[0-9]{2}
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?
    )\Z""",
    re.X,
)
_PLAIN_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*\Z")


class Template(str):
    """A template of our own: written without the tag."""


def dump(members):
    """The dict as YAML in block style. Texts are tagged ``!unsafe``, names of members and Templates are not."""
    return "\n".join(_lines(members)) + "\n" if members else "{}\n"


def _lines(value):
    """The lines of a dict or a list that is not empty."""
    for name, member in value.items() if isinstance(value, dict) else ((None, one) for one in value):
        head = "-" if name is None else _name(name) + ":"
        if not isinstance(member, (dict, list)) or not member:
            yield "%s %s" % (head, _scalar(member))
        elif name is None:
            first, *rest = _lines(member)
            yield "- " + first
            yield from ("  " + line for line in rest)
        else:
            yield head
            yield from ("  " + line for line in _lines(member))


def _name(name):
    name = str(name)
    return name if _PLAIN_NAME.match(name) and not _NO_TEXT.match(name) else _quoted(name)


def _scalar(value):
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return _quoted(text) if isinstance(value, Template) or _NO_TEXT.match(text) else "!unsafe " + _quoted(text)


def _quoted(text):
    if text.isprintable():
        return "'%s'" % text.replace("'", "''")
    return '"%s"' % "".join(map(_escaped, text))


def _escaped(letter):
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    code = ord(letter)
    return "\\x%02x" % code if code < 0x100 else "\\u%04x" % code if code < 0x10000 else "\\U%08x" % code
