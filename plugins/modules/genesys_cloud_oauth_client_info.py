#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_cloud_oauth_client_info
version_added: 1.2.0
short_description: Read OAuth clients of Genesys Cloud
author:
  - cxops contributors (@cxops)
description:
  - Lists the OAuth clients of an organisation of Genesys Cloud, all or those that pass the given filters, or reads
    one of them.
  - Inactive and disabled clients are listed, deleted ones are not.
  - Needs the permission C(oauth:client:view). A token of a person needs the scope C(oauth:readonly), too.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.info
  - cxops.genesys.attributes.group_genesys_cloud
  - cxops.genesys.cloud
  - cxops.genesys.http_options
options:
  client_id:
    description:
      - Id of the client to read, a UUID. A client that does not exist is no failure; the list is empty then.
    type: str
  name:
    description:
      - Name of the clients to list, in full; letter case counts. Several clients may have it.
    type: str
  name_pattern:
    description:
      - Regular expression of Python that is found anywhere in the name of the clients to list. V(^) and V($) tie it
        to the beginning and the end, V((?i\)) at its beginning takes letters of either case.
    type: str
  authorized_grant_type:
    description:
      - Grant type of the clients to list.
    type: str
    choices:
      - CODE
      - TOKEN
      - SAML2-BEARER
      - PASSWORD
      - CLIENT-CREDENTIALS
  client_state:
    description:
      - States of the clients to list. All if omitted or empty.
    type: list
    elements: str
    choices:
      active: Obtains tokens.
      inactive: Obtains none, and awaits its deletion.
      disabled: Stopped by Genesys Customer Care.
  role:
    description:
      - Name or id of a role that the clients to list have, in whatever division. Letter case does not count.
      - A name needs the permission C(authorization:role:view). A role that does not exist is no failure; the list is
        empty then.
    type: str
  scope:
    description:
      - Scope that the clients to list have, such as V(users:readonly).
    type: str
  resolve_names:
    description:
      - Whether roles and divisions are called by their names in the result. That takes a few more requests, once in a
        run, and the permission C(authorization:role:view). It is done in any case where O(role) is a name.
    type: bool
    default: false
  exclude_own_client:
    description:
      - Whether the client with which the task works is left out, as a list that is to become a declaration should do.
        Whose a given O(cloud_access_token) is, the service tells (C(GET /api/v2/tokens/me)).
    type: bool
    default: false
    version_added: 2.0.0
