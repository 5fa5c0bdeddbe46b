# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guards of a task, fed with what Ansible knows of its play; what they decide is in guard.py."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from ansible.module_utils.common.yaml import yaml_load

from ansible_collections.cxops.genesys.plugins.module_utils.core.checks import platform_url
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_list import LIST as CLIENTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_list import TEARDOWN
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import digest
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import AUTH, CLOUD, NEXUS, POSTGRESQL
from ansible_collections.cxops.genesys.plugins.plugin_utils import claims, elsewhere, guard, same_ids, selected
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import TEMPLATES_ARE_MARKED
from ansible_collections.cxops.genesys.plugins.plugin_utils.known_hosts import (
    KnownHosts,
    is_template,
    switch_of,
    value_of,
)
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain
from ansible_collections.cxops.genesys.plugins.plugin_utils.upcoming import ROLE_OF_CLIENTS

SWITCH = "cxops_genesys_in_process"
BY_VARIABLES = "cxops_genesys_variables"
DECLARATION = "cxops_genesys_declaration"  # set by the roles: of the variables, those that declare a tenant
PLAYBOOK = "cxops_genesys_playbook"  # set by the shipped playbooks
ROLES = tuple("cxops.genesys." + name for name in ("auth_clients", "tenant", "digital_channels", "provision_tenant"))
CONTROLS = (  # variables that steer the playbooks and plugins, and facts of the inventory plugin
    BY_VARIABLES,
    DECLARATION,
    PLAYBOOK,
    SWITCH,
    "genesys_cloud_organizations",
    "genesys_contact_center",
    "genesys_environment",
    selected.ONE_TASK,
    "genesys_regions",
    "genesys_settings",
    "genesys_state_dir",
    "genesys_teardown_dir",
    "genesys_summary",
    "genesys_tenants",
    guard.CONFIRM,
    guard.DISCOVERED,
    guard.IGNORED,
    guard.PROTECTED,
    guard.REQUIRE,
    guard.TEARDOWN_DISCOVERED,
    "tenant_id",
)


def _role_defaults():
    """The defaults of the collection's roles: variable to value."""
    found = {}
    for path in sorted((Path(__file__).resolve().parents[2] / "roles").glob("*/defaults/main.yml")):
        found.update(yaml_load(path.read_text(encoding="utf-8")))
    return found


DEFAULTS = _role_defaults()
KNOWN = frozenset(CONTROLS).union(DEFAULTS, (option.variable for option in AUTH + NEXUS + CLOUD + POSTGRESQL))


