# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can go wrong, as exceptions that carry a message, a hint and machine-readable details."""

from __future__ import annotations

import re

LONGEST_WORD = 300
LONGEST_TEXT = 1200


def one_line(text):
    """A text for the user: one line, not too long, that does nothing to a terminal. Secrets are to be masked before."""
    text = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    text = re.sub(r"\S{%d,}" % LONGEST_WORD, lambda word: "%s...%s" % (word.group()[:100], word.group()[-20:]), text)
    return text if len(text) <= LONGEST_TEXT else "%s ... %s" % (text[: LONGEST_TEXT - 400], text[-300:])


def among_others(text):
    """What an error says as one of several, without the sentences that all of them end with: their message says it once."""
    for sentence in ("Nothing was changed.", "Nothing was written.", "No request was made."):
        text = text.replace(" " + sentence, "")
    return text


class GenesysError(Exception):
    """Base of all errors of the collection.

    message: one sentence that names the operation and what happened. hint: what the user can do. details: the members
    of the machine-readable ``failure`` (operation, method, url, http_status, service_code, field ...).
    """

    code = "error"

    def __init__(self, message, hint=None, **details):
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = {name: value for name, value in details.items() if value is not None}

    def __str__(self):
        return "%s %s" % (self.message, self.hint) if self.hint else self.message

    def failure(self):
        """The machine-readable form: always ``code`` and ``message``, further members where they are known."""
        failure = dict(self.details, code=self.code, message=self.message)
        if self.hint:
            failure["hint"] = self.hint
        return failure


class InvalidInput(GenesysError):
    """The options cannot be meant; found before any request."""

    code = "invalid_input"


class MissingLibrary(GenesysError):
    """A Python library that the modules need is not installed."""

    code = "missing_library"


class SecretFileError(GenesysError):
    """A file that keeps a secret cannot be read or written."""

    code = "secret_file"


class DocumentFileError(GenesysError):
    """A document that is to be kept before a teardown cannot be written."""

    code = "document_file"


class Unreachable(GenesysError):
    """No connection, or it broke."""

    code = "unreachable"


class CertificateError(Unreachable):
    """TLS failed: the certificate is not trusted, or does not fit the name, or a client certificate is wanted."""

    code = "certificate"


class ProxyRefused(Unreachable):
    """A proxy wants credentials, or others; the request did not come to the service."""

    code = "proxy"


class TimedOut(Unreachable):
    """No answer in time."""

    code = "timeout"


class BadResponse(GenesysError):
    """The answer is not what the API answers: no JSON, cut off, too long, a redirect."""

    code = "bad_response"


class Redirected(BadResponse):
    """The service answered with a redirect; credentials are never sent on."""

    code = "redirected"


class ServiceError(GenesysError):
    """The service answered with an error."""

    code = "service_error"


class Refused(ServiceError):
    """The service refused the request: it had no effect."""

    code = "refused"


class Unauthorized(Refused):
    """HTTP 401, or an OAuth 2.0 error that names the client."""

    code = "bad_credentials"


class Forbidden(Refused):
    """HTTP 403."""

    code = "forbidden"


class NotFound(Refused):
    """What was asked for does not exist."""

    code = "not_found"


class NotOffered(Refused):
    """The service does not offer this operation (404 or 405 where the object exists)."""

    code = "not_offered"


class Conflict(Refused):
    """It exists already, or another writer won."""

    code = "conflict"


class RateLimited(Refused):
    """HTTP 429 for longer than the user wants to wait."""

    code = "rate_limited"


class Ambiguous(GenesysError):
    """More than one object fits the description."""

    code = "ambiguous"


class DatabaseError(GenesysError):
    """PostgreSQL refused a statement."""

    code = "database"


class VerificationFailed(GenesysError):
    """The state that was asked for is not there, although the service accepted the request."""

    code = "verification_failed"


class NotAsDeclared(GenesysError):
    """A check found differences; ``lines`` in the details names each."""

    code = "not_as_declared"


class AnswerLost(GenesysError):
    """A write may or may not have had its effect;

    ``cause`` is the error, ``wait`` the seconds to wait before looking again.
    """

    code = "answer_lost"

    def __init__(self, cause, wait=0.0):
        super().__init__(cause.message, cause.hint, **cause.details)
        self.cause = cause
        self.wait = wait


class NotObservable(GenesysError):
    """The service offers no way to look at this object, so its state is not known."""

    code = "not_observable"


class Unproven(GenesysError):
    """Something looks like the object, but nothing proves that it is the one that is meant."""

    code = "unproven"
