# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document of a teardown is applied again, also where the platform chooses other ids, and where the tenant of Digital Channels stays."""

from __future__ import annotations

import json

import pytest

from integration.support.sample import CCID, OFFERED, OTHER_ID
from integration.support.tenant_sample import RESTORE, connection, document
from integration.tenant.test_teardown_keeps import kept

NIGHTLY = pytest.mark.nightly
PLATFORMS = {
    "ids are taken": OFFERED,
    "ids are taken, tenant stays": dict(OFFERED, tenant_delete="404"),
    "ids are chosen": dict(OFFERED, server_chosen_ids=True),
    "ids are chosen, tenant stays": {"server_chosen_ids": True},
}
STAYS = [name for name in PLATFORMS if "stays" in name]


class Tenant:
    """One tenant with its files, by one task. remembers: with a state file, else its lines are pasted."""

    def __init__(self, world, folder, remembers=True):
        self.world, self.folder, self.remembers = world, folder, remembers
        self.files = folder / "secrets"
        self.files.mkdir()
        self.record = self.files / ".t100.key.tenant"
        self.given = dict(document(world, self.files), teardown_dir=str(folder / "kept"))
        if remembers:
            self.given["state_dir"] = str(folder / "state")

    def __call__(self, check=False, **more):
        done = self.world.run("genesys_tenant", check, **{**connection(self.world), **self.given, **more})
        assert not done.get("failed"), done.get("msg")
        return done

    def paste(self, made):
        """Add the lines that a run has printed, where no state file has them."""
        for owner in ("environment", "contact_center") if not self.remembers else ():
            given = self.given["tenant_" + owner]
            self.given["tenant_" + owner] = dict(given, id=made["tenant"][owner + "_id"])

    def says(self):
        """What the record says."""
        return json.loads(self.record.read_text())


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("remembers", [True, pytest.param(False, marks=NIGHTLY)], ids=["state", "lines"])
@pytest.mark.parametrize("removes", [True, False], ids=["files removed", "files stay"])
def test_the_document_of_a_teardown_is_applied_again(world, tmp_path, platform, remembers, removes):
    world.control.switches(PLATFORMS[platform])
    tenant = Tenant(world, tmp_path, remembers)
    tenant.given["digital_channels_remove_secret_files"] = removes
    first = tenant()
    tenant.paste(first)
    before = tenant.record.read_text()
    foretold = tenant(check=True, state="absent")
    assert tenant.record.read_text() == before
    gone = tenant(state="absent")
    assert gone["teardown_document"] == foretold["teardown_document"]
    stays = {one["path"]: one["code"] for one in gone["stays"] if one.get("path")}
    if removes and platform in STAYS:
        assert stays[str(tenant.record)] == "tenant_stays"
    assert tenant.record.exists() is (not removes or platform in STAYS)
    assert (tenant.files / "t100.key").exists() is not removes
    assert not tenant.record.exists() or tenant.says()["released"]

    own = {name: tenant.given[name] for name in ("state_dir", "teardown_dir") if name in tenant.given}
    tenant.given = dict(kept(gone), **own)
    again = tenant()
    assert world.state()["contact_centers"][0]["id"] == again["tenant"]["contact_center_id"]
    tenant.paste(again)
    assert tenant(state="checked")["differences"] == []
    assert not tenant()["changed"]
    assert (
        tenant.says()["contact_center_id"] == again["tenant"]["contact_center_id"] and "released" not in tenant.says()
    )
    key = world.store.tenants[again["tenant"]["contact_center_id"]]["xapikey"]
    assert (tenant.files / "t100.key").read_text().strip() == key


@pytest.mark.parametrize(
    "parts", [None, ["nexus_tenant"], pytest.param(["nexus_tenant", "services", "chat"], marks=NIGHTLY)], ids=str
)
def test_a_copied_document_gets_no_file_of_a_tenant_that_is_there(world, tmp_path, parts):
    """Also not after a teardown that deleted neither the contact center nor the tenant of Digital Channels."""
    world.control.switches(dict(OFFERED, tenant_delete="404"))
    tenant = Tenant(world, tmp_path)
    tenant()
    if parts:
        tenant(state="absent", parts=parts, digital_channels_remove_secret_files=False)
    before = {path.name: path.read_bytes() for path in tenant.files.iterdir()}
    copied = dict(tenant.given, tenant_id=OTHER_ID, tenant_contact_center={"domains": ["copy"]})
    copied["tenant_environment"] = dict(copied["tenant_environment"], config_servers=[])
    refused = world.run("genesys_tenant", **{**connection(world), **copied, "tenant_environment": {"id": CCID}})
    assert refused["failed"] and "is of the contact center %s, not of %s" % (CCID, OTHER_ID) in refused["msg"]
    assert {path.name: path.read_bytes() for path in tenant.files.iterdir()} == before


@pytest.mark.parametrize("way", ["roles", pytest.param("one task", marks=NIGHTLY)])
@pytest.mark.parametrize(
    "platform", [pytest.param(one, marks=() if one == "ids are chosen, tenant stays" else NIGHTLY) for one in PLATFORMS]
)
def test_by_the_playbooks(world, playbooks, tmp_path, platform, way):
    world.control.switches(PLATFORMS[platform])
    world.canaries |= {"Canary-configuration", "Canary-external"}
    tenant = dict(document(world, tmp_path / "secrets"), genesys_state_dir=str(tmp_path / "state"))
    (tmp_path / "secrets").mkdir()
    tenant.update(
        ansible_python_interpreter="{{ ansible_playbook_python }}", digital_channels_remove_secret_files=False
    )
    designer_env = tmp_path / "secrets" / "designer_env.conf"
    tenant["digital_channels_designer_env_file"] = str(designer_env)
    inventory, restore = tmp_path / "inventory.json", tmp_path / "restore.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"acme": tenant}}}))
    restore.write_text(json.dumps(RESTORE))
    words = ["-i", str(inventory), "-e", "genesys_confirm_teardown=acme", "-e", "@%s" % restore]
    words += ["-e", "genesys_one_task=true"] if way == "one task" else []
    env = dict(world.emulator.env, **world.database.env)

    def play(name, *more):
        made = playbooks.play("cxops.genesys." + name, *words, *more, warnings=True, env=env)
        assert made.code == 0, made.output[-3000:]
        return made

    play("provision")
    play("teardown")
    (path,) = (tmp_path / "state" / "teardown").glob("*.yml")
    lacking = words[: words.index("@%s" % restore) - 1] + words[words.index("@%s" % restore) + 1 :]
    refused = playbooks.play("cxops.genesys.provision", *lacking, "-e", "@%s" % path, warnings=True, env=env)
    assert refused.code == 2 and not world.state()["contact_centers"]
    assert "restore_environment_password" in refused.output and "restore_person_password" in refused.output
    assert play("provision", "-e", "@%s" % path).changed
    center = world.state()["contact_centers"][0]["id"]
    assert "(contact center %s)" % center in designer_env.read_text()
    play("verify", "-e", "@%s" % path)
    assert play("provision", "-e", "@%s" % path).changed == 0
    play("teardown", "-e", "digital_channels_remove_secret_files=true")
    assert not designer_env.exists()
