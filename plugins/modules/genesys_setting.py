#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_setting
version_added: 1.0.0
short_description: Manage settings of a contact center, such as CORS origins
author:
  - cxops contributors (@cxops)
description:
  - Manages a setting that the environment service of private edition keeps for a contact center
    (C(/environment/v3/contact-centers/{id}/settings)). Known ones are V(cors-origins), the web origins that browsers
    may call the services from, and V(chat-service-uri), the address of Digital Channels.
  - The service replaces the whole value of a setting. For settings that are lists, O(values) with O(list_mode) adds or
    takes out members and keeps what others put there.
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
  contact_center_id:
    description:
      - UUID of the contact center (CCID). It has to exist, except in check mode and with O(state=absent).
    type: str
    required: true
  name:
    description:
      - Name of the setting (C(name)). Together with the location it is the key; letter case counts.
    type: str
    required: true
  location:
    description:
      - Region that the setting is for (C(location)), V(/) for all. Letter case does not count.
    type: str
    default: /
  value:
    description:
      - The whole value (C(value)), a text. It is compared letter by letter. Of a URL without a query, a trailing slash
        and the letter case of the host do not count.
      - Words that YAML takes for booleans need quotes, such as V(true).
      - With O(state=present), either this option or O(values) is needed.
    type: str
  values:
    description:
      - Members of a setting that is a list separated by commas. What happens to other members, O(list_mode) says.
      - Members of V(cors-origins) have to be origins, that is scheme, host and perhaps a port. They compare as
        browsers compare them. The letter case of scheme and host, a default port and a trailing slash do not count.
        Members of other settings compare letter by letter.
      - A member must not hold a comma.
      - If the list says the same already, its text stays as it is, separators and spelling included.
    type: list
    elements: str
  list_mode:
    description:
      - How O(values) and the existing list become the new one.
    type: str
    choices:
      merge: Add what is missing; keep the rest.
      remove: Take out what is given; keep the rest.
      replace: Keep nothing but what is given. The diff shows what goes.
    default: merge
  shared:
    description:
      - Whether the setting is shared (C(shared)). If omitted on creation, V(true) for V(cors-origins) and V(false) for
        any other setting. The vendor's guides send V(true) for V(cors-origins) and V(false) for V(chat-service-uri), and
        do not document what it means.
      - The service takes and tells it as a boolean or as a string; both are the same to the module.
    type: bool
notes:
  - With O(values) the module reads the setting again after writing it. If another writer was faster, it merges and
    writes anew, a bounded number of times. Tasks of one machine and user take turns, so that forks and playbooks do not
    undo each other. Between several machines nothing is lost either, unless a write is on its way to the service for
    longer than the other machine waits before it looks again, for the service has no conditional write.
  - The vendor does not document how a setting is deleted. With O(state=absent) the module tries to delete it; if the
    service does not offer that, the value is emptied, which counts as absent, and a warning says so.
  - The environment service also has a newer way to manage CORS (C(/environment/v3/cors)). On a platform where that is
    in use, the setting V(cors-origins) is not accepted any more.
  - Missing origins are the usual cause when a web application hangs while it starts. List every application that
    logs in, such as gauth, gws, wwe and prov.
  - In check mode, a contact center that does not exist yet is no failure. The module then reports what it would do and
    warns.
  - Other services notice a changed setting with a delay, in GWS up to five minutes.
seealso:
  - module: cxops.genesys.genesys_setting_info
  - module: cxops.genesys.genesys_contact_center
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
    - name: Allow the web applications, and keep the origins that others added
      cxops.genesys.genesys_setting:
        contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
        name: cors-origins
        values:
          - https://gauth.example.com
          - https://gws.example.com
          - https://wwe.example.com
          - https://prov.example.com
        shared: true

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Take a retired application out
  cxops.genesys.genesys_setting:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: cors-origins
    values:
      - https://old-desktop.example.com
    list_mode: remove

- name: Allow exactly these origins
  cxops.genesys.genesys_setting:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: cors-origins
    values:
      - https://gws.example.com
      - https://wwe.example.com
    list_mode: replace
    shared: true

- name: Tell the contact center where Digital Channels is
  cxops.genesys.genesys_setting:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: chat-service-uri
    value: https://digital.example.com

- name: Remove the setting
  cxops.genesys.genesys_setting:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: chat-service-uri
    state: absent
"""

RETURN = r"""
---
resource:
  description:
    - The setting as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  contains:
    value:
      description: The whole value, also where O(values) was given.
      type: str
      returned: always
  sample:
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    name: cors-origins
    location: /
    value: https://gws.example.com, https://wwe.example.com
    shared: true
emptied:
  description: Whether the service did not offer the deletion, so that the value was emptied instead. Check mode does not know it.
  returned: success, with O(state=absent), when it was
  type: bool
  sample: true
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
      description: >-
        The object as it is, or would be in check mode; empty if it is gone. On both sides a list (O(values), or any
        value of C(cors-origins)) is a list of its members, unless only what separates them differs.
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
      path: /environment/v3/contact-centers/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd/settings
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    There is no contact center 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd at this service. Create it first
    (genesys_contact_center), or check contact_center_id.
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
    code: not_found
    message: There is no contact center 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd at this service.
    hint: Create it first (genesys_contact_center), or check contact_center_id.
    operation: Listing the settings
    method: GET
    url: https://gauth.example.com/environment/v3/contact-centers/9350e2fc-a1dd-4c65-8d40-1f75a2e080dd/settings
    http_status: 404
    field: contact_center_id
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.setting import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