class Guards:
    """The guards of one task on one host. memory: what the tasks of the run share."""

    def __init__(self, action, task_vars, memory):
        self._action = action
        self._vars = task_vars
        self._memory = memory
        self._task = str(action._task._uuid)
        self._known = KnownHosts(action, task_vars, memory)
        self._name = self._known.name
        self._role = task_vars.get("ansible_role_name")  # a magic variable, which no other one overrides
        self._is_ours = self._role in ROLES

    def check(self, params):
        """Look at everything before the first request. Returns warnings; raises InvalidInput."""
        warnings = []
        if self._is_ours or PLAYBOOK in self._vars or self._known.own_switch(BY_VARIABLES):
            warnings += self._names()
        if "auth_url" in params:
            self._claim(params)
        if params.get(CLIENTS) == [] and params["look_for"] != TEARDOWN and self._role == ROLE_OF_CLIENTS:
            guard.check_clients(self._lists_of_others(), self._alike())
        if hasattr(self._action.task, "declared"):
            if self._is_ours and PLAYBOOK in self._vars and self._known.own_switch(selected.ONE_TASK):
                selected.refuse_skipped_parts(self._action._task, params)
            if self._is_ours and params.get("state") == "present" and self._known.own_switch(DECLARATION):
                self._refuse_texts()
            if params.get("state") == "present":
                self._refuse_contradictions(params)
            if params.get("state") == "absent":
                warnings += self._teardown(params)
            elif self._is_ours and params.get("parts") is None:
                warnings += self._declaration(params)
        return warnings

    def _refuse_texts(self):
        """The tasks of a role take the members of its variables; of a text such as JSON, which a module takes for a dict, there are none."""
        for option in self._action.task.options:
            written = self._vars.get(option.variable) if option.fields else None
            if not isinstance(written, str) and not (
                isinstance(written, list) and any(isinstance(o, str) for o in written)
            ):
                continue
            value = value_of(self._known.own_value, option.variable)
            if TEMPLATES_ARE_MARKED or not is_template(
                written
            ):  # before 2.19, a template of a dict may end as its text
                guard.check_no_text(option.variable, option.type, value)

    def _refuse_contradictions(self, params, names=()):
        """Another host of the inventory may name the same tenant, contact center or environment, and declare it otherwise.

        names: of all hosts whose tenants a teardown is about.
        """
        parts, url = params.get("ready_for"), platform_url(params.get("auth_url"))
        parts = params.get("parts") if parts is None else parts
        told = platform_url(value_of(self._known.own, "genesys_auth_url")) == url  # as in _placed()
        read = self._reader(params)
        own = replace(same_ids.named(self._name, read, None if names else parts), platform=url)
        self._refuse_contradiction(own, read, told, params["state"])
        for name in names:
            if name != self._name:
                read = partial(value_of, self._known.of(name))
                own = same_ids.named(name, read)
                self._refuse_contradiction(own if told else replace(own, platform=""), read, told, params["state"])

    def _refuse_contradiction(self, own, read, told, state):
        """The same for one host. own: what it names. read: a function for what it declares. told: whether variables tell the platforms."""
        declared = {name: same_ids.texts_of(read(name)) for name in ("tenant_contact_center", "tenant_environment")}
        key = digest("no contradiction", own.as_dict(), declared, told, state)
        if not own.ids or self._memory.recall(key):
            return
        others = self._known.named_by_all()
        others = {one.host: one for _kind, identity, _line in own.ids for one in others.get(identity, ())}
        shared = []
        if state == "absent":
            for domain in declared["tenant_contact_center"]:
                shared += [(host, domain) for host in self._known.with_domains().get(folded(domain), ())]
        others = {**{host: self._known.named(host) for host, _domain in shared}, **others}
        if not told:
            others = {name: replace(one, platform="") for name, one in others.items()}

        def texts(host, name):
            return self._known.texts_of(host, name) if host else declared[name]

        same_ids.check(own, others.values(), texts)
        same_ids.check_domains(own, [(others[host], domain) for host, domain in shared])
        self._memory.record(key, True)

    def _names(self):
        """Variables that look like misspelled ones of ours; somebody's own playbook is warned once."""
        found = guard.misspelled(self._vars, KNOWN, self._is_unset)
        if found and guard.IGNORED in self._vars:
            ignored = self._known.own(guard.IGNORED)
            ignored = ignored.replace(",", " ").split() if isinstance(ignored, str) else ignored or []
            found = {name: meant for name, meant in found.items() if name not in ignored}
        warnings = guard.check_names(found, PLAYBOOK in self._vars)
        key = digest("misspelled", found)
        if not warnings or self._memory.recall(key):
            return []
        self._memory.record(key, True)
        return warnings

    def _is_unset(self, name):
        """Whether the user has given the variable no value: what the roles' defaults say is none."""
        return name not in self._vars or plain(self._vars[name]) in (None, DEFAULTS.get(name))

    def _declaration(self, params):
        """A run that declares nothing would be green and mean nothing."""
        declares = self._action.task.declares
        if declares(params.get):
            return []
        own, others = self._known.host(self._name, self._known.own, params), False
        if own.is_discovered:
            others = any(declares(partial(value_of, self._known.of(host))) for host in self._known.names())
        warning = guard.check_declaration(own, False, others, switch_of(self._known.own, guard.REQUIRE))
        return [warning] if warning else []

    def _lists_of_others(self):
        """Whether another host of the play declares OAuth clients."""
        return any(value_of(self._known.of(host), CLIENTS) for host in self._known.names() if host != self._name)

    def _alike(self):
        """The names of variables that begin like those of OAuth clients and are none of them."""
        return sorted(
            name for name in self._vars if name.startswith("cloud_") and "__" not in name and name not in KNOWN
        )

    def _claim(self, params):
        """One host for a tenant: of a shipped playbook with -e tenant_id, and of any task that handles a whole tenant."""
        if PLAYBOOK in self._vars or self._is_ours:
            self._extra_tenant()
        if not (self._is_ours or hasattr(self._action.task, "declared")):
            return
        read = self._reader(params)
        tenant_id = str(read("tenant_id") or "")
        if value_of(self._known.own, guard.DISCOVERED):
            claims.check_found(self._name, tenant_id, partial(value_of, self._known.own))
        parts = params.get("parts")
        if not hasattr(self._action.task, "declared"):
            parts = claims.OF_ROLES.get(self._vars["ansible_role_name"].rpartition(".")[2])
        platform = platform_url(params.get("environment_url") or params.get("auth_url"))
        place = digest("claims", self._place())
        wanted = claims.of_task(read, parts, lambda value: digest("content", value).hex())
        with self._memory.turn(place):
            known = {}
            for one in wanted:
                key = digest(place.hex(), one.kind, one.id)
                known[key] = (self._memory.recall(key) or [{}])[0]
                for there, holder in known[key].items():
                    if not claims.differs(platform, there):
                        claims.check(self._name, holder, tenant_id, one, self._is_found)
                known[key] = dict(known[key], **{platform: [self._name, tenant_id, one.content]})
            for key, holders in known.items():
                self._memory.record(key, holders)

    def _extra_tenant(self):
        """A tenant_id of -e is for one host, and for none whose own variables name another one."""
        if "tenant_id" not in self._known.extra():
            return
        tenant_id, hosts = str(value_of(self._known.own, "tenant_id") or ""), self._known.names()
        if PLAYBOOK in self._vars and len(hosts) > 1:
            guard.check_single(hosts, tenant_id, self._known.own_ids())
        if folded(self._known.own_id(self._name)) not in ("", folded(tenant_id)):
            guard.check_own(self._name, tenant_id, self._known.own_ids())

    def _is_found(self, host):
        """The inventory plugin found the host."""
        return host in self._vars["hostvars"] and bool(value_of(self._known.of(host), guard.DISCOVERED))

    def _reader(self, params):
        """A function for an option of the tenant: the task's, else of a role's task the variable, and for the tenant's id of any."""

        def read(name):
            if params.get(name) or not (self._is_ours or name == "tenant_id"):
                return params.get(name)
            return value_of(self._known.own, name)

        return read

    def _place(self):
        """Where the task stands, the same for the copies of it that include_role makes for each host, and its play."""
        task = self._action._task
        with suppress(AttributeError):
            path, play = task.get_path(), task._parent._play
            if path and play:
                return [path, str(play._uuid), task.action]
        return [self._task]

    def _teardown(self, params):
        """A role's teardown has to be confirmed, by a name for each host of the play; a task of somebody's own is its author's word.

        What is protected stays, whoever asks.
        """
        own, url = self._known.host(self._name, self._known.own, params), platform_url(params.get("auth_url"))
        if not self._is_ours:
            ids = [one.id for one in claims.centers(self._reader(params), params.get("parts"))]
            guard.check_protected(self._with_protectors([replace(own, ids=(*own.ids, *ids))], url))
            self._refuse_contradictions(params)
            return []
        extra, check_mode = self._known.extra(), self._action._task.check_mode
        given = plain(extra[guard.CONFIRM]) if guard.CONFIRM in extra else None
        if guard.CONFIRM in extra and given is None:
            given = ""  # defined, but empty
        elsewhere = guard.CONFIRM in self._vars and guard.CONFIRM not in extra
        guard.check_hosts([own])
        hosts = self._known.names()
        asked = digest("teardown", hosts, given, elsewhere, check_mode)
        key = digest(asked.hex(), own.platform, url, platform_url(params.get("environment_url")))
        approved = (self._memory.recall(key) or [{}])[0]
        if approved.get(self._name) == own.told:
            guard.check_protected(self._with_protectors([own], url))
            return []
        refused = digest("refused", asked.hex(), self._task)
        if self._memory.recall(refused):
            raise InvalidInput(
                "The teardown is not confirmed.",
                "%s Another host of this task says more." % guard.NOTHING,
                field=guard.CONFIRM,
            )
        listed = self._known.host(self._name, self._known.of(self._name))
        if listed.ids != own.ids:
            # The play gives the tenant by variables of its own, so the other hosts and tenants of the play cannot be known here.
            own = replace(self._with_protectors(self._with_others([own], url), url)[0], is_named=False)
            guard.check_hosts([own])
            self._refuse_contradictions(params, [self._name])
            note = guard.check_teardown([own], given, check_mode, False, elsewhere)
            return [note] if note else []
        selected = [own if name == self._name else self._known.host(name, self._known.of(name)) for name in hosts]
        if listed.platform != own.platform:  # the play gives it by variables of its own, and so to all of its hosts
            selected = [replace(host, platform=own.platform) for host in selected]
        selected = self._with_protectors(self._with_others(selected, url), url)
        try:
            guard.check_hosts(selected)
            self._refuse_contradictions(params, hosts)
            note = guard.check_teardown(selected, given, check_mode, True, elsewhere)
        except InvalidInput:
            self._memory.record(refused, True)
            raise
        self._memory.record(key, {**{host.name: host.told for host in selected}, **approved, self._name: own.told})
        return [note] if note else []

    def _with_others(self, hosts, url):
        """The hosts, each with those of the inventory that have the same tenant. url: the platform of this task."""
        if "tenant_id" in self._known.extra():
            return hosts  # every host of the inventory has it
        everybody = self._placed(elsewhere.Declared(self._name, platform=url), self._known.declared_by_all())
        platforms = {**{one.host: one.platform for one in everybody}, self._name: url}
        return [
            replace(host, others=elsewhere.sharing(host.ids, host.name, platforms.get(host.name, ""), everybody))
            for host in hosts
        ]

    def _with_protectors(self, hosts, url):
        """The hosts, each with those of the inventory that protect the same tenant. url: the platform of this task."""
        known, found = self._known.protected(), []
        placed = self._placed(elsewhere.Declared(self._name, platform=url), [one for one, _problem in known])
        told = platform_url(value_of(self._known.own, "genesys_auth_url")) == url
        for host in hosts if known else ():
            platform = url
            if host.name != self._name:
                platform = platform_url(value_of(self._known.of(host.name), "genesys_auth_url")) if told else ""
            sharing = elsewhere.sharing(host.ids, host.name, platform, placed)
            problems = [
                problem
                for one, (_declared, problem) in zip(placed, known)
                if problem and one.host != host.name and not claims.differs(platform, one.platform)
            ]
            found.append(replace(host, protected_by=sharing, problem=host.problem or next(iter(problems), None)))
        return found or hosts

    def additions(self, params):
        """Options that a teardown gets: what other hosts of the inventory declare."""
        more = {}
        if params.get("state") != "absent" or not hasattr(self._action.task, "declared") or params.get("validate_only"):
            return more
        clients, rows = elsewhere.candidates(params)
        read = self._reader(params)
        centers = claims.centers(read, params.get("parts"))
        environments = claims.environments(read, params.get("parts"))
        if clients or rows or centers or environments:
            own = elsewhere.Declared(
                self._name,
                folded(params.get("tenant_id") or value_of(self._known.own, "tenant_id") or ""),
                platform_url(params.get("auth_url")),
                elsewhere.database(params.get("login_host")),
            )
            everybody = self._placed(own, self._known.declared_by_all())
            elsewhere.check_centers(own, everybody, centers)
            found = elsewhere.declared(own, everybody, clients, rows, [one.id for one in environments])
            if found:
                members = dict.fromkeys(("client_id", "url", "host", "environment_id"))
                given = list(params.get("declared_elsewhere") or [])
                more["declared_elsewhere"] = given + [dict(members, **one) for one in found]
        return more

    def _placed(self, own, others):
        """The others with the platform and database that their variables tell, if this host's own tell where its task goes."""
        told = {
            "platform": platform_url(value_of(self._known.own, "genesys_auth_url")),
            "database": elsewhere.database(value_of(self._known.own, "nexus_db_host")),
        }
        for member, value in told.items():
            if value != getattr(own, member):
                others = [replace(one, **{member: ""}) for one in others]
        return others
