# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in files: generated, stored before they count, read back, replaced, and never lost or shown."""

from __future__ import annotations

import json
import os
import stat

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from emulator import defaults
from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, ops
from integration.support.nexus_samples import GAPI, SERVICE, TENANT
from integration.support.sample import CCID, OFFERED, SECRET

WITHOUT_SECRET = {name: value for name, value in AUTH_CLIENT.create.items() if name != "client_secret"}
OLD = "Canary-old-secret-0"
http_only = pytest.mark.parametrize("world", [False], indirect=True)


def client(world, check=False, no_log=False, **given):
    return world.run("genesys_auth_client", check, no_log, **{**ops(world, Switches()), **WITHOUT_SECRET, **given})


def stored(world):
    """The secret that the service has."""
    return world.state()["clients"][0]["client_secret"]


def record(path):
    """The file which shows that the client's secret was kept here."""
    return path.with_name(".%s.client" % path.name)


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "client.secret"


@http_only
def test_a_generated_secret_is_kept_and_used_again(world, path):
    assert client(world, check=True, secret_file=str(path))["changed"]
    assert not path.exists()
    first = client(world, secret_file=str(path))
    assert first["changed"]
    secret = path.read_text().strip()
    assert stored(world) == secret
    assert mode(path) == 0o600
    assert len(secret) >= 43
    assert secret not in json.dumps(first)
    assert client(world, secret_file=str(path))["changed"] is False
    assert client(world, state="absent")["changed"]
    assert client(world, secret_file=str(path))["changed"]
    assert stored(world) == secret == path.read_text().strip()


@http_only
def test_secrets_are_returned_only_to_a_task_with_no_log(world, path):
    shown = client(world, secret_file=str(path))
    assert "no_log" in shown["client_secret"] and "no_log" in shown["encrypted_client_secret"]
    client(world, state="absent")
    path.unlink()
    told = client(world, no_log=True, secret_file=str(path))
    row = world.state()["clients"][0]
    assert told["client_secret"] == row["client_secret"] == path.read_text().strip()
    assert told["encrypted_client_secret"] == row["encrypted_client_secret"]
    assert row["client_secret"] not in json.dumps({k: v for k, v in told.items() if k != "client_secret"})


@http_only
def test_the_file_is_there_before_the_request_that_makes_the_secret_real(world, path):
    seen = []

    class Watching(Transport):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            real = self.session.request

            def request(method, url, **options):
                if method == "POST":
                    seen.append((path.read_text().strip(), options["json"]["data"]["client_secret"], mode(path)))
                    seen.append((mode(record(path)), json.loads(record(path).read_text())["client_id"]))
                return real(method, url, **options)

            self.session.request = request

    world.run(
        "genesys_auth_client",
        make_services=lambda options: world.services(options, make_transport=Watching),
        **{**ops(world, Switches()), **WITHOUT_SECRET, "secret_file": str(path)},
    )
    assert seen == [(stored(world), stored(world), 0o600), (0o600, AUTH_CLIENT.create["client_id"])]


@http_only
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_loses_no_secret(world, path, when):
    world.control.fault("drop", method="POST", path="/ops/clients$", when=when)
    assert client(world, secret_file=str(path))["changed"]
    assert stored(world) == path.read_text().strip()


@http_only
def test_a_secret_that_may_be_live_is_kept_when_a_second_creation_is_refused(world, path):
    """The answer is lost, the look after it does not show the client yet, and the repeated creation is refused as a duplicate."""
    missing = json.dumps({"status": {"code": 404, "message": "not found"}})
    world.control.fault("drop", method="POST", path="/ops/clients$", when="after")
    world.control.fault("status", method="GET", path="/ops/clients/", nth=2, status=404, body=missing)
    result = client(world, secret_file=str(path))
    assert [entry["method"] for entry in result["requests"]] == ["GET", "POST", "GET", "POST", "GET", "POST"]
    assert result["requests"][-1]["path"] == "/auth/v3/oauth/token"  # the kept secret is seen to be the client's
    assert stored(world) == path.read_text().strip()


@http_only
def test_a_refused_creation_leaves_no_file_behind(world, path):
    world.control.fault("status", method="POST", path="/ops/clients$", status=400)
    assert client(world, secret_file=str(path))["failure"]["code"] == "refused"
    assert not path.exists() and not record(path).exists()
    path.write_text(OLD + "\n")
    path.chmod(0o600)
    world.control.fault("status", method="POST", path="/ops/clients$", status=400)
    world.canaries.add(OLD)
    client(world, secret_file=str(path))
    assert path.read_text() == OLD + "\n", "a file that was there before is not ours to remove"
    assert not record(path).exists()


@http_only
def test_a_file_that_others_may_read_is_said(world, path):
    path.write_text(OLD)
    path.chmod(0o644)
    world.canaries.add(OLD)
    assert "0600" in client(world, secret_file=str(path))["warnings"][0]
    assert stored(world) == OLD


