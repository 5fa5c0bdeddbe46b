# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: access_token
version_added: 1.1.0
short_description: An access token of Genesys Authentication
author:
  - cxops contributors (@cxops)
description:
  - Obtains an OAuth 2.0 token from Genesys Authentication in private edition (C(/auth/v3/oauth/token)) by any of its
    grants, and returns it for use by something else, such as a call of an API that this collection has no module for.
  - The collection's own modules obtain their tokens by themselves and do not need it.
extends_documentation_fragment:
  - cxops.genesys.auth_plugin
options:
  _terms:
    description:
      - There are none; everything is given by name.
    required: false
  output:
    description:
      - What is returned.
    type: str
    choices:
      token: The token alone, a text.
      answer: >-
        The whole answer of the service, a dict, with C(access_token), C(token_type), C(expires_in), and what else it
        tells, such as C(refresh_token) and C(scope).
    default: token
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
      - UUID of the contact center (CCID) that the token's user has to belong to. The lookup fails if not.
    type: str
notes:
  - "The result of a lookup is not hidden: Ansible shows it wherever it is used. Set C(no_log=true) on every task that
    uses it, and do not keep it in facts, for fact caches write to disk."
  - A lookup in a variable is evaluated anew each time that the variable is used. The same options give the same token
    until a minute before it expires, in one process always, and in the whole run once a task of this collection has
    run; it is kept in memory only. The service answers with the same token while that is valid, anyway.
  - With the grants V(authorization_code) and V(refresh_token), which may use up what they are given, evaluate the
    lookup in one task only. A token is obtained in check mode too.
  - The variable C(genesys_access_token) is not read by this plugin, so that it may be this lookup itself, and gives all modules
    the token.
  - O(auth_username) and O(auth_password) are not used by this plugin; for a token of the ops user give them as
    O(username) and O(password).
seealso:
  - module: cxops.genesys.genesys_token
"""

EXAMPLES = r"""
---
- name: Call an API that the collection has no module for
  ansible.builtin.uri:
    url: https://gws.example.com/iwd/v3/provisioning
    headers:
      Authorization: "Bearer {{ lookup('cxops.genesys.access_token') }}"
  no_log: true
  vars:
    genesys_auth_url: https://gauth.example.com
    genesys_auth_client_id: external_api_client
    genesys_auth_client_secret: "{{ vault_external_api_client_secret }}"

- name: Hand a person's token to a program, and use it only once
  ansible.builtin.command:
    argv:
      - /usr/local/bin/check-agent
    stdin: >-
      {{ lookup('cxops.genesys.access_token', auth_url='https://gauth.example.com', auth_client_id='nexus_client',
                auth_client_secret_file='/etc/genesys/secrets/nexus_client.secret', grant_type='password',
                domain='t100', username='nexus', password=vault_t100_nexus_password) }}
  changed_when: false
  no_log: true

- name: Look how long a token lives, with the connection from variables such as GENESYS_AUTH_URL
  ansible.builtin.debug:
    msg: "{{ lookup('cxops.genesys.access_token', output='answer').expires_in }} s"
"""

RETURN = r"""
---
_raw:
  description:
    - The token, or with O(output=answer) the service's answer.
  type: list
  elements: raw
  sample:
    - 4c3f7a1e-2f0b-4a55-9a57-6f1f6f6a9d10
"""

from time import monotonic

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.names import unknown_names
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import invalid
from ansible_collections.cxops.genesys.plugins.module_utils.resources.token import TOKEN
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import digest
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from ansible_collections.cxops.genesys.plugins.plugin_utils.connected import Connected, reported
from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import (
    omit_of,
    template,
    without_omitted,
)
from ansible_collections.cxops.genesys.plugins.plugin_utils.in_process import MEMORY

MARGIN = 60  # seconds of life that a remembered token has left at least


class LookupModule(Connected, LookupBase):
    """A token, obtained by the task of the module genesys_token."""

    task = TOKEN
    unread = ("genesys_access_token",)  # which may be this very lookup

    def run(self, terms, variables=None, **kwargs):
        """A list of one: the token or the whole answer."""
        with reported(AnsibleLookupError) as secrets:
            kwargs = without_omitted(kwargs, omit_of(variables or {}))
            self._refuse_unknown(terms, kwargs)
            self.set_options(var_options=variables, direct=kwargs)
            params = self.connection(secrets)
            answer = self._remembered(params, secrets)
            return [answer["access_token"] if self.get_option("output") == "token" else answer]

    def templated(self, value, kind="str"):
        """The value of a variable, which may be a template, for an option of this type."""
        return template(self._templar, value, kind)

    def _refuse_unknown(self, terms, given):
        """Ansible itself would ignore what is spelt wrong, and the token would be another one."""
        if terms:
            raise InvalidInput(
                "The lookup cxops.genesys.access_token takes no terms.",
                "Give its options by name; ansible-doc -t lookup cxops.genesys.access_token tells them.",
            )
        unknown = list(unknown_names([name for name in given if name != "wantlist"], self.option_definitions))
        if unknown:
            raise invalid(unknown)

    def _remembered(self, params, secrets):
        """The answer that the run got for these options and that is good for a while, else a new one."""
        key = digest("lookup access_token", params)
        with MEMORY.turn(key):
            known = (MEMORY.recall(key) or [{}])[0]
            if known.get("until", 0) > monotonic():
                return known["answer"]
            with Services(params) as services:
                services.secrets = secrets
                report = TOKEN.run(params, services)
            answer = dict(report.values["token"], **report.secrets)
            if isinstance(answer.get("expires_in"), int) and answer["expires_in"] > MARGIN:
                MEMORY.record(key, {"answer": answer, "until": monotonic() + answer["expires_in"] - MARGIN})
            return answer
