# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run of a shipped playbook whose tags select no part is not green, and says which tags there are."""

from __future__ import annotations

import json

import pytest

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.playbooks import ROOT
from integration.support.sample import CCID, OFFERED

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
NIGHTLY = pytest.mark.nightly
CORS = "setting cors-origins /"
ONE_TASK = ("-e", "genesys_one_task=true")
FIND = "Find the environment and the contact center"
TENANT = {
    "tenant_id": CCID,
    "tenant_contact_center": {"domains": CENTER["domains"]},
    "tenant_cors_origins": ["https://a.example.com"],
    "tenant_cors_shared": False,
    "ansible_python_interpreter": "{{ ansible_playbook_python }}",
}
TAGS = (
    "auth_clients, chat, contact_center, cors, data_centers, designer_env, digital_channels, environment, gapis, "
    "nexus_tenant, services, settings, tenant"
)
OF_TENANT = ("provision", "verify", "teardown")


class Operator:
    """Runs playbooks over one tenant that is there, without its origins, or over one organisation."""

    def __init__(self, world, playbooks):
        self.world, self.playbooks = world, playbooks
        world.control.switches(OFFERED)
        world.control.seed(
            environments=[dict(ENVIRONMENT, id=CCID)], contact_centers=[dict(CENTER, id=CCID, environmentId=CCID)]
        )
        cloud = {
            "genesys_cloud_api_url": world.emulator.url,
            "genesys_cloud_login_url": world.emulator.url,
            "genesys_cloud_client_id": defaults.CLOUD_CLIENT_ID,
            "genesys_cloud_client_secret": defaults.CLOUD_CLIENT_SECRET,
            "cloud_oauth_clients_confirm_delete": True,
            "cloud_oauth_clients_list": [
                {
                    "name": "a",
                    "authorized_grant_type": "CODE",
                    "scopes": ["users"],
                    "secret_file": str(playbooks.folder / "a"),
                }
            ],
        }
        inventory = {"all": {"children": {"tenants": {"hosts": {"acme": TENANT}}, "cloud": {"hosts": {"org": cloud}}}}}
        self.inventory = playbooks.folder / "inventory.json"
        self.inventory.write_text(json.dumps(inventory))

    def __call__(self, playbook, *arguments):
        self.world.clear_log()
        host = "org" if playbook.startswith("cloud") else "acme"
        name = playbook if "/" in playbook else "cxops.genesys." + playbook
        words = (name, "-i", str(self.inventory), "--limit", host, "-e", "genesys_confirm_teardown=acme", *arguments)
        return self.playbooks.play(*words, warnings=True, env=self.world.emulator.env)

    def imports(self, *arguments, **more):
        """Run a playbook of somebody's own that imports provision, beside a play with the tag other."""
        path = self.playbooks.folder / "site.yml"
        other = {"hosts": "localhost", "gather_facts": False, "tasks": [{"debug": {"msg": "x"}, "tags": ["other"]}]}
        path.write_text(json.dumps([other, {"import_playbook": "cxops.genesys.provision", **more}]))
        return self(str(path), *arguments)


@pytest.fixture
def operator(world, playbooks):
    return Operator(world, playbooks)


def said(made):
    """What ansible-playbook printed, without its line breaks."""
    return " ".join(made.output.split())


def each(*often):
    """(playbook, way, words) of all, the most important ones often."""
    found = [(name, way, words) for name in OF_TENANT for way in ("roles", "one task") for words in WORDS]
    return [pytest.param(*one, id=" ".join(one), marks=() if one in often else NIGHTLY) for one in found]


WORDS = (
    "--tags evironment",
    "--skip-tags auth_clients,tenant,digital_channels",
    "--tags cors --skip-tags tenant",
    "--tags evironment -e genesys_summary=false",
    "--tags evironment --check",
    "--tags never",
)


@pytest.mark.parametrize(
    ("playbook", "way", "words"),
    each(
        ("provision", "roles", WORDS[0]),
        ("provision", "one task", WORDS[0]),
        ("provision", "one task", WORDS[1]),
        ("teardown", "roles", WORDS[1]),
        ("verify", "roles", WORDS[3]),
    ),
)
def test_a_run_whose_tags_select_no_part_fails(world, operator, playbook, way, words):
    made = operator(playbook, *words.split(), *(ONE_TASK if way == "one task" else ()))
    assert made.code == 2 and world.writes() == []
    if way == "roles":
        tags = TAGS.replace("designer_env, ", "") if playbook == "verify" else TAGS
        assert "Nothing was done: the tags of this run select no part. These tags exist: %s." % tags in said(made)
    elif "--tags" in words:
        assert "with genesys_one_task no tag selects a part" in said(made) and TAGS in said(made)
    else:
        assert "With genesys_one_task no part is left out by --skip-tags" in said(made) and world.log() == []


@pytest.mark.parametrize("what", ["", pytest.param("_verify", marks=NIGHTLY), pytest.param("_teardown", marks=NIGHTLY)])
def test_of_an_organisation_too(world, operator, what):
    made = operator("cloud_oauth_clients" + what, "--tags", "clients")
    assert made.code == 2 and world.writes() == []
    assert "Nothing was done: the tags of this run select no part. These tags exist: cloud_oauth_clients." in said(made)
    assert operator("cloud_oauth_clients", "--tags", "cloud_oauth_clients").changed == 1


LATER = {
    "cloud_oauth_clients": "OAuth clients",
    "cloud_oauth_clients_teardown": "Delete the OAuth clients, except those that something else uses too",
    "cloud_oauth_clients_verify": "Report the OAuth clients",
}


@pytest.mark.parametrize(
    "playbook", [name if name == "cloud_oauth_clients" else pytest.param(name, marks=NIGHTLY) for name in LATER]
)
def test_of_an_organisation_the_look_is_needed(world, operator, playbook):
    for words in (("--start-at-task", LATER[playbook]), ("--skip-tags", "always")):
        made = operator(playbook, *words)
        assert made.code == 2 and world.log() == [], made.output[-2000:]
        assert "No look at the OAuth clients has gone well in this run. Nothing was written." in said(made)
        assert "is undefined" not in said(made) and "has no attribute" not in said(made)


@pytest.mark.parametrize("way", ["roles", pytest.param("one task", marks=NIGHTLY)])
def test_what_selects_something_or_asks_for_nothing_goes_on_working(world, operator, way):
    words = ONE_TASK if way == "one task" else ()
    for playbook in OF_TENANT:
        for asked in ("--list-tags", "--list-tasks", "--syntax-check"):
            assert operator(playbook, "--tags", "evironment", asked, *words).code == 0
        assert operator(playbook, "--tags", "always", *words).code == 0 and world.writes() == []
    if way == "roles":
        assert operator("provision", "--tags", "cors", "--check").changed == 1
        assert operator("provision", "--skip-tags", "cors", "--start-at-task", FIND).code == 0
        assert world.writes() == []
    path = str(ROOT / "playbooks" / "provision.yml")
    assert operator(path, *words, "--skip-tags", "other").changed == 1
    if way == "roles":
        refused = operator(path, "--tags", "evironment")
        assert refused.code == 2 and "These tags exist" in said(refused)


def test_the_tags_of_a_playbook_that_imports_ours_are_its_own(world, operator):
    made = operator.imports("--tags", "other")
    assert made.code == 0 and "[WARNING]: Nothing was done: the tags of this run select no part." in said(made)
    mine = operator.imports("--tags", "mine", tags=["mine"])
    assert mine.changed == 1 and "Nothing was done" not in said(mine)