@http_only
@pytest.mark.parametrize("content", [b"$ANSIBLE_VAULT;1.1;AES256\n3132\n", b"", b"\n", b"two\nlines\n", b"\xff\xfe"])
def test_a_file_without_one_plain_secret_is_refused(world, path, content):
    path.write_bytes(content)
    before = world.state()
    result = client(world, secret_file=str(path))
    assert result["failure"]["code"] == "secret_file"
    assert world.state() == before
    assert path.read_bytes() == content


@http_only
@pytest.mark.parametrize("check", [True, False])
def test_a_folder_that_cannot_be_made_is_found_before_any_write(world, tmp_path, check):
    (tmp_path / "file").touch()
    result = client(world, check=check, secret_file=str(tmp_path / "file" / "none" / "x"))
    assert result["failure"]["code"] == "secret_file"
    assert "Not a directory" in result["msg"]
    assert not world.writes()


@http_only
def test_an_existing_client_whose_secret_is_not_known_is_said(world, path):
    client(world, client_secret=OLD)
    result = client(world, secret_file=str(path))
    assert result["changed"] is False
    assert "regenerate_secret: when_lost" in result["warnings"][0]
    assert not path.exists()


@http_only
@pytest.mark.parametrize("grants", [["client_credentials"], ["password"]], ids=["client_credentials", "password only"])
@pytest.mark.parametrize(
    ("position", "outcome"), [("apply", True), ("ignore", "verification_failed"), ("refuse", "refused")]
)
def test_a_new_secret_where_one_is_always_wanted(world, path, position, outcome, grants):
    world.control.switches(client_put_secret=position, add_internal_grants=False)
    given = {"authorized_grant_types": grants}
    client(world, client_secret=OLD, **given)
    world.canaries.add(OLD)
    given.update(
        secret_file=str(path), update_secret="always", regenerate_secret_confirm=AUTH_CLIENT.create["client_id"]
    )
    before = world.state()
    assert client(world, check=True, **given)["changed"]
    assert world.state() == before and not path.exists()
    result = client(world, **given)
    if outcome is True:
        assert result["changed"]
        assert stored(world) == path.read_text().strip() != OLD
        assert client(world, **given)["changed"] is False
        assert client(world, check=True, **given)["changed"] is False
    else:
        assert result["failure"]["code"] == outcome
        assert world.state() == before
        assert not path.exists(), "a secret that does not count is not kept"


@http_only
@pytest.mark.parametrize(
    ("position", "outcome"), [("apply", True), ("ignore", "verification_failed"), ("refuse", "refused")]
)
def test_a_given_secret_where_it_is_always_wanted(world, position, outcome):
    world.control.switches(client_put_secret=position)
    client(world, client_secret=OLD)
    assert client(world, client_secret=SECRET)["changed"] is False
    assert client(world, client_secret=OLD, update_secret="always")["changed"] is False
    result = client(world, client_secret=SECRET, update_secret="always")
    assert result["failure"]["code"] == outcome if isinstance(outcome, str) else result["changed"]
    assert stored(world) == (SECRET if outcome is True else OLD)
    if outcome is True:
        assert result["diff"]["after"]["client_secret"] == "******** (new)"


@http_only
def test_a_public_client_needs_no_secret(world):
    assert client(world, client_type="PUBLIC")["changed"]
    assert client(world, client_type="PUBLIC")["changed"] is False


@http_only
def test_without_any_secret_nothing_is_created(world):
    result = client(world)
    assert (result["failure"]["code"], result["failure"]["field"]) == ("invalid_input", "client_secret")
    assert not world.writes()


def gapi(world, check=False, **given):
    values = {name: value for name, value in GAPI.create.items() if name != "client_secret"}
    return world.run("nexus_gapi_db", check, **{**world.sql, **values, **given})


def test_the_row_takes_the_secret_from_its_file(world, path):
    assert gapi(world, check=True, secret_file=str(path))["changed"]
    result = gapi(world, secret_file=str(path))
    assert result["failure"]["code"] == "secret_file"
    path.write_text(SECRET + "\n")
    assert gapi(world, check=True, secret_file=str(path))["changed"]
    assert gapi(world, secret_file=str(path))["changed"]
    assert world.database.query("SELECT clientsecret FROM nex_gapis") == [{"clientsecret": SECRET}]
    assert gapi(world, secret_file=str(path))["changed"] is False
    path.write_text("Canary-rotated\n")
    world.canaries.add("Canary-rotated")
    assert gapi(world, secret_file=str(path))["changed"]


@pytest.mark.parametrize("put", ["404", "on"])
def test_the_secret_of_a_service_connection_is_written_anew_only_where_wanted(world, put):
    world.control.switches(dict(OFFERED, service_put=put))
    SERVICE.prepare(world)
    given = {**SERVICE.options(world, Switches()), **SERVICE.create}
    assert world.run("nexus_service", **given)["changed"]
    given["secret"] = {"token": "Canary-new-token"}
    assert world.run("nexus_service", **given)["changed"] is False
    result = world.run("nexus_service", update_secret="always", **given)
    assert result.get("failure", {}).get("code") == (None if put == "on" else "not_offered")
    assert world.state()["services"][0]["secret"]["token"] == ("Canary-new-token" if put == "on" else SECRET)


