# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of plays. The canary ``secret``, the passwords and ``url`` are variables of the run; the vault's password is ``parity``."""

from __future__ import annotations

VAULTED_OPS_PASSWORD = """!vault |
          $ANSIBLE_VAULT;1.1;AES256
          38366238303938303731326664393462353033383930386534626664633062633364373335363033
          6637626638343730363636373361656238383431666630340a656163356466626361306562303966
          65393931383335323235653233373336313634643039343131393033333533353065393931346436
          3533383034616435630a643035336130626139396663316463306365316439343537623161393834
          3239"""
VAULTED_URI = """!vault |
          $ANSIBLE_VAULT;1.1;AES256
          64653630373136316331323939383539613833326234313665653435323239333233633966623133
          6164336361343565646238373835386237633065366666370a373232373234316333353938333465
          39346231643266616262663233363132393930646265373361313030666539653564613165616261
          6261306531306132390a303734306133656136326265376431623435663338643835373338633631
          38613635326639313730646565356366316663313663623937653732396538323031"""

DEFAULTS = """
  module_defaults:
    group/cxops.genesys.genesys:
      auth_url: "{{ url }}"
      auth_username: ops
      auth_password: "{{ ops_password }}"
      retries: 0
    cxops.genesys.genesys_environment_info:
      timeout: 20
"""

FLOW = (
    """
- name: Loops, registered results, conditions and attempts
  hosts: localhost
  gather_facts: false
"""
    + DEFAULTS
    + """
  handlers:
    - name: notified
      cxops.genesys.genesys_auth_client_info:
  tasks:
    - name: loop with a failure in the middle
      cxops.genesys.genesys_auth_client:
        client_id: "{{ item.id }}"
        client_secret: "{{ secret }}"
        redirect_uris: "{{ item.uris }}"
        description: "{{ '{' ~ '{ 1 + 1 }' ~ '}' }}"
      loop:
        - {id: one, uris: ["https://one.example.com"]}
        - {id: two, uris: ["https://two.example.com/#fragment"]}
        - {id: three, uris: [], skip: true}
        - {id: one, uris: ["https://one.example.com", "https://more.example.com"]}
      when: item.skip is not defined
      ignore_errors: true
      register: made
    - name: what was registered
      ansible.builtin.debug:
        msg: ["{{ made.results }}", "{{ made.results[0].resource.description }}"]
    - name: read
      cxops.genesys.genesys_auth_client_info:
      register: read
    - name: jinja from the service
      ansible.builtin.set_fact:
        told: "{{ read.auth_clients[0].description }}"
        again: "{{ made.results[0].resource }}"
    - name: jinja used again
      cxops.genesys.genesys_auth_client:
        client_id: "{{ again.client_id }}"
        description: "{{ told }}"
        name: "{{ made.results[0].resource.description }}"
      register: echoed
      notify: notified
    - name: jinja at last
      ansible.builtin.debug:
        msg: "{{ told }} {{ echoed.resource.description }} {{ echoed.resource.name }} {{ again }}"
    - name: conditions of one's own
      cxops.genesys.genesys_setting_info:
        contact_center_id: "{{ ccid }}"
      register: settings
      failed_when: settings.failure.code != item
      changed_when: settings.failure.code == item
      loop: [not_found, refused]
      ignore_errors: true
    - name: faults for the attempts
      emulator_control:
        url: "{{ url }}"
        token: "{{ control_token }}"
        calls:
          - [POST, faults, {effect: status, status: 503, times: 1, match: {path: /ops/clients}}]
    - name: until it works
      cxops.genesys.genesys_auth_client_info:
      register: probe
      until: probe is succeeded
      retries: 3
      delay: 0
    - name: until it never works
      cxops.genesys.genesys_environment_info:
        environment_url: http://127.0.0.1:1
      register: probe
      until: probe is succeeded
      retries: 1
      delay: 0
      ignore_errors: true
    - name: a block that is rescued
      block:
        - name: fails in the block
          cxops.genesys.genesys_environment_info:
            environment_url: http://127.0.0.1:1
      rescue:
        - name: says why
          ansible.builtin.debug:
            msg: "{{ ansible_failed_result.failure }} {{ ansible_failed_task.name }}"
      always:
        - name: flush
          ansible.builtin.meta: flush_handlers
    - name: skipped
      cxops.genesys.genesys_auth_client_info:
      when: false
    - name: in check mode on a copy of the host
      cxops.genesys.genesys_auth_client:
        client_id: one
        description: other
      check_mode: true
      diff: false
      delegate_to: localhost
      run_once: true
      throttle: 1
"""
)

