# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud, errors: the ErrorBody of genesys-cloud-oauth-api.md §1.4, and the other body of its token endpoint."""

from __future__ import annotations

from typing import Any

from .envelope import Refusal, Reply
from .shapes import new_uuid

CORRELATION = "ININ-Correlation-Id"

# Codes and messages as in §1.4; those of 405, 409, 413 and 415 are INFERRED.
MESSAGES = {
    400: ("bad.request", "The request could not be understood by the server due to malformed syntax."),
    401: ("bad.credentials", "Invalid login credentials."),
    403: ("not.authorized", "You are not authorized to perform the requested action."),
    404: ("not.found", "The requested resource was not found."),
    405: ("method.not.allowed", "The requested method is not allowed for the resource."),
    408: ("request.timeout", "The request timed out."),
    409: ("conflict", "The request conflicts with the current state of the resource."),
    413: ("request.entity.too.large", "The request is over the size limit."),
    415: ("unsupported.media.type", "Unsupported media type, use application/json."),
    429: ("too.many.requests", "Rate limit exceeded the maximum. Retry the request in [%s] seconds"),
    500: ("internal.server.error", "The server encountered an unexpected condition which prevented it from working."),
    503: ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
    504: ("request.timeout", "The request timed out."),
}


def new_correlation() -> str:
    """Return a fresh correlation id."""
    return new_uuid()


def reply(
    status: int,
    code: str | None = None,
    message: str | None = None,
    field: str | None = None,
    entity: str | None = None,
    params: dict[str, str] | None = None,
) -> Reply:
    """Return an answer with an ErrorBody; what is not given is that of the HTTP status. ``field``: whom details blame."""
    usual = MESSAGES.get(status, MESSAGES[503 if status > 500 else 400])
    code, message = code or usual[0], message or usual[1]
    correlation = new_correlation()
    body: dict[str, Any] = {
        "message": message,
        "code": code,
        "status": status,
        "messageParams": params or {},
        "contextId": correlation,
        "details": [{"errorCode": code, "fieldName": field}] if field else [],
        "errors": [],
    }
    if entity:
        body["entityId"] = entity
    return Reply(status, body, {CORRELATION: correlation})


def refuse(status: int, code: str | None = None, message: str | None = None, **more: Any) -> Refusal:
    """Return the refusal with such an answer."""
    return Refusal(reply(status, code, message, **more))


def invalid(field: str, message: str, code: str = "bad.request") -> Refusal:
    """A field of the body that the service refuses: 400 (§1.4: the code is CONFIRMED in general, UNKNOWN per rule)."""
    return refuse(400, code, message, field=field)


def missing(entity: str) -> Refusal:
    """The object does not exist."""
    return refuse(404, entity=entity)


def too_many(wait: int, limit: int) -> Refusal:
    """The token made too many requests: 429 with Retry-After (§1.5)."""
    answer = reply(429, message=MESSAGES[429][1] % wait, params={"retryAfter": str(wait)})
    answer.body["limit"] = {
        "key": "client.credentials.token.rate.per.minute",
        "namespace": "platform.api",
        "value": limit,
    }
    answer.headers["Retry-After"] = str(wait)
    return Refusal(answer)


def token_error(error: str, description: str) -> Refusal:
    """An error of the token endpoint: always 400, the description twice (§1.2, CONFIRMED)."""
    return Refusal(Reply(400, {"error": error, "description": description, "error_description": description}))


def injected(answer: Reply) -> Reply:
    """Return an injected HTTP status as this service would say it: with an ErrorBody."""
    said = reply(answer.status)
    if answer.status == 429:
        said.body["message"] %= answer.headers.get("Retry-After", "60")
    said.headers.update(answer.headers)
    return said
