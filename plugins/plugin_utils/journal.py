# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a run: what each task did to which tenant, for the summary at the end. It holds no secret."""

from __future__ import annotations

import os

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import one_line
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Steps
from ansible_collections.cxops.genesys.plugins.module_utils.transport import memory
from ansible_collections.cxops.genesys.plugins.plugin_utils.summary import CHANGED, CREATED, DELETED, UNCHANGED, UNSEEN

KEY = memory.digest("journal")
_KEEPS_A_SECRET = {"API client": "secret_file", "OAuth client": "secret_file", "tenant": "api_key_file"}
_RESTORABLE = "%s: the %s can be restored for seven days. Run the teardown again after that."

_LOST = "The secret of the %s is not in %s. Put the known one there, or set regenerate_secret: when_lost to give the client a new one."
_RESTART = "Restart Nexus: it loads the rows of nex_gapis when it starts, and these are new or changed."


class Journal:
    """The journal of one run, of which all forks are part. Made in the parent process."""

    def __init__(self):
        self._memory = memory.for_forks()
        self._memory.record(KEY, {})

    def add(self, entry):
        """Add what a task did."""
        self._memory.amend(KEY, entry)

    def close(self, play):
        """What was said of a play so far was shown."""
        self._memory.amend(KEY, {"play": play, "shown": True})

    def of(self, play):
        """The entries of a play that were not shown yet, in their order."""
        entries = []
        for entry in self._memory.recall(KEY) or ():
            if entry.get("play") == play and entry.get("shown"):
                entries = []
            elif entry.get("play") == play:
                entries.append(entry)
        return entries


JOURNAL = Journal()  # here, in the parent, so that all tasks of the run share it


def play_of(task):
    """What distinguishes the play of a task from others of the run."""
    while task is not None:
        play = getattr(task, "_play", None)
        if play is not None:
            return str(play._uuid)
        task = getattr(task, "_parent", None)
    return ""


def entry_of(task, params, result):
    """What a task did, from its options and its result, or None where there is nothing to say.

    task: of the module. params: its options as they were checked, or None where they were wrong.
    """
    params, entry = params or {}, {}
    if result.get("failed"):
        entry["failures"] = [{"name": _at(task, params, result), "message": str(result.get("msg", "It failed."))}]
    paths = _paths(task, params, result)
    objects = [_objects(one, paths, params) for one in _parts(task, result)]
    if objects:
        entry["objects"] = [one for some in objects for one in some]
        entry["files"] = [path for path in paths.values() if os.path.lexists(path)]
    entry.update(_course(task, params, result, {one["name"] for one in entry.get("objects", ())}))
    for name, told in (("stays", "left_over"), ("kept", "teardown_notes")):
        if result.get(told):
            entry[name] = [str(one) for one in result[told]]
    run = result.get("teardown_run")
    is_first = not run or run != params.get("teardown_run")  # else an earlier task told it
    if result.get("teardown_document") and is_first:
        entry["documents"] = [str(result["teardown_document"])]
    if params.get("state") == "inactive" and result.get("resource") == {} and not result.get("failed"):
        entry["missing"] = [_title(result)]
    by_hand = [_LOST % (one["name"], paths[one["name"]]) for one in _parts(task, result) if _is_lost(one, paths)]
    path = params.get("secret_file")
    if params.get("remove_secret_file") and result.get("restorable") and path and os.path.exists(path):
        by_hand.append(_RESTORABLE % (path, _title(result) or task.kind))
    rows = [one for one in entry.get("objects", ()) if one["kind"] == "row of nex_gapis"]
    by_hand += [_RESTART] if any(one["action"] in (CREATED, CHANGED) for one in rows) else []
    if by_hand:
        entry["by_hand"] = by_hand
    return entry or None


def _is_lost(part, paths):
    """It is an API client that is there, whose secret is not in its file and gets no new one."""
    return part["kind"] == "API client" and part.get("secret_kept") is False and part["name"] in paths


def _at(task, params, result):
    """The title of what failed."""
    part = (result.get("failure") or {}).get("part") if isinstance(result.get("failure"), dict) else None
    if part or not hasattr(task, "title") or not params:
        return part or ""
    return one_line(task.title(params))


