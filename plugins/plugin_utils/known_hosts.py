# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible knows of the hosts of a play and of the inventory, as the guards of a task need it."""

from __future__ import annotations

from contextlib import suppress

from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.template import Templar
from ansible.utils.vars import load_extra_vars

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import platform_url
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import digest
from ansible_collections.cxops.genesys.plugins.plugin_utils import elsewhere, guard, same_ids
from ansible_collections.cxops.genesys.plugins.plugin_utils.declarations import declaration
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import template, variables_of
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain


class KnownHosts:
    """The hosts as one task on one of them sees them. name: of its host. memory: what the tasks of the run share."""

    def __init__(self, action, task_vars, memory):
        self._action = action
        self._vars = task_vars
        self._memory = memory
        self._task = str(action._task._uuid)
        self.name = str(task_vars.get("inventory_hostname", ""))

    def names(self):
        """The names of all hosts of the play, not only of a batch of ``serial``."""
        return [str(name) for name in self._vars.get("ansible_play_hosts_all") or [self.name]]

    def extra(self):
        """The extra variables, which nobody but who starts the run gives."""
        return load_extra_vars(self._action._loader)

    def own_switch(self, name):
        """Whether an ordinary switch is on."""
        return boolean(value_of(self.own, name) or False, strict=False)

    def own(self, name):
        """A variable of this host as this task sees it; KeyError where there is none."""
        return declaration(name, self.own_value(name))

    def own_value(self, name):
        """The same, but a text such as JSON stays one."""
        return plain(template(self._action._templar, self._vars[name], "raw"))

    def of(self, host):
        """A function for the variables of a host as the inventory, facts and extra variables give them."""
        value = variables_of(host, self._vars["hostvars"], self._action._loader)
        return lambda name: declaration(name, plain(value(name)))

    def own_ids(self):
        """{host: own_id} of all hosts of the inventory and the play; it is read once for a task."""
        key = digest("own ids", self._task)
        with self._memory.turn(key):
            known = self._memory.recall(key)
            if not known:
                hosts = list(map(str, self._vars.get("groups", {}).get("all", ()))) + self.names()
                known = [{host: self.own_id(host) for host in hosts}]
                self._memory.record(key, known[0])
        return known[0]

    def own_id(self, host):
        """The tenant_id that a host has without the extra variables; "" where it has none, or none that can be told.

        Its template may use the extra variables.
        """
        return str(value_of(self._without_extra(host, ("tenant_id",)), "tenant_id") or "")

    def _without_extra(self, host, names):
        """A function for these variables of a host as they are without the extra ones; of a contact center it gives the id alone.

        It raises KeyError for one that there is not, and AnsibleError for one that cannot be evaluated.
        """
        manager = without_extra(self._vars["hostvars"])
        known = manager.get_vars(host=manager._inventory.get_host(host), include_hostvars=False)
        variables = {name: known[name] for name in names if name in known}
        others = {name: one for name, one in self._vars["hostvars"].raw_get(host).items() if name not in names}
        templar = Templar(loader=self._action._loader, variables={**others, **variables})

        def value(name):
            written = variables[name]
            written = {"id": written.get("id")} if isinstance(written, dict) else written
            found = plain(template(templar, written))
            if is_template(found):  # before ansible-core 2.19, of what cannot be evaluated the text is left
                raise AnsibleError("%s cannot be evaluated." % name)
            return declaration(name, found)

        return value

    def host(self, name, read, params=None):
        """The host as the guards see it. read: a function for its variables. params: a task's options, for the platform."""
        center, found = _members(read, "tenant_contact_center"), _members(read, "genesys_contact_center")
        wanted = (params or {}).get("tenant_id") or value_of(read, "tenant_id")
        digital = value_of(read, "digital_channels_contact_center_id")
        ids = [str(one) for one in (wanted, center.get("id"), digital) if one and isinstance(one, str)]
        domains = [one for part in (center, found) for one in _texts(part.get("domains"))]
        host = {
            "name": name,
            "ids": tuple(dict.fromkeys(folded(one) for one in ids)),
            "domains": tuple(dict.fromkeys(domains)),
            "platform": platform_url(value_of(read, "genesys_environment_url") or value_of(read, "genesys_auth_url")),
            "is_named": "tenant_id" not in self.extra(),
            "digital": _another(digital, center.get("id") or wanted),
        }
        try:
            host["is_protected"] = switch_of(read, guard.PROTECTED)
            host["is_discovered"] = bool(value_of(read, guard.DISCOVERED))
            host["may_be_discovered"] = switch_of(read, guard.TEARDOWN_DISCOVERED)
        except InvalidInput as error:
            host["problem"] = "%s: %s" % (name, error.message.rstrip("."))
        return guard.Host(**host)

    def declared_by_all(self):
        """What each host of the inventory declares; it is read once for a task."""
        key = digest("declared", self._task)
        with self._memory.turn(key):
            known = self._memory.recall(key)
            if not known:
                hosts = self._vars.get("groups", {}).get("all", ())
                found = [elsewhere.read(host, self._without_secrets(host)) for host in hosts]
                known = [[one.as_dict() for one in found]]
                self._memory.record(key, known[0])
        return [elsewhere.Declared.loaded(one) for one in known[0]]

    def named_by_all(self):
        """{id: those who name it} of each id that another host of the inventory may name, too; it is read once for a task."""
        key = digest("named", self._task)
        with self._memory.turn(key):
            known = self._memory.recall(key)
            if not known:
                hosts = self._vars.get("groups", {}).get("all", ())
                least = 1 if "tenant_id" in self.extra() else 2  # then the host of the task does not name its own
                found = same_ids.by_id(map(self.named, hosts), least)
                known = [{identity: [one.as_dict() for one in those] for identity, those in found.items()}]
                self._memory.record(key, known[0])
        return {identity: list(map(same_ids.Named.loaded, those)) for identity, those in known[0].items()}

    def named(self, host):
        """What a host of the inventory names."""
        return same_ids.named(host, self._named_by(host))

    def with_domains(self):
        """{login domain in lower case: the hosts of the inventory that declare it}; it is read once for a task."""
        key = digest("domains", self._task)
        with self._memory.turn(key):
            known = self._memory.recall(key)
            if not known:
                known = [{}]
                for host in map(str, self._vars.get("groups", {}).get("all", ())):
                    for domain in {folded(one) for one in self.texts_of(host, "tenant_contact_center")}:
                        known[0].setdefault(domain, []).append(host)
                self._memory.record(key, known[0])
        return known[0]

    def _named_by(self, host):
        """A function for the ids of a host, its own one where an extra variable gives every host the same tenant."""
        value = self._without_secrets(host)

        def read(name):
            if name == "tenant_id" and name in self.extra():
                return self.own_id(host)
            with suppress(LookupError):
                return value(name)
            return None

        return read

    def texts_of(self, host, name):
        """The login domains or primary addresses in a variable of a host without the extra variables; [] where they cannot be told."""
        known = self._vars["hostvars"].raw_get(host)
        if {"tenant_id", name}.intersection(self.extra()):
            manager = without_extra(self._vars["hostvars"])
            own = manager.get_vars(host=manager._inventory.get_host(host), include_hostvars=False)
            known = dict(known, tenant_id=self.own_id(host), **{name: own.get(name)})
        templar = Templar(loader=self._action._loader, variables=known)
        written = same_ids.without_secrets(known.get(name))
        return same_ids.texts_of(
            value_of(lambda name: declaration(name, plain(template(templar, written, "raw"))), name)
        )

    def protected(self):
        """[what it declares, why that cannot be told, or ""] of each host of the inventory whose tenant is protected; it is read once for a task.

        Extra variables that tell which tenant is meant are about the tenant of this run, so here they do not count.
        """
        key = digest("protected", self._task)
        with self._memory.turn(key):
            known = self._memory.recall(key)
            if not known:
                raw = self._vars["hostvars"].raw_get
                hosts = [host for host in self._vars.get("groups", {}).get("all", ()) if guard.PROTECTED in raw(host)]
                known = [[one for one in map(self._protected, hosts) if one]]
                self._memory.record(key, known[0])
        return [(elsewhere.Declared.loaded(one), problem) for one, problem in known[0]]

    def _protected(self, host):
        problem, unknown = "", []
        try:
            if not switch_of(self.of(host), guard.PROTECTED):
                return None
        except InvalidInput as error:
            problem = "%s: %s" % (host, error.message.rstrip("."))
        own = self._without_extra(host, _OF_PROTECTED)

        def value(name):
            try:
                return own(name) if name in _OF_PROTECTED else None
            except KeyError:
                return None
            except AnsibleError:
                unknown.append(name)
                return None

        found = elsewhere.read(host, value)
        if unknown and unknown != ["genesys_auth_url"]:
            problem = "%s protects its tenant, and which one that is cannot be told: its %s cannot be evaluated, or has a wrong shape"
            problem %= (host, unknown[0])
        return [found.as_dict(), problem]

    def _without_secrets(self, host):
        """A function for a host's variables, which evaluates no more than it has to: not the secrets in an item, where that can be."""
        raw, evaluated, extra = self._vars["hostvars"].raw_get(host), self.of(host), self.extra()

        def value(name):
            written = raw.get(name)
            if name in elsewhere.OF_ITS_ID and name in extra:
                return None  # it is about the tenant of this run, whichever host has it
            if name in elsewhere.OF_ITS_ID and isinstance(written, dict) and not is_template(written.get("id")):
                return {"id": plain(written.get("id"))}
            if name in elsewhere.OF_ITS_ID:
                return evaluated_or_not(name)
            if isinstance(written, list) and all(isinstance(item, dict) for item in written):
                items = [{key: item[key] for key in _OF_AN_ITEM if key in item} for item in written]
                if not is_template(items):
                    return plain(items)
            elif isinstance(written, dict) and name not in elsewhere.LISTS:
                return bool(written)  # only whether there is one counts
            return evaluated_or_not(name)

        def evaluated_or_not(name):
            if name not in raw:
                return None
            try:
                return evaluated(name) if is_template(raw[name]) else declaration(name, plain(raw[name]))
            except (KeyError, AnsibleError):
                raise LookupError(name) from None

        return value


