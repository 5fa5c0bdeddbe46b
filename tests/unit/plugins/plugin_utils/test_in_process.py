# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a task runs, and what an action makes of arguments and results; no play, no process, no service."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.action import ActionBase
from ansible.template import Templar

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Report
from ansible_collections.cxops.genesys.plugins.module_utils.transport import http_session, postgres
from ansible_collections.cxops.genesys.plugins.plugin_utils import in_process

SECRET = "hunter22-canary"


def trusted(text):
    """A text that Ansible takes for a template, as if it stood in a play."""
    try:
        from ansible.template import trust_as_template
    except ImportError:  # before ansible-core 2.19 all texts are
        return text
    return trust_as_template(text)


class Task:
    """Does what the test says, and keeps what it was given."""

    own = (
        Field("name", required=True),
        Field("password", secret=True, env=("CXOPS_TEST_PASSWORD",)),
        Field("secret", type="dict", secret=True),
        Field("size", type="int", default=3),
        Field("ca_cert", aliases=("ssl_rootcert",), env=("CXOPS_TEST_CERT",)),
        Field("members", type="list", elements="dict", fields=(Field("port", type="int"), Field("key", secret=True))),
    )
    connection = (
        Field("url", variable="testing_url", env=("CXOPS_TEST_URL",)),
        Field("key", variable="testing_key", secret=True),
        Field("port", type="int", default=80, aliases=("tcp_port",), variable="testing_port"),
        Field("place", variable="testing_place", env=("CXOPS_TEST_PLACE",), guard=True),
        Field("wait", type="float", default=30.0, env=("CXOPS_TEST_WAIT",)),
        Field("origins", type="list", elements="str", variable="testing_origins"),
        Field("people", type="list", elements="dict", fields=(Field("id"),), variable="testing_people"),
        Field("file", type="path", variable="testing_file"),
    )

    options = own + connection

    def __init__(self):
        self.calls = []
        self.outcome = Report(True, {"resource": {"name": "x"}})
        self.failure = None

    def problems(self, params):
        return ()

    def run(self, params, services, check_mode=False):
        self.calls.append((params, check_mode))
        if self.failure is not None:
            raise self.failure
        return self.outcome


class Connection:
    """A connection as far as an action looks at it."""

    def __init__(self, transport="local", become=None):
        self.transport = transport
        self.become = become
        self._shell = SimpleNamespace(tmpdir=None, env_prefix=lambda **stated: "")


class Keywords:
    """A task's keywords after Ansible has made them final."""

    def __init__(self, **given):
        self.args = {"name": "x"}
        self.action = "cxops.genesys.testing"
        self.async_val = 0
        self.environment = []
        self.delegate_to = None
        self.check_mode = False
        self.no_log = False
        self.diff = False
        self.until = []
        self.retries = None
        self.module_defaults = []
        self._uuid = "a-task"
        self.__dict__.update(given)


@pytest.fixture
def task():
    return Task()


@pytest.fixture
def act(task, monkeypatch):
    """Runs the action; returns its result, or "module" when the ordinary module was asked to run."""
    action_class = type("ActionModule", (in_process.InProcessAction,), {"task": task})
    modules = []

    def module(self, **kwargs):
        modules.append(kwargs)
        return {"by": "module", "told": SECRET, "invocation": {"module_args": kwargs["module_args"]}}

    monkeypatch.setattr(ActionBase, "_execute_module", module)

    def run(connection=None, variables=None, **keywords):
        variables = variables or {}
        templar = Templar(loader=DataLoader(), variables=variables)
        action = action_class(
            Keywords(**keywords),
            connection or Connection(),
            SimpleNamespace(),
            DataLoader(),
            templar,
            SimpleNamespace(),
        )
        before = len(task.calls) + len(modules)
        result = action.run(task_vars=variables)
        assert len(task.calls) + len(modules) <= before + 1, "both ways"
        return result

    run.modules = modules
    run.action_class = action_class
    return run


def test_nothing_speaks_against_it(act, task):
    result = act()
    assert act.modules == [] and len(task.calls) == 1
    assert result["changed"] is True and result["resource"] == {"name": "x"}


