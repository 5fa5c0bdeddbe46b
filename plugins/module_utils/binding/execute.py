# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task and make its result, whoever asks: no AnsibleModule, no process exit, no state that outlives the call."""

from __future__ import annotations

import traceback

from ..core.errors import GenesysError, one_line
from ..core.spec import secret_values
from ..core.task import validate
from ..transport.services import Services
from .redaction import redact, revealed

_SENTENCES = ("warnings", "report", "left_over", "teardown_notes")
_ENTRIES = ("diff", "resources", "differences", "not_verified", "stays")
_OF_THIS_MACHINE = ("invalid_input", "missing_library", "secret_file", "document_file")
# Of these; what an object has stands in members of theirs.
_NAMES = ("name", "text", "reason", "before_header", "after_header")


def execute(task, params, check_mode=False, no_log=False, make_services=Services):
    """Returns the result as a dict; ``failed`` is in it when the task failed.

    task: from a resource's file. params: validated by Ansible. no_log: Ansible censors the task's output, so that
    secrets meant for the user may be in the result.
    """
    services, secrets = None, {}
    try:
        params = validate(task, params)
        services = make_services(params)
        services.reveals, services.conceal = no_log, redact
        with services:
            report = task.run(params, services, check_mode)
        result = dict(report.values, changed=report.changed)
        if report.diff:
            result["diff"] = report.diff
        if report.warnings:
            result["warnings"] = report.warnings
        if report.error is not None:
            result.update(_failed(report.error, report.part, services))
        secrets = revealed(report.secrets, no_log)
    except Exception as error:
        result = dict(_failed(error, services=services), changed=False)
    known = secret_values(task.options, params)
    result["requests"] = []
    if services is not None:
        if services.warnings:
            result["warnings"] = services.warnings + result.get("warnings", [])
        known |= services.secrets
        result["requests"] = services.requests
        if services.statements:
            result["statements"] = services.statements
    return dict(_readable(redact(result, known)), **secrets)


def _readable(result):
    """The result with messages, titles and headers that a terminal can show: options and services may have anything in them.

    It comes after the secrets are masked, for it shortens what they would be found in. Values of objects stay as they are.
    """
    for name in _SENTENCES:
        if isinstance(result.get(name), list):
            result[name] = [one_line(text) for text in result[name]]
    for name in _ENTRIES:
        found = result.get(name)
        if isinstance(found, list):
            result[name] = [_named(one) if isinstance(one, dict) else one for one in found]
        elif isinstance(found, dict):
            result[name] = _named(found)
    if result.get("failed"):
        failure = _lined(result["failure"])
        for name in ("lines", "problems"):
            if name in failure:
                failure[name] = [one_line(one) if isinstance(one, str) else _lined(one) for one in failure[name]]
        result.update(failure=failure, msg=_message(failure))
    return result


def _named(entry):
    return dict(entry, **{name: one_line(entry[name]) for name in _NAMES if isinstance(entry.get(name), str)})


def _lined(entry):
    return {name: one_line(text) if isinstance(text, str) else text for name, text in entry.items()}


def _message(failure):
    first = " ".join(text for text in (failure["message"], failure.get("hint")) if text)
    return "\n".join([first, *failure.get("lines", ())])


def _failed(error, part="", services=None):
    """What a result says of an error. part: the title of the part of the task in which it came up."""
    failure = error.failure() if isinstance(error, GenesysError) else _defect(error)
    correlation_id = services.correlation_id if services is not None else None
    if correlation_id and not _is_of_this_machine(error):
        failure["correlation_id"] = correlation_id
        failure["message"] += " (inin-correlation-id: %s)" % correlation_id
    if part:
        failure.update(part=part, message="%s: %s" % (part, failure["message"]))
    return {"failed": True, "msg": _message(failure), "failure": failure}


def _is_of_this_machine(error):
    """The error is about options or files: no request failed, so that the service's name for the last one leads nobody anywhere."""
    if not isinstance(error, GenesysError) or "http_status" in error.details:
        return False
    return error.code in _OF_THIS_MACHINE or error.details.get("missing") == "secret"


def _defect(error):
    """A defect of ours: say where, but show no values."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return {
        "code": "internal",
        "message": "Unexpected %s in %s, line %s."
        % (type(error).__name__, place.filename.rsplit("/", 1)[-1], place.lineno),
        "hint": "This is a defect of the collection, or an answer that no service should give: please report it.",
    }
