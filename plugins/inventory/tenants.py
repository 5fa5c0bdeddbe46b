# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: tenants
version_added: 1.1.0
short_description: The tenants of a Genesys platform as hosts
author:
  - cxops contributors (@cxops)
description:
  - Reads the contact centers and environments that the environment service of private edition knows. Each contact
    center becomes a host in the group C(genesys_tenants) and in groups of its regions and login domains, so that a fleet
    needs no hand-kept list.
  - It makes one request for all environments and one for all contact centers, and with O(settings) one more for each
    contact center.
  - The source is a YAML file whose name ends in C(tenants.yml), C(tenants.yaml), C(genesys.yml) or C(genesys.yaml) and
    that holds C(plugin=cxops.genesys.tenants).
extends_documentation_fragment:
  - constructed
  - inventory_cache
  - cxops.genesys.auth_plugin
options:
  plugin:
    description:
      - The name of this plugin, by which Ansible knows whose file it is.
    type: str
    required: true
    choices:
      - cxops.genesys.tenants
  hostnames:
    description:
      - What a host is called, in order of preference; the first that gives a text is taken, and without one the id.
      - V(domain) is the first login domain, V(id) the UUID of the contact center, V(environment_id) that of its
        environment. Anything else is a Jinja2 expression over the host's variables.
      - Characters other than letters, digits, underscores, dots and hyphens become underscores. If several hosts would have the same
        name, each of them gets its UUID appended, and a warning tells it.
    type: list
    elements: str
    default:
      - domain
      - id
  host_prefix:
    description:
      - What the name of each host begins with, such as V(genesys_). The platform chooses what its contact centers are called, and one of
        them may be called like a machine of another inventory source. With a prefix it is another host.
      - Without this option the names have no prefix, and a warning tells the line to add. An empty text states that no prefix is wanted.
      - A contact center whose name is that of a host or group of a source that was read before becomes C(genesys_) with its UUID, with a
        warning, whatever the prefix. A host that declares the C(tenant_id) of this contact center is its host instead. It gets the facts;
        what O(compose) makes is for its groups only.
      - The files of variables that Ansible reads for a host are those of its whole name, such as F(host_vars/genesys_acme.yml).
    type: str
    version_added: 2.0.0
  expected_platform:
    description:
      - A URL or a pattern such as V(https://*.prod.example.com), or a list of them. O(auth_url) and O(environment_url)
        have to fit it, wherever they come from; else the source fails before any request. Empty is an error.
      - The hosts' own variable C(genesys_expected_platform) is not known yet when this plugin reads them.
    type: raw
    vars:
      - name: genesys_expected_platform
  group_by:
    description:
      - The groups that are made without further options. V(region) makes C(region_usw1) of a Configuration Server with
        the location C(/USW1), V(domain) makes C(domain_t100) of the login domain C(T100).
      - Others can be made by O(keyed_groups) and O(groups).
    type: list
    elements: str
    choices:
      - region
      - domain
    default:
      - region
      - domain
  settings:
    description:
      - Whether the settings of the contact centers are read too, such as C(cors-origins); a list names those that are
        wanted. They cost one request for each contact center.
      - They become the variable C(genesys_settings).
    type: raw
    default: false
  filters:
    description:
      - Which contact centers become hosts. All filters have to fit; within one, any of its patterns. Letter case does
        not count, and C(*), C(?) and C([...]) stand for other characters.
      - Contact centers that do not fit cost no request for their settings.
    type: dict
    default: {}
    suboptions:
      domains:
        description: One of the login domains fits one of these patterns.
        type: list
        elements: str
      regions:
        description: One of the regions fits one of these patterns; V(usw1) and V(/USW1) are the same.
        type: list
        elements: str
      environment_ids:
        description: The UUID of the environment is one of these.
        type: list
        elements: str
      exclude_domains:
        description: Leave out what has a login domain that fits one of these patterns.
        type: list
        elements: str
      exclude_regions:
        description: Leave out what is in a region that fits one of these patterns.
        type: list
        elements: str
      exclude_environment_ids:
        description: Leave out what has one of these environments.
        type: list
        elements: str
  include_filters:
    description:
      - Jinja2 conditions over the host's variables. If there are any, a contact center has to fulfil at least one.
      - A condition that cannot be evaluated leaves the contact center out, with a warning; with O(strict) it is an
        error. That holds for O(exclude_filters) too.
    type: list
    elements: str
    default: []
  exclude_filters:
    description:
      - Jinja2 conditions over the host's variables. A contact center that fulfils one of them is left out.
    type: list
    elements: str
    default: []
  role_variables:
    description:
      - Which variables of the collection's roles each host gets.
    type: str
    choices:
      identity: >-
        C(tenant_id), and where the contact center has another UUID than the environment also C(tenant_contact_center)
        with its C(id). What else is declared comes from group_vars and host_vars, and what is not declared is left
        alone.
      observed: >-
        Also C(tenant_environment) and C(tenant_contact_center) as they were found, without passwords. They hide what
        group_vars declare under these names, and a cached inventory declares what was found then. To start
        host_vars from, rather than for every day.
      none: No variables of the roles.
    default: identity
  local_connection:
    description:
      - Whether the hosts that this source makes get C(ansible_connection=local) and the Python of Ansible as
        C(ansible_python_interpreter). Nothing can log in to a tenant; tasks have to run where Ansible runs. A host of a source that was
        read before never gets them.
      - The playbooks of the collection say so themselves. A play of your own needs C(connection=local), or this option.
      - A machine that a later source adds under the same name would be such a host, and its tasks would run where Ansible runs. So give
        O(host_prefix), too.
    type: bool
    default: false
notes:
  - A tenant that a host of another name declares by its C(tenant_id), in a source that was read before, becomes no host. Give this source
    after the others.
  - The connection options can be templates, such as a lookup, and values encrypted by Ansible Vault. The variables that
    they can be taken from are extra variables (C(-e)) only, for an inventory has no others yet. C(ansible-inventory)
    shows those as variables of each host, so give secrets as environment variables there.
  - Ansible goes on without hosts if an inventory source fails. Set C(any_unparsed_is_failed=true) in the section
    C([inventory]) of F(ansible.cfg), or C(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED), to make it fail; AWX does that by
    itself.
  - The passwords of environments are dropped at once; they are neither in variables nor in the cache. The secrets of the connection are
    masked wherever a service tells them. The cache depends on the URLs, the user, the client and the options of this plugin, not on
    passwords and tokens.
  - Cache files (C(jsonfile) and other plugins that write files) have the mode 0600. A file that others can write is not used, nor is a
    folder that is somebody else's or that everybody may write to; a warning says so. A cache in a
    database is as private as that database.
  - Texts from the services are never taken for templates.
seealso:
  - module: cxops.genesys.genesys_contact_center_info
  - module: cxops.genesys.genesys_environment_info
  - module: cxops.genesys.genesys_setting_info
"""

EXAMPLES = r"""
---
# tenants.yml: all tenants; the connection comes from environment variables such as GENESYS_AUTH_URL
plugin: cxops.genesys.tenants
host_prefix: genesys_

---
# production.tenants.yml: with addresses, a password from a vault, and a cache of ten minutes
plugin: cxops.genesys.tenants
host_prefix: genesys_
auth_url: https://gauth.example.com
environment_url: https://gauth-int.example.com
auth_username: ops
auth_password: "{{ lookup('ansible.builtin.env', 'OPS_PASSWORD') }}"
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.ansible/tmp/genesys
cache_timeout: 600

---
# usw1.genesys.yml: one region, no test tenants, and groups of one's own
plugin: cxops.genesys.tenants
host_prefix: genesys_
filters:
  regions:
    - usw1
  exclude_domains:
    - test*
exclude_filters:
  - genesys_environment.tls_enabled | default(false)
compose:
  config_server: genesys_environment.config_servers[0].primary_address
groups:
  several_domains: genesys_contact_center.domains | length > 1
keyed_groups:
  - prefix: tenant
    key: genesys_environment.tenant

---
# cors.tenants.yml: hosts are named by their UUID, and tell their CORS origins
plugin: cxops.genesys.tenants
host_prefix: genesys_
hostnames:
  - id
settings:
  - cors-origins
compose:
  cors_origins: genesys_settings | map(attribute='value') | first | default('') | split(', ')
"""

from hashlib import sha256
from json import dumps

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, to_safe_group_name

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, one_line
from ansible_collections.cxops.genesys.plugins.module_utils.core.names import unknown_names
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import invalid
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded
from ansible_collections.cxops.genesys.plugins.module_utils.resources import inventory_hosts, tenant_inventory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from ansible_collections.cxops.genesys.plugins.plugin_utils.conditions import Conditions
from ansible_collections.cxops.genesys.plugins.plugin_utils.connected import Connected, reported
from ansible_collections.cxops.genesys.plugins.plugin_utils.earlier_sources import EarlierSources
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import foreign, own, template, with_omit
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain
from ansible_collections.cxops.genesys.plugins.plugin_utils.private_cache import PrivateCache, private_folders

FILES = ("tenants.yml", "tenants.yaml", "genesys.yml", "genesys.yaml")
GROUP = "genesys_tenants"  # of all hosts; being the first group, it also gives them their order
FORMAT = 2  # of what is kept in the cache
PLACES = ("auth_url", "environment_url", "auth_username", "auth_client_id")  # what says whose tenants are cached


class InventoryModule(Connected, BaseInventoryPlugin, Conditions, PrivateCache):
    """Contact centers as hosts; the logic apart from Ansible is in module_utils/resources: tenant_inventory.py, inventory_hosts.py."""

    NAME = "cxops.genesys.tenants"
    task = tenant_inventory.TASK

    def verify_file(self, path):
        """Whether the name of the file is one for this plugin."""
        return super().verify_file(path) and path.endswith(FILES)

    def parse(self, inventory, loader, path, cache=True):
        """Add the hosts; see the base class."""
        super().parse(inventory, loader, path, cache)
        self.templar.available_variables = with_omit(self._vars or {})
        with private_folders():
            given = self._read_config_data(path)
        unknown = list(unknown_names(given, self.option_definitions))
        if unknown:
            raise AnsibleParserError(one_line("%s: %s" % (path, invalid(unknown))))
        with reported(AnsibleParserError) as secrets:
            self._prefix = inventory_hosts.prefix(plain(given.get("host_prefix")))
            tenants = self._tenants(path, cache, secrets)
            try:
                self._add(tenants, EarlierSources(inventory, loader, path, self.templar, self._vars or {}))
            except AnsibleError as error:  # it may quote what a service tells
                raise AnsibleParserError(one_line(str(error))) from None

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """The connection options and those that steer the reading may be templates."""
        kinds = {item.arg: item.type for item in tenant_inventory.TASK.connection}
        kinds["settings"] = "raw"
        direct = {
            name: self.templated(value, kinds[name]) if name in kinds else value
            for name, value in (direct or {}).items()
        }
        super().set_options(task_keys, var_options, direct)
        self.prepare_cache()

    def _warn(self, text):
        """Say it, whatever a service has in what is quoted."""
        self.display.warning(one_line(text))

    def templated(self, value, kind="str"):
        """The value of a template of the source's file or of an extra variable, for an option of this type."""
        return template(self.templar, value, kind)

    def _tenants(self, path, cache, secrets):
        """The tenants, from the cache where the user wants that and it has them."""
        params = self.connection(secrets)
        wanted, filters = self._settings_wanted(), plain(self.get_option("filters"))
        keep = tenant_inventory.Selection(filters)
        # The 1 stays: so an entry replaces the one of an older format.
        about = [1, [params[name] for name in PLACES], wanted, filters]
        key = "%s_%s" % (self.get_cache_key(path), sha256(dumps(about, sort_keys=True).encode()).hexdigest()[:16])
        use = self.get_option("cache")
        known = self.cached(key) if use and cache else None
        if isinstance(known, dict) and known.get("format") == FORMAT:
            return redact(plain(known["tenants"]), secrets)
        with Services(params) as services:
            services.secrets = secrets
            tenants, troubles = redact(tenant_inventory.read(services, wanted, keep), secrets)
        for trouble in troubles:
            self._warn(trouble)
        if use and not troubles:
            self.keep(key, {"format": FORMAT, "tenants": tenants})
        return tenants

    def _settings_wanted(self):
        """False, True, or a list of names."""
        given = plain(self.get_option("settings"))
        if isinstance(given, list):
            return given
        try:
            return boolean(given)
        except TypeError:
            raise InvalidInput("settings: %r is none of true, false and a list of names." % given) from None

    def _add(self, tenants, earlier):
        """Add what passes the conditions to the inventory, in the order of the names. earlier: the EarlierSources."""
        kind = self.get_option("role_variables")
        chosen = []
        for tenant in tenants:
            variables = _variables(tenant, kind)
            if self.passes(variables, "The contact center %s" % tenant["contact_center"]["id"]):
                chosen.append((self._wanted_name(tenant, variables), tenant, variables))
        self._name_files([name for name, _tenant, _variables in chosen], earlier)
        others = [earlier.declared(name) for name in earlier.hosts]
        groups = [*earlier.groups, GROUP, *map(to_safe_group_name, self.get_option("groups") or ())]
        wanted = [((self._prefix or "") + name, tenant) for name, tenant, _variables in chosen]
        found = inventory_hosts.hosts(wanted, others, groups, earlier.declared)
        for note in found.notes:
            self._warn(note)
        named = [(name, *one[1:]) for name, one in zip(found.names, chosen) if name]
        named.sort(key=lambda one: one[0])
        hosts = [
            (name, tenant, self._add_host(name, tenant, variables, name in found.merged))
            for name, tenant, variables in named
        ]
        # Groups come after all hosts and variables: Ansible gives a variable to the group where a host has the same name.
        mixed = earlier.mixed_groups({one.name for one in others if one.tenant_id}) | {"all", "ungrouped", GROUP}
        group_names = inventory_hosts.GroupNames(mixed.union(self.inventory.hosts), self._warn)
        for name, tenant, variables in hosts:
            self._add_to_groups(name, tenant, variables, group_names)

    def _name_files(self, names, earlier):
        """Warn where no prefix is stated, and name the files that are not read for a host because of its prefix."""
        prefix = "genesys_" if self._prefix is None else self._prefix
        files = [one for name in names if name and name not in earlier.hosts for one in earlier.own_files(name)]
        renamed = ", ".join("%s to %s" % (one, one.replace("/", "/" + prefix, 1)) for one in dict.fromkeys(files))
        if self._prefix is None:
            self._warn(
                "host_prefix is not set, so the platform's names are the hosts' names, and a machine of another source may have the same. "
                "Add the line 'host_prefix: genesys_', or 'host_prefix: \"\"' to keep the names."
                + (" With a prefix, rename %s." % renamed if renamed else "")
                + (
                    " Because of local_connection, its tasks would run on this machine."
                    if self.get_option("local_connection")
                    else ""
                )
            )
        elif self._prefix and renamed:
            self._warn("With host_prefix, these files are not read for the hosts of their names. Rename %s." % renamed)

    def _add_host(self, name, tenant, variables, is_merged):
        """Add the host with its variables; returns those that its groups are made of.

        One of another source keeps what it declares, and gets the facts alone: what compose makes is for its groups only.
        """
        if not tenant["environment"]:
            self._warn(
                "The environment service knows no environment %s of the contact center %s."
                % (tenant["contact_center"].get("environment_id"), name)
            )
        self.inventory.add_host(name, self.inventory.add_group(GROUP))
        given = variables
        if is_merged:
            given = _variables(tenant, tenant_inventory.NONE)
        elif self.get_option("local_connection"):
            local = {"connection": "local", "python_interpreter": "{{ ansible_playbook_python }}"}
            given = dict({"ansible_" + key: own(value) for key, value in local.items()}, **variables)
        for key, value in given.items():
            self.inventory.set_variable(name, key, value)
        if is_merged:
            compose = (self.get_option("compose") or {}).items()
            made = {key: self.evaluated("compose", expression, variables) for key, expression in compose}
            return dict(variables, **{key: value for key, value in made.items() if value != ""})
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=self.get_option("strict"))
        return variables

    def _add_to_groups(self, name, tenant, variables, group_names):
        """Add the host to its groups. group_names: what a wanted group is called."""
        strict = self.get_option("strict")
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        for keyed in self.get_option("keyed_groups") or ():
            self._add_to_keyed_groups(keyed, name, variables, group_names)
        values = {"region": tenant_inventory.regions, "domain": tenant_inventory.domains}
        for kind in self.get_option("group_by"):
            for value in map(folded, values[kind](tenant)):
                group = group_names(to_safe_group_name("%s_%s" % (kind, value)), value)
                self.inventory.add_host(name, self.inventory.add_group(group))

    def _add_to_keyed_groups(self, keyed, name, variables, group_names):
        """Add the host to the groups of one entry of keyed_groups, and these to the parent that the user states.

        Where the platform's names would make a group its own parent, the host is in both already.
        """
        keyed = dict(keyed) if isinstance(keyed, dict) else keyed
        stated = keyed.pop("parent_group", None) if isinstance(keyed, dict) else None
        parent = str(self.evaluated("parent_group", stated, variables, template=True) if stated else "")
        if stated and not parent:
            return
        made = []

        def called(wanted):
            made.append(group_names(to_safe_group_name(wanted)))
            return made[-1]

        self._sanitize_group_name = called
        self._add_host_to_keyed_groups([keyed], variables, name, strict=self.get_option("strict"))
        self._sanitize_group_name = to_safe_group_name
        if not parent or not made:
            return
        parent = to_safe_group_name(parent)
        parent = self.inventory.add_group(group_names(parent) if "{" in str(stated) else parent)
        for group in dict.fromkeys(made):
            child = self.inventory.groups[group]
            if self.inventory.groups[parent] not in child.get_descendants(include_self=True):
                self.inventory.add_child(parent, group)

    def _wanted_name(self, tenant, variables):
        center = tenant["contact_center"]
        first = (tenant_inventory.domains(tenant) or [""])[0]
        fixed = {"domain": first, "id": center["id"], "environment_id": center.get("environment_id")}
        for preference in self.get_option("hostnames"):
            if preference in fixed:
                found = fixed[preference]
            else:
                found = self.evaluated("hostnames", preference, variables)
            found = found[:1] if isinstance(found, list) else [found]
            name = inventory_hosts.safe_name("".join(str(one or "") for one in found))
            if name:
                return name
        return inventory_hosts.name_of_id(center["id"])


def _variables(tenant, kind):
    """The host's variables, whose texts are never templates. Their names are ours."""
    return {name: foreign(value) for name, value in tenant_inventory.host_variables(tenant, kind).items()}