VALUES = (
    """
- name: Values of all kinds
  hosts: localhost
  gather_facts: false
  collections: [cxops.genesys]
"""
    + DEFAULTS.replace('"{{ ops_password }}"', VAULTED_OPS_PASSWORD)
    + """
  vars:
    number: "{{ 20 + 2 }}"
    truth: "{{ 1 == 1 }}"
    uris:
      - "https://{{ name }}.example.com"
      - """
    + VAULTED_URI
    + """
    name: lazy
    servers:
      - primary_address: "{{ name }}.example.com"
        primary_port: "{{ number }}"
        read_only: "{{ truth }}"
        locations: "{{ omit }}"
      - "{{ {'primary_address': 'second', 'primary_port': '8888', 'read_only': 'yes'} }}"
  tasks:
    - name: text
      genesys_auth_client:
        client_id: 1234
        client_secret: "{{ secret }}"
        name: 1.10
        description: 2024-02-03
        redirect_uris: "{{ uris }}"
        scope: "read,write"
        authorities: "{{ ['ROLE_INTERNAL_CLIENT'] | unique }}"
        internal_client: "yes"
        access_token_expiration_timeout: "{{ number }}"
        refresh_token_expiration_timeout: "3600"
        contact_center_ids: []
        api_key: "{{ omit }}"
        timeout: "{{ 7.5 }}"
        retries: "{{ 1 - 1 }}"
    - name: nothing and truth
      cxops.genesys.genesys_auth_client:
        client_id: 1234
        name: null
        description: "true"
        validate_certs: "{{ truth }}"
    - name: nested
      cxops.genesys.genesys_environment:
        id: "{{ ccid }}"
        username: default
        password: "{{ secret }}"
        config_servers: "{{ servers }}"
        local_timeout: "{{ number | int }}"
    - name: nested again
      cxops.genesys.genesys_environment:
        id: "{{ ccid | upper }}"
        config_servers: "{{ servers }}"
    - name: truth among secrets
      cxops.genesys.nexus_service:
        contact_center_id: "{{ ccid }}"
        name: PlatformUCS
        url: http://ucsx.ucsx:8080
        nexus_url: "{{ url }}"
        nexus_api_key: "{{ secret }}"
        secret: {token: "{{ secret }}", flag: true, nothing: null, number: 4711, nested: {list: [deep-secret]}}
      check_mode: true
      ignore_errors: true
"""
)

SECRECY = (
    """
- name: What is not to be shown
  hosts: localhost
  gather_facts: false
"""
    + DEFAULTS
    + """
  tasks:
    - name: prepare
      emulator_control:
        url: "{{ url }}"
        token: "{{ control_token }}"
        calls:
          - [POST, seed, {clients: ["{{ client }}"]}]
    - name: a token
      cxops.genesys.genesys_token: &token
        auth_client_id: nexus_client
        auth_client_secret: "{{ secret }}"
      no_log: true
      register: held
    - name: how long the token is
      ansible.builtin.debug:
        msg: "{{ held.access_token | length }} {{ held.token.token_type }}"
    - name: a token for all
      cxops.genesys.genesys_token:
        <<: *token
      register: shown
    - name: some items
      cxops.genesys.genesys_token:
        <<: *token
      loop: [open, closed]
      no_log: "{{ item == 'closed' }}"
      register: items
    - name: what the items held
      ansible.builtin.debug:
        msg: "{{ items.results | map(attribute='access_token') | map('length') | list }}"
    - name: fails without a word
      cxops.genesys.genesys_token:
        auth_client_id: nexus_client
        auth_client_secret: wrong-secret
      no_log: true
      ignore_errors: true
      register: wrong
    - name: why
      ansible.builtin.debug:
        msg: "{{ wrong.failure }}"
"""
)

