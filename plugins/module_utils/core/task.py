# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module does, apart from Ansible: which options it has, and what comes out of running it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, Union

from . import checks, expected_platform
from .compare import same
from .converge import converge
from .errors import InvalidInput
from .identity import chosen_by_service
from .plan import plan
from .spec import Field, Resource, mask
from .text import folded

PRESENT = "present"
ABSENT = "absent"
STATE = Field("state", choices=(PRESENT, ABSENT), default=PRESENT)
MOST_PROBLEMS = 20  # in one message
LONGEST_PROBLEM = 300  # characters, before a value is not repeated


@dataclass
class Report:
    """The outcome of a task.

    values: what the user gets, secrets masked. diff: of one object, or a list of those that change. secrets: what the
    user gets only with no_log. warnings: for the user. action: what was done to the object. error: what ended a task of
    several parts after some of them were done, and ``part`` is the title of the one that failed.
    """

    changed: bool = False
    values: Dict[str, Any] = field(default_factory=dict)
    diff: Union[Dict[str, Any], List[Dict[str, Any]]] = field(default_factory=dict)
    secrets: Dict[str, Any] = field(default_factory=dict)
    warnings: List[str] = field(default_factory=list)
    action: str = ""
    error: Optional[Exception] = None
    part: str = ""


@dataclass(frozen=True)
class Manage:
    """A module that keeps one object in a state.

    connection: the options of the services that it talks to. state: the option for the state; what one beside present and
    absent means is the backend's.
    """

    resource: Resource
    connection: Tuple[Field, ...]
    state: Field = STATE

    @property
    def options(self):
        """All options of the module."""
        own = tuple(f for f in self.resource.fields if f.option)
        return own + (self.state,) + self.connection

    @property
    def kind(self):
        """What its objects are called."""
        return self.resource.kind

    def title(self, params):
        """What the object of these options is called."""
        return self.resource.title(params)

    def problems(self, params):
        """(option, what is wrong) for options that do not go together."""
        return self.resource.problems(params) if self.resource.problems else ()

    def find(self, params, services):
        """The object that is meant, or None; nothing is written. Raises GenesysError."""
        return self.backend(params, services).find(self.resource.desired(params))

    def backend(self, params, services):
        """The access to the object of these options; nothing is written by it."""
        return self.resource.backend(self.resource, services, params, True)

    def plan_creation(self, params, services):
        """Raises InvalidInput where an object that is not there cannot be made with these options."""
        backend = self.resource.backend(self.resource, services, params, False)
        plan(self.resource, backend.resolve(self.resource.desired(params), None), None)

    def run(self, params, services, check_mode=False, sleep=time.sleep):
        """Look, plan, write unless in check mode; returns a Report."""
        resource = self.resource
        backend = resource.backend(resource, services, params, check_mode)
        desired = resource.desired(params)
        state = ABSENT if params["state"] == ABSENT else PRESENT
        outcome = converge(resource, backend, desired, state, check_mode, sleep, params["retries"])
        place = {f.arg: params[f.arg] for f in resource.fields if f.required and not f.wire}
        before, after = outcome.plan.before, outcome.plan.after
        title = resource.title(dict(params, **(after or before)))
        values = {
            "resource": dict(place, **mask(resource.fields, outcome.resource)) if outcome.resource else {},
            "observed": outcome.observed,
            **backend.results,
        }
        if resource.chooses_id and params.get("id") and outcome.resource:
            if folded(outcome.resource.get("id")) != folded(params["id"]):
                values["requested_id"] = params["id"]
                outcome.warnings.append(
                    chosen_by_service(resource, outcome.resource.get("id"), params["id"], params.get("state_file"))
                )
        shown = backend.shown(
            mask(resource.fields, before), mask(resource.fields, after, outcome.plan.patch if before else ())
        )
        return Report(
            outcome.changed,
            values,
            {
                "before_header": title,
                "after_header": title,
                "before": shown[0],
                "after": shown[1],
            },
            outcome.secrets,
            outcome.warnings,
            outcome.plan.action,
            backend.error,
        )


