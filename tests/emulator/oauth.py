# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Authentication, OAuth 2.0: token endpoint and authorization codes (private-edition-api.md §2)."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from . import access
from .auth import JWT_BEARER, TOKEN_EXCHANGE
from .envelope import Reply, bad_credentials, not_authenticated, oauth_error, redirect
from .routes import Call, Route
from .shapes import new_uuid
from .store import Code, RefreshToken, Store, Token, User

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
CODE_LIFETIME = 600


def login(store: Store, username: str, password: str) -> User | None:
    """Return the user with these credentials: the ops user, or ``<CCID or domain>\\<person>`` (CONFIRMED)."""
    if access.is_ops(store, username, password):
        return User(store.ops.username)
    separator = "\\"
    if store.switches.double_backslash == "accept" and "\\\\" in username:
        separator = "\\\\"
    prefix, found, name = username.partition(separator)
    center = store.contact_center_of(prefix) if found else None
    if center is None:
        return None
    return person(store, center, name, password)


def person(store: Store, center: str, name: str, password: str) -> User | None:
    """Return the Person ``name`` of the contact center ``center`` when the password is right."""
    one = store.person(center, name)
    return User(name, center) if one is not None and access.same(password, one.password) else None


def named_user(store: Store, username: str) -> User | None:
    """Return the user that ``username`` names, without a password."""
    if username == store.ops.username:
        return User(username)
    prefix, _backslash, name = username.partition("\\")
    center = store.contact_center_of(prefix)
    return User(name, center) if center and store.person(center, name) else None


def issue(store: Store, client: dict[str, Any], user: User | None, scope: str, fresh: bool = False) -> Token:
    """Return a token for client, user and scope: the unexpired one of before (switch, INFERRED) or a new one."""
    now = store.clock.now()
    if store.switches.reuse_tokens and not fresh:
        for token in store.tokens.values():
            if (token.client_id, token.user, token.scope) == (
                client["client_id"],
                user,
                scope,
            ) and token.expires_at > now:
                return token
    token = Token(new_uuid(), client["client_id"], user, scope, now + client["accessTokenExpirationTimeout"])
    if user is not None and "refresh_token" in client["authorizedGrantTypes"]:
        expires = now + client["refreshTokenExpirationTimeout"]
        refresh = RefreshToken(new_uuid(), client["client_id"], user, scope, expires)
        store.refresh_tokens[refresh.value] = refresh
        token.refresh = refresh.value
    store.tokens[token.value] = token
    return token


def _told(store: Store, token: Token, refresh: bool = True) -> dict[str, Any]:
    """Return the members of DefaultOAuth2AccessToken; ``refresh``: also the refresh token, where there is one."""
    body: dict[str, Any] = {"access_token": token.value, "token_type": "bearer"}
    if refresh and token.refresh:
        body["refresh_token"] = token.refresh
    # One millisecond less, then cut: a client with 43200 s gets 43199, as in the samples (CONFIRMED).
    body["expires_in"] = max(0, int(token.expires_at - store.clock.now() - 0.001))
    body["scope"] = token.scope
    return body


def _answer(store: Store, token: Token, **more: str) -> Reply:
    return Reply(200, {**_told(store, token), **more}, dict(NO_STORE))


def _scope(client: dict[str, Any], given: dict[str, str]) -> str:
    wanted = given.get("scope", "").split()
    if not wanted:
        return " ".join(client["scope"])
    if "*" not in client["scope"]:
        for one in wanted:
            if one not in client["scope"]:
                raise oauth_error(400, "invalid_scope", "Invalid scope: %s" % one, scope=" ".join(client["scope"]))
    return " ".join(wanted)


def _need(given: dict[str, str], name: str) -> str:
    if not given.get(name):
        raise oauth_error(400, "invalid_request", "Missing %s" % name.replace("_", " "))
    return given[name]


def _refresh(store: Store, client: dict[str, Any], given: dict[str, str]) -> Reply:
    value = _need(given, "refresh_token")
    known = store.refresh_tokens.get(value)
    if known is None:
        raise oauth_error(400, "invalid_grant", "Invalid refresh token: %s" % value)
    if known.client_id != client["client_id"]:
        raise oauth_error(400, "invalid_grant", "Wrong client for this refresh token: %s" % value)
    if known.expires_at <= store.clock.now():
        del store.refresh_tokens[value]
        raise oauth_error(401, "invalid_token", "Invalid refresh token (expired): %s" % value)
    for token in [one for one in store.tokens.values() if one.refresh == value]:
        del store.tokens[token.value]
    token = issue(store, client, known.user, known.scope, fresh=True)
    if store.switches.rotate_refresh_tokens:
        del store.refresh_tokens[value]
    else:
        store.refresh_tokens.pop(token.refresh or "", None)
        token.refresh = value
    return _answer(store, token)


def _redeem(store: Store, client: dict[str, Any], given: dict[str, str]) -> User:
    code = store.codes.pop(_need(given, "code"), None)
    if code is None or code.expires_at <= store.clock.now():
        raise oauth_error(400, "invalid_grant", "Invalid authorization code: %s" % given["code"])
    if code.client_id != client["client_id"]:
        raise oauth_error(401, "invalid_client", "Client ID mismatch")
    if code.redirect_uri != given.get("redirect_uri"):
        raise oauth_error(400, "invalid_grant", "Redirect URI mismatch.")
    return code.user


