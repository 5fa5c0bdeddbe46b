# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which credentials a service gets, of those that the user gave."""

from __future__ import annotations

import pytest
import trustme

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services

OPS = {"auth_username": "ops", "auth_password": "ops-password"}
CLIENT = {"auth_client_id": "client", "auth_client_secret": "client-secret"}
TOKEN = {"access_token": "given-token"}
URL = {"auth_url": "http://auth.example.com"}


def services(**options):
    return Services({**URL, **options})


@pytest.mark.parametrize(
    ("options", "kind", "header"),
    [
        (OPS, oauth.Basic, "Basic b3BzOm9wcy1wYXNzd29yZA=="),
        ({**OPS, **TOKEN}, oauth.Bearer, "Bearer given-token"),
        ({**OPS, **CLIENT, "environment_login": "auto"}, oauth.BasicOrBearer, "Basic b3BzOm9wcy1wYXNzd29yZA=="),
        (TOKEN, oauth.Bearer, "Bearer given-token"),
        ({**TOKEN, **CLIENT}, oauth.Bearer, "Bearer given-token"),
        ({**OPS, **CLIENT, **TOKEN, "environment_login": "basic"}, oauth.Basic, "Basic b3BzOm9wcy1wYXNzd29yZA=="),
        ({**OPS, **TOKEN, "environment_login": "token"}, oauth.Bearer, "Bearer given-token"),
    ],
)
def test_the_environment_service(options, kind, header):
    auth = services(**options).environment.auth
    assert auth.__class__ is kind
    assert auth.header() == header


@pytest.mark.parametrize(
    ("options", "grant"),
    [
        (CLIENT, "client_credentials"),
        ({**TOKEN, **CLIENT}, "client_credentials"),
        ({**OPS, **TOKEN, **CLIENT}, "password"),
    ],
)
def test_a_token_is_obtained_by_the_grant_that_fits(monkeypatch, options, grant):
    made = services(**options)
    monkeypatch.setattr(
        made, "token", lambda grant_type, **given: {"access_token": "%s %s" % (grant_type, given.get("username"))}
    )
    auth = made.environment.auth
    assert auth.renew()
    assert auth.header() == "Bearer %s %s" % (grant, "ops" if grant == "password" else None)


def test_a_given_token_alone_cannot_be_renewed():
    assert services(**TOKEN).environment.auth.renew() is False


@pytest.mark.parametrize(
    ("part", "options", "field"),
    [
        ("ops", {}, "auth_username"),
        ("ops", {"auth_username": "ops"}, "auth_password"),
        ("ops", TOKEN, "auth_username"),
        ("environment_basic", CLIENT, "auth_username"),
        ("environment", {}, "auth_username"),
        ("environment", {"auth_username": "ops"}, "auth_username"),
        ("auth", {"auth_url": None}, "auth_url"),
        ("environment", {**OPS, "auth_url": None}, "auth_url"),
    ],
)
def test_what_is_missing_is_named(part, options, field):
    with pytest.raises(InvalidInput) as caught:
        getattr(services(**options), part)
    assert caught.value.details["field"] == field
    assert caught.value.hint


def test_the_environment_service_has_the_address_of_auth_by_default():
    assert services(**OPS).environment.base_url == "http://auth.example.com"
    assert services(**OPS, environment_url="http://env.example.com/").environment.base_url == "http://env.example.com"


def test_one_session_for_all_and_only_when_needed():
    made = services(**OPS, nexus_url="http://n.example.com", api_key="k")
    assert made.requests == [] and not made._made
    assert made.ops.transport is made.environment.transport is made.nexus().transport
    assert made.ops is made.ops
    assert made.ops.headers == {"x-api-key": "k"}
    assert made.nexus(headers={"x-api-key": "own", "x-ccid": "c"}).headers == {"x-api-key": "own", "x-ccid": "c"}


def test_the_secret_of_the_client_may_be_in_a_file(tmp_path):
    path = tmp_path / "s"
    path.write_text("from-file\n")
    made = services(auth_client_id="c", auth_client_secret_file=str(path))
    assert made.client_credentials() == ("c", "from-file")
    assert "from-file" in made.secrets
    assert services(**CLIENT, auth_client_secret_file=str(path)).client_credentials() == ("client", "client-secret")
    with pytest.raises(SecretFileError):
        services(auth_client_id="c", auth_client_secret_file=str(tmp_path / "none")).client_credentials()
    with pytest.raises(InvalidInput):
        services().client_credentials()


@pytest.mark.parametrize(
    ("options", "verify", "cert"),
    [
        ({}, True, None),
        ({"validate_certs": False}, False, None),
        ({"validate_certs": False, "ca_path": "FILE"}, False, None),
        ({"validate_certs": True, "ca_path": "FILE"}, "FILE", None),
        ({"client_cert": "FILE"}, True, "FILE"),
        ({"client_cert": "FILE", "client_key": "FILE"}, True, ("FILE", "FILE")),
    ],
)
def test_tls(tmp_path, options, verify, cert):
    path = str(tmp_path / "f")
    trustme.CA().issue_cert("h").private_key_and_cert_chain_pem.write_to_path(path)

    def real(value):
        return path if value == "FILE" else tuple(path for _part in value) if isinstance(value, tuple) else value

    made = []

    def transport(**kwargs):
        made.append(kwargs)
        return Transport(**kwargs)

    Services({**URL, **{k: real(v) for k, v in options.items()}}, make_transport=transport).transport.close()
    assert (made[0]["verify"], made[0]["cert"]) == (real(verify), real(cert))


@pytest.mark.parametrize(("given", "timeout", "retries"), [({}, 30.0, 3), ({"timeout": 5, "retries": 0}, 5.0, 0)])
def test_limits(given, timeout, retries):
    made = services(**given).transport
    assert (made.timeout, made.retries) == (timeout, retries)
