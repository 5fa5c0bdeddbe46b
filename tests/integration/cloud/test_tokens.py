# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""genesys_cloud_token: every grant; and which token the modules use, from where, through what, and how many of them."""

from __future__ import annotations

import base64
import json
import uuid
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_token import FIELDS, SINGLE_USE
from ansible_collections.cxops.genesys.plugins.module_utils.transport import cloud as clouds
from ansible_collections.cxops.genesys.plugins.module_utils.transport import memory
from emulator import defaults, server
from integration.support.cloud import Organization
from integration.support.playbooks import Playbooks
from integration.support.proxy import Proxy
from integration.support.sample import positions

ACTIONS = Path(__file__).parents[1] / "parity" / "action"
REDIRECT = "https://desktop.example.com/callback"
SECRETS = {name: "Canary-of-%s" % name for name in ("code", "saml2", "weak")}
PROVISIONER = {"id": defaults.CLOUD_CLIENT_ID, "name": "provisioner"}
ORGANIZATION = {"id": defaults.CLOUD_ORGANIZATION_ID, "name": "Example"}
# For each field of the module what shows it here; a new field needs a test.
TRIED = {
    "grant_type": "test_every_grant", "code": "test_every_grant", "redirect_uri": "test_every_grant", "code_verifier": "test_pkce",
    "refresh_token": "test_every_grant", "organization_name": "test_every_grant", "assertion": "test_every_grant",
    "introspect": "test_whose_token_it_is",
}  # fmt: skip
SWITCHES = ("rotate_refresh_tokens", "cloud_grant_check", "cloud_token_rate", "cloud_tokens_me", "cloud_null_members")


@pytest.fixture
def org(cloud):
    """The organisation with a client for each grant; ``ids`` by name."""
    made = [
        {"name": "code", "authorizedGrantType": "CODE", "scope": ["users"], "registeredRedirectUri": [REDIRECT]},
        {"name": "saml2", "authorizedGrantType": "SAML2-BEARER", "scope": ["users", "routing"]},
        {"name": "weak", "authorizedGrantType": "CLIENT-CREDENTIALS", "accessTokenValiditySeconds": 600,
         "roleDivisions": [{"roleId": defaults.CLOUD_ROLES["employee"], "divisionId": "*"}]},
    ]  # fmt: skip
    seeded = cloud.control.seed(cloud_clients=[dict(row, secret=SECRETS[row["name"]]) for row in made])
    cloud.ids = dict(zip(SECRETS, seeded["cloud_clients"], strict=True))
    cloud.canaries |= set(SECRETS.values())
    return cloud


def token(org, check=False, no_log=True, client=None, **given):
    """Run genesys_cloud_token, by default as the provisioner."""
    login = {"cloud_client_id": org.ids[client], "cloud_client_secret": SECRETS[client]} if client else {}
    given = {name: value for name, value in {**org.cloud, **login, **given}.items() if value is not None}
    return org.run("genesys_cloud_token", check, no_log, **given)


def parameters(org, grant):
    """What each grant needs, obtained as a person would."""
    if grant == "authorization_code":
        code = org.control.cloud_code(org.ids["code"], REDIRECT)
        return {"client": "code", "code": code, "redirect_uri": REDIRECT}
    if grant == "refresh_token":
        first = token(org, grant_type="authorization_code", **parameters(org, "authorization_code"))
        return {"client": "code", "refresh_token": first["refresh_token"]}
    if grant == "saml2_bearer":
        assertion = org.control.cloud_assertion("example")
        return {"client": "saml2", "organization_name": "example", "assertion": assertion}
    return {}


def principals(org, path):
    """Whose credentials the calls of this path carried."""
    return [entry["authorization"]["principal"] for entry in org.log() if entry["path"] == path]


def test_every_field_is_tried():
    assert {field.arg for field in FIELDS} == set(TRIED)
    assert set(TRIED.values()) <= set(globals())


