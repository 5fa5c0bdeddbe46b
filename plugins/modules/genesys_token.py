#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_token
version_added: 1.0.0
short_description: Obtain or verify a token of Genesys Authentication
author:
  - cxops contributors (@cxops)
description:
  - Obtains an OAuth 2.0 token from Genesys Authentication in private edition (C(/auth/v3/oauth/token)) by any of its
    grants, or looks whose token a given one is (C(/auth/v3/userinfo)).
  - Most users do not need it, because the other modules obtain their tokens by themselves. It serves to check
    credentials, and to hand a token to something else.
  - Nothing is changed, so the task is never reported as changed.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.group_genesys
  - cxops.genesys.auth
  - cxops.genesys.http_options
attributes:
  check_mode:
    support: full
    details:
      - A token is obtained in check mode too, except by the grants V(authorization_code) and V(refresh_token), which
        may use up what they are given. Then RV(token) is empty and a warning says so.
  diff_mode:
    support: N/A
  idempotent:
    support: N/A
    details:
      - There is no state. The service may answer with the same token until it expires, or with a new one.
options:
  grant_type:
    description:
      - How the token is obtained. Every grant needs O(auth_client_id), and the secret of that client unless it is a
        public one.
    type: str
    choices:
      client_credentials: A token of the API client itself.
      password: A token of the ops user or of a person; needs O(username) and O(password).
      refresh_token: A new token for an old one; needs O(refresh_token).
      authorization_code: A token for the code of a login page; needs O(code) and O(redirect_uri).
      jwt_bearer: >-
        A token for a signed assertion; needs O(assertion). The vendor names this grant, but documents its
        parameters no further.
      token_exchange: >-
        A token for another token; needs O(subject_token). The vendor names this grant, but does not document its
        parameters; those of RFC 8693 are sent.
      none: No token is obtained; O(access_token) is verified.
    default: client_credentials
  username:
    description:
      - Name of the user for the grant V(password). A person of a tenant logs in as C(CCID\name) or C(domain\name);
        write it so, or give the first part as O(contact_center_id) or O(domain).
    type: str
  password:
    description:
      - Password of O(username).
      - This is a secret and never shown.
    type: str
  domain:
    description:
      - Login domain of the contact center, put before O(username) with a backslash.
    type: str
  contact_center_id:
    description:
      - UUID of the contact center (CCID), put before O(username) with a backslash.
    type: str
  scope:
    description:
      - Scopes to ask for, separated by spaces. If omitted, none are asked for and the service grants those of the
        client.
    type: str
  refresh_token:
    description:
      - The token for the grant V(refresh_token).
      - This is a secret and never shown.
    type: str
  code:
    description:
      - The code for the grant V(authorization_code). It can be used once.
      - This is a secret and never shown.
    type: str
  redirect_uri:
    description:
      - The redirect URI that the code was issued for, absolute and without a fragment.
    type: str
  assertion:
    description:
      - The assertion for the grant V(jwt_bearer).
      - This is a secret and never shown.
    type: str
  subject_token:
    description:
      - The token for the grant V(token_exchange).
      - This is a secret and never shown.
    type: str
  subject_token_type:
    description:
      - What kind of token O(subject_token) is, in the words of RFC 8693.
    type: str
    default: urn:ietf:params:oauth:token-type:access_token
  verify_contact_center:
    description:
      - UUID of the contact center (CCID) that the token's user has to belong to. The task fails with the code
        V(verification_failed) if not.
    type: str
notes:
  - The tokens are in the result only if the task has C(no_log) set to true; without it a hint stands in their place.
  - O(auth_username) and O(auth_password) are not used by this module; for a token of the ops user give them as
    O(username) and O(password).
  - Do not rely on RV(token.expires_in). The vendor says that a token may become invalid earlier.
seealso:
  - module: cxops.genesys.genesys_auth_client
  - name: Authentication API
    description: The vendor's description of the grants.
    link: https://all.docs.genesys.com/PEC-Developer/Current/WebAPIs/Authentication
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.genesys:
      auth_url: https://gauth.example.com
      auth_client_id: nexus_client
      auth_client_secret_file: /etc/genesys/secrets/nexus_client
  block:
    - name: Check that the client and its secret work
      cxops.genesys.genesys_token:

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Check that a person of the contact center can log in
  cxops.genesys.genesys_token:
    grant_type: password
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    username: nexus
    password: "{{ vault_t100_nexus_password }}"
    verify_contact_center: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd

