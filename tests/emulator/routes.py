# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service offers: one table of routes per service, and what a handler gets to see of a call."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from .envelope import Reply, refuse
from .shapes import Invalid, Shape, is_uuid, stored

if TYPE_CHECKING:
    from .nexusdb import NexusDatabase
    from .store import Store
    from .switches import Switches

CONFIRMED = "CONFIRMED"
INFERRED = "INFERRED"
UNKNOWN = "UNKNOWN"
UUIDS = ("id", "ccid")  # path parameters that Call.uuid() reads


@dataclass
class Call:
    """One request on its way to a handler; ``offered`` are the other methods of its path."""

    store: Store
    database: NexusDatabase | None
    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    raw: bytes
    base_url: str
    params: dict[str, str] = field(default_factory=dict)
    offered: list[str] = field(default_factory=list)

    @property
    def switches(self) -> Switches:
        """The switches as they are now."""
        return self.store.switches

    @cached_property
    def query(self) -> dict[str, str]:
        """Parameters of the query string; the first one wins."""
        return _pairs(self.query_string)

    @cached_property
    def form(self) -> dict[str, str]:
        """Parameters of a form body, empty for any other content type."""
        if self.content_type != "application/x-www-form-urlencoded":
            return {}
        return _pairs(self.raw.decode("utf-8", "replace"))

    @property
    def content_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json(self) -> Any:
        """Return the JSON body. Raise Refusal: 415 for another content type, 400 when it cannot be read."""
        if self.content_type != "application/json":
            raise refuse(self.switches, 415, "Content type '%s' not supported" % self.content_type)
        try:
            return parsed(self.raw)
        except ValueError:
            raise refuse(self.switches, 400, "JSON parse error") from None

    def body(self, shape: Shape, partial: bool = False, also: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return the checked content of the JSON body. Raise Refusal with HTTP 400 that names the field."""
        value = self.json()
        try:
            if not shape.wrapped:
                return stored(self.switches.stored_texts, shape.check(value, "body", partial, also))
            if not isinstance(value, dict):
                raise Invalid("the body must be an object")
            for key in value:
                if key not in ("data", "operationId"):
                    raise Invalid("Unrecognized field '%s'" % key)
            if not isinstance(value.get("operationId", ""), str):
                raise Invalid("Field 'operationId' must be a string")
            if "data" not in value:
                raise Invalid("Field 'data' is required")
            return stored(self.switches.stored_texts, shape.check(value["data"], "data", partial, also))
        except Invalid as problem:
            raise refuse(self.switches, 400, str(problem)) from None

    def uuid(self, name: str) -> str:
        """Return the path parameter ``name``, one of UUIDS, as a UUID. Raise Refusal with HTTP 400."""
        value = self.params[name]
        if not is_uuid(value):
            raise refuse(self.switches, 400, "'%s' must be a UUID: %s" % (name, value))
        return value.lower()


def _number(text: str) -> float | int:
    """8888.0 is a whole number, as in JSON Schema; what is too large for a float is none."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("number out of range: %s" % text)
    return int(value) if value.is_integer() else value


def _constant(text: str) -> Any:
    raise ValueError("%s is no JSON" % text)


def parsed(raw: bytes) -> Any:
    """Return what the JSON text says. Raise ValueError for one that is wrong, nested too deeply, or holds half of a character."""
    try:
        value = json.loads(raw, parse_float=_number, parse_constant=_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if b"\\u" in raw:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, value)
    return found


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Route:
    """One call of a service.

    ``switch`` names the switch that decides whether it is offered; ``writes`` whether it changes what is provisioned;
    ``own_thread`` a handler that waits for PostgreSQL and takes the store's lock itself; ``partial`` a body without what a
    creation needs.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    section: str
    mark: str = CONFIRMED
    auth: str = "none"
    shape: Shape | None = None
    form: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    switch: str | None = None
    writes: bool | None = None
    own_thread: bool = False
    partial: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path as regular expression; ``{name}`` is one segment, ``{name*}`` all the rest."""
        whole = re.sub(r"{(\w+)\*}", r"(?P<\1>.+)", self.path)
        return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", whole) + r"\Z")

    def match(self, path: str) -> dict[str, str] | None:
        """Return the path parameters when ``path`` is this route's."""
        found = self.pattern.match(path)
        return None if found is None else {key: unquote(value) for key, value in found.groupdict().items()}

    @property
    def mutating(self) -> bool:
        """Tell whether the call counts as a write in the log."""
        return self.method not in ("GET", "HEAD", "OPTIONS") if self.writes is None else self.writes

    def offered(self, switches: Switches) -> int:
        """Return 0 when the switches offer the call, else the HTTP code that tells so."""
        value = getattr(switches, self.switch) if self.switch else "on"
        if value is False:
            return 404
        return int(value) if value in ("404", "405") else 0
