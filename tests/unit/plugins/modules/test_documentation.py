# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract: what the modules' pages say is what the tables and the code do."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.binding import redaction
from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import STATE, Info, Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources._verdict import Verdict
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import Document
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import (
    AUTH,
    CLOUD,
    HTTP,
    NEXUS,
    POSTGRESQL,
)

PREFIX = "cxops.genesys."
APART = {"genesys_summary", "genesys_report", "genesys_private_file"}  # they talk to no service
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ROOT = Path(__file__).resolve().parents[4]
GROUPS = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))["action_groups"]
ATTRIBUTES = {"async", "in_process", "check_mode", "diff_mode", "idempotent", "platform", "action_group"}
TASK_WORDS = {"name", "register", "no_log", "loop", "when", "block", "module_defaults", "delegate_to", "vars"} | {
    "check_mode",
    "failed_when",
}
NEW = {
    "genesys_tenant": "1.1.0",
    "genesys_cloud_oauth_client": "1.2.0",
    "genesys_cloud_oauth_client_info": "1.2.0",
    "genesys_cloud_token": "1.2.0",
}
FRAGMENTS = {
    "auth": tuple(item for item in AUTH if item not in HTTP),
    "cloud": tuple(item for item in CLOUD if item not in HTTP),
    "http_options": HTTP,
    "nexus": NEXUS,
    "postgresql": POSTGRESQL,
    "state": (STATE,),
}


def module(name):
    """The module's Python module."""
    return importlib.import_module("ansible_collections.cxops.genesys.plugins.modules.%s" % name)


@functools.cache
def fragment(slug):
    """One documentation fragment by its name in extends_documentation_fragment."""
    name, _dot, part = slug[len(PREFIX) :].partition(".")
    holder = importlib.import_module("ansible_collections.cxops.genesys.plugins.doc_fragments.%s" % name)
    return yaml.load(getattr(holder.ModuleDocFragment, (part or "documentation").upper()), Loader)


@functools.cache
def documentation(name):
    """The module's documentation with its fragments, merged as ansible-doc does: the module's own words win."""
    doc = yaml.load(module(name).DOCUMENTATION, Loader)
    for slug in doc.get("extends_documentation_fragment", []):
        extra = fragment(slug)
        for part in ("options", "attributes"):
            mine = doc.setdefault(part, {})
            for key, value in (extra.get(part) or {}).items():
                mine[key] = dict(value, **mine.get(key, {}))
        for part in ("notes", "requirements"):
            doc[part] = doc.get(part, []) + extra.get(part, [])
    return doc


def texts(value):
    """All text of a description, which is a text or a list of texts."""
    return " ".join(value) if isinstance(value, list) else str(value)


def promised(options):
    """An argument_spec in the words of the documentation."""
    words = {}
    for name, option in options.items():
        word = {key: option[key] for key in ("type", "elements", "default", "required", "aliases") if key in option}
        if "choices" in option:
            word["choices"] = list(option["choices"])
        inner = option.get("options") or option.get("suboptions")
        if inner:
            word["suboptions"] = promised(inner)
        words[name] = word
    return words


def fields(task):
    """(option, field) of all options and suboptions, a suboption written as in ``config_servers.locations``."""

    def below(items, place):
        for item in items:
            if item.option:
                yield place + item.arg, item
                yield from below(item.fields, "%s%s." % (place, item.arg))

    yield from below(task.options, "")


def described(doc, path):
    """The description of an option or suboption."""
    name, *parts = path.split(".")
    option = doc["options"][name]
    for part in parts:
        option = option["suboptions"][part]
    return texts(option["description"])


def test_every_module_is_registered():
    files = {path.stem for path in (ROOT / "plugins/modules").glob("*.py")} - {"__init__"}
    assert files == set(TASKS) | APART


@pytest.mark.parametrize("name", TASKS)
def test_options_are_those_of_the_table(name):
    doc = documentation(name)
    assert promised(doc["options"]) == promised(argument_spec(TASKS[name].options))


