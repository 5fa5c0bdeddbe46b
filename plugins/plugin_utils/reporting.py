# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action that reports a comparison. It runs on the controller only."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources._verdict import counted
from ansible_collections.cxops.genesys.plugins.plugin_utils.in_process import MEMORY
from ansible_collections.cxops.genesys.plugins.plugin_utils.looks import CloudLooks, looks_of
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

OTHERS = "Of the other objects:"
OPTIONS = ArgumentSpecValidator(
    {
        "report": {"type": "list", "elements": "str", "required": True},
        "differences": {"type": "list", "elements": "dict", "required": True},
    }
)


class ReportAction(ActionBase):
    """The report of a comparison, whose lines stand once in the output.

    report, differences: what the comparison has returned. Ansible prints the message of a failed task apart from its result (since
    ansible-core 2.19) and in it, so the message is the number of differences, and the lines are a list of their own.
    """

    _VALID_ARGS = frozenset(("report", "differences"))
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Fail where there are differences. Makes no request, and changes nothing."""
        result = dict(super().run(tmp, task_vars), changed=False)
        given = OPTIONS.validate(dict(self._task.args))
        if given.error_messages:
            return dict(result, failed=True, msg=given.errors.msg)
        looks = looks_of(self, task_vars or {}, MEMORY)
        try:
            if isinstance(looks, CloudLooks):  # its comparison is a look
                looks.check()
        except InvalidInput as error:
            return dict(result, failed=True, msg=str(error))
        report, differences = (plain(given.validated_parameters[name]) for name in ("report", "differences"))
        result.update(
            failed=bool(differences), msg=counted(len(differences)), report=differences_first(report, differences)
        )
        return dict(
            result, _ansible_verbose_always=True
        )  # the callback of Ansible prints each member of a list on a line of its own


def differences_first(report, differences):
    """The lines of the report, those of objects that differ first."""
    starts = tuple("%s: " % one["name"] for one in differences)
    differing = [line for line in report if line.startswith(starts)]
    others = [line for line in report if not line.startswith(starts)]
    return differing + ([OTHERS] if differing and others else []) + others
