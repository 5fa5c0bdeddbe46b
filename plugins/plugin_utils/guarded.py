# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards of a task, fed with what Ansible knows of its play; what they decide is in guard.py."""

from __future__ import annotations

from contextlib import suppress

from ansible.errors import AnsibleError
from ansible.utils.vars import load_extra_vars

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import digest
from ansible_collections.cxops.genesys.plugins.plugin_utils import guard
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import template
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

ROLES = tuple("cxops.genesys." + name for name in ("auth_clients", "tenant", "digital_channels", "provision_tenant"))


class Guards:
    """The guards of one task on one host. memory: what the tasks of the run share."""

    def __init__(self, action, task_vars, memory):
        self._action = action
        self._vars = task_vars
        self._memory = memory
        self._task = str(action._task._uuid)
        self._name = str(task_vars.get("inventory_hostname", ""))
        self._is_ours = task_vars.get("ansible_role_name") in ROLES  # a magic variable, which no other one overrides

    def check(self, params):
        """Look at everything before the first request. Returns warnings; raises InvalidInput."""
        warnings = []
        if self._is_ours and params.get("state") == "absent" and hasattr(self._action.task, "declared"):
            warnings += self._teardown(params)
        return warnings

    def _teardown(self, params):
        """A role's teardown has to be confirmed, by a name for each host of the play."""
        extra, check_mode = self._extra(), self._action._task.check_mode
        given = plain(extra[guard.CONFIRM]) if guard.CONFIRM in extra else None
        if guard.CONFIRM in extra and given is None:
            given = ""  # defined, but empty
        elsewhere = guard.CONFIRM in self._vars and guard.CONFIRM not in extra
        own = self._host(self._name, self._own, params)
        guard.check_hosts([own])
        hosts = [str(name) for name in self._vars.get("ansible_play_hosts_all") or [self._name]]
        key = digest("teardown", hosts, given, elsewhere, check_mode)
        approved = self._memory.recall(key)
        if approved and approved[0].get(self._name) == list(own.ids):
            return []
        refused = digest("refused", key.hex(), self._task)
        if self._memory.recall(refused):
            raise InvalidInput(
                "The teardown is not confirmed.",
                "%s Another host of this task says more." % guard.NOTHING,
                field=guard.CONFIRM,
            )
        if self._host(self._name, self._of(self._name)).ids != own.ids:
            # The play gives the tenant by variables of its own, so the other hosts and tenants of the play cannot be known here.
            note = guard.check_teardown([own], given, check_mode, False, elsewhere)
            return [note] if note else []
        selected = [own if name == self._name else self._host(name, self._of(name)) for name in hosts]
        try:
            note = guard.check_teardown(selected, given, check_mode, True, elsewhere)
        except InvalidInput:
            self._memory.record(refused, True)
            raise
        self._memory.record(key, {host.name: list(host.ids) for host in selected})
        return [note] if note else []

    def _extra(self):
        """The extra variables, which nobody but who starts the run gives."""
        return load_extra_vars(self._action._loader)

    def _own(self, name):
        """A variable of this host as this task sees it; KeyError where there is none."""
        return plain(template(self._action._templar, self._vars[name]))

    def _of(self, host):
        """A function for the variables of a host as the inventory, facts and extra variables give them."""
        variables = self._vars["hostvars"][host]
        return lambda name: plain(variables[name])

    def _host(self, name, read, params=None):
        """The host as the guards see it. read: a function for its variables. params: a task's options, for the platform."""
        center, found = _members(read, "tenant_contact_center"), _members(read, "genesys_contact_center")
        wanted = (params or {}).get("tenant_id") or _value(read, "tenant_id")
        ids = [str(one) for one in (wanted, center.get("id")) if one and isinstance(one, str)]
        domains = [one for part in (center, found) for one in _texts(part.get("domains"))]
        host = {
            "name": name,
            "ids": tuple(dict.fromkeys(one.lower() for one in ids)),
            "domains": tuple(dict.fromkeys(domains)),
            "platform": str(_value(read, "genesys_environment_url") or _value(read, "genesys_auth_url") or ""),
            "is_named": "tenant_id" not in self._extra(),
        }
        try:
            host["is_protected"] = _switch(read, guard.PROTECTED)
            host["is_discovered"] = bool(_value(read, guard.DISCOVERED))
            host["may_be_discovered"] = _switch(read, guard.TEARDOWN_DISCOVERED)
        except InvalidInput as error:
            host["problem"] = "%s: %s" % (name, error.message.rstrip("."))
        return guard.Host(**host)


def _value(read, name):
    """The variable's value; None where there is none, or none that can be told."""
    with suppress(KeyError, AnsibleError):
        value = read(name)
        return None if isinstance(value, str) and "{{" in value else value
    return None


def _members(read, name):
    value = _value(read, name)
    return value if isinstance(value, dict) else {}


def _texts(value):
    members = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [str(one) for one in members if one]


def _switch(read, name):
    """A guard's switch, False where the variable does not exist. Raises InvalidInput."""
    try:
        value = read(name)
    except KeyError:
        return False
    except AnsibleError:
        raise InvalidInput("%s cannot be evaluated." % name, field=name) from None
    return guard.is_set(name, value)
