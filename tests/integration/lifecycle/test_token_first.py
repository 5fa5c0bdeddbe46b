# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule for all modules: a given token goes first wherever the service takes tokens, whatever else is given; when it is refused, one new one is obtained."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator import defaults
from integration.support.good import GOOD
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import CCID, OTHER_ID, SECRET

TAKES = ("/environment/", "/nexus/", "/api/v2/")
BASIC = ("/auth/v3/ops/", "/environment/v3/data-centers")  # documented with HTTP Basic only
CLIENT = {"auth_client_id": "nexus_client", "auth_client_secret": SECRET}
WITH_TOKEN = [
    good
    for good in GOOD
    if good.http
    and good.name not in ("token", "cloud_token")  # what they obtain is the token that is asked for
    and good.module not in ("nexus_service", "nexus_gapi_db")  # an API key, and PostgreSQL
    and {"access_token", "cloud_access_token"} & {field.arg for field in TASKS[good.module].connection}
]

EACH = pytest.mark.parametrize(
    ("world", "good"), [pytest.param(one.sql, one, id=one.name) for one in WITH_TOKEN], indirect=["world"]
)


def credentials(world, good, token):
    """A token, or one that is refused, beside all other credentials."""
    if good.module.startswith("genesys_cloud"):
        return {"cloud_access_token": token or world.control.cloud_token()}
    person = "%s\\%s" % (CCID, defaults.PERSON_USERNAME) if good.module == "nexus_tenant" else "ops"
    world.control.seed(clients=[GAPI_CLIENT])
    return {**CLIENT, "access_token": token or world.control.token("nexus_client", person)}


def by(world):
    """What each request was authorised by, of those to services that take a token."""
    return [
        one["authorization"]
        for one in world.log()
        if one["path"].startswith(TAKES) and not one["path"].startswith(BASIC)
    ]


def refused(result):
    """The requests to them that were refused."""
    return [one for one in result["requests"] if one["status"] == 401 and one["path"].startswith(TAKES)]


def tried(world, good, token):
    """Check mode with all credentials: (result, the token)."""
    world.control.switches(reuse_tokens=False)
    good.prepare(world)
    given = credentials(world, good, token)
    world.clear_log()
    result = good.run(world, True, **given)
    assert not result.get("failed"), result["msg"]
    return result, next(one for name, one in given.items() if name.endswith("access_token"))


@EACH
def test_it_goes_first(world, good):
    result, token = tried(world, good, None)
    assert all(one == {"kind": "bearer", "principal": token} for one in by(world))
    assert by(world) or good.name in ("auth_client", "data_center", "genesys_auth_client_info")
    assert refused(result) == []


@EACH
def test_when_it_is_refused_one_new_token_is_obtained(world, good):
    result, token = tried(world, good, OTHER_ID)
    first, *others = by(world) or [None]
    if first:
        assert first == {"kind": "bearer", "principal": token}
        assert len({one["principal"] for one in others}) == 1 and token not in {one["principal"] for one in others}
        assert len(refused(result)) == 1
