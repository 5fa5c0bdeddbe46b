#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_environment
version_added: 1.0.0
short_description: Manage environments (tenants) of the environment service
author:
  - cxops contributors (@cxops)
description:
  - Registers a tenant with the environment service of private edition (C(/environment/v3/environments)). An
    environment tells the Genesys services where the Configuration Servers of a tenant are and how to log in to them.
  - A Tenant Service that is deployed with GWS enabled registers its environment by itself. The module looks first, by
    id and then by the address of the first Configuration Server, and takes over what is there instead of adding a
    second one.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.manage
  - cxops.genesys.attributes.group_genesys
  - cxops.genesys.state
  - cxops.genesys.auth
  - cxops.genesys.http_options
attributes:
  idempotent:
    support: full
options:
  id:
    description:
      - UUID of the environment (C(id)). The vendor's guide wants the UUID of the Tenant Service here.
      - Only the environment of this id is changed or deleted. If there is none, but another one has the same first
        Configuration Server, the task fails with the code V(ambiguous), writes nothing, and says which id to give if that
        one is meant. With O(state=absent) the other one is named in a warning and left alone.
      - If omitted, the environment is found by O(config_servers), and the service chooses the id on creation.
        RV(resource.id) tells it. Nothing is deleted without an id.
    type: str
  username:
    description:
      - User name with which the services log in to the Configuration Server (C(username)). Needed on creation.
    type: str
  password:
    description:
      - Password of O(username). Needed on creation.
      - The service tells this password when it lists environments, so it is compared, and written when it differs.
      - This is a secret and never shown.
    type: str
  config_servers:
    description:
      - The Configuration Servers of the tenant (C(configServers)). Needed on creation.
      - The list is complete; a server that it does not name is removed. Servers are matched by their primary address,
        and what is omitted of a known server is left alone.
      - Without O(id), the first one's O(config_servers[].primary_address) says which environment is meant.
    type: list
    elements: dict
    suboptions:
      primary_address:
        description:
          - Host name or address of the primary server (C(primaryAddress)). Letter case does not count.
        type: str
        required: true
      primary_port:
        description:
          - Port of the primary server (C(primaryPort)). V(8888) if omitted on creation.
        type: int
      backup_address:
        description:
          - Host name or address of the backup server (C(backupAddress)), together with its port. None if omitted on
            creation.
          - The vendor's guide does not show this field.
        type: str
      backup_port:
        description:
          - Port of the backup server (C(backupPort)). The vendor's guide does not show this field.
        type: int
      read_only:
        description:
          - Whether the server can only be read from (C(readOnly)). V(false) if omitted on creation.
        type: bool
      locations:
        description:
          - Region that the server is for, one text such as V(/USW1) (C(locations)). Letter case does not count.
        type: str
  connection_protocol:
    description:
      - Protocol that keeps the connection to the Configuration Server under watch (C(connectionProtocol)). V(adpp), as
        the vendor prints it once, is the same as V(addp).
        V(addp) if omitted on creation.
    type: str
  local_timeout:
    description:
      - Timeout of O(connection_protocol) on the side of the services (C(localTimeout)), in seconds. V(5) if omitted on
        creation.
    type: int
  remote_timeout:
    description:
      - Timeout of O(connection_protocol) on the side of the Configuration Server (C(remoteTimeout)), in seconds. V(7)
        if omitted on creation.
    type: int
  trace_mode:
    description:
      - Which side traces O(connection_protocol) (C(traceMode)). V(CFGTMBoth) if omitted on creation.
    type: str
  app_name:
    description:
      - Name of the application object with which the services log in to the Configuration Server (C(appName)), the
        cloud application of the tenant. V(Cloud) if omitted on creation.
    type: str
  tls_enabled:
    description:
      - Whether the services use TLS towards the Configuration Server (C(tlsEnabled)). V(false) if omitted on creation.
    type: bool
  tenant:
    description:
      - Name of the tenant inside the Configuration Server (C(tenant)). It is the same for most tenants and so no key.
        V(Environment) if omitted on creation.
    type: str
  state_dir:
    description:
      - A folder that keeps the id where the service makes the environment with another one than O(id), in a small file for each
        address of the environment service and O(id). A later task with the same folder then goes on with that id, until
        O(state=absent) has removed the environment. Without it, that task fails with the code V(ambiguous).
      - What is there goes before the file. An id whose environment is gone, or has none of the addresses in O(config_servers), does not count, and a
        warning says so. A file of another platform or another id never counts.
      - The file has mode 0600 and holds no secret. In check mode it is not written. The folder is made if it is missing.
    type: path
