# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories of several sources, read in this process as ansible-core's InventoryManager reads them."""

from __future__ import annotations

import functools

import yaml
from ansible import constants
from ansible.inventory.data import InventoryData
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.doc_fragments import constructed, inventory_cache
from ansible.plugins.loader import inventory_loader
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

from ansible_collections.cxops.genesys.plugins.doc_fragments import auth_plugin
from ansible_collections.cxops.genesys.plugins.inventory import tenants


@functools.cache
def _prepare(kind, module):
    """Make the options of a plugin known, as Ansible's loader does; returns the plugin's name."""
    name = "cxops.genesys." + module.__name__.rsplit(".", 1)[-1]
    parts = [auth_plugin, *((constructed, inventory_cache) if kind == "inventory" else ())]
    texts = [part.ModuleDocFragment.DOCUMENTATION for part in parts]
    options = {}
    for text in [*texts, module.DOCUMENTATION]:
        options.update(yaml.safe_load(text)["options"])
    constants.config.initialize_plugin_configuration_definitions(kind, name, options)
    return name


def loaded(kind, module, plugin):
    """The plugin, new, with its options known."""
    made = plugin()
    made._load_name = _prepare(kind, module)
    made._redirected_names = []  # which ansible-core 2.18 wants
    return made


class Read:
    """What some sources give together. warnings: of our plugin and of ansible-core, in order."""

    def __init__(self, *sources, cache=False):
        loader, self.warnings = DataLoader(), []
        self.data = InventoryData()
        say, Display.warning = Display.warning, lambda _display, text, **_more: self.warnings.append(str(text))
        try:
            for source in map(str, sources):
                self.data.current_source = source
                self._plugin(source).parse(self.data, loader, source, cache=cache)
                self.data.processed_sources.append(source)
            self.data.reconcile_inventory()
        finally:
            Display.warning = say
        manager = InventoryManager(loader, sources=list(map(str, sources)), parse=False)
        manager._inventory = self.data
        self._variables = VariableManager(loader, manager)

    @staticmethod
    def _plugin(source):
        if source.endswith(tenants.FILES):
            return loaded("inventory", tenants, tenants.InventoryModule)
        return inventory_loader.get("yaml" if source.endswith((".yml", ".yaml")) else "ini")

    @property
    def hosts(self):
        """The names of all hosts."""
        return set(self.data.hosts)

    @property
    def said(self):
        """All warnings as one text."""
        return "\n".join(self.warnings)

    def variables(self, host):
        """The variables of a host as a task gets them, files of variables included, without those about all hosts."""
        found = self._variables.get_vars(host=self.data.hosts[host], include_hostvars=False)
        return {name: value for name, value in found.items() if name not in ("groups", "omit")}

    def connection(self, host):
        """The variables that say where a host's tasks run."""
        names = ("ansible_connection", "ansible_host", "ansible_python_interpreter")
        return {name: value for name, value in self.variables(host).items() if name in names}

    def groups(self, host):
        """The names of a host's groups."""
        return {one.name for one in self.data.hosts[host].get_groups()} - {"all"}
