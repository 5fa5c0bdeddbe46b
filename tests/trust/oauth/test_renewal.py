# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that use a token: it is obtained once for a run, renewed once when the server takes it no longer, and that is all."""

from __future__ import annotations

from functools import partial

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from trust.support.oauth_servers import seeds

# Module: the option of a given token, the token endpoint, the protected resource.
USERS = {
    "genesys_environment_info": ("access_token", "/auth/v3/oauth/token", "/environment/v3/environments"),
    "genesys_cloud_oauth_client_info": ("cloud_access_token", "/oauth/token", "/api/v2/oauth/clients"),
}
DAY = 86400


@pytest.fixture(params=list(USERS))
def module(request):
    return request.param


def asked(result):
    """(path, status) of each request."""
    return [(entry["path"].partition("?")[0], entry["status"]) for entry in result["requests"]]


def fresh(elsewhere):
    return elsewhere.obtained("genesys_token", seeds.MACHINE)["access_token"]


def use(elsewhere, module, **given):
    """Run with the credentials of the machine."""
    return use_as(elsewhere, module, seeds.MACHINE, **given)


def use_as(elsewhere, module, client, **given):
    """Run with the credentials of a client; None is for no credentials."""
    return elsewhere.run(module, **{**elsewhere.reach(module, client), **given})


def spoilt(elsewhere):
    """Tokens that the server takes no longer, or never took."""
    yield "made up", "Canary-no-token"
    revoked = fresh(elsewhere)
    elsewhere.server.revoke(seeds.MACHINE, revoked)
    assert not elsewhere.server.accepts(revoked)
    yield "revoked", revoked
    old = fresh(elsewhere)
    elsewhere.server.later(DAY)
    assert not elsewhere.server.accepts(old)
    yield "expired", old


def test_a_token_is_obtained_and_used(elsewhere, module):
    _option, endpoint, resource = USERS[module]
    result = use(elsewhere, module)
    assert not result.get("failed"), result["msg"]
    assert asked(result) == [(endpoint, 200), (resource, 200)]


def test_a_given_token_is_used(elsewhere, module):
    option, _endpoint, resource = USERS[module]
    result = use_as(elsewhere, module, None, **{option: fresh(elsewhere)})
    assert not result.get("failed"), result["msg"]
    assert asked(result) == [(resource, 200)]


def test_a_token_that_is_refused_is_renewed_once(elsewhere, module, cases):
    option, endpoint, resource = USERS[module]
    for label, token in spoilt(elsewhere):
        with cases(label):
            result = use(elsewhere, module, **{option: token})
            assert not result.get("failed"), result["msg"]
            assert asked(result) == [(resource, 401), (endpoint, 200), (resource, 200)]


def test_without_credentials_a_refusal_is_the_end(elsewhere, module, cases):
    option, _endpoint, resource = USERS[module]
    for label, token in spoilt(elsewhere):
        with cases(label):
            result = use_as(elsewhere, module, None, **{option: token})
            assert result["failure"]["code"] == "bad_credentials", result
            assert option in result["msg"] or "The access token is not valid" in result["msg"]
            assert asked(result) == [(resource, 401)]


def test_a_renewal_that_is_refused_is_the_end(elsewhere, module, cases):
    option, endpoint, resource = USERS[module]
    for label, token in spoilt(elsewhere):
        with cases(label):
            result = use_as(elsewhere, module, {"id": "machine", "secret": "Canary-wrong"}, **{option: token})
            assert result["failure"]["code"] == "bad_credentials", result
            assert "Obtaining a token" in result["msg"] and "client_secret" in result["msg"].replace(" ", "_")
            assert asked(result) == [(resource, 401), (endpoint, 401)]


def test_the_tasks_of_a_run_share_a_token_and_its_renewal(elsewhere, module):
    """Two tasks one token; when it has expired the next task renews it, and the one after that knows."""
    _option, endpoint, resource = USERS[module]
    memory = Memory(None)

    def make(options):
        return Services(options, partial(Transport, sleep=elsewhere.sleep), memory)

    def step():
        result = use(elsewhere, module, make_services=make)
        assert not result.get("failed"), result["msg"]
        return asked(result)

    assert step() == [(endpoint, 200), (resource, 200)]
    assert step() == [(resource, 200)]
    elsewhere.server.later(DAY)
    assert step() == [(resource, 401), (endpoint, 200), (resource, 200)]
    assert step() == [(resource, 200)]


def test_a_persons_token_is_renewed_by_the_password(persons, cases):
    person = {"auth_username": seeds.PAT["name"], "auth_password": seeds.PAT["password"]}
    path = "/environment/v3/environments"
    with cases("renewed"):
        result = use_as(persons, "genesys_environment_info", seeds.PERSON, access_token="Canary-no-token", **person)
        assert not result.get("failed"), result["msg"]
        assert asked(result) == [(path, 401), ("/auth/v3/oauth/token", 200), (path, 200)]
    with cases("a wrong password"):
        wrong = {**person, "auth_password": "Canary-wrong"}
        result = use_as(persons, "genesys_environment_info", seeds.PERSON, access_token="Canary-no-token", **wrong)
        assert result["failure"]["code"] in ("bad_credentials", "refused")
        assert "Obtaining a token by password failed" in result["msg"] and "password" in result["msg"].lower()
        assert asked(result) == [(path, 401), ("/auth/v3/oauth/token", 400)]


def test_a_bare_403_is_no_reason_to_renew(django, cases):
    """The toolkit's ordinary answer has no body and does not say why."""
    for label, token in spoilt(django):
        with cases(label):
            where = {"environment_url": django.server.url + "/bare", "access_token": token}
            result = use(django, "genesys_environment_info", **where)
            assert result["failure"]["code"] == "forbidden" and result["failure"]["http_status"] == 403
            assert "do not give this right" in result["msg"]
            assert asked(result) == [("/bare/environment/v3/environments", 403)]
    with cases("a token without the scope"):
        where = {"environment_url": django.server.url + "/writers", "access_token": fresh(django)}
        result = use(django, "genesys_environment_info", **where)
        assert result["failure"]["code"] == "forbidden"
        assert len(result["requests"]) == 1