CLOUD = """
- name: Genesys Cloud, whose secrets are told once
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/cxops.genesys.genesys_cloud:
      cloud_api_url: "{{ url }}"
      cloud_login_url: "{{ url }}"
      cloud_client_id: "{{ cloud_client_id }}"
      cloud_client_secret: "{{ cloud_client_secret }}"
      retries: 0
  tasks:
    - name: foretold
      cxops.genesys.genesys_cloud_oauth_client: &app
        name: "app {{ '{' ~ '{ 1 + 1 }' ~ '}' }}"
        authorized_grant_type: CLIENT_CREDENTIALS
        access_token_validity_seconds: "{{ 300 + 300 }}"
        roles:
          - role: employee
            division: "{{ omit }}"
          - {role: admin, division: "*"}
        secret_file: "{{ playbook_dir }}/app.secret"
      check_mode: true
    - name: made where nobody looks
      cxops.genesys.genesys_cloud_oauth_client:
        <<: *app
        secret_file: "{{ omit }}"
      no_log: true
      register: app
    - name: made already
      cxops.genesys.genesys_cloud_oauth_client:
        <<: *app
        secret_file: "{{ omit }}"
    - name: would be made and lost
      cxops.genesys.genesys_cloud_oauth_client:
        <<: *app
        name: another
        secret_file: "{{ omit }}"
      ignore_errors: true
    - name: used
      cxops.genesys.genesys_cloud_token:
        cloud_client_id: "{{ app.resource.client_id }}"
        cloud_client_secret: "{{ app.client_secret }}"
        introspect: "yes"
    - name: items
      cxops.genesys.genesys_cloud_token:
        cloud_client_secret: "{{ app.client_secret if item == 'wrong' else cloud_client_secret }}"
      loop: [right, wrong, right]
      ignore_errors: true
    - name: would be lost
      cxops.genesys.genesys_cloud_oauth_client: {name: "{{ app.resource.name }}", regenerate_secret: always}
      ignore_errors: true
    - name: kept in a file
      cxops.genesys.genesys_cloud_oauth_client:
        name: "{{ app.resource.name }}"
        regenerate_secret: when_lost
        regenerate_secret_confirm: "{{ app.resource.client_id }}"
        secret_file: "{{ playbook_dir }}/app.secret"
        verify_secret: true
        integration_credential_name: data actions
    - name: used from the file
      cxops.genesys.genesys_cloud_token:
        cloud_client_id: "{{ app.resource.client_id }}"
        cloud_client_secret: "{{ omit }}"
        cloud_client_secret_file: "{{ playbook_dir }}/app.secret"
    - name: read
      cxops.genesys.genesys_cloud_oauth_client_info:
        name_pattern: "^app "
        resolve_names: true
      register: read
    - name: read again
      ansible.builtin.debug:
        msg: "{{ read.oauth_clients[0].name }} {{ read.oauth_clients[0].roles | map(attribute='role') | list }}"
    - name: another organisation
      cxops.genesys.genesys_cloud_token: {cloud_organization: Elsewhere}
      ignore_errors: true
    - name: refused by the service
      cxops.genesys.genesys_cloud_oauth_client_info:
        cloud_client_id: "{{ omit }}"
        cloud_client_secret: "{{ omit }}"
        cloud_access_token: "{{ secret }}"
      ignore_errors: true
    - name: not confirmed
      cxops.genesys.genesys_cloud_oauth_client: {name: "{{ app.resource.name }}", state: absent}
      ignore_errors: true
    - name: no choice
      cxops.genesys.genesys_cloud_oauth_client: {name: x, authorized_grant_type: "{{ secret }}", cloud_client_secret: "{{ secret }}"}
      ignore_errors: true
    - name: a proxy that is none
      cxops.genesys.genesys_cloud_token: {cloud_proxy_url: "{{ secret }}"}
      ignore_errors: true
    - name: inactive
      cxops.genesys.genesys_cloud_oauth_client: {client_id: "{{ app.resource.client_id }}", state: inactive}
    - name: gone
      cxops.genesys.genesys_cloud_oauth_client:
        client_id: "{{ app.resource.client_id }}"
        state: absent
        confirm_delete: true
    - name: the next run begins without the file
      ansible.builtin.file: {path: "{{ playbook_dir }}/app.secret", state: absent}
"""

INPUT = """
- name: What cannot be meant
  hosts: localhost
  gather_facts: false
  collections: [cxops.genesys]
  ignore_errors: true
  tasks:
    - name: unsupported
      cxops.genesys.genesys_environment_info: {no_such_option: "{{ secret }}", auth_password: "{{ secret }}"}
    - name: unsupported by its short name
      genesys_environment_info: {no_such_option: 1, another: 2}
    - name: unsupported inside
      cxops.genesys.genesys_environment: {config_servers: [{primary_address: a, no_such_member: 1}]}
    - name: wrong kinds
      cxops.genesys.genesys_environment:
        retries: many
        timeout: [1]
        validate_certs: perhaps
        auth_password: "{{ secret }}"
        config_servers: [text, 4]
    - name: wrong kind inside
      cxops.genesys.genesys_environment: {config_servers: [{primary_port: many}], state: gone}
    - name: a dict where a list is wanted
      cxops.genesys.genesys_environment: {config_servers: {primary_address: a}, password: "{{ secret }}"}
    - name: a secret of a wrong kind
      cxops.genesys.nexus_service: {contact_center_id: "{{ ccid }}", secret: "{{ secret }}", url: [], data: "no dict"}
    - name: a secret as text
      cxops.genesys.nexus_service:
        contact_center_id: "{{ ccid }}"
        name: PlatformUCS
        url: http://ucsx.ucsx:8080
        nexus_url: http://127.0.0.1:1
        nexus_api_key: a-key
        secret: "{{ secret_as_text }}"
    - name: missing
      cxops.genesys.genesys_setting: {}
    - name: option and alias
      cxops.genesys.nexus_gapi_db: {ca_cert: /one, ssl_rootcert: /two, url: "http://x", client_id: x}
    - name: alias beside the environment
      cxops.genesys.nexus_gapi_db: {ssl_rootcert: /two, url: "http://x", client_id: x}
    - name: no choice
      cxops.genesys.genesys_data_center: {location: /x, state: "{{ secret }}", auth_password: "{{ secret }}"}
    - name: found by the module
      cxops.genesys.genesys_environment: {id: no-uuid, auth_url: nowhere, auth_password: "{{ secret }}"}
    - name: undefined
      cxops.genesys.genesys_environment_info: {auth_url: "{{ not_defined_anywhere }}"}
    - name: text as arguments
      cxops.genesys.genesys_environment_info: auth_url=nowhere retries=0
"""

