# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud, the token endpoint: POST /oauth/token (genesys-cloud-oauth-api.md §1.2)."""

from __future__ import annotations

from typing import Any

from . import access
from .cloud_errors import token_error
from .cloud_state import CloudCode, CloudToken, Window
from .envelope import Refusal, Reply
from .routes import Call, Route
from .shapes import new_uuid
from .store import Store

TOKEN_PATH = "/oauth/token"
SAML = "urn:ietf:params:oauth:grant-type:saml2-bearer"
CODE_LIFETIME = 300

# Grant of the token endpoint -> grant type of the client, and how the refusal names it.
GRANTS = {
    "client_credentials": ("CLIENT-CREDENTIALS", "client_credential"),
    "authorization_code": ("CODE", "authorization_code"),
    "refresh_token": ("CODE", "refresh_token"),
    SAML: ("SAML2-BEARER", "saml2_bearer"),
}


def issue(
    store: Store,
    client: dict[str, Any],
    roles: tuple[str, ...] | None = None,
    refresh: bool = False,
    builtin: bool = False,
) -> CloudToken:
    """Return a new token; ``roles`` are those of the person it speaks for, None is the client itself."""
    now = store.clock.now()
    ends = now + client["accessTokenValiditySeconds"]
    token = CloudToken(new_uuid(), client["id"], ends, now, roles, builtin)
    if refresh:
        token.refresh = new_uuid()
        store.cloud.refresh_tokens[token.refresh] = (client["id"], roles or ())
    store.cloud.tokens[token.value] = token
    return token


def _identified(call: Call) -> tuple[str, str | None]:
    """Return client id and secret; with PKCE there is no secret, the client is named in the form."""
    try:
        pair = access.basic(call)
    except Refusal:
        pair = ("", "")
    if pair is not None:
        return pair
    if call.form.get("code_verifier") and call.form.get("client_id"):
        return call.form["client_id"], None
    return "", ""


def _allowed(client: dict[str, Any], grant: str) -> None:
    kind, name = GRANTS[grant]
    if client["authorizedGrantType"] != kind:
        raise token_error("unauthorized_client", "client is not authorized to use the %s grant type" % name)


def _client(call: Call, grant: str) -> dict[str, Any]:
    """Return the client that authenticates itself and may use the grant. Raise Refusal."""
    cloud, now = call.store.cloud, call.store.clock.now()
    key, secret = _identified(call)
    limit = int(call.switches.cloud_token_rate)
    window = cloud.token_requests.setdefault(key, Window())
    if window.add(now) > limit > 0:
        wait = window.left(now)
        raise token_error("invalid_request", "rate limit exceeded, retry the request in [%d] seconds" % wait)
    client = cloud.live().get(key)
    # Only active clients get tokens: CONFIRMED; that the others look as if they were not there: INFERRED.
    if client is None or client["state"] != "active":
        raise token_error("invalid_client", "client not found")
    if call.switches.cloud_grant_check == "before_secret":
        _allowed(client, grant)
    if secret is not None and not access.same(secret, client["secret"]):
        raise token_error("invalid_client", "authentication failed")
    _allowed(client, grant)
    if secret is None and grant != "authorization_code":
        raise token_error("invalid_client", "authentication failed")
    return client


def _redeem(call: Call, client: dict[str, Any]) -> CloudToken:
    code = call.store.cloud.codes.pop(call.form.get("code", ""), None)
    if code is None or code.client_id != client["id"] or code.expires_at <= call.store.clock.now():
        raise token_error("invalid_grant", "authorization code is invalid")
    if code.redirect_uri != call.form.get("redirect_uri"):
        raise token_error("invalid_grant", "redirect_uri does not match")
    return issue(call.store, client, code.roles, refresh=True)


def _refresh(call: Call, client: dict[str, Any]) -> CloudToken:
    """The switch of the other token endpoint decides here too whether the refresh token is a new one."""
    store, value = call.store, call.form.get("refresh_token", "")
    owner, roles = store.cloud.refresh_tokens.get(value, (None, ()))
    if owner != client["id"]:
        raise token_error("invalid_grant", "refresh token is invalid")
    rotate = call.switches.rotate_refresh_tokens
    token = issue(store, client, roles, refresh=rotate)
    if rotate:
        del store.cloud.refresh_tokens[value]
    else:
        token.refresh = value
    return token


def _assert(call: Call, client: dict[str, Any]) -> CloudToken:
    name, roles = call.store.cloud.assertions.get(call.form.get("assertion", ""), (None, ()))
    if name is None or name != call.form.get("orgName"):
        raise token_error("invalid_grant", "assertion is invalid")
    return issue(call.store, client, roles)


def token(call: Call) -> Reply:
    """POST: the client by Basic (with PKCE in the form), parameters in the form; errors are 400 (CONFIRMED)."""
    grant = call.form.get("grant_type", "")
    if not grant:
        raise token_error("invalid_request", "grant_type is missing")
    if grant not in GRANTS:
        raise token_error("unsupported_grant_type", "grant_type is not supported")
    client = _client(call, grant)
    if grant == "authorization_code":
        made = _redeem(call, client)
    elif grant == "refresh_token":
        made = _refresh(call, client)
    elif grant == SAML:
        made = _assert(call, client)
    else:
        made = issue(call.store, client)
    shown: dict[str, Any] = {"access_token": made.value, "token_type": "bearer"}
    if made.refresh:
        shown["refresh_token"] = made.refresh
    # One second less than the client's setting, as in the sample (CONFIRMED).
    shown["expires_in"] = client["accessTokenValiditySeconds"] - 1
    return Reply(200, shown)


def new_code(store: Store, client_id: str, redirect_uri: str, roles: tuple[str, ...]) -> str:
    """Return an authorization code that can be used once."""
    code = CloudCode(new_uuid(), client_id, redirect_uri, roles, store.clock.now() + CODE_LIFETIME)
    store.cloud.codes[code.value] = code
    return code.value


ROUTES = [
    Route(
        "POST",
        TOKEN_PATH,
        token,
        "Obtain a token (every grant but implicit and password)",
        "1.2",
        auth="cloud client",
        form=(
            "grant_type",
            "code",
            "redirect_uri",
            "client_id",
            "code_verifier",
            "refresh_token",
            "orgName",
            "assertion",
        ),
        writes=False,
    ),
]
