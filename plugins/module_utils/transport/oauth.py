# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth 2.0 grants of Genesys Authentication (private-edition-api.md §2), and the ways to authorise a request."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote_plus

from ..core import checks
from ..core.errors import BadResponse, Refused, Unauthorized

TOKEN_PATH = "/auth/v3/oauth/token"
USERINFO_PATH = "/auth/v3/userinfo"
GRANTS = {
    "client_credentials": (),
    "password": ("username", "password"),
    "refresh_token": ("refresh_token",),
    "authorization_code": ("code", "redirect_uri"),
    "jwt_bearer": ("assertion",),
    "token_exchange": ("subject_token", "subject_token_type"),
}
WIRE_GRANTS = {
    "jwt_bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "token_exchange": "urn:ietf:params:oauth:grant-type:token-exchange",
}
_SHORT = {wire: name for name, wire in WIRE_GRANTS.items()}
_REPEATABLE = ("client_credentials", "password")  # what is given for the others may be good for one time only
_TELLS_ENCODINGS_APART = re.compile(r"[+%]|[^\x00-\x7f]")
_NOT_OF_CLIENT = ("invalid_grant", "invalid_scope", "unauthorized_client", "unsupported_grant_type")
_SECONDS = re.compile(r"^[0-9]{1,15}\Z")


class Basic:
    """HTTP Basic. There is nothing to renew. refused: called without arguments when the service refuses it."""

    scheme = "basic"

    def __init__(self, username, password, scheme="basic", refused=None):
        self.scheme = scheme
        self._refused = refused
        pair = "%s:%s" % (username, password)
        self._header = "Basic " + base64.b64encode(pair.encode("utf-8")).decode("ascii")
        self.identity = self._header

    def header(self):
        """The value of the Authorization header."""
        return self._header

    def renew(self, answer=None):
        """Always False: the same credentials would be refused again."""
        if self._refused:
            self._refused()
        return False


class BasicOrBearer:
    """HTTP Basic, and after the service has refused that, a token. It is tried once.

    basic: the Basic. obtain: returns the Bearer, with its token, or None where it is not to be tried or not to be had.
    """

    note = "HTTP Basic was refused: a token was obtained, and the run goes on with it"

    def __init__(self, basic, obtain):
        self._basic = self._now = basic
        self._obtain = obtain
        self.identity = basic.identity

    @property
    def scheme(self):
        """What the hint names when the present way is refused."""
        return self._now.scheme

    def header(self):
        """The value of the Authorization header."""
        return self._now.header()

    def renew(self, answer=None):
        """Go on with a token, or with a new one; False where there is none, or the answer says that the password is wrong."""
        if self._now is not self._basic:
            return self._now.renew(answer)
        if answer is None or is_password_wrong(answer.body):
            return False
        found = self._obtain()
        self._now = found or self._basic
        return found is not None


def is_password_wrong(body):
    """The service has looked at the password, and it is wrong (private-edition-api.md §2)."""
    return isinstance(body, dict) and body.get("error_description") == "Bad credentials"


def is_grant_refused(error):
    """The client may not use this grant; of the password nothing is said (private-edition-api.md §2, RFC 6749 §5.2)."""
    return error.details.get("service_code") == "unauthorized_client" or "grant type" in error.message.lower()


class Bearer:
    """An access token: the given one, or one that is obtained when it is first needed and again when it is refused.

    obtain: returns a token, another one than that which it is given. identity: whose token it is, the same for all
    tokens of the same credentials.
    """

    scheme = "bearer"

    def __init__(self, token=None, obtain=None, identity=None):
        self._token = token
        self._obtain = obtain
        self.identity = identity or token

    def header(self):
        """The value of the Authorization header; obtains a token if there is none yet."""
        if self._token is None:
            self._token = self._obtain(None)
        return "Bearer " + self._token

    def renew(self, answer=None):
        """Obtain a new token if credentials are there; False when only a given token is."""
        if self._obtain is None:
            return False
        self._token = self._obtain(self._token)
        return True


def grant(service, client_id, client_secret, grant_type, **parameters):
    """Obtain a token of Genesys Authentication and return the answer's members; see ask_for_token().

    The client authenticates by HTTP Basic; a public client (no secret) is named in the form.
    """
    wire = WIRE_GRANTS.get(grant_type, grant_type)
    return ask_for_token(service, TOKEN_PATH, client_id, client_secret, wire, dict(parameters, client_id=client_id))


