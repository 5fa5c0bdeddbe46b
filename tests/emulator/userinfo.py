# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""About a token that exists: userinfo, check_token, ping, sign-out, change-password (private-edition-api.md §2).

The answers are those of the models that the vendor has generated for its clients (CloudUserDetails, OpenIdUserInfo, ApiResponse).
"""

from __future__ import annotations

import base64
import json
from typing import Any

from . import access, oauth
from .envelope import Reply, access_denied, oauth_error, ok, redirect, refuse
from .routes import INFERRED, Call, Route
from .shapes import Shape, text
from .store import Person, Token, User

PASSWORDS = Shape("password", {"newPassword": text().must(), "oldPassword": text().must(), "userName": text()})


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


def _authorities(call: Call, known: Token) -> list[dict[str, Any]]:
    """The authorities as UserRole (CONFIRMED): a name and privileges; which a user has is made up."""
    if known.user is None:
        names = call.store.clients[known.client_id]["authorities"]
    else:
        names = ["ROLE_OPS" if known.user.is_ops else "ROLE_AGENT"]
    return [{"name": name, "privileges": []} for name in names]


def _details(call: Call) -> dict[str, Any]:
    """CloudUserDetails of the token's user (CONFIRMED); for a token without user the answer is UNKNOWN."""
    known, user, environment = _someone(call)
    authorities = _authorities(call, known)
    if user is None:
        return {"authorities": authorities, "username": known.client_id}
    if user.is_ops:
        return {"authorities": authorities, "username": user.name, "loginName": user.name}
    return {
        "authorities": authorities,
        "username": "%s%d%s" % (user.name, _dbid(user), user.contact_center),
        "cmeUserName": user.name,
        "contactCenterId": user.contact_center,
        "dbid": _dbid(user),
        "environmentId": environment,
        "loginName": user.name,
        "properties": {},
    }


def userinfo(call: Call) -> Reply:
    """GET: CloudUserDetails (CONFIRMED)."""
    return Reply(200, _details(call))


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt_userinfo(call: Call) -> Reply:
    """GET: the user as a JWT in the header X-GWS-User (CONFIRMED); its claims and signature are UNKNOWN: it has none of the latter."""
    token = "%s.%s." % (_part({"alg": "none", "typ": "JWT"}), _part(_details(call)))
    answer = ok(call.switches)
    answer.headers["X-GWS-User"] = token
    return answer


def openid_userinfo(call: Call) -> Reply:
    """GET: the same person in the words of OpenID Connect (CONFIRMED fields)."""
    known, user, environment = _someone(call)
    name = user.name if user else known.client_id
    body: dict[str, Any] = {"aud": known.client_id, "sub": name, "user_name": name}
    body["authorities"] = _authorities(call, known)
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
    """End the token, with ``global`` all tokens of its user; GET also redirects to ``redirectUri`` (so spelt: CONFIRMED)."""
    known = access.token(call)
    given = {**call.query, **call.form}
    everywhere = given.get("global", "").lower() == "true"
    for one in list(call.store.tokens.values()):
        if one is known or (everywhere and known.user is not None and one.user == known.user):
            del call.store.tokens[one.value]
            call.store.refresh_tokens.pop(one.refresh or "", None)
    if call.method == "GET" and given.get("redirectUri"):
        return redirect(given["redirectUri"])
    return ok(call.switches)


def change_password(call: Call) -> Reply:
    """POST: a Person's password (request and 403 CONFIRMED; whether a token is needed UNKNOWN, switch ``change_password``).

    The ops user's password is a value of the deployment, and a client has none: both are refused (INFERRED). Tokens stay.
    """
    by_name = access.bearer(call) is None and call.switches.change_password == "name"
    user = None if by_name else access.token(call).user
    data = call.body(PASSWORDS)
    named = oauth.named_user(call.store, data["userName"]) if "userName" in data else user
    refused = refuse(call.switches, 403, "Unable to update password")
    if named is None or named.contact_center is None or (named != user and not by_name):
        raise refused
    if oauth.person(call.store, named.contact_center, named.name, data["oldPassword"]) is None:
        raise refused
    mine = (named.name, named.contact_center)
    others = [one for one in call.store.persons if (one.username, one.contact_center) != mine]
    call.store.persons = [*others, Person(named.name, data["newPassword"], named.contact_center)]
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
    Route(
        "GET", "/auth/v3/jwt-userinfo", jwt_userinfo, "Show the token's user as a JWT in a header", "2", auth="bearer"
    ),
    Route("GET", "/auth/v3/ping", ping, "200 when authenticated, else 403", "2", auth="bearer"),
    Route(
        "POST",
        "/auth/v3/sign-out",
        sign_out,
        "End the token",
        "2",
        auth="bearer",
        form=("global",),
        query=("global",),
        writes=False,
    ),
    Route("GET", "/auth/v3/sign-out", sign_out, "End the token", "2", auth="bearer", query=("global", "redirectUri")),
    Route(
        "POST",
        "/auth/v3/change-password",
        change_password,
        "Change a person's password",
        "2",
        auth="bearer",
        shape=PASSWORDS,
    ),
]
