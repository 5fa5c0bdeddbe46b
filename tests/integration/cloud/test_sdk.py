# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's own Python SDK beside the modules: each reads what the other writes, and both are told the same."""

from __future__ import annotations

import importlib
import json
import re
import threading
import uuid
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.compare import same
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import from_wire
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_rules as rules
from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_client import FIELDS
from ansible_collections.cxops.genesys.plugins.module_utils.transport import cloud_hosts
from emulator import defaults

pytestmark = pytest.mark.xdist_group("sdk")  # its import takes seconds, so it is for one process
CREDENTIALS = "integration credential"
CALLBACK = "https://desktop.example.com/callback"
LATER = "2099-12-31T00:00:00.000Z"
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """The SDK, imported with a home of its own: it reads its configuration there, and would watch it in a thread."""
    home = tmp_path_factory.mktemp("home")
    config = home / ".genesyscloudpython" / "config"
    config.parent.mkdir()
    config.write_text("[general]\nlive_reload_config = false\n")
    running = set(threading.enumerate())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        imported = importlib.import_module("PureCloudPlatformClientV2")
    assert set(threading.enumerate()) <= running, "the SDK runs on in the background"
    assert Path(imported.configuration.config_file_path) == config
    return imported


class Vendor:
    """The SDK with a token of a client, by default the one whose credentials the tests use."""

    def __init__(self, library, url, client_id=defaults.CLOUD_CLIENT_ID, secret=defaults.CLOUD_CLIENT_SECRET):
        self.library = library
        self.api = library.ApiClient(url)
        self.oauth = library.OAuthApi(self.api)
        self.tokens = library.TokensApi(self.api)
        self.authorization = library.AuthorizationApi(self.api)
        self.integrations = library.IntegrationsApi(self.api)
        self.organization = library.OrganizationApi(self.api)
        if secret:
            self.api.get_client_credentials_token(client_id, secret)

    def close(self):
        """Close its connections."""
        self.api.get_http_client().rest_client.pool_manager.clear()

    def wire(self, model):
        """The members of a model as they are on the wire, moments as texts with their zone."""
        return self.api.sanitize_for_serialization(model)

    def request(self, **members):
        """The body of a client, from members by the names of the SDK."""
        made = self.library.OAuthClientRequest()
        roles = members.pop("role_divisions", None)
        if roles is not None:
            made.role_divisions = [self.role(*pair) for pair in roles]
        for name, value in members.items():
            assert name in made.swagger_types
            setattr(made, name, value)
            assert getattr(made, name) == value, "the SDK does not know the value"
        return made

    def role(self, role, division):
        """A role in a division."""
        made = self.library.RoleDivision()
        made.role_id, made.division_id = role, division
        return made

    def refused(self, call, *arguments, **more):
        """The ErrorBody by which a call is refused; its headers are looked at."""
        with pytest.raises(self.library.rest.ApiException) as caught:
            call(*arguments, **more)
        assert uuid.UUID(caught.value.headers["ININ-Correlation-Id"])
        told = SimpleNamespace(data=caught.value.body, getheader=lambda name: "application/json")
        body = self.api.deserialize(told, "ErrorBody")
        assert body.status in (None, caught.value.status)
        if body.status:
            assert body.context_id == caught.value.headers["ININ-Correlation-Id"]
        return SimpleNamespace(status=caught.value.status, body=body, raw=json.loads(caught.value.body))


@pytest.fixture
def vendor(library, cloud):
    made = []

    def login(*credentials):
        made.append(Vendor(library, cloud.emulator.url, *credentials))
        return made[-1]

    login.default = login()
    yield login
    for one in made:
        one.close()


@pytest.fixture
def sdk(vendor):
    return vendor.default


GRANTS = rules.GRANT_TYPES
ROLES, DIVISIONS = defaults.CLOUD_ROLES, defaults.CLOUD_DIVISIONS


def pair(grant, full):
    """A client as options of the module, and as members of the SDK's request."""
    ours = {"name": "app", "authorized_grant_type": grant}
    theirs = dict(ours)
    if grant == rules.CLIENT_CREDENTIALS:
        ours["roles"] = [{"role": "employee"}, *([{"role": "admin", "division": "*"}] if full else [])]
        theirs["role_divisions"] = [(ROLES["employee"], DIVISIONS["Home"]), *([(ROLES["admin"], "*")] if full else [])]
    else:
        ours["scopes"] = theirs["scope"] = ["users", "routing:readonly"] if full else ["users"]
    if full:
        ours["description"] = theirs["description"] = "What it is for: {{ braces }}, ümläuts"
        ours["access_token_validity_seconds"] = theirs["access_token_validity_seconds"] = 172800
        ours["registered_redirect_uris"] = theirs["registered_redirect_uri"] = [CALLBACK, "app://desktop"]
    return ours, theirs


