# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Genesys Cloud: how an OAuth client ends, and what can be brought back."""

from __future__ import annotations

from datetime import datetime

import pytest

DAY = 86400


def days_left(cloud, client):
    now = cloud.control.call("GET", "time")["now"]
    return (datetime.fromisoformat(client["dateToDelete"]).timestamp() - now) / DAY


def listed(cloud):
    return {one["id"]: one["state"] for one in cloud.get("oauth/clients")["entities"]}


@pytest.mark.parametrize("status", [200, 202, 204])
def test_inactive_first(cloud, status):
    cloud.control.switches(cloud_delete_status=status)
    client = cloud.make()
    answer = cloud.delete(client)
    assert (answer.status_code, answer.json()["code"]) == (400, "cannot.delete.client")
    assert answer.json()["message"] == "Clients must be marked as inactive to be eligible for deletion."
    inactive = cloud.put(client, state="inactive").json()
    assert inactive["state"] == "inactive" and 6.99 < days_left(cloud, inactive) <= 7
    answer = cloud.delete(client)
    assert (answer.status_code, answer.content) == (status, b"")
    assert cloud.one(client).status_code == 404 and client["id"] not in listed(cloud)
    for again in (cloud.delete(client), cloud.put(client), cloud("POST", "oauth/clients/%s/secret" % client["id"])):
        assert again.status_code == 404
    assert cloud.login(client).json()["description"] == "client not found"


def test_inactive_clients_go_on_their_day(cloud):
    client = cloud.make(state="inactive")
    assert "dateToDelete" in client and listed(cloud)[client["id"]] == "inactive"
    cloud.control.advance(7 * DAY - 60)
    cloud.token = cloud.control.cloud_token()
    assert cloud.one(client).status_code == 200
    cloud.control.advance(120)
    assert cloud.one(client).status_code == 404 and client["id"] not in listed(cloud)
    assert len(cloud.control.state()["cloud"]["clients"]) == 1


def test_inactive_clients_come_back(cloud):
    client = cloud.put(cloud.make(), state="inactive").json()
    cloud.control.advance(DAY)
    cloud.token = cloud.control.cloud_token()
    still = cloud.put(client).json()
    assert still["dateToDelete"] == client["dateToDelete"]
    active = cloud.put(client, state="active").json()
    assert active["state"] == "active" and "dateToDelete" not in active
    cloud.control.advance(30 * DAY)
    cloud.token = cloud.control.cloud_token()
    assert cloud.one(client).json()["state"] == "active"


def test_without_a_state_put_makes_active(cloud):
    client = cloud.make(state="inactive")
    del client["state"]
    assert cloud.put(client).json()["state"] == "active"
    client = cloud.make(state="inactive")
    del client["state"]
    cloud.control.switches(cloud_put="merge")
    assert cloud.put(client).json()["state"] == "inactive"


@pytest.mark.parametrize("mode", ["apply", "ignore"])
def test_date_to_delete(cloud, mode):
    cloud.control.switches(cloud_date_to_delete=mode)
    given = "2099-01-01T00:00:00.000Z"
    client = cloud.make(state="inactive", dateToDelete=given)
    assert (client["dateToDelete"] == given) is (mode == "apply")
    client = cloud.put(client, dateToDelete="2098-01-01T00:00:00.000Z").json()
    assert client["dateToDelete"].startswith("2098") is (mode == "apply")
    assert "dateToDelete" not in cloud.make(dateToDelete=given)


@pytest.mark.parametrize("mode", ["deactivate", "delete"])
def test_clients_older_than_thirty_days(cloud, mode):
    cloud.control.switches(cloud_delete_old=mode)
    client = cloud.make()
    cloud.control.advance(31 * DAY)
    cloud.token = cloud.control.cloud_token()
    assert cloud.delete(client).status_code == 400
    cloud.put(client, state="inactive")
    assert cloud.delete(client).status_code == 204
    if mode == "deactivate":
        shown = cloud.one(client).json()
        assert shown["state"] == "inactive" and 6.99 < days_left(cloud, shown) <= 7
        assert cloud.delete(client).status_code == 204
        cloud.control.advance(7 * DAY + 1)
        cloud.token = cloud.control.cloud_token()
    assert cloud.one(client).status_code == 404


@pytest.mark.parametrize("mode", ["404", "deleted"])
def test_what_shows_of_deleted_clients(cloud, mode):
    cloud.control.switches(cloud_deleted_shows=mode)
    client = cloud.make(state="inactive")
    cloud.delete(client)
    answer = cloud.one(client)
    assert answer.status_code == (404 if mode == "404" else 200)
    assert listed(cloud).get(client["id"]) == (None if mode == "404" else "deleted")
    if mode == "deleted":
        assert answer.json()["state"] == "deleted" and "secret" not in answer.json()
    assert cloud.delete(client).status_code == cloud.put(client, state="active").status_code == 404
    assert cloud.one({"id": "unknown"}).status_code == 404


def test_disabled_clients(cloud):
    client = cloud.make()
    cloud.control.seed(cloud_clients={"id": client["id"], "state": "disabled"})
    assert cloud.one(client).json()["state"] == listed(cloud)[client["id"]] == "disabled"
    for state in ("active", "inactive"):
        answer = cloud.put(client, state=state)
        assert answer.status_code == 400 and answer.json()["details"][0]["fieldName"] == "state"
    assert cloud.delete(client).json()["code"] == "cannot.delete.client"
