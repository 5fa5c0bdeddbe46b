# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an answer: the envelope of the services, OAuth 2.0 errors, and which exception each failure becomes."""

from __future__ import annotations

import codecs
import json
import math
import re
import textwrap
from dataclasses import dataclass, field
from typing import Any, Dict

from ..core import checks, errors

DEEPEST = 64  # levels of lists and objects in an answer
MOST_PARTS = 500000  # lists and objects in an answer; they take far more memory than their text
LONGEST_NUMBER = 100  # digits
_SUCCESS = ("0", "SUCCESS")
LONGEST_MESSAGE = 500  # characters of what a service says
MOST = 20000  # characters of it that are looked at
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Answer:
    """One HTTP answer.

    status: the HTTP status. body: the decoded JSON, None when there is none. headers: with lower-case names. size: bytes
    of the body.
    """

    status: int
    body: Any = None
    headers: Dict[str, str] = field(default_factory=dict)
    size: int = 0

    @property
    def data(self):
        """The member ``data`` of the envelope, an empty dict when it is missing."""
        data = self.body.get("data") if isinstance(self.body, dict) else None
        return data if data is not None else {}

    @property
    def new_id(self):
        """The last segment of ``path``, by which a creation tells the new object's id (private-edition-api.md §3.1)."""
        path = self.body.get("path") if isinstance(self.body, dict) else None
        last = path.rstrip("/").rsplit("/", 1)[-1] if isinstance(path, str) else ""
        return last if checks.uuid(last) is None else None


def decode(status, headers, raw, about):
    """Decode the body. Success bodies have to be JSON; error bodies may be anything. Raises BadResponse."""
    if raw.startswith(codecs.BOM_UTF8):  # which may be ignored, says RFC 8259 §8.1
        raw = raw[len(codecs.BOM_UTF8) :]
    if not raw.strip():
        return Answer(status, None, headers)
    try:
        return Answer(status, _parsed(raw), headers, len(raw))
    except (ValueError, RecursionError):
        if status >= 300:
            return Answer(status, _single_quoted(raw), headers)
    if raw.lstrip()[:1] == b"<":
        raise errors.BadResponse(
            "%s was answered with a web page instead of JSON." % about["operation"],
            "Check the URL: it may lead to a user interface, a proxy or a login page.",
            http_status=status,
            **about,
        )
    raise errors.BadResponse(
        "%s was answered with JSON that is broken or cut off." % about["operation"],
        "Run again; if it stays, look at proxies between here and the service.",
        http_status=status,
        **about,
    )


def _parsed(raw):
    """The value of a JSON text. Raises ValueError for what is none, or cannot be passed on: numbers that are none, a member
    that is there twice, half a character, or a depth at which others would fail.
    """
    count = raw.count(b"[") + raw.count(b"{")
    if count > MOST_PARTS:
        raise ValueError("too much of it")
    value = _DECODER.decode(raw.decode("utf-8"))
    if _SURROGATE.search(raw):
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    if count > DEEPEST:
        level = [value]
        for _depth in range(DEEPEST):
            level = [
                member
                for one in level
                for member in (one.values() if isinstance(one, dict) else one)
                if isinstance(member, (dict, list))
            ]
            if not level:
                return value
        raise ValueError("too deep")
    return value


def _single_quoted(raw):
    """The value of an error body that is written with single quotes, as the vendor prints some (authentication-overview.txt), or None."""
    if raw.lstrip()[:1] != b"{" or b'"' in raw or b"\\" in raw:
        return None
    try:
        return _parsed(raw.replace(b"'", b'"'))
    except (ValueError, RecursionError):
        return None


def _object(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is there twice")
    return members


def _no_number(text):
    raise ValueError("%s is no number" % text)


def _whole(text):
    return int(text) if len(text) <= LONGEST_NUMBER else _no_number(text)


def _fraction(text):
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number
)


def check(answer, about, context):
    """Raise the error that the answer is, if it is one (rule: HTTP 2xx and, where there is a status, code 0).

    about: operation, method, url for the failure. context: facts for the hint: ``scheme`` of the credentials ("basic",
    "bearer", "client", "api_key").
    """
    code, message = service_status(answer.body)
    if 200 <= answer.status < 300 and (
        not isinstance(answer.body, dict) and (answer.body is not None or about["method"] == "GET")
    ):
        raise errors.BadResponse(
            "%s was answered %s."
            % (about["operation"], "with nothing" if answer.body is None else "with JSON that is no object"),
            "Check the URL: it may lead to another service.",
            http_status=answer.status,
            **about,
        )
    if 200 <= answer.status < 300 and code in (None, *_SUCCESS):
        return
    details = dict(about, http_status=answer.status, service_code=code)
    said = ": %s" % message if message else ""
    text = "%s failed with HTTP %d%s%s." % (
        about["operation"],
        answer.status,
        " and status code %s" % code if code not in (None, "0") and 200 <= answer.status < 300 else "",
        said.rstrip("."),
    )
    kind, hint = _classify(answer, code, message, context)
    raise kind(text, hint, **details)


def is_envelope(body):
    """The body has the services' own ``status``, so it is the application that answered, not something before it."""
    return isinstance(body, dict) and isinstance(body.get("status"), dict)


