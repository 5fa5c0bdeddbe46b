# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes everything that Ansible tells a callback of its tasks as lines of JSON, in order, and what its parent process has imported."""

from __future__ import annotations

import json
import os
import sys

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: events
type: notification
short_description: Events as lines of JSON
description: Appends each event to the file that the variable CXOPS_RESULTS names.
"""
PLAIN = (dict, list, str, int, float, bool, type(None))
ANSIBLE = (
    "AnsibleUnsafe",
    "_Ansible",
    "AnsibleVault",
    "EncryptedString",
    "WarningSummary",
    "DeprecationSummary",
    "ErrorSummary",
)


class CallbackModule(CallbackBase):
    """One line for each event: kind, task, host, result, what else was told, and the kinds of values that JSON would hide."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "events"
    CALLBACK_NEEDS_ENABLED = True

    def _line(self, kind, task, result, **more):
        with open(os.environ["CXOPS_RESULTS"], "a", encoding="utf-8") as lines:
            lines.write(json.dumps(dict(more, kind=kind, task=task, result=result), default=str) + "\n")

    def _write(self, kind, result, **more):
        shown = result.result if hasattr(result, "result") else result._result
        task = result.task if hasattr(result, "task") else result._task
        host = result.host if hasattr(result, "host") else result._host
        self._line(kind, task.get_name(), shown, host=host.get_name(), odd=sorted(set(_odd(shown))), **more)

    def v2_runner_on_ok(self, result):
        """A task that went well."""
        self._write("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """A task that failed."""
        self._write("failed", result, ignored=bool(ignore_errors))

    def v2_runner_on_skipped(self, result):
        """A task that was skipped."""
        self._write("skipped", result)

    def v2_runner_on_unreachable(self, result):
        """A host that was not reached."""
        self._write("unreachable", result)

    def v2_runner_item_on_ok(self, result):
        """An item that went well."""
        self._write("item ok", result)

    def v2_runner_item_on_failed(self, result):
        """An item that failed."""
        self._write("item failed", result)

    def v2_runner_item_on_skipped(self, result):
        """An item that was skipped."""
        self._write("item skipped", result)

    def v2_runner_retry(self, result):
        """An attempt that was not the last one."""
        self._write("retry", result)

    def v2_runner_on_async_poll(self, result):
        """A look at an asynchronous task."""
        self._write("async poll", result)

    def v2_runner_on_async_ok(self, result):
        """An asynchronous task that went well."""
        self._write("async ok", result)

    def v2_runner_on_async_failed(self, result):
        """An asynchronous task that failed."""
        self._write("async failed", result)

    def v2_on_file_diff(self, result):
        """A diff that Ansible shows."""
        self._write("diff", result)

    def v2_playbook_on_task_start(self, task, is_conditional):
        """Before Ansible forks a process for the task."""
        libraries = [name for name in ("requests", "psycopg2", "urllib3") if name in sys.modules]
        self._line("start", task.get_name(), {}, parent=libraries)

    def v2_playbook_on_handler_task_start(self, task):
        """The same for a handler."""
        self._line("start", task.get_name(), {}, parent=[])

    def v2_playbook_on_stats(self, stats):
        """The recap."""
        self._line("stats", "", {host: stats.summarize(host) for host in sorted(stats.processed)})


def _odd(value):
    """Names of the kinds of values that would not come out of JSON as they are."""
    if isinstance(value, dict):
        for name, member in value.items():
            if not isinstance(name, str):
                yield "key %s" % type(name).__name__
            yield from _odd(member)
    elif isinstance(value, list):
        for member in value:
            yield from _odd(member)
    if type(value) not in PLAIN and not type(value).__name__.startswith(ANSIBLE):
        yield type(value).__name__