def without_extra(hostvars):
    """The variable manager behind hostvars, without extra variables. A copy: Ansible's own stays as it is."""
    manager = hostvars._variable_manager
    copy = object.__new__(type(manager))
    copy.__dict__.update(manager.__dict__, _extra_vars={})
    return copy


def value_of(read, name):
    """The variable's value; None where there is none, or none that can be told."""
    with suppress(KeyError, AnsibleError):
        value = read(name)
        return None if isinstance(value, str) and "{{" in value else value
    return None


_OF_AN_ITEM = ("client_id", "url", "state")
_OF_PROTECTED = ("tenant_id", "tenant_contact_center", "digital_channels_contact_center_id", "genesys_auth_url")


def is_template(value):
    """There is a template somewhere in the value."""
    if isinstance(value, dict):
        return any(map(is_template, value.values()))
    if isinstance(value, list):
        return any(map(is_template, value))
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def _members(read, name):
    value = value_of(read, name)
    return value if isinstance(value, dict) else {}


def _another(identity, own):
    """The id if it is another one than its own, else ""."""
    texts = isinstance(identity, str) and isinstance(own, str)
    return folded(identity) if texts and identity and own and folded(identity) != folded(own) else ""


def _texts(value):
    members = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [str(one) for one in members if one]


def switch_of(read, name):
    """A guard's switch, False where the variable does not exist. Raises InvalidInput."""
    try:
        value = read(name)
    except KeyError:
        return False
    except AnsibleError:
        raise InvalidInput("%s cannot be evaluated." % name, field=name) from None
    return guard.is_set(name, value)
