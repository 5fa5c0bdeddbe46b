# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keywords and values of plays, in process and by the modules."""

from __future__ import annotations

import json

import pytest
import yaml

from emulator import defaults
from integration.parity import plays
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.sample import SECRET

pytestmark = pytest.mark.apart


@pytest.mark.parametrize("world", [False], indirect=True)
def test_keywords_values_secrets_and_wrong_input(ways):
    """All in one run, for a run takes a while."""
    ways.world.canaries.add("deep-secret")
    made = ways.both(
        plays.FLOW + plays.VALUES + plays.SECRECY + plays.INPUT,
        env={"PGSSLROOTCERT": "/from/the/environment"},
        variables={"client": GAPI_CLIENT, "secret_as_text": json.dumps({"token": SECRET})},
    )
    look_at_flow(made)
    look_at_values(made)
    look_at_secrecy(made)
    look_at_input(made)


@pytest.mark.parametrize("world", [False], indirect=True)
def test_secrets_that_are_told_once(ways):
    made = ways.both(
        plays.CLOUD,
        variables={"cloud_client_id": defaults.CLOUD_CLIENT_ID, "cloud_client_secret": defaults.CLOUD_CLIENT_SECRET},
    )
    assert [made[title]["changed"] for title in ("foretold", "made already", "kept in a file", "inactive", "gone")] == [
        True, False, True, True, True,
    ]  # fmt: skip
    assert "censored" in made["made where nobody looks"]
    assert made["used"]["oauth_client"]["name"] == "app {{ 1 + 1 }}"
    codes = [result.get("failure", {}).get("code") for result in made["items"]["results"]]
    assert codes == [None, "bad_credentials", None]
    assert made["would be lost"]["failure"]["field"] == "regenerate_secret"
    assert made["would be made and lost"]["failure"]["field"] == "secret_file"
    assert made["kept in a file"]["resource"]["client_secret"].startswith("*")
    assert made["used from the file"]["token"]["expires_in"]
    assert "app {{ 1 + 1 }}" in made["read again"]["msg"] and "employee" in made["read again"]["msg"]
    assert made["another organisation"]["failure"]["field"] == "cloud_organization"
    assert made["refused by the service"]["failure"]["correlation_id"] == "<id>"
    assert made["not confirmed"]["failure"]["field"] == "confirm_delete"
    assert made["a proxy that is none"]["failure"]["field"] == "cloud_proxy_url"
    assert made["the next run begins without the file"]["changed"] is True


def look_at_flow(made):
    kinds = [kind for kind, _result in made.of("loop with a failure in the middle") if kind != "diff"]
    assert kinds == ["item ok", "item failed", "item skipped", "item ok", "failed"]
    second = made["loop with a failure in the middle"]["results"][1]
    assert "resource" not in second and "diff" not in second
    assert "{{ 1 + 1 }}" in made["jinja at last"]["msg"] and "2" not in made["jinja at last"]["msg"].split()[:3]
    kinds = [kind for kind, _result in made.of("conditions of one's own") if kind != "diff"]
    assert kinds == ["item ok", "item failed", "failed"]
    assert [kind for kind, _result in made.of("until it works")] == ["retry", "ok"]
    assert "failure" not in made["until it works"]
    assert [kind for kind, _result in made.of("until it never works")] == ["retry", "failed"]
    assert made["until it never works"]["attempts"] in (1, 2)  # ansible-core 2.18 counts otherwise when all fail
    assert "unreachable" in str(made["says why"])
    assert made.of("notified")
    assert made["in check mode on a copy of the host"]["changed"] is True


def look_at_values(made):
    client = made["text"]["resource"]
    assert client["client_id"] == "1234" and client["scope"] == ["read", "write"]
    assert client["description"] == "2024-02-03" and client["access_token_expiration_timeout"] == 22
    vaulted = {"https://vaulted.example.com", "$REDACTED$"}  # ansible-core 2.22 shows nothing that was vaulted
    assert set(client["redirect_uris"]) - vaulted == {"https://lazy.example.com"} and len(client["redirect_uris"]) == 2
    assert [server["primary_port"] for server in made["nested"]["resource"]["config_servers"]] == [22, 8888]
    assert made["nested again"]["changed"] is False
    assert made["truth among secrets"]["changed"] in (True, False)


def look_at_secrecy(made):
    assert "censored" in made["a token"] and "censored" in made["fails without a word"]
    assert "no_log" in made["a token for all"]["access_token"]
    lengths = made["what the items held"]["msg"]
    lengths = json.loads(lengths) if isinstance(lengths, str) else lengths
    assert lengths[0] != lengths[1]
    assert "bad_credentials" in str(made["why"]["msg"])


def look_at_input(made):
    titles = [one["name"] for one in yaml.safe_load(plays.INPUT)[0]["tasks"]]
    assert {kind for title in titles for kind, _result in made.of(title)} == {"failed"}
    assert "there is no such option" in made["unsupported"]["msg"]
    assert "Both option ca_cert and its alias ssl_rootcert are set" in str(made["option and alias"]["warnings"])
    assert "Unexpected" not in json.dumps(made.events)