@pytest.mark.parametrize("switches", [pytest.param(given, id=name) for name, given in positions(SWITCHES, False)])
@pytest.mark.parametrize("grant", clouds.GRANTS)
def test_every_grant(org, grant, switches):
    org.control.switches(switches)
    given = dict(parameters(org, grant), grant_type=grant)
    before = org.state()
    result = token(org, **given)
    assert not result.get("failed"), result["msg"]
    assert uuid.UUID(result["access_token"]) and result["changed"] is False
    assert result["token"] == {"token_type": "bearer", "expires_in": 86399}
    assert ("refresh_token" in result) is (grant in ("authorization_code", "refresh_token"))
    assert (result["organization"], result["oauth_client"]) == ({}, {})
    assert org.state() == before
    who = token(org, grant_type="none", cloud_access_token=result["access_token"])
    if switches.get("cloud_tokens_me") == "404":
        assert who["failure"]["code"] == "not_found"
    else:
        assert who["organization"] == ORGANIZATION
        assert who["oauth_client"]["id"] == org.ids.get(given.get("client"), defaults.CLOUD_CLIENT_ID)
    shown = token(org, no_log=False, **dict(given, **parameters(org, grant)))
    assert shown["access_token"] == "hidden: set no_log on the task to get it"


@pytest.mark.parametrize("grant", clouds.GRANTS)
def test_check_mode_uses_nothing_up(org, grant):
    org.control.switches(rotate_refresh_tokens=True)
    given = dict(parameters(org, grant), grant_type=grant)
    org.clear_log()
    foretold = token(org, check=True, **given)
    assert not foretold.get("failed") and foretold["changed"] is False
    if grant in SINGLE_USE:
        assert org.log() == [] and "access_token" not in foretold
        assert grant in foretold["warnings"][0]
    else:
        assert foretold["access_token"] and "warnings" not in foretold
    assert token(org, **given)["access_token"]


def test_what_was_used_up(org):
    """Codes and, where the service says so, refresh tokens are for one time."""
    given = dict(parameters(org, "authorization_code"), grant_type="authorization_code")
    assert token(org, **given)["access_token"]
    again = token(org, **given)
    assert again["failure"]["service_code"] == "invalid_grant" and "used up" in again["failure"]["hint"]
    org.control.switches(rotate_refresh_tokens=True)
    given = dict(parameters(org, "refresh_token"), grant_type="refresh_token")
    fresh = token(org, **given)
    assert fresh["refresh_token"] != given["refresh_token"]
    again = token(org, **given)
    assert again["failure"]["code"] == "bad_credentials" and "refresh token" in again["failure"]["hint"]
    assert token(org, **dict(given, refresh_token=fresh["refresh_token"]))["access_token"]


