#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_contact_center
version_added: 1.0.0
short_description: Manage contact centers of the environment service
author:
  - cxops contributors (@cxops)
description:
  - Adds a contact center to an environment of private edition (C(/environment/v3/contact-centers)). Its id is the CCID
    that other Genesys services ask for; its domains are what persons put before their name to log in.
  - A Tenant Service that is deployed with GWS enabled registers its contact center by itself. The module looks first,
    by id and then by environment and domain, and takes over what is there instead of adding a second one.
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
      - UUID of the contact center (C(id)), its CCID. The vendor's guide wants the UUID of the Tenant Service here, the
        same as that of the environment.
      - Only the contact center of this id is changed or deleted. If there is none, but another one of the same
        environment has one of the domains, the task fails with the code V(ambiguous), writes nothing, and says which id to
        give if that one is meant. With O(state=absent) the other one is named in a warning and left alone.
      - If omitted, O(environment_id) and O(domains) say which contact center is meant, and the service chooses the id
        on creation. RV(resource.id) tells it. Nothing is deleted without an id.
    type: str
  environment_id:
    description:
      - UUID of the environment that the contact center belongs to (C(environmentId)). Needed on creation.
    type: str
  domains:
    description:
      - Login domains (C(domains)), as in C(t100\agent1). Needed on creation. Order and letter case do not count. The
        given list replaces the existing one.
      - A domain should be unique among all contact centers. Letters, digits, V(-) and V(_) are allowed; the vendor's
        older documentation forbids the period.
      - Without O(id), a contact center of the environment that has one of them is the one that is meant.
    type: list
    elements: str
  auth:
    description:
      - How persons log in (C(auth)). V(configServer) if omitted on creation; V(config), which the vendor's samples
        print for the same thing, is taken as equal. SAML is switched on elsewhere.
    type: str
  state_dir:
    description:
      - A folder that keeps the id where the service makes the contact center with another one than O(id), in a small file for each
        address of the environment service and O(id). A later task with the same folder then goes on with that id, until
        O(state=absent) has removed the contact center. Without it, that task fails with the code V(ambiguous).
      - What is there goes before the file. An id whose contact center is gone, or has none of O(domains), does not count, and a
        warning says so. A file of another platform or another id never counts.
      - The file has mode 0600 and holds no secret. In check mode it is not written. The folder is made if it is missing.
    type: path
notes:
  - The vendor documents how contact centers are listed, created and deleted, but not how one is changed. To change one
    the module sends the whole contact center with C(PUT); if the service refuses that as not offered, the task
    fails with the code V(not_offered) and names what differs, and the contact center stays as it was.
  - A contact center can be deleted while it has settings. The vendor's guide counts its CORS settings among what the
    deletion cleans up, and shows no step of its own for them. If a service refuses the deletion because of settings,
    the module deletes them first where the service offers that, and else fails with the code V(not_offered).
  - The vendor's guide deletes the environment first and then its contact center, and does not document whether one
    goes with the other. The roles of this collection delete the contact center first, so that none is ever left
    without its environment.
  - Other services notice a new or changed contact center with a delay, in GWS up to five minutes.
seealso:
  - module: cxops.genesys.genesys_contact_center_info
  - module: cxops.genesys.genesys_environment
  - module: cxops.genesys.genesys_setting
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
    - name: Have the contact center of the tenant
      cxops.genesys.genesys_contact_center:
        id: "{{ tenant_id }}"
        environment_id: "{{ tenant_id }}"
        domains:
          - "{{ inventory_hostname }}"

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Find the contact center by its domain, or create it, and keep its id
  cxops.genesys.genesys_contact_center:
    environment_id: "{{ tenant_id }}"
    domains:
      - "{{ inventory_hostname }}"
  register: contact_center

- name: Use the id
  cxops.genesys.genesys_setting:
    contact_center_id: "{{ contact_center.resource.id }}"
    name: cors-origins
    values:
      - https://wwe.example.com
    shared: true

- name: Remove the contact center before its environment
  cxops.genesys.genesys_contact_center:
    id: "{{ tenant_id }}"
    state: absent
"""

RETURN = r"""
---
resource:
  description:
    - The contact center as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    id:
      description: The CCID. The service may have chosen it. In check mode a new contact center may have none yet.
      type: str
      returned: when it is known
  sample:
    id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    environment_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    domains:
      - t100
    auth: configServer
requested_id:
  description: The O(id) that was asked for. Give RV(resource.id) from then on.
  returned: when the service made the contact center with another id, now or, as O(state_dir) says, earlier
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
      path: /environment/v3/contact-centers
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    id: '9350e2fc' is not a UUID. No request was made.
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
    code: invalid_input
    message: "id: '9350e2fc' is not a UUID."
    hint: No request was made.
    field: id
    fields:
      - id
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.contact_center import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