def every_kind(test):
    """Each grant type, with what it needs and with all that it can have."""
    test = pytest.mark.parametrize("full", [False, True], ids=["minimal", "full"])(test)
    return pytest.mark.parametrize("grant", GRANTS)(test)


def moments(members):
    """The members with moments as numbers, for a moment has many spellings."""
    if isinstance(members, dict):
        return {name: moments(value) for name, value in members.items()}
    return rules.parsed(members) if isinstance(members, str) and MOMENT.match(members) else members


def assert_told(sdk, resource):
    """The module's view of the client and the SDK's are one; returns the latter."""
    told = sdk.oauth.get_oauth_client(resource["client_id"])
    assert told.secret is None
    read = from_wire(FIELDS, sdk.wire(told))
    compared = set()
    for field in FIELDS:
        if not field.wire:
            continue
        value = resource.get(field.arg)
        assert (value in (None, [])) == (read.get(field.arg) in (None, [])), field.arg
        if value not in (None, []):
            compared.add(field.arg)
            assert same(field, value, read[field.arg]) or moments(value) == moments(read[field.arg]), field.arg
    assert compared >= {"client_id", "name", "authorized_grant_type", "client_state", "date_created", "created_by"}
    return told


def test_the_table_knows_all_members_that_the_sdk_knows(library):
    request, answer = library.OAuthClientRequest(), library.OAuthClient()
    ours = {field.wire for field in FIELDS if field.wire}
    apart = {"secret", "roleIds"}  # a member that is told once, and a deprecated one
    assert ours | apart == set(answer.attribute_map.values())
    options = {field.wire for field in FIELDS if field.wire and (field.option or field.arg == "client_state")}
    assert options - {"id"} == set(request.attribute_map.values()) - apart
    roles = next(field for field in FIELDS if field.arg == "roles")
    assert {part.wire for part in roles.fields if part.wire} == set(library.RoleDivision().attribute_map.values())


def test_the_sdk_knows_the_same_grant_types_and_states(sdk):
    for grant in GRANTS:
        sdk.request(authorized_grant_type=grant)
    for old in rules.OLD_SPELLINGS:
        with pytest.raises(AssertionError):
            sdk.request(authorized_grant_type=old)
    for state in ("active", "inactive", "disabled"):
        sdk.request(state=state)


def test_the_sdk_knows_the_same_regions(library):
    theirs = {region.name.replace("_", "-"): region.get_api_host() for region in library.PureCloudRegionHosts}
    assert theirs == {name: cloud_hosts.url("api", {"cloud_region": name}) for name in cloud_hosts.REGIONS}
    for name, host in theirs.items():
        login = library.ApiClient(host).get_conf_url("login", host)
        assert login == cloud_hosts.url("login", {"cloud_region": name})


@every_kind
def test_the_sdk_reads_what_the_module_writes(cloud, sdk, grant, full):
    ours, theirs = pair(grant, full)
    made = cloud.twice(secret_file=str(cloud.secret_file), **ours)["resource"]
    told = assert_told(sdk, made)
    assert told.created_by.id == defaults.CLOUD_CLIENT_ID
    assert isinstance(told.date_created, datetime) and told.date_created.utcoffset() is not None
    assert told.access_token_validity_seconds == theirs.get("access_token_validity_seconds", 86400)
    assert set(told.scope or ()) == set(theirs.get("scope", ()))
    roles = {(one.role_id, one.division_id) for one in told.role_divisions or ()}
    assert roles == set(theirs.get("role_divisions", ()))
    assert set(told.registered_redirect_uri or ()) == set(theirs.get("registered_redirect_uri", ()))
    told = assert_told(sdk, cloud.twice(name="app", description="changed", state="inactive")["resource"])
    assert told.state == "inactive" and told.date_to_delete and told.description == "changed"
    told = assert_told(sdk, cloud.twice(name="app", date_to_delete=LATER, state="inactive")["resource"])
    assert told.date_to_delete.isoformat() == "2099-12-31T00:00:00+00:00"
    told = assert_told(sdk, cloud.twice(name="app", new_name="other")["resource"])
    assert told.state == "active" and told.date_to_delete is None and told.name == "other"
    cloud.twice(name="other", state="absent", confirm_delete=True)
    assert sdk.refused(sdk.oauth.get_oauth_client, made["client_id"]).status == 404


