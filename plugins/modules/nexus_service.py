#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: nexus_service
version_added: 1.0.0
short_description: Manage service connections of Digital Channels, such as PlatformUCS
author:
  - cxops contributors (@cxops)
description:
  - Connects a contact center in Digital Channels (Nexus) to another service
    (C(/nexus/v3/provisioning/services/{ccid}/{name})). V(PlatformUCS), the Universal Contact Service, is the one that
    the vendor's guide describes.
  - The vendor documents only that a connection can be created. The module tries to look at an existing one; if the
    service does not tell it, O(when_unobservable) says what to do.
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
      - Full where the service tells its connections, and with O(when_unobservable=send_until_tenant) or
        O(when_unobservable=assume_present). With V(send), a connection that cannot be looked at is sent and reported
        as changed on every run, unless the service answers HTTP 409, that it exists already.
      - With O(update_secret=always) and O(secret) given, the secret is written on every run.
options:
  contact_center_id:
    description:
      - UUID of the contact center (CCID).
    type: str
    required: true
  name:
    description:
      - Name of the service, such as V(PlatformUCS). Together with the contact center it is the key.
    type: str
    required: true
  url:
    description:
      - URL of the service (C(url)). Needed on creation. A trailing slash and the letter case of the host do not count.
    type: str
  data:
    description:
      - Further settings of the connection (C(data)), as the service wants them. Empty if omitted on creation. It is
        compared as a whole.
    type: dict
  secret:
    description:
      - Credentials of the connection (C(secret)), as the service wants them. Empty if omitted on creation. They are
        sent when the connection is created, later only as O(update_secret) says.
      - To change something else of a connection whose service can be looked at, it has to be given too, as an empty
        dictionary if there is none, for the connection is sent whole and would lose it.
      - This is a secret and never shown.
    type: dict
  update_secret:
    description:
      - When the O(secret) of an existing connection is written. It cannot be compared, for the service does not tell
        it.
    type: str
    choices:
      on_create: Only when the connection is created, or when something else of it changes.
      always: On every run that gives O(secret).
    default: on_create
  when_unobservable:
    description:
      - What to do if the service does not tell the connection. It answers the same when there is none and when it does
        not offer to look.
    type: str
    choices:
      send: Send the connection on every run, with a warning. HTTP 409, the answer that it exists already, counts as
        unchanged.
      send_until_tenant: >-
        Send it as long as the tenant O(tenant_name) has no API key in the table C(nex_apikeys), and nothing
        afterwards. In the vendor's order the tenant comes after its connections, so that its key proves that
        they were sent. Needs O(tenant_name) and O(login_host). If nothing proves that the key of that name is the contact
        center's, the task fails with the code V(unproven); see M(cxops.genesys.nexus_tenant).
      assume_present: Send nothing and report no change.
      fail: Fail with the code V(not_observable).
    default: send
  tenant_name:
    description:
      - Name of the tenant in Digital Channels, for O(when_unobservable=send_until_tenant).
    type: str
  tenant_api_key_file:
    version_added: 2.0.0
    description:
      - The O(cxops.genesys.nexus_tenant#module:api_key_file) of the tenant, which proves that its key is that of the contact
        center, for O(when_unobservable=send_until_tenant). It is only read.
    type: path
  tenant_record_file:
    version_added: 2.0.0
    description:
      - The O(cxops.genesys.nexus_tenant#module:record_file) of the tenant, if it is given there. It is only read.
    type: path
  adopt_by_name:
    version_added: 2.0.0
    description:
      - As O(cxops.genesys.nexus_tenant#module:adopt_by_name). The key that has the name O(tenant_name) is taken for that of
        the contact center, although nothing proves it.
    type: bool
    default: false
  contact_center_is_new:
    version_added: 2.0.0
    description:
      - As O(cxops.genesys.nexus_tenant#module:contact_center_is_new).
    type: bool
    default: false
  api_key_name:
    description:
      - Name of the key in the table C(nex_apikeys) that is used if O(nexus_api_key) is not given and O(login_host) is.
    type: str
    default: Cluster API Key
notes:
  - Either O(nexus_api_key) or O(login_host) and its kin are needed. The ops credentials and tokens are not used.
  - The vendor does not document what the service does with a connection that is sent a second time.
  - The vendor does not document how a connection is changed or removed. The module tries, and fails with the code
    V(not_offered) if the service does not offer it. With O(state=absent) it does so also when the connection cannot be
    observed.
seealso:
  - module: cxops.genesys.nexus_tenant
  - module: cxops.genesys.nexus_gapi_db
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
    - name: Connect the Universal Contact Service, with the key that the database calls Cluster API Key
      cxops.genesys.nexus_service:
        contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
        name: PlatformUCS
        url: https://ucs.example.com
        when_unobservable: send_until_tenant
        tenant_name: t100
        tenant_api_key_file: /etc/genesys/secrets/t100_nexus_api_key

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_NEXUS_URL.

- name: Connect it with a given key and without the database
  cxops.genesys.nexus_service:
    nexus_api_key: "{{ vault_nexus_cluster_api_key }}"
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: PlatformUCS
    url: https://ucs.example.com

- name: Create a connection with credentials, and leave it to the operator afterwards
  cxops.genesys.nexus_service:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: ExampleSms
    url: https://sms.example.com
    data:
      region: eu
    secret: "{{ vault_sms_credentials }}"
    when_unobservable: assume_present
"""

RETURN = r"""
---
resource:
  description:
    - The connection as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    secret:
      description: V(********) where it was sent. The service does not tell it.
      type: str
      returned: when it was sent
  sample:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: PlatformUCS
    url: https://ucs.example.com
    data: {}
observed:
  description:
    - Whether the service, or its database, let the module look at the object. If V(false), RV(resource) is what was
      asked for, not what was seen.
  returned: success
  type: bool
  sample: false
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
      path: /nexus/v3/provisioning/services/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd/PlatformUCS
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
        - Cluster API Key
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Creating the service connection PlatformUCS failed with HTTP 403: Forbidden. Check nexus_api_key (x-api-key) and
    that it belongs to this contact center.
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
    code: forbidden
    message: "Creating the service connection PlatformUCS failed with HTTP 403: Forbidden."
    hint: Check nexus_api_key (x-api-key) and that it belongs to this contact center.
    operation: Creating the service connection PlatformUCS
    method: POST
    url: https://digital.example.com/nexus/v3/provisioning/services/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd/PlatformUCS
    http_status: 403
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.nexus_service import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
