# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS and PostgreSQL that are not right, by real ansible-playbook and ansible-inventory: modules in both ways, lookup and inventory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import GAPI, GAPI_CLIENT
from integration.support.sample import SECRET
from trust.support import sweep
from trust.support.watched import Watched
from trust.tls.support.https import BAD, HERE, HTTP, TRUST, urls

SQL_HINTS = {
    # label: (options, code, hint)
    "unknown authority": ("other authority", "certificate", "ca_cert"),
    "without TLS": ({"ssl_mode": "disable"}, "bad_credentials", "ssl_mode"),
    "wrong password": ({"login_password": "Canary-wrong-sql"}, "bad_credentials", "login_password"),
    "another name": ({"login_host": "127.0.0.2"}, "unreachable", "login_host"),
    "no database": ({"login_db": "none_such"}, "database", "login_db"),
}


@pytest.fixture
def watched(world, tmp_path):
    (tmp_path / "play").mkdir()
    return Watched(tmp_path / "play", world, names=[defaults.OPS_USERNAME, defaults.CLOUD_CLIENT_ID])


def tasks_of(world, fronts, certificates, names, kinds):
    """(task, front, reason, hint) for each module and kind of certificate."""
    for name in names:
        good = HTTP[name]
        for kind in kinds:
            host, reason, hint = (HERE, "not trusted", TRUST) if kind == "good" else BAD[kind]
            front = fronts(kind)
            options = {**good.options(world), **urls(good, front.url(host)), "ca_path": certificates.ca, "retries": 1}
            options["ca_path"] = certificates.other_ca if kind == "good" else certificates.ca
            title = "%s, %s" % (name, kind)
            yield {"name": title, "cxops.genesys." + good.module: options, "ignore_errors": True}, front, reason, hint


@pytest.mark.parametrize("in_process", [True, False])
def test_every_module(world, watched, fronts, certificates, cases, long, in_process):
    kinds = ["good", *BAD] if long else ["unknown authority", "another name"]
    kinds = kinds if in_process else ["expired", "another name"] if long else ["expired"]  # each takes a new Python
    names = [name for name in HTTP if long or in_process or name == "auth_client"]
    made = list(tasks_of(world, fronts, certificates, names, kinds))
    for value in (SECRET, defaults.OPS_PASSWORD, defaults.CLOUD_CLIENT_SECRET, defaults.PERSON_PASSWORD):
        world.canaries.add(value)
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], clients=[GAPI_CLIENT])
    before = world.state()
    world.clear_log()
    done = watched.run([task for task, *_rest in made], vars={"cxops_genesys_in_process": in_process}, warnings=True)
    for task, front, reason, hint in made:
        with cases("%s, in process: %s" % (task["name"], in_process)):
            result = done[task["name"]]
            assert "failure" in result and not result.get("changed"), result
            assert result["failure"]["code"] == "certificate", result["msg"]
            assert reason in result["msg"] and hint in result["msg"], result["msg"]
            assert front.heard == b""
    assert world.log() == [] and world.state() == before
    assert all(front.met for _task, front, _reason, _hint in made)


@pytest.mark.parametrize("in_process", [True, pytest.param(False, marks=pytest.mark.long)])
def test_the_database(world, watched, certificates, cases, in_process):
    world.canaries |= {SECRET, world.sql["login_password"], "Canary-wrong-sql"}
    tasks = []
    for label, (given, _code, _hint) in SQL_HINTS.items():
        given = {"ca_cert": certificates.other_ca} if given == "other authority" else given
        options = {**world.sql, **GAPI.create, "timeout": 5, "retries": 0, **given}
        tasks.append({"name": label, "cxops.genesys.nexus_gapi_db": options, "ignore_errors": True})
    tasks.append({"name": "right", "cxops.genesys.nexus_gapi_db": {**world.sql, **GAPI.create}})
    done = watched.run(tasks, vars={"cxops_genesys_in_process": in_process}, warnings=True)
    assert done.code == 0
    for label in (task["name"] for task in tasks[:-1]):
        _given, code, hint = SQL_HINTS[label]
        with cases("%s, in process: %s" % (label, in_process)):
            result = done[label]
            assert "failure" in result and not result.get("changed"), result
            assert result["failure"]["code"] == code and hint in result["msg"], result["msg"]
    with cases("and then it works"):
        assert done["right"]["changed"] and len(world.rows()) == 1


@pytest.mark.parametrize("world", [False], indirect=True)
def test_the_lookup(world, watched, fronts, certificates, cases, long):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], clients=[GAPI_CLIENT])
    world.canaries.add(SECRET)
    kinds = list(BAD) if long else ["unknown authority", "another name", "expired"]
    tasks = []
    for kind in [*kinds, "good"]:
        host = BAD[kind][0] if kind in BAD else HERE
        lookup = "lookup('cxops.genesys.access_token', auth_url=%r, ca_path=%r)" % (
            fronts(kind).url(host),
            certificates.ca,
        )
        tasks.append(
            {"name": kind, "ansible.builtin.debug": {"msg": "{{ %s | length > 9 }}" % lookup}, "ignore_errors": True}
        )
    world.clear_log()
    variables = {"genesys_auth_client_id": "nexus_client", "genesys_auth_client_secret": "{{ held }}", "held": SECRET}
    done = watched.run(tasks, vars=variables, warnings=True)
    for kind in kinds:
        with cases(kind):
            _host, reason, hint = BAD[kind]
            assert reason in str(done[kind]["msg"]) and hint in done[kind]["msg"], done[kind]["msg"]
            assert fronts(kind, forget=False).heard == b""
    with cases("the right one"):
        assert done["good"]["msg"] is True
        assert len(world.log()) == 1


@pytest.mark.parametrize("world", [False], indirect=True)
def test_the_inventory(world, watched, fronts, certificates, cases, long):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    world.canaries |= {SECRET, defaults.OPS_PASSWORD}
    kinds = list(BAD) if long else ["unknown authority", "expired"]
    sources = {}
    for kind in [*kinds, "good"]:
        host = BAD[kind][0] if kind in BAD else HERE
        path = watched.folder / kind.replace(" ", "-")
        path.mkdir()
        sources[kind] = path / "tenants.yml"
        content = {
            "plugin": "cxops.genesys.tenants",
            "host_prefix": "",
            "auth_url": fronts(kind).url(host),
            "ca_path": certificates.ca,
        }
        sources[kind].write_text(yaml.safe_dump(content))
    world.clear_log()
    command = [str(Path(sys.executable).with_name("ansible-inventory")), "--list", "-vvvv"]
    for path in sources.values():
        command += ["-i", str(path)]
    ops = {"GENESYS_AUTH_USERNAME": defaults.OPS_USERNAME, "GENESYS_AUTH_PASSWORD": defaults.OPS_PASSWORD}
    done = subprocess.run(
        command,
        check=False,
        env=watched.environment(**ops, ANSIBLE_INVENTORY_UNPARSED_WARNING="true", GENESYS_RETRIES="1"),
        cwd=watched.folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert sweep.found_in(said, world.canaries | set(world.tokens()), [defaults.OPS_USERNAME]) == []
    for kind in kinds:
        with cases(kind):
            _host, reason, hint = BAD[kind]
            assert reason in said and hint in said, said
            assert fronts(kind, forget=False).heard == b"" and fronts(kind, forget=False).met
    with cases("the right one"):
        hosts = json.loads(done.stdout[done.stdout.index("\n{") :])["genesys_tenants"]["hosts"]
        assert len(hosts) == 1
