# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant's whole declared document in one task: the tasks of its parts, one after the other, on one session."""

from __future__ import annotations

import time
from itertools import chain

from ..core.errors import GenesysError
from ..core.plan import CREATE, NONE
from ..core.task import Report
from ..transport.memory import Memory
from ._tenant_options import CONNECTION, OPTIONS
from ._tenant_steps import Steps

LOOKS = 3  # at a contact center whose person cannot log in, with growing pauses
UNREACHABLE = (
    "The tenant of Digital Channels and its service connections may still be there, but the contact center is gone, so that nobody can log in"
    " to look. If an earlier teardown listed them, remove them in Digital Channels by hand."
)


class Document:
    """The task that keeps a tenant as its document declares it. It is stateless; a run is a ``_Run``."""

    connection = CONNECTION
    options = OPTIONS + CONNECTION

    def problems(self, params):
        """(place in the document, what is wrong) for options of a part that do not go together."""
        steps, found = Steps(params), set()
        absent = params["state"] == "absent"
        for step in chain(steps.finds(), steps.absent()) if absent else steps.present():
            for name, text in step.task.problems(step.params):
                problem = (step.where(name), text)
                if problem not in found:
                    found.add(problem)
                    yield problem

    def run(self, params, services, check_mode=False, sleep=time.sleep):
        """Do the steps in their order; returns a Report, also of those before the one that failed."""
        course = _Run(Steps(params), services, check_mode, sleep)
        if params["validate_only"]:
            return course.report()
        try:
            if params["state"] == "absent":
                course.take_down()
            else:
                course.build()
        except Exception as error:  # the report of what was done must not be lost; its binding tells a defect
            return course.report(error)
        return course.report()


class _Run:
    """One run. ids: the real ones by what has them, as far as they are known."""

    def __init__(self, steps, services, check_mode, sleep):
        self.steps = steps
        self.services = services
        self.check_mode = check_mode
        self.sleep = sleep
        self.ids = {}
        self.at = ""
        self.planned = None
        self.parts = []
        self.diffs = []
        self.warnings = {}  # as an ordered set: several parts may have the same to say
        self.secrets = {}
        self.left_over = []

    def build(self):
        """Make and change what differs."""
        for step in self.steps.present():
            report = self._do(step, self.check_mode)
            if step.tells:
                self.ids[step.tells] = report.values["resource"].get("id") or self.steps.ids[step.tells]
                if self.check_mode and step.tells == "contact_center" and report.action == CREATE:
                    self.planned = self.ids["contact_center"]
            self._keep(step, report)

    def take_down(self):
        """Remove what is there. An environment or a contact center that is gone needs no second look."""
        looked = {}
        for step in self.steps.finds():
            found = looked[step.tells] = self._do(step, True)
            if found.diff["before"]:
                self.ids[step.tells] = found.diff["before"]["id"]
                self._tell(step, found)
        for step in self.steps.absent():
            if step.within and step.within not in self.ids:
                if step.takes.get("id") == step.within:
                    self._keep(step, looked[step.within])
                continue
            try:
                self._keep(step, self._do(step, self.check_mode))
            except GenesysError as error:
                if error.code in step.tolerated:
                    self.left_over.append(str(error))
                elif error.code in step.unreachable and self._is_gone(looked):
                    self.left_over.append(UNREACHABLE)
                else:
                    raise

    def _is_gone(self, looked):
        """There is no contact center, or there is none a few seconds later: an earlier teardown may have deleted it just now
        (private-edition-api.md §0.3). looked: by what a step tells; what is found anew is put there.
        """
        failed, pause = self.at, 0.5
        for _attempt in range(LOOKS):
            if "contact_center" not in self.ids:
                return True
            self.sleep(pause)
            pause *= 2
            for step in self.steps.finds():
                if step.tells == "contact_center":
                    looked[step.tells] = self._do(step, True, Memory())
            if not looked["contact_center"].diff["before"]:
                del self.ids["contact_center"]
        self.at = failed
        return "contact_center" not in self.ids

    def report(self, error=None):
        """What was done, and in case of an error at which part it ended."""
        tenant = {"%s_id" % name: identity for name, identity in self.ids.items()}
        return Report(
            any(part["changed"] for part in self.parts),
            {"resources": self.parts, "tenant": tenant, "left_over": self.left_over},
            self.diffs,
            self.secrets,
            list(self.warnings),
            error=error,
            part=self.at if error else "",
        )

    def _do(self, step, check_mode, memory=None):
        for option, owner in step.takes.items():
            step.params[option] = self._real(owner) or step.params[option]
        self.at = step.title
        services = self.services.derived(step.params, memory) if step.own_login or memory else self.services
        asked, said = len(self.services.requests), len(self.services.statements)
        report = step.task.run(step.params, services, check_mode, self.sleep)
        report.values["requests"] = self.services.requests[asked:]
        if len(self.services.statements) > said:
            report.values["statements"] = self.services.statements[said:]
        return report

    def _real(self, owner):
        if owner == "digital_channels":
            return self.steps.doc["digital_channels_contact_center_id"] or self.ids.get("contact_center")
        return self.ids.get(owner)

    def _keep(self, step, report):
        part = {"kind": step.task.kind, "name": report.diff["after_header"]}
        part.update(action=report.action, changed=report.changed, **report.values)
        self.parts.append(part)
        if report.changed:
            self.diffs.append(report.diff)
        self._tell(step, report)
        if self.planned and self.planned == step.params.get("contact_center_id") and _is_assumed(part):
            self.warnings[
                "The %s cannot be looked at before its contact center is there: what a real run would change of it is not known."
                % part["name"]
            ] = None
        for name, value in report.secrets.items():
            if "client_id" in step.params:
                self.secrets.setdefault(name + "s", {})[step.params["client_id"]] = value
            else:
                self.secrets[name] = value

    def _tell(self, step, report):
        """Pass warnings on; that a setting's contact center is not there yet is none where this run makes it."""
        if not (self.planned and step.task.kind == "setting" and step.params["contact_center_id"] == self.planned):
            self.warnings.update(dict.fromkeys(report.warnings))


def _is_assumed(part):
    """Nobody saw it, and nothing is done to it."""
    return part["action"] == NONE and not part.get("observed", True)


MODULE = Document()