@pytest.mark.parametrize(
    ("connection", "variables", "keywords"),
    [
        pytest.param(Connection("ssh"), {}, {}, id="another machine"),
        pytest.param(Connection("community.docker.docker"), {}, {}, id="a container"),
        pytest.param(Connection(become=object()), {}, {}, id="another user"),
        pytest.param(None, {}, {"async_val": 10}, id="async"),
        pytest.param(None, {}, {"environment": [{}, {"HTTPS_PROXY": "http://proxy"}]}, id="environment"),
        pytest.param(None, {in_process.SWITCH: False}, {}, id="switched off"),
        pytest.param(None, {in_process.SWITCH: "no"}, {}, id="switched off in words"),
        pytest.param(None, {in_process.SWITCH: trusted("{{ 1 == 2 }}")}, {}, id="switched off by a template"),
        pytest.param(None, {"ansible_python_interpreter": "/no/such/python"}, {}, id="no Python"),
        pytest.param(None, {"ansible_python_interpreter": ""}, {}, id="no name of a Python"),
        pytest.param(None, {"ansible_python_interpreter": "/usr/bin/env python3"}, {}, id="a command"),
        pytest.param(
            None, {"ansible_python_interpreter": trusted("{{ nobody_defined_this }}")}, {}, id="undefined Python"
        ),
    ],
)
def test_one_thing_that_needs_the_module(act, task, connection, variables, keywords):
    result = act(connection, variables, **keywords)
    assert result["by"] == "module" and task.calls == []
    assert act.modules[0]["wrap_async"] == keywords.get("async_val", 0)


@pytest.mark.parametrize("environment", [None, [], [{}], [{}, {}]])
@pytest.mark.parametrize("switch", [True, "yes", 1, "true", trusted("{{ 1 == 1 }}")])
@pytest.mark.parametrize("transport", ["local", "ansible.builtin.local"])
def test_what_does_not_need_the_module(act, environment, switch, transport):
    assert "by" not in act(Connection(transport), {in_process.SWITCH: switch}, environment=environment)


@pytest.mark.parametrize("library", ["requests", "psycopg2"])
@pytest.mark.parametrize("database", [True, False])
def test_a_library_is_missing_on_the_controller(monkeypatch, library, database):
    monkeypatch.setattr(http_session if library == "requests" else postgres, library, None)
    more = (Field("login_host"),) if database else ()
    missing = type(
        "ActionModule", (in_process.InProcessAction,), {"task": SimpleNamespace(options=Task.options + more)}
    )
    assert missing.has_libraries is (library == "psycopg2" and not database)


def test_without_its_library_the_module_runs(act):
    act.action_class.has_libraries = False
    assert act()["by"] == "module"


@pytest.mark.parametrize("no_log", [False, True])
@pytest.mark.parametrize("variable", [True, False, None])
def test_a_module_takes_no_silence_of_logs_for_no_log(act, no_log, variable):
    """Ansible gives a module one word for both, and with no_log it would return its secrets, which the task then shows."""
    act.action_class.has_libraries = False
    variables = {} if variable is None else {"ansible_no_target_syslog": variable}
    act(variables=variables, no_log=no_log)
    (given,) = act.modules
    seen = given["task_vars"].get("ansible_no_target_syslog")
    assert seen is (variable if no_log else False)
    assert variables == ({} if variable is None else {"ansible_no_target_syslog": variable})


