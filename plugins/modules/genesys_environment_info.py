#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_environment_info
version_added: 1.0.0
short_description: Read environments (tenants) of the environment service
author:
  - cxops contributors (@cxops)
description:
  - Lists the environments that the environment service of private edition knows, all or those that fit.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.info
  - cxops.genesys.attributes.group_genesys
  - cxops.genesys.auth
  - cxops.genesys.http_options
options:
  id:
    description:
      - Only the environment of this UUID.
    type: str
  primary_address:
    description:
      - Only environments with a Configuration Server of this primary address. Letter case does not count.
    type: str
notes:
  - The service lists the passwords of the Configuration Servers in clear; the module leaves them out.
  - No environment that fits is no failure; the list is empty then.
seealso:
  - module: cxops.genesys.genesys_environment
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
    - name: List all environments
      cxops.genesys.genesys_environment_info:
      register: all_environments

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Find the environment of a Configuration Server
  cxops.genesys.genesys_environment_info:
    primary_address: tenant-{{ tenant_id }}.voice.svc.cluster.local
  register: found

- name: Show its id
  ansible.builtin.debug:
    msg: "{{ found.environments | map(attribute='id') | first | default('not registered yet') }}"
"""

RETURN = r"""
---
environments:
  description:
    - The environments, each by the option names of M(cxops.genesys.genesys_environment), without passwords.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
      username: default
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
    The credentials for the environment service are missing. Give auth_username and auth_password (ops), or
    access_token, or auth_client_id with its secret.
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
  sample:
    code: invalid_input
    message: The credentials for the environment service are missing.
    hint: Give auth_username and auth_password (ops), or access_token, or auth_client_id with its secret.
    field: auth_username
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.environment import INFO


def main():
    """Run the task of this module."""
    run(INFO)


if __name__ == "__main__":
    main()