- name: Obtain a token of the ops user through external_api_client
  cxops.genesys.genesys_token:
    auth_client_id: external_api_client
    auth_client_secret: "{{ vault_external_api_client_secret }}"
    grant_type: password
    username: ops
    password: "{{ vault_genesys_ops_password }}"
  no_log: true
  register: ops_token

- name: Use it in another task
  cxops.genesys.genesys_environment_info:
    access_token: "{{ ops_token.access_token }}"

# The URL of the login page, its state and the check of the answer: docs/vendor-pages.md of the repository.

- name: Exchange the code that a login page gave for a token of the person
  cxops.genesys.genesys_token:
    grant_type: authorization_code
    code: "{{ login_code }}"
    redirect_uri: https://app.example.com/oauth/callback
  no_log: true
  register: person

- name: Obtain a new token without a login, when the old one has ended
  cxops.genesys.genesys_token:
    grant_type: refresh_token
    refresh_token: "{{ person.refresh_token }}"
  no_log: true
  register: renewed

- name: Look whose token this is
  cxops.genesys.genesys_token:
    grant_type: none
    access_token: "{{ ops_token.access_token }}"
  register: who
"""

RETURN = r"""
---
token:
  description:
    - What the service told about the token, without the token itself. Empty in check mode where none was obtained.
  returned: success
  type: dict
  contains:
    token_type:
      description: Type of the token, usually V(bearer).
      type: str
      returned: when a token was obtained
    expires_in:
      description: Seconds until the token expires.
      type: int
      returned: when a token was obtained
    scope:
      description: The scopes that were granted.
      type: str
      returned: when the service told them
  sample:
    token_type: bearer
    expires_in: 43199
    scope: "*"
user:
  description:
    - Who the token stands for, as far as the service told it. Filled with O(grant_type=none) or
      O(verify_contact_center) only.
  returned: success
  type: dict
  contains:
    username:
      description: The name that is unique in the whole system.
      type: str
      returned: when the service told it
    login_name:
      description: The name that the user logs in with.
      type: str
      returned: when the service told it
    contact_center_id:
      description: UUID of the user's contact center.
      type: str
      returned: when the service told it
    environment_id:
      description: UUID of the user's environment.
      type: str
      returned: when the service told it
    authorities:
      description: The user's authorities.
      type: list
      elements: raw
      returned: when the service told them
    dbid:
      description: Number of the person in the Configuration Server.
      type: int
      returned: when the service told it
  sample:
    username: nexus
    login_name: nexus
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    environment_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    dbid: 105
access_token:
  description:
    - The token. Without C(no_log) on the task a hint stands in its place.
  returned: when a token was obtained or verified
  type: str
  sample: "hidden: set no_log on the task to get it"
refresh_token:
  description:
    - The token by which the next one can be obtained; the grant V(client_credentials) has none. Without C(no_log) on
      the task a hint stands in its place.
  returned: when the service told one
  type: str
  sample: "hidden: set no_log on the task to get it"
id_token:
  description:
    - The OpenID token. The vendor does not document whether there is one. Without C(no_log) on the task a hint stands
      in its place.
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
      path: /auth/v3/oauth/token
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Obtaining a token by password failed with HTTP 400: Bad credentials. Check the user name and the password; a
    tenant's person logs in as CCID\user or domain\user.
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
    code: bad_credentials
    message: "Obtaining a token by password failed with HTTP 400: Bad credentials."
    hint: Check the user name and the password; a tenant's person logs in as CCID\user or domain\user.
    operation: Obtaining a token by password
    method: POST
    url: https://gauth.example.com/auth/v3/oauth/token
    http_status: 400
    service_code: invalid_grant
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.token import TOKEN


def main():
    """Run the task of this module."""
    run(TOKEN)


if __name__ == "__main__":
    main()
