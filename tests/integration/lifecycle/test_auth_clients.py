# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API clients: members that the server adds, strictness, the partial PUT."""

from __future__ import annotations

import pytest

from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, ops

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
GRANTS = ["client_credentials", "password"]


def run(world, check=False, **given):
    return world.run("genesys_auth_client", check, **{**ops(world, Switches()), **AUTH_CLIENT.create, **given})


def test_grant_types_that_the_server_adds_are_no_drift(world):
    run(world)
    assert len(world.state()["clients"][0]["authorizedGrantTypes"]) == 4
    assert run(world)["changed"] is False
    run(world, authorized_grant_types=["client_credentials", "refresh_token"])
    assert len(world.state()["clients"][0]["authorizedGrantTypes"]) == 5, "those that were there stay"


@pytest.mark.parametrize("adds", [True, False])
def test_strict_wants_exactly_the_given_ones(world, adds):
    run(world, authorized_grant_types=[*GRANTS, "refresh_token"])
    world.control.switches(add_internal_grants=adds)
    assert run(world, check=True, strict=True)["changed"]
    assert run(world, strict=True)["changed"]
    assert ("refresh_token" in world.state()["clients"][0]["authorizedGrantTypes"]) is False
    assert run(world, strict=True)["changed"] is adds


def test_a_change_sends_only_what_changes(world):
    run(world)
    world.clear_log()
    run(world, description="new", redirect_uris=AUTH_CLIENT.create["redirect_uris"][::-1])
    assert [entry["body"] for entry in world.writes()] == [{"data": {"description": "new"}}]


def test_what_is_not_given_is_left_alone(world):
    run(world)
    before = world.state()
    assert (
        world.run("genesys_auth_client", **ops(world, Switches()), client_id="external_api_client")["changed"] is False
    )
    assert world.state() == before


def test_redirect_uris_of_apps(world):
    """RFC 8252 §7.1: a scheme of its own, without an authority."""
    uris = ["com.example.app:/oauth2redirect", "urn:ietf:wg:oauth:2.0:oob", "x://y"]
    assert run(world, redirect_uris=uris)["changed"]
    assert sorted(world.state()["clients"][0]["redirectURIs"]) == sorted(uris)
    assert run(world, redirect_uris=uris[::-1])["changed"] is False


def test_a_list_can_be_emptied(world):
    run(world)
    assert run(world, redirect_uris=[])["changed"]
    assert world.state()["clients"][0]["redirectURIs"] == []
    assert run(world, redirect_uris=[])["changed"] is False


def test_a_new_client_takes_four_requests_at_most(world):
    """No request twice, no look-up that is not needed."""
    assert len(run(world)["requests"]) == 2
    assert len(run(world)["requests"]) == 1
    assert len(run(world, name="n")["requests"]) == 3, "PUT tells nothing: what became of the text is looked at"
    assert len(run(world, name="n", redirect_uris=[])["requests"]) == 2
    assert len(run(world, state="absent")["requests"]) == 2
