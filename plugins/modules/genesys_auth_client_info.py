#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_auth_client_info
version_added: 1.0.0
short_description: Read API clients of Genesys Authentication
author:
  - cxops contributors (@cxops)
description:
  - Lists the API clients of Genesys Authentication in private edition, or reads one of them.
  - Needs the ops credentials, O(auth_username) and O(auth_password); the ops API takes nothing else.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.info
  - cxops.genesys.attributes.group_genesys
  - cxops.genesys.auth
  - cxops.genesys.http_options
options:
  client_id:
    description:
      - Id of the client to read. All clients if omitted. A client that does not exist is no failure; the list is
        empty then.
    type: str
notes:
  - The service does not tell the secrets of existing clients, and secrets are left out of the result in any case.
seealso:
  - module: cxops.genesys.genesys_auth_client
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.genesys:
      auth_url: https://gauth.example.com
      auth_username: ops
      auth_password: "{{ vault_genesys_ops_password }}"
  block:
    - name: List all clients
      cxops.genesys.genesys_auth_client_info:
      register: clients

    - name: Show their ids
      ansible.builtin.debug:
        msg: "{{ clients.auth_clients | map(attribute='client_id') | sort }}"

- name: Read one client
  cxops.genesys.genesys_auth_client_info:
    client_id: nexus_client
  register: nexus

- name: Make sure that it exists and knows the address of Digital Channels
  ansible.builtin.assert:
    that:
      - nexus.auth_clients | length == 1
      - "'https://digital.example.com' in nexus.auth_clients[0].redirect_uris"
"""

RETURN = r"""
---
auth_clients:
  description:
    - The clients, each by the option names of M(cxops.genesys.genesys_auth_client), without secrets.
  returned: success
  type: list
  elements: dict
  sample:
    - client_id: nexus_client
      name: nexus_client
      client_type: CONFIDENTIAL
      internal_client: true
      authorities:
        - ROLE_INTERNAL_CLIENT
      scope:
        - "*"
      authorized_grant_types:
        - client_credentials
        - refresh_token
      redirect_uris:
        - https://digital.example.com
      access_token_expiration_timeout: 43200
      refresh_token_expiration_timeout: 43200
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
      path: /auth/v3/ops/clients
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Listing the API clients failed with HTTP 403: Forbidden. Check api_key (x-api-key): the API gateway refuses an
    unknown key with exactly this answer.
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
    code: forbidden
    message: "Listing the API clients failed with HTTP 403: Forbidden."
    hint: "Check api_key (x-api-key): the API gateway refuses an unknown key with exactly this answer."
    operation: Listing the API clients
    method: GET
    url: https://gauth.example.com/auth/v3/ops/clients
    http_status: 403
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.auth_client import INFO


def main():
    """Run the task of this module."""
    run(INFO)


if __name__ == "__main__":
    main()
