# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life cycle of every resource in every position of the switches that concern it, generated from the registry, the samples and the switches.

Look, create, create again; for every field look, change, change again; look, remove, remove again. Check mode must
foretell what the real run does and write nothing; what the service does not offer must be said plainly and change
nothing; nothing but the named field may change.
"""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import Switches
from integration.support import cloud_samples, http_samples, nexus_samples
from integration.support.cycle import Cycle
from integration.support.sample import positions

SAMPLES = http_samples.SAMPLES + nexus_samples.SAMPLES + cloud_samples.SAMPLES

# Switches that no life cycle is concerned with, and the tests that put them into every position.
ELSEWHERE = {
    "rotate_refresh_tokens": "test_tokens",
    "form_client_auth": "test_tokens",
    "double_backslash": "test_tokens",
    "userinfo_client_token": "test_tokens",
    "change_password": "test_emulator_oauth",
    "tenant_key_row": "test_emulator_nexus",
    "person_bearer": "test_settings",
    "environment_basic": "test_environment_login",
    "stored_texts": "test_stored_texts",
}
ANY = tuple(
    name
    for name in Switches.describe()
    if name not in ELSEWHERE and not any(name in sample.switches for sample in SAMPLES)
)
CASES = [
    pytest.param(
        sample.database,
        sample,
        switches,
        id="%s: %s" % (sample.name, name),
        marks=[pytest.mark.ends] if name == "default" else [pytest.mark.nightly] if ", " in name else [],
    )
    for sample in SAMPLES
    for name, switches in positions(sample.switches + ANY, sample.offered)
]


@pytest.mark.parametrize(("world", "sample", "switches"), CASES, indirect=["world"])
def test_life_cycle(world, sample, switches):
    Cycle(world, sample, switches).run()


def test_every_module_that_keeps_an_object_has_a_sample():
    assert {sample.module for sample in SAMPLES} == {name for name, task in TASKS.items() if isinstance(task, Manage)}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_field_has_a_sample(sample):
    fields = {field.arg for field in sample.task.resource.fields if field.option}
    kept = {field.arg for field in sample.task.resource.managed if field.option}
    assert set(sample.create) <= fields
    assert set(sample.keys) | set(sample.changes) | set(sample.steering) == fields
    assert not set(sample.changes) & (set(sample.keys) | set(sample.steering))
    assert all(sample.changes[name] != sample.create.get(name) for name in sample.changes)
    for name in kept - set(sample.changes) - set(sample.keys):
        assert (
            sample.steering[name] == "create"
            or sample.steering[name].startswith("test_")
            or sample.steering[name] in {s.name for s in SAMPLES}
        )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_member_of_a_nested_field_has_a_sample(sample):
    for field in sample.task.resource.fields:
        if field.fields and sample.steering.get(field.arg) not in {other.name for other in SAMPLES}:
            tried = {name for member in sample.changes[field.arg] for name in member}
            assert tried == {part.arg for part in field.fields if part.option}


def test_every_switch_is_tried():
    tried = {name for sample in SAMPLES for name in sample.switches + ANY} | set(ELSEWHERE)
    assert tried == set(Switches.describe())
