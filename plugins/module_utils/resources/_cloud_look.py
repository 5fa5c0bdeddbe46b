# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at all declared OAuth clients before the first of them is written, or instead of writing. Nothing of it writes.

The caller's client, twins, roles that nobody has, a secret that is missing: what speaks against one client stops the list.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..core.errors import GenesysError, InvalidInput, among_others
from ..core.task import PRESENT, Report, validate
from ..core.text import folded
from ._cloud_backend import AMONG_OTHERS
from ._cloud_clients import INACTIVE
from ._cloud_list import CONFIRMED, LIST, TEARDOWN, TWINS, VERIFY, ClientList
from ._cloud_secret_policy import ALWAYS, NEVER
from ._verdict import Verdict, is_of_the_connection

_NOT_WRITTEN = "%d of %d OAuth clients cannot be as they are declared, so that none was written."


@dataclass
class _Step:
    """One client. params: all options of its own task. task: the module."""

    title: str
    file: str
    params: dict
    task: Any
    part: str = "clients"


class Look:
    """The look of one task. task: the module of one client. params: the task's options. services: its Services."""

    def __init__(self, task, params, services):
        self._params = params
        self._services = services
        self._verifies = params["look_for"] == VERIFY
        self._list = ClientList(params, task.kind)
        self._clients = self._list.clients()
        self._steps = [self._step(client, task) for client in self._clients]
        self._found = {}  # id of a client to the step that found it

    def report(self):
        """The Report of the task. Raises GenesysError."""
        problems = list(self._list.problems())
        if problems:
            raise self._invalid(problems)
        values = {"clients": [{"title": one.title, "options": one.options} for one in self._clients]}
        if self._verifies:
            return self._compared()
        if self._params["look_for"] == TWINS:
            return self._without_twins()
        if self._params["look_for"] == TEARDOWN:
            values["left_over"] = self._left_over()
        failures = self._validated()
        hint = "No request was made." if failures else None
        if not failures and not self._params["validate_only"]:
            failures = self._looked_at()
        if failures:
            raise failures.error(len(self._steps), hint)
        return Report(values=values)

    def _invalid(self, problems):
        """The error for what is wrong with the list as a whole, which tells what is wrong with single clients, too."""
        known = {"name", "confirm_delete"}  # told of the list as a whole
        problems = problems + self._validated().lines(lambda error: set(error.details.get("fields") or ()) - known)
        if len(problems) == 1:
            field = CONFIRMED if CONFIRMED in problems[0] else LIST
            return InvalidInput(problems[0], "No request was made.", field=field)
        message = "%d things are wrong with the list %s." % (len(problems), LIST)
        return InvalidInput(message, "No request was made.", field=LIST, lines=problems)

    def _left_over(self):
        """Sentences about the clients that a teardown leaves alone. They are not looked at."""
        said = []
        for title, file in self._list.shared():
            said.append("%s stays, if it is there: its item says shared: true." % title)
            if file and os.path.lexists(file):
                said.append("The secret file %s stays, with what is noted beside it: the %s is shared." % (file, title))
        return said

    def _step(self, client, task):
        """Options that are not given for the client are the task's own, as for the client's own task."""
        params = dict(self._params, **client.options)
        params.update({LIST: None, AMONG_OTHERS: True})
        if self._verifies:  # nothing is deleted, and a secret that is made on every run is no difference
            params["confirm_delete"] = True
            if params["regenerate_secret"] == ALWAYS:
                params["regenerate_secret"] = NEVER
            if params["verify_secret"] and not os.path.exists(client.file):
                params["verify_secret"] = False  # a secret that is not there is a difference beside others
        return _Step(client.title, client.file, params, task)

    def _validated(self):
        """What the options of one client say together, before any request: _Failures."""
        failures = _Failures()
        for step in self._steps:
            with failures.of(step):
                validate(step.task, step.params)
        return failures

    def _connect(self):
        """The API, or None where nothing is asked. Raises what speaks against all clients at once: no credentials, or those of
        another organisation.
        """
        return self._services.cloud.api if self._steps and not self._params["validate_only"] else None

    def _looked_at(self):
        """What each client's own task would say in check mode: _Failures."""
        failures = _Failures()
        self._connect()
        for step in self._steps:
            with failures.of(step):
                self._once(step, step.task.run(step.params, self._services, True))
        return failures

    def _once(self, step, report):
        """The report, whose client no step before this one has found. Raises InvalidInput."""
        found = report.diff["before"].get("client_id")
        other = self._found.setdefault(folded(found), step) if found else step
        if other is not step:
            raise InvalidInput(
                "The %s is declared more than once: %s is the same client, %s." % (step.title, other.title, found),
                "Keep one of these items. Nothing was changed.",
                field=LIST,
            )
        return report

    def _without_twins(self):
        """The Report after the list was read once more. Raises Ambiguous where there is a twin of a client that is found by its name."""
        failures, refresh = _Failures(), True
        self._connect()
        for step in self._steps:
            if step.params["client_id"] or step.params["state"] != PRESENT:
                continue
            with failures.of(step):
                refresh, anew = False, refresh
                step.task.backend(step.params, self._services).look_for_twins(anew)
        if failures:
            raise failures.error(len(self._steps), None, "%d of %d OAuth clients have twins.")
        return Report()

    def _compared(self):
        """The Report of the comparison, with its error if anything differs."""
        verdict = Verdict()
        self._connect()
        for step in self._steps:
            try:
                validate(step.task, step.params)
                if not self._params["validate_only"]:
                    self._compare(verdict, step)
            except GenesysError as error:
                if is_of_the_connection(error):
                    raise
                _say(verdict, step, error)
        return Report(values=verdict.values(), error=verdict.error())

    def _compare(self, verdict, step):
        report = self._once(step, step.task.run(step.params, self._services, True))
        for side in ("before", "after"):
            report.diff[side] = _readable(report.diff[side])
        gone = report.changed and not report.diff["before"] or step.file == ""
        lacking = [] if gone or report.values.get("secret_kept", True) else ["its secret is not in %s" % step.file]
        if step.params["state"] == INACTIVE and not report.diff["before"] and not report.changed:
            verdict.noted(step, "does not exist, and state: inactive makes none")
        else:
            verdict.compared(step, report, () if gone else _tried(step, report), lacking)


