# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request body may hold: checks that refuse everything else, and the same as OpenAPI schema."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

LARGEST = 2**31 - 1  # an int of Java, which the services are written in
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


class Invalid(Exception):
    """A body that the service refuses; the message names the field."""


@dataclass(frozen=True)
class Prop:
    """One field: a check that returns a complaint or None, its OpenAPI schema, whether it must be there."""

    check: Callable[[Any], str | None]
    schema: dict[str, Any]
    required: bool = False

    def must(self) -> Prop:
        """Return the same field as a required one."""
        return Prop(self.check, self.schema, True)


@dataclass(frozen=True)
class Shape:
    """A JSON object with known fields; ``wrapped`` says whether the request carries it under ``data`` (§0.1)."""

    name: str
    props: dict[str, Prop] = field(default_factory=dict)
    wrapped: bool = True

    def check(
        self, value: Any, where: str = "data", partial: bool = False, also: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return ``value`` when it fits. Raise Invalid otherwise; ``partial`` lets required fields be missing."""
        if not isinstance(value, dict):
            raise Invalid("'%s' must be an object" % where)
        for key in value:
            if key not in self.props and key not in also:
                raise Invalid("Unrecognized field '%s' in '%s'" % (key, where))
        for key, prop in self.props.items():
            if key not in value:
                if prop.required and not partial:
                    raise Invalid("Field '%s' is required" % key)
                continue
            complaint = prop.check(value[key])
            if complaint:
                raise Invalid("Field '%s' %s" % (key, complaint))
        return value

    def schema(self, partial: bool = False) -> dict[str, Any]:
        """Return the OpenAPI schema of the whole request body; ``partial`` as for ``check``."""
        inner: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: prop.schema for key, prop in self.props.items()},
        }
        required = [key for key, prop in self.props.items() if prop.required and not partial]
        if required:
            inner["required"] = required
        if not self.wrapped:
            return inner
        properties = {"data": inner, "operationId": {"type": "string"}}
        return {"type": "object", "additionalProperties": False, "required": ["data"], "properties": properties}


def text(empty: bool = False, pattern: str | None = None, says: str = "has a wrong form") -> Prop:
    """A string, by default not an empty one. pattern: what all of it must match, in words that ECMA-262 and Python share.

    None may hold the character NUL, for the services keep their texts in PostgreSQL, which has none (INFERRED).
    """

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if not value and not empty:
            return "must not be empty"
        if pattern and not re.fullmatch(pattern, value):
            return says
        if "\0" in value:
            return "must not hold the character NUL"
        return None

    schema: dict[str, Any] = {"type": "string"}
    if not empty:
        schema["minLength"] = 1
    if pattern:
        schema["pattern"] = "^%s$" % pattern
    return Prop(check, schema)


def choice(*values: str) -> Prop:
    """One of some strings."""

    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and value in values else "must be one of %s" % ", ".join(values)

    return Prop(check, {"type": "string", "enum": list(values)})


def flag() -> Prop:
    """A JSON boolean."""
    return Prop(lambda value: None if isinstance(value, bool) else "must be a boolean", {"type": "boolean"})


def flag_or_text() -> Prop:
    """A boolean, or "true"/"false" as string (§3.3: both CONFIRMED for ``shared``)."""

    def check(value: Any) -> str | None:
        return None if isinstance(value, bool) or value in ("true", "false") else "must be a boolean"

    return Prop(check, {"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}]})


def number(least: int = 0, most: int = LARGEST) -> Prop:
    """A whole number."""

    def check(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return "must be a whole number"
        return None if least <= value <= most else "is out of range"

    return Prop(check, {"type": "integer", "minimum": least, "maximum": most})


def identifier() -> Prop:
    """A UUID in its usual form."""

    def check(value: Any) -> str | None:
        return None if is_uuid(value) else "must be a UUID"

    return Prop(check, {"type": "string", "format": "uuid"})


def redirect() -> Prop:
    """A redirect URI: absolute, no fragment (§1, S2; RFC 6749 §3.1.2), with any scheme, as apps have them (RFC 8252 §7.1)."""
    web = url(fragment=False)

    def check(value: Any) -> str | None:
        if isinstance(value, str) and not re.match(r"https?:", value, re.I):
            if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/*[^\s/]\S*\Z", value):
                return "must be an absolute URI"
            return "must not include a fragment component" if "#" in value else None
        return web.check(value)

    return Prop(check, web.schema)


def url(fragment: bool = True) -> Prop:
    """An absolute http or https URL; with ``fragment=False`` as a redirect URI must be (§1, S2: no fragment)."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            return "must be an absolute URI"
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or re.search(r"\s", value):
            return "must be an absolute URI"
        if not fragment and "#" in value:
            return "must not include a fragment component"
        return None

    return Prop(check, {"type": "string", "format": "uri"})


def items(one: Prop, least: int = 0) -> Prop:
    """A list whose elements all fit ``one``."""

    def check(value: Any) -> str | None:
        if not isinstance(value, list):
            return "must be a list"
        if len(value) < least:
            return "must not be empty"
        return next((complaint for complaint in map(one.check, value) if complaint), None)

    return Prop(check, {"type": "array", "items": one.schema, "minItems": least})


def nested(shape: Shape) -> Prop:
    """An object of a known shape."""

    def check(value: Any) -> str | None:
        try:
            shape.check(value, shape.name)
        except Invalid as problem:
            return "is wrong: %s" % problem
        return None

    return Prop(check, Shape(shape.name, shape.props, wrapped=False).schema())


def anything() -> Prop:
    """Any JSON object."""
    return Prop(lambda value: None if isinstance(value, dict) else "must be an object", {"type": "object"})


REWRITTEN = ("name", "description", "value", "note")


def stored(mode: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the members as a service keeps them; ``mode`` is the switch ``stored_texts``. Other members stay as they are."""
    if mode == "keep":
        return values
    make = {"trim": str.strip, "squeeze": lambda value: " ".join(value.split()), "lower": str.lower}[mode]

    def text(value: Any) -> Any:
        return make(value) if isinstance(value, str) else value

    kept = {key: text(value) if key in REWRITTEN else value for key, value in values.items()}
    if isinstance(kept.get("data"), dict):  # of a service connection
        kept["data"] = {key: text(value) for key, value in kept["data"].items()}
    return kept


def is_uuid(value: Any) -> bool:
    """Tell whether ``value`` is a UUID in its usual form."""
    return isinstance(value, str) and bool(UUID_FORM.match(value))


def new_uuid() -> str:
    """Return a fresh UUID as text."""
    return str(uuid.uuid4())
