# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from a desired to an actual state: find, plan, apply unless in check mode, look again where needed."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List

from .errors import AnswerLost, Conflict, GenesysError, NotObservable, NotOffered, Refused, VerificationFailed
from .pauses import back_off
from .plan import CREATE, DELETE, NONE, UPDATE, Plan, plan

ATTEMPTS = 8
IF_IT_IS_THERE = "If that is because it is there already, set when_unobservable to assume_present."
OF_A_REAL_RUN = "whether this service offers it shows only in the real run."


@dataclass
class Outcome:
    """What came of it.

    plan: what was (or in check mode would be) done. resource: the object afterwards. observed: False when the service
    offered no way to look at it. secrets: values for a task with no_log. warnings: for the user.
    """

    plan: Plan
    resource: Dict[str, Any]
    observed: bool = True
    secrets: Dict[str, Any] = field(default_factory=dict)
    warnings: List[str] = field(default_factory=list)

    @property
    def changed(self):
        """Something was changed, or would be."""
        return self.plan.action != NONE


def converge(resource, backend, desired, state="present", check_mode=False, sleep=time.sleep, retries=ATTEMPTS - 1):
    """Bring the object to the desired state.

    resource, backend: the table and its access. desired: option name to value, only what the user gave. state: present
    or absent. retries: how often a write whose answer was lost is repeated after looking again. Returns an Outcome;
    raises GenesysError. In check mode nothing is written and the outcome is what the real run would report.
    """
    step = _Step(resource, backend, desired, state, check_mode, sleep, retries)
    with backend.guarded():
        try:
            current = backend.find(desired)
        except NotObservable as unseen:
            return step.unobserved(unseen)
        return step.observed(current)


