# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings, CORS API, data centers."""

from __future__ import annotations

import pytest

from emulator.samples import CCID, OTHER

SETTINGS = "/environment/v3/contact-centers/%s/settings"
DATA_CENTERS = "/environment/v3/data-centers"
CORS = "/environment/v3/cors"
SETTING = {"location": "/", "name": "cors-origins", "shared": "true", "value": "https://a.example.com"}
DATA_CENTER = {"location": "/usw1", "entryPoint": "https://gws.example.com", "readOnly": False}


@pytest.fixture(autouse=True)
def there(api):
    api.tenant()


@pytest.mark.parametrize("shared", ["true", True, "false", False])
def test_post_is_an_upsert(api, shared):
    path = SETTINGS % CCID
    assert api.get(path).json() == {"status": {"code": 0}, "data": {"settings": []}}
    assert api.data("POST", path, {**SETTING, "shared": shared}).json() == {"status": {"code": 0}}
    api.data("POST", path, {**SETTING, "value": "https://b.example.com", "shared": shared})
    api.data("POST", path, {**SETTING, "location": "/USW1", "shared": shared})
    found = api.get(path).json()["data"]["settings"]
    assert len(found) == 2 and found[0]["value"] == "https://b.example.com"
    assert found[0]["shared"] is (shared in (True, "true"))
    api.control.switches(settings_shared="string")
    assert api.get(path).json()["data"]["settings"][0]["shared"] == str(shared).lower()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"shared": "yes"}, "shared"),
        ({"shared": 1}, "shared"),
        ({"value": ["a"]}, "value"),
        ({"location": "USW1"}, "location"),
        ({"name": ""}, "name"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_wrong_setting(api, change, named):
    answer = api.data("POST", SETTINGS % CCID, {**SETTING, **change})
    assert answer.status_code == 400 and named in answer.json()["status"]["message"]
    assert api.control.state()["settings"] == []


def test_unknown_contact_center(api):
    assert api.get(SETTINGS % OTHER).status_code == 404
    assert api.data("POST", SETTINGS % OTHER, SETTING).status_code == 404
    assert api.get(SETTINGS % "t100").status_code == 400


def test_setting_delete(api):
    one = SETTINGS % CCID + "/cors-origins?location=/"
    api.data("POST", SETTINGS % CCID, SETTING)
    assert api("DELETE", one).status_code == 405
    api.control.switches(setting_delete="404")
    assert api("DELETE", one).status_code == 404
    api.control.switches(setting_delete="on")
    assert api("DELETE", one).json() == {"status": {"code": 0}}
    assert api("DELETE", one).status_code == 404


def test_cors_api(api):
    origin = {"contactCenterId": CCID, "origin": "https://x.example.com"}
    assert api.get(CORS).status_code == 404 and api.data("POST", CORS, origin).status_code == 404
    api.control.switches(cors_api=True)
    assert api.data("POST", CORS, origin).json() == {"status": {"code": 0}}
    assert api.get(CORS + "?contactCenterId=" + CCID).json()["data"] == {"origins": ["https://x.example.com"]}
    assert api.data("POST", CORS, {**origin, "contactCenterId": OTHER}).status_code == 404
    assert api.data("POST", SETTINGS % CCID, SETTING).status_code == 400
    assert api.data("POST", SETTINGS % CCID, {**SETTING, "name": "chat-service-uri"}).status_code == 200


def test_data_center(api):
    assert api.data("POST", DATA_CENTERS, DATA_CENTER).json() == {"status": {"code": 0}}
    assert api.get(DATA_CENTERS).status_code == 405
    api.control.switches(data_center_get="404")
    assert api.get(DATA_CENTERS).status_code == 404
    api.control.switches(data_center_get="on")
    assert api.get(DATA_CENTERS).json()["data"] == {"dataCenters": [DATA_CENTER]}


def test_data_center_is_for_ops_only(api):
    assert api.bearer("POST", DATA_CENTERS, api.control.token("nexus_client", "ops"), json={}).status_code == 401


@pytest.mark.parametrize(
    "change", [{"location": "usw1"}, {"entryPoint": "gws.example.com"}, {"readOnly": "false"}, {"more": 1}]
)
def test_wrong_data_center(api, change):
    answer = api.data("POST", DATA_CENTERS, {**DATA_CENTER, **change})
    assert answer.status_code == 400 and next(iter(change)) in answer.json()["status"]["message"]


def test_data_center_duplicate(api):
    again = {**DATA_CENTER, "readOnly": True}
    api.data("POST", DATA_CENTERS, DATA_CENTER)
    assert api.data("POST", DATA_CENTERS, again).json()["status"]["code"] == 409
    api.control.switches(data_center_duplicate="upsert")
    assert api.data("POST", DATA_CENTERS, again).json()["status"]["code"] == 0
    assert api.control.state()["data_centers"] == [again]


@pytest.mark.parametrize(("method", "switch"), [("PUT", "data_center_put"), ("DELETE", "data_center_delete")])
def test_data_center_verbs(api, method, switch):
    api.data("POST", DATA_CENTERS, DATA_CENTER)
    one = DATA_CENTERS + "/usw1"
    assert api.data(method, one, {"readOnly": True}).status_code == 405
    api.control.switches({switch: "404"})
    assert api.data(method, one, {"readOnly": True}).status_code == 404
    api.control.switches({switch: "on"})
    assert api.data(method, one, {"readOnly": True}).json() == {"status": {"code": 0}}
    assert api.control.state()["data_centers"] == ([] if method == "DELETE" else [{**DATA_CENTER, "readOnly": True}])
    assert api.data(method, DATA_CENTERS + "/usw9", {}).status_code == 404
