# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""About a token that exists: userinfo, check_token, ping, sign-out (private-edition-api.md §2)."""

from __future__ import annotations

from typing import Any

from . import access
from .envelope import Reply, access_denied, oauth_error, ok
from .routes import INFERRED, Call, Route
from .store import Token, User


def check_token(call: Call) -> Reply:
    """POST: 200 with ``active``, 400 for a token that is unknown or expired (INFERRED, Spring)."""
    access.client(call, {})
    value = {**call.query, **call.form}.get("token", "")
    known = call.store.tokens.get(value)
    if known is None:
        raise oauth_error(400, "invalid_token", "Token was not recognised")
    if known.expires_at <= call.store.clock.now():
        raise oauth_error(400, "invalid_token", "Token has expired")
    body: dict[str, Any] = {"active": True, "client_id": known.client_id, "scope": known.scope.split()}
    body["exp"] = int(known.expires_at)
    if known.user:
        body["user_name"] = known.user.name
    return Reply(200, body)


def _dbid(user: User) -> int:
    return 100 + sum(user.name.encode()) % 900


def _someone(call: Call) -> tuple[Token, User | None, str | None]:
    known = access.token(call)
    if known.user is None and call.switches.userinfo_client_token == "refuse":
        raise access_denied()
    center = known.user.contact_center if known.user else None
    row = call.store.contact_centers.rows.get(center)
    return known, known.user, row["environmentId"] if row else None


def userinfo(call: Call) -> Reply:
    """GET: CloudUserDetails (CONFIRMED); for a token without user the answer is UNKNOWN."""
    known, user, environment = _someone(call)
    if user is None:
        client = call.store.clients[known.client_id]
        return Reply(200, {"authorities": client["authorities"], "username": known.client_id})
    if user.is_ops:
        return Reply(200, {"authorities": ["ROLE_OPS"], "username": user.name, "loginName": user.name})
    body: dict[str, Any] = {
        "authorities": ["ROLE_AGENT"],
        "username": "%s%d%s" % (user.name, _dbid(user), user.contact_center),
        "cmeUserName": user.name,
        "contactCenterId": user.contact_center,
        "dbid": _dbid(user),
        "environmentId": environment,
        "loginName": user.name,
        "properties": {},
    }
    return Reply(200, body)


def openid_userinfo(call: Call) -> Reply:
    """GET: the same person in the words of OpenID Connect (CONFIRMED fields)."""
    known, user, environment = _someone(call)
    name = user.name if user else known.client_id
    body: dict[str, Any] = {"aud": [known.client_id], "sub": name, "user_name": name}
    body["authorities"] = ["ROLE_OPS"] if user and user.is_ops else ["ROLE_AGENT"] if user else []
    if user and not user.is_ops:
        body |= {"contact_center_id": user.contact_center, "environment_id": environment, "dbid": _dbid(user)}
        body |= {"email": "", "family_name": name, "given_name": name, "properties": {}}
    return Reply(200, body)


def ping(call: Call) -> Reply:
    """GET: 200 when authenticated, else 403 (CONFIRMED)."""
    value = access.bearer(call)
    known = call.store.tokens.get(value) if value else None
    if known is None or known.expires_at <= call.store.clock.now():
        raise access_denied()
    return ok(call.switches)


def sign_out(call: Call) -> Reply:
    """End the token, with ``global`` all tokens of its user; GET also redirects to ``redirect_uri``."""
    known = access.token(call)
    given = {**call.query, **call.form}
    everywhere = given.get("global", "").lower() == "true"
    for one in list(call.store.tokens.values()):
        if one is known or (everywhere and known.user is not None and one.user == known.user):
            del call.store.tokens[one.value]
            call.store.refresh_tokens.pop(one.refresh or "", None)
    if call.method == "GET" and given.get("redirect_uri"):
        return Reply(302, "", {"Location": given["redirect_uri"]}, "text/plain")
    return ok(call.switches)


ROUTES = [
    Route(
        "POST",
        "/auth/v3/oauth/check_token",
        check_token,
        "Introspect a token",
        "2",
        INFERRED,
        auth="client",
        form=("token",),
        writes=False,
    ),
    Route("GET", "/auth/v3/userinfo", userinfo, "Show the token's user", "2", auth="bearer"),
    Route(
        "GET", "/auth/v3/openid/userinfo", openid_userinfo, "Show the token's user (OpenID Connect)", "2", auth="bearer"
    ),
    Route("GET", "/auth/v3/ping", ping, "200 when authenticated, else 403", "2", auth="bearer"),
    Route("POST", "/auth/v3/sign-out", sign_out, "End the token", "2", auth="bearer", form=("global",), writes=False),
    Route("GET", "/auth/v3/sign-out", sign_out, "End the token", "2", auth="bearer", query=("global", "redirect_uri")),
]
