#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_data_center
version_added: 1.0.0
short_description: Manage data centers of the environment service
author:
  - cxops contributors (@cxops)
description:
  - Tells the environment service of private edition (C(/environment/v3/data-centers)) the regions of the platform and
    where each is entered.
  - The vendor documents only that a data center can be added. The module tries to look at the existing ones; if the
    service does not offer that, O(when_unobservable) says what to do.
  - Needs the ops credentials, O(auth_username) and O(auth_password); the vendor documents no other way in.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.manage
  - cxops.genesys.attributes.group_genesys
  - cxops.genesys.state
  - cxops.genesys.auth
  - cxops.genesys.http_options
attributes:
  idempotent:
    support: partial
    details:
      - Full where the service lists its data centers, or with O(state_dir). Where it does not, and with
        O(when_unobservable=send) and without O(state_dir), the data center is sent and reported as changed on every run,
        unless the service answers HTTP 409, that it exists already.
options:
  location:
    description:
      - The region by the naming of Genesys Multicloud CX, such as V(/usw1) (C(location)). It is the key; letter case
        does not count.
    type: str
    required: true
  entry_point:
    description:
      - URL by which the region is entered (C(entryPoint)). Needed on creation. A trailing slash and the letter case of
        the host do not count.
    type: str
  read_only:
    description:
      - Whether the region can only be read from (C(readOnly)). V(false) if omitted on creation, which is right for the
        primary region only; all others should be V(true).
    type: bool
  when_unobservable:
    description:
      - What to do if the service does not offer to look at data centers.
    type: str
    choices:
      send: Send the data center, with a warning, unless a file in O(state_dir) says that just this was sent before. HTTP
        409, the answer that it exists already, counts as unchanged.
      assume_present: Send nothing and report no change.
      fail: Fail with the code V(not_observable).
    default: send
  state_dir:
    description:
      - A folder that keeps what was sent, in a small file for each address of the environment service and O(location), where
        the service does not offer to look at data centers. A later task with the same folder then sends nothing, until
        something else is declared.
      - What the service shows goes before the file. A file of another platform or location never counts, nor does a
        damaged one.
      - The file has mode 0600. It holds the time and a digest of what was sent, and no secret. In check mode it is not
        written. The folder is made if it is missing. A container that does not keep it reports the data center as changed.
    type: path
notes:
  - The vendor does not document what the service does with a data center that is sent a second time.
  - The vendor does not document how a data center is changed or removed. The module tries, and fails with the code
    V(not_offered) if the service does not offer it. With O(state=absent) it does so also when the data center cannot
    be observed.
seealso:
  - module: cxops.genesys.genesys_environment
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
    - name: Have the primary region
      cxops.genesys.genesys_data_center:
        location: /usw1
        entry_point: https://gauth-usw1.example.com

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYS_AUTH_URL.

- name: Have a second region that is only read from
  cxops.genesys.genesys_data_center:
    location: /use1
    entry_point: https://gauth-use1.example.com
    read_only: true

- name: Have a region, but send nothing where the service does not tell whether it is there
  cxops.genesys.genesys_data_center:
    location: /usw1
    entry_point: https://gauth-usw1.example.com
    when_unobservable: assume_present
"""

RETURN = r"""
---
resource:
  description:
    - The data center as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success
  type: dict
  sample:
    location: /usw1
    entry_point: https://gauth-usw1.example.com
    read_only: false
observed:
  description:
    - Whether the service, or its database, let the module look at the object. If V(false), RV(resource) is what was
      asked for, not what was seen.
  returned: success
  type: bool
  sample: false
remembered:
  description: What a file in O(state_dir) says of the data center.
  returned: when the service does not offer to look at data centers, and the file is there
  type: dict
  contains:
    since:
      description: When it was sent, in UTC.
      type: str
      returned: always
    as_declared:
      description: Whether just what is declared was sent.
      type: bool
      returned: always
    path:
      description: The path of the file.
      type: str
      returned: always
  sample:
    since: "2026-11-30T08:15:00Z"
    as_declared: true
    path: /var/lib/genesys/data-center-usw1-5f0c2b7a9d31.json
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
      path: /environment/v3/data-centers
      status: 405
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Deleting the data center /usw1 failed: this service does not offer it (HTTP 405). The vendor documents no way to
    remove a data center: ask the platform's operator.
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
    code: not_offered
    message: "Deleting the data center /usw1 failed: this service does not offer it (HTTP 405)."
    hint: "The vendor documents no way to remove a data center: ask the platform's operator."
    operation: Deleting the data center /usw1
    method: DELETE
    url: https://gauth.example.com/environment/v3/data-centers/usw1
    http_status: 405
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.data_center import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