@dataclass(frozen=True)
class Info:
    """A module that only reads.

    returns: the name of the list in the result. filters: options that pick from the list. select: says of an object whether
    it passes filters that are no members of it. wrong: yields (option, what is wrong) of the filters.
    """

    resource: Resource
    connection: Tuple[Field, ...]
    filters: Tuple[Field, ...]
    returns: str
    select: Callable[[dict, dict], bool] = lambda params, member: True
    wrong: Callable[[dict], Iterable[Tuple[str, str]]] = lambda params: ()

    @property
    def options(self):
        """All options of the module."""
        return self.filters + self.connection

    def problems(self, params):
        """(option, what is wrong) for filters that cannot be meant."""
        return self.wrong(params)

    def run(self, params, services, check_mode=False):
        """Read the objects and keep those that pass all filters; secrets are left out of what is returned."""
        backend = self.resource.backend(self.resource, services, params, check_mode)
        open_fields = [f for f in self.resource.fields if not f.secret]
        found = []
        for member in backend.list():
            if all(self._passes(item, params, member) for item in self.filters) and self.select(params, member):
                found.append({f.arg: member[f.arg] for f in open_fields if f.arg in member})
        return Report(values={self.returns: found})

    @staticmethod
    def _passes(item, params, member):
        wanted = params.get(item.arg)
        return wanted is None or not item.wire or same(item, wanted, member.get(item.arg))


def validate(task, params):
    """Check every option before any request.

    Returns the options with empty connection options taken as not given. Raises InvalidInput, also for a guard that is
    empty, and for services of another platform than the expected one.
    """
    params = dict(params)
    for item in task.connection:
        if params.get(item.arg) == "" and not item.guard:
            params[item.arg] = None
    found = [problem for item in task.options for problem in _unwritable(item, params.get(item.arg), item.arg)]
    if not found:
        found = [(item.arg, _switched_off(item)) for item in task.options if is_empty_guard(item, params.get(item.arg))]
        found += [problem for item in task.options for problem in _wrong(item, params.get(item.arg), item.arg)]
        found += [(name, text) for name, text in task.problems(params) if (name, text) not in found]
    if found:
        raise invalid(found)
    expected_platform.check(params)
    return params


def invalid(problems):
    """The InvalidInput that tells the first of these problems, each (option, what is wrong)."""
    said = "; ".join("%s: %s" % problem for problem in problems[:MOST_PROBLEMS])
    return InvalidInput(
        said if said.endswith("?") else said + ".",
        "No request was made.",
        field=problems[0][0],
        fields=list(dict.fromkeys(name for name, _text in problems)),
    )


def is_empty_guard(item, value):
    """The option is a guard, and the value that it was given is empty, so that it would guard nothing."""
    return item.guard and value is not None and not (value.strip() if isinstance(value, str) else value)


def _switched_off(item):
    names = ["the option %s" % item.arg]
    names += ["the variable %s" % item.variable] if item.variable else []
    names += ["the environment variable %s" % name for name in item.env]
    return "it is empty, and an empty guard guards nothing: give it a value, or remove %s" % " or ".join(names)


def _unwritable(item, value, name):
    """(place, what is wrong) where a value has characters that are none."""
    wrong = checks.text(value)
    if wrong is None:
        return
    found = []
    for place, member in _placed(name, value) if item.fields else ():
        if isinstance(member, dict):
            for part in item.fields:
                found += _unwritable(part, member.get(part.arg), "%s.%s" % (place, part.arg))
    yield from found or [(name, wrong)]


def _placed(name, value):
    """(place, member) of each member of a list, or of the value itself."""
    return (
        [("%s[%d]" % (name, at), one) for at, one in enumerate(value)] if isinstance(value, list) else [(name, value)]
    )


def _wrong(item, value, name):
    if value is None:
        return
    for place, member in _placed(name, value):
        wrong = checks.secret(member) if item.secret and not item.lines else None
        wrong = wrong or (item.check(member) if item.check else None)
        if wrong:
            yield name, wrong.replace(repr(member), "the value") if len(wrong) > LONGEST_PROBLEM else wrong
        for part in item.fields:
            if part.required or member.get(part.arg) != "":  # an empty member counts as not given
                yield from _wrong(part, member.get(part.arg), "%s.%s" % (place, part.arg))
