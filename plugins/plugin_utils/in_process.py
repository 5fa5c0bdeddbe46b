# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a module's task in the process that Ansible forked for it, instead of in a new Python.

The action plugins have the names of their modules, so that Ansible imports them, and with them requests and psycopg2,
once in the parent process before it forks.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from functools import partial
from importlib import import_module

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact, without
from ansible_collections.cxops.genesys.plugins.module_utils.binding.shapes import check_names
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, one_line
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import (
    secret_values,
    without_names_in_secrets,
)
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import invalid
from ansible_collections.cxops.genesys.plugins.module_utils.transport import (
    http_service,
    http_session,
    memory,
    sessions,
)
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from ansible_collections.cxops.genesys.plugins.plugin_utils.arguments import as_in_module, checked, without_empty
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import (
    is_omitted,
    omit_of,
    template,
    without_omitted,
)
from ansible_collections.cxops.genesys.plugins.plugin_utils.guarded import (
    BY_VARIABLES,
    DECLARATION,
    ROLES,
    SWITCH,
    Guards,
)
from ansible_collections.cxops.genesys.plugins.plugin_utils.looks import looks_of
from ansible_collections.cxops.genesys.plugins.plugin_utils.noted import recorded, told
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain
from ansible_collections.cxops.genesys.plugins.plugin_utils.play_defaults import refuse_steering
from ansible_collections.cxops.genesys.plugins.plugin_utils.role_variables import check_variables
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import (
    CLIENTS,
    READY_FOR,
    ROLE_OF_CLIENTS,
    VALIDATE_ONLY,
    left_out,
    only_validates,
    parts_to_run,
    parts_to_tell_apart,
    unread,
    wants_parts,
)

gc.freeze()  # the parent's objects stay: forks do not copy their pages, nor does the process look through them when it ends
MEMORY = memory.for_forks()  # here, in the parent, so that all tasks of the run share it
TRANSPORT = partial(http_service.Transport, kept=sessions.KeptSessions())  # a fork's own, for the items of its loop
ROLE_THAT_FINDS = "cxops.genesys.tenant"  # before it writes
DESIGNER_ENV = "digital_channels_designer_env"  # begins the names of variables that tasks read in any case
OPTIONS = "cxops_genesys__options"  # a dict; the roles' way to give options in one template
ASKS_FOR_INVOCATION = "INJECT_INVOCATION" in C.config.get_configuration_definitions()  # since ansible-core 2.21
TRANSPORT_PACKAGE = "ansible_collections.cxops.genesys.plugins.module_utils.transport"