@pytest.mark.parametrize(
    ("client", "given", "code"),
    [
        (None, {"grant_type": "authorization_code", "code": "Canary-x", "redirect_uri": REDIRECT}, "unauthorized_client"),
        ("code", {}, "unauthorized_client"),
        ("code", {"grant_type": "authorization_code", "code": "Canary-none", "redirect_uri": REDIRECT}, "invalid_grant"),
        ("code", {"grant_type": "refresh_token", "refresh_token": "Canary-none"}, "invalid_grant"),
        ("saml2", {"grant_type": "saml2_bearer", "organization_name": "example", "assertion": "Canary-none"}, "invalid_grant"),
        ("code", {"cloud_client_secret": "Canary-wrong"}, "invalid_client"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(org, client, given, code):
    result = token(org, no_log=False, client=client, **given)
    assert result["failure"]["code"] == "bad_credentials" and result["failure"]["service_code"] == code
    assert result["failure"]["http_status"] == 400 and result["failure"]["correlation_id"] in result["msg"]


def test_a_code_for_another_address(org):
    given = parameters(org, "authorization_code")
    given["redirect_uri"] += "/other"
    result = token(org, grant_type="authorization_code", **given)
    assert result["failure"]["code"] == "bad_credentials" and "redirect_uri" in result["failure"]["hint"]


def test_another_organisation_s_assertion(org):
    given = dict(parameters(org, "saml2_bearer"), organization_name="other")
    assert token(org, grant_type="saml2_bearer", **given)["failure"]["service_code"] == "invalid_grant"


def test_pkce(org):
    verifier = "Canary-verifier-of-at-least-forty-three-characters-0"
    given = dict(parameters(org, "authorization_code"), grant_type="authorization_code", code_verifier=verifier)
    org.clear_log()
    assert token(org, no_log=False, **given)["token"]
    (entry,) = org.log()
    assert entry["body"] == {
        "grant_type": "authorization_code", "code": given["code"], "redirect_uri": REDIRECT,
        "code_verifier": verifier, "client_id": org.ids["code"],
    }  # fmt: skip


def test_pkce_without_a_secret(org):
    """Who proves that it asked for the code needs none (RFC 7636); the vendor's SDK sends none either."""
    verifier = "Canary-verifier-of-at-least-forty-three-characters-0"
    given = dict(parameters(org, "authorization_code"), grant_type="authorization_code", code_verifier=verifier)
    org.clear_log()
    result = token(org, **dict(given, cloud_client_secret=None))
    assert not result.get("failed"), result["msg"]
    (entry,) = org.log()
    assert entry["authorization"]["kind"] == "none" and entry["body"]["client_id"] == org.ids["code"]
    without = {name: value for name, value in parameters(org, "authorization_code").items() if name != "client"}
    given = dict(without, grant_type="authorization_code", cloud_client_id=org.ids["code"], cloud_client_secret=None)
    assert token(org, **given)["failure"]["field"] == "cloud_client_secret"


def test_whose_token_it_is(org):
    result = token(org, introspect=True)
    assert result["organization"] == ORGANIZATION
    assert {name: result["oauth_client"][name] for name in PROVISIONER} == PROVISIONER
    held = {one["role_id"] for one in result["oauth_client"]["roles"]}
    assert held == {defaults.CLOUD_ROLES[name] for name in ("admin", "employee", "SCIM Integration")}
    assert result["oauth_client"]["scopes"] == []
    result = token(org, introspect=True, grant_type="saml2_bearer", **parameters(org, "saml2_bearer"))
    assert sorted(result["oauth_client"]["scopes"]) == ["routing", "users"] and result["oauth_client"]["roles"] == []
    person = org.control.cloud_token(builtin=True)
    result = token(org, grant_type="none", cloud_access_token=person)
    assert result["oauth_client"]["id"] == clouds.BUILT_IN and result["organization"] == ORGANIZATION
    short = token(org, client="weak")
    assert short["token"]["expires_in"] == 599


@pytest.mark.parametrize(
    "wanted", ["Example", "example", defaults.CLOUD_ORGANIZATION_ID, defaults.CLOUD_ORGANIZATION_ID.upper()]
)
@pytest.mark.parametrize("given", [{}, {"grant_type": "none"}], ids=str)
def test_the_organisation_that_is_wanted(org, wanted, given):
    more = dict(given, cloud_access_token=org.control.cloud_token()) if given else {}
    assert token(org, cloud_organization=wanted, **more)["organization"] == ORGANIZATION
    refused = token(org, cloud_organization=wanted[:-1], **more)
    assert refused["failure"]["code"] == "verification_failed" and refused["failure"]["field"] == "cloud_organization"
    assert "access_token" not in refused


def test_a_verified_token_is_not_asked_for(org):
    value = org.control.cloud_token()
    org.clear_log()
    result = token(
        org,
        grant_type="none",
        cloud_access_token=value,
        cloud_client_id=None,
        cloud_client_secret=None,
        cloud_login_url=None,
    )
    assert [(entry["method"], entry["path"]) for entry in result["requests"]] == [("GET", "/api/v2/tokens/me")]
    assert value not in json.dumps(token(org, no_log=False, grant_type="none", cloud_access_token=value))


def test_a_secret_from_a_file(org, tmp_path):
    path = tmp_path / "provisioner.secret"
    path.write_text(defaults.CLOUD_CLIENT_SECRET + "\n")
    given = {"cloud_client_secret": None, "cloud_client_secret_file": str(path)}
    assert token(org, **given)["access_token"]
    assert org.client(check=True, authorized_grant_type="CODE", scopes=["users"], **given)["changed"] is True
    given["cloud_client_secret_file"] = str(tmp_path / "none")
    for result in (token(org, **given), org.client(description="x", **given)):
        assert result["failure"]["code"] == "secret_file" and result["requests"] == []


def with_environment(monkeypatch, **names):
    for name, value in names.items():
        monkeypatch.setenv("GENESYSCLOUD_" + name, value)


def test_the_environment_that_users_have_set(org, monkeypatch):
    """The names of the vendor's own tools."""
    with_environment(
        monkeypatch, OAUTHCLIENT_ID=org.ids["weak"], OAUTHCLIENT_SECRET=SECRETS["weak"], REGION="eu-west-1"
    )
    none = {"cloud_client_id": None, "cloud_client_secret": None}
    assert token(org, introspect=True, **none)["oauth_client"]["id"] == org.ids["weak"]
    assert token(org, introspect=True)["oauth_client"]["id"] == defaults.CLOUD_CLIENT_ID, "options go first"
    value = org.control.cloud_token()
    with_environment(monkeypatch, ACCESS_TOKEN=value)
    assert token(org, grant_type="none", **none)["oauth_client"]["id"] == defaults.CLOUD_CLIENT_ID
    org.clear_log()
    urls = {name: org.cloud[name] for name in ("cloud_api_url", "cloud_login_url")}
    assert not org.run("genesys_cloud_oauth_client_info", **urls).get("failed")
    assert [(entry["path"], entry["authorization"]["principal"]) for entry in org.log()] == [
        ("/api/v2/oauth/clients", value)
    ]
    with_environment(monkeypatch, REGION="nowhere")
    assert token(org)["failure"]["field"] == "cloud_region"


def test_a_given_token_goes_before_credentials(org):
    value = org.control.cloud_token()
    org.clear_log()
    given = {"cloud_access_token": value, "cloud_client_secret": "Canary-never-needed"}
    assert org.client(authorized_grant_type="CODE", scopes=["users"], **given)["changed"]
    assert {entry["authorization"]["principal"] for entry in org.log()} == {value}


@pytest.mark.parametrize("ending", ["expired", "unknown"])
def test_a_given_token_that_has_ended_is_followed_by_one_of_the_client(org, ending):
    value = org.control.cloud_token() if ending == "expired" else "Canary-unknown"
    org.control.expire_tokens()
    org.clear_log()
    assert org.client(check=True, cloud_access_token=value, authorized_grant_type="CODE", scopes=["users"])["changed"]
    assert principals(org, "/oauth/token") == [defaults.CLOUD_CLIENT_ID]
    first, *others = [entry["authorization"]["principal"] for entry in org.log() if entry["path"] != "/oauth/token"]
    assert first == value and value not in others and len(set(others)) == 1
    assert [entry["status"] for entry in org.log()][:3] == [401, 200, 200]


def test_a_refused_token_is_renewed_once(org):
    org.control.fault("status", path="/api/v2/", status=401)
    assert not org.client(check=True, authorized_grant_type="CODE", scopes=["users"]).get("failed")
    assert len(principals(org, "/oauth/token")) == 2
    org.clear_log()
    org.control.fault("status", path="/api/v2/", status=401, times=0)
    result = org.client(check=True, authorized_grant_type="CODE", scopes=["users"])
    assert result["failure"]["code"] == "bad_credentials"
    assert [entry["status"] for entry in org.log()] == [200, 401, 200, 401]


def run_of(org):
    """A run of several tasks, which share a memory: the function makes the next task."""
    shared = memory.for_forks()

    def task(module="genesys_cloud_oauth_client_info", check=False, **given):
        def services(options):
            made = org.services(options)
            made.memory = shared.for_task(str(uuid.uuid4()))
            return made

        options = {name: value for name, value in {**org.cloud, **given}.items() if value is not None}
        return org.run(module, check, False, services, **options)

    return task


def test_one_token_for_a_run(org):
    task = run_of(org)
    for _number in range(5):
        assert not task().get("failed")
        assert not task("genesys_cloud_oauth_client", name="app", authorized_grant_type="CODE", scopes=["users"]).get(
            "failed"
        )
    assert len(principals(org, "/oauth/token")) == 1
    assert task(cloud_client_id=org.ids["weak"], cloud_client_secret=SECRETS["weak"])["failure"]["code"] == "forbidden"
    assert principals(org, "/oauth/token") == [defaults.CLOUD_CLIENT_ID, org.ids["weak"]]


def test_the_run_s_token_is_replaced_when_it_has_ended(org):
    task = run_of(org)
    assert not task().get("failed")
    org.control.expire_tokens()
    org.clear_log()
    for _number in range(3):
        assert not task().get("failed")
    assert [entry["status"] for entry in org.log()] == [401, 200, 200, 200, 200]
    assert len(principals(org, "/oauth/token")) == 1


def test_the_run_s_token_is_replaced_before_it_ends(org):
    """The last seconds of a token are not used."""
    row = {"id": org.ids["weak"], "accessTokenValiditySeconds": 300}
    row["roleDivisions"] = [{"roleId": defaults.CLOUD_ROLES["admin"], "divisionId": "*"}]
    org.control.seed(cloud_clients=[row])
    org.control.fault(
        "status", path="/oauth/token", status=200, body={"access_token": org.control.cloud_token(), "expires_in": 29}
    )
    task = run_of(org)
    for _number in range(3):
        assert not task(cloud_client_id=org.ids["weak"], cloud_client_secret=SECRETS["weak"]).get("failed")
    assert len(principals(org, "/oauth/token")) == 2
    assert all(entry["status"] == 200 for entry in org.log())


def test_the_limit_of_the_token_endpoint_is_waited_for(org):
    """It says so by HTTP 400, without a time; the emulator's minute passes while the module waits."""
    org.control.switches(cloud_token_rate=1)
    assert token(org)["access_token"]
    assert token(org)["access_token"]
    assert 1 <= sum(org.slept) <= 180
    statuses = [entry["status"] for entry in org.log()]
    assert statuses[0] == statuses[-1] == 200 and set(statuses[1:-1]) == {400}
    refused = token(org, rate_limit_wait=0)
    assert refused["failure"]["code"] == "rate_limited" and refused["failure"]["http_status"] == 400


def test_a_proxy(org):
    with Proxy() as proxy:
        assert org.client(authorized_grant_type="CODE", scopes=["users"], cloud_proxy_url=proxy.url)["changed"]
        asked = [(method, target.replace(org.emulator.url, "")) for method, target, _login in proxy.seen]
        assert asked == [(entry["method"], entry["path"]) for entry in org.log()]
        assert token(org, introspect=True, cloud_proxy_url=proxy.url)["organization"] == ORGANIZATION
        assert [target.replace(org.emulator.url, "") for _m, target, _login in proxy.seen[-2:]] == [
            "/oauth/token",
            "/api/v2/tokens/me",
        ]


def test_a_proxy_that_wants_credentials(org):
    org.canaries.add("Canary-of-the-proxy")
    with Proxy() as proxy:
        result = token(org, no_log=False, cloud_proxy_url="http://user:Canary-of-the-proxy@" + proxy.host)
        assert not result.get("failed"), result["msg"]
        assert proxy.seen[0][2] == "Basic " + base64.b64encode(b"user:Canary-of-the-proxy").decode()
    with Proxy(refuses=True) as proxy:
        url = "http://user:Canary-of-the-proxy@" + proxy.host
        result = token(org, no_log=False, cloud_proxy_url=url, retries=0)
        assert result["failure"]["code"] == "service_error" and result["failure"]["http_status"] == 502


def test_the_option_goes_before_the_proxy_of_the_environment(org, monkeypatch):
    with Proxy() as wanted, Proxy() as other:
        for name in ("NO_PROXY", "no_proxy", "http_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", other.url)
        assert token(org)["access_token"]
        assert (len(wanted.seen), len(other.seen)) == (0, 1)
        assert token(org, cloud_proxy_url=wanted.url)["access_token"]
        assert (len(wanted.seen), len(other.seen)) == (1, 1)


def test_a_proxy_before_tls(tmp_path):
    with server.start(tls=True) as emulator, Proxy() as proxy:
        secure = Organization(emulator, tmp_path)
        given = dict(secure.cloud, ca_path=emulator.ca_path, cloud_proxy_url=proxy.url)
        assert not secure.run("genesys_cloud_oauth_client_info", **given).get("failed")
        assert {(method, target) for method, target, _login in proxy.seen} == {
            ("CONNECT", emulator.url.partition("//")[2])
        }
        proxy.seen.clear()
        nobody = dict(given, cloud_region="eu-west-1", cloud_api_url=None, cloud_login_url=None, retries=0)
        nobody = {name: value for name, value in nobody.items() if value is not None}
        assert secure.run("genesys_cloud_token", **nobody)["failure"]["code"] == "unreachable"
        assert proxy.seen == [("CONNECT", "login.mypurecloud.ie:443", None)]


def play(playbooks, org, tasks, hosts=1, *arguments, **more):
    """The log of a play whose secrets are variables, as users have them."""
    org.canaries.add(defaults.CLOUD_CLIENT_SECRET)
    (playbooks.folder / "hosts").write_text(
        "".join("host%02d ansible_connection=local\n" % number for number in range(hosts))
    )
    org.clear_log()
    made = playbooks.run(
        tasks,
        "-i",
        "hosts",
        *arguments,
        defaults={"group/cxops.genesys.genesys_cloud": org.cloud},
        hosts="all",
        warnings=True,  # that nobody keeps the secrets
        **more,
    )
    assert made.code == 0, made.output[-2000:]
    return org.log()


@pytest.fixture
def playbooks(tmp_path, cloud):
    return Playbooks(tmp_path, cloud)


def client_task(name, **more):
    return {
        "cxops.genesys.genesys_cloud_oauth_client": {
            "name": name,
            "authorized_grant_type": "CODE",
            "scopes": ["users"],
        },
        **more,
    }


@pytest.mark.ends
def test_one_token_for_a_whole_play(playbooks, cloud):
    tasks = [
        client_task("app {{ item }}", loop=list(range(5))),
        {"cxops.genesys.genesys_cloud_oauth_client_info": {}},
        {"cxops.genesys.genesys_cloud_oauth_client_info": {"resolve_names": True}},
        client_task("app 1", check_mode=True),
        {"name": "gone", "cxops.genesys.genesys_cloud_oauth_client": {"name": "app 1", "state": "absent", "confirm_delete": True}},
    ]  # fmt: skip
    log = play(playbooks, cloud, tasks)
    assert [entry["path"] for entry in log].count("/oauth/token") == 1
    assert len(log) > 20 and len(cloud.clients()) == 4


@pytest.mark.ends
def test_one_token_for_many_hosts_at_the_same_time(playbooks, cloud):
    log = play(playbooks, cloud, [client_task("app {{ inventory_hostname }}")] * 2, 6, "--forks", "6")
    assert [entry["path"] for entry in log].count("/oauth/token") == 1
    assert len(cloud.clients()) == 6


@pytest.mark.ends
def test_the_token_is_replaced_in_the_middle_of_a_play(playbooks, cloud):
    emulator = {"url": cloud.emulator.url, "token": cloud.emulator.control_token}
    end = {"emulator_control": {**emulator, "calls": [["POST", "tokens/expire", {}]]}}
    info = {"cxops.genesys.genesys_cloud_oauth_client_info": {}}
    log = play(playbooks, cloud, [info, end, info, info], env={"ANSIBLE_ACTION_PLUGINS": str(ACTIONS)})
    assert [entry["path"] for entry in log].count("/oauth/token") == 2
    assert [entry["status"] for entry in log] == [200, 200, 401, 200, 200, 200]
