# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is bound to a service is found by every spelling of its URL."""

from __future__ import annotations

import json
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _turns
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_begun import in_doubt
from ansible_collections.cxops.genesys.plugins.module_utils.resources._remembered import Remembered
from ansible_collections.cxops.genesys.plugins.module_utils.resources.nexus_gapi import row_url
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Service
from ansible_collections.cxops.genesys.plugins.module_utils.transport.state_file import StateFile

URL, TENANT = "https://gauth.example.com/x", "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
SPELLINGS = ["https://gauth.example.com:443/x/", "HTTPS://Gauth.Example.com./x"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_state_file(tmp_path, spelling):
    StateFile(str(tmp_path), URL, TENANT).write({"contact_center_id": "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"})
    state = Remembered({"auth_url": spelling, "state_dir": str(tmp_path)}, TENANT, True)
    lines = {"environment": {}, "contact_center": {}}
    assert state.recall(None, lines) == {"contact_center": "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"}
    assert not state.warnings


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_turn(monkeypatch, spelling):
    names = []
    monkeypatch.setattr(_turns, "local_lock", lambda name, wait: names.append(name) or nullcontext())
    transport = SimpleNamespace(timeout=1)
    backend = SimpleNamespace(check_mode=False, services=SimpleNamespace(transport=transport))
    for url in (URL, spelling):
        with _turns.turn(backend, url, "/Place"):
            pass
    assert names == [URL + "/place"] * 2


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_note_of_a_secret_that_was_begun(tmp_path, spelling):
    (tmp_path / ".secret.begun").write_text(json.dumps({"service": URL, "client_id": "a"}))
    assert in_doubt(str(tmp_path / "secret"), spelling, {"client_id": "a"})
    assert not in_doubt(str(tmp_path / "secret"), spelling + "y", {"client_id": "a"})


def test_what_was_read():
    transport = SimpleNamespace(verify=True, cert=None, check_authorities=lambda: None)

    def key(url):
        return Service(transport, url).key("all clients")

    assert key(URL) == key(SPELLINGS[0])
    assert key(URL) != key(SPELLINGS[1]), "the name with a period may be another host, whose answers nobody shares"


def test_rows_are_found_as_the_table_is_asked():
    """Its SQL knows letter case and slashes only, so a row with the default port is another one."""
    assert row_url("HTTPS://A/X//") == row_url("https://a/x") != row_url("https://a:443/x")