notes:
  - The vendor documents how environments are listed, created and deleted, but not how one is changed. To change one
    the module sends the whole environment with C(PUT); if the service refuses that as not offered, the task fails with
    the code V(not_offered) and names what differs, and the environment stays as it was.
  - The C(PUT) holds what the service told, with the changes; members that this page does not list, such as
    C(proxyPort), stay.
  - To take over what the Tenant Service registered without changing it, give O(id) or O(config_servers) alone.
  - The vendor's guide deletes the environment first and then its contact center, and does not document whether one
    goes with the other. The roles of this collection delete the contact center first, so that none is ever left
    without its environment.
  - Other services notice a new or changed environment with a delay, in GWS up to five minutes.
seealso:
  - module: cxops.genesys.genesys_environment_info
  - module: cxops.genesys.genesys_contact_center
  - name: Provision Genesys Authentication
    description: The vendor's guide.
    link: https://all.docs.genesys.com/AUTH/Current/AuthPEGuide/Provision
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.genesys:
      auth_url: https://gauth.example.com
      environment_url: https://gauth-int.example.com
      auth_username: ops
      auth_password: "{{ vault_genesys_ops_password }}"
  block:
    - name: Have the environment of the tenant
      cxops.genesys.genesys_environment:
        id: "{{ tenant_id }}"
        username: default
        password: "{{ vault_confserv_password }}"
        config_servers:
          - primary_address: tenant-{{ tenant_id }}.voice.svc.cluster.local
            locations: /USW1

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Have an environment with a backup Configuration Server, TLS and a second, read-only region
  cxops.genesys.genesys_environment:
    id: "{{ tenant_id }}"
    username: default
    password: "{{ vault_confserv_password }}"
    tls_enabled: true
    config_servers:
      - primary_address: confserv-1.{{ inventory_hostname }}.example.com
        primary_port: 2020
        backup_address: confserv-2.{{ inventory_hostname }}.example.com
        backup_port: 2020
        locations: /USW1
      - primary_address: confserv-proxy.{{ inventory_hostname }}.example.com
        primary_port: 2020
        read_only: true
        locations: /USE1

- name: Take over the environment that the Tenant Service registered, whatever its id is
  cxops.genesys.genesys_environment:
    config_servers:
      - primary_address: tenant-{{ tenant_id }}.voice.svc.cluster.local
    app_name: Cloud
  register: found_environment

- name: Add its contact center
  cxops.genesys.genesys_contact_center:
    id: "{{ found_environment.resource.id }}"
    environment_id: "{{ found_environment.resource.id }}"
    domains:
      - "{{ inventory_hostname }}"

- name: Remove an environment
  cxops.genesys.genesys_environment:
    id: "{{ tenant_id }}"
    state: absent
"""

RETURN = r"""
---
resource:
  description:
    - The environment as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    id:
      description: UUID of the environment. The service may have chosen it. In check mode a new one may have none yet.
      type: str
      returned: when it is known
    password:
      description: V(********), because it is a secret.
      type: str
      returned: when there is one
  sample:
    id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    username: default
    password: "********"
    connection_protocol: addp
    local_timeout: 5
    remote_timeout: 7
    app_name: Cloud
    trace_mode: CFGTMBoth
    tls_enabled: false
    tenant: Environment
    config_servers:
      - primary_address: tenant-9350e2fc-a1dd-4c65-8d40-1f75a2e080dd.voice.svc.cluster.local
        primary_port: 8888
        read_only: false
        locations: /USW1
