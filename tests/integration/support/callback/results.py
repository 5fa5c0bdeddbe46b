# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes each task's result as a line of JSON, for tests; ansible-core's own output stays as users see it."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: results
type: notification
short_description: Task results as lines of JSON
description: Appends each task's result to the file that the variable CXOPS_RESULTS names.
"""


class CallbackModule(CallbackBase):
    """Collects what Ansible itself would show of each task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "results"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, kind, result):
        shown = result.result if hasattr(result, "result") else result._result
        task = result.task if hasattr(result, "task") else result._task
        host = result.host if hasattr(result, "host") else result._host
        line = {"kind": kind, "task": task.get_name(), "host": host.get_name(), "result": shown}
        with open(os.environ["CXOPS_RESULTS"], "a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result):
        """A task that went well."""
        self._write("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task that failed."""
        self._write("failed", result)