class InProcessAction(ActionBase):
    """The base of the collection's action plugins; a subclass only names its ``task``, the same object as its module.

    Whatever needs another process goes to the ordinary module: another machine, user, environment or Python, async, and
    what the variable ``cxops_genesys_in_process`` keeps away.
    """

    task = None
    _supports_async = True  # by the module

    def __init_subclass__(cls, **kwargs):
        """Prepare in the parent process what every fork would else do again."""
        super().__init_subclass__(**kwargs)
        cls.validator = ArgumentSpecValidator(argument_spec(cls.task.options))
        libraries = [http_session.requests]
        if any(option.arg == "login_host" for option in cls.task.options):
            libraries.append(import_module(TRANSPORT_PACKAGE + ".postgres").psycopg2)
        cls.has_libraries = None not in libraries

    def run(self, tmp=None, task_vars=None):
        """Returns the task's result, as the module would. What it did is kept for the summary at the end of the run."""
        self._checked, task_vars = None, task_vars or {}
        try:
            result = self._run(tmp, task_vars)
        except Exception as error:
            # Such as a variable that cannot be evaluated. Ansible tells it, and the summary does, too.
            recorded(self, {"failed": True, "msg": told(error)}, task_vars)
            raise
        return recorded(self, result, task_vars)

    def _run(self, tmp, task_vars):
        result, looks = super().run(tmp, task_vars), looks_of(self, task_vars, MEMORY)
        looks.begin()
        try:
            given, named = self._given(task_vars), self._interpreter(task_vars)
            stays = self._stays_here(task_vars, named)
            found = checked(self.validator, self.task.options, given if stays else self._completed(given, named))
            if found.error_messages:
                return self._not_valid(result, found, given, task_vars)
            params = self._checked = found.validated_parameters
            looks.check()
            guards = Guards(self, task_vars, MEMORY)
            noted = guards.check(params)
            more = guards.additions(params)
        except InvalidInput as error:
            # What is said of shapes quotes nothing. Its words stay, also where a value of a wrong shape is one of them.
            return _refused(result, error, self._secrets(given, self._checked) if self._checked else ())
        given, params = dict(given, **more), dict(params, **more)
        if stays:
            memory_of_task = MEMORY.for_task(*self._scope(params, task_vars))
            services = partial(Services, make_transport=TRANSPORT, memory=memory_of_task)
            result.update(execute(self.task, params, self._task.check_mode, self._task.no_log, services))
            noted = noted + self._given_twice(given)
            self._say_invoked(result, params, task_vars)
        else:
            result.update(self._by_module(task_vars, given, named, params))
            if self._task.async_val:
                return result  # a job's number must stay whole
        looks.end(result)
        self._name_unread(result, params, task_vars)
        secrets = self._secrets(params)
        _warn(result, redact(noted, secrets))
        return without(result, secrets)

    def _not_valid(self, result, found, given, task_vars):
        """The result of a task whose arguments Ansible's check refuses. No module is started: it would say so before it knows its secrets."""
        params = found.validated_parameters
        secrets = self._secrets(params, given)
        result.update(failed=True, msg=one_line(redact(found.errors.msg, secrets)))
        _warn(result, self._given_twice(given))
        self._say_invoked(result, params, task_vars)
        return without(result, secrets)

    def _secrets(self, *options):
        """The secrets in the options, as they are given and as they are checked."""
        return set().union(*(secret_values(self.task.options, one) for one in options))

    def _given(self, task_vars):
        """The task's arguments, those that OPTIONS adds, and what variables say of the rest where the play wants that.

        An empty variable counts as not given. That of a guard always counts, and is refused if it is empty.
        """
        role = task_vars.get("ansible_role_name")
        if role in (*ROLES, ROLE_OF_CLIENTS):
            refuse_steering(self._task.module_defaults, role, lambda v: plain(template(self._templar, v, "raw")))
        given = self._with_options(plain(without_omitted(self._task.args, omit_of(task_vars))), task_vars)
        for option in self.task.options:
            if option.guard and option.arg in given and given[option.arg] is None:
                given[option.arg] = ""
        given = without_empty(self.task.options, given)
        if only_validates(self._task, given, task_vars):
            given[VALIDATE_ONLY] = True
        if hasattr(self.task, "declared") and task_vars.get("ansible_role_name") in ROLES:
            self._refuse_omitted(given, task_vars)
            finds = bool(given.get("find_only")) and boolean(task_vars.get(DECLARATION, False))
            if finds or wants_parts(given):
                given[READY_FOR] = parts_to_run(self._task, given, task_vars, finds)
            if finds:
                given["parts"] = parts_to_tell_apart(self._task, given["parts"])
        everything = self._reads_variables(task_vars)
        wanted = {option.arg for option in self.task.connection if everything or option.guard}
        if hasattr(self.task, "declared") and (everything or boolean(task_vars.get(DECLARATION, False))):
            wanted.update(self.task.declared(given))
            if task_vars.get("ansible_role_name") in ROLES:
                fields = self.task.variables(given)
                evaluated = partial(self._evaluated, task_vars=task_vars)
                together = partial(self.task.variables_problems, given)
                check_variables(fields, task_vars["ansible_role_name"], task_vars, evaluated, together)
        for option in self.task.options if wanted else ():
            if option.arg not in wanted or option.variable not in task_vars:
                continue
            if not any(name in given for name in (option.arg,) + option.aliases):
                value = self._evaluated(option, task_vars)
                if option.guard and value is None:
                    value = ""
                if option.guard or value not in (None, ""):
                    given[option.arg] = value
        return given

    def _evaluated(self, option, task_vars):
        """The value of the option's variable. Raises InvalidInput where a misspelled name of what is declared may be why it has none."""
        try:
            return plain(template(self._templar, task_vars[option.variable], option.type))
        except AnsibleError:
            known = [one for one in self.task.options if one.fields and one.variable in task_vars]
            check_names(known, {one.arg: task_vars[one.variable] for one in known})
            raise

    def _refuse_omitted(self, given, task_vars):
        """Raise InvalidInput for variables that are omit where tasks of the roles read them: Ansible has no value for them there."""
        by_tasks = "" if given.get("find_only") or wants_parts(given) else DESIGNER_ENV
        known = {option.variable for option in self.task.options}
        known |= {name for name in task_vars if name.startswith(DESIGNER_ENV)}
        found = [
            (name, "a variable of a role cannot be omit; write default('', true) in place of default(omit)")
            for name in sorted(known & set(task_vars))
            if name.startswith(by_tasks) and is_omitted(self._templar, task_vars[name])
        ]
        if found:
            raise invalid(found)

    def _reads_variables(self, task_vars):
        return boolean(template(self._templar, task_vars.get(BY_VARIABLES), "bool") or False)

    def _name_unread(self, result, params, task_vars):
        """Say which variables would give what is missing, if somebody set them, or if the task read them."""
        failure = result.get("failure")
        if not failure or not failure.get("hint"):
            return
        said = [left_out(self.task.options, failure, task_vars)]
        if not self._reads_variables(task_vars):
            said.append(unread(self.task.connection, params, failure, task_vars))
        hint = " ".join([failure["hint"], *filter(None, said)])
        result["msg"] = result["msg"].replace(failure["hint"], hint, 1)
        result["failure"] = dict(failure, hint=hint)

    def _with_options(self, given, task_vars):
        """The arguments with the dict of OPTIONS, which goes before ``module_defaults``.

        Ansible merges those of a task and its play by replacing the whole dict of a module, and warns of ``args`` that are
        a template.
        """
        if OPTIONS not in task_vars:
            return given
        wanted = plain(template(self._templar, task_vars[OPTIONS], "dict")) or {}
        for option in self.task.options:
            names = (option.arg,) + option.aliases
            if any(name in wanted for name in names):
                given = {name: value for name, value in given.items() if name not in names}
        return dict(given, **wanted)

    def _by_module(self, task_vars, given, named, params):
        """The result of the ordinary module."""
        complete = self.has_libraries or (http_session.requests and not params.get("login_host"))
        if named is None and complete and self._is_local() and not self._task.delegate_to:
            task_vars = dict(task_vars, ansible_python_interpreter=sys.executable)  # which has the libraries
        if not self._task.no_log:
            # no_target_syslog looks like no_log to a module, which would then tell its secrets
            task_vars = dict(task_vars, ansible_no_target_syslog=False)
        return self._execute_module(module_args=given, task_vars=task_vars, wrap_async=self._task.async_val)

    def _scope(self, params, task_vars):
        """(the task whose hosts may share what they read, the task of the role that has looked at this task's object).

        One that is repeated until something has come wants neither.
        """
        if self._task.until or self._task.retries:
            return None, None
        own, key = str(self._task._uuid), memory.digest("found", task_vars.get("inventory_hostname"))
        if task_vars.get("ansible_role_name") == ROLE_OF_CLIENTS:
            return self._scope_of_look(params, own, key)
        if params.get("find_only"):
            MEMORY.record(key, own)
            return own, own
        follows = task_vars.get("ansible_role_name") == ROLE_THAT_FINDS and hasattr(self.task, "owner")
        return own, (MEMORY.recall(key) or [None])[0] if follows else None

    @staticmethod
    def _scope_of_look(params, own, key):
        """As _scope(), twice the task that has looked at all clients before those that follow it in its role."""
        if params.get(CLIENTS) is not None:
            MEMORY.record(key, own)
        look = (MEMORY.recall(key) or [None])[0]
        return look or own, look

    def _given_twice(self, given):
        """The module's own warning for an option that is given by two of its names, or by an alias beside the environment."""
        return [
            "Both option %s and its alias %s are set." % (option.arg, alias)
            for option in self.task.options
            for alias in option.aliases
            if alias in given and (option.arg in given or any(map(os.environ.get, option.env)))
        ]

    def _say_invoked(self, result, params, task_vars):
        """Say with which options the task ran, where Ansible is to."""
        if not ASKS_FOR_INVOCATION or C.config.get_config_value("INJECT_INVOCATION", variables=task_vars):
            result["invocation"] = {"module_args": without_names_in_secrets(self.task.options, params)}

    def _completed(self, given, named):
        """The arguments of a task that leaves this process, with what is known of its environment variables."""
        stated = {}
        self._compute_environment_string(stated)
        inherits = self._is_local() and self._connection.become is None and (named is None or _is_this_python(named))
        return as_in_module(self.task.options, given, {name: str(plain(one)) for name, one in stated.items()}, inherits)

    def _stays_here(self, task_vars, named):
        return (
            self.has_libraries
            and self._is_local()
            and not self._task.async_val
            and self._connection.become is None
            and not any(self._task.environment or ())
            and (named is None or _is_this_python(named))
            and self._switched_on(task_vars)
        )

    def _switched_on(self, task_vars):
        value = template(self._templar, task_vars.get(SWITCH), "bool")
        return value in (None, "") or boolean(value)

    def _is_local(self):
        return self._connection.transport in ("local", "ansible.builtin.local")

    def _interpreter(self, task_vars):
        """The Python that the user names for modules, or None: ``auto`` and its kin name none."""
        if self._task.delegate_to:
            task_vars = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, {})
        named = C.config.get_config_value("INTERPRETER_PYTHON", variables=task_vars)
        if named is None:  # a variable that is null
            return None
        try:
            named = template(self._templar, named)
        except AnsibleError:
            return ""  # the module says what is wrong with it
        return None if named is None or str(named).startswith("auto") else str(named)


def _refused(result, error, secrets):
    """The result of a task that a guard refuses, before its first request."""
    failure = redact(error.failure(), secrets)
    failure = {name: one_line(text) if isinstance(text, str) else text for name, text in failure.items()}
    msg = one_line(redact(str(error), secrets))
    return dict(result, failed=True, changed=False, msg=msg, failure=failure, requests=[])


def _warn(result, texts):
    """Put warnings before those that a result has."""
    if texts:
        result["warnings"] = list(map(one_line, texts)) + list(result.get("warnings", []))


def _is_this_python(named):
    path = shutil.which(named) if named else None
    return path is not None and _place(path) == _place(sys.executable)


def _place(path):
    """Folder and real file: two names of one Python in a virtual environment are the same, two environments are not."""
    path = os.path.abspath(path)
    return os.path.realpath(os.path.dirname(path)), os.path.realpath(path)