def link(folder, target, name="python"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(target)
    return str(folder / name)


@pytest.mark.parametrize("name", ["auto", "auto_silent", "auto_legacy", "auto_legacy_silent"])
def test_a_python_that_is_looked_for_is_no_named_one(act, name):
    assert "by" not in act(variables={"ansible_python_interpreter": name})


def test_the_controllers_own_python(act, monkeypatch):
    folder = os.path.dirname(sys.executable)
    monkeypatch.setenv("PATH", folder, prepend=os.pathsep)
    own = {
        sys.executable,
        os.path.join(folder, ".", os.path.basename(sys.executable)),
        os.path.basename(sys.executable),  # as found on PATH
        trusted("{{ ansible_playbook_python }}"),
    }
    for name in own:
        variables = {"ansible_python_interpreter": name, "ansible_playbook_python": sys.executable}
        assert "by" not in act(variables=variables), name


def test_other_names_and_other_environments_of_the_same_python(act, tmp_path, monkeypatch):
    """A virtual environment is a folder of links: the same file in another folder is another environment."""
    base = os.path.realpath(sys.executable)
    own = link(tmp_path / "own" / "bin", base)
    monkeypatch.setattr(sys, "executable", own)
    same = [link(tmp_path / "own" / "bin", "python", "python3"), link(tmp_path / "own" / "bin", own, "python3.x")]
    (tmp_path / "door").symlink_to(tmp_path / "own")
    same.append(str(tmp_path / "door" / "bin" / "python3"))
    for name in same:
        assert "by" not in act(variables={"ansible_python_interpreter": name}), name
    for name in [link(tmp_path / "other" / "bin", base), base]:
        assert act(variables={"ansible_python_interpreter": name})["by"] == "module", name


def test_the_python_of_the_host_that_it_is_delegated_to(act):
    delegated = {"ansible_delegated_vars": {"there": {"ansible_python_interpreter": "/no/such/python"}}}
    assert act(variables=delegated, delegate_to="there")["by"] == "module"
    assert "by" not in act(variables=dict(delegated), delegate_to="elsewhere")
    own = {"ansible_python_interpreter": "/no/such/python", "ansible_delegated_vars": {"there": {}}}
    assert "by" not in act(variables=own, delegate_to="there")


def test_a_looked_for_python_of_a_handed_over_task_is_the_one_with_the_libraries(act):
    act(variables={"ansible_python_interpreter": "auto", in_process.SWITCH: False})
    assert act.modules[-1]["task_vars"]["ansible_python_interpreter"] == sys.executable
    act(variables={"ansible_python_interpreter": "/no/such/python"})
    assert act.modules[-1]["task_vars"]["ansible_python_interpreter"] == "/no/such/python"
    act(Connection("ssh"))
    assert "ansible_python_interpreter" not in act.modules[-1]["task_vars"]


def test_check_mode_and_arguments_reach_the_task(act, task):
    act(args={"name": 5, "size": "7", "members": [{"port": "1"}]}, check_mode=True)
    params, check_mode = task.calls[-1]
    assert check_mode is True
    assert params["name"] == "5" and params["size"] == 7 and params["members"] == [{"port": 1, "key": None}]
    act(args={"name": "x"})
    assert task.calls[-1][1] is False and task.calls[-1][0]["size"] == 3


def test_the_arguments_stay_as_they_were(act):
    args = {"name": "x", "members": [{"port": "1"}], "ssl_rootcert": "/c"}
    before = repr(args)
    act(args=args)
    assert repr(args) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({}, "missing required arguments: name"),
        ({"name": "x", "wrong": 1}, "wrong: there is no such option; there are "),
        ({"name": "x", "members": [{"wrong": 1}]}, "members[0].wrong: there is no such option; "),
        ({"name": "x", "size": "many"}, "size"),
        (
            {"name": "x", "members": ["text"]},
            "members[0]: a dict is needed, and a text was given. No request was made.",
        ),
        ({"name": "x", "password:" + SECRET: None}, "password...: there is no such option; its name is cut here"),
        ({"name": "x", "members": [{"port=" + SECRET: 1}]}, "members[0].port...: there is no such option"),
        ({"name": "x", "secret": {"a: " + SECRET: None}}, "secret: a name in it has no value"),
        ({"name": "x", "secret": 5}, "secret: a dict is needed, and a number was given."),
        ({"name": "x", "password": {"is": SECRET}}, "password: a single value is needed, and a dict was given."),
    ],
)
def test_arguments_that_cannot_be(act, task, args, words):
    result = act(args={"password": SECRET, **args})
    assert result["failed"] is True and words in result["msg"]
    assert task.calls == [] and SECRET not in repr(result)


def test_two_names_for_one_option(act, monkeypatch):
    assert "warnings" not in act(args={"name": "x", "ssl_rootcert": "/b"})
    words = "Both option ca_cert and its alias ssl_rootcert are set."
    assert act(args={"name": "x", "ca_cert": "/a", "ssl_rootcert": "/b"})["warnings"] == [words]
    monkeypatch.setenv("CXOPS_TEST_CERT", "/e")
    assert act(args={"name": "x", "ssl_rootcert": "/b"})["warnings"] == [words]


def test_warnings_of_the_task_come_after(act, task):
    task.outcome = Report(warnings=["look"])
    assert act(args={"name": "x", "ca_cert": "/a", "ssl_rootcert": "/b"})["warnings"][1:] == ["look"]


