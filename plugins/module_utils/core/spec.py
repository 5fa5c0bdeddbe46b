# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table that describes a resource: its fields yield the options, the mapping to the wire and the comparison."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional, Tuple

from . import urls
from .errors import BadResponse
from .names import secrets_in
from .text import folded

EXACT = "exact"  # equal after normalisation
SET = "set"  # order and repetition do not count
ORDERED = "ordered"  # lists that are equal member by member
REFERENCE = "reference"  # an id: letter case does not count
KEYED = "keyed"  # a list of objects, matched by one of their fields; only given fields are compared
MEMBERS = "members"  # a dict of which only the given members are compared; null is as good as none
WRITE_ONLY = "write_only"  # never read back, so never compared

MASK = "********"
SHORTEST = 4  # shorter secrets would turn ordinary words into masks; Ansible itself masks those of the options
FIELD_NAMES = set()  # of all options and members that a table describes: our own words, which no service has chosen
_NUMBER = re.compile(r"^-?[0-9]{1,18}\Z")
_BOOLEANS = {
    "true": True,
    "yes": True,
    "1": True,
    "on": True,
    "false": False,
    "no": False,
    "0": False,
    "off": False,
    "": False,
}


@dataclass(frozen=True)
class Field:
    """One option of a module and, where ``wire`` is set, one member of the object that the service keeps.

    arg: the option's name. wire: the service's name, None for options that only steer the module. apart: what the
    service keeps, but not as a member of the object, so that the backend reads and writes it itself. type, elements,
    choices, default, required, aliases, env (environment variables, in order): as in Ansible's argument_spec.
    variable: the variable of Ansible that gives it where the play says that variables may. create: what is sent on
    creation when the option is omitted; a callable gets the other values. needed: creating without it is an error.
    compare: one of the constants above. server_adds: members that the server adds are no drift unless the user asks
    to be strict. secret: never shown. no_log: only to say that a name that sounds like a secret is none. option:
    False for a member that the user cannot set. fields: the members of a dict, or of the dicts in a list. key: for
    KEYED, the member to match by. no_text: a text is no list of one member, for others who take its first member
    would get a letter. lines: a secret of several lines, whose line breaks are its own. guard: the option keeps a
    task away from the wrong place, so an empty value is an error and does not count as not given. check: returns what
    is wrong with a value, or None. normal: maps a value to the form in which it is compared.
    """

    arg: str
    wire: Optional[str] = None
    apart: bool = False
    type: str = "str"
    elements: Optional[str] = None
    choices: Tuple[Any, ...] = ()
    default: Any = None
    required: bool = False
    aliases: Tuple[str, ...] = ()
    env: Tuple[str, ...] = ()
    variable: str = ""
    create: Any = None
    needed: bool = False
    compare: str = EXACT
    server_adds: bool = False
    secret: bool = False
    no_log: Optional[bool] = None
    option: bool = True
    fields: Tuple["Field", ...] = ()
    key: str = ""
    no_text: bool = False
    lines: bool = False
    guard: bool = False
    check: Optional[Callable[[Any], Optional[str]]] = None
    normal: Optional[Callable[[Any], Any]] = None

    def __post_init__(self):
        FIELD_NAMES.update(filter(None, (self.arg, self.wire)))

    def to_wire(self, value, known=None):
        """The value as the service wants it.

        known: what the service has there; members that the table does not know are kept.
        """
        if not self.fields:
            return value
        part = next((f for f in self.fields if f.arg == self.key), None)
        there = {folded(m.get(part.wire)): m for m in known or [] if isinstance(m, dict)} if part else {}
        return [to_wire(self.fields, member, there.get(folded(member.get(self.key)))) for member in value]

    def from_wire(self, value):
        """The value as the module's user writes it;

        numbers and booleans that come as strings are converted. Raises BadResponse.
        """
        if self.fields:
            return [from_wire(self.fields, self._of(dict, member)) for member in self._of(list, value)]
        if self.type == "bool":
            if isinstance(value, str) and value.strip().lower() in _BOOLEANS:
                return _BOOLEANS[value.strip().lower()]
            return self._of(bool, value)
        if self.type == "int":
            return int(value) if isinstance(value, str) and _NUMBER.match(value) else self._of(int, value)
        if self.type == "list":
            return [self._text(member) for member in ([value] if isinstance(value, str) else self._of(list, value))]
        return self._of(dict, value) if self.type == "dict" else self._text(value)

    def _text(self, value):
        return value if isinstance(value, str) else str(self._of((int, float), value))

    def _of(self, kind, value):
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        raise BadResponse(
            "The service's answer has a %s for %s, which cannot be." % (type(value).__name__, self.wire),
            "Check the URL, and which version of the service answers there.",
            field=self.arg,
        )


