# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that nobody means: an error that names the option, before any request, or a sound run; and nothing gets out of its place."""

from __future__ import annotations

import os
import random
import zlib

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.plugin_utils.arguments import checked
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain as plain_options
from emulator.switches import Switches
from integration.support.good import GOOD
from integration.support.http_samples import ops
from integration.support.tenant_sample import document
from integration.support.world import Unhurried, assert_clean
from trust.hostile import wild
from trust.hostile.outcome import BY_NAME, assert_clear, plain, timed

SAMPLE, LONG = 60, 4000  # values of one module
ANEW = 100  # values after which the services are as in the beginning: what they keep would else be read again and again
CALLS = [pytest.param(good.sql or good.name in ("service", "document"), good, id=good.name) for good in GOOD]
# Of the members of a list, Ansible itself does not say which option they are of.
ANSIBLES = ("dictionary requested, could not parse JSON or key=value", "unable to evaluate string as dictionary")
PLACES = (
    "login_host",
    "login_port",
    "auth_url",
    "environment_url",
    "nexus_url",
    "cloud_api_url",
    "cloud_login_url",
    "cloud_proxy_url",
)


def run(world, good, options):
    """The result as the action plugin makes it: Ansible's own complaint about the options, or the task's."""
    task = TASKS[good.module]
    try:
        found = checked(ArgumentSpecValidator(argument_spec(task.options)), task.options, plain_options(options))
    except InvalidInput as error:
        return None, str(error)
    if found.error_messages:
        return None, found.errors.msg
    result = execute(Unhurried(task, world.sleep), found.validated_parameters, False, False, world.services)
    return result, result.get("msg", "")


def judge(world, path, result, message):
    """An error names the option and came before any request; whatever else came is clear."""
    name = path[0].arg
    if result is None:
        assert name in message or path[-1].arg in message or message in ANSIBLES, message[:300]
        assert "Traceback" not in message
        return
    assert_clear(result)
    assert_clean(plain(result), world.tokens())
    failure = result.get("failure", {})
    if failure.get("code") == "invalid_input" and not world.log():
        assert name in message or path[-1].arg in message, message[:300]
    for entry in world.log():  # no option ends a header, or a line of the request, or leaves its place in the path
        assert "\n" not in entry["path"] + entry["query"] + (entry["api_key"] or "")
        assert "/../" not in entry["path"] and not entry["path"].endswith("/..")


@pytest.mark.parametrize(("world", "good"), CALLS, indirect=["world"])
def test_options_that_nobody_means(world, good, long, cases, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # some values are names of files
    good.prepare(world)
    task = TASKS[good.module]
    base = good.options(world)
    if good.module == "genesys_tenant":
        base = {**document(world), **world.sql, **ops(world, Switches()), "nexus_url": world.emulator.url}
    base = {name: value for name, value in base.items() if value is not None}
    tried = [
        (path, label, value)
        for path in wild.places(task.options)
        for label, value in wild.values(path[-1])
        if not (path[-1].arg == "timeout" and label in ("a tiny fraction",))
    ]
    chosen = random.Random(zlib.crc32(good.name.encode()))
    for number, (path, label, value) in enumerate(chosen.sample(tried, min(len(tried), LONG if long else SAMPLE)), 1):
        if number % ANEW == 0:
            world.control.reset()
            world.forget_tasks()
            good.prepare(world)
        with cases("%s %s = %s" % (good.name, ".".join(field.arg for field in path), label)):
            options = {**base, **wild.given(path, value, base), **({} if path[-1].arg == "timeout" else {"timeout": 2})}
            if path[-1].arg in PLACES:
                options["retries"] = 0
            world.clear_log()
            judge(world, path, *timed(lambda: run(world, good, options), 15))
    assert not [name for name in os.listdir(tmp_path.parent) if name != tmp_path.name and "evil" in name]


HEADERS = [
    ("genesys_environment_info", "access_token"),
    ("genesys_environment_info", "api_key"),
    ("environment", "api_key"),
    ("token", "api_key"),
    ("service", "nexus_api_key"),
    ("cloud_client", "cloud_access_token"),
    ("cloud_token", "cloud_access_token"),
    ("document", "access_token"),
]
INJECTIONS = (
    "x\r\nX-Injected: 1",
    "x\nX-Injected: 1",
    "x\r",
    "x\n",
    "\nx",
    " x",
    "x ",
    "x\0",
    "x\u0100",
    "x\ud800",
    "x\x7f",
)


@pytest.mark.parametrize("world", [False], indirect=True)
def test_no_option_ends_its_header(world, cases):
    """Found before any request, and the secret is not repeated."""
    for name, option in HEADERS:
        good = BY_NAME[name]
        for value in INJECTIONS:
            secret = "Canary-0f-header-" + value if value.strip() == value else value.replace("x", "Canary-0f-header")
            with cases("%s %s=%r" % (name, option, value)):
                world.clear_log()
                result, message = run(world, good, {**good.options(world), option: secret})
                assert result["failure"]["code"] == "invalid_input", message
                assert result["failure"]["field"] == option and option in message
                assert "Canary-0f-header" not in plain(result)
                assert world.log() == []


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("name", ["auth_client", "setting", "genesys_auth_client_info", "data_center"])
def test_names_in_paths_stay_there(world, name, cases):
    """What is part of a path is one segment of it."""
    good = BY_NAME[name]
    good.prepare(world)
    option = {"setting": "name", "data_center": "location"}.get(name, "client_id")
    for value in ("../x", "..", ".", "a/b", "a?b", "a#b", "a%2fb", "a\\b", "a;b", "", " ", "a\n"):
        with cases("%s=%r" % (option, value)):
            world.clear_log()
            result, _message = run(world, good, {**good.options(world), option: value})
            assert_clear(result)
            for entry in world.log():
                parts = entry["path"].split("/")
                assert ".." not in parts[1:] and "." not in parts[1:], entry["path"]
                assert not entry["query"] or entry["query"].startswith("location="), entry


def test_a_client_id_that_would_be_a_path_of_its_secret_file(world, tmp_path, cases):
    """The document keeps the secret of each client in a folder, in a file of its name."""
    folder = tmp_path / "a" / "b"
    for value in ("../evil", "/tmp/evil", "..", ".", "a/../../evil", "evil\0", "evil\n"):
        with cases(repr(value)):
            options = {**BY_NAME["document"].options(world), "auth_clients_secret_dir": str(folder)}
            options["auth_clients_list"] = [{"client_id": value}]
            result, message = run(world, BY_NAME["document"], options)
            assert_clear(result)
            assert not list(tmp_path.rglob("*evil*")) and not os.path.exists("/tmp/evil.secret"), message
