# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What release 2.0 does otherwise than 1.3.0 without a message: docs/user-guide.md, "What changes without a message" and "What reads results"."""

from __future__ import annotations

import pytest

from emulator import defaults
from integration.support.sample import CCID, SECRET
from integration.upgrade.breaks import Operator

pytestmark = pytest.mark.nightly
CLIENTS = ("nexus_client", "crm", "own")


@pytest.fixture
def user(world, tmp_path):
    return Operator(world, tmp_path)


def clients(world):
    return {one["client_id"] for one in world.state()["clients"]} & set(CLIENTS)


def test_a_teardown_keeps_what_is_not_said_to_be_the_tenant_s_alone(world, user):
    listed = [{"client_id": name, "client_secret": SECRET} for name in CLIENTS]
    rows = [{"url": "https://gws.example.com", "client_id": name, "client_secret": SECRET} for name in CLIENTS]
    for one in (listed[2], rows[2], listed[0], rows[0]):
        one["shared"] = False  # which says nothing of the vendor's client
    user.declare(auth_clients_list=listed, digital_channels_gapis=rows)
    assert user.play("provision").code == 0
    down = user.play("teardown", genesys_confirm_teardown="t100")
    assert down.code == 0 and clients(world) == {"nexus_client", "crm"}
    assert {one["clientid"] for one in world.database.query("SELECT clientid FROM nex_gapis")} == clients(world)
    assert world.state()["contact_centers"] == []
    assert list(user.folder.rglob("teardown/*")), "no document was kept"


@pytest.mark.parametrize("entry", ["verify", "teardown"])
def test_defaults_of_single_modules_do_not_reach_it(user, entry):
    user.there()
    user.declare(tenant_cors_origins=None)
    user.env = {name: value for name, value in user.env.items() if not name.startswith("GENESYS_AUTH")}
    given = {"auth_url": user.url, "auth_username": "ops", "auth_password": defaults.OPS_PASSWORD}
    single = {"cxops.genesys." + name: given for name in ("genesys_environment", "genesys_contact_center")}
    words = ("-e", "genesys_confirm_teardown=t100")
    refused = user.role("tenant", entry, words=words, defaults=single)
    assert refused.code != 0 and "are missing" in refused.output
    group = {"group/cxops.genesys.genesys": given}
    assert user.role("tenant", entry, words=words, defaults=group).code == 0


@pytest.mark.parametrize(("more", "shared"), [({}, True), ({"shared": False}, False)])
def test_a_new_list_of_cors_origins_is_shared(world, user, more, shared):
    user.there()
    values = ["https://gws.example.com"]
    made = user.module("genesys_setting", contact_center_id=CCID, name="cors-origins", values=values, **more)
    (kept,) = world.state()["settings"]
    assert made.code == 0 and kept["shared"] is shared


def test_an_empty_secret_file_is_not_given(user):
    user.channels(
        auth_clients_list=[{"client_id": "nexus_client"}],
        auth_clients_secret_dir=str(user.folder / "secrets"),
        digital_channels_api_key_file=str(user.folder / "t100.key"),
        digital_channels_client_secret_file="",
    )
    user.declare(digital_channels_client_secret=None)
    done = user.play("provision")
    assert done.code == 0, done.output[-2000:]
    user.world.canaries.add((user.folder / "secrets/nexus_client.secret").read_text().strip())
    assert user.play("provision").changed == 0


def test_the_contact_center_of_digital_channels_is_empty_by_default(user):
    show = {"ansible.builtin.debug": {"var": "digital_channels_contact_center_id"}, "name": "Show"}
    role = {"ansible.builtin.import_role": {"name": "cxops.genesys.digital_channels"}}
    user.hosts["t100"] = {"tenant_id": CCID}
    made = user.own(role, show, vars={"cxops_genesys_variables": True})
    assert made["Show"]["digital_channels_contact_center_id"] == ""


def test_a_diff_names_the_host_and_has_the_members_of_a_list(user):
    user.there()
    values = ["https://a.example.com", "https://b.example.com"]
    task = {"contact_center_id": CCID, "name": "some-list", "values": values}
    made = user.own({"cxops.genesys.genesys_setting": task, "name": "Set", "diff": True})
    (result,) = [result for task, result in made.results if task == "Set"]
    diff = result["diff"]
    assert diff["after"]["value"] == values and result["resource"]["value"] == ",".join(values)
    assert diff["after_header"] == "setting some-list / (t100, tenant %s)" % CCID