@pytest.mark.parametrize("name", TASKS)
def test_head_of_the_page(name):
    doc = documentation(name)
    assert doc["module"] == name
    assert doc["version_added"] == NEW.get(name, "1.0.0")
    assert doc["author"] == ["cxops contributors (@cxops)"]
    assert doc["short_description"] and not doc["short_description"].endswith(".")
    assert any("requests" in requirement for requirement in doc["requirements"])
    assert any("psycopg2" in requirement for requirement in doc["requirements"]) == (
        POSTGRESQL[0] in TASKS[name].options
    )


@pytest.mark.parametrize("name", TASKS)
def test_descriptions_tell_the_environment_variables_secrets_and_defaults_on_creation(name):
    doc, task = documentation(name), TASKS[name]
    for path, item in fields(task):
        words = described(doc, path)
        for variable in item.env:
            assert "E(%s)" % variable in words, path
        assert ("This is a secret and never shown." in words) == item.secret, path
        if item.create is not None and not isinstance(task, Info):
            assert "omitted on creation" in words, path
            values = item.create if isinstance(item.create, (list, dict)) else [item.create]
            for value in [] if callable(item.create) else values:
                assert "V(%s)" % (str(value).lower() if isinstance(value, bool) else value) in words, path
        assert ("eeded on creation" in words) == item.needed or item.arg in ("client_secret", "value"), path


@pytest.mark.parametrize("name", TASKS)
def test_attributes(name):
    doc, task = documentation(name), TASKS[name]
    assert set(doc["attributes"]) == ATTRIBUTES
    for attribute in doc["attributes"].values():
        assert attribute["support"] in ("full", "partial", "none", "N/A") and attribute["description"]
    assert doc["attributes"]["check_mode"]["support"] == "full"
    assert (doc["attributes"]["diff_mode"]["support"] == "full") == isinstance(task, (Manage, Document))


@pytest.mark.parametrize("name", TASKS)
def test_action_groups(name):
    expected = {"genesys_cloud"} if CLOUD[0] in TASKS[name].options else {"genesys"}
    expected |= {"nexus"} if POSTGRESQL[0] in TASKS[name].options else set()
    assert {group for group, members in GROUPS.items() if name in members} == expected
    said = documentation(name)["attributes"]["action_group"]["membership"]
    assert set(said) == {PREFIX + group for group in expected}


def test_action_groups_hold_nothing_else():
    assert {member for members in GROUPS.values() for member in members} == set(TASKS)


def test_each_connection_option_is_documented_once():
    names = [option for name in FRAGMENTS for option in fragment(PREFIX + name)["options"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", FRAGMENTS)
def test_fragments_are_the_connection_tables(name):
    assert promised(fragment(PREFIX + name)["options"]) == promised(argument_spec(FRAGMENTS[name]))


def example_tasks(items):
    """All tasks of the examples, those in blocks included."""
    for item in items:
        yield item
        yield from example_tasks(item.get("block", []))


@pytest.mark.parametrize("name", TASKS)
def test_examples(name):
    tasks = list(example_tasks(yaml.load(module(name).EXAMPLES, Loader)))
    used = [task for task in tasks if PREFIX + name in task]
    assert len(used) >= 2
    assert sum("module_defaults" in task for task in tasks) == 1
    for task in tasks:
        assert re.match(r"^[A-Z].*[^.]$", task["name"])
        action = set(task) - TASK_WORDS
        assert len(action) == (0 if "block" in task else 1), task
        for called in action:
            assert re.match(r"^(ansible\.builtin|cxops\.genesys)\.[a-z_]+$", called)
            if called.startswith(PREFIX):
                _fits(TASKS[called[len(PREFIX) :]].options, task[called] or {}, complete=True)
        for group, options in task.get("module_defaults", {}).items():
            kind, _slash, group = group.partition("/" + PREFIX)
            assert kind == "group"
            for member in GROUPS[group]:
                _fits(TASKS[member].connection, options)


def _fits(table, given, complete=False):
    """The given options exist, have their type and one of their choices, and secrets come from variables."""
    known = {name: item for item in table for name in (item.arg,) + item.aliases}
    assert set(given) <= set(known)
    if complete:
        assert {item.arg for item in table if item.required} <= set(given)
    kinds = {"str": str, "path": str, "int": int, "float": (int, float), "bool": bool, "list": list, "dict": dict}
    for name, value in given.items():
        item = known[name]
        templated = isinstance(value, str) and "{{" in value
        assert templated or isinstance(value, kinds[item.type]), name
        if item.secret:
            assert templated, name
        members = value if isinstance(value, list) else [value]
        for member in [] if templated else members:
            assert not item.choices or member in item.choices, name
            assert not item.check or isinstance(member, str) and "{{" in member or item.check(member) is None, name
            if item.fields:
                _fits(item.fields, member, complete)


@functools.cache
def returned(name):
    """The documented return values."""
    return yaml.load(module(name).RETURN, Loader)


def remembered(task):
    """The secrets that the backend hands to the user: the constant names in its calls of remember()."""
    source = inspect.getsource(inspect.getmodule(task.resource.backend))
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {call.args[0].value for call in calls if getattr(call.func, "attr", "") == "remember"}


def further_results(task):
    """The further members of the result: the constant keys that the backend sets in its ``results``."""
    source = inspect.getsource(inspect.getmodule(task.resource.backend))
    stores = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Subscript)]
    return {node.slice.value for node in stores if getattr(node.value, "attr", "") == "results"}


