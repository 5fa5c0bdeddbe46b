# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: its API and its token endpoint (genesys-cloud-oauth-api.md §1.1, §1.2), and whose token a task has."""

from __future__ import annotations

import time

from ..core.errors import BadResponse, InvalidInput, NotFound, Unauthorized, VerificationFailed
from ..core.text import folded
from . import cloud_hosts, oauth
from .http_service import Service
from .memory import digest

CREDENTIALS = ("cloud_client_id", "cloud_client_secret", "cloud_client_secret_file", "cloud_access_token")
TOKEN_PATH = "/oauth/token"
TOKEN_INFO_PATH = "/api/v2/tokens/me"
SEEN = (
    30.0  # seconds for which a secret that was seen to work need not be tried again, where nothing is written upon it
)
BUILT_IN = "purecloud-builtin"  # the organisation of the clients by which persons log in (§1.2)
GRANTS = {
    "client_credentials": (),
    "authorization_code": ("code", "redirect_uri"),
    "refresh_token": ("refresh_token",),
    "saml2_bearer": ("organization_name", "assertion"),
}
WIRE_GRANTS = {"saml2_bearer": "urn:ietf:params:oauth:grant-type:saml2-bearer"}
WIRE_NAMES = {"organization_name": "orgName"}


class Cloud:
    """Genesys Cloud as one task sees it. services: the task's Services, by whose options it is reached."""

    def __init__(self, services):
        self._services = services
        self._made = {}
        self._asked = set()  # what this task has asked about the organisation

    @property
    def login(self):
        """The login host, without credentials: for tokens."""
        return self._once("login", lambda: self._service("login", None, "cloud_client"))

    @property
    def api(self):
        """The API with the given token, else with the one that the run obtains for the client.

        Where the organisation is named, the token is looked at first. Raises VerificationFailed when it is another's.
        """
        return self._once("api", self._guarded_api)

    def client_credentials(self, public=False):
        """(client id, client secret) of the OAuth client that obtains tokens. Raises InvalidInput when one is missing.

        public: a client without a secret will do.
        """
        client_id = self._services.options.get("cloud_client_id")
        # The file first: it cannot come from the environment, so it is what the user means.
        secret = self._services.secret_of("cloud_client_secret", file_first=True) if client_id else None
        if not client_id or not (secret or public):
            missing = "cloud_client_secret" if client_id else "cloud_client_id"
            raise InvalidInput(
                "%s is missing: Genesys Cloud wants an OAuth client with its secret, or a token." % missing,
                "Give cloud_client_id and cloud_client_secret (variables genesys_cloud_client_id and genesys_cloud_client_secret, environment "
                "variables GENESYSCLOUD_OAUTHCLIENT_ID and GENESYSCLOUD_OAUTHCLIENT_SECRET), or cloud_access_token (variable "
                "genesys_cloud_access_token, environment variable GENESYSCLOUD_ACCESS_TOKEN).",
                field=missing,
                fields=[missing, *(one for one in CREDENTIALS if one != missing)],
            )
        return client_id, secret

    def token(self, grant_type, **parameters):
        """Obtain a token by any grant; returns the answer's members. The tokens are known as secrets from then on."""
        client_id, secret = self.client_credentials(public=bool(parameters.get("code_verifier")))
        form = {WIRE_NAMES.get(name, name): value for name, value in parameters.items()}
        if form.get("code_verifier"):
            form["client_id"] = client_id
        wire = WIRE_GRANTS.get(grant_type, grant_type)
        return self._services.know(oauth.ask_for_token(self.login, TOKEN_PATH, client_id, secret, wire, form))

    def secret_works(self, client_id, secret, anew=True):
        """Whether this is the client's secret: True, False, or None when the service does not tell. anew: asked now, else what
        the run has seen to work some seconds ago counts.

        A wrong one is answered by ``invalid_client``, a client that may not use the grant by another error (§1.2); that
        its secret was looked at before the grant is not said anywhere.
        """
        self._services.secrets.add(secret)
        memory, key = (
            self._services.memory,
            digest("OAuth client's secret works", self.login.identity, client_id, secret),
        )
        known = None if anew else memory.recall(key)
        if known and known[0] + SEEN > time.monotonic():
            return True
        try:
            self._services.know(
                oauth.ask_for_token(self.login, TOKEN_PATH, client_id, secret, "client_credentials", {})
            )
        except Unauthorized as refused:
            return False if refused.details.get("service_code") == "invalid_client" else None
        memory.record(key, time.monotonic())
        return True

    def token_info(self, token=None):
        """Whose the token is: the members of GET /api/v2/tokens/me (§1.2). token: another than that of the task.

        Raises BadResponse when the answer names no organisation, so that nothing else passes for a verified token.
        """
        headers = {"Authorization": "Bearer " + token} if token else None
        service = self._once("bare api", lambda: self._service("api", None, "cloud")) if token else self._bearer_api
        operation = "Reading whose token it is"
        info = service.get(operation, TOKEN_INFO_PATH, headers=headers).body
        if not isinstance(info.get("organization"), dict) or not info["organization"].get("id"):
            raise BadResponse(
                "%s was answered without an organisation." % operation,
                "Check cloud_api_url: it may lead to another service.",
                operation=operation,
                url=service.base_url + TOKEN_INFO_PATH,
            )
        return info

    def own_clients(self, required=False):
        """The ids of the OAuth clients of which the task has a token, or can obtain one, in lower case.

        That of a given token is asked for (GET /api/v2/tokens/me). required: raise NotFound where the service does not
        tell it, else it is left out.
        """
        options, found = self._services.options, set()
        if options.get("cloud_client_id") and (self._is_renewable() or not options.get("cloud_access_token")):
            found.add(folded(options["cloud_client_id"]))
        if options.get("cloud_access_token"):
            try:
                client = self.remembered("token info", self.token_info).get("OAuthClient")
            except NotFound:
                if required:
                    raise
                return found
            if isinstance(client, dict) and client.get("id"):
                found.add(folded(client["id"]))
        return found

    def organization_id(self):
        """The id of the organisation, or None when the service does not tell it."""
        try:
            return folded(self.remembered("token info", self.token_info)["organization"]["id"])
        except NotFound:
            return None

    def own_roles(self, anew=False):
        """The ids of the roles that the caller holds, or None when the service does not tell.

        It tells those of an OAuth client only, not those of a person (§1.2, §1.6 rule 6).
        """
        try:
            client = self.remembered("token info", self.token_info, anew).get("OAuthClient")
        except NotFound:
            return None
        client = client if isinstance(client, dict) else {}
        organization, roles = client.get("organization"), client.get("roleDivisions")
        if (isinstance(organization, dict) and organization.get("id") == BUILT_IN) or not isinstance(roles, list):
            return None
        return {folded(member.get("roleId")) for member in roles if isinstance(member, dict)} or None

    def remembered(self, name, ask, anew=False):
        """What the run was told once about the organisation, such as its roles. ask: returns it. anew: asked now, unless this
        task has asked already.
        """
        memory, key = self._services.memory, self._bearer_api.key("about the organisation", name)
        with memory.turn(key):
            known = None if anew and name not in self._asked else memory.recall(key)
            if known is None:
                known = [ask()]
                memory.record(key, known[0])
                self._asked.add(name)
        return known[0]

    def forget(self, name):
        """What the run was told about this is not right any more, so that this task may ask anew again."""
        self._asked.discard(name)

    @property
    def _bearer_api(self):
        return self._once("bearer api", lambda: self._service("api", self._bearer(), "cloud"))

    def _guarded_api(self):
        wanted = self._services.options.get("cloud_organization")
        if wanted:
            same_organization(wanted, self.remembered("token info", self.token_info))
        return self._bearer_api

    def _bearer(self):
        """The given token; without one, or when it is refused, that of the client."""
        token = self._services.options.get("cloud_access_token")
        if not token:
            key, obtain = self._client_token()
            return oauth.Bearer(None, obtain, key.hex())
        return oauth.Bearer(token, self._token_instead) if self._is_renewable() else oauth.Bearer(token)

    def _is_renewable(self):
        """The task has a client by which it can obtain tokens."""
        options = self._services.options
        known = any(options.get("cloud_client_secret" + kind) for kind in ("", "_file"))
        return bool(known and options.get("cloud_client_id"))

    def _token_instead(self, refused):
        """The client's token, only asked for when the given one was refused."""
        _key, obtain = self._client_token()
        return obtain(refused)

    def _client_token(self):
        """(key in the memory, function that obtains it) of the token that the run has for the client."""
        key = digest("token", self.login.identity, *self.client_credentials())
        return key, self._services.shared_token(key, lambda: self.token("client_credentials"))

    def _service(self, part, auth, scheme):
        services = self._services
        url = cloud_hosts.url(part, services.options)
        if url is None:
            raise InvalidInput(
                "cloud_region is missing: where the organisation is.",
                "Give the AWS region or the domain (variable genesys_cloud_region, environment variable GENESYSCLOUD_REGION), such as eu-west-1 or "
                "mypurecloud.ie; or cloud_%s_url (variable genesys_cloud_%s_url)." % (part, part),
                field="cloud_region",
                fields=["cloud_region", "cloud_api_url", "cloud_login_url"],
            )
        proxy = services.options.get("cloud_proxy_url")
        return Service(services.transport, url, auth, None, scheme, services.memory, proxy)

    def _once(self, name, make):
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


def same_organization(wanted, info):
    """Raise VerificationFailed when the token is not of the wanted organisation, given by id or by name."""
    actual = info.get("organization") or {}
    if folded(wanted) not in (folded(actual.get("id")), folded(actual.get("name"))):
        raise VerificationFailed(
            "The token does not belong to the organisation %s but to %s (%s)."
            % (wanted, actual.get("name") or "one without a name", actual.get("id")),
            "Check cloud_region, the credentials and cloud_organization. Nothing was changed.",
            field="cloud_organization",
            operation="Verifying the organisation",
        )
