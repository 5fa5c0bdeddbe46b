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
  expected_platform:
    description:
      - A URL or a pattern such as V(https://*.prod.example.com), or a list of them, that O(auth_url) and O(environment_url) have to fit, else the
        source fails before any request. Empty is an error.
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
      - Whether the hosts get C(ansible_connection=local) and the Python of Ansible as C(ansible_python_interpreter).
        Nothing can log in to a tenant; tasks run where Ansible runs.
    type: bool
    default: true
notes:
  - The connection options can be templates, such as a lookup, and values encrypted by Ansible Vault. The variables that
    they can be taken from are extra variables (C(-e)) only, for an inventory has no others yet. C(ansible-inventory)
    shows those as variables of each host, so give secrets as environment variables there.
  - Ansible goes on without hosts if an inventory source fails. Set C(any_unparsed_is_failed=true) in the section
    C([inventory]) of F(ansible.cfg), or C(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED), to make it fail; AWX does that by
    itself.
  - The passwords of environments are dropped at once; they are neither in variables nor in the cache. The cache depends
    on the URLs, the user, the client and the options of this plugin, not on passwords and tokens.
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

---
# production.tenants.yml: with addresses, a password from a vault, and a cache of ten minutes
plugin: cxops.genesys.tenants
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
hostnames:
  - id
settings:
  - cors-origins
compose:
  cors_origins: genesys_settings | map(attribute='value') | first | default('') | split(', ')
"""

from functools import partial
from hashlib import sha256
from json import dumps

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable, to_safe_group_name

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput, one_line
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field
from ansible_collections.cxops.genesys.plugins.module_utils.resources import tenant_inventory
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from ansible_collections.cxops.genesys.plugins.plugin_utils.connected import Connected, reported
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import TEMPLATES_ARE_MARKED, foreign, own, template
from ansible_collections.cxops.genesys.plugins.plugin_utils.guard import check_platform, suggestions
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

FILES = ("tenants.yml", "tenants.yaml", "genesys.yml", "genesys.yaml")
GROUP = "genesys_tenants"  # of all hosts; being the first group, it also gives them their order
FORMAT = 1  # of what is kept in the cache
PLACES = ("auth_url", "environment_url", "auth_username", "auth_client_id")  # what says whose tenants are cached


class InventoryModule(Connected, BaseInventoryPlugin, Constructable, Cacheable):
    """Contact centers as hosts; the logic apart from Ansible is in module_utils/resources/tenant_inventory.py."""

    NAME = "cxops.genesys.tenants"

    def verify_file(self, path):
        """Whether the name of the file is one for this plugin."""
        return super().verify_file(path) and path.endswith(FILES)

    def parse(self, inventory, loader, path, cache=True):
        """Add the hosts; see the base class."""
        super().parse(inventory, loader, path, cache)
        self.templar.available_variables = self._vars or {}
        unknown = sorted(set(self._read_config_data(path)) - set(self.option_definitions))
        if unknown:
            meant = " ".join(suggestions([Field(name) for name in self.option_definitions], dict.fromkeys(unknown)))
            raise AnsibleParserError(one_line("%s: there is no option %s. %s" % (path, ", ".join(unknown), meant)))
        with reported(AnsibleParserError) as secrets:
            tenants = self._tenants(path, cache, secrets)
            self._add(tenants)

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """The connection options and those that steer the reading may be templates."""
        names = [item.arg for item in tenant_inventory.TASK.connection] + ["settings", "expected_platform"]
        direct = {name: self.templated(value) if name in names else value for name, value in (direct or {}).items()}
        super().set_options(task_keys, var_options, direct)

    def _warn(self, text):
        """Say it, whatever a service has in what is quoted."""
        self.display.warning(one_line(text))

    def templated(self, value):
        """The value of a template of the source's file or of an extra variable."""
        return template(self.templar, value)

    def _tenants(self, path, cache, secrets):
        """The tenants, from the cache where the user wants that and it has them."""
        params = self.connection(tenant_inventory.TASK, secrets)
        expected = plain(self.get_option("expected_platform"))
        if expected is not None:
            check_platform(expected, params)
        wanted, filters = self._settings_wanted(), plain(self.get_option("filters"))
        keep = tenant_inventory.Selection(filters)
        about = [FORMAT, [params[name] for name in PLACES], wanted, filters]
        key = "%s_%s" % (self.get_cache_key(path), sha256(dumps(about, sort_keys=True).encode()).hexdigest()[:16])
        use = self.get_option("cache")
        known = self._cache.get(key) if use and cache else None
        if isinstance(known, dict) and known.get("format") == FORMAT:
            return plain(known["tenants"])
        with Services(params) as services:
            services.secrets = secrets
            tenants, troubles = tenant_inventory.read(services, wanted, keep)
        for trouble in troubles:
            self._warn(redact(trouble, secrets))
        if use and not troubles:
            self._cache[key] = {"format": FORMAT, "tenants": tenants}
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

    def _add(self, tenants):
        """Add what passes the conditions to the inventory, in the order of the names."""
        kind = self.get_option("role_variables")
        hosts = []
        for tenant in tenants:
            variables = foreign(tenant_inventory.host_variables(tenant, kind))
            if self._passes(variables):
                hosts.append((self._wanted_name(tenant, variables), tenant, variables))
        names, duplicates = tenant_inventory.unique_names([(name, t["contact_center"]["id"]) for name, t, _v in hosts])
        for name in duplicates:
            self._warn("Several contact centers would be called %s: each has its id appended." % name)
        origins = {}
        for name, (_wanted, tenant, variables) in sorted(zip(names, hosts), key=lambda pair: pair[0]):
            if not tenant["environment"]:
                self._warn(
                    "The environment service knows no environment %s of the contact center %s."
                    % (tenant["contact_center"].get("environment_id"), name)
                )
            self._add_host(name, variables)
            self._add_to_groups(name, tenant, origins)

    def _add_host(self, name, variables):
        self.inventory.add_host(name, self.inventory.add_group(GROUP))
        if self.get_option("local_connection"):
            local = {"connection": "local", "python_interpreter": "{{ ansible_playbook_python }}"}
            variables = dict({"ansible_" + key: own(value) for key, value in local.items()}, **variables)
        for key, value in variables.items():
            self.inventory.set_variable(name, key, value)
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)

    def _add_to_groups(self, name, tenant, origins):
        """Add the host to the groups of its regions and domains. origins: what each group was made of."""
        values = {"region": tenant_inventory.regions, "domain": tenant_inventory.domains}
        for kind in self.get_option("group_by"):
            for value in map(str.lower, values[kind](tenant)):
                group = to_safe_group_name("%s_%s" % (kind, value))
                if origins.setdefault(group, value) != value:
                    self._warn("The group %s is made of %s and %s." % (group, origins[group], value))
                self.inventory.add_group(group)
                self.inventory.add_child(group, name)

    def _wanted_name(self, tenant, variables):
        center = tenant["contact_center"]
        first = (tenant_inventory.domains(tenant) or [""])[0]
        fixed = {"domain": first, "id": center["id"], "environment_id": center.get("environment_id")}
        for preference in self.get_option("hostnames"):
            if preference in fixed:
                found = fixed[preference]
            else:
                found = self._evaluated(partial(self._compose, preference, variables), "hostnames", preference)
            found = found[:1] if isinstance(found, list) else [found]
            name = tenant_inventory.safe_name("".join(str(one or "") for one in found))
            if name:
                return name
        return tenant_inventory.safe_name(center["id"])

    def _passes(self, variables):
        """Whether the host fulfils the conditions; one that cannot be evaluated leaves it out."""
        for option, wanted in (("include_filters", True), ("exclude_filters", False)):
            conditions = self.get_option(option)
            results = [
                self._evaluated(partial(self._holds, condition, variables), option, condition, failed=None)
                for condition in conditions
            ]
            if None in results:
                name = variables["genesys_contact_center"]["id"]
                self._warn("The contact center %s is left out: %s cannot be evaluated." % (name, option))
                return False
            if conditions and any(results) != wanted:
                return False
        return True

    def _holds(self, condition, variables):
        self.templar.available_variables = variables
        if TEMPLATES_ARE_MARKED:
            return self.templar.evaluate_conditional(condition)
        return boolean(self.templar.template("{%% if %s %%}true{%% else %%}false{%% endif %%}" % condition))

    def _evaluated(self, evaluate, option, expression, failed=""):
        try:
            return evaluate()
        except AnsibleError as error:
            if self.get_option("strict"):
                raise AnsibleParserError("%s: %s: %s" % (option, expression, error)) from None
            return failed