TOKEN_INFO = {  # genesys-cloud-oauth-api.md §1.2
    "organization": {"id": "o", "name": "n"},
    "homeOrganization": {"id": "o"},
    "authorizedScope": ["users"],
    "OAuthClient": {"id": "c", "name": "n", "roleDivisions": [{"roleId": "r", "divisionId": "d"}]},
}


class _FakeCloud:
    """Genesys Cloud, which answers a token with every member that it has, and whose it is."""

    def token(self, grant_type, **parameters):
        return {"access_token": "a", "refresh_token": "r", "token_type": "bearer", "expires_in": 1}

    def token_info(self, token):
        return TOKEN_INFO


class _FakeServices:
    """Answers a token with every member that the module can hand on."""

    requests, statements, warnings, secrets, auth, correlation_id = [], [], [], set(), None, None

    def __init__(self, options):
        self.options = options
        self.cloud = _FakeCloud()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass

    def token(self, grant_type, **parameters):
        return {
            "access_token": "a",
            "refresh_token": "r",
            "id_token": "i",
            "token_type": "bearer",
            "expires_in": 1,
            "scope": "*",
        }


OF_A_DOCUMENT = {
    "statements",
    "diff",
    "resources",
    "tenant",
    "left_over",
    "stays",
    "teardown_document",
    "teardown_run",
    "teardown_notes",
}
CLOUD_USER_DETAILS = {  # private-edition-api.md §2
    "authorities": [],
    "username": "u",
    "cmeUserName": "u",
    "contactCenterId": "c",
    "dbid": 1,
    "environmentId": "e",
    "loginName": "l",
    "properties": {},
}


def expected_results(name, monkeypatch):
    """The names that a run of the module can put into its result."""
    task = TASKS[name]
    common = {"requests", "msg", "failure"}
    if isinstance(task, Info):
        return common | {task.returns}
    if isinstance(task, Manage):
        sql = {"statements"} if POSTGRESQL[0] in task.options else set()
        chosen = {"requested_id", "environment_url"} if task.resource.chooses_id else set()
        lists = {"clients"} | set(Verdict().values()) if name == "genesys_cloud_oauth_client" else set()
        own = {"resource", "observed", "diff"}
        return common | sql | remembered(task) | further_results(task) | chosen | lists | own
    if isinstance(task, Document):
        parts = {step: found for step, found in TASKS.items() if isinstance(found, Manage) and AUTH[0] in found.options}
        secrets = {step: remembered(found) for step, found in parts.items()}
        plural = {secret + "s" for secret in secrets.pop("genesys_auth_client")}  # by client
        return common | plural.union(*secrets.values()) | OF_A_DOCUMENT | set(Verdict().values())
    monkeypatch.setattr(oauth, "userinfo", lambda service, token: dict(CLOUD_USER_DETAILS))
    params = {item.arg: item.default for item in task.options}
    params.update(auth_client_id="c", cloud_client_id="c")
    result = execute(task, params, make_services=_FakeServices)
    assert not result.get("failed"), result
    params.update(grant_type="none", access_token="a", cloud_access_token="a")
    verified = execute(task, params, make_services=_FakeServices)
    for key, obj in dict(verified, token=result["token"]).items():
        if isinstance(obj, dict):
            assert set(returned(name)[key]["contains"]) == set(obj)
            for member in obj.get("roles", []):
                assert set(returned(name)[key]["contains"]["roles"]["contains"]) == set(member)
    return common | set(result) - {"changed"}


