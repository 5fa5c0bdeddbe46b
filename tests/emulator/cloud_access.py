# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: whose token a call bears, how often it may call, what it may do (genesys-cloud-oauth-api.md §1.3-§1.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from . import access, cloud_catalogue, cloud_errors, defaults
from .cloud_state import CloudState, CloudToken
from .envelope import Reply
from .routes import Call, Route, parsed

PAGE = 25
IDLE = 900  # §1.6, rule 8
BUILTIN = {"id": "purecloud-builtin", "name": "Developer Tools"}

route = partial(Route, section="1.3", auth="cloud token")


@dataclass
class Caller:
    """Who calls: the token, and the client it was issued to (none for a person with a built-in client)."""

    cloud: CloudState
    token: CloudToken
    client: dict[str, Any] | None

    @property
    def is_person(self) -> bool:
        """Tell whether a person calls."""
        return self.token.roles is not None

    @property
    def roles(self) -> set[str]:
        """The ids of the roles that the caller holds, in whatever division."""
        if self.token.roles is not None:
            return set(self.token.roles)
        return {one["roleId"] for one in (self.client or {}).get("roleDivisions", ())}

    @property
    def reference(self) -> dict[str, Any]:
        """The caller as ``createdBy`` and ``modifiedBy`` name it."""
        if self.is_person or self.client is None:
            return {"id": defaults.CLOUD_USER_ID, "selfUri": "/api/v2/users/%s" % defaults.CLOUD_USER_ID}
        return {name: self.client[name] for name in ("id", "name", "selfUri")}

    def may(self, permission: str) -> bool:
        """Tell whether one of the caller's roles gives the permission."""
        held = [self.cloud.roles[key] for key in self.roles if key in self.cloud.roles]
        return self.token.builtin or any(cloud_catalogue.grants(role, permission) for role in held)


def caller(call: Call, permission: str | None = None) -> Caller:
    """Return who calls. Raise Refusal: 401 without a valid token, 429 too often, 403 without the permission."""
    cloud, now = call.store.cloud, call.store.clock.now()
    clients = cloud.live()
    value = access.bearer(call)
    if value is None:
        raise cloud_errors.refuse(
            401, "authentication.required", "No authentication bearer token specified in authorization header."
        )
    token = cloud.tokens.get(value)
    if token is None:
        raise cloud_errors.refuse(401)
    idle = cloud.organization["features"].get("hipaa") and token.used_at + IDLE <= now
    if token.expires_at <= now or idle:
        raise cloud_errors.refuse(
            401, "credentials.expired", "The supplied credentials are expired and cannot be used."
        )
    token.used_at = now
    limit = int(call.switches.cloud_rate_limit)
    if token.window.add(now) > limit > 0:
        raise cloud_errors.too_many(token.window.left(now), limit)
    found = Caller(cloud, token, clients.get(token.client_id))
    if permission and not found.may(permission):
        raise cloud_errors.refuse(
            403,
            "missing.permissions",
            "Unable to perform the requested action. You are missing the following permission(s): [%s]" % permission,
        )
    return found


def complete(call: Call, reply: Reply) -> None:
    """Add the headers that every answer of the service has, and those about the rate of the token's calls (§1.5)."""
    reply.headers.setdefault(cloud_errors.CORRELATION, cloud_errors.new_correlation())
    token = call.store.cloud.tokens.get(access.bearer(call) or "")
    limit = int(call.switches.cloud_rate_limit)
    if token is None or not limit:
        return
    reply.headers["inin-ratelimit-count"] = str(token.window.count)
    reply.headers["inin-ratelimit-allowed"] = str(limit)
    reply.headers["inin-ratelimit-reset"] = str(token.window.left(call.store.clock.now()))


def body(call: Call) -> dict[str, Any]:
    """Return the JSON object in the body. Raise Refusal: 415 for another content type, 400 when it is none."""
    if call.content_type != "application/json":
        raise cloud_errors.refuse(415)
    try:
        value = parsed(call.raw)
    except ValueError:
        raise cloud_errors.refuse(400) from None
    if not isinstance(value, dict):
        raise cloud_errors.refuse(400)
    return value


def listing(entities: list[Any], path: str, size: int, number: int = 1, pages: int = 1, total: int = 0) -> Reply:
    """Return one page in the service's envelope for lists (§1.3)."""

    def uri(page: int) -> str:
        return "%s?pageSize=%d&pageNumber=%d" % (path, size, page)

    shown: dict[str, Any] = {
        "entities": entities,
        "pageSize": size,
        "pageNumber": number,
        "total": total,
        "pageCount": pages,
        "firstUri": uri(1),
        "lastUri": uri(max(1, pages)),
        "selfUri": uri(number),
    }
    if number < pages:
        shown["nextUri"] = uri(number + 1)
    if 1 < number <= pages:
        shown["previousUri"] = uri(number - 1)
    return Reply(200, shown)


def paged(call: Call, rows: list[Any], path: str, size: int | None = None) -> Reply:
    """Return the page of ``rows`` that the query asks for; ``size`` when a page's size is not the query's to say."""
    size = size or number_of(call, "pageSize", PAGE, 100)
    number = number_of(call, "pageNumber", 1)
    pages = -(-len(rows) // size)
    part = rows[(number - 1) * size : number * size]
    return listing(part, path, size, number, pages, len(rows))


def number_of(call: Call, name: str, default: int, most: int | None = None) -> int:
    """Return a parameter of the query that must be a positive number, at most ``most``. Raise Refusal (400)."""
    text = call.query.get(name, str(default))
    if not re.fullmatch("0*[1-9][0-9]{0,8}", text, re.ASCII) or (most is not None and int(text) > most):
        raise cloud_errors.invalid(name, "Value [%s] is not valid for field type [%s]." % (text, name), "invalid.value")
    return int(text)
