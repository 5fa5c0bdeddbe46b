# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sample document of a resource is, and what may come out of a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import NOT_OFFERED, Switches

CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OTHER_ID = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
SECRET = "Canary-s3cret/+?& 1"

# What every service answers in more than one way, and what is only behind some calls.
EVERYWHERE = (
    "duplicate_code",
    "empty_lists",
    "duplicate_status",
    "duplicate_text",
    "missing_text",
    "missing_code",
    "status_on_get",
    "status_code_type",
    "unknown_route",
    "gateway",
    "ops_password_store",
)
VISIBILITY = ("visible_after_gets", "visible_after_seconds")
OFFERED = {
    "get_by_id": "on",
    "put_environment": "merge",
    "put_contact_center": "merge",
    "setting_delete": "on",
    "data_center_get": "on",
    "data_center_put": "on",
    "data_center_delete": "on",
    "tenant_get": "on",
    "tenant_put": "on",
    "tenant_delete": "on",
    "service_get": "on",
    "service_put": "on",
    "service_delete": "on",
}


@dataclass(frozen=True)
class Step:
    """What comes out. check, real, again: True or False for ``changed``, or the ``failure.code`` that is expected. kept: the
    service keeps what it was asked for, and not something else.
    """

    check: Any
    real: Any
    again: Any = False
    names: tuple[str, ...] = ()
    kept: bool = True


CHANGE = Step(True, True)
NOTHING = Step(False, False)


def refused(code: str, *names: str, check: Any = True) -> Step:
    """The service does not do it; ``names`` stand in the message. Check mode cannot know that."""
    return Step(check, code, code, names)


@dataclass(frozen=True)
class Sample:
    """A resource's sample document.

    module: the name. create: all options of the creation. changes: for each field that can be changed another value.
    together: for a change what else is given with it, None for what is no longer given. keys: the fields that say which
    object is meant. steering: the fields that only steer the module, each with what shows it
    ("create", another sample, or a test module). stored: finds the object in the emulator's state. expect: (verb, field,
    switches) -> Step. switches: those that concern it. prepare: brings the world to where the sample can be used. options:
    (world, switches) -> connection options and such. database: it needs Digital Channels. unseen: whether the service
    offers no way to look. missing_looks_unseen: whether its way to say that there is none looks like that. written_back:
    options that are stored in the member of another one. stored_as: options that are stored in another form: value ->
    members. offered: whether it makes a difference for the sample that the services offer all that they may offer.
    """

    name: str
    module: str
    create: dict[str, Any]
    changes: dict[str, Any]
    keys: tuple[str, ...]
    steering: dict[str, str]
    stored: Callable[[dict[str, Any]], Any]
    switches: tuple[str, ...]
    expect: Callable[[str, str | None, Switches], Step]
    prepare: Callable[[Any], None] = lambda world: None
    options: Callable[[Any, Switches], dict[str, Any]] = lambda world, switches: {}
    database: bool = False
    unseen: Callable[[Switches], bool] = lambda switches: False
    missing_looks_unseen: Callable[[Switches], bool] = lambda switches: False
    written_back: dict[str, str] = field(default_factory=dict)
    stored_as: dict[str, Callable[[Any], dict[str, Any]]] = field(default_factory=dict)
    together: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: bool = True

    @property
    def task(self):
        """The task of the registry."""
        return TASKS[self.module]


def positions(concerned: tuple[str, ...], offered: bool = True) -> list[tuple[str, dict[str, Any]]]:
    """(name, switches) for every position of the switches that concern it, over both bases: as it is by default, and with everything offered.

    offered: False leaves out the latter.
    """
    bases = {"": {}, **({"all offered, ": OFFERED} if offered else {})}
    found = [(name.rstrip(", ") or "default", dict(base)) for name, base in bases.items()]
    for name, about in Switches.describe().items():
        if name not in concerned:
            continue
        values = about["values"]
        values = values if isinstance(values, tuple) else (type(about["default"])(1), type(about["default"])(3))
        for base_name, base in bases.items():
            for value in values:
                if value != base.get(name, about["default"]):
                    found.append(("%s%s=%s" % (base_name, name, value), dict(base, **{name: value})))
    return found


def not_offered(value: str) -> bool:
    """The position of a switch means that the service has no such call."""
    return value in NOT_OFFERED
