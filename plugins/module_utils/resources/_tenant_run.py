# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run over a tenant's document: its steps in their order, and what is told of them."""

from __future__ import annotations

from itertools import chain

from ..core.converge import OF_A_REAL_RUN
from ..core.errors import Forbidden, GenesysError, InvalidInput, Unauthorized, Unproven
from ..core.plan import CREATE, NONE
from ..core.task import Report
from ..core.text import folded
from ..transport.memory import Memory
from . import _tenant_parts as parts_of
from ._nexus_identity import is_unproven
from ._remembered import Remembered
from ._tenant_access import Access, is_center_there, of_access
from ._tenant_checks import Trials, ends, lacking
from ._tenant_identity import refuse_another_tenant
from ._tenant_needs import as_error, not_given, told_by_document
from ._tenant_options import CHECKED
from ._tenant_ready import Readiness
from ._tenant_steps import Steps
from ._tenant_teardown import Teardown
from ._verdict import Verdict
from .setting import NOT_YET

LOOKS = 3  # at a contact center whose person cannot log in, with growing pauses


class Run:
    """One run. ids: the real ones by what has them, as far as they are known."""

    def __init__(self, steps, services, check_mode, sleep):
        self.steps = steps
        self.services = services
        self.check_mode = check_mode
        self.sleep = sleep
        self.ids = {}
        self.asked = steps.ids
        self.state = Remembered(steps.doc, steps.doc["tenant_id"], check_mode, steps.doc["state"] == CHECKED)
        self.at = ""
        self.new_center = False
        self.center_is_there = None
        self.planned = None
        self.parts = []
        self.diffs = []
        self.warnings = {}  # as an ordered set: several parts may have the same to say
        self.secrets = {}
        self.teardown = None
        self.verdict = None

    def recall(self):
        """Take the ids that the state file has for those that the document does not say."""
        doc, parts = self.steps.doc, self.steps.parts
        digital = parts_of.DIGITAL if doc["digital_channels_contact_center_id"] else set()
        if not parts & (parts_of.OF_A_TENANT | {"designer_env"}) - digital:
            return
        self.at = "state file"
        lines = {owner: doc["tenant_" + owner] for owner in parts_of.FOUND}
        try:
            found = self.state.recall(self.services, lines, sleep=self.sleep)
        except (InvalidInput, Unauthorized, Forbidden):  # where nobody can look at it
            if parts - parts_of.ALONE:
                raise
            found = self.state.recall(None, lines)
        if found:
            self.steps = Steps(
                dict(doc, **{"tenant_" + o: dict(doc["tenant_" + o], id=one) for o, one in found.items()})
            )

    def find(self):
        """Find out which environment and contact center are the tenant's, and for the parts of Digital Channels that ``parts``
        names, which tenant of it; raises GenesysError where nobody but the user can tell.
        """
        doc, seen = self.steps.doc, {}
        self.ids["tenant"] = doc["tenant_id"]
        for step in self.steps.chosen():
            if step.tells in parts_of.FOUND:
                self._prepare(step)
                found = seen[step.tells] = step.task.find(step.params, self.services) or {}
                if step.part == "contact_center":
                    self.center_is_there = bool(found)
                self.ids[step.tells] = found.get("id") or self.steps.ids[step.tells]
                if found:
                    self._remember(step.tells)
                elif parts_of.is_made(step.part, doc):
                    self.at = step.title
                    with told_by_document(step):
                        step.task.plan_creation(step.params, self.services)
                    self.new_center = self.new_center or step.part == "contact_center"
        refuse_another_tenant(self, seen, self.steps.parts if doc["ready_for"] is None else doc["ready_for"])
        if doc["parts"]:
            if doc["ready_for"] is not None:
                self._try_access()
            self._tell_apart()

    def _remember(self, owner):
        """Keep the real id of what is there now."""
        self.state.keep(owner, self.ids[owner], self.asked[owner])

    def make_sure(self, steps):
        """See whether all is there that these steps need, before anything is written."""
        runs = self.steps.doc["ready_for"]
        is_asked = parts_of.finds_contact_center(runs) if runs else self.steps.parts.intersection(parts_of.FOUND)
        self._refuse(Readiness(steps, self.steps.doc, self._services_of, self.check_mode, is_asked).problems())

    def reach(self, steps):
        """See whether the connection is given that these steps need to be looked at; what a comparison cannot try is no failure."""
        self._refuse(list(not_given(steps)))

    def _refuse(self, problems):
        if problems:
            self.at, error = as_error(problems)
            raise error

    def build(self):
        """Make and change what differs. Whose environment and contact center are there is known before the first write."""
        self.make_sure(self.steps.chosen())
        seen = {step.tells: self._do(step, True) for step in self.steps.chosen() if step.tells}
        found = {owner: report.diff["before"] for owner, report in seen.items()}
        refuse_another_tenant(self, found, self.steps.parts)
        self._identify(seen)
        for step in self.steps.chosen():
            report = seen.get(step.tells)
            if report is None or report.changed and not self.check_mode:
                report = self._do(step, self.check_mode)
            if step.tells:
                self.ids[step.tells] = report.values["resource"].get("id") or self.steps.ids[step.tells]
                self._remember(step.tells)
                if self.check_mode and step.tells == "contact_center" and report.action == CREATE:
                    self.planned = self.ids["contact_center"]
            self._keep(step, report)

    def _identify(self, seen):
        """Find out before the first write whether the tenant of Digital Channels can be told from another one of its name.

        seen: the Reports of environment and contact center by what they tell. Raises Unproven.
        """
        known, center = dict(self.ids), seen.get("contact_center")
        self.new_center = bool(center) and center.action == CREATE
        if center:
            self.ids["contact_center"] = center.values["resource"].get("id") or self.steps.ids["contact_center"]
            self.center_is_there = not self.new_center
        self._try_access()
        self._tell_apart()
        self.ids = known

    def _try_access(self):
        """See whether the tenant's person logs in and Digital Channels answers, before anything is written."""
        steps = list(Steps(of_access(self.steps)).chosen())
        for step in steps:
            self._prepare(step)
        there = is_center_there(self.steps.doc, self.ids.get("contact_center"), self.center_is_there)
        self._refuse(Access(steps, self.services, self._services_of, there).problems())

    def _tell_apart(self):
        for step in self.steps.chosen():
            if step.part in parts_of.TOLD_APART:
                self._prepare(step)
                if is_unproven(step, self.services):
                    self._do(step, True)

    def compare(self):
        """Look at everything and try whether it works; ``verdict`` says what came of it."""
        self.reach(list(self.steps.chosen()))
        self.verdict, trials = Verdict(), Trials(self.services)
        for step in self.steps.chosen():
            try:
                report = self._do(step, True)
                report.warnings = [one for one in report.warnings if not one.endswith((OF_A_REAL_RUN, NOT_YET))]
                if step.tells:
                    self.ids[step.tells] = report.values["resource"].get("id") or self.steps.ids[step.tells]
                self._keep(step, report)
                tried = trials.of(step, report, self._services_of(step))
                self.verdict.compared(step, report, tried, lacking(step, report))
            except Unproven as error:
                self.verdict.unproven(step, error)
            except GenesysError as error:
                if ends(error, step):
                    raise
                self.verdict.failed(step, error)

    def _locate(self):
        """Find out whether the contact center and the environment are there, where a step depends on it.

        Returns the Reports of what was looked at by what they tell; None where nobody can look. Digital Channels may be
        reached with other credentials than the environment service, and without the tenant's id.
        """
        if not self.steps.doc["tenant_id"]:
            return None
        looked = {}
        try:
            for step in self.steps.finds():
                found = looked[step.tells] = self._do(step, True)
                if found.diff["before"]:
                    self.ids[step.tells] = found.diff["before"]["id"]
                    self._tell(step, found)
        except (InvalidInput, Unauthorized, Forbidden):
            if self.steps.parts - parts_of.ALONE:
                raise
            return None
        return looked

    def take_down(self):
        """Remove what is there, and tell what stays."""
        self.teardown = Teardown(self, self._do, self._removed)
        self.teardown.run(self._locate if self.steps.doc["keep_only"] else self._find_all, self._is_gone)

    def _find_all(self):
        """As _locate; what the deletions need is seen before, as far as there is something to delete."""
        steps = [step for step in self.steps.chosen() if not step.stays]
        looks = self.steps.finds() if self.steps.parts - parts_of.ALONE else ()
        self.make_sure(chain(looks, (step for step in steps if not step.within)))
        looked = self._locate()
        self.make_sure(step for step in steps if step.within and (looked is None or step.within in self.ids))
        return looked

    def _removed(self, step, report):
        """Put the Report of what is gone into the result; of an environment or a contact center no id is kept any more."""
        self._keep(step, report)
        if step.part in parts_of.FOUND:
            self.state.forget(step.part)

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
        if self.steps.doc["find_only"]:
            tenant["environment_url"] = self.state.url
        values = {"resources": self.parts, "tenant": tenant, "left_over": []}
        if self.steps.doc["state"] == "absent":
            values.update(stays=[], teardown_document="", teardown_run="", teardown_notes=[])
        if self.teardown:
            stays = self.teardown.stays
            values.update(left_over=stays.sentences, stays=stays.entries)
            values.update(self.teardown.told)
        part = self.at if error else ""
        if self.verdict and not error:
            values.update(self.verdict.values())
            error = self.verdict.error()
        return Report(
            not self.verdict and any(part["changed"] for part in self.parts),
            values,
            self.diffs,
            self.secrets,
            self.state.warnings + list(self.warnings),
            error=error,
            part=part,
        )

    def _services_of(self, step, memory=None):
        return self.services.derived(step.params, memory) if step.own_login or memory else self.services

    def _prepare(self, step):
        """Give the step the real ids."""
        for option, owner in step.takes.items():
            step.params[option] = self._real(owner) or step.params[option]
        if self.new_center and "contact_center_is_new" in step.params:
            real, made = self._real("digital_channels"), self.ids.get("contact_center")
            step.params["contact_center_is_new"] = bool(real and made) and folded(real) == folded(made)
        if step.tells in parts_of.FOUND and not self.steps.doc["tenant_" + step.tells].get("id"):
            step.params["state_file"] = self.state.path  # whose ids count beside a declaration that has none
        self.at = step.title

    def _do(self, step, check_mode, memory=None):
        self._prepare(step)
        services = self._services_of(step, memory)
        asked, said = len(self.services.requests), len(self.services.statements)
        with told_by_document(step):
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
        assumed = part["action"] == NONE and not part.get("observed", True)
        if self.planned and self.planned == step.params.get("contact_center_id") and assumed:
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
