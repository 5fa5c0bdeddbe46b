# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All services that one task may talk to, made from the connection options when they are first needed."""

from __future__ import annotations

import re
import time

from ..core.errors import GenesysError, InvalidInput, Unauthorized
from . import machine, oauth, tls
from .answer import OPS_HINT
from .cloud import Cloud
from .http_service import Service, Transport
from .memory import Memory, digest
from .secret_file import read_secret

_SOUNDS_SECRET = re.compile("token|secret|passw|key|code|assertion|credential|session|cookie", re.I)
BASIC, TOKEN = "basic", "token"  # of environment_login
TOKEN_MARGIN = 30.0  # a token is not used in its last seconds


class Services:
    """The services by name, on one session.

    options: the task's options (see transport.options for the connection's). Use as a context manager, so that
    connections are closed; until then, what the options say of the machine holds. make_transport, sleep: for tests. memory:
    what the run has learnt so far. ``reveals`` says whether the task's output is hidden, so that secrets that are meant for
    the user reach them in the result. ``conceal``, if it is given, masks secrets in a value, in whatever form. ``warnings``: what is to be said of the machine.
    """

    reveals = False
    conceal = None

    def __init__(self, options, make_transport=Transport, memory=None, sleep=time.sleep):
        self.options = options
        self._sleep = sleep
        self.memory = memory or Memory()
        self.secrets = set()
        self.warnings = []
        self._entered = None
        self._make_transport = make_transport
        self._made = {}
        self._session = {}  # what derived services share
        self._session_options = options

    def derived(self, options, memory=None):
        """The services for a part of the task that has other options, such as other credentials, on the same session.

        What concerns the session itself (timeout, TLS, the database's address) stays as it was first given. memory: another
        one than that of the run, so that nothing counts which it has learnt.
        """
        part = Services(options, self._make_transport, memory or self.memory, self._sleep)
        part.conceal = self.conceal
        part.secrets, part._session, part._session_options = self.secrets, self._session, self._session_options
        return part

    def __enter__(self):
        here = machine.Machine(self.options.get("secret_file_owners") or (), self.options.get("lock_dir"))
        self.warnings = here.warnings
        self._entered = machine.enter(here)
        return self

    def __exit__(self, *exc_info):
        machine.leave(self._entered)
        for part in self._session.values():
            part.close()

    @property
    def requests(self):
        """Evidence: method, path and status of each HTTP request so far."""
        return self._session["transport"].log if "transport" in self._session else []

    @property
    def correlation_id(self):
        """The service's own name for the last HTTP request, if it gave one."""
        return self._session["transport"].correlation_id if "transport" in self._session else None

    @property
    def statements(self):
        """Evidence: each SQL statement so far, secrets masked."""
        return self._session["postgres"].statements if "postgres" in self._session else []

    @property
    def transport(self):
        """The session that all HTTP services of the task share."""
        return self._once("transport", self._transport, self._session)

    @property
    def postgres(self):
        """The database of Digital Channels."""
        return self._once("postgres", self._postgres, self._session)

    @property
    def ops(self):
        """Genesys Authentication as the ops user: the ops API takes HTTP Basic only (§0.2)."""
        return self._once(
            "ops", lambda: self._service("auth_url", self._basic("The ops API of Genesys Authentication"))
        )

    @property
    def auth(self):
        """Genesys Authentication without credentials: for tokens."""
        return self._once("auth", self._token_service)

    def _token_service(self):
        service = self._service("auth_url", None)
        service.form_encoded = self.options.get("auth_client_encoding") == "form"
        return service

    @property
    def environment(self):
        """The environment service, with a token if one is given, else the ops credentials, else a token of the client
        (§0.2). Where the ops credentials are refused, a token is tried, too.
        """
        return self._once("environment", lambda: self._service(self._environment_url(), self._environment_auth()))

    @property
    def environment_basic(self):
        """The environment service by HTTP Basic, the only way that is documented for data centers (§3.4), unless it takes tokens only."""
        return self._once(
            "environment_basic", lambda: self._service(self._environment_url(), self._environment_auth(True))
        )

    @property
    def cloud(self):
        """Genesys Cloud."""
        return self._once("cloud", lambda: Cloud(self))

    def nexus(self, auth=None, headers=None, scheme=None):
        """The Digital Channels API with these credentials or headers (§4);

        scheme: what the hint names when they are refused.
        """
        return self._service("nexus_url", auth, headers, scheme)

    def person(self, username, password, token=None, advice=None):
        """The authorisation of a tenant's person, obtained by the password grant through the API client (§2).

        token: a given one, which goes first. advice: the hint where the person, and not the client, is refused.
        """

        def ask():
            try:
                return self.token("password", username=username, password=password)
            except Unauthorized as error:
                if advice and error.details.get("http_status") != 401:
                    error.hint = advice
                raise

        return self._bearer("password", token, ask, username=username, password=password)

    def client_credentials(self):
        """(client id, client secret) of the API client that obtains tokens.

        Raises InvalidInput when the id is missing.
        """
        options = self.options
        if not options.get("auth_client_id"):
            raise InvalidInput(
                "auth_client_id is missing: the API client that obtains the token.",
                "Give auth_client_id with auth_client_secret or auth_client_secret_file, or give access_token.",
                field="auth_client_id",
            )
        return options["auth_client_id"], self.secret_of("auth_client_secret")

    def secret_of(self, option, file_first=False):
        """The secret that is given by this option, or by its like for a file; None when by neither."""
        secret, path = self.options.get(option), self.options.get(option + "_file")
        if path and (file_first or not secret):
            secret = read_secret(path, required=True)
        if secret:
            self.secrets.add(secret)
        return secret

    def token(self, grant_type, **parameters):
        """Obtain a token by any grant; returns the answer's members. The tokens are known as secrets from then on."""
        client_id, secret = self.client_credentials()
        return self.know(oauth.grant(self.auth, client_id, secret, grant_type, **parameters))

    def _bearer(self, grant_type, token=None, ask=None, **parameters):
        """An authorisation by this grant; the run obtains one token for the same credentials, until it ends or is refused.

        token: a given one, to be used first. ask: obtains the answer with the token, where that is more than one request.
        """
        client_id, secret = self.client_credentials()
        key = digest("token", self.auth.identity, client_id, secret, grant_type, parameters)
        ask = ask or (lambda: self.token(grant_type, **parameters))
        return oauth.Bearer(token, self.shared_token(key, ask), key.hex())

    def shared_token(self, key, ask):
        """The function by which an authorisation obtains the token that the run has for this key, until it ends or is
        refused. ask: obtains one and returns the answer's members.
        """

        def obtain(refused):
            with self.memory.turn(key):
                known = (self.memory.recall(key) or [{}])[0]
                if known.get("token") in (None, refused) or known["until"] < time.monotonic():
                    body = ask()
                    lifetime = body.get("expires_in") if isinstance(body.get("expires_in"), int) else 0
                    known = {"token": body["access_token"], "until": time.monotonic() + lifetime - TOKEN_MARGIN}
                    self.memory.record(key, known)
            self.secrets.add(known["token"])
            return known["token"]

        return obtain

    def know(self, body):
        """Keep the tokens in an answer as secrets, and what else sounds like one; returns the answer."""
        names = [name for name in body if _SOUNDS_SECRET.search(name) and not name.endswith("_type")]
        self.secrets.update(body[name] for name in names if isinstance(body[name], str) and body[name])
        return body

    def _once(self, name, make, among=None):
        made = self._made if among is None else among
        if name not in made:
            made[name] = make()
        return made[name]

    def _transport(self):
        options = self._session_options
        verify = options.get("validate_certs") is not False
        if verify and options.get("ca_path"):
            verify = tls.counted("ca_path", options["ca_path"])
        cert = None
        if options.get("client_cert"):
            cert = tls.counted("client_cert", options["client_cert"])
            if options.get("client_key"):
                cert = (cert, tls.counted("client_key", options["client_key"]))
        return self._make_transport(
            timeout=float(options.get("timeout") or 30),
            retries=3 if options.get("retries") is None else options["retries"],
            verify=verify,
            cert=cert,
            patience=options.get("rate_limit_wait"),
        )

    def _postgres(self):
        from . import libpq_files  # here, so that tasks without a database do not pay for the import
        from .postgres import Postgres

        options = self._session_options
        libpq_files.check_files(options.get("ssl_mode"), options.get("ca_cert"), options.get("login_password"))
        return Postgres(
            {
                "host": options.get("login_host"),
                "port": options.get("login_port"),
                "user": options.get("login_user"),
                "password": options.get("login_password"),
                "dbname": options.get("login_db"),
                "sslmode": options.get("ssl_mode"),
                "sslrootcert": tls.counted("ca_cert", options["ca_cert"]) if options.get("ca_cert") else None,
            },
            timeout=float(options.get("timeout") or 30),
            retries=3 if options.get("retries") is None else options["retries"],
            schema=options.get("schema"),
            sleep=self._sleep,
        )

    def _service(self, url_option, auth, headers=None, scheme=None):
        if not self.options.get(url_option):
            raise InvalidInput("%s is missing." % url_option, "Give the service's base URL.", field=url_option)
        gateway = {"x-api-key": self.options.get("api_key")}
        headers = dict(gateway, **(headers or {}))
        return Service(self.transport, self.options[url_option], auth, headers, scheme, self.memory)

    def _environment_url(self):
        return "environment_url" if self.options.get("environment_url") else "auth_url"

    def _environment_auth(self, documented_basic=False):
        """How the environment service is entered, by environment_login. documented_basic: nothing else is documented (§3.4)."""
        options, what = self.options, "The data centers' API" if documented_basic else "The environment service"
        login, token, client = (options.get(name) for name in ("environment_login", "access_token", "auth_client_id"))
        has_ops = options.get("auth_username") and options.get("auth_password")
        if login == BASIC:
            return self._basic(what, "environment")
        if login == TOKEN or not documented_basic:
            if token:
                return self._any_bearer(token) if client else oauth.Bearer(token)
            if client and (login == TOKEN or not has_ops):
                return self._any_bearer()
        if login == TOKEN:
            raise InvalidInput(
                "%s is to be entered by a token (environment_login: token), and there is no way to one." % what,
                "Give access_token, or auth_client_id with its secret.",
                field="access_token",
            )
        if not has_ops and not documented_basic:
            raise InvalidInput(
                "The credentials for the environment service are missing.",
                "Give auth_username and auth_password (ops), or access_token, or auth_client_id with its secret.",
                field="auth_username",
            )
        basic = self._basic(what, "environment")
        return self._basic_or_bearer(basic) if client else basic

    def _basic_or_bearer(self, basic):
        """HTTP Basic, until a task of the run has seen that this service takes tokens instead."""
        key = digest("environment login", self._service(self._environment_url(), None).base_url, basic.identity)
        if self.memory.recall(key):
            return self._any_bearer()

        def obtain():
            if self.memory.recall(self._refused_key()):
                return None
            bearer = self._any_bearer()
            try:
                bearer.header()
            except GenesysError as error:
                if error.details.get("service_code") == "invalid_grant":
                    self.memory.record(self._refused_key(), True)
                return None
            self.memory.record(key, True)
            return bearer

        return oauth.BasicOrBearer(basic, obtain)

    def _refused_key(self):
        """The key under which the run knows that Genesys Authentication has called the ops credentials wrong."""
        options = self.options
        return digest("ops refused", *(options.get(name) for name in ("auth_url", "auth_username", "auth_password")))

    def _any_bearer(self, token=None):
        options = self.options
        if not (options.get("auth_username") and options.get("auth_password")):
            return self._bearer("client_credentials", token)
        person = {"username": options["auth_username"], "password": options["auth_password"]}

        def ask():
            try:
                return self.token("password", **person)
            except Unauthorized as refused:
                if not oauth.is_grant_refused(refused):
                    if refused.details.get("service_code") == "invalid_grant":
                        refused.hint = OPS_HINT
                    raise
            return self.token("client_credentials")  # the client may not use the password grant

        return self._bearer("password", token, ask, **person)

    def _basic(self, what, scheme="basic"):
        username, password = self.options.get("auth_username"), self.options.get("auth_password")
        if not username or not password:
            raise InvalidInput(
                "%s takes the ops credentials only, and they are missing." % what,
                "Give auth_username and auth_password, or set GENESYS_AUTH_USERNAME and GENESYS_AUTH_PASSWORD."
                + (" Where the service takes tokens, set environment_login: token." if scheme == "environment" else ""),
                field="auth_username" if not username else "auth_password",
            )
        refused = None if scheme == "environment" else lambda: self.memory.record(self._refused_key(), True)
        return oauth.Basic(username, password, scheme, refused)
