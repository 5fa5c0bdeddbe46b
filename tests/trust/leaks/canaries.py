# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries: secrets that are recognised wherever they turn up, and every place that one can be given in."""

from __future__ import annotations

import copy
import json

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator import defaults
from integration.support.good import GOOD, Good
from integration.support.sample import SECRET
from integration.support.tenant_sample import connection, document
from trust.support import sweep

# What each kind of escape has to do with. The last ones are a part of another, and as long as a JWT is.
NASTY = {
    "plain": "Canary7plain",
    "quotes": "Ca\"na'ry\"7'q",
    "backslashes": "Ca\\na\\\\ry\\9\\n7",
    "percent": "Canary%20%41%zz%7",
    "plus": "Ca+na+ry+/7=",
    "slashes": "//Canary/../7//",
    "umlauts": "Kanärienvögel-ß7",
    "emoji": "Canary-\U0001f424-7",
    "blanks": "Canary  with   blanks 7",
    "braces": "{{ Canary7 }}{% set x %}{# y #}",
    "lines": "Canary\nline two\t7\r\n8",
    "HTML": "<Canary>&amp;7",
    "shell": "$(Canary`7`)!#~",
    "JSON": '{"Canary": "7"}',
    "YAML": "- Canary: 7 # x",
    "URL": "https://canary:s7@canary.example.com/?a=b&c",
    "number": "7013294586",
    "UUID": "c7a0a412-7d0e-4c5b-9a54-5d2f1f1c0a11",
    "prefix": "Canary7pre",
    "longer": "Canary7prefix-of-it",
    "long": "Canary7" + "".join("%03x." % (7 * number) for number in range(500)),
}
NAMES = (defaults.OPS_USERNAME, "nexus_client", defaults.CLOUD_CLIENT_ID, "external_api_client", "canary")
FILES = ("secret_file", "auth_client_secret_file", "cloud_client_secret_file", "digital_channels_client_secret_file")
WHOLE = Good("document", "genesys_tenant", lambda world: None, lambda world: {**connection(world), **document(world)})
BASE = {good.module: good for good in [*reversed(GOOD), WHOLE]}


def secret_places(spec, above=()):
    """The path of each option of the argument_spec that Ansible is told to hide."""
    for name, option in spec.items():
        if option.get("no_log"):
            yield (*above, name)
        yield from secret_places(option.get("options") or {}, (*above, name))


def places(module):
    """Of a module of the registry, each as a path of names."""
    return list(secret_places(argument_spec(TASKS[module].options)))


PLACES = [(module, place) for module in TASKS for place in places(module)]


def with_canary(options, spec, place, canary):
    """A copy of the options with the canary in its place, and without a file that would be read instead."""
    found = {name: copy.deepcopy(value) for name, value in options.items() if name not in FILES}
    at, (*above, last) = found, place
    for name in above:
        listed = spec[name]["type"] == "list"
        inner = at.setdefault(name, [{}] if listed else {})
        at, spec = inner[0] if listed else inner, spec[name]["options"]
        at.pop("secret_file", None)
    at[last] = {"token": canary} if spec[last]["type"] == "dict" else canary
    return found


def given(world, module, place, canary):
    """Options of the module that would work but for the canary in this place, of which the services know nothing."""
    options = {name: value for name, value in BASE[module].options(world).items() if value is not None}
    return with_canary(options, argument_spec(TASKS[module].options), place, canary)


def all_secrets(world):
    """What is secret in any case: the credentials of the emulator, and what it has issued."""
    fixed = {SECRET, defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
    fixed |= {defaults.CLOUD_CLIENT_SECRET, defaults.DATABASE_PASSWORD}
    return fixed | set(world.tokens())


def leaves(value):
    """All texts in a result, names of members included."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield str(name)
            yield from leaves(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from leaves(member)
    else:
        yield str(value)


def seen(result, secrets):
    """The forms of the secrets that a result shows, in its texts and in what JSON makes of it."""
    text = "\n".join([*leaves(result), json.dumps(result), json.dumps(result, ensure_ascii=False), repr(result)])
    return sweep.found_in(text, secrets, NAMES)
