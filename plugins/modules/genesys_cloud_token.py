#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_cloud_token
version_added: 1.2.0
short_description: Obtain or verify a token of Genesys Cloud
author:
  - cxops contributors (@cxops)
description:
  - Obtains an OAuth 2.0 token of Genesys Cloud (C(/oauth/token) of the login host) by any of the grants that its
    token endpoint has, or looks whose token a given one is (C(/api/v2/tokens/me)).
  - Most users do not need it, because the other modules obtain their tokens by themselves. It serves to check
    credentials, and to hand a token to something else.
  - Nothing is changed, so the task is never reported as changed.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.group_genesys_cloud
  - cxops.genesys.cloud
  - cxops.genesys.http_options
attributes:
  check_mode:
    support: full
    details:
      - A token is obtained in check mode too, except by the grants V(authorization_code), V(refresh_token) and
        V(saml2_bearer), which may use up what they are given. Then RV(token) is empty and a warning says so.
  diff_mode:
    support: N/A
  idempotent:
    support: N/A
    details:
      - There is no state. Each run obtains a token of its own, by its own request.
options:
  grant_type:
    description:
      - How the token is obtained. Every grant needs O(cloud_client_id) with its secret (but for O(code_verifier)), and a client whose grant type
        fits.
    type: str
    choices:
      client_credentials: A token of the client itself, whose grant type is C(CLIENT-CREDENTIALS).
      authorization_code: >-
        A token for the code of a login page; needs O(code) and O(redirect_uri), and O(code_verifier) where the login
        was made with PKCE. The client's grant type is C(CODE).
      refresh_token: A new token for an old one; needs O(refresh_token). The client's grant type is C(CODE).
      saml2_bearer: >-
        A token for the assertion of an identity provider; needs O(organization_name) and O(assertion). The client's
        grant type is C(SAML2-BEARER).
      none: No token is obtained; O(cloud_access_token) is verified.
    default: client_credentials
  code:
    description:
      - The code for the grant V(authorization_code). It can be used once.
      - This is a secret and never shown.
    type: str
  redirect_uri:
    description:
      - The redirect URI that the code was issued for, absolute and without a fragment.
    type: str
  code_verifier:
    description:
      - The code verifier of PKCE, for the grant V(authorization_code). With it, a client that keeps no secret may leave
        O(cloud_client_secret) out.
      - This is a secret and never shown.
    type: str
  refresh_token:
    description:
      - The token for the grant V(refresh_token).
      - This is a secret and never shown.
    type: str
  organization_name:
    description:
      - Short name of the organisation (C(orgName)) for the grant V(saml2_bearer).
    type: str
  assertion:
    description:
      - The SAML assertion, in Base64, for the grant V(saml2_bearer).
      - This is a secret and never shown.
    type: str
  introspect:
    description:
      - Whether RV(organization) and RV(oauth_client) are filled for a token that is obtained. That takes one more
        request. With O(grant_type=none) and with O(cloud_organization) they are in any case.
    type: bool
    default: false
notes:
  - The tokens are in the result only if the task has C(no_log) set to true; without it a hint stands in their place.
  - The token endpoint limits how many tokens it gives in a short time. A task that only needs one to call the other
    modules should leave that to them, for they share one.
  - O(cloud_access_token) is only looked at with O(grant_type=none).
  - A token is not ended by the module.
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
    - name: Check that the client and its secret work, in the organisation that is meant
      cxops.genesys.genesys_cloud_token:
        cloud_organization: Example

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYSCLOUD_REGION.

- name: Check that a client works with the secret that is kept for it, and see its roles
  cxops.genesys.genesys_cloud_token:
    cloud_client_id: 0d2c9a44-5a0b-4d7e-8f7c-0e3f3f0d9b55
    cloud_client_secret: "{{ lookup('ansible.builtin.file', '/etc/genesys/secrets/reporting') }}"
    introspect: true
  register: reporting

- name: Obtain a token for other tasks
  cxops.genesys.genesys_cloud_token:
  no_log: true
  register: cloud