@pytest.mark.parametrize("handed_over", [True, False])
@pytest.mark.parametrize(
    "args",
    [
        {"password": SECRET},
        {"secret": {"deep": {"list": [SECRET]}}},
        {"secret": '{"deep": "%s"}' % SECRET},
        {"members": [{"key": SECRET}]},
        {"members": ["text"], "password": SECRET},
        {"members": SECRET},
        {"members": ["key: %s" % SECRET]},
        {"members": '[{"port": 1, "key": "%s"' % SECRET},
        {"secret": SECRET},
        {"passwort": SECRET},
        {"members": [{"kye": SECRET}]},
    ],
)
def test_secrets_are_taken_out_of_whatever_comes(act, task, args, handed_over):
    task.outcome = Report(values={"told": "before %s after" % SECRET}, warnings=[SECRET])
    result = act(args=dict(args, name="x"), variables={in_process.SWITCH: not handed_over})
    assert SECRET not in repr(result)
    assert not result.get("failed") or act.modules == task.calls == [], "a module is not started with what cannot be"


def test_a_secret_of_the_environment_is_taken_out(act, task, monkeypatch):
    monkeypatch.setenv("CXOPS_TEST_PASSWORD", SECRET)
    task.outcome = Report(values={"told": SECRET})
    assert SECRET not in repr(act())


def test_truth_and_nothing_among_secrets_hide_no_truth_elsewhere(act, task):
    """As for a module: only texts and numbers are secrets."""
    task.outcome = Report(True, {"known": True, "nothing": None})
    result = act(args={"name": "x", "secret": {"flag": True, "none": None, "off": False, "key": SECRET}})
    assert result["changed"] is True and result["known"] is True and result["nothing"] is None


def test_a_job_is_not_begun_with_arguments_that_cannot_be(act, task):
    """Its result would not come by here."""
    result = act(args={"name": "x", "members": ["key=%s" % SECRET, {"port": "many", "key": SECRET}]}, async_val=5)
    assert result["failed"] is True and act.modules == [] and task.calls == []
    assert SECRET not in repr(result)


def test_a_job_keeps_its_number(act):
    """It could contain a short secret."""
    assert act(args={"name": "x", "password": SECRET}, async_val=5)["told"] == SECRET


def test_what_the_user_is_meant_to_get_needs_no_log(act, task):
    task.outcome = Report(secrets={"access_token": "the-token"})
    assert act(no_log=True)["access_token"] == "the-token"
    assert "the-token" not in repr(act())


def test_an_error_has_no_part_of_the_last_result(act, task):
    assert act()["resource"]
    task.failure = KeyError(SECRET)
    result = act()
    assert result["failed"] and "resource" not in result and SECRET not in repr(result)
    assert result["failure"]["code"] == "internal"


def test_what_ends_a_process_is_not_swallowed(act, task):
    """Ansible's own timeout of a task is such an exception."""
    for kind in (KeyboardInterrupt, SystemExit, BaseException):
        task.failure = kind()
        with pytest.raises(kind):
            act()


def test_nothing_of_the_process_is_changed(act, task):
    import warnings

    before = dict(os.environ), list(warnings.filters), os.getcwd(), sys.stdout, sys.stderr, os.umask(0o022)
    os.umask(before[5])
    act(args={"name": "x", "password": SECRET})
    mask = os.umask(before[5])
    os.umask(mask)
    assert (dict(os.environ), list(warnings.filters), os.getcwd(), sys.stdout, sys.stderr, mask) == before


def test_invocation_is_told_as_ansible_tells_it(act, monkeypatch):
    monkeypatch.setattr(in_process, "ASKS_FOR_INVOCATION", False)
    assert act()["invocation"]["module_args"]["name"] == "x"


VARIABLES = {"testing_url": "{{ host }}/x", "host": "https://a", "testing_key": SECRET, "testing_port": "8443"}


def by_variables(**more):
    values = dict(VARIABLES, cxops_genesys_variables=True, **more)
    return {name: trusted(value) if isinstance(value, str) else value for name, value in values.items()}


def connection_of(task):
    (params, _check_mode) = task.calls.pop()
    return {name: params[name] for name in ("url", "key", "port")}


