# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run did, tenant by tenant, as data and as text for people: pure functions, without Ansible."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Set

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import one_line
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded

CREATED, CHANGED, DELETED, UNCHANGED = "created", "changed", "deleted", "unchanged"
UNSEEN = "not looked at"  # the service offers no way, and nothing was sent
DONE = (CREATED, CHANGED, DELETED)
ACTIONS = (*DONE, UNCHANGED, UNSEEN)
FOUND, IDLE, FAILED = "unchanged", "idle", "failed"  # what became of a tenant, beside "changed"
SEEN_ELSEWHERE = "A task failed; its message stands above."
WIDTH = 118
_SINGLE = ("environment", "contact center", "tenant")  # kinds of which a tenant has one
_WOULD = {CREATED: "would be created", CHANGED: "would be changed", DELETED: "would be deleted"}


@dataclass
class Tenant:
    """A tenant or an organisation of the run, on one host.

    about: what it is called by beside the host's name. objects: by title. failures: {"name", "message"}; is_failed may be
    true without one, for a task of others. goes_on: the host is still in the play, so that failures were ignored or rescued.
    planned: title to kind of what the run was going to do, in its order; reached: titles of what it has come to beside the objects.
    missing: titles of what is declared inactive, and is not there. by_hand: sentences; stays: those about what a teardown leaves;
    kept: those about the documents that it keeps to be applied again. documents: paths of these.
    """

    host: str
    tenant_id: str = ""
    about: str = ""
    is_failed: bool = False
    goes_on: bool = False
    objects: Dict[str, dict] = field(default_factory=dict)
    failures: List[dict] = field(default_factory=list)
    planned: Dict[str, str] = field(default_factory=dict)
    reached: Set[str] = field(default_factory=set)
    missing: List[str] = field(default_factory=list)
    by_hand: List[str] = field(default_factory=list)
    stays: List[str] = field(default_factory=list)
    kept: List[str] = field(default_factory=list)
    documents: List[str] = field(default_factory=list)
    files: List[str] = field(default_factory=list)

    def add(self, entry):
        """Add what one task did: an entry of the journal."""
        for one in entry.get("objects", ()):
            known = self.objects.get(one["name"])
            if known is None or known["action"] not in DONE:
                self.objects[one["name"]] = one
            elif one["action"] in DONE:
                self.objects[one["name"]] = dict(known, **_later(known, one))
        _extend(self.failures, entry.get("failures", ()))
        self.planned.update((name, kind) for kind, name in entry.get("planned", ()))
        self.reached.update(entry.get("reached", ()))
        for name in ("missing", "by_hand", "stays", "kept", "documents"):
            _extend(getattr(self, name), entry.get(name, ()))
        _extend(self.files, entry.get("files", ()))

    @property
    def status(self):
        """failed, changed, unchanged, or idle where no task had anything to do."""
        if self.is_failed or self.failures and not self.goes_on:
            return FAILED
        if any(one["action"] in DONE for one in self.objects.values()):
            return CHANGED
        return FOUND if self.objects else IDLE

    @property
    def not_done(self):
        """The objects that a failed run has not come to, as far as its plan is known."""
        if self.status != FAILED or self.goes_on:
            return []
        seen = self.reached.union(self.objects, (one["name"] for one in self.failures))
        # The real id of what there is once may be another one than was declared.
        single = {kind for kind in _SINGLE if any(name.startswith(kind + " ") for name in seen)}
        return [
            {"kind": kind, "name": name}
            for name, kind in self.planned.items()
            if name not in seen and kind not in single
        ]

    def of(self, action):
        """The objects with which this was done."""
        return [one for one in self.objects.values() if one["action"] == action]

    def data(self):
        """The tenant in the task's result."""
        named = {action.replace(" ", "_"): [one["name"] for one in self.of(action)] for action in ACTIONS}
        return {
            "host": self.host,
            "tenant_id": self.tenant_id,
            "about": self.about,
            "status": self.status,
            **named,
            "missing": self.missing,
            "failed": self._failures(),
            "not_done": [one["name"] for one in self.not_done],
            "new_secrets": self._secrets(),
            "files": self.files,
            "by_hand": self.by_hand,
            "stays": self.stays,
            "documents": self.documents,
        }

    def _failures(self):
        if self.is_failed and not self.failures:
            return [{"name": "", "message": SEEN_ELSEWHERE}]
        return self.failures

    def _secrets(self):
        return [
            {"name": one["name"], "reason": one["new_secret"], "file": one.get("file") or ""}
            for one in self.objects.values()
            if one.get("new_secret")
        ]

    @property
    def needs_details(self):
        """There is more to say than how many objects were found unchanged."""
        return self.status in (FAILED, CHANGED) or bool(self.missing or self.by_hand or self.stays or self.failures)