class _Failures:
    """What stands against the clients, each failure once with the titles of the clients that it is about."""

    def __init__(self):
        self._found = []  # [error, titles]

    def __bool__(self):
        return bool(self._found)

    @contextmanager
    def of(self, step):
        """What fails in here stands against this client, but for a failure of the connection, which ends the look."""
        try:
            yield
        except GenesysError as error:
            if is_of_the_connection(error):
                raise
            for known, titles in self._found:
                if (type(known), known.message) == (type(error), error.message):
                    titles.append(step.title)
                    return
            self._found.append((error, [step.title]))

    def lines(self, counts):
        """One line for each failure whose error counts."""
        return [_line(error, titles) for error, titles in self._found if counts(error)]

    def error(self, number, hint, what=_NOT_WRITTEN):
        """The one error that tells all. number: of the clients. hint: of an error that tells several. what: it says of how many."""
        first = self._found[0][0]
        if len(self._found) == 1:
            return first
        fields = [error.details["field"] for error, _titles in self._found if error.details.get("field")]
        return type(first)(
            what % (sum(len(titles) for _error, titles in self._found), number),
            hint,
            lines=self.lines(lambda error: True),
            field=first.details.get("field"),
            fields=list(dict.fromkeys(fields)),
        )


def _line(error, titles):
    more = " (and %d more)" % (len(titles) - 1) if len(titles) > 1 else ""
    return "%s%s: %s" % (titles[0], more, among_others(str(error)))


def _say(verdict, step, error):
    """Add what a client's own task would fail with, in the words of a comparison."""
    missing = error.details.get("missing")
    if missing == "client":
        verdict.missing(step, "does not exist, and cannot be made: %s" % error.message.rstrip("."))
    elif missing == "secret":
        verdict.missing(step, "its secret is missing: %s" % error.message.rstrip("."))
    else:
        verdict.failed(step, error)


def _tried(step, report):
    """(outcome, text) of a trial of the client's secret, as Verdict has it: only its own task's options say whether it is tried."""
    works = report.values.get("secret_works")
    if works is None and report.values.get("secret_kept") and not report.changed:
        return [(True, "its secret was not tried")]
    if works is None:
        return ()
    return [(works, "its secret in %s %s" % (step.file, "obtains a token" if works else "is refused"))]


def _readable(client):
    """The client with its roles as texts, so that a comparison of lists names members."""
    if not client.get("roles"):
        return client
    return dict(client, roles=["%s in %s" % (one["role"], _place(one["division"])) for one in client["roles"]])


def _place(division):
    return "all divisions" if division == "*" else division
