# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: rules that make the emulator answer some calls as broken networks and tired services do."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from . import cloud_errors
from .envelope import Reply
from .shapes import Prop, Shape, choice, nested, number, text

# Effects that spoil the true answer; they need it, so by default the call takes effect first.
SPOILING = ("truncate", "cut", "drip")
OPTIONS: dict[str, tuple[str, ...]] = {
    "status": ("status", "retry_after", "body", "content_type"),
    "code": ("code", "message"),
    "html": ("status",),
    "empty": ("status",),
    "redirect": ("location", "status"),
    "huge": ("size",),
    "delay": ("seconds",),
    "truncate": (),
    "cut": (),
    "drip": ("seconds",),
    "reset": (),
    "drop": (),
    "expire": (),
}
# Effects before which, or in spite of which, the call is answered as ever.
ANSWERED = ("delay", "expire")
COMMON = ("effect", "match", "times", "when", "delay")
MATCH = ("method", "path", "service", "nth")


FREE = Prop(lambda _value: None, {})
# A rule as the control API takes it; read() is what checks it.
RULE = Shape(
    "rule",
    {
        "effect": choice(*OPTIONS).must(),
        "match": nested(
            Shape("match", {"method": text(), "path": text(empty=True), "service": text(), "nth": number(1)})
        ),
        "times": number(),
        "when": choice("before", "after"),
        "delay": Prop(FREE.check, {"type": "number", "minimum": 0}),
        **{name: FREE for names in OPTIONS.values() for name in names},
    },
    wrapped=False,
)


@dataclass
class Rule:
    """One fault: which calls, how often, what happens. ``when`` is before or after the call took effect."""

    effect: str
    method: str | None = None
    path: str = ""
    service: str | None = None
    nth: int = 1
    times: int = 1
    when: str = "before"
    delay: float = 0
    options: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0

    @classmethod
    def read(cls, given: Any) -> Rule:
        """Return the rule that a JSON object describes. Raise ValueError."""
        if not isinstance(given, dict) or given.get("effect") not in OPTIONS:
            raise ValueError("'effect' must be one of %s" % ", ".join(OPTIONS))
        effect = given["effect"]
        match = given.get("match", {})
        for name in [one for one in given if one not in COMMON + OPTIONS[effect]]:
            raise ValueError("effect '%s' has no option '%s'" % (effect, name))
        for name in [one for one in match if one not in MATCH]:
            raise ValueError("unknown member '%s' of 'match'" % name)
        when = given.get("when", "after" if effect in SPOILING else "before")
        if when not in ("before", "after"):
            raise ValueError("'when' must be before or after")
        if effect == "expire" and when != "before":
            raise ValueError("effect 'expire' comes before the call takes effect")
        if effect == "redirect" and "location" not in given:
            raise ValueError("effect 'redirect' needs 'location'")
        re.compile(match.get("path", ""))
        return cls(
            effect=effect,
            method=match.get("method"),
            path=match.get("path", ""),
            service=match.get("service"),
            nth=int(match.get("nth", 1)),
            times=int(given.get("times", 1)),
            when=when,
            delay=float(given.get("delay", 0)),
            options={name: given[name] for name in OPTIONS[effect] if name in given},
        )

    def matches(self, method: str, path: str, service: str) -> bool:
        """Tell whether the rule is about this call."""
        right = self.method in (None, method) and self.service in (None, service)
        return right and re.search(self.path, path) is not None

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as JSON shows it, with how often it was seen and fired."""
        match = {"method": self.method, "path": self.path, "service": self.service, "nth": self.nth}
        shown = {"effect": self.effect, "match": match, "times": self.times, "when": self.when, "delay": self.delay}
        return {**shown, **self.options, "seen": self.seen, "fired": self.fired}

    def reply(self, service: str) -> Reply | None:
        """Return the answer that takes the true one's place; None when the true one is needed."""
        make = getattr(self, "_" + self.effect, None)
        answer: Reply | None = make() if make else None
        if answer and service == "cloud" and self.effect == "status" and "body" not in self.options:
            return cloud_errors.injected(answer)
        return answer

    def _status(self) -> Reply:
        status = int(self.options.get("status", 503))
        reply = Reply(status, {"status": {"code": status, "message": "injected fault"}})
        if "body" in self.options:
            reply.body = self.options["body"]
        reply.media_type = self.options.get("content_type", reply.media_type)
        wait = self.options.get("retry_after")
        if isinstance(wait, str) and wait.startswith("date:"):
            wait = formatdate(time.time() + float(wait[5:]), usegmt=True)
        if wait is not None:
            reply.headers["Retry-After"] = str(wait)
        return reply

    def _code(self) -> Reply:
        code = self.options.get("code", 7)
        return Reply(200, {"status": {"code": code, "message": self.options.get("message", "injected fault")}})

    def _html(self) -> Reply:
        status = int(self.options.get("status", 502))
        return Reply(status, "<html><body><h1>%d Bad Gateway</h1></body></html>" % status, media_type="text/html")

    def _empty(self) -> Reply:
        return Reply(int(self.options.get("status", 200)), "", media_type="text/plain")

    def _redirect(self) -> Reply:
        return Reply(int(self.options.get("status", 302)), "", {"Location": self.options["location"]}, "text/plain")

    def _huge(self) -> Reply:
        filler = "x" * int(self.options.get("size", 64 * 1024 * 1024))
        return Reply(200, json.dumps({"status": {"code": 0}, "data": filler}))


class Faults:
    """The rules of one emulator, in the order they were given; the first that is due decides."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Add a rule at the end."""
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        """Forget all rules."""
        with self._lock:
            self._rules = []

    def list(self) -> list[dict[str, Any]]:
        """Return all rules."""
        with self._lock:
            return [rule.as_dict() for rule in self._rules]

    def due(self, method: str, path: str, service: str) -> Rule | None:
        """Count the call in every rule about it and return the first rule that is due."""
        chosen = None
        with self._lock:
            for rule in self._rules:
                if not rule.matches(method, path, service):
                    continue
                rule.seen += 1
                if chosen is None and rule.seen >= rule.nth and (not rule.times or rule.fired < rule.times):
                    rule.fired += 1
                    chosen = rule
        return chosen
