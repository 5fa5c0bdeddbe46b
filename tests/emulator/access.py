# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls: the ops user or an API client by Basic, or a Bearer token (private-edition-api.md §0.2, §2)."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from .envelope import access_denied, bad_credentials, basic_disabled, invalid_token, not_authenticated
from .routes import Call
from .store import Store, Token


def basic(call: Call) -> tuple[str, str] | None:
    """Return user and password of a Basic header, None when there is none. Raise Refusal for one that is garbage."""
    scheme, _blank, rest = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:  # no base64, or what it holds is no UTF-8
        raise bad_credentials() from None
    if not colon:
        raise bad_credentials()
    return name, password


def bearer(call: Call) -> str | None:
    """Return the token of a Bearer header, None when there is none."""
    scheme, _blank, rest = call.headers.get("authorization", "").partition(" ")
    return rest.strip() if scheme.lower() == "bearer" and rest.strip() else None


def same(one: str, other: str) -> bool:
    """Compare two secrets."""
    return hmac.compare_digest(one.encode(), other.encode())


def is_ops(store: Store, name: str, password: str) -> bool:
    """Tell whether these are the ops credentials; a bcrypt hash of the password is not (§0.2, CONFIRMED)."""
    return name == store.ops.username and same(password, store.ops.password)


def ops(call: Call) -> None:
    """Let only the ops user pass, by Basic."""
    pair = basic(call)
    if pair is None:
        raise not_authenticated()
    if not is_ops(call.store, *pair):
        raise bad_credentials()


def ops_or_token(call: Call) -> None:
    """Let only the ops user pass, by Basic; where the service takes tokens only, by a token (§3.4: Basic is CONFIRMED)."""
    if call.switches.environment_basic == "accept":
        ops(call)
    else:
        operator(call)


def known_token(store: Store, value: str) -> Token:
    """Return the token. Raise Refusal (401) when it is unknown, expired, or its client is gone (INFERRED)."""
    token = store.tokens.get(value)
    if token is None or token.expires_at <= store.clock.now() or token.client_id not in store.clients:
        raise invalid_token(value)
    return token


def token(call: Call) -> Token:
    """Let only a valid Bearer token pass and return it."""
    value = bearer(call)
    if value is None:
        raise not_authenticated()
    return known_token(call.store, value)


def operator(call: Call) -> None:
    """Let the ops user pass by Basic, or a token of the ops user or of an internal client.

    §0.2: CONFIRMED for these; whether a tenant person's token may is UNKNOWN (switch ``person_bearer``), and whether a
    service takes tokens only, too (switch ``environment_basic``).
    """
    if bearer(call) is None:
        if call.switches.environment_basic == "disabled":
            raise basic_disabled()
        if call.switches.environment_basic == "refuse":
            raise not_authenticated()
        ops(call)
        return
    holder = token(call)
    if holder.user is not None and not holder.user.is_ops:
        if call.switches.person_bearer != "accept":
            raise access_denied()
    elif holder.user is None and not call.store.clients[holder.client_id].get("internalClient"):
        raise access_denied()


def client(call: Call, given: dict[str, str]) -> dict[str, Any]:
    """Return the API client that authenticates itself, by Basic or (switch) by parameters. Raise Refusal (401)."""
    pair = basic(call)
    if pair is None and call.switches.form_client_auth == "accept" and given.get("client_id"):
        pair = (given["client_id"], given.get("client_secret", ""))
    if pair is None:
        raise not_authenticated()
    found = call.store.clients.get(pair[0])
    if found is None or not same(pair[1], found.get("client_secret") or ""):
        raise bad_credentials()
    return found


def describe(headers: Any) -> dict[str, str]:
    """Return kind and principal of the Authorization header, for the log; never fails."""
    scheme, _blank, rest = headers.get("authorization", "").partition(" ")
    kind = scheme.lower() or "none"
    principal = rest.strip()
    if kind == "basic":
        try:
            principal = base64.b64decode(principal).decode("utf-8", "replace").partition(":")[0]
        except ValueError:
            principal = ""
    return {"kind": kind, "principal": principal}
