# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant and an organisation of which every secret is a canary, and the watch over runs on them."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator import defaults
from integration.support.tenant_sample import connection, document
from trust.leaks.canaries import NASTY
from trust.leaks.hunt import Hunt


def by_variables(module, options):
    """The connection options as the variables of their names."""
    named = {field.arg: field.variable for field in TASKS[module].connection}
    return {named[name]: value for name, value in options.items() if named.get(name)}


@pytest.fixture
def tenant(world, tmp_path):
    """The variables of a whole tenant; the emulator knows its credentials."""
    folder = tmp_path / "secrets"
    world.store.ops.password = NASTY["quotes"]
    world.control.seed(persons=[{"username": "person", "password": NASTY["umlauts"]}])
    found = document(world, folder)
    found["auth_clients_list"][1]["client_secret"] = NASTY["backslashes"]
    found["tenant_environment"]["password"] = NASTY["percent"]
    found["digital_channels_services"][0]["secret"] = {"token": NASTY["emoji"], "more": [NASTY["plus"]]}
    found["digital_channels_gapis"][0]["gapi_key"] = NASTY["JSON"]
    found["digital_channels_tenant"].update(username="person", password=NASTY["umlauts"])
    (tmp_path / "entered").mkdir(mode=0o700)
    found["digital_channels_designer_env_file"] = str(tmp_path / "entered" / "designer_env.conf")
    found.pop("digital_channels_client_secret", None)
    found["genesys_confirm_teardown"] = found["tenant_id"]
    options = dict(connection(world), auth_password=NASTY["quotes"])
    return {**found, **by_variables("genesys_tenant", options)}


@pytest.fixture
def organization(world, tmp_path):
    """The variables of an organisation of Genesys Cloud with clients of each kind."""
    return {
        **by_variables("genesys_cloud_oauth_client", world.cloud),
        "cloud_oauth_clients_secret_dir": str(tmp_path / "secrets"),
        "cloud_oauth_clients_confirm_delete": True,
        "cloud_oauth_clients_remove_secret_files": True,
        "cloud_oauth_clients_list": [
            {
                "name": "machine",
                "authorized_grant_type": "CLIENT-CREDENTIALS",
                "roles": [{"role": "employee"}],
                "integration_credential_name": "data actions",
                "regenerate_secret": "when_lost",
                "verify_secret": True,
            },
            {
                "name": "persons",
                "authorized_grant_type": "CODE",
                "scopes": ["users"],
                "registered_redirect_uris": ["https://board.example.com"],
            },
        ],
    }


@pytest.fixture
def hunt(world, tmp_path):
    """Runs playbooks under every watch."""
    return Hunt(tmp_path, world, secrets=[*NASTY.values(), defaults.OPS_PASSWORD])