- name: Call what no module covers
  ansible.builtin.uri:
    url: https://api.mypurecloud.ie/api/v2/routing/queues?pageSize=100
    headers:
      Authorization: Bearer {{ cloud.access_token }}
  register: queues

- name: Look whose token this is
  cxops.genesys.genesys_cloud_token:
    grant_type: none
    cloud_access_token: "{{ cloud.access_token }}"
  register: who

- name: Obtain a token for the code of a login page, with PKCE
  cxops.genesys.genesys_cloud_token:
    cloud_client_id: 5e1d2c3b-7f60-4a8b-9c2d-1f0e9d8c7b6a
    cloud_client_secret: "{{ vault_agent_desktop_secret }}"
    grant_type: authorization_code
    code: "{{ login_code }}"
    redirect_uri: https://desktop.example.com/oauth/callback
    code_verifier: "{{ login_code_verifier }}"
  no_log: true
  register: person
"""

RETURN = r"""
---
token:
  description:
    - What the service told about the token, without the token itself. Empty where none was obtained.
  returned: success
  type: dict
  contains:
    token_type:
      description: Type of the token, V(bearer).
      type: str
      returned: when a token was obtained
    expires_in:
      description: Seconds until the token expires.
      type: int
      returned: when a token was obtained
  sample:
    token_type: bearer
    expires_in: 86399
organization:
  description:
    - The organisation that the token belongs to. Filled with O(grant_type=none), O(introspect=true) or
      O(cloud_organization) only.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the organisation.
      type: str
      returned: when the service told it
    name:
      description: Name of the organisation.
      type: str
      returned: when the service told it
  sample:
    id: 9b0f3c52-6f0e-4d39-8f25-7a1b1a3d5c77
    name: Example
oauth_client:
  description:
    - The client for which the token was issued. Filled as RV(organization) is. For a person who is logged in at the
      vendor's own pages it is one of the organisation V(purecloud-builtin).
  returned: success
  type: dict
  contains:
    id:
      description: Id of the client.
      type: str
      returned: when the service told it
    name:
      description: Name of the client.
      type: str
      returned: when the service told it
    roles:
      description: The roles of the client, none for a token of a person.
      type: list
      elements: dict
      returned: when the service told the client
      contains:
        role_id:
          description: Id of the role.
          type: str
          returned: always
        division_id:
          description: Id of the division, V(*) for all.
          type: str
          returned: always
    scopes:
      description: The scopes that the token has.
      type: list
      elements: str
      returned: when the service told the client
  sample:
    id: 3a1f5c2e-6a54-4b0e-8d8f-2f5c8f7f3b11
    name: provisioner
    roles:
      - role_id: 6c3f0a38-9a5d-4b42-b0b7-3f2d0f1f7c01
        division_id: "*"
    scopes: []
access_token:
  description:
    - The token. Without C(no_log) on the task a hint stands in its place.
  returned: when a token was obtained or verified
  type: str
  sample: "hidden: set no_log on the task to get it"
refresh_token:
  description:
    - The token by which the next one can be obtained; only the grants V(authorization_code) and V(refresh_token) have
      one. Without C(no_log) on the task a hint stands in its place.
  returned: when the service told one
  type: str
  sample: "hidden: set no_log on the task to get it"
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
    - method: POST
      path: /oauth/token
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Obtaining a token by client_credentials failed with HTTP 400: authentication failed. (inin-correlation-id:
    5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40) Check cloud_client_id, cloud_client_secret and cloud_region, and that the
    client may use this grant.
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
    code: bad_credentials
    message: >-
      Obtaining a token by client_credentials failed with HTTP 400: authentication failed. (inin-correlation-id:
      5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40)
    hint: >-
      Check cloud_client_id, cloud_client_secret and cloud_region, and that the client may use this grant.
    operation: Obtaining a token by client_credentials
    method: POST
    url: https://login.mypurecloud.ie/oauth/token
    http_status: 400
    service_code: invalid_client
    correlation_id: 5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_token import TOKEN


def main():
    """Run the task of this module."""
    run(TOKEN)


if __name__ == "__main__":
    main()
