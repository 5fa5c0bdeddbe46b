# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: the envelope of private-edition-api.md §0.1 and the error bodies of §1 and §2."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from .switches import Switches

JSON = "application/json; charset=utf-8"
URI_CHARACTERS = "%:/?#[]@!$&'()*+,;=~"


@dataclass
class Reply:
    """One HTTP answer; ``body`` is anything that JSON can hold, or text when ``media_type`` is not JSON."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = JSON


class Refusal(Exception):
    """A handler's way to stop with an error answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply.body))
        self.reply = reply


def _status(switches: Switches, code: int, message: str | None = None) -> dict[str, Any]:
    status: dict[str, Any] = {"code": str(code) if switches.status_code_type == "string" else code}
    if message is not None:
        status["message"] = message
    return status


def ok(switches: Switches, **members: Any) -> Reply:
    """Success: ``{"status": {"code": 0}, ...members}`` with HTTP 200 (CONFIRMED, also for POST)."""
    return Reply(200, {"status": _status(switches, 0), **members})


def redirect(uri: str) -> Reply:
    """Send the browser to ``uri``: 302; what no header can hold is percent-encoded, as Location wants it (RFC 9110 §10.2.2)."""
    return Reply(302, "", {"Location": quote(uri, safe=URI_CHARACTERS, errors="replace")}, "text/plain")


def shown(switches: Switches, data: Any) -> Reply:
    """Success of a GET; ``status`` may be missing there (CONFIRMED by the sample of contact centers)."""
    if not switches.status_on_get:
        return Reply(200, {"data": data})
    return ok(switches, data=data)


def listed(switches: Switches, name: str, members: Any) -> Reply:
    """Success of a GET of a list; how one without members looks is UNKNOWN, hence a switch."""
    found = list(members)
    return shown(switches, {name: found} if found or switches.empty_lists == "list" else {})


def refuse(switches: Switches, http: int, message: str, code: int | None = None) -> Refusal:
    """An application error: the envelope with a non-zero ``status.code`` (CONFIRMED; the codes are UNKNOWN)."""
    return Refusal(Reply(http, {"status": _status(switches, http if code is None else code, message)}))


MISSING_TEXTS = {
    "not_found": "%s not found",
    "does_not_exist": "The %s doesn't exist",
    "none_exists": "No such %s exists",
}
DUPLICATE_TEXTS = {"exists": "%s already exists", "taken": "%s is taken"}


def missing(switches: Switches, what: str, http: int | None = None) -> Refusal:
    """The object does not exist; words and, unless given, HTTP code by switch, ``status.code`` 404 or ``http``."""
    text = MISSING_TEXTS[switches.missing_text] % what
    return refuse(switches, switches.missing_code if http is None else http, text, 404 if http is None else http)


def duplicate(switches: Switches, what: str) -> Refusal:
    """The object exists already; HTTP code, ``status.code`` and words by switch."""
    text = DUPLICATE_TEXTS[switches.duplicate_text] % what
    return refuse(switches, switches.duplicate_code, text, switches.duplicate_status)


def oauth_error(http: int, error: str, description: str, **more: Any) -> Refusal:
    """An error as the OAuth endpoints and the credential check give it (§2)."""
    return Refusal(Reply(http, {"error": error, "error_description": description, **more}))


def bad_credentials() -> Refusal:
    """Wrong Basic credentials: 401, body CONFIRMED."""
    return oauth_error(401, "Unauthorized", "Bad credentials")


def not_authenticated() -> Refusal:
    """No usable credentials at all: 401 (INFERRED)."""
    return oauth_error(401, "unauthorized", "Full authentication is required to access this resource")


def basic_disabled() -> Refusal:
    """HTTP Basic where the platform does not take it, in the words of the hosted API; the code is UNKNOWN."""
    return Refusal(Reply(401, {"message": "HTTP Basic access authentication has been intentionally disabled"}))


def invalid_token(token: str) -> Refusal:
    """A Bearer token that is unknown, expired or revoked: 401 CONFIRMED, body INFERRED."""
    return oauth_error(401, "invalid_token", "Invalid access token: %s" % token)


def access_denied() -> Refusal:
    """Valid credentials of somebody who may not do this: 403 (INFERRED)."""
    return oauth_error(403, "access_denied", "Access is denied")


def forbidden() -> Refusal:
    """What the API gateway says to a missing or wrong x-api-key: 403, body CONFIRMED."""
    return Refusal(Reply(403, {"message": "Forbidden"}))


def control_error(message: str, http: int = 400) -> Refusal:
    """An error of the control API, which has no envelope."""
    return Refusal(Reply(http, {"error": message}))


def not_offered(switches: Switches, http: int, method: str, path: str) -> Reply:
    """The service does not offer the call (404) or not this method (405); the body is UNKNOWN, hence a switch."""
    text = "Not Found" if http == 404 else "Method Not Allowed"
    if switches.unknown_route == "spring":
        return Reply(http, {"timestamp": 1619796576236, "status": http, "error": text, "message": text, "path": path})
    if switches.unknown_route == "html":
        return Reply(http, "<html><body><h1>%d %s</h1></body></html>" % (http, text), media_type="text/html")
    if switches.unknown_route == "empty":
        return Reply(http, "", media_type="text/plain")
    return refuse(switches, http, "%s: %s %s" % (text, method, path)).reply
