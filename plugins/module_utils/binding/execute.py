# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task and make its result, whoever asks: no AnsibleModule, no process exit, no state that outlives the call."""

from __future__ import annotations

import traceback

from ..core.errors import GenesysError
from ..core.spec import secret_values
from ..core.task import validate
from ..transport.services import Services
from .redaction import redact, revealed


def execute(task, params, check_mode=False, no_log=False, make_services=Services):
    """Returns the result as a dict; ``failed`` is in it when the task failed.

    task: from a resource's file. params: validated by Ansible. no_log: Ansible censors the task's output, so that
    secrets meant for the user may be in the result.
    """
    services, secrets = None, {}
    try:
        params = validate(task, params)
        services = make_services(params)
        with services:
            report = task.run(params, services, check_mode)
        result = dict(report.values, changed=report.changed)
        if report.diff:
            result["diff"] = report.diff
        if report.warnings:
            result["warnings"] = report.warnings
        secrets = revealed(report.secrets, no_log)
    except GenesysError as error:
        result = {"failed": True, "changed": False, "msg": str(error), "failure": error.failure()}
    except Exception as error:  # a defect of ours: say where, but show no values
        result = _defect(error)
    known = secret_values(task.options, params)
    result["requests"] = []
    if services is not None:
        known |= services.secrets
        result["requests"] = services.requests
        if services.statements:
            result["statements"] = services.statements
    return dict(redact(result, known), **secrets)


def _defect(error):
    place = traceback.extract_tb(error.__traceback__)[-1]
    message = "Unexpected %s in %s, line %s." % (type(error).__name__, place.filename.rsplit("/", 1)[-1], place.lineno)
    hint = "This is a defect of the collection, or an answer that no service should give: please report it."
    return {
        "failed": True,
        "changed": False,
        "msg": "%s %s" % (message, hint),
        "failure": {"code": "internal", "message": message, "hint": hint},
    }