@every_kind
def test_the_module_takes_over_what_the_sdk_creates(cloud, sdk, grant, full):
    ours, theirs = pair(grant, full)
    created = sdk.oauth.post_oauth_clients(sdk.request(**theirs))
    assert created.secret and created.state == "active"
    for check in (True, False):
        found = cloud.client(check, **ours)
        assert found["changed"] is False, found["diff"]
    assert cloud.writes()[1:] == [], "the module wrote"
    assert_told(sdk, found["resource"])
    assert found["resource"]["client_id"] == created.id
    before = sdk.wire(sdk.oauth.get_oauth_client(created.id))
    cloud.twice(**dict(ours, description="managed"))
    after = sdk.wire(sdk.oauth.get_oauth_client(created.id))
    assert after["description"] == "managed"
    moving = ("description", "dateModified", "modifiedBy")
    for members in (before, after):
        for name in ("scope", "registeredRedirectUri", "roleIds", "roleDivisions"):
            members[name] = sorted(members.get(name) or (), key=repr)
    assert {k: v for k, v in after.items() if k not in moving} == {k: v for k, v in before.items() if k not in moving}
    (info,) = cloud.run("genesys_cloud_oauth_client_info", **cloud.cloud, name="app")["oauth_clients"]
    assert_told(sdk, info)
    cloud.twice(name="app", state="absent", confirm_delete=True)
    assert [one.id for one in sdk.oauth.get_oauth_clients().entities] == [defaults.CLOUD_CLIENT_ID]


@every_kind
def test_the_sdk_writes_back_what_it_reads(cloud, sdk, grant, full):
    """As the vendor's own tools do: GET, one member changed, PUT of the whole; the module sees that member alone."""
    ours, _theirs = pair(grant, full)
    made = cloud.client(secret_file=str(cloud.secret_file), **ours)["resource"]
    told = sdk.oauth.get_oauth_client(made["client_id"])
    told.description = "by the SDK"
    sdk.oauth.put_oauth_client(told.id, told)
    found = cloud.client(check=True, **dict(ours, description="by the module"))
    changed = {name for name, value in found["diff"]["after"].items() if value != found["diff"]["before"].get(name)}
    assert found["diff"]["before"]["description"] == "by the SDK" and changed == {"description"}
    assert cloud.client(**dict(ours, description="by the SDK"))["changed"] is False


def test_pages_of_clients(cloud, sdk):
    cloud.control.switches(cloud_list_pages=True)
    for number in range(30):
        cloud.seed(name="other %d" % number)
    made = cloud.made()["client_id"]
    page = sdk.oauth.get_oauth_clients()
    assert (page.page_size, page.page_number, page.page_count, page.total) == (25, 1, 2, 32)
    assert len(page.entities) == 25 and page.next_uri and made not in {one.id for one in page.entities}
    assert cloud.client(description="x")["resource"]["client_id"] == made
    assert len(cloud.run("genesys_cloud_oauth_client_info", **cloud.cloud)["oauth_clients"]) == page.total


def test_pages_of_roles_and_divisions(sdk):
    calls = (
        (sdk.authorization.get_authorization_roles, ROLES),
        (sdk.authorization.get_authorization_divisions, DIVISIONS),
    )
    for call, known in calls:
        found = {}
        for number, size in ((1, 25), (2, 5)):
            page = call(page_number=number, page_size=25)
            assert (page.page_count, page.total, len(page.entities)) == (2, len(known), size)
            found.update({one.name: one.id for one in page.entities})
        assert found == known
        assert len(call(page_size=100).entities) == len(known)
        assert sdk.refused(call, page_size=101).status == 400
        assert [one.id for one in call(name=list(known)[1]).entities] == [known[list(known)[1]]]
    home = sdk.authorization.get_authorization_divisions_home()
    assert home.home_division is True and home.id == DIVISIONS["Home"]
    page = sdk.authorization.get_authorization_divisions_query(page_size="25")
    rest = sdk.authorization.get_authorization_divisions_query(page_size="25", after=page.entities[-1].id)
    assert {one.id for one in page.entities + rest.entities} == set(DIVISIONS.values())