def ask_for_token(service, path, client_id, client_secret, grant_type, parameters):
    """Obtain a token and return the answer's members (access_token, token_type, expires_in ...).

    service: the one with the token endpoint, without credentials. grant_type: as the service calls it. parameters: of
    the form; empty ones are left out. Raises Unauthorized for a wrong client, user or grant; BadResponse when the answer
    holds no token.
    """
    form = {name: value for name, value in parameters.items() if value not in (None, "")}
    form["grant_type"] = grant_type
    pair = (quote_plus(client_id), quote_plus(client_secret)) if service.form_encoded else (client_id, client_secret)
    headers = {"Authorization": Basic(*pair).header()} if client_secret else {}
    operation = "Obtaining a token by %s" % _SHORT.get(grant_type, grant_type)
    scheme = service.scheme or "client"
    before = len(service.transport.log)
    try:
        answer = service.call(operation, "POST", path, form=form, headers=headers, scheme=scheme, grant=grant_type)
    except (Unauthorized, Refused) as refused:
        refused.hint += _of_encoding(service, client_id, client_secret, refused.details)
        if grant_type not in _REPEATABLE and len(service.transport.log) - before > 1:
            refused.hint = "An attempt before, whose answer was lost, may have used it up. %s" % refused.hint
        raise
    body = answer.body
    if not isinstance(body, dict) or checks.header(body.get("access_token")):
        raise BadResponse(
            "%s was answered without an access token." % operation,
            "Check %s: it may lead to another service."
            % ("cloud_login_url" if scheme == "cloud_client" else "auth_url"),
            operation=operation,
            url=service.base_url + path,
            http_status=answer.status,
        )
    # RFC 6749 §7.1: a token of a type that is not understood must not be used. An exchanged one need not be for requests.
    if not _is_bearer(body.get("token_type")) and grant_type != WIRE_GRANTS["token_exchange"]:
        raise BadResponse(
            "%s was answered with a token of another type than bearer." % operation,
            "Check the client's settings: the services of Genesys take bearer tokens only.",
            operation=operation,
            url=service.base_url + path,
            http_status=answer.status,
        )
    return _with_lifetime(body)


def _of_encoding(service, client_id, client_secret, details):
    """What to add to the hint where the server may have read other credentials than were meant."""
    if service.scheme or not client_secret or not _TELLS_ENCODINGS_APART.search(client_id + client_secret):
        return ""
    if details.get("http_status") not in (400, 401) or details.get("service_code") in _NOT_OF_CLIENT:
        return ""
    said = " The client's id or secret holds +, % or letters beyond ASCII, and was sent "
    if service.form_encoded:
        return said + "form-encoded: where the server does not decode it, set auth_client_encoding to raw."
    return said + "as it is: where the server decodes it (RFC 6749, section 2.3.1), set auth_client_encoding to form."


def _is_bearer(token_type):
    return token_type in (None, "") or (isinstance(token_type, str) and token_type.lower() == "bearer")


def _with_lifetime(body):
    """The answer with its lifetime as whole seconds, which some services write as a text; without it when it is no number."""
    seconds = body.get("expires_in")
    if isinstance(seconds, str) and _SECONDS.match(seconds):
        seconds = int(seconds)
    if isinstance(seconds, (int, float)) and not isinstance(seconds, bool):
        return dict(body, expires_in=int(seconds))
    return {name: value for name, value in body.items() if name != "expires_in"}


def secret_works(service, client_id, client_secret):
    """Whether this is the client's secret: True, False, or None when the service does not tell.

    A client that may not use client_credentials is refused with another error than one with a wrong secret (private-
    edition-api.md §2).
    """
    try:
        grant(service, client_id, client_secret, "client_credentials")
    except Unauthorized as error:
        if is_grant_refused(error):
            return True
        return False if "bad credentials" in error.message.lower() else None
    return True


def userinfo(service, access_token):
    """Who the token stands for (GET /userinfo, private-edition-api.md §2): the members of CloudUserDetails."""
    answer = service.get(
        "Reading the token's user", USERINFO_PATH, headers={"Authorization": "Bearer " + access_token}, scheme="bearer"
    )
    body = answer.body if isinstance(answer.body, dict) else {}
    return body.get("data") if isinstance(body.get("data"), dict) else body
