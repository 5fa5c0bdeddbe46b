# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deactivated, restored, deleted: what the service forgets at once, and what it keeps for seven days."""

from __future__ import annotations

import pytest

PERSON = {"authorized_grant_type": "CODE", "scopes": ["users"]}
GONE = {"state": "absent", "confirm_delete": True}


def test_deactivated_and_restored(cloud):
    client = cloud.made()
    done = cloud.twice(state="inactive")
    assert any("seven days" in text for text in done["warnings"])
    assert done["resource"]["client_state"] == "inactive" and done["resource"]["date_to_delete"]
    assert cloud.token_status(client["client_id"], cloud.kept()) == 400
    cloud.control.advance(6 * 86400)
    done = cloud.twice()
    assert done["diff"]["before"]["client_state"] == "inactive"
    assert done["diff"]["after"]["client_state"] == "active"
    assert cloud.one()["id"] == client["client_id"]
    assert cloud.token_status(client["client_id"], cloud.kept()) == 200


def test_after_seven_days_there_is_nothing_to_restore(cloud):
    first = cloud.made()["client_id"]
    cloud.twice(state="inactive")
    cloud.control.advance(8 * 86400)
    assert cloud.client(state="inactive")["changed"] is False
    assert cloud.client(**GONE)["changed"] is False
    cloud.secret_file.unlink()
    assert cloud.made()["client_id"] != first


def test_the_day_of_the_deletion_can_be_chosen(cloud):
    cloud.seed()
    done = cloud.twice(state="inactive", date_to_delete="2031-01-01T02:00:00+02:00")
    assert done["resource"]["date_to_delete"].startswith("2031-01-01T0")
    assert cloud.client(state="inactive", date_to_delete="2031-01-01T00:00:00.000Z")["changed"] is False
    assert cloud.client(state="inactive")["changed"] is False


def test_inactive_makes_nothing(cloud):
    assert cloud.client(state="inactive", **PERSON)["changed"] is False
    assert cloud.clients() == [] and cloud.writes() == []


@pytest.mark.parametrize("shows", ["404", "deleted"])
@pytest.mark.parametrize("status", [200, 202, 204])
def test_deleted_at_once(cloud, shows, status):
    cloud.control.switches(cloud_deleted_shows=shows, cloud_delete_status=status)
    cloud.made()
    done = cloud.twice(**GONE)
    assert done["resource"] == {} and done["diff"]["after"] == {}
    assert cloud.clients() == []
    assert [(entry["method"], (entry["body"] or {}).get("state")) for entry in cloud.writes()] == [
        ("PUT", "inactive"),
        ("DELETE", None),
    ]


def test_an_inactive_client_is_just_deleted(cloud):
    cloud.made()
    cloud.client(state="inactive")
    cloud.clear_log()
    cloud.twice(**GONE)
    assert [entry["method"] for entry in cloud.writes()] == ["DELETE"]


@pytest.mark.parametrize("old", ["deactivate", "delete"])
def test_an_old_client_goes_in_seven_days_or_at_once(cloud, old):
    cloud.control.switches(cloud_delete_old=old)
    cloud.seed(dateCreated=cloud.ago(31))
    done = cloud.twice(**GONE)
    assert done["changed"] and "restores it" in done["warnings"][0]
    if old == "delete":
        assert cloud.clients() == []
        return
    assert cloud.one()["state"] == "inactive"
    again = cloud.client(**GONE)
    assert "deletes it on %s. " % cloud.one()["dateToDelete"][:10] in again["warnings"][0]
    assert again["left_over"][0] == again["warnings"][0]
    assert cloud.client()["changed"]
    assert cloud.one()["state"] == "active"


def test_an_old_client_with_a_day_far_away_goes_in_seven_days(cloud):
    cloud.seed(dateCreated=cloud.ago(31), state="inactive", dateToDelete="2099-01-01T00:00:00.000Z")
    cloud.twice(**GONE)
    assert cloud.one()["dateToDelete"] < cloud.ago(-8)


def test_a_client_that_does_not_go_is_said(cloud):
    cloud.made()
    body = {"id": cloud.one()["id"], "name": "app", "state": "inactive", "dateCreated": cloud.ago(0)}
    cloud.clear_log()
    cloud.control.fault("status", method="GET", path="/clients/.*", nth=2, times=0, status=200, body=body)
    result = cloud.client(**GONE)
    assert result["failure"]["code"] == "verification_failed" and "30 seconds" in result["msg"]
    assert sum(cloud.slept) >= 30


def test_deleting_wants_to_be_confirmed_before_any_request(cloud):
    cloud.made()
    cloud.clear_log()
    for check in (True, False):
        result = cloud.client(check, state="absent")
        assert result["failure"]["field"] == "confirm_delete" and result["requests"] == []
    assert cloud.log() == []
    assert cloud.one()["name"] == "app"


def test_someone_else_was_faster(cloud):
    cloud.made()
    cloud.control.fault(
        "status",
        method="PUT",
        path="/clients/",
        status=404,
        body={"message": "gone", "code": "not.found", "status": 404},
    )
    assert cloud.client(**GONE)["changed"]


def test_that_it_is_inactive_may_be_known_a_little_later(cloud):
    cloud.made()
    body = {"message": "Clients must be marked as inactive", "code": "cannot.delete.client", "status": 400}
    cloud.control.fault("status", method="DELETE", path="/clients/", status=400, body=body, times=2)
    assert cloud.client(**GONE)["changed"]
    assert cloud.clients() == []
