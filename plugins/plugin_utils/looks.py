# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a role that writes has looked at its tenant or organisation in this run: who skips that task must not write to another one."""

from __future__ import annotations

from contextlib import suppress

from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import platform_url
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_list import TWINS
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import digest
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import template
from ansible_collections.cxops.genesys.plugins.plugin_utils.guard import NOTHING
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import CLIENTS, ROLE_OF_CLIENTS

_ROLE = "cxops.genesys."
_WHOLE = _ROLE + "provision_tenant"  # looks for the roles that it imports, too
LOOKS = {  # role to the name of its task
    _WHOLE: "Find the environment and the contact center",
    _ROLE + "tenant": "Find the environment and the contact center",
    _ROLE + "digital_channels": "Find the tenant's contact center",
}
_PLACE = ("cloud_region", "cloud_api_url", "cloud_login_url", "cloud_organization", "cloud_client_id")
_NAMED = ("name", "new_name", "client_id", "state")  # of a client of the list
_NEEDS = (
    "%s Each run of the role needs its %s: do not leave it out with --skip-tags always or --step, start there with "
    "--start-at-task, and do not ignore its failure."
)


def looks_of(action, task_vars, memory):
    """The Looks of a task's role."""
    kind = CloudLooks if task_vars.get("ansible_role_name") == ROLE_OF_CLIENTS else Looks
    return kind(action, task_vars, memory)


class Looks:
    """The look of a role on one host. memory: what the tasks of the run share.

    The last look counts, and only for its own tenant: one host may handle several, one after the other.
    """

    def __init__(self, action, task_vars, memory):
        role = task_vars.get("ansible_role_name")
        self._looker = _WHOLE if _WHOLE in (task_vars.get("ansible_parent_role_names") or ()) else role
        self._action = action
        self._vars = task_vars
        self._memory = memory
        self._key = digest("look", self._looker, task_vars.get("inventory_hostname"))
        self._is_tenant = hasattr(getattr(action, "task", None), "declared")

    def begin(self):
        """Forget the look before, if this task is one: it may fail wherever it wants to."""
        if self._is_look():
            self._memory.record(self._key, None)

    def end(self, result):
        """Keep that this task has looked, if it is a look that has gone well."""
        if self._is_look() and not result.get("failed"):
            self._memory.record(self._key, self._about())

    def check(self):
        """Refuse a role's task that writes where the role has not looked at this tenant. Raises InvalidInput."""
        if self._is_tenant or self._looker not in LOOKS:
            return
        about = self._about()
        if (self._memory.recall(self._key) or [None])[0] != about:
            raise InvalidInput(
                "No look at the tenant%s has gone well in this run, so whose environment and contact center this is about is not known."
                % (" " + about[0] if about[0] else ""),
                _NEEDS % (NOTHING, 'task "%s"' % LOOKS[self._looker]),
                field="tenant_id",
            )

    def _is_look(self):
        given = self._action._task.args
        writes = given.get("state", "present") == "present" and not given.get("validate_only")
        return self._is_tenant and self._looker in LOOKS and writes

    def _about(self):
        """The tenant and its platform, as the role's variables have them: a look and what follows it may have other options."""
        urls = [platform_url(self._value(name)) for name in ("genesys_auth_url", "genesys_environment_url")]
        return [folded(str(self._value("tenant_id") or "")), *urls]

    def _value(self, name):
        with suppress(KeyError, AnsibleError):
            return plain(template(self._action._templar, self._vars[name]))
        return None


class CloudLooks(Looks):
    """As Looks, for the OAuth clients of an organisation: what a look has found is of no use in another one, or for another list."""

    _passed = set()  # the loops of this process whose first item was checked: to evaluate the list may take its time

    def end(self, result):
        """Keep that this task has looked. One that compares has done so, whatever differs."""
        if self._is_look() and ("report" in result or not result.get("failed")):
            self._memory.record(self._key, self._about())

    def check(self):
        """Refuse a task that goes by a look at another organisation or list, or by none. Raises InvalidInput."""
        task = self._action._task
        loop = (self._key, str(task._uuid))
        if CLIENTS in task.args or loop in self._passed:
            return
        seen = (self._memory.recall(self._key) or [None])[0]
        # The task that reports has no options of its own, so it goes by the variables.
        if seen is None or any(one not in (None, two) for one, two in zip(self._about(), seen)):
            raise InvalidInput(
                "No look at the OAuth clients has gone well in this run.",
                _NEEDS % (NOTHING, "first task"),
                field=CLIENTS,
            )
        self._passed.add(loop)

    def _is_look(self):
        given = self._action._task.args
        return CLIENTS in given and given.get("look_for") != TWINS

    def _about(self):
        """Digests of the clients, and of the organisation by the variables and by the task's options, or None for these."""
        options = getattr(self._action, "_checked", None) or {}
        clients = self._value(CLIENTS) if options.get(CLIENTS) is None else options[CLIENTS]
        if isinstance(clients, list):
            clients = [
                [str(one.get(name) or "") for name in _NAMED] if isinstance(one, dict) else str(one) for one in clients
            ]
        by_variables = [str(self._value("genesys_" + name) or "") for name in _PLACE]
        by_options = [str(options.get(name) or "") for name in _PLACE]
        return [digest(one).hex() for one in (clients or [], by_variables)] + [
            options and digest(by_options).hex() or None
        ]