class _Step:
    def __init__(self, resource, backend, desired, state, check_mode, sleep, retries):
        self.resource = resource
        self.backend = backend
        self.desired = desired
        self.state = state
        self.check_mode = check_mode
        self.sleep = sleep
        self.retries = retries

    def observed(self, current):
        first = self._first_plan(current)
        if first.action == NONE:
            return self._outcome(first, current or {})
        if self.check_mode:
            self._doubt(first)
            return self._outcome(first, first.after)
        if (
            self.backend.from_cache and first.action != CREATE
        ):  # whoever created the same meanwhile makes ours a conflict
            first = self._plan(self.backend.find(self.desired))
        return self._exclusively(first)

    def _first_plan(self, current):
        """The plan. What speaks against it may be old where it is another task's knowledge: then it is looked at anew."""
        try:
            return self._plan(current)
        except GenesysError:
            if not self.backend.from_cache:
                raise
        return self._plan(self.backend.find(self.desired))

    def _exclusively(self, planned):
        """Apply what is planned while no other writer interferes. What was interrupted is done again, after looking."""
        attempted = None
        for attempt in range(self.retries + 1):
            done = None
            try:
                with self.backend.exclusive() as look_again:
                    if look_again:
                        planned = self._plan(self.backend.find(self.desired))
                    done = self._apply(planned, attempted)
                return done
            except GenesysError as error:
                if attempt == self.retries or not self.backend.is_interruption(error):
                    raise
            attempted = done.plan if done else attempted  # only its end failed: what is there now may be its work
            self.sleep(back_off(attempt))
        raise AssertionError("the last attempt returns or raises")

    def unobserved(self, unseen):
        if self.state == "absent":
            return self._delete_unobserved(unseen)
        policy = self.backend.unobservable_policy()
        if policy == "fail":
            raise unseen
        if policy == "assume_present":
            return self._outcome(Plan(NONE, self.desired, self.desired), self.desired, observed=False)
        sent = self._plan(None)
        blindly = self.backend.options.get("when_unobservable") == "send"
        if not self.check_mode and not self._send(sent):
            if blindly:
                self.backend.warnings.append("%s %s" % (unseen.message, self.backend.there_already(sent.after)))
            return self._outcome(Plan(NONE, self.desired, self.desired), self.desired, observed=False)
        if blindly:
            self.backend.warnings.append(
                (
                    "%s It is sent without knowing whether that changes anything. %s"
                    % (unseen.message, self.backend.ways_out)
                ).rstrip()
            )
        return self._outcome(sent, sent.after, observed=False)

    def _send(self, step):
        """Write without looking;

        False when the service says that it exists. Sending again is what the user chose, so a lost answer is repeated.
        """
        for attempt in range(self.retries + 1):
            try:
                self.backend.written(step, self._write(step))
                return True
            except Conflict:
                return attempt > 0
            except Refused as refused:
                if refused.code == Refused.code:  # and none of its own kinds
                    refused.hint = "%s %s" % (refused.hint, IF_IT_IS_THERE)
                raise
            except AnswerLost as lost:
                if attempt == self.retries:
                    raise lost.cause from None
                self.sleep(lost.wait)
        raise AssertionError("the last attempt returns or raises")

    def _delete_unobserved(self, unseen):
        gone = Plan(DELETE, before=self.desired)
        if self.check_mode:
            self._doubt(gone)
        else:
            try:
                self._write(gone)
            except NotOffered as error:
                raise NotOffered("%s %s" % (unseen.message, error.message), error.hint, **error.details) from error
        return self._outcome(gone, {}, observed=False)

    def _plan(self, current):
        wanted = self.backend.resolve(self.desired, current) if self.state == "present" else None
        return self.backend.reviewed(plan(self.resource, wanted, current, self.state))

    def _apply(self, planned, attempted=None):
        """Write until the state is reached; look again when an answer was lost or someone else was faster.

        attempted: the plan of an attempt that may have had its effect.
        """
        first, step, answer, lost, overwritten = attempted or planned, planned, None, 0, 0
        while step.action != NONE:
            try:
                answer = self._write(step)
            except AnswerLost as error:
                self.sleep(error.wait)
                step = self._plan(self.backend.find(self.desired))
                if step.action != NONE and lost == self.retries:
                    raise error.cause from None
                lost += 1
                continue
            except Refused as refused:
                first = step = self._overtaken(step, refused)
                continue
            self.backend.written(step, answer)
            self.backend.confirm(step)
            if not self.backend.rereads or step.action == DELETE:
                break
            step = self._settled(step)
            overwritten += 1
            if step.action != NONE:  # another writer was faster: out of step with it the next time
                self.sleep(random.uniform(0, 0.1 * 2**overwritten))
            if step.action != NONE and overwritten == ATTEMPTS:
                raise VerificationFailed(
                    "The %s was written %d times, and each time another writer changed it." % (self._title(), ATTEMPTS),
                    "Find out what else writes it, then run again.",
                )
        return self._outcome(self._since(first, step), step.after if step.action == NONE else answer or step.after)

    def _settled(self, written):
        """Look again after a write.

        A service that still shows the old state is given time; another writer's state is planned anew.
        """
        pause = 0.1
        for _attempt in range(ATTEMPTS):
            current = self.backend.find(self.desired)
            step = self._plan(current)
            if step.action == NONE or (current or {}) != written.before:
                return step
            self.sleep(pause)
            pause *= 2
        self.backend.warnings.append("The %s was accepted, but the service does not show it yet." % self._title())
        return Plan(NONE, written.after, written.after)

    def _overtaken(self, step, refused):
        """A refused write may mean that someone created or deleted the object in between: then go on from what is there.

        What exists already may take a while to show, for the services cache (private-edition-api.md §0.3).
        """
        if step.action == DELETE and self._is_gone():
            return Plan(NONE)
        if step.action != CREATE:
            raise refused
        pause = 0.1
        for _attempt in range(ATTEMPTS):
            current = self.backend.find(self.desired)
            if current is not None:
                return self._plan(current)
            if not isinstance(refused, Conflict):
                break
            self.sleep(pause)
            pause *= 2
        raise refused

    def _is_gone(self):
        try:
            return self.backend.find(self.desired) is None
        except NotObservable:  # of a service that showed it before the deletion: it is not there any more
            return True

    def _write(self, step):
        verb = {CREATE: self.backend.create, UPDATE: self.backend.update, DELETE: self.backend.delete}[step.action]
        return verb(step)

    def _since(self, first, last):
        """The plan to report: what was there before the first write, and what is there now."""
        if first.action == NONE or last is first:
            return first
        return Plan(first.action, first.before, last.after, first.patch, first.rewrite)

    def _doubt(self, step):
        if step.action in self.resource.unconfirmed:
            self.backend.warnings.append(
                "The vendor does not document that %ss can be %sd; %s"
                % (self.resource.kind, step.action, OF_A_REAL_RUN)
            )

    def _title(self):
        return self.resource.title(dict(self.backend.options, **self.desired))

    def _outcome(self, step, obj, observed=True):
        return Outcome(step, obj or {}, observed, self.backend.secrets, self.backend.warnings)
