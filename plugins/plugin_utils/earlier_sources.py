# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of other inventory sources while one is read: hosts, groups and files of variables of those that were read before.

Sources that come later are not known. Nor are the folders beside playbooks, for no playbook was read yet.
"""

from __future__ import annotations

import os

from ansible.errors import AnsibleError
from ansible.inventory.helpers import get_group_vars
from ansible.inventory.host import Host
from ansible.utils.vars import combine_vars
from ansible.vars.plugins import get_vars_from_inventory_sources

from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.resources.inventory_hosts import Declared
from ansible_collections.cxops.genesys.plugins.plugin_utils.declarations import declaration
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import template
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

HOST_VARS = "host_vars"


class EarlierSources:
    """The sources that were read before this one. inventory, loader: Ansible's. path: of this source. extra: the extra variables."""

    def __init__(self, inventory, loader, path, templar, extra):
        self._loader = loader
        self._templar = templar
        self._extra = extra
        self._folder = os.path.dirname(path) or "."
        sources = [str(one) for one in inventory.processed_sources if one and (os.path.exists(one) or "," not in one)]
        folders = [one if os.path.isdir(one) else os.path.dirname(one) for one in sources]
        self._folders = list(dict.fromkeys(one or "." for one in folders + [self._folder]))
        self.hosts = dict(inventory.hosts)
        self.groups = dict(inventory.groups)

    def declared(self, name):
        """What a host of this name declares of its tenant, whether it is there or has files of variables only.

        Extra variables are no host's own.
        """
        host = self.hosts.get(name) or Host(name)
        if name not in self.hosts and not any(self._files(name, folder) for folder in self._folders):
            return Declared(name)
        try:
            known = self._variables(host)
        except AnsibleError:  # a file that needs a password of a vault, for example; whoever uses the host hears of it
            known = host.get_vars()
        self._templar.available_variables = combine_vars(known, self._extra)
        tenant_id, center = (self._evaluated(known, one) for one in ("tenant_id", "tenant_contact_center"))
        center_id = center.get("id") if isinstance(center, dict) else None
        texts = [folded(one.strip()) if isinstance(one, str) else "" for one in (tenant_id, center_id or tenant_id)]
        return Declared(name, *texts)

    def own_files(self, name):
        """Files and folders of host_vars beside this source for a host of this name, relative to the source."""
        found = [os.path.relpath(one, self._folder).split(os.sep) for one in self._files(name, self._folder)]
        return list(dict.fromkeys("/".join(one[:2]) for one in found))

    def _files(self, name, folder):
        beside = os.path.join(folder, HOST_VARS)
        return self._loader.find_vars_files(beside, name) if os.path.isdir(beside) else []

    def mixed_groups(self, tenants):
        """The names of the groups that have a host other than these, and of those below them: who joins one joins all above it."""
        mixed = {
            name
            for name, group in self.groups.items()
            if name != "all" and any(one.name not in tenants for one in group.get_hosts())
        }
        return {
            name
            for name, group in self.groups.items()
            if name in mixed or any(above.name in mixed for above in group.get_ancestors())
        }

    def _variables(self, host):
        """All variables of the host, by Ansible's own order."""
        groups = host.get_groups()
        parts = [
            get_group_vars(groups),
            get_vars_from_inventory_sources(self._loader, self._folders, groups, "all"),
            host.get_vars(),
            get_vars_from_inventory_sources(self._loader, self._folders, [host], "all"),
        ]
        known = {}
        for part in parts:
            known = combine_vars(known, part)
        return known

    def _evaluated(self, known, name):
        try:
            return declaration(name, plain(template(self._templar, known.get(name))))
        except Exception:  # of ansible-core 2.18, whatever a filter raises
            return None