notes:
  - Names, descriptions and all other texts are what anybody wrote into the service. To write them into a file of variables
    or an inventory, use the filter P(cxops.genesys.to_unsafe_yaml#filter), by which Ansible never takes them for
    templates.
  - All filters that are given have to be passed. The service has none of its own, so that each run reads the whole
    list.
  - The service does not tell the secrets of existing clients.
  - When and by whom a client is used is not read; RV(oauth_clients[].date_modified) says when it was changed.
seealso:
  - module: cxops.genesys.genesys_cloud_oauth_client
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.genesys_cloud:
      cloud_region: eu-west-1
      cloud_client_id: 3a1f5c2e-6a54-4b0e-8d8f-2f5c8f7f3b11
      cloud_client_secret: "{{ vault_genesys_cloud_client_secret }}"
  block:
    - name: List all clients
      cxops.genesys.genesys_cloud_oauth_client_info:
      register: clients

    - name: Show the names that more than one client has
      ansible.builtin.debug:
        msg: "{{ clients.oauth_clients | groupby('name') | selectattr('1.1', 'defined') | map(attribute=0) }}"

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYSCLOUD_REGION.

- name: Show the clients that nobody has changed for a year
  ansible.builtin.debug:
    msg: "{{ clients.oauth_clients | rejectattr('date_modified', 'gt', limit) | map(attribute='name') }}"
  vars:
    limit: "{{ '%Y-%m-%d' | ansible.builtin.strftime(now().timestamp() - 365 * 86400) }}"

- name: List the clients that await their deletion
  cxops.genesys.genesys_cloud_oauth_client_info:
    client_state:
      - inactive
  register: leaving

- name: Show on which day each one goes
  ansible.builtin.debug:
    msg: "{{ leaving.oauth_clients | items2dict(key_name='client_id', value_name='date_to_delete') }}"

- name: List the clients with too many rights, with the names of their roles
  cxops.genesys.genesys_cloud_oauth_client_info:
    authorized_grant_type: CLIENT-CREDENTIALS
    role: Master Admin
    resolve_names: true
  register: mighty

- name: List the clients with the implicit grant
  cxops.genesys.genesys_cloud_oauth_client_info:
    authorized_grant_type: TOKEN
  register: implicit

- name: List the clients whose name begins so
  cxops.genesys.genesys_cloud_oauth_client_info:
    name_pattern: "^billing "
  register: billing
"""

RETURN = r"""
---
oauth_clients:
  description:
    - The clients, each by the option names of M(cxops.genesys.genesys_cloud_oauth_client), without secrets.
  returned: success
  type: list
  elements: dict
  contains:
    client_id:
      description: Id of the client.
      type: str
      returned: always
    name:
      description: Name of the client.
      type: str
      returned: always
    client_state:
      description: V(active), V(inactive) or V(disabled).
      type: str
      returned: always
    roles:
      description:
        - The roles. RV(oauth_clients[].roles[].role) and RV(oauth_clients[].roles[].division) are names where
          O(resolve_names) is V(true) or O(role) is a name, else ids.
      type: list
      elements: dict
      returned: when the client has roles
      contains:
        role:
          description: Name or id of the role.
          type: str
          returned: always
        division:
          description: Name or id of the division, V(*) for all.
          type: str
          returned: always
        role_id:
          description: Id of the role.
          type: str
          returned: always
        division_id:
          description: Id of the division, V(*) for all.
          type: str
          returned: always
    date_to_delete:
      description: When the service deletes the client.
      type: str
      returned: when the client is inactive
    extra_properties:
      description: The members that this version has no option for, in the service's own form.
      type: dict
      returned: when there are any
    date_created:
      description: When the client was made.
      type: str
      returned: when the service tells it
    date_modified:
      description: When the client was last changed.
      type: str
      returned: when the service tells it
    created_by:
      description: Who made the client, in the service's own form.
      type: dict
      returned: when the service tells it
    modified_by:
      description: Who last changed the client, in the service's own form.
      type: dict
      returned: when the service tells it
    self_uri:
      description: The path of the client in the API.
      type: str
      returned: when the service tells it
  sample:
    - client_id: 0d2c9a44-5a0b-4d7e-8f7c-0e3f3f0d9b55
      name: reporting
      description: Nightly export of the statistics
      authorized_grant_type: CLIENT-CREDENTIALS
      access_token_validity_seconds: 86400
      roles:
        - role: 6c3f0a38-9a5d-4b42-b0b7-3f2d0f1f7c01
          division: 1b7a3a57-2f0f-4e7f-8c39-54a3d6b1f9e2
          role_id: 6c3f0a38-9a5d-4b42-b0b7-3f2d0f1f7c01
          division_id: 1b7a3a57-2f0f-4e7f-8c39-54a3d6b1f9e2
      client_state: inactive
      date_to_delete: "2026-10-27T09:00:00.000Z"
      date_created: "2025-02-11T10:20:30.123Z"
      date_modified: "2026-10-20T09:00:00.000Z"
      self_uri: /api/v2/oauth/clients/0d2c9a44-5a0b-4d7e-8f7c-0e3f3f0d9b55
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
      path: /api/v2/oauth/clients
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Listing the OAuth clients failed with HTTP 429: Rate limit exceeded the maximum. Retry the request in [300]
    seconds. (inin-correlation-id: 5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40) The service limits requests: run again later,
    or with fewer forks. It asks to wait: Retry-After 300.
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
      returned: when a service was asked
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
      description: The service's own C(code), such as V(missing.permissions), or the error of OAuth 2.0.
      type: str
      returned: when the service told one
    correlation_id:
      description:
        - The name that Genesys Cloud gave to the last request (C(ININ-Correlation-Id)), by which Genesys Customer
          Care finds it. RV(failure.message) ends with it.
      type: str
      returned: when the service told it
    field:
      description: The option that is to blame, or the first of them.
      type: str
      returned: when it is known
    fields:
      description: All options that are to blame.
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
    code: rate_limited
    message: >-
      Listing the OAuth clients failed with HTTP 429: Rate limit exceeded the maximum. Retry the request in [300]
      seconds. (inin-correlation-id: 5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40)
    hint: >-
      The service limits requests: run again later, or with fewer forks. It asks to wait: Retry-After 300.
    operation: Listing the OAuth clients
    method: GET
    url: https://api.mypurecloud.ie/api/v2/oauth/clients
    http_status: 429
    service_code: too.many.requests
    correlation_id: 5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_client import INFO


def main():
    """Run the task of this module."""
    run(INFO)


if __name__ == "__main__":
    main()
