#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_auth_client
version_added: 1.0.0
short_description: Manage API clients of Genesys Authentication
author:
  - cxops contributors (@cxops)
description:
  - Creates, changes and deletes API clients of Genesys Authentication in private edition (C(/auth/v3/ops/clients)).
    Services such as Digital Channels, and the modules of this collection, obtain their tokens through API clients.
  - The client is looked up first and only what differs is written, so that the module can be run again and again.
  - Needs the ops credentials, O(auth_username) and O(auth_password); the ops API takes nothing else.
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
    details:
      - With O(update_secret=always) each run tries to log in with the secret, and writes it only if that fails.
      - With O(regenerate_secret=always) each run makes a new secret, so each run is a change.
options:
  client_id:
    description:
      - Id of the client (C(client_id)), by which it is found. It cannot be changed.
      - Letters, digits, periods, colons and the characters V(_), V(~), V(@), V(+) and V(-) are allowed.
    type: str
    required: true
  client_secret:
    description:
      - Secret of the client (C(client_secret)). It is sent when the client is created, later only as O(update_secret)
        says, because the service does not tell the secret of an existing client.
      - To create a V(CONFIDENTIAL) client, this option or O(secret_file) is needed. If both are given, this one is
        used and the file is neither read nor written.
      - This is a secret and never shown.
    type: str
  secret_file:
    description:
      - File that keeps the secret, on the machine that runs the module. If it exists when the secret is needed, its
        one line is the secret. If not, a secret of 256 random bits is generated and stored there, with mode 0600,
        before the request that makes it real; if the service refuses the request, the file is removed again.
      - A folder that is missing is made, with mode 0700 (since 1.1.0). Choose one that is kept and backed up, never a temporary one; the
        service cannot tell the secret a second time.
      - A file encrypted by Ansible Vault is refused; pass its content as O(client_secret) instead.
      - The secret of an existing client is replaced only as O(regenerate_secret), O(secret_max_age) and O(update_secret) say. The old
        one then stays in a file beside it, with C(.previous) after its name and mode 0600, until the new one has been seen to work. It
        is put back when the service refuses the new one. A run that was killed in between leaves both, and the next one looks which of
        them works; where that cannot be seen, both stay, with a warning (since 2.0.0).
      - A record beside it, C(.<file>.client), tells the client's id and the platform, without the secret. It is written when the client
        is created, when its secret is replaced, and when the secret in the file is seen to work; it goes when the client is deleted
        (since 2.0.0).
      - A new secret that the service accepts and does not take is moved to a file with C(.refused) after its name, for the service may
        take it yet (since 2.0.0).
    type: path
  regenerate_secret:
    description:
      - Whether an existing client gets a new generated secret in O(secret_file), which is needed then. The old one ends when the
        service takes the new one, so everything that uses it stops until it has the new one.
      - The vendor does not document that a secret can be changed. The module therefore tries the new one afterwards, puts the old one
        back into the file if the service does not take it, and fails.
      - Rows of C(nex_gapis) hold the old secret until M(cxops.genesys.nexus_gapi_db) has written them; a warning says so.
    type: str
    choices:
      never: Not for the sake of this option. O(secret_max_age) has an effect all the same.
      when_lost: >-
        When O(secret_file) is not there. Only where the record beside the file shows that the client's secret was there; else
        others may be using it, and the task fails and asks for O(regenerate_secret_confirm).
      always: In each run.
    default: never
    version_added: 2.0.0
  regenerate_secret_confirm:
    description:
      - The O(client_id), if its present secret may be ended by O(regenerate_secret=when_lost) or O(update_secret=always), although no
        record beside O(secret_file) shows that the secret ever was there. Set it for one run. The module warns when it is set and has
        no effect any more.
    type: str
    version_added: 2.0.0
  secret_max_age:
    description:
      - Days after which the client gets a new secret, counted from the time at which O(secret_file), which is needed then, was last
        modified. What is said of O(regenerate_secret) holds here too; that option need not be set.
      - The present secret is tried before. If the service refuses it, somebody else has changed it, and the task fails.
      - Whoever touches, copies or restores the file without keeping its time makes it look new. A file that is missing is none that is
        old; O(regenerate_secret=when_lost) is for that.
    type: int
    version_added: 2.0.0
  update_secret:
    description:
      - When the given or stored secret of an existing client is written.
    type: str
    choices:
      on_create: Only when the client is created.
      always: >-
        Also when logging in with the given or stored secret fails. The vendor does not document that a secret can be
        changed; the module therefore tries the new one afterwards and fails if the service does not take it. If
        O(secret_file) is not there, it is as with O(regenerate_secret=when_lost).
    default: on_create
  name:
    description:
      - Name of the client (C(name)). If omitted on creation, the O(client_id).
    type: str
  description:
    description:
      - Description of the client (C(description)).
    type: str
  client_type:
    description:
      - Type of the client (C(clientType)). V(CONFIDENTIAL) if omitted on creation.
      - A V(PUBLIC) client has no secret; O(client_secret) and O(secret_file) are refused then.
    type: str
    choices:
      - CONFIDENTIAL
      - PUBLIC
  internal_client:
    description:
      - Whether this is a client of a Genesys service (C(internalClient)). V(true) if omitted on creation, as in all of
        the vendor's samples.
    type: bool
  authorities:
    description:
      - Authorities of the client (C(authorities)). V(ROLE_INTERNAL_CLIENT) if omitted on creation. Order does not
        count.
    type: list
    elements: str
  scope:
    description:
      - Scopes of the client (C(scope)). V(*) if omitted on creation. Order does not count.
    type: list
    elements: str
  authorized_grant_types:
    description:
      - OAuth 2.0 grants that the client may use (C(authorizedGrantTypes)). Order does not count.
      - V(client_credentials), V(authorization_code), V(refresh_token) and V(password) if omitted on creation.
      - The service adds grants of its own (the vendor's sample shows token-exchange and jwt-bearer added). They are
        left alone unless O(strict=true).
    type: list
    elements: str
    choices:
      - client_credentials
      - authorization_code
      - refresh_token
      - password
      - implicit
      - urn:ietf:params:oauth:grant-type:token-exchange
      - urn:ietf:params:oauth:grant-type:jwt-bearer
  strict:
    description:
      - Whether grants that O(authorized_grant_types) does not list are removed. If the service adds them again, such a
        task changes something on each run.
    type: bool
    default: false
  redirect_uris:
    description:
      - Redirect URIs of the client (C(redirectURIs)), each absolute and without a fragment. None if omitted on
        creation. Order does not count. The given list replaces the existing one.
    type: list
    elements: str
  access_token_expiration_timeout:
    description:
      - Life of an access token in seconds (C(accessTokenExpirationTimeout)). V(43200) if omitted on creation.
    type: int
  refresh_token_expiration_timeout:
    description:
      - Life of a refresh token in seconds (C(refreshTokenExpirationTimeout)). V(43200) if omitted on creation.
    type: int
  contact_center_ids:
    description:
      - UUIDs of the contact centers that the client is bound to (C(contactCenterIds)). Bound to none if omitted on
        creation. Order and letter case do not count.
    type: list
    elements: str
notes:
  - The service tells C(encrypted_client_secret) when a client is created, and the Helm values of GWS need it. Register
    the result of a task with C(no_log) set to true to get it; without C(no_log) a hint stands in its place.
  - On AWX and other controllers that throw away their file system after a job, do not use O(secret_file); pass
    O(client_secret) from a credential.
  - To give a client a new generated secret, set O(regenerate_secret=always) for one run, or O(secret_max_age). Do not remove O(secret_file)
    before, for it may hold the only copy of the secret that works.
  - Only the fields that differ are sent (a partial C(PUT), as the vendor's own script does).
seealso:
  - module: cxops.genesys.genesys_auth_client_info
  - module: cxops.genesys.genesys_token
  - module: cxops.genesys.nexus_gapi_db
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
      auth_username: ops
      auth_password: "{{ vault_genesys_ops_password }}"
      ca_path: /etc/pki/tls/certs/example-ca.pem
  block:
    - name: Have the client of the web applications
      cxops.genesys.genesys_auth_client:
        client_id: external_api_client
        client_secret: "{{ vault_external_api_client_secret }}"
        redirect_uris:
          - https://gauth.example.com
          - https://gws.example.com
          - https://wwe.example.com
          - https://prov.example.com

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Have the client of Digital Channels, with a generated secret that is kept in a file
  cxops.genesys.genesys_auth_client:
    client_id: nexus_client
    description: Digital Channels
    secret_file: /etc/genesys/secrets/nexus_client
    authorized_grant_types:
      - client_credentials
      - authorization_code
      - refresh_token
      - implicit
      - password
    redirect_uris:
      - https://digital.example.com
    refresh_token_expiration_timeout: 2592000

- name: Create the client of GWS and get its encrypted secret for the Helm values
  cxops.genesys.genesys_auth_client:
    client_id: gws-app-workspace
    client_secret: "{{ vault_gws_workspace_secret }}"
  no_log: true
  register: gws_workspace

- name: Bind a known client to one contact center and to exactly two grants
  cxops.genesys.genesys_auth_client:
    client_id: reporting
    contact_center_ids:
      - 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    authorized_grant_types:
      - client_credentials
      - refresh_token
    strict: true

- name: Change the secret of a client
  cxops.genesys.genesys_auth_client:
    client_id: reporting
    client_secret: "{{ vault_reporting_secret }}"
    update_secret: always

- name: Replace a generated secret when it is 90 days old
  cxops.genesys.genesys_auth_client:
    client_id: nexus_client
    secret_file: /etc/genesys/secrets/nexus_client
    secret_max_age: 90

- name: Remove a client
  cxops.genesys.genesys_auth_client:
    client_id: reporting
    state: absent
"""

RETURN = r"""
---
resource:
  description:
    - The client as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    client_id:
      description: Id of the client.
      type: str
      returned: always
    client_secret:
      description: V(********) where the secret was sent. The service does not tell it.
      type: str
      returned: when it was sent
    previous_secret_file:
      description:
        - The file with the previous secret that an earlier run left beside O(secret_file); empty when this run settles it.
      type: str
      returned: when there was one
  sample:
    client_id: nexus_client
    client_secret: "********"
    name: nexus_client
    client_type: CONFIDENTIAL
    internal_client: true
    authorities:
      - ROLE_INTERNAL_CLIENT
    scope:
      - "*"
    authorized_grant_types:
      - refresh_token
      - client_credentials
      - password
      - authorization_code
      - urn:ietf:params:oauth:grant-type:token-exchange
      - urn:ietf:params:oauth:grant-type:jwt-bearer
    redirect_uris:
      - https://digital.example.com
    access_token_expiration_timeout: 43200
    refresh_token_expiration_timeout: 2592000
client_secret:
  description:
    - The secret that the module generated in this run. Without C(no_log) on the task a hint stands in its place; the
      secret is in O(secret_file) either way.
  returned: when a secret was generated and sent
  type: str
  sample: "hidden: set no_log on the task to get it"
encrypted_client_secret:
  description:
    - The secret as the service encrypts it, for the Helm values of GWS. Without C(no_log) on the task a hint stands in
      its place.
  returned: when the client was created, or changed and the service told it
  type: str
  sample: "hidden: set no_log on the task to get it"
new_secret:
  description:
    - Why a new secret was made, or would be in check mode.
  returned: when a secret is new
  type: str
  version_added: 2.0.0
  sample: generated for the new client
secret_kept:
  description:
    - V(false) where the client was there already, its secret is not in O(secret_file), and it gets no new one.
  returned: when the file is missing
  type: bool
  version_added: 2.0.0
  sample: false
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
      path: /auth/v3/ops/clients/nexus_client
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Creating the API client nexus_client failed with HTTP 401: Bad credentials. Check auth_username and auth_password
    (the ops credentials). The plain password is needed, not the bcrypt hash of the deployment's values.
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
    message: "Creating the API client nexus_client failed with HTTP 401: Bad credentials."
    hint: >-
      Check auth_username and auth_password (the ops credentials). The plain password is needed, not the bcrypt hash of
      the deployment's values.
    operation: Creating the API client nexus_client
    method: POST
    url: https://gauth.example.com/auth/v3/ops/clients
    http_status: 401
    service_code: Unauthorized
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.auth_client import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
