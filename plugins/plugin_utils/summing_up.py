# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action that shows what the tasks of the play did, tenant by tenant. It runs on the controller only."""

from __future__ import annotations

import os
from contextlib import suppress

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.plugin_utils import selected, summary
from ansible_collections.cxops.genesys.plugins.plugin_utils.declarations import declaration
from ansible_collections.cxops.genesys.plugins.plugin_utils.guarded import PLAYBOOK
from ansible_collections.cxops.genesys.plugins.plugin_utils.journal import JOURNAL, play_of
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

COLOURS = {summary.FAILED: C.COLOR_ERROR, summary.CHANGED: C.COLOR_CHANGED, summary.FOUND: C.COLOR_OK}
DESIGNER_ENV = "Enter the transaction DesignerEnv by hand: %s %s its values and %s how."
DEFECT = "There is no summary: unexpected %s. This is a defect of the collection: please report it."


OPTIONS = ArgumentSpecValidator(
    {"show": {"type": "bool", "default": True}, "require_part": {"type": "bool", "default": False}}
)


class SummaryAction(ActionBase):
    """The summary of a play. It makes no request, and changes nothing.

    show: whether there is one. require_part: fail where the run's tags select nothing of the play.
    """

    _VALID_ARGS = frozenset(("show", "require_part"))
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        """Print the text, and return the same as data."""
        result, task_vars = dict(super().run(tmp, task_vars), changed=False), task_vars or {}
        given = OPTIONS.validate(dict(self._task.args))
        if given.error_messages:
            return dict(result, failed=True, msg=given.errors.msg)
        if given.validated_parameters["show"]:
            try:
                result["summary"] = self._summary(task_vars)
            except Exception as error:  # what the play did stays done
                result["warnings"] = [DEFECT % type(error).__name__]
        if given.validated_parameters["require_part"]:
            result.update(self._nothing_selected(task_vars))
        return result

    def _nothing_selected(self, task_vars):
        """What the result says where the tags select nothing. One of our playbooks that another one imports only warns: the tags
        are that one's."""
        problem, name = selected.problem(self._task, task_vars), str(task_vars.get(PLAYBOOK, ""))
        if not problem:
            return {}
        if name and not selected.is_of_command_line(name):
            return {"warnings": [problem]}
        return {"failed": True, "msg": problem}

    def _summary(self, task_vars):
        play = play_of(self._task)
        entries = JOURNAL.of(play)
        is_cloud = str(task_vars.get("cxops_genesys_playbook", "")).startswith("cloud")
        is_cloud = is_cloud or bool(entries) and all(entry["is_cloud"] for entry in entries)
        tenants = self._tenants(task_vars, entries, is_cloud)
        JOURNAL.close(play)
        check_mode = bool(self._task.check_mode)
        if "json" not in C.DEFAULT_STDOUT_CALLBACK:  # whoever reads that wants nothing else on standard output
            for status, line in summary.lines(tenants, check_mode, "organisation" if is_cloud else "tenant"):
                self._display.display(line, color=COLOURS.get(status))
        return summary.data(tenants, check_mode)

    def _tenants(self, task_vars, entries, is_cloud):
        """A Tenant for each host and tenant id, also for hosts that had nothing to do."""
        alive, batch = (
            set(map(str, task_vars.get(name) or ())) for name in ("ansible_play_hosts", "ansible_play_batch")
        )
        found, asked = {}, set()
        for entry in entries:
            one = found.setdefault((entry["host"], folded(entry["tenant_id"])), summary.Tenant(entry["host"]))
            one.tenant_id = entry["tenant_id"]
            one.add(entry)
            one.about = entry["place"] or one.about
            if entry["has_designer_env"]:
                asked.add(entry["host"])
        tenants, told = [], batch | {entry["host"] for entry in entries}
        for host in map(str, task_vars.get("ansible_play_hosts_all") or ()):
            if host not in told and host in alive:
                continue  # of another batch of serial
            own = [one for (name, _id), one in found.items() if name == host] or [summary.Tenant(host)]
            own[-1].is_failed = host not in alive and not any(one.failures for one in own)
            for one in own:
                one.goes_on = host in alive
            tenants += own
        for one in () if is_cloud else tenants:
            # The variables of a host take their time, so those of one of which nothing else is to be told are not looked at.
            is_wanted = one.needs_details or one.host in asked or len(tenants) == 1
            self._complete(one, task_vars["hostvars"][one.host] if is_wanted else {})
        return tenants

    def _complete(self, one, variables):
        """Add what the host's variables tell of the tenant, as far as they are about this very one."""
        own_id, domains = _value(variables, "tenant_id"), []
        own_id = own_id if isinstance(own_id, str) else ""  # of another shape it may be anything, which is not shown
        one.tenant_id = one.tenant_id or own_id
        if one.tenant_id and one.tenant_id == own_id:
            center = _value(variables, "tenant_contact_center")
            domains = center.get("domains") if isinstance(center, dict) else []
            self._look_at_designer_env(one, variables)
        domains = [domains] if isinstance(domains, str) else domains if isinstance(domains, list) else []
        domains = [name for name in domains if isinstance(name, str)]
        words = [one.tenant_id, "domains %s" % ", ".join(domains) if domains else "", one.about]
        one.about = "; ".join(word for word in words if word)

    def _look_at_designer_env(self, one, variables):
        """The role's file for DesignerEnv, if this run wrote it and it is the one that the host's variables name."""
        path = _value(variables, "digital_channels_designer_env_file")
        made = _value(variables, "digital_channels__designer_env")
        if (
            one.is_failed and isinstance(made, dict) and made.get("failed")
        ):  # a task of Ansible's own, which writes no journal
            one.failures.append({"name": "DesignerEnv", "message": str(made.get("msg", summary.SEEN_ELSEWHERE))})
        if path and os.path.lexists(path) and any(two["action"] != summary.DELETED for two in one.objects.values()):
            one.files.append(path)
        if not path or not isinstance(made, dict) or not made.get("changed"):
            return
        if made.get("path", path) == path:
            if not _value(variables, "digital_channels_designer_env_tasks_file"):
                words = ("will hold", "say") if self._task.check_mode else ("holds", "says")
                one.by_hand.append(DESIGNER_ENV % (path, *words))


def _value(variables, name):
    """The value of a host's variable; None where there is none, or none that can be told."""
    with suppress(KeyError, AnsibleError):
        return declaration(name, plain(variables[name]))
    return None
