# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every secret option of every module, role and plugin gets a canary, and every failure hides it. None can be forgotten."""

from __future__ import annotations

import re

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import secret_values
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_inventory import TASK as INVENTORY
from integration.support.playbooks import ROOT
from trust.leaks.canaries import BASE, NASTY, PLACES, given, places, secret_places, seen
from trust.leaks.echo import KINDS, Echo

SOUNDS_SECRET = re.compile(r"pass|secret|token|key|cod|assert|cred|cert|priv|auth|sign|hash|proxy|cookie|session")
# Sound like secrets and are none: places, names, addresses, numbers, choices.
NO_SECRETS = re.compile(
    r"(_file|_owners|_dir|_url|_uri|_path|_type|_name|_id|_mode|_seconds|_timeout|_max_age|_username|_stored|_types|_field|_encoding)$"
    r"|^(auth|authorities|client_cert|client_key|ca_cert|validate_certs|update_secret|regenerate_secret(_confirm)?|verify_secret"
    r"|(auth_clients|cloud_oauth_clients)_list|cloud_oauth_clients_confirm_delete|(auth_clients|digital_channels|cloud_oauth_clients)_remove_secret_files|cloud_region)$"
)
WORKS = "as it is"


def named(spec, above=()):
    """(path, option) of every option, members included."""
    for name, option in spec.items():
        yield (*above, name), option
        yield from named(option.get("options") or {}, (*above, name))


def test_what_sounds_like_a_secret_is_hidden(cases):
    specs = {module: argument_spec(task.options) for module, task in TASKS.items()}
    specs["inventory"] = argument_spec(INVENTORY.options)
    for module, spec in specs.items():
        for path, option in named(spec):
            if SOUNDS_SECRET.search(path[-1]) and not NO_SECRETS.search(path[-1]):
                with cases("%s: %s" % (module, ".".join(path))):
                    assert option.get("no_log") is True, "not hidden"


def test_the_roles_hide_what_the_modules_hide(cases):
    """The roles' variables are the options of the whole tenant's task; those of Genesys Cloud have no secret."""
    hidden = set(places("genesys_tenant"))
    files = sorted((ROOT / "roles").glob("*/meta/argument_specs.yml"))
    assert len(files) == 5
    told = set()
    for path in files:
        with cases(path.parent.parent.name):
            for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values():
                options = entry.get("options") or {}
                found = set(secret_places(options))
                assert found == {place for place in hidden if place[0] in options}
                told |= found
    with cases("all are in some role"):
        assert told == {place for place in hidden if place[0].startswith(("auth_clients", "tenant", "digital"))}


def test_the_plugins_hide_what_the_modules_hide(cases):
    with cases("inventory"):
        found = set(secret_places(argument_spec(INVENTORY.options)))
        assert found == {("auth_password",), ("auth_client_secret",), ("access_token",), ("api_key",)}
    for kind, name, task in (
        ("lookup", "access_token", TASKS["genesys_token"]),
        ("inventory", "tenants", INVENTORY),
    ):
        with cases("documented options of the " + kind):
            text = (ROOT / "plugins" / kind / (name + ".py")).read_text(encoding="utf-8")
            options = yaml.safe_load(text.partition('r"""')[2].partition('"""')[0])["options"]
            known = {field.arg: field.secret for field in task.options}
            for option in options:
                if SOUNDS_SECRET.search(option) and not NO_SECRETS.search(option):
                    assert known[option], option


def test_no_secret_option_is_forgotten(world, cases):
    """Each gets a canary below, and the redaction knows it from there."""
    assert len(PLACES) > 60 and {module for module, _place in PLACES} == set(TASKS) == set(BASE)
    for module, place in PLACES:
        with cases("%s: %s" % (module, ".".join(place))):
            options = world.options(module, **given(world, module, place, NASTY["quotes"]))
            assert NASTY["quotes"] in secret_values(TASKS[module].options, options)


def failures(long):
    """What is tried with each place: as it is, and each kind of answer that repeats the secret."""
    return [WORKS, *KINDS] if long else [WORKS, "400", "cloud", "headers"]


@pytest.mark.parametrize("module", list(TASKS))
def test_every_failure_hides_every_secret(world, module, cases, long):
    """The service says what it was given: in clear here, and in all its forms in the tests of echoes."""
    names = list(NASTY) if long else ["quotes", "umlauts"]
    BASE[module].prepare(world)
    for number, place in enumerate(places(module)):
        for kind in failures(long):
            name = names[number % len(names)]
            names.append(names.pop(0))
            canary = NASTY[name]
            with cases("%s, %s, %s" % (".".join(place), kind, name)):
                world.emulator.app.faults.clear()
                if kind != WORKS:
                    Echo.into(world, kind, lambda text=canary: "you sent %s to me" % text, times=0)
                for check in (True, False) if long else (True,):
                    result = world.run(module, check, **dict(given(world, module, place, canary), retries=0))
                    assert seen(result, [canary]) == []
                asked = [(entry["method"], entry["path"], entry["query"]) for entry in world.log()]
                assert seen(asked, [canary]) == [], "the secret is in a URL"
                world.clear_log()


@pytest.mark.parametrize("module", list(TASKS))
def test_options_that_cannot_be_meant_hide_every_secret(world, module, cases, long):
    for place in places(module):
        for name in NASTY if long else ["plain", "backslashes"]:
            with cases("%s, %s" % (".".join(place), name)):
                world.clear_log()
                result = world.run(module, **dict(given(world, module, place, NASTY[name]), timeout=-1, retries=-1))
                assert result["failure"]["code"] == "invalid_input" and world.log() == []
                assert seen(result, [NASTY[name]]) == []