def test_the_connection_comes_from_variables_where_the_play_wants_that(act, task):
    act(variables=by_variables())
    assert connection_of(task) == {"url": "https://a/x", "key": SECRET, "port": 8443}
    act(variables=dict(by_variables(), cxops_genesys_variables=False))
    assert connection_of(task) == {"url": None, "key": None, "port": 80}


def test_options_go_before_variables_and_variables_before_the_environment(act, task, monkeypatch):
    monkeypatch.setenv("CXOPS_TEST_URL", "https://environment")
    act(variables=by_variables(), args={"name": "x", "key": "", "tcp_port": 1})
    assert connection_of(task) == {"url": "https://a/x", "key": None, "port": 1}
    act(variables=by_variables(testing_url="", testing_port=None))
    assert connection_of(task) == {"url": "https://environment", "key": SECRET, "port": 80}


@pytest.mark.parametrize("text", ["[1, 2]", "true", "0815", 'it\'s "quoted" \\ ü'])
def test_a_text_from_a_variable_stays_a_text(act, task, text):
    act(variables=by_variables(testing_key="{{ held }}", held=text))
    assert connection_of(task)["key"] == text


def test_the_module_gets_what_the_variables_say(act):
    act(variables=dict(by_variables(), cxops_genesys_in_process=False))
    (call,) = act.modules
    assert call["module_args"] == {"name": "x", "url": "https://a/x", "key": SECRET, "port": "8443"}


@pytest.mark.parametrize("in_this_process", [True, False])
@pytest.mark.parametrize("value", ["", "  ", None])
def test_a_guard_that_is_defined_but_empty_is_an_error_whichever_way_it_comes(act, monkeypatch, value, in_this_process):
    """Without a guard, the task would work at whatever place the credentials lead to."""

    def outcome(variables, args):
        variables = dict(variables, **{in_process.SWITCH: in_this_process})
        result = act(variables=variables, args=dict(args, name="x"))
        if in_this_process:
            return result
        given = result["invocation"]["module_args"]
        return execute(act.action_class.task, dict({"place": os.environ.get("CXOPS_TEST_PLACE")}, **given))

    by_variable = {"testing_place": value}
    ways = [outcome(by_variable, {}), outcome({}, {"place": value})]
    ways.append(outcome({in_process.BY_VARIABLES: True, **by_variable}, {}))
    if value is not None:
        monkeypatch.setenv("CXOPS_TEST_PLACE", value)
        ways.append(outcome({}, {}))
    for result in ways:
        assert result["failed"] and result["failure"]["code"] == "invalid_input"
        assert "an empty guard guards nothing" in result["msg"]
        assert "the variable testing_place or the environment variable CXOPS_TEST_PLACE" in result["msg"]
    assert act.action_class.task.calls == []


@pytest.mark.parametrize("in_this_process", [True, False])
def test_a_guards_variable_counts_where_the_task_reads_no_others(act, task, in_this_process):
    variables = dict(by_variables(testing_place="{{ host }}"), **{in_process.BY_VARIABLES: False})
    variables[in_process.SWITCH] = in_this_process
    act(variables=variables)
    given = task.calls[0][0] if in_this_process else act.modules[0]["module_args"]
    assert given["place"] == "https://a" and given.get("url") is None


@pytest.fixture
def guarded(monkeypatch):
    """The options of which the guards were asked, one after the other."""
    asked = []

    class Guards:
        def __init__(self, *about):
            pass

        def check(self, params):
            asked.append(params)
            return []

        def additions(self, params):
            return {}

    monkeypatch.setattr(in_process, "Guards", Guards)
    return asked


ELSEWHERE = [{"CXOPS_TEST_WAIT": 5, "CXOPS_TEST_URL": trusted("https://{{ there }}")}]


