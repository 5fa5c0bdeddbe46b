# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client with a role that its organisation does not have any more: nobody can hold it, so nobody is told to be given it first.

What Genesys Cloud does with a change of such a client is not documented: cloud_gone_roles.
"""

from __future__ import annotations

import pytest

from emulator import defaults

GONE = "d7000000-0000-4000-8000-00000000000f"
HOME, EMPLOYEE = defaults.CLOUD_HOME_ID, defaults.CLOUD_ROLES["employee"]
SAID = "has roles that this organisation does not have any more: %s." % GONE
FIRST = "Give the role"


@pytest.fixture
def client(cloud):
    """The id of such a client, with another role beside it."""
    roles = [{"roleId": one, "divisionId": HOME} for one in (EMPLOYEE, GONE)]
    cloud.control.seed(cloud_roles=[{"id": GONE, "name": "gone"}])
    made = cloud.seed(authorizedGrantType="CLIENT-CREDENTIALS", scope=None, roleDivisions=roles)
    cloud.control.seed(cloud_roles=[{"id": GONE, "absent": True}])
    return made


DONE = {
    "a description": {"description": "new"},
    "the roles without it": {"roles": [{"role": "employee"}]},
    "its deletion": {"state": "absent", "confirm_delete": True},
    "inactive": {"state": "inactive"},
}


@pytest.mark.parametrize("what", DONE)
@pytest.mark.parametrize("mode", ["ignore", "count"])
def test_the_service_decides(cloud, client, mode, what):
    cloud.control.switches(cloud_gone_roles=mode)
    foretold = cloud.client(True, **DONE[what])
    assert foretold["changed"] and cloud.writes() == [], foretold
    done = cloud.client(**DONE[what])
    assert any(SAID in text for text in foretold["warnings"])
    assert FIRST not in str(foretold) + str(done)
    if mode == "ignore":
        assert done["changed"] and foretold["warnings"] == done["warnings"], done
    else:
        assert done["failure"]["http_status"] == 400 and GONE in done["failure"]["message"], done


def test_a_role_that_the_caller_lacks_is_still_refused(cloud, client):
    """Only that one is named."""
    other = defaults.CLOUD_ROLES["supervisor"]
    roles = [{"roleId": one, "divisionId": HOME} for one in (other, GONE)]
    cloud.control.seed(cloud_clients=[{"id": client, "roleDivisions": roles}])
    result = cloud.client(description="new")
    assert result["failure"]["code"] == "forbidden" and FIRST in result["failure"]["hint"]
    assert GONE not in result["failure"]["message"] and cloud.writes() == []


def test_to_give_one_is_refused_by_its_id(cloud):
    cloud.made()
    for check in (True, False):
        result = cloud.client(check, roles=[{"role": "employee"}, {"role": GONE}])
        assert result["failure"]["code"] == "invalid_input" and result["failure"]["field"] == "roles"
        assert "There is no role %s in this organisation." % GONE in result["failure"]["message"]
        assert FIRST not in str(result)