def test_scopes(cloud, sdk):
    scopes = sdk.oauth.get_oauth_scopes()
    names = [scope.id for scope in scopes.entities]
    assert scopes.total == len(names) and sdk.oauth.get_oauth_scope(names[0]).description
    assert sdk.refused(sdk.oauth.get_oauth_scope, "no-such-scope").status == 404
    made = cloud.client(name="app", authorized_grant_type="CODE", scopes=names, secret_file=str(cloud.secret_file))
    assert set(sdk.oauth.get_oauth_client(made["resource"]["client_id"]).scope) == set(names)


def test_grants_of_a_client(cloud, sdk):
    made = cloud.made(roles=[{"role": "employee", "division": "Sales"}, {"role": "admin", "division": "*"}])
    subject = sdk.authorization.get_authorization_subject(made["client_id"])
    assert {(one.role.name, one.division.id) for one in subject.grants} == {
        ("employee", DIVISIONS["Sales"]),
        ("admin", "*"),
    }


def test_default_roles_come_back(cloud, sdk):
    cloud.control.seed(cloud_roles=[{"id": ROLES["employee"], "absent": True}])
    assert cloud.client(**pair(rules.CLIENT_CREDENTIALS, False)[0])["failure"]["field"] == "roles"
    assert "employee" in {role.name for role in sdk.authorization.post_authorization_roles_default().entities}
    assert cloud.made()["roles"][0]["role"] == "employee"


def test_the_secret_is_told_once_and_made_anew(cloud, sdk, vendor, library):
    created = sdk.oauth.post_oauth_clients(sdk.request(**pair(rules.CLIENT_CREDENTIALS, False)[1]))
    cloud.secret_file.parent.mkdir()
    cloud.secret_file.write_text(created.secret + "\n")
    cloud.secret_file.chmod(0o600)
    given = {"name": "app", "secret_file": str(cloud.secret_file), "verify_secret": True}
    assert cloud.client(**given)["changed"] is False
    vendor(created.id, created.secret)
    renewed = sdk.oauth.post_oauth_client_secret(created.id).secret
    assert renewed not in (None, created.secret)
    with pytest.raises(library.rest.ApiException):
        vendor(created.id, created.secret)
    for how in ("never", "when_lost"):
        refused = cloud.client(regenerate_secret=how, **given)
        assert refused["failure"]["code"] == "verification_failed" and "Somebody else" in refused["msg"]
    cloud.client(regenerate_secret="always", **given)
    assert cloud.kept() not in (created.secret, renewed)
    assert vendor(created.id, cloud.kept()).api.access_token
    with pytest.raises(library.rest.ApiException):
        vendor(created.id, renewed)


def test_deleting(cloud, sdk):
    made = cloud.made()["client_id"]
    refused = sdk.refused(sdk.oauth.delete_oauth_client, made)
    assert (refused.status, refused.body.code) == (400, "cannot.delete.client")
    told = sdk.oauth.get_oauth_client(made)
    told.state = "inactive"
    assert sdk.oauth.put_oauth_client(made, told).date_to_delete is not None
    sdk.oauth.delete_oauth_client(made)
    assert sdk.refused(sdk.oauth.get_oauth_client, made).body.code == "not.found"
    assert cloud.client(state="absent", confirm_delete=True)["changed"] is False
    assert cloud.client(client_id=made, description="x")["failure"]["code"] == "not_found"


def test_an_old_client_can_be_restored(cloud, sdk):
    old = cloud.seed(dateCreated=cloud.ago(40))
    cloud.twice(state="absent", confirm_delete=True)
    told = sdk.oauth.get_oauth_client(old)
    assert told.state == "inactive" and told.date_to_delete > told.date_modified
    cloud.twice(description="restored")
    told = sdk.oauth.get_oauth_client(old)
    assert (told.state, told.date_to_delete, told.description) == ("active", None, "restored")