@pytest.mark.parametrize("check", [True, False])
def test_a_service_connection_is_not_sent_whole_without_its_secret(world, check):
    world.control.switches(OFFERED)
    SERVICE.prepare(world)
    given = {**SERVICE.options(world, Switches()), **SERVICE.create}
    world.run("nexus_service", **given)
    before = world.state()
    del given["secret"]
    assert world.run("nexus_service", **given)["changed"] is False
    result = world.run("nexus_service", check, **{**given, "url": "http://other.example.com"})
    assert (result["failure"]["code"], result["failure"]["field"]) == ("invalid_input", "secret")
    assert world.state() == before


def test_another_field_of_a_service_connection_keeps_its_secret(world):
    world.control.switches(OFFERED)
    SERVICE.prepare(world)
    given = {**SERVICE.options(world, Switches()), **SERVICE.create}
    world.run("nexus_service", **given)
    assert world.run("nexus_service", **{**given, "url": "http://other.example.com"})["changed"]
    assert world.state()["services"][0]["secret"] == {"token": SECRET}


@pytest.fixture
def tenant(world):
    """Runs nexus_tenant with an API key's file."""
    TENANT.prepare(world)

    def run(check=False, no_log=False, **given):
        return world.run(
            "nexus_tenant", check, no_log, **{**TENANT.options(world, world.store.switches), **TENANT.create, **given}
        )

    return run


def key(world):
    """The tenant's API key as the database has it."""
    return world.database.query("SELECT id::text AS id FROM nex_apikeys WHERE name = 't100'")[0]["id"]


@pytest.mark.parametrize("get", ["404", "on", "on_without_key"])
def test_the_tenant_s_api_key_is_returned_and_kept(world, tenant, path, get):
    world.control.switches(tenant_get=get)
    assert tenant(check=True, api_key_file=str(path))["changed"]
    assert not path.exists()
    told = tenant(no_log=True, api_key_file=str(path))
    assert told["changed"]
    assert told["api_key"] == key(world) == path.read_text().strip()
    assert mode(path) == 0o600
    again = tenant(no_log=True, api_key_file=str(path))
    assert again["changed"] is False
    assert again["api_key"] == key(world)
    world.canaries.add(key(world))
    assert "no_log" in tenant(api_key_file=str(path))["api_key"]
    path.unlink()
    assert tenant(check=True, api_key_file=str(path))["changed"]
    assert tenant(api_key_file=str(path))["changed"]
    assert path.read_text().strip() == key(world)


@pytest.mark.parametrize("there", [False, True], ids=["a new tenant", "a tenant that is there"])
@pytest.mark.parametrize(
    "text", ["not a key\n", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "\n"], ids=["text", "vault", "empty"]
)
@pytest.mark.parametrize("check", [True, False], ids=["check mode", "for real"])
def test_a_file_that_holds_something_else_is_refused_before_anything_is_written(
    world, tenant, path, there, text, check
):
    if there:
        tenant()
    path.write_text(text)
    before = world.state()
    result = tenant(check, api_key_file=str(path), genesys_tenant_id=7)
    assert result["failure"]["code"] == "secret_file"
    assert path.read_text() == text
    assert world.state() == before


def test_a_key_that_nobody_tells_is_not_stored(world, tenant, path):
    """The file stays as it is when the tenant is changed."""
    world.control.switches(tenant_get="on_without_key", tenant_put="on")
    tenant()
    result = tenant(api_key_file=str(path), genesys_tenant_id=7, login_host=None)
    assert result["changed"] and world.state()["tenants"][0]["genesysenantid"] == 7
    assert not path.exists()
    assert any("Nobody tells the API key" in text for text in result["warnings"])


def test_an_old_key_in_the_file_is_replaced(world, tenant, path):
    path.write_text(defaults.IWD_CLUSTER_API_KEY + "\n")
    tenant(api_key_file=str(path))
    assert path.read_text().strip() == key(world)


def test_a_file_that_others_may_read_is_made_private(world, tenant, path):
    tenant(api_key_file=str(path))
    path.chmod(0o644)
    assert tenant(check=True, api_key_file=str(path))["changed"] and mode(path) == 0o644
    assert tenant(api_key_file=str(path))["changed"] and mode(path) == 0o600
    assert tenant(api_key_file=str(path))["changed"] is False


def test_a_lost_answer_loses_no_api_key(world, tenant, path):
    world.control.fault("drop", method="POST", path="/provisioning/tenants$", when="after")
    result = tenant(no_log=True, api_key_file=str(path))
    assert not result.get("failed"), result["msg"]
    assert result["api_key"] == key(world) == path.read_text().strip()
    assert len(world.state()["tenants"]) == 1
    assert world.state()["tenants"][0]["id"] == CCID
