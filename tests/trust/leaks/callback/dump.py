# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of a run as one JSON document on stdout, as callbacks for machines give it."""

from __future__ import annotations

import json

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: dump
type: stdout
short_description: The whole run as JSON
description: Prints plays, tasks with their arguments and variables, results by host, and the statistics, when the run ends.
"""


class CallbackModule(CallbackBase):
    """Keeps everything that Ansible hands to a callback."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "dump"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plays = []

    def v2_playbook_on_play_start(self, play):
        """A play begins."""
        self.plays.append({"play": play.get_name(), "vars": play.get_vars(), "tasks": []})

    def v2_playbook_on_task_start(self, task, is_conditional):
        """A task begins."""
        about = {"task": task.get_name(), "args": task.args, "action": task.action, "vars": task.vars}
        self.plays[-1]["tasks"].append(dict(about, path=task.get_path(), hosts={}))

    v2_playbook_on_handler_task_start = v2_playbook_on_task_start

    def _keep(self, result, *args, **kwargs):
        shown = result.result if hasattr(result, "result") else result._result
        host = result.host if hasattr(result, "host") else result._host
        self.plays[-1]["tasks"][-1]["hosts"].setdefault(host.get_name(), []).append(shown)

    v2_runner_on_ok = v2_runner_on_failed = v2_runner_on_skipped = v2_runner_on_unreachable = _keep
    v2_runner_item_on_ok = v2_runner_item_on_failed = v2_runner_item_on_skipped = v2_runner_retry = _keep
    v2_runner_on_async_poll = v2_runner_on_async_ok = v2_runner_on_async_failed = v2_on_file_diff = _keep

    def v2_playbook_on_stats(self, stats):
        """The end."""
        found = {host: stats.summarize(host) for host in stats.processed}
        self._display.display(json.dumps({"plays": self.plays, "stats": found}, default=str, indent=4))
