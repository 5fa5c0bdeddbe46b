#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: nexus_gapi_db
version_added: 1.0.0
short_description: Manage the rows of nex_gapis, by which Digital Channels finds GWS
author:
  - cxops contributors (@cxops)
description:
  - Manages a row of the table C(nex_gapis) in the PostgreSQL database of Digital Channels (Nexus). A row names a GWS
    or Genesys Authentication service and the API client by which Digital Channels logs in to it.
  - The vendor documents an SQL statement for this and no API. The module keeps one row for each pair of O(url) and
    O(client_id), in one transaction under a lock, for the table is not known to have a unique key.
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
    support: full
options:
  url:
    description:
      - URL of the GWS or Genesys Authentication service (C(url)). With O(client_id) it is the key; letter case and a
        trailing slash do not count.
    type: str
    required: true
  client_id:
    description:
      - Id of the API client (C(clientid)), usually V(nexus_client).
    type: str
    required: true
  client_secret:
    description:
      - Secret of the API client (C(clientsecret)). To add a row, this option or O(secret_file) is needed; give one of
        them only.
      - The table holds it in clear, so it is compared, and written when it differs.
      - This is a secret and never shown.
    type: str
  secret_file:
    description:
      - File with the secret of the API client, on the machine that runs the module, as
        O(cxops.genesys.genesys_auth_client#module:secret_file) stored it. It is only read here. In check mode it may
        be missing, because an earlier task may have to make it.
    type: path
  gapi_key:
    description:
      - The column C(apikey). V(NA) if omitted on creation, as in the vendor's guide.
      - This is a secret and never shown.
    type: str
  region:
    description:
      - The column C(region). The vendor does not document its values. See the notes about columns that may be missing.
    type: str
  auth_internal_url:
    description:
      - URL at which Digital Channels reaches Genesys Authentication inside the cluster (C(authinturl)). See the notes
        about columns that may be missing.
    type: str
  auth_external_url:
    description:
      - URL at which browsers reach Genesys Authentication (C(authexturl)). See the notes about columns that may be
        missing.
    type: str
  remove_duplicates:
    description:
      - Whether further rows for the same O(url) and O(client_id) are deleted, so that only the newest is kept. If not,
        they are reported in a warning and in RV(resource.duplicates), and all of them get the given values.
    type: bool
    default: false
notes:
  - Digital Channels adds the columns C(region), C(authinturl) and C(authexturl) when it is started for the second
    time. If one is missing that an option needs, the task fails and says so. Restart Digital Channels once then, or
    leave the option out.
  - The table is looked up once, as O(schema) says, and is named with its schema from then on. Its children and
    partitions, and tables that it inherits from, need an owner as it does. Triggers and rules that somebody has made for
    it, and triggers of its children, are a warning, for what is written goes through them.
  - Digital Channels reads the table when it starts. Restart it when the task has changed something.
  - The module needs O(login_host) and its kin. Of the other connection options it uses only O(timeout) and
    O(retries); it accepts them, so that one set of C(module_defaults) serves all modules.
  - With O(state=absent) every row for O(url) and O(client_id) is deleted.
seealso:
  - module: cxops.genesys.genesys_auth_client
  - module: cxops.genesys.nexus_tenant
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
    - name: Tell Digital Channels where GWS is
      cxops.genesys.nexus_gapi_db:
        url: https://gws.example.com
        client_id: nexus_client
        secret_file: /etc/genesys/secrets/nexus_client
      register: gapi

# The tasks below take the connection from module_defaults, too, or from variables such as PGHOST.

- name: Have the two rows of a deployment inside a cluster
  cxops.genesys.nexus_gapi_db:
    url: "{{ item }}"
    client_id: nexus_client
    client_secret: "{{ vault_nexus_client_secret }}"
    auth_internal_url: http://gauth-auth.gauth
    auth_external_url: https://gauth.example.com
  loop:
    - http://gws-service-proxy.gws
    - http://gauth-auth.gauth

- name: Clean up after a script that added the row again and again
  cxops.genesys.nexus_gapi_db:
    url: https://gws.example.com
    client_id: nexus_client
    remove_duplicates: true

- name: Remove the row
  cxops.genesys.nexus_gapi_db:
    url: https://gws.example.com
    client_id: nexus_client
    state: absent
"""

RETURN = r"""
---
resource:
  description:
    - The row as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    client_secret:
      description: V(********), because it is a secret.
      type: str
      returned: when there is one
    gapi_key:
      description: V(********), because it may be a secret.
      type: str
      returned: when there is one
    duplicates:
      description: How many further rows there are for this URL and client; V(0) after they were removed.
      type: int
      returned: when there are, or were, any
  sample:
    url: https://gws.example.com
    client_id: nexus_client
    client_secret: "********"
    gapi_key: "********"
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
  returned: when the options were in order; always empty, for the module makes no HTTP request
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
  sample: []
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
        LOCK TABLE "public"."nex_gapis" IN SHARE ROW EXCLUSIVE MODE
      parameters: []
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    The table nex_gapis has no column region yet. Digital Channels adds region, authinturl and authexturl when it is
    restarted: restart Nexus once, then run again; or leave the options region out.
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
    table:
      description: The table that lacks columns.
      type: str
      returned: when columns are missing
  sample:
    code: database
    message: The table nex_gapis has no column region yet.
    hint: >-
      Digital Channels adds region, authinturl and authexturl when it is restarted: restart Nexus once, then run again;
      or leave the options region out.
    table: nex_gapis
    fields:
      - region
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.nexus_gapi import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
