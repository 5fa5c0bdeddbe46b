# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The argument_spec of every module, as Ansible itself understands it."""

from __future__ import annotations

import re

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

# What ansible-core takes for a secret by its name, unless told otherwise.
SECRET_NAME = re.compile(r"(?<!un)(secret|token|pass(?!ing)|pwd|auth.?key|api.?key)", re.I)
MODULES = sorted(TASKS)


def flat(fields, prefix=""):
    for field in fields:
        if field.option:
            yield prefix + field.arg, field
            yield from flat(field.fields, prefix + field.arg + ".")


@pytest.mark.parametrize("name", MODULES)
def test_every_option_once(name):
    names = [path for path, _field in flat(TASKS[name].options)]
    assert len(names) == len(set(names))
    aliases = [alias for _path, field in flat(TASKS[name].options) for alias in field.aliases]
    assert not set(aliases) & set(names)


@pytest.mark.parametrize("name", MODULES)
def test_what_is_secret_has_no_log_and_what_sounds_so_is_decided(name):
    for path, field in flat(TASKS[name].options):
        spec = argument_spec([field])[field.arg]
        assert spec.get("no_log") is True if field.secret else spec.get("no_log") in (None, False)
        if SECRET_NAME.search(field.arg) and field.type in ("str", "list", "dict") and not field.fields:
            assert "no_log" in spec, path


@pytest.mark.parametrize("name", MODULES)
def test_ansible_accepts_the_specification_and_its_defaults(name):
    spec = argument_spec(TASKS[name].options)
    validated = ArgumentSpecValidator(spec).validate(
        {field.arg: sample(field) for _path, field in flat(TASKS[name].options) if field.required and "." not in _path}
    )
    assert not validated.error_messages
    for field in TASKS[name].options:
        if not field.required and not field.env:
            assert validated.validated_parameters[field.arg] == field.default


def sample(field):
    return field.choices[0] if field.choices else {"list": [], "int": 1, "bool": True}.get(field.type, "/x")


@pytest.mark.parametrize("name", MODULES)
def test_environment_variables_fill_the_gaps_and_no_more(name, monkeypatch):
    field = next(f for f in TASKS[name].options if f.env)
    monkeypatch.setenv(field.env[0], "/from-env")
    needed = {f.arg: sample(f) for f in TASKS[name].options if f.required}
    validator = ArgumentSpecValidator(argument_spec(TASKS[name].options))
    assert validator.validate(needed).validated_parameters[field.arg] == "/from-env"
    assert validator.validate({**needed, field.arg: "/given"}).validated_parameters[field.arg] == "/given"


@pytest.mark.parametrize("name", [name for name in MODULES if isinstance(TASKS[name], Manage)])
def test_managing_modules_have_a_state(name):
    others = ["inactive"] if name == "genesys_cloud_oauth_client" else []
    assert argument_spec(TASKS[name].options)["state"] == {
        "type": "str",
        "default": "present",
        "choices": ["present", "absent", *others],
    }


def test_members_that_no_user_sets_are_no_options():
    assert "duplicates" not in argument_spec(TASKS["nexus_gapi_db"].options)
    assert "api_key_stored" not in argument_spec(TASKS["nexus_tenant"].options)
    assert "primary_address" in argument_spec(TASKS["genesys_environment"].options)["config_servers"]["options"]


def test_a_value_that_is_no_choice_is_refused_by_ansible():
    spec = argument_spec(TASKS["genesys_setting"].options)
    wrong = ArgumentSpecValidator(spec).validate({"contact_center_id": "x", "name": "y", "list_mode": "add"})
    assert "list_mode" in wrong.error_messages[0]


def with_env():
    """Each option, wherever it stands, that has an environment variable, once."""
    found = {field for task in TASKS.values() for _path, field in flat(task.options) if field.env}
    return sorted(found, key=lambda field: field.arg)


@pytest.mark.parametrize("field", with_env(), ids=lambda field: field.arg)
def test_an_empty_environment_variable_counts_as_not_given_but_for_a_guard(field, monkeypatch):
    """AWX injects every field of a credential that was left empty as an empty text."""
    spec = argument_spec([field])
    for name in field.env:
        monkeypatch.setenv(name, "")
    validated = ArgumentSpecValidator(spec).validate({})
    assert not validated.error_messages
    assert validated.validated_parameters[field.arg] == ("" if field.guard else field.default)
    given = field.choices[-1] if field.choices else {"int": 7, "float": 7.5, "bool": False}.get(field.type, "/x")
    monkeypatch.setenv(field.env[-1], str(given))
    given = [given] if field.type == "list" else given
    assert ArgumentSpecValidator(spec).validate({}).validated_parameters[field.arg] == given