def to_wire(fields, values, known=None):
    """Map option names to the service's names; options without a wire name and None are left out.

    known: the service's object to start from, so that its members that the table does not know are kept.
    """
    obj = dict(known or {})
    for field in fields:
        if field.wire and values.get(field.arg) is not None:
            obj[field.wire] = field.to_wire(values[field.arg], obj.get(field.wire))
    return obj


def from_wire(fields, obj):
    """Map the service's object to option names;

    null and members that the table does not know are left out. Raises BadResponse.
    """
    return {f.arg: f.from_wire(obj[f.wire]) for f in fields if f.wire and obj.get(f.wire) is not None}


@dataclass(frozen=True)
class Resource:
    """A kind of object: what it is called, what identifies it, its fields, and the backend that reaches it.

    kind: the name in messages. key: the options that identify it. called: those by which messages call it, if others.
    fields: the table. backend: a class with ``find / resolve / create / update / delete`` (see ``backend.py``).
    unconfirmed: the verbs ("update", "delete") that the vendor does not document, so that check mode cannot promise that
    the service offers them. problems: yields (option, what is wrong) for options that do not go together. chooses_id: the
    service may give a new object another id than the one asked for.
    """

    kind: str
    key: Tuple[str, ...]
    fields: Tuple[Field, ...]
    backend: Any = None
    unconfirmed: Tuple[str, ...] = ()
    problems: Optional[Callable[[dict], Iterable[Tuple[str, str]]]] = None
    called: Tuple[str, ...] = ()
    chooses_id: bool = False

    @property
    def managed(self):
        """The fields that the service keeps."""
        return tuple(field for field in self.fields if field.wire or field.apart)

    def desired(self, params):
        """What the user wants of the object: the managed options that were given."""
        return {f.arg: params[f.arg] for f in self.managed if params.get(f.arg) is not None}

    def title(self, values):
        """How a message names one object, e.g. ``contact center 1f0c...``."""
        names = [str(values[name]) for name in self.called or self.key if values.get(name)]
        names = names or [str(values[name]) for name in self.key if values.get(name)]
        return " ".join([self.kind] + names)


def mask(fields, values, rewritten=()):
    """A copy of values for the user: secrets masked, the rewritten ones marked so that a diff shows the change."""
    shown = {}
    for name, value in values.items():
        field = next((f for f in fields if f.arg == name), None)
        if field is None or value in (None, "", {}):
            shown[name] = value
        elif field.secret:
            shown[name] = MASK + " (new)" if name in rewritten else MASK
        elif field.fields and isinstance(value, list):
            shown[name] = [mask(field.fields, member) for member in value]
        elif field.compare == SET:
            shown[name] = sorted(value)  # so that a diff shows no difference of order
        else:
            shown[name] = value
    return shown


def secret_values(fields, values):
    """All secret strings among the values, for redaction: also those that a URL or a host must not have."""
    found = set()
    for field in fields:
        value = values.get(field.arg)
        if field.secret and value:
            found.update(_strings(value))
        elif isinstance(value, str) and field.arg.endswith(("url", "_host")):
            found.update(urls.credentials(value))
        elif field.fields and value:
            for member in value if isinstance(value, list) else [value]:
                if isinstance(member, dict):
                    found |= secret_values(field.fields, member)
                elif _has_secret(field):  # Ansible refuses it, and nobody knows which part of it is the secret
                    found.update(text for text in _strings(member) if len(text) >= SHORTEST)
    return found


def _has_secret(field):
    return field.secret or any(map(_has_secret, field.fields))


def without_names_in_secrets(fields, values):
    """A copy of values in which a dict that is a secret is one mask, for its names may be wrong ones that hold it.

    values: validated, so that they have the shapes of their fields.
    """
    known = {name: field for field in fields for name in (field.arg,) + field.aliases}
    return {name: _without_names(known[name], value) if name in known else value for name, value in values.items()}


def _without_names(field, value):
    if isinstance(value, dict) and value:
        return MASK if field.secret else without_names_in_secrets(field.fields, value)
    return [_without_names(field, member) for member in value] if isinstance(value, list) else value


def _strings(value):
    if value is None or isinstance(value, bool):
        return []  # no secret, and a mask for these words would make every result unreadable
    if isinstance(value, dict):
        names = [text for name in value for text in secrets_in(name)]
        return names + [text for member in value.values() for text in _strings(member)]
    if isinstance(value, (list, tuple)):
        return [text for member in value for text in _strings(member)]
    return [str(value)]