HAND_OVER = (
    """
- name: What needs another process
  hosts: localhost
  gather_facts: false
  ignore_errors: true
"""
    + DEFAULTS
    + """
  tasks:
    - name: in process
      cxops.genesys.genesys_auth_client_info:
    - name: async with poll
      cxops.genesys.genesys_auth_client:
        client_id: first
        client_secret: "{{ secret }}"
        redirect_uris: [https://one.example.com]
      async: 30
      poll: 1
    - name: async that fails
      cxops.genesys.genesys_auth_client: {client_id: x, redirect_uris: ["https://a.example.com/#f"]}
      async: 30
      poll: 1
    - name: async without poll
      cxops.genesys.genesys_auth_client_info:
      async: 30
      poll: 0
      register: job
    - name: async status
      ansible.builtin.async_status:
        jid: "{{ job.ansible_job_id }}"
      register: done
      until: done is finished
      retries: 60
      delay: 0.3
    - name: becomes another user
      cxops.genesys.genesys_auth_client_info:
      become: true
      become_user: nobody
    - name: environment of its own
      cxops.genesys.genesys_environment_info:
        environment_url: "{{ omit }}"
      environment:
        GENESYS_ENVIRONMENT_URL: http://127.0.0.1:1/from-the-environment
    - name: another Python
      cxops.genesys.genesys_auth_client_info:
      vars:
        ansible_python_interpreter: "{{ other_python }}"
    - name: no Python
      cxops.genesys.genesys_auth_client_info:
      vars:
        ansible_python_interpreter: /no/such/python
    - name: undefined Python
      cxops.genesys.genesys_auth_client_info:
      vars:
        ansible_python_interpreter: "{{ nobody_defined_this }}"
    - name: this Python
      cxops.genesys.genesys_auth_client_info:
      vars:
        ansible_python_interpreter: "{{ ansible_playbook_python }}"
    - name: empty environment
      cxops.genesys.genesys_auth_client_info:
      environment: {}
    - name: faults that take time
      emulator_control:
        url: "{{ url }}"
        token: "{{ control_token }}"
        calls:
          - [POST, faults, {effect: delay, seconds: 4, times: 1, match: {path: /ops/clients}}]
    - name: takes too long
      cxops.genesys.genesys_auth_client_info:
      timeout: 2
    - name: afterwards
      cxops.genesys.genesys_auth_client_info:
      timeout: 20
"""
)

FLEET = (
    """
- name: Freely
  hosts: all
  connection: local
  gather_facts: false
  strategy: free
"""
    + DEFAULTS
    + """
  tasks:
    - name: each its own
      cxops.genesys.genesys_auth_client:
        client_id: "{{ inventory_hostname }}"
        client_secret: "{{ secret }}"
        redirect_uris: ["https://{{ inventory_hostname }}.example.com"]
      throttle: 2

- name: One after the other
  hosts: all
  connection: local
  gather_facts: false
"""
    + DEFAULTS
    + """
  tasks:
    - name: once for all
      cxops.genesys.genesys_setting_info:
        contact_center_id: "{{ ccid }}"
      run_once: true
      delegate_to: localhost
      ignore_errors: true
      register: told
    - name: told to all
      ansible.builtin.debug:
        msg: "{{ told.failure | default('nothing') }}"
    - name: some fail
      cxops.genesys.genesys_auth_client:
        client_id: "{{ inventory_hostname }}"
        redirect_uris: ["https://a.example.com/{{ '#f' if inventory_hostname == 'b' else '' }}"]
      any_errors_fatal: true
    - name: nobody comes here
      cxops.genesys.genesys_auth_client_info:
"""
)