def _assert(store: Store, given: dict[str, str]) -> User:
    """jwt-bearer: an assertion that was seeded, or a JWT whose ``sub`` is a known user; the rest is UNKNOWN."""
    assertion = _need(given, "assertion")
    username = store.assertions.get(assertion)
    if username is None and assertion.count(".") == 2:
        try:
            middle = assertion.split(".")[1]
            username = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))).get("sub")
        except (ValueError, AttributeError, RecursionError):
            username = None
    user = named_user(store, username) if isinstance(username, str) else None
    if user is None:
        raise oauth_error(400, "invalid_grant", "Bad credentials")
    return user


def _exchange(store: Store, client: dict[str, Any], given: dict[str, str]) -> Reply:
    """token-exchange with the names of RFC 8693 (INFERRED)."""
    subject = store.tokens.get(_need(given, "subject_token"))
    _need(given, "subject_token_type")
    if subject is None or subject.expires_at <= store.clock.now():
        raise oauth_error(400, "invalid_grant", "Invalid subject token")
    token = issue(store, client, subject.user, _scope(client, given))
    return _answer(store, token, issued_token_type="urn:ietf:params:oauth:token-type:access_token")


def token(call: Call) -> Reply:
    """POST: all grants; parameters in the body or in the query string (CONFIRMED), the client by Basic."""
    given = {**call.query, **call.form}
    client = access.client(call, given)
    store = call.store
    if given.get("client_id", client["client_id"]) != client["client_id"]:
        raise oauth_error(401, "invalid_client", "Given client ID does not match authenticated client")
    if "client_secret" in given and not access.same(given["client_secret"], client["client_secret"]):
        raise bad_credentials()
    scope = _scope(client, given)
    grant = given.get("grant_type")
    if not grant:
        raise oauth_error(400, "invalid_request", "Missing grant type")
    if grant not in GRANT_HANDLERS:
        raise oauth_error(400, "unsupported_grant_type", "Unsupported grant type: %s" % grant)
    if grant not in client["authorizedGrantTypes"]:
        raise oauth_error(401, "invalid_client", "Unauthorized grant type: %s" % grant)
    if grant == "refresh_token":
        return _refresh(store, client, given)
    if grant == TOKEN_EXCHANGE:
        return _exchange(store, client, given)
    user: User | None = None
    if grant == "password":
        user = login(store, given.get("username", ""), given.get("password", ""))
        if user is None:
            raise oauth_error(400, "invalid_grant", "Bad credentials")
    elif grant == "authorization_code":
        user = _redeem(store, client, given)
    elif grant == JWT_BEARER:
        user = _assert(store, given)
    return _answer(store, issue(store, client, user, scope))


RESPONSE_TYPES = {"code": "authorization_code", "token": "implicit"}  # of the authorization endpoint, with their grants
GRANT_HANDLERS = ("client_credentials", "password", "refresh_token", "authorization_code", JWT_BEARER, TOKEN_EXCHANGE)


def new_code(store: Store, client_id: str, redirect_uri: str, user: User) -> str:
    """Return an authorization code that can be used once, for ten minutes."""
    code = Code(new_uuid(), client_id, redirect_uri, user, store.clock.now() + CODE_LIFETIME)
    store.codes[code.value] = code
    return code.value


def _registered(client: dict[str, Any], uri: str) -> bool:
    def below(one: str) -> bool:
        try:
            known, wanted = urlsplit(one), urlsplit(uri)
        except ValueError:
            return False
        return known[:2] == wanted[:2] and wanted.path.startswith(known.path)

    return "#" not in uri and any(below(one) for one in client["redirectURIs"])


def authorize(call: Call) -> Reply:
    """GET: 302 to the redirect URI with ``code`` in its query, or with the token in its fragment, and ``state``.

    Basic credentials stand in for the sign-in form. The token in the fragment is RFC 6749 §4.2.2: no refresh token.
    """
    pair = access.basic(call)
    if pair is None:
        raise not_authenticated()
    user = login(call.store, *pair)
    if user is None:
        raise bad_credentials()
    given = call.query
    client = call.store.clients.get(given.get("client_id", ""))
    if client is None:
        raise bad_credentials()
    kind = given.get("response_type", "")
    if kind not in RESPONSE_TYPES:
        raise oauth_error(400, "unsupported_response_type", "Unsupported response types: %s" % kind)
    uri = given.get("redirect_uri", "")
    if RESPONSE_TYPES[kind] not in client["authorizedGrantTypes"]:
        raise oauth_error(401, "invalid_client", "Unauthorized grant type: %s" % RESPONSE_TYPES[kind])
    if not _registered(client, uri):
        raise oauth_error(
            400, "invalid_grant", "Invalid redirect: %s does not match one of the registered values." % uri
        )
    state = {"state": given["state"]} if "state" in given else {}
    if kind == "token":
        issued = issue(call.store, client, user, _scope(client, given))
        return redirect(uri + "#" + urlencode({**_told(call.store, issued, refresh=False), **state}))
    answer = {"code": new_code(call.store, client["client_id"], uri, user), **state}
    return redirect(uri + ("&" if "?" in uri else "?") + urlencode(answer))


FORM = (
    "grant_type",
    "client_id",
    "scope",
    "username",
    "password",
    "refresh_token",
    "code",
    "redirect_uri",
    "assertion",
)

ROUTES = [
    Route(
        "POST",
        "/auth/v3/oauth/token",
        token,
        "Obtain a token (every grant)",
        "2",
        auth="client",
        form=FORM,
        writes=False,
    ),
    Route(
        "GET",
        "/auth/v3/oauth/authorize",
        authorize,
        "Obtain an authorization code, or a token by the implicit grant (302)",
        "2",
        auth="person",
        query=("response_type", "client_id", "redirect_uri", "state", "scope", "hideTenant"),
    ),
]
