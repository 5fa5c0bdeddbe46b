# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a comparison of declared objects with those that are there has found: for machines, and in words for people."""

from __future__ import annotations

import json
import re

from ..core.errors import GenesysError, NotAsDeclared
from ..core.spec import MASK
from ._sent import WAY_OUT

MISSING, UNWANTED, CHANGED, FAILED, REFUSED = "missing", "unwanted", "changed", "failed", "refused"
NO_LOOK = "the service offers no way to look at it"
NEW = MASK + " (new)"


class Verdict:
    """What a comparison found. differences, not_verified: for machines. report: one line for each object, for people."""

    def __init__(self):
        self.differences = []
        self.not_verified = []
        self.report = []

    def compared(self, step, report, trials, lacking=()):
        """Add an object that was looked at.

        report: the Report of its task in check mode. trials: (outcome, text) of what was tried with it: True it works,
        False it does not, None it is not known. lacking: sentences about what belongs to it and is not there.
        """
        name = report.diff["after_header"]
        before, after = report.diff["before"], report.diff["after"]
        said, not_seen = [], report.values.get("not_seen")
        if report.changed and not before:
            said = self._differs(step, name, MISSING, "does not exist")
        elif report.changed and not after:
            said = self._differs(step, name, UNWANTED, "exists, but is declared absent")
        elif report.changed:
            fields, reason = list(_differing(before, after)), report.values.get("new_secret")
            said = self._differs(step, name, CHANGED, "; ".join(_sentence(one, reason) for one in fields), fields)
        elif report.values.get("observed", True):
            said = [] if lacking else [_seen(step, before, not_seen) + "as declared"]
        else:
            said = self._unseen(step, name, report.values.get("remembered"))
        if not_seen and after:
            said.append("%s not seen" % _and(not_seen))
            self._unverified(step, name, said[-1])
        for text in lacking:
            said += self._differs(step, name, MISSING, text)
        for outcome, text in trials:
            if outcome:
                said.append(text)
            else:
                said += (self._unverified if outcome is None else self._refused)(step, name, text)
        self._say(name, said)

    def noted(self, step, text):
        """Add an object of which this is to be said, and which is no difference."""
        self._say(step.title, [text])

    def failed(self, step, error):
        """Add an object that could not be compared, because the declaration or the service stands against it."""
        self._say(step.title, self._differs(step, step.title, FAILED, str(error).rstrip(".")))

    def missing(self, step, text):
        """Add an object that is not there, or of which something is not there, as this sentence says."""
        self._say(step.title, self._differs(step, step.title, MISSING, text))

    def unproven(self, step, error):
        """Add an object of which nothing proves that what was found is it."""
        self._say(step.title, self._unverified(step, step.title, str(error).rstrip(".")))

    def values(self):
        """The members of the task's result."""
        return {"differences": self.differences, "not_verified": self.not_verified, "report": self.report}

    def error(self):
        """The error that names every difference, or None."""
        if not self.differences:
            return None
        lines = ["%s: %s." % (one["name"], one["text"]) for one in self.differences]
        return NotAsDeclared(counted(len(self.differences)), lines=lines)

    def _say(self, name, said):
        self.report.append("%s: %s." % (name, "; ".join(said)))

    def _differs(self, step, name, problem, text, fields=()):
        entry = {"part": step.part, "kind": step.task.kind, "name": name, "problem": problem, "text": text}
        self.differences.append(dict(entry, fields=list(fields)))
        return [text]

    def _unseen(self, step, name, remembered):
        """Of an object that nobody can look at; remembered: what the state file has of it, if anything."""
        if not remembered:
            return self._unverified(step, name, NO_LOOK)
        if not remembered["as_declared"]:
            text = "something else was sent on %s: %s" % (remembered["since"], WAY_OUT % remembered["path"])
            return self._differs(step, name, CHANGED, text)
        text = "remembered since %s, not seen" % remembered["since"]
        self._unverified(step, name, text)
        return [text]

    def _refused(self, step, name, text):
        return self._differs(step, name, REFUSED, text)

    def _unverified(self, step, name, text):
        self.not_verified.append({"part": step.part, "kind": step.task.kind, "name": name, "text": text})
        return ["not verified, because %s" % text]


def counted(number):
    """How many differences there are, in words."""
    said = "no differences" if not number else "1 difference" if number == 1 else "%d differences" % number
    return "%s between the declaration and what is there." % (said[0].upper() + said[1:])


def _differing(before, after, name=""):
    """Each difference between two objects: the field, and both values, or for plain lists the members that are missing
    and those that are not declared.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(set(before) | set(after)):
            yield from _differing(before.get(key), after.get(key), "%s.%s" % (name, key) if name else key)
    elif isinstance(before, list) and isinstance(after, list) and _are_dicts(before + after):
        for number, pair in enumerate(zip(before, after)):
            yield from _differing(pair[0], pair[1], "%s[%d]" % (name, number))
        if len(before) != len(after):
            yield {"field": name, "declared": after, "actual": before}
    elif before == after:
        return
    elif isinstance(after, list) and isinstance(before or [], list):
        before = before or []
        missing, extra = ([one for one in a if one not in b] for a, b in ((after, before), (before, after)))
        if missing or extra:
            yield {"field": name, "missing": missing, "extra": extra}
        else:
            yield {"field": name, "declared": after, "actual": before}
    else:
        yield {"field": name, "declared": after, "actual": before}


def _seen(step, before, not_seen):
    """The options that were seen, as the beginning of a sentence; nothing where all were."""
    seen = [f.arg for f in step.task.resource.managed if f.option and f.arg in before] if not_seen else []
    return "%s " % _and(seen) if seen else ""


def _and(names):
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _are_dicts(members):
    return bool(members) and all(isinstance(one, dict) for one in members)


def _sentence(field, new_secret):
    """One difference in words. new_secret: why a secret of the object would be made anew, if it would."""
    name = field["field"]
    if "missing" in field:
        said = ["%s %s" % (word, ", ".join(map(_shown, field[key]))) for key, word in _WORDS if field[key]]
        return "%s: %s" % (name, "; ".join(said))
    if field["declared"] in (MASK, NEW):
        return "%s would be %s" % (name, new_secret) if new_secret else "%s is not as declared" % name
    if field["actual"] is None:
        return "%s is not set, declared %s" % (name, _shown(field["declared"]))
    if field["declared"] is None:
        return "%s is %s, and is to be empty" % (name, _shown(field["actual"]))
    return "%s is %s, declared %s" % (name, _shown(field["actual"]), _shown(field["declared"]))


_WORDS = (("missing", "missing"), ("extra", "not declared"))


_PLAIN = re.compile(r"(?!(?:[\d.]+|true|false|null|none)$)[^\W_](?:[\w./:@+-]*\w)?", re.I)  # what needs no quotes


def _shown(value):
    """The value in a sentence: as JSON, but for a text in which nothing needs quotes."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def is_of_the_connection(error):
    """A comparison ends with this error, because it does not concern one object alone."""
    return not isinstance(error, GenesysError) or error.code in _OF_THE_CONNECTION


_OF_THE_CONNECTION = (
    "missing_library",
    "unreachable",
    "proxy",
    "certificate",
    "timeout",
    "redirected",
    "bad_credentials",
    "rate_limited",
    "database",
    "service_error",
)