def test_errors_are_told_alike(cloud, sdk, vendor):
    """The module's failure has the status, the code, the field and the correlation id that the SDK is told."""
    unknown = str(uuid.uuid4())
    refused = sdk.refused(sdk.oauth.get_oauth_client, unknown)
    assert (refused.status, refused.body.code, refused.body.entity_id) == (404, "not.found", unknown)
    minimal = pair("CODE", False)[1]
    for members, code, blamed in (
        ({"name": None}, "bad.request", "name"),
        ({"access_token_validity_seconds": 5}, "bad.request", "accessTokenValiditySeconds"),
        ({"scope": ["none"]}, "bad.request", "scope"),
        ({"scope": []}, "bad.request", "scope"),
        ({"role_divisions": [(ROLES["employee"], "*")]}, "bad.request", "roleDivisions"),
        ({"registered_redirect_uri": [CALLBACK] * 126}, "bad.request", "registeredRedirectUri"),
        ({"state": "disabled"}, "invalid.value", "state"),
    ):
        given = {**minimal, **members}
        given = {name: value for name, value in given.items() if value is not None}
        refused = sdk.refused(sdk.oauth.post_oauth_clients, sdk.request(**given))
        assert (refused.status, refused.body.code, refused.body.details[0].field_name) == (400, code, blamed)
    supervisor = {**pair(rules.CLIENT_CREDENTIALS, False)[1], "role_divisions": [(ROLES["supervisor"], "*")]}
    refused = sdk.refused(sdk.oauth.post_oauth_clients, sdk.request(**supervisor))
    assert refused.status == 400 and "supervisor" in refused.body.message
    made = cloud.made(roles=[{"role": "employee"}])
    weak = vendor(made["client_id"], cloud.kept())
    refused = weak.refused(weak.oauth.get_oauth_clients)
    assert (refused.status, refused.body.code) == (403, "missing.permissions")
    assert "oauth:client:view" in refused.body.message
    result = cloud.client(cloud_client_id=made["client_id"], cloud_client_secret=cloud.kept(), description="x")
    assert result["failure"]["service_code"] == refused.body.code and result["failure"]["http_status"] == 403
    assert refused.body.message.rstrip(".") in result["msg"] and uuid.UUID(result["failure"]["correlation_id"])
    weak.api.access_token = unknown
    refused = weak.refused(weak.oauth.get_oauth_clients)
    assert (refused.status, refused.body.code) == (401, "bad.credentials")
    result = cloud.client(cloud_client_id=None, cloud_client_secret=None, cloud_access_token=unknown)
    assert result["failure"]["service_code"] == refused.body.code and result["failure"]["http_status"] == 401


@pytest.mark.parametrize(
    ("client", "secret", "told"),
    [
        (defaults.CLOUD_CLIENT_ID, "Canary-wrong", ("invalid_client", "authentication failed")),
        ("5b0b9f1e-6f0c-4d3a-8f3e-2a7f1c9d4e60", "Canary-wrong", ("invalid_client", "client not found")),
        ("code", None, ("unauthorized_client", "client is not authorized to use the client_credential grant type")),
    ],
)
def test_the_token_endpoint_refuses_alike(cloud, vendor, client, secret, told):
    sdk = vendor.default
    if client == "code":
        client = cloud.client(secret_file=str(cloud.secret_file), **pair("CODE", False)[0])["resource"]["client_id"]
        secret = cloud.kept()
    refused = sdk.refused(sdk.api.get_client_credentials_token, client, secret)
    assert refused.status == 400 and (refused.raw["error"], refused.raw["description"]) == told
    result = cloud.run("genesys_cloud_token", **dict(cloud.cloud, cloud_client_id=client, cloud_client_secret=secret))
    assert result["failure"]["code"] == "bad_credentials" and result["failure"]["service_code"] == told[0]
    assert told[1] in result["msg"]


def test_whose_token_it_is(cloud, sdk, vendor, library):
    made = cloud.made(roles=[{"role": "employee", "division": "Sales"}, {"role": "admin", "division": "*"}])
    own = vendor(made["client_id"], cloud.kept())
    info = own.tokens.get_tokens_me()
    organization = own.organization.get_organizations_me()
    assert (info.organization.id, info.organization.name) == (organization.id, organization.name)
    assert (info.home_organization.id, info.o_auth_client.organization.id) == (organization.id, organization.id)
    assert (info.o_auth_client.id, info.o_auth_client.name) == (made["client_id"], "app")
    assert info.o_auth_client.authorized_grant_type == rules.CLIENT_CREDENTIALS and info.o_auth_client.state == "active"
    result = cloud.run(
        "genesys_cloud_token", no_log=True, cloud_api_url=cloud.emulator.url, grant_type="none",
        cloud_access_token=own.api.access_token, cloud_organization=organization.name,
    )  # fmt: skip
    assert result["organization"] == {"id": organization.id, "name": organization.name}
    assert (result["oauth_client"]["id"], result["oauth_client"]["name"]) == (made["client_id"], "app")
    roles = {(one["role_id"], one["division_id"]) for one in result["oauth_client"]["roles"]}
    assert roles == {(one.role_id, one.division_id) for one in info.o_auth_client.role_divisions}
    own.tokens.head_tokens_me()
    own.tokens.delete_tokens_me()
    assert own.refused(own.tokens.get_tokens_me).status == 401
    sdk.tokens.head_tokens_me()


