# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's whole declared document in one task: the tasks of its parts, one after the other, on one session."""

from __future__ import annotations

import time
from itertools import chain

from . import _designer_env
from . import _tenant_parts as parts_of
from ._tenant_options import CHECKED, CONNECTION, OF_DESIGNER_ENV, OF_RELEASE, OF_ROLES, OPTIONS, OPTIONS_OF
from ._tenant_run import Run
from ._tenant_steps import Steps


class Document:
    """The task that keeps a tenant as its document declares it. It is stateless; a run is a ``Run`` of ``_tenant_run``."""

    connection = CONNECTION
    options = OPTIONS + CONNECTION

    def declared(self, given):
        """The names of the options that declare the parts that a task with these arguments is about."""
        parts = given.get("parts")
        if not isinstance(parts, list):
            return [field.arg for field in OPTIONS if field.variable]
        more = OF_RELEASE if given.get("state") == "absent" and "contact_center" in parts else ()
        names = [name for part in parts for name in OPTIONS_OF.get(part, ())] + [
            "tenant_id",
            "state_dir",
            "teardown_dir",
            *more,
        ]
        if given.get("find_only") and "nexus_tenant" in parts and "auth_clients" in (given.get("ready_for") or ()):
            names.append("auth_clients_list")
        return names

    @staticmethod
    def variables(given):
        """The role's variables, as Fields, that a task with these arguments looks at, whatever its parts are."""
        return OF_ROLES + (OF_DESIGNER_ENV if "designer_env" in (given.get("parts") or ("designer_env",)) else ())

    @staticmethod
    def variables_problems(given, values):
        """(variable, what is wrong) of values of such variables that do not go together, where the task's arguments let it write."""
        return _designer_env.problems(values) if given.get("state", "present") == "present" else ()

    @staticmethod
    def declares(get):
        """Whether the options say more of a tenant than which one it is. get: a function for the value of one, or None."""
        for name in _DECLARING:
            value = get(name)
            if isinstance(value, dict):
                value = {key: member for key, member in value.items() if key != "id" and member not in _EMPTY}
            if value not in _EMPTY:
                return True
        return False

    def problems(self, params):
        """(place in the document, what is wrong) for options of a part that do not go together."""
        problem = parts_of.problem(params)
        if problem:
            yield problem
            return
        params = parts_of.as_compared(parts_of.narrowed(params))
        steps, found = Steps(params), set()
        for step in chain(steps.finds(), steps.chosen()):
            if step.stays:
                continue
            for name, text in step.task.problems(step.params):
                if _is_asked_later(name, step, params):
                    continue
                problem = (step.where(name), text)
                if problem not in found:
                    found.add(problem)
                    yield problem

    def run(self, params, services, check_mode=False, sleep=time.sleep):
        """Do the steps in their order; returns a Report, also of those before the one that failed."""
        params, checking = parts_of.as_compared(parts_of.narrowed(params)), params["state"] == CHECKED
        course = Run(Steps(params), services, check_mode, sleep)
        if params["validate_only"] and not params["ready_for"]:
            return course.report()
        try:
            if params["ready_for"] is not None and not params["find_only"]:
                steps = [step for step in course.steps.chosen() if step.part in params["ready_for"]]
                course.reach(steps) if checking else course.make_sure(steps)
            if params["validate_only"]:
                return course.report()
            course.recall()
            if params["find_only"]:
                course.find()
            elif params["state"] == "absent":
                course.take_down()
            elif checking:
                course.compare()
            else:
                course.build()
        except Exception as error:  # the report of what was done must not be lost; its binding tells a defect
            return course.report(error)
        return course.report()


def _is_asked_later(name, step, params):
    """What is not given of the connection is told when all that the chosen parts need is looked at, of those alone."""
    later = not params["validate_only"] or params["ready_for"] is not None
    unseen = name == "when_unobservable" and not step.params.get("login_host")
    return later and (unseen or name in _CONNECTION)


_EMPTY = (None, "", [], {})
_CONNECTION = frozenset(field.arg for field in CONNECTION)
_DECLARING = [field.arg for field in OPTIONS if field.variable and field.type in ("list", "dict")] + [
    "digital_channels_chat_service_uri",
    "digital_channels_designer_env_file",
]


MODULE = Document()
