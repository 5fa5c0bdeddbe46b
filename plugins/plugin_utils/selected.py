# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the tags of a run select anything of a play, as Ansible itself decides: a green run has done something."""

from __future__ import annotations

import os
from pathlib import Path

from ansible import context
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.playbook.block import Block

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import TAGS

ONE_TASK = "genesys_one_task"
_ALWAYS, _EVERYTHING = "always", {"all"}
_SPECIAL = {_ALWAYS, "never"}
_PLAYBOOKS = Path(__file__).resolve().parents[2] / "playbooks"


def problem(task, task_vars):
    """A sentence that says why nothing was done, if the run's tags select no task of the play but those that always run; else ''.

    task: of the play. ``--tags always`` asks for no more than those.
    """
    play = task.get_play()
    if set(play.only_tags) == {_ALWAYS} or (set(play.only_tags) == _EVERYTHING and not play.skip_tags):
        return ""
    parts = [one for one in _tasks(play.compile()) if not one.action.endswith("meta") and _ALWAYS not in one.tags]
    if not parts or any(one.evaluate_tags(play.only_tags, play.skip_tags, task_vars) for one in parts):
        return ""
    if boolean(task_vars.get(ONE_TASK, False), strict=False):
        return (
            "Nothing was done: with %s no tag selects a part. Leave the tags out, or leave %s out and use the tags %s."
            % (ONE_TASK, ONE_TASK, ", ".join(TAGS))
        )
    found = {str(tag) for one in parts for tag in one.tags} - _SPECIAL
    return "Nothing was done: the tags of this run select no part. These tags exist: %s." % ", ".join(sorted(found))


def refuse_skipped_parts(task, given):
    """One task for the whole tenant is not to do what ``--skip-tags`` leaves out. Raises InvalidInput.

    given: the task's options.
    """
    skipped = sorted(set(TAGS).intersection(task.get_play().skip_tags))
    if skipped and given.get("parts") is None:
        raise InvalidInput(
            "With %s no part is left out by --skip-tags (%s)." % (ONE_TASK, ", ".join(skipped)),
            "Nothing was written. Leave %s or these tags out." % ONE_TASK,
            field="parts",
        )


def is_of_command_line(name):
    """Whether the collection's playbook of this name was started itself, and not imported by another one, whose tags are its own."""
    path = _PLAYBOOKS / (name + ".yml")
    for given in map(str, context.CLIARGS.get("args") or ()):
        stem, ending = os.path.splitext(given)
        if "cxops.genesys." + name in (given, stem if ending in (".yml", ".yaml") else given):
            return True
        if os.path.exists(given) and os.path.samefile(given, path):
            return True
    return False


def _tasks(blocks):
    """All tasks of these blocks."""
    for one in blocks:
        if isinstance(one, Block):
            yield from _tasks(one.block + one.rescue + one.always)
        else:
            yield one