requested_id:
  description: The O(id) that was asked for. Give RV(resource.id) from then on.
  returned: when the service made the environment with another id, now or, as O(state_dir) says, earlier
  type: str
  sample: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
environment_url:
  description: The address of the environment service that chose the id.
  returned: as RV(requested_id)
  type: str
  sample: https://gauth.example.com
observed:
  description:
    - Whether the service, or its database, let the module look at the object. If V(false), RV(resource) is what was
      asked for, not what was seen.
  returned: success
  type: bool
  sample: true
diff:
  description:
    - The object before and after the task by option names, secrets masked. Shown with C(--diff).
  returned: success
  type: dict
  contains:
    before_header:
      description: What the object is called, and in brackets the host and tenant, where they are known.
      type: str
      returned: always
    after_header:
      description: What the object is called, and in brackets the host and tenant, where they are known.
      type: str
      returned: always
    before:
      description: The object as it was; empty if there was none.
      type: dict
      returned: always
    after:
      description: The object as it is, or would be in check mode; empty if it is gone.
      type: dict
      returned: always
requests:
  description:
    - Evidence of what the module did, also in check mode and on failure, each HTTP request in order.
  returned: when the options were in order
  type: list
  elements: dict
  contains:
    method:
      description: The HTTP method.
      type: str
      returned: always
    path:
      description: The path, with its query if it has one.
      type: str
      returned: always
    status:
      description: The HTTP status; none when no answer came.
      type: int
      returned: always
    note:
      description: What the module made of the answer, such as that it goes on with a token where HTTP Basic was refused.
      type: str
      returned: where there is something to say
  sample:
    - method: GET
      path: /environment/v3/environments
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    2 environments have the Configuration Server confserv-1.t100.example.com: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd,
    6350e2fc-a1dd-4c65-8d40-1f75a2e080dd. Give the id of the one that is meant.
failure:
  description:
    - The failure for machines. RV(failure.code) and RV(failure.message) are always there, the rest where it is known.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - The kind of failure. V(invalid_input) is found before anything is written. With V(refused) and the kinds
          that follow it up to V(rate_limited), the service did not carry the request out. After V(unreachable),
          V(timeout), V(bad_response) or V(service_error) it may have done so; run again, and the module looks first.
      type: str
      returned: always
      choices:
        - invalid_input
        - missing_library
        - secret_file
        - unreachable
        - proxy
        - certificate
        - timeout
        - bad_response
        - redirected
        - service_error
        - refused
        - bad_credentials
        - forbidden
        - not_found
        - not_offered
        - conflict
        - rate_limited
        - ambiguous
        - database
        - verification_failed
        - not_observable
        - internal
    message:
      description: What failed.
      type: str
      returned: always
    hint:
      description: What can be done about it.
      type: str
      returned: when there is advice
    operation:
      description: The step that failed.
      type: str
      returned: when a service or a database was asked
    method:
      description: The HTTP method.
      type: str
      returned: when a service was asked
    url:
      description: The URL.
      type: str
      returned: when a service was asked
    http_status:
      description: The HTTP status.
      type: int
      returned: when there was an answer
    service_code:
      description: The service's own C(status.code), or the error of OAuth 2.0.
      type: str
      returned: when the service told one
    field:
      description: The option that is to blame, or the first of them.
      type: str
      returned: when it is known
    fields:
      description: All options that are to blame, or that the service cannot change.
      type: list
      elements: str
      returned: when they are known
    path:
      description: The file that is to blame.
      type: str
      returned: when code is V(secret_file)
    library:
      description: The Python library that is missing.
      type: str
      returned: when code is V(missing_library)
    ids:
      description: The ids of the objects that fit the description.
      type: list
      elements: str
      returned: when code is V(ambiguous)
  sample:
    code: ambiguous
    message: >-
      2 environments have the Configuration Server confserv-1.t100.example.com: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd,
      6350e2fc-a1dd-4c65-8d40-1f75a2e080dd.
    hint: Give the id of the one that is meant.
    field: id
    ids:
      - 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
      - 6350e2fc-a1dd-4c65-8d40-1f75a2e080dd
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.environment import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
