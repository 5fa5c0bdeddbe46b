# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authlib as a server: ``python authlib_server.py FOLDER``, with the Python of the environment ``servers``.

FOLDER holds seeds.json. The port is printed when the server listens. Clients, codes and tokens are kept in memory; what is asked, in
which form, and what is answered is Authlib's own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # on the loopback interface

# Below the line above, for the library looks at it.
from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector, current_token  # noqa: E402
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, grants  # noqa: E402
from authlib.oauth2.rfc6749.errors import InvalidRequestError  # noqa: E402
from authlib.oauth2.rfc6750 import BearerTokenValidator  # noqa: E402
from authlib.oauth2.rfc7009 import RevocationEndpoint  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
from flask import Flask, request  # noqa: E402
from waitress.server import create_server  # noqa: E402

SEEDS = json.loads((Path(sys.argv[1]) / "seeds.json").read_text(encoding="utf-8"))
CODES, TOKENS = {}, []
passed = 0.0  # seconds of time that was let pass


def now():
    return time.time() + passed


class Client(ClientMixin):
    """A client as the seeds have it."""

    def __init__(self, client_id, secret, grant):
        self.client_id, self.secret = client_id, secret
        self.grants = {grant, *(["refresh_token"] if grant != "client_credentials" else [])}

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return SEEDS["redirect_uri"]

    def get_allowed_scope(self, scope):
        return " ".join(one for one in scope.split() if one in SEEDS["scopes"]) if scope else "read"

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == SEEDS["redirect_uri"]

    def check_client_secret(self, client_secret):
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == ("client_secret_basic" if self.secret else "none")

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type in self.grants


class Code(AuthorizationCodeMixin):
    """An authorization code."""

    def __init__(self, asked):
        payload = asked.payload
        self.client, self.user, self.scope = asked.client, asked.user, payload.scope or ""
        self.redirect_uri, self.ends = payload.redirect_uri, now() + 60
        self.code_challenge = payload.data.get("code_challenge")
        self.code_challenge_method = payload.data.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope


class Token(TokenMixin):
    """An access token with its refresh token."""

    def __init__(self, told, client, user):
        self.access_token, self.refresh_token = told["access_token"], told.get("refresh_token")
        self.scope, self.seconds, self.ends = told.get("scope") or "", told["expires_in"], now() + told["expires_in"]
        self.client, self.user, self.revoked, self.used = client, user, False, False

    def check_client(self, client):
        return self.client is client

    def get_scope(self):
        return self.scope

    def get_expires_in(self):
        return self.seconds

    def is_expired(self):
        return self.ends < now()

    def is_revoked(self):
        return self.revoked

    def get_user(self):
        return self.user

    def get_client(self):
        return self.client


CLIENTS = {one["id"]: Client(one["id"], one["secret"], one["grant"]) for one in SEEDS["clients"]}
METHODS = ["client_secret_basic", "client_secret_post", "none"]


class ByCode(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def save_authorization_code(self, code, asked):
        CODES[code] = Code(asked)

    def query_authorization_code(self, code, client):
        known = CODES.get(code)
        return known if known and known.client is client and known.ends > now() else None

    def delete_authorization_code(self, authorization_code):
        for value in [value for value, known in CODES.items() if known is authorization_code]:
            del CODES[value]

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class ByPassword(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username, password):
        known = [one for one in SEEDS["users"] if (one["name"], one["password"]) == (username, password)]
        return known[0]["name"] if known and known[0]["active"] else None


class ByRefresh(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        known = [one for one in TOKENS if one.refresh_token == refresh_token and not one.used]
        return known[0] if known else None

    def authenticate_user(self, refresh_token):
        return refresh_token.user

    def revoke_old_credential(self, refresh_token):
        refresh_token.used = refresh_token.revoked = True


class Revocation(RevocationEndpoint):
    def query_token(self, token_string, token_type_hint):
        known = [one for one in TOKENS if token_string in (one.access_token, one.refresh_token)]
        return known[0] if known else None

    def revoke_token(self, token, asked):
        token.revoked = token.used = True


class Validator(BearerTokenValidator):
    def authenticate_token(self, token_string):
        known = [one for one in TOKENS if one.access_token == token_string]
        return known[0] if known else None


app = Flask(__name__)
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"client_credentials": 3600, "password": 3600}
app.config["OAUTH2_SCOPES_SUPPORTED"] = list(SEEDS["scopes"])
server = AuthorizationServer(app, CLIENTS.get, lambda told, asked: TOKENS.append(Token(told, asked.client, asked.user)))
server.register_grant(ByCode, [CodeChallenge(required=False)])
for kind in (ByPassword, ByRefresh, grants.ClientCredentialsGrant):
    server.register_grant(kind)
server.register_endpoint(Revocation)
guarded = ResourceProtector()
guarded.register_token_validator(Validator())


@app.post("/auth/v3/oauth/token")
@app.post("/oauth/token")
def token():
    return server.create_token_response()


@app.get("/auth/v3/oauth/authorize")
def authorize():
    """The person whom a header names has signed in and agrees: the pages for that are not what is tested."""
    person = request.headers["X-Signed-In"]
    return server.create_authorization_response(grant=server.get_consent_grant(end_user=person), grant_user=person)


@app.post("/revoke")
def revoke():
    return server.create_endpoint_response("revocation")


@app.get("/auth/v3/userinfo")
@guarded()
def userinfo():
    return {"username": current_token.user or "", "contactCenterId": SEEDS["ccid"]}


@app.get("/api/v2/tokens/me")
@guarded()
def token_info():
    client = current_token.client.client_id
    return {"organization": {"id": SEEDS["organization"]}, "OAuthClient": {"id": client, "name": client}}


@app.get("/api/v2/oauth/clients")
@guarded()
def clients():
    return {"entities": [], "total": 0}


@app.get("/environment/v3/environments")
@guarded()
def environments():
    return {"status": {"code": 0}, "data": {"genesysEnvironments": []}}


@app.get("/later")
def later():
    """Let time pass."""
    global passed
    passed += float(request.args["seconds"])
    return {}


@app.errorhandler(InvalidRequestError)
def bad_request(error):
    return dict(error.get_body()), 400


if __name__ == "__main__":
    serving = create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
    print(serving.effective_port, flush=True)
    serving.run()