@pytest.mark.parametrize("name", TASKS)
def test_return_values_are_those_of_the_code(name, monkeypatch):
    assert set(returned(name)) == expected_results(name, monkeypatch)


@pytest.mark.parametrize("name", TASKS)
def test_members_of_returned_objects_exist(name):
    task, values = TASKS[name], returned(name)
    if isinstance(task, Manage):
        known = {item.arg for item in task.resource.managed}
        known |= {item.arg for item in task.resource.fields if item.required}
        samples, contains = [values["resource"]["sample"]], values["resource"].get("contains", {})
    elif isinstance(task, Info):
        known = {item.arg for item in task.resource.managed if not item.secret}
        samples, contains = values[task.returns]["sample"], values[task.returns].get("contains", {})
    else:
        return
    assert set(contains) <= known
    for sample in samples:
        assert set(sample) <= known
        for item in task.resource.managed:
            if item.secret and item.arg in sample:
                assert sample[item.arg] == "********"
            for member in sample.get(item.arg, []) if item.fields else []:
                assert set(member) <= {part.arg for part in item.fields}


def error_codes(kind=errors.GenesysError):
    """The codes of all errors below this one; a lost answer never reaches the user, its cause does."""
    for child in kind.__subclasses__():
        if child is not errors.AnswerLost:
            yield child.code
        yield from error_codes(child)


@functools.cache
def names_of_details():
    """The names under which the code gives details of failures: keywords, keys of literal dicts, and what is set by key."""
    found = {"code", "message", "hint"}
    for path in (ROOT / "plugins/module_utils").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.Dict):
                found |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return found


@pytest.mark.parametrize("name", TASKS)
def test_failure(name):
    failure = returned(name)["failure"]
    elsewhere = set() if name == "genesys_tenant" else {errors.NotAsDeclared.code, errors.DocumentFileError.code}
    if name not in ("genesys_tenant", "nexus_tenant", "nexus_service"):
        elsewhere.add(errors.Unproven.code)
    assert set(failure["contains"]["code"]["choices"]) == set(error_codes()) - elsewhere | {"internal"}
    assert set(failure["contains"]) <= names_of_details()
    assert set(failure["sample"]) <= set(failure["contains"])
    assert failure["sample"]["code"] in failure["contains"]["code"]["choices"]
    said = "%s %s" % (failure["sample"]["message"], failure["sample"]["hint"])
    assert returned(name)["msg"]["sample"].startswith(failure["sample"]["message"])
    assert returned(name)["msg"]["sample"].startswith(said[: len(returned(name)["msg"]["sample"])])


@pytest.mark.parametrize("name", TASKS)
def test_hidden_values_are_documented_as_the_code_hides_them(name):
    for key, value in returned(name).items():
        if key in ("access_token", "refresh_token", "id_token", "api_key", "client_secret", "encrypted_client_secret"):
            assert value["sample"] == redaction.HIDDEN
            assert "C(no_log)" in texts(value["description"])


@pytest.mark.parametrize("name", TASKS)
def test_markup_names_what_exists(name):
    doc = documentation(name)
    text = "%s %s" % (yaml.safe_dump(doc, width=10**6), yaml.safe_dump(returned(name), width=10**6))
    for found in re.findall(r"\bO\(([^)]+)\)", text):
        if "#module:" in found:
            other, found = found.split("#module:")
            assert other.startswith(PREFIX)
            options = documentation(other[len(PREFIX) :])["options"]
        else:
            options = doc["options"]
        option, _equals, value = found.partition("=")
        top, _dot, inner = option.partition("[].")
        assert top in options, found
        assert not inner or inner in options[top]["suboptions"], found
        if value and "choices" in options[top]:
            assert value in options[top]["choices"], found
    for found in re.findall(r"\bRV\(([^)]+)\)", text):
        assert found.split(".")[0].removesuffix("[]") in returned(name), found