def _later(known, one):
    """What remains to be said of an object that several tasks changed."""
    action = one["action"] if one["action"] == DELETED or known["action"] == DELETED else known["action"]
    return {"action": action, "fields": sorted({*known.get("fields", ()), *one.get("fields", ())}), **_given(one)}


def _given(one):
    return {name: one[name] for name in ("new_secret", "file") if one.get(name)}


def _extend(members, more):
    members.extend(one for one in more if one not in members)


def data(tenants, check_mode):
    """The machine-readable summary."""
    return {"check_mode": check_mode, "tenants": [one.data() for one in _ordered(tenants)]}


def lines(tenants, check_mode, noun="tenant"):
    """(status, line) of the text; status is that of the tenant in whose heading the line stands, else empty.

    noun: what one of them is called.
    """
    said = []
    if check_mode:
        said += [("", "Check mode: nothing was written."), ("", "")]
    if len(tenants) != 1:
        said += [("", _total(tenants, noun)), ("", "")]
    ordered = _ordered(tenants)
    for one in ordered:
        if one.needs_details or len(tenants) == 1:
            said.append((one.status, one_line("%s: %s" % (one.host, _counts(one, check_mode)))))
            said += [("", line) for line in _details(one, check_mode, noun)] + [("", "")]
    quiet = [one for one in ordered if not one.needs_details] if len(tenants) > 1 else []
    names = [one_line(one.host) + ":" for one in quiet]
    width = max(map(len, names), default=0)
    said += [(one.status, "%-*s  %s" % (width, name, _counts(one, check_mode))) for name, one in zip(names, quiet)]
    while said and not said[-1][1]:
        said.pop()
    return said


def _ordered(tenants):
    """Failures first, then what changed, then the rest; within these, the order of the run."""
    rank = {FAILED: 0, CHANGED: 1, FOUND: 2, IDLE: 3}
    return sorted(tenants, key=lambda one: (rank[one.status], not one.needs_details))


def _total(tenants, noun):
    numbers = [(sum(one.status == status for one in tenants), status) for status in (FAILED, CHANGED, FOUND, IDLE)]
    words = {IDLE: "with nothing to do"}
    parts = ["%d %s" % (number, words.get(status, status)) for number, status in numbers if number]
    return "%d %s%s%s" % (
        len(tenants),
        noun,
        "" if len(tenants) == 1 else "s",
        ": " + ", ".join(parts) if parts else "",
    )


def _counts(one, check_mode):
    said = ["failed"] if one.status == FAILED else []
    for action in ACTIONS:
        word, kinds = _word(action, check_mode), [two["kind"] for two in one.of(action)]
        files = kinds.count("file")
        number = len(kinds) - files
        said += ["%d %s" % (number, word)] if number else []
        said += ["%d file%s %s" % (files, "" if files == 1 else "s", word)] if files else []
    return ", ".join(said) or "nothing to do"


def _word(action, check_mode):
    return _WOULD.get(action, action) if check_mode else action