def is_empty(body):
    """The body is an envelope that says success, with data that is empty."""
    return is_envelope(body) and service_status(body)[0] in _SUCCESS and body.get("data") == {}


def service_status(body):
    """(code, message) of a body: the envelope's status, an OAuth 2.0 error, or (None, None). The code is a string."""
    if not isinstance(body, dict):
        return None, None
    status = body.get("status")
    if isinstance(status, dict):
        return _text(status.get("code")), _text(status.get("message"))
    if "error" in body:
        return _text(body["error"]), _text(body.get("error_description"))
    if isinstance(status, int) and isinstance(body.get("code"), str):  # ErrorBody (genesys-cloud-oauth-api.md §1.4)
        return _text(body["code"]), _text(_with_fields(body))
    return None, _text(body.get("message"))


def is_rate_limit(answer):
    """The service asks to come back later: HTTP 429, or the way in which Genesys Cloud's token endpoint says so
    (genesys-cloud-oauth-api.md §1.2).
    """
    code, message = service_status(answer.body)
    limited = code == "invalid_request" and str(message).lower().startswith("rate limit exceeded")
    return answer.status == 429 or (answer.status == 400 and limited)


def _with_fields(body):
    """The message of an ErrorBody, with the fields that it blames."""
    details = body.get("details")
    details = [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []
    blamed = ", ".join(str(one["fieldName"]) for one in details if one.get("fieldName"))
    message = str(body.get("message") or body["code"]).rstrip(".")
    return "%s (field %s)" % (message, blamed) if blamed else message


def _text(value):
    """What the service says, in one line. What is not printable stays until the secrets are masked, for one may hold it."""
    if value is None:
        return None
    text = str(value)
    if len(text) > MOST:  # whole words only: half a secret would not be recognised and masked
        text = (text[:MOST].rsplit(None, 1) or [""])[0]
    whole = {"break_long_words": False, "break_on_hyphens": False}
    return textwrap.shorten(text, LONGEST_MESSAGE, placeholder=" ...", **whole)


def _classify(answer, code, message, context):
    status, scheme = answer.status, context.get("scheme")
    if status in (301, 302, 303, 307, 308):
        return errors.Redirected, "Redirects are not followed, for credentials must not travel: give the final URL."
    if is_rate_limit(answer):
        wait = _text(answer.headers.get("retry-after"))
        asked = " It asks to wait: Retry-After %s." % wait if wait else ""
        return errors.RateLimited, "The service limits requests: run again later, or with fewer forks." + asked
    if code == "invalid_grant":
        return errors.Unauthorized, _GRANT_HINTS.get(context.get("grant"), _GRANT_HINTS["password"])
    if code in ("invalid_client", "unauthorized_client"):
        return errors.Unauthorized, _UNAUTHORIZED.get(scheme, _UNAUTHORIZED["client"])
    if status == 401:
        return errors.Unauthorized, _UNAUTHORIZED.get(scheme, _UNAUTHORIZED["bearer"])
    if status == 403:
        return errors.Forbidden, _forbidden(message, scheme)
    if status == 404:
        return errors.NotFound, "Check the URL and the id."
    if status in (405, 501):
        return errors.NotOffered, "This service does not offer the operation."
    if status == 409 or code == "409":  # what is said in words decides nothing, for nobody knows all of them
        return errors.Conflict, "Another object is in the way, or another writer was faster."
    if not 400 <= status < 500 and not 200 <= status < 300:
        return errors.ServiceError, "The service failed; run again, and look at its log if it stays."
    return errors.Refused, "The service did not accept the request; its own words are in the message."


OPS_HINT = "Check auth_username and auth_password (the ops credentials). The plain password is needed, not the bcrypt hash of the deployment's values."
_GRANT_HINTS = {
    "password": "Check the user name and the password; a tenant's person logs in as CCID\\user or domain\\user.",
    "refresh_token": "The refresh token is not valid any more: obtain a new token by another grant.",
    "authorization_code": "The code is used up or expired, or redirect_uri is not the one that it was issued for.",
    "urn:ietf:params:oauth:grant-type:jwt-bearer": "Check the assertion: its signature, audience and expiration.",
}
_UNAUTHORIZED = {
    "basic": OPS_HINT,
    "environment": "Check auth_username and auth_password (the ops credentials): the plain password is needed, not the bcrypt hash of the "
    "deployment's values. Where the environment service takes tokens only, give auth_client_id with its secret, or access_token "
    "(environment_login: token).",
    "client": "Check the client id and the client secret, and that the client may use this grant.",
    "bearer": "The access token is not valid or has expired, or does not give this right.",
    "cloud_client": "Check cloud_client_id, cloud_client_secret and cloud_region, and that the client may use this grant.",
    "cloud": "Check the credentials, cloud_access_token or those of cloud_client_id, and that they are of cloud_region.",
}


def _forbidden(message, scheme):
    if scheme == "api_key":
        return "Check nexus_api_key (x-api-key) and that it belongs to this contact center."
    if message and message.strip().lower() == "forbidden":
        return "Check api_key (x-api-key): the API gateway refuses an unknown key with exactly this answer."
    if scheme == "cloud":
        return (
            "Give the client or the person whose token this is a role with the permission, in the division concerned."
        )
    return "The credentials do not give this right."
