# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tenant a task is about, for the journal of the run and for the headers of its diff."""

from __future__ import annotations

from contextlib import suppress

from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.core import checks
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import one_line
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import template
from ansible_collections.cxops.genesys.plugins.plugin_utils.journal import JOURNAL, entry_of, play_of
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

LOCALHOST = ("localhost", "127.0.0.1", "::1")
DEFECT = "What this task did is missing from the summary: unexpected %s. This is a defect of the collection: please report it."
CENSORED = "A task with no_log failed."


def recorded(action, result, task_vars):
    """The result of a task with its tenant in the headers of the diff. What it did goes into the journal of the run.

    A defect of ours in that is a warning: what the task did stays done.
    """
    try:
        params, host = action._checked or {}, str(task_vars.get("inventory_hostname", ""))
        tenant_id = params.get("tenant_id") or ("" if _is_cloud(action) else _text(action, task_vars, "tenant_id"))
        entry = _entry(action, params, result, task_vars)
        if entry:
            about = {"play": play_of(action._task), "host": host, "tenant_id": tenant_id}
            about.update(place=_place(params), is_cloud=_is_cloud(action))
            about["has_designer_env"] = bool(task_vars.get("digital_channels_designer_env_file"))
            JOURNAL.add(dict(entry, **about))
        diffs = result.get("diff")
        for diff in diffs if isinstance(diffs, list) else [diffs]:
            if isinstance(diff, dict) and "after_header" in diff:
                diff.update(_named(diff, _whose(host, tenant_id, params)))
    except Exception as error:
        result["warnings"] = result.get("warnings", []) + [DEFECT % type(error).__name__]
    return result


def told(error):
    """What ended a task, in words: Ansible's own, or where it is a defect nothing that could hold a secret."""
    return str(error) if isinstance(error, AnsibleError) else "Unexpected %s." % type(error).__name__


def _entry(action, params, result, task_vars):
    """What goes into the journal, or None.

    A look in check mode of a real run does nothing, and what Ansible is not to show is not kept.
    """
    failed, looks = result.get("failed"), params.get("state") == "checked" or params.get("find_only")
    if action._task.no_log:
        return {"failures": [{"name": "", "message": CENSORED}]} if failed else None
    if "ansible_job_id" in result:
        return None
    looks = looks or action._task.check_mode and not task_vars.get("ansible_check_mode", action._task.check_mode)
    return None if looks and not failed else entry_of(action.task, params, result)


def _named(diff, whose):
    names = ("before_header", "after_header")
    return {name: "%s (%s)" % (diff[name], whose) for name in names} if whose else {}


def _whose(host, tenant_id, params):
    """The tenant or organisation in a header."""
    parts = [host] if host and host not in LOCALHOST else []
    if tenant_id:
        parts.append("tenant %s" % tenant_id)
    elif params.get("contact_center_id"):
        parts.append("contact center %s" % params["contact_center_id"])
    elif params.get("cloud_organization"):
        parts.append("organisation %s" % params["cloud_organization"])
    return one_line(", ".join(parts))


def _place(params):
    """Where the tenant or organisation is."""
    names = ("cloud_organization", "cloud_api_url", "cloud_region", "environment_url", "auth_url")
    found = [str(params[name]) for name in names if params.get(name)]
    # A URL that is refused may hold credentials.
    found = [text for text in found if "://" not in text or checks.base_url(text) is None]
    return ", ".join(found[:2] if params.get("cloud_organization") else found[:1])


def _is_cloud(action):
    return any(option.arg == "cloud_region" for option in action.task.options)


def _text(action, task_vars, name):
    """The variable's text; empty where there is none, or none that can be told: of another shape it may be anything."""
    with suppress(KeyError, AnsibleError):
        value = plain(template(action._templar, task_vars[name]))
        return value if isinstance(value, str) and "{{" not in value else ""
    return ""
