#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: nexus_tenant
version_added: 1.0.0
short_description: Manage tenants of Digital Channels and get their API key
author:
  - cxops contributors (@cxops)
description:
  - Provisions a tenant in Digital Channels (Nexus, C(/nexus/v3/provisioning/tenants)) and hands out its API key,
    whether the tenant was just created or was there already.
  - The vendor documents only that a tenant can be created. The module first tries to read it by the API; if the
    service does not offer that and PostgreSQL options are given, the tenant's row in the table C(nex_apikeys) proves
    it.
  - A row of that table has the tenant's name, and another tenant may have the same one. So a row counts only where it is
    proven to be of the contact center O(id), and the key of any other row is neither kept nor returned (since 2.0.0). What
    proves it is said in the notes.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.manage
  - cxops.genesys.attributes.group_nexus
  - cxops.genesys.state
  - cxops.genesys.auth
  - cxops.genesys.http_options
  - cxops.genesys.nexus
  - cxops.genesys.postgresql
attributes:
  idempotent:
    support: partial
    details:
      - Full where the service tells its tenants, or with O(login_host) and O(name). Otherwise as
        O(when_unobservable) says.
options:
  id:
    description:
      - UUID of the contact center (CCID), which is the id of the tenant (C(id)).
    type: str
    required: true
  name:
    description:
      - Name of the tenant (C(name)), such as V(t100). Needed on creation. Its API key has this name in the table
        C(nex_apikeys), so give it always where PostgreSQL is used.
    type: str
  type:
    description:
      - Type of the tenant (C(type)). V(PureEngage) if omitted on creation.
    type: str
  backend_url:
    description:
      - URL of GWS (C(backendurl)). Needed on creation. A trailing slash and the letter case of the host do not count.
    type: str
  username:
    description:
      - User name of a person in the tenant's configuration, by which Digital Channels works (C(username)). Needed on
        creation. The module logs in as this person too.
      - Without a backslash, the CCID is put before it for the login, as in C(CCID\nexus).
    type: str
  password:
    description:
      - Password of O(username); the API calls it C(token). Needed on creation, and to change a tenant that the service
        lets be looked at, for the tenant is sent whole.
      - The service does not tell it, so that it is never compared; a changed password alone changes nothing.
      - This is a secret and never shown.
    type: str
  genesys_tenant_id:
    description:
      - Number of the tenant in the Configuration Server. V(1) if omitted on creation.
    type: int
  tenant_id_field:
    description:
      - Name under which O(genesys_tenant_id) is sent. The vendor's page spells it V(genesysenantid), which looks like
        a slip.
    type: str
    choices:
      - genesysenantid
      - genesystenantid
    default: genesysenantid
  api_key_file:
    description:
      - File that keeps the tenant's API key, on the machine that runs the module, with mode 0600. It is written when
        the tenant is created, and later when it is missing or holds another key.
      - A file that holds something else than a key is not overwritten; the task fails then.
      - A folder that is missing is made, with mode 0700 (since 1.1.0).
      - Give each tenant a file of its own. The task fails if the record of the file says that it is another contact
        center's (since 2.0.0).
    type: path
  record_file:
    version_added: 2.0.0
    description:
      - File that binds the tenant's API key to the contact center O(id), with mode 0600. It holds the id, the name,
        a fingerprint of the key, not the key, and whether the platform left a row for it. By default
        V(.NAME.tenant) beside O(api_key_file), whose name is NAME.
      - Without O(api_key_file) and this option nothing is recorded, and O(adopt_by_name) is needed on every run where
        neither the service nor the table tells whose key it is.
    type: path
  designer_env_file:
    version_added: 2.0.0
    description:
      - A file with the tenant's values of the transaction DesignerEnv. It is not written, but the task fails where the file names
        another contact center than O(id) in its comment, before any request.
    type: path
  adopt_by_name:
    version_added: 2.0.0
    description:
      - Take the key that has the name O(name) in C(nex_apikeys) for that of the contact center O(id), although nothing
        proves it. The task warns of it, and records it, so that with O(api_key_file) or O(record_file) this is needed once.
      - A row that is known to be of another contact center is not taken, nor one of several.
    type: bool
    default: false
  contact_center_is_new:
    version_added: 2.0.0
    description:
      - An earlier task of this run made the contact center O(id), so that it can have no tenant but one that is known by
        the id. Neither O(adopt_by_name) nor a file without a record counts then.
    type: bool
    default: false
  when_unobservable:
    description:
      - What to do if neither the API nor the table C(nex_apikeys) tells whether the tenant is there. Without
        PostgreSQL options that is also the case for every tenant that does not exist yet.
      - It says nothing of a row of that name that may be another tenant's; the task fails then, whatever is given here.
    type: str
    choices:
      send: >-
        Send the tenant on every run, with a warning. The vendor does not document whether that keeps the API key of an
        existing tenant or replaces it.
      assume_present: Send nothing, report no change, and return no API key.
      fail: Fail with the code V(not_observable).
    default: fail
  access_token:
    description:
      - A token of the tenant's person; it goes before O(username) and O(password). If these and O(auth_client_id) are
        given too, a new token is obtained once when the service refuses this one (HTTP 401). The token of the ops user
        is of no use here.
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYS_ACCESS_TOKEN) is used.
notes:
  - The API takes the token of a person of the contact center. The module obtains it by the password grant and so needs
    O(auth_url), O(auth_client_id) with its secret, O(username) and O(password), or else O(access_token), also when the
    tenant exists. Given either way, O(access_token) goes first; do not leave the environment variable
    E(GENESYS_ACCESS_TOKEN) set to the ops user's token.
  - RV(api_key) is in the result only if the task has C(no_log) set to true; without it a hint stands in its place. Use
    O(api_key_file) to keep it without that, but not on AWX and other controllers that throw away their file system
    after a job. The option O(api_key) is something else, the key for the API gateway.
  - Of a tenant that only its row in C(nex_apikeys) proves, nothing but the name is known, and nothing else is
    compared.
  - "What proves that a row of C(nex_apikeys) is of the contact center, in this order: the service shows the tenant by its
    id, with its key; the row has a column that names the contact center (C(ccid), C(contactcenterid), C(tenant) and the
    like, with its UUID); the record of O(api_key_file) or O(record_file) binds just this key to the id; O(api_key_file) holds
    just this key and has no record, as version 1.3.0 left it, and neither a record nor another such file beside it has the
    same key; O(adopt_by_name)."
  - Where a row of that name is proven by nothing, the task fails with the code V(unproven) before anything is written.
    With O(state=absent) such a row decides nothing. The tenant is deleted by its id, if at all.
  - A key that the service answers to the creation is the tenant's. Where the answer tells none, the row of its name is
    taken if there is just one, and there was none before.
  - The vendor does not document how a tenant is changed or removed. The module tries, and fails with the code
    V(not_offered) if the service does not offer it.
  - In check mode a login that fails is taken for a person or client that an earlier task has yet to make. If the tenant's
    row is in C(nex_apikeys) all the same, a warning says that nothing else of it could be looked at.
  - The DesignerEnv transaction, the vendor's next step, has no public API. The role
    P(cxops.genesys.digital_channels#role) renders what is to be entered.
seealso:
  - module: cxops.genesys.nexus_gapi_db
  - module: cxops.genesys.nexus_service
  - name: Enable a tenant for Digital Channels
    description: The vendor's guide.
    link: https://all.docs.genesys.com/PEC-DC/Current/DCPEGuide/EnableTenant
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.nexus:
      nexus_url: https://digital.example.com
      auth_url: https://gauth.example.com
      auth_client_id: nexus_client
      auth_client_secret_file: /etc/genesys/secrets/nexus_client
      login_host: postgres.example.com
      login_user: nexus
      login_password: "{{ vault_nexus_db_password }}"
      ssl_mode: verify-full
      ca_cert: /etc/pki/tls/certs/postgres-ca.pem
  block:
    - name: Have the tenant, and keep its API key in a file
      cxops.genesys.nexus_tenant:
        id: "{{ tenant_id }}"
        name: "{{ inventory_hostname }}"
        backend_url: https://gws.example.com
        username: nexus
        password: "{{ vault_nexus_password }}"
        api_key_file: "/etc/genesys/secrets/{{ tenant_id }}.api_key"

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_NEXUS_URL.

- name: Get the API key of the tenant for the tasks that follow
  cxops.genesys.nexus_tenant:
    id: "{{ tenant_id }}"
    name: "{{ inventory_hostname }}"
    backend_url: https://gws.example.com
    username: nexus
    password: "{{ vault_nexus_password }}"
  no_log: true
  register: tenant

- name: Use it
  cxops.genesys.nexus_service:
    nexus_api_key: "{{ tenant.api_key }}"
    contact_center_id: "{{ tenant_id }}"
    name: PlatformUCS
    url: https://ucs.example.com

- name: Create the tenant once, where the database cannot be reached
  cxops.genesys.nexus_tenant:
    id: "{{ tenant_id }}"
    name: "{{ inventory_hostname }}"
    backend_url: https://gws.example.com
    username: nexus
    password: "{{ vault_nexus_password }}"
    when_unobservable: send
    api_key_file: "/etc/genesys/secrets/{{ tenant_id }}.api_key"

- name: Say once that the key of this name is this tenant's, where nothing else proves it
  cxops.genesys.nexus_tenant:
    id: "{{ tenant_id }}"
    name: "{{ inventory_hostname }}"
    backend_url: https://gws.example.com
    username: nexus
    password: "{{ vault_nexus_password }}"
    api_key_file: "/etc/genesys/secrets/{{ tenant_id }}.api_key"
    adopt_by_name: true

- name: Remove the tenant, if the service offers that
  cxops.genesys.nexus_tenant:
    id: "{{ tenant_id }}"
    name: "{{ inventory_hostname }}"
    username: nexus
    password: "{{ vault_nexus_password }}"
    state: absent
"""

RETURN = r"""
---
resource:
  description:
    - The tenant as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    password:
      description: V(********) where it was sent. The service does not tell it.
      type: str
      returned: when it was sent
    api_key_stored:
      description: Whether O(api_key_file) holds the tenant's API key.
      type: bool
      returned: when the tenant was there already, or O(api_key_file) is given
  sample:
    id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: t100
    type: PureEngage
    backend_url: https://gws.example.com
    username: nexus
    password: "********"
    genesys_tenant_id: 1
    api_key_stored: true
api_key:
  description:
    - The tenant's API key. Without C(no_log) on the task a hint stands in its place.
  returned: when the tenant exists and its key is known
  type: str
  sample: "hidden: set no_log on the task to get it"
new_secret:
  description:
    - Why O(api_key_file) is written, or would be in check mode.
  returned: when the file is written
  type: str
  version_added: 2.0.0
  sample: the API key of the new tenant
observed:
  description:
    - Whether the service, or its database, let the module look at the object. If V(false), RV(resource) is what was
      asked for, not what was seen.
  returned: success
  type: bool
  sample: true
not_seen:
  description:
    - The given options that were not looked at, because the service does not show the tenant and only the row of its API key proves that
      it is there.
  returned: when only the row was looked at
  type: list
  elements: str
  version_added: 2.0.0
  sample:
    - backend_url
    - username
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
      path: /nexus/v3/provisioning/tenants/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
      status: 404
statements:
  description:
    - Evidence of what the module did, also in check mode and on failure, each SQL statement in order.
  returned: when PostgreSQL was asked
  type: list
  elements: dict
  contains:
    sql:
      description: The statement with C(%s) for its parameters.
      type: str
      returned: always
    parameters:
      description: The parameters, secrets masked.
      type: list
      elements: raw
      returned: always
  sample:
    - sql: >-
        SELECT id::pg_catalog.text, pg_catalog.to_jsonb(k) FROM "public"."nex_apikeys" AS k
        WHERE name::pg_catalog.text OPERATOR(pg_catalog.=) %s::pg_catalog.text
      parameters:
        - t100
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    The service offers no way to look at the tenant 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd, so its state is not known.
    Give login_host and its kin and the name, so that the table nex_apikeys tells whether the tenant has its key. A
    second creation may replace the tenant's API key; only then set when_unobservable.
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
        - unproven
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
    sqlstate:
      description: PostgreSQL's error code.
      type: str
      returned: when the server told one
    host:
      description: The PostgreSQL server.
      type: str
      returned: when the database was asked
    database:
      description: The database.
      type: str
      returned: when the database was asked
  sample:
    code: not_observable
    message: >-
      The service offers no way to look at the tenant 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd, so its state is not known.
    hint: Give login_host and its kin and the name, so that the table nex_apikeys tells whether the tenant has its key.
    operation: Reading the tenant
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.nexus_tenant import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