def test_every_grant_with_clients_of_the_module(cloud, vendor, library):
    def client(name, grant):
        made = cloud.client(
            name=name, authorized_grant_type=grant, scopes=["users"], registered_redirect_uris=[CALLBACK],
            secret_file=str(cloud.secret_file.with_name(name)),
        )["resource"]  # fmt: skip
        return made["client_id"], cloud.secret_file.with_name(name).read_text().strip()

    def whose():
        return sdk.tokens.get_tokens_me().o_auth_client.id

    sdk = vendor("", None)
    code = client("code", "CODE")
    _api, body = sdk.api.get_code_authorization_token(*code, cloud.control.cloud_code(code[0], CALLBACK), CALLBACK)
    assert body["expires_in"] == 86399 and whose() == code[0]
    sdk.api.refresh_code_authorization_token(*code, body["refresh_token"])
    assert sdk.api.access_token != body["access_token"] and whose() == code[0]
    verifier = sdk.api.generate_pkce_code_verifier(64)
    sdk.api.get_pkce_token(code[0], verifier, cloud.control.cloud_code(code[0], CALLBACK), CALLBACK)
    assert whose() == code[0]
    saml = client("saml", "SAML2-BEARER")
    sdk.api.get_saml2bearer_token(*saml, "example", cloud.control.cloud_assertion("example"))
    assert whose() == saml[0]


def credential(sdk, name, client_id, secret):
    made = sdk.library.Credential()
    made.name, made.credential_fields = name, {"clientId": client_id, "clientSecret": secret}
    made.type = sdk.library.CredentialType()
    made.type.name = "pureCloudOAuthClient"
    return made


def test_credentials(cloud, sdk):
    """What the module hands to an integration the SDK finds, and the reverse."""
    made = cloud.made(integration_credential_name=CREDENTIALS)
    told = sdk.integrations.get_integrations_credential(made["integration_credential_id"])
    assert (told.name, told.type.name, told.credential_fields) == (CREDENTIALS, "pureCloudOAuthClient", None)
    with pytest.warns(DeprecationWarning):
        (listed,) = sdk.integrations.get_integrations_credentials(page_size=25).entities
    assert listed.id == told.id and listed.modified_date >= listed.created_date
    (kept,) = cloud.state()["cloud"]["credentials"]
    assert kept["credentialFields"] == {"clientId": made["client_id"], "clientSecret": cloud.kept()}
    body = credential(sdk, "another", made["client_id"], cloud.kept())
    other = sdk.integrations.post_integrations_credentials(body=body)
    given = {"secret_file": str(cloud.secret_file), "integration_credential_name": "another"}
    found = cloud.client(**given)
    assert found["changed"] is False and found["resource"]["integration_credential_id"] == other.id
    assert cloud.client(regenerate_secret="always", **given)["changed"] is True
    written = {one["id"]: one["credentialFields"]["clientSecret"] for one in cloud.state()["cloud"]["credentials"]}
    assert written[other.id] == cloud.kept() != written[told.id]
    body.credential_fields["clientSecret"] = "Canary-by-the-sdk"
    assert sdk.integrations.put_integrations_credential(other.id, body=body).id == other.id
    cloud.twice(state="absent", confirm_delete=True, **given)
    assert sdk.refused(sdk.integrations.get_integrations_credential, other.id).status == 404
    sdk.integrations.delete_integrations_credential(told.id)
    assert cloud.state()["cloud"]["credentials"] == []


@pytest.mark.parametrize("status", [409, 413, 429, 500, 503, 504])
def test_failures_of_the_service_are_told_alike(cloud, sdk, status):
    made = cloud.made()
    cloud.control.fault("status", status=status, method="GET", path="oauth/clients", times=0)
    refused = sdk.refused(sdk.oauth.get_oauth_client, made["client_id"])
    assert refused.status == status and refused.body.code
    failure = cloud.client(description="x", rate_limit_wait=0)["failure"]
    assert (failure["http_status"], failure["service_code"]) == (status, refused.body.code)
    assert refused.body.message.split("[")[0].rstrip(".") in failure["message"] and failure["correlation_id"]