def _details(one, check_mode, noun):
    """The lines below the heading: a label, and what belongs to it."""
    rows = [(noun, [one.about])] if one.about else []
    failed = "failed" if one.status == FAILED else "went on after"
    rows.append((failed, [line for two in one._failures() for line in _sentence(two).split("\n")]))
    if one.status == FAILED and not one.goes_on:
        comes_after = ["what comes after the failed task"] if one.objects and not one.planned else []
        rows.append(("not done", _by_kind(one.not_done, one.tenant_id) or comes_after))
    for action in ACTIONS:
        objects = one.of(action)
        if action == CHANGED:
            texts = [_full(two, one.tenant_id) + _of_fields(two.get("fields")) for two in objects]
        else:
            texts = _by_kind(objects, one.tenant_id)
        rows.append((_word(action, check_mode), texts))
    rows.append(("does not exist", one.missing))
    new = [two for two in one.objects.values() if two.get("new_secret")]
    rows.append(("new secrets", ["%s: %s" % (_full(two, one.tenant_id), _kept(two, check_mode)) for two in new]))
    told = {two.get("file") for two in new}
    rows.append(("secret files", [path for path in one.files if path not in told]))
    rows.append(("stays", one.stays))
    rows.append(("kept copy", one.kept))
    rows.append(("by hand", one.by_hand))
    rows = [(label, texts) for label, texts in rows if texts]
    indent = 4 + max((len(label) for label, _texts in rows), default=0)
    for label, texts in rows:
        for number, text in enumerate(texts):
            start = "  %-*s" % (indent - 2, label if number == 0 else "")
            yield from _wrapped(start, one_line(text), indent)


def _wrapped(start, text, indent):
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sentence(failure):
    name, message = failure["name"], failure["message"]
    is_named = not name or re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), message.split("\n")[0].split(": ")[0])
    return message if is_named else "%s: %s" % (name, message)


def _by_kind(objects, tenant_id):
    """One text for each kind, and one for all that are called by the tenant's id."""
    kinds: Dict[str, List[str]] = {}
    partly = [one for one in objects if one.get("not_seen")]
    for one in objects:
        if one in partly:
            continue
        kinds.setdefault(one["kind"], []).append(_short(one, tenant_id))
    nameless = ", ".join(_CALLED.get(kind, kind) for kind, names in kinds.items() if names == [""])
    texts = [] if not nameless else [nameless]
    for kind, names in kinds.items():
        if names != [""]:
            called = _CALLED.get(kind, kind)
            texts.append(
                "%s %s"
                % (called if len(names) == 1 else plural(called), ", ".join(name or tenant_id for name in names))
            )
    return texts + [_ONLY_KEY % (_full(one, tenant_id), ", ".join(one["not_seen"])) for one in partly]


_ONLY_KEY = "%s (only the row of its API key was looked at; not seen: %s)"
_CALLED = {"tenant": "tenant of Digital Channels"}


def _short(one, tenant_id):
    """What an object is called beside its kind: nothing where it has the id of the tenant of whom it is told."""
    kind, name = one["kind"], one["name"]
    name = name[len(kind) + 1 :] if name.startswith(kind + " ") else name
    if kind == "setting" and name.endswith(" /"):
        name = name[:-2]
    return "" if tenant_id and folded(name) == folded(tenant_id) else name


def _full(one, tenant_id):
    return ("%s %s" % (_CALLED.get(one["kind"], one["kind"]), _short(one, tenant_id))).strip()


def _of_fields(fields: Optional[List[str]]):
    return " (%s)" % ", ".join(fields) if fields else ""


def plural(kind):
    """``API clients``, ``rows of nex_gapis``"""
    head, of, rest = kind.partition(" of ")
    return head + "s" + of + rest


def _kept(secret, check_mode):
    where = "to be kept in" if check_mode else "kept in"
    return secret["new_secret"] + (", %s %s" % (where, secret["file"]) if secret.get("file") else "")