@pytest.mark.parametrize(
    ("connection", "keywords", "seen"),
    [
        pytest.param(None, {}, None, id="in process"),
        pytest.param(None, {"environment": ELSEWHERE}, ("https://b", 5.0), id="environment"),
        pytest.param(Connection("ssh"), {"environment": ELSEWHERE}, ("https://b", 5.0), id="both"),
        pytest.param(Connection("ssh"), {}, (None, 30.0), id="another machine"),
        pytest.param(Connection(become=object()), {}, (None, 30.0), id="another user"),
        pytest.param(None, {"async_val": 5, "environment": ELSEWHERE}, ("https://b", 5.0), id="async"),
    ],
)
def test_the_guards_see_the_environment_of_the_module(act, guarded, monkeypatch, connection, keywords, seen):
    """What stands in this process's environment is neither right nor wrong for another one."""
    monkeypatch.setenv("CXOPS_TEST_WAIT", "abc")
    monkeypatch.setenv("CXOPS_TEST_URL", "https://a")
    result = act(connection, {"there": "b"}, **keywords)
    if seen is None:
        assert result["failed"] and "wait" in result["msg"] and guarded == act.modules == []
        return
    assert [(params["url"], params["wait"]) for params in guarded] == [seen]
    assert len(act.modules) == 1 and not {"url", "wait"} & set(act.modules[0]["module_args"])


def test_the_environment_of_this_process_is_that_of_its_own_python(act, guarded, monkeypatch):
    monkeypatch.setenv("CXOPS_TEST_URL", "https://a")
    for python, seen in ((sys.executable, "https://a"), ("/usr/bin/env python3", None)):
        act(variables={in_process.SWITCH: False, "ansible_python_interpreter": python})
        assert guarded.pop()["url"] == seen, python


@pytest.mark.parametrize("keywords", [{}, {"async_val": 5}, {"environment": [{"A": "b"}]}], ids=str)
@pytest.mark.parametrize("transport", ["local", "ssh"])
def test_no_module_runs_with_arguments_of_which_the_guards_were_not_asked(act, task, guarded, keywords, transport):
    for args in ({"name": "x", "wait": "abc"}, {"name": "x", "nmae": "x"}, {}):
        result = act(Connection(transport), args=args, **keywords)
        assert result["failed"] is True and act.modules == task.calls == guarded == []


def test_a_list_that_is_an_expression_is_a_list_and_a_text_a_text(act, task):
    """Before ansible-core 2.19, the result of an expression is a text at first."""
    texts = {"one": ["https://a"], "more": ["https://b"], "held": {"people": [{"id": "0815"}]}, "text": '["a"]'}
    variables = by_variables(
        testing_origins="{{ one + more }}",
        testing_people="{{ held.people }}",
        testing_file="{{ text }}",
        testing_key="{{ text }}",
    )
    act(variables=dict(variables, **texts))
    params = task.calls[0][0]
    assert (params["origins"], params["people"]) == (["https://a", "https://b"], [{"id": "0815"}])
    assert params["key"] == params["file"] == '["a"]'


def test_a_guard_that_is_not_defined_is_not_given(act, task):
    act(variables={in_process.BY_VARIABLES: True, "testing_url": ""})
    assert task.calls[0][0]["place"] is None and task.calls[0][0]["url"] is None


@pytest.mark.parametrize("in_this_process", [True, False])
def test_a_roles_options_go_before_the_arguments_and_what_they_do_not_name_stays(act, task, in_this_process):
    """What module_defaults say has become arguments by then."""
    options = trusted("{{ {'name': named, 'tcp_port': 8443, 'password': omitted, 'secret': {'a': 'b'}} }}")
    variables = {in_process.OPTIONS: options, "named": "y", "omitted": "omit-placeholder", "omit": "omit-placeholder"}
    variables[in_process.SWITCH] = in_this_process
    args = {"name": "x", "port": 80, "url": "https://a", "password": SECRET, "size": ""}
    result = act(variables=variables, args=args)
    wanted = {"name": "y", "url": "https://a", "password": SECRET, "secret": {"a": "b"}, "tcp_port": 8443}
    if in_this_process:
        wanted = dict(wanted, port=8443)
        params = task.calls[0][0]
        assert {name: params[name] for name in wanted} == wanted
        assert params["size"] == 3, "an empty number counts as not given"
        assert SECRET not in str(result)
    else:
        assert act.modules[0]["module_args"] == wanted


def test_a_roles_options_go_before_variables_too(act, task):
    variables = dict(by_variables(), **{in_process.OPTIONS: {"url": "https://options"}})
    act(variables=variables)
    assert task.calls[0][0]["url"] == "https://options"


def test_a_roles_option_that_does_not_exist_is_told(act, task):
    result = act(variables={in_process.OPTIONS: {"nmae": "y"}})
    assert result["failed"] and "nmae" in result["msg"] and task.calls == []