def _course(task, params, result, told):
    """What the run is going to do with the tenant, and what it has come to beside the objects that are told.

    planned: (kind, title) of what a role's look has found in the declaration for the parts that run, or of what one task for them
    all began. reached: titles.
    """
    planned, reached = [], [one["name"] for one in _parts(task, result) if one["name"] not in told]
    if hasattr(task, "declared") and params.get("state") in ("present", "absent") and "parts" in params:
        looks, failed = params.get("validate_only") or params.get("keep_only"), result.get("failed")
        parts = params["parts"] if not looks or params.get("ready_for") is None else params["ready_for"]
        if not params.get("find_only") and not (looks and failed):
            steps = Steps(dict(params, parts=parts)).chosen()
            planned = [
                (one.task.kind, one_line(one.title)) for one in steps if not one.stays and one.task.kind != "file"
            ]
        if not looks and not failed:
            planned, reached = [], reached + [name for _kind, name in planned if name not in told]
    return {name: found for name, found in (("planned", planned), ("reached", reached)) if found}


def _title(result):
    diff = result.get("diff")
    return diff.get("after_header", "") if isinstance(diff, dict) else ""


def _parts(task, result):
    """The objects of the result, in the form that a whole tenant's task has for them, with their diffs."""
    diffs = result.get("diff")
    if "resources" in result and isinstance(result["resources"], list):
        by_name = {one.get("after_header"): one for one in diffs or () if isinstance(one, dict)}
        return [dict(one, diff=by_name.get(one["name"], {})) for one in result["resources"]]
    if not isinstance(diffs, dict) or "resource" not in result:
        return []
    return [dict(result, kind=task.kind, name=diffs["after_header"])]


def _objects(part, paths, params):
    """What was done to one object, and to what went with it, or after it."""
    said, before = _object(part, paths, params.get("state") == "absent"), part["diff"].get("before") or {}
    if said is None:
        return []
    if part.get("emptied"):
        return [dict(said, action=CHANGED, fields=["value"])]
    if said["action"] != DELETED or part["kind"] != "OAuth client":
        return [said]
    if part.get("restorable"):
        said.update(_kept(before))
    with_it = []
    if before.get("integration_credential_id"):
        with_it.append(("integration credential", params.get("integration_credential_name")))
    if before.get("secret_file"):
        with_it.append(("file", before["secret_file"]))
    more = [{"kind": kind, "name": one_line("%s %s" % (kind, name)), "action": DELETED} for kind, name in with_it]
    return [said, *more] if before.get("client_id") else more


def _kept(client):
    """What a deletion does to a client that the service keeps for some days: it is made inactive, unless it is so already."""
    if client.get("client_state") != "inactive":
        return {"action": CHANGED, "fields": ["client_state"]}
    if client.get("integration_credential_id"):  # which is what changed
        return {"action": UNCHANGED}
    return {"action": CHANGED, "fields": ["date_to_delete"]}


def _object(part, paths, deletes):
    """What was done to one object. deletes: by the task; of what nobody could look at the diff says nothing."""
    before, after = (part["diff"].get(name) or {} for name in ("before", "after"))
    action = UNCHANGED
    if part["changed"]:
        gone = not after and (before or deletes)
        action = DELETED if gone else CHANGED if before else CREATED
    elif not part.get("resource"):
        return None  # nothing is there, and nothing is to be
    elif part.get("observed") is False:
        action = UNSEEN
    said = {"kind": part["kind"], "name": part["name"], "action": action}
    if action == UNCHANGED and part.get("not_seen"):
        said["not_seen"] = list(part["not_seen"])
    if action == CHANGED:
        names = sorted({*before, *after})
        said["fields"] = [name for name in names if before.get(name) != after.get(name)]
    reason = part.get("new_secret")
    if reason:
        said["new_secret"] = reason
        said["file"] = paths.get(part["name"], "") or (list(paths.values())[0] if len(paths) == 1 else "")
    return said


def _paths(task, params, result):
    """{title of what has a secret: path of its file}"""
    if not params or params.get("state") == "absent" or result.get("failed") and "resources" not in result:
        return {}
    if "resources" in result:
        steps = [(step.task, step.params) for step in Steps(params).chosen()]
    else:
        steps = [(task, params)] if "resource" in result else []
    found = {}
    for one, given in steps:
        path = given.get(_KEEPS_A_SECRET.get(getattr(one, "kind", ""), ""))
        if path:
            found[one_line(one.title(given))] = path
    return found
