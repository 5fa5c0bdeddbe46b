# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin and the lookup: what they print, warn of, cache, and say when they fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from integration.inventory.conftest import FIRST, SECOND, center, environment
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import GAPI_CLIENT
from trust.leaks import failing
from trust.leaks.canaries import NAMES, NASTY
from trust.leaks.echo import KINDS, Echo
from trust.leaks.hunt import generous, nothing
from trust.support import sweep

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
OPS, CLIENT, KEY = NASTY["quotes"], NASTY["backslashes"], NASTY["plain"]
CONFIGURATION = "Canary7configuration-server"
GIVEN = [OPS, CLIENT, KEY, CONFIGURATION]
PARTIAL = "contact-centers/.*/settings"  # one contact center's settings may fail, and the rest is still listed


def listed(hunt, world, *arguments, **options):
    """One ansible-inventory; everything that it leaves is searched."""
    hunt.world.canaries |= {CONFIGURATION}
    source = hunt.folder / "tenants.yml"
    given = {
        "plugin": "cxops.genesys.tenants",
        "host_prefix": "",
        "auth_url": world.emulator.url,
        "auth_username": "ops",
        "auth_password": OPS,
        "auth_client_id": "c",
        "auth_client_secret": CLIENT,
        "api_key": KEY,
    }
    source.write_text(yaml.safe_dump({**given, "retries": 0, "settings": True, "cache": True, **options}))
    hunt.write_variables()
    (hunt.folder / "canaries.json").write_text("[]")
    cache = {"ANSIBLE_INVENTORY_CACHE_PLUGIN": "ansible.builtin.jsonfile"}
    cache["ANSIBLE_INVENTORY_CACHE_CONNECTION"] = str(hunt.folder / "cache")
    with generous():
        done = subprocess.run(
            [str(Path(sys.executable).with_name("ansible-inventory")), "-i", str(source), "-vvvv", *arguments],
            check=False,
            env=hunt.environment(**cache),
            cwd=hunt.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )
    secrets = {secret for secret in [*GIVEN, *world.tokens()] if len(secret) >= sweep.SHORTEST}
    nothing(sweep.found_in(done.stdout + done.stderr, secrets, NAMES), "a secret is shown")
    nothing(sweep.leaks(hunt.folder, secrets, NAMES, [*hunt.kept, source]), "a secret is kept")
    return done


@pytest.fixture
def platform(world):
    world.store.ops.password = OPS
    world.control.seed(
        environments=[dict(environment(one), password=CONFIGURATION) for one in (FIRST, SECOND)],
        contact_centers=[center(FIRST, "t100"), center(SECOND, "t200")],
    )
    return world


def test_an_inventory_and_its_cache(hunt, platform):
    done = listed(hunt, platform, "--list", role_variables="observed")
    assert "t100" in done.stdout and done.returncode == 0
    cached = [path.read_text() for path in (hunt.folder / "cache").iterdir()]
    assert len(cached) == 1 and "cfg-1111.example.com" in cached[0]


SAMPLE = ["400"]


@pytest.mark.parametrize("kind", [one if one in SAMPLE else pytest.param(one, marks=pytest.mark.long) for one in KINDS])
def test_an_inventory_that_fails(hunt, platform, kind):
    Echo.into(platform, kind, lambda: " ".join(GIVEN[:3]), times=0)
    done = listed(hunt, platform, "--list")
    assert "t100" not in done.stdout and "Unable to parse" in done.stderr


@pytest.mark.parametrize("kind", ["403", pytest.param("400", marks=pytest.mark.long)])
def test_an_inventory_of_which_a_part_fails(hunt, platform, kind):
    Echo.into(platform, kind, lambda: " ".join(GIVEN[:3]), times=1, path=PARTIAL)
    done = listed(hunt, platform, "--list")
    assert "t100" in done.stdout and "WARNING" in done.stderr


LOOKUP = "lookup('cxops.genesys.access_token', auth_url=url, auth_client_id='nexus_client', retries=0%s)"
PERSON = ", grant_type='password', username='ops', password=s_ops, auth_client_secret=s_client"


def test_the_lookup(hunt, world, cases, long):
    """Used as its documentation says, and failing in every way."""
    world.store.ops.password = failing.SECRETS["s_ops"]
    clients = [dict(GAPI_CLIENT, client_secret=failing.SECRETS["s_client"])]
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], clients=clients)
    ways = {
        "length": "%s | length" % (LOOKUP % PERSON),
        "a part of the answer": "(%s).expires_in" % (LOOKUP % (PERSON + ", output='answer'")),
        "wrong password": LOOKUP % PERSON.replace("s_ops", "s_wrong"),
        "wrong option": LOOKUP % (PERSON + ", pasword=s_wrong"),
        "wrong value": LOOKUP % (PERSON + ", timeout='soon'"),
        "wrong choice": LOOKUP % (PERSON + ", output='all'"),
        "a term": LOOKUP.replace("access_token',", "access_token', s_client,") % PERSON,
        "invalid": LOOKUP % (PERSON + ", timeout=-1"),
        "no template": LOOKUP % PERSON.replace("s_client", "s_braces"),
        "undefined": LOOKUP % PERSON.replace("s_ops", "s_ops ~ nobody"),
        "no connection": (LOOKUP % PERSON).replace("auth_url=url", "auth_url='http://127.0.0.1:9'"),
    }
    if not long:
        ways = {name: ways[name] for name in ("length", "wrong password", "wrong option", "a term", "undefined")}
    kinds = list(KINDS) if long else ["OAuth"]
    said = [failing.SECRETS[name] for name in ("s_ops", "s_client")]
    ways.update(
        {"echo " + kind: (LOOKUP % PERSON).replace("url,", "url ~ '/%d'," % at) for at, kind in enumerate(kinds)}
    )
    for at, kind in enumerate(kinds):
        Echo.into(world, kind, lambda: " ".join(said), times=0, path="^/%d/" % at)
    tasks = [
        {
            "name": name,
            "ansible.builtin.debug": {"msg": "{{ %s }}" % text},
            "ignore_errors": True,
            "register": "shown",
        }
        for name, text in ways.items()
    ]
    use = {
        "url": "{{ url }}/environment/v3/environments",
        "headers": {"Authorization": "Bearer {{ %s }}" % (LOOKUP % PERSON)},
    }
    tasks.append({"name": "use", "ansible.builtin.uri": use, "no_log": True})
    hunt.variables = {**failing.SECRETS, "url": world.emulator.url}
    hunt.outside = True
    made = hunt.run(tasks)
    assert made.code == 0, made.output[-3000:]
    fine = {"length", "a part of the answer", "use"}
    for line in (hunt.folder / ("results%d.jsonl" % hunt.count)).read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        with cases("lookup: " + told["task"]):
            assert (told["kind"] == "failed") is (told["task"] not in fine), told["result"]
