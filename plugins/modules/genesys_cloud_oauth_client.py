#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_cloud_oauth_client
version_added: 1.2.0
short_description: Manage OAuth clients of Genesys Cloud
author:
  - cxops contributors (@cxops)
description:
  - Creates, changes, restores, deactivates and deletes OAuth clients of an organisation of Genesys Cloud
    (C(/api/v2/oauth/clients)), keeps their secrets, and gives them new ones.
  - The client is looked up first, by O(client_id) or by O(name), and only if something differs it is written. An
    option that is left out is left alone. Since the service replaces the whole client on each write, the module reads
    the client once more, changes what differs, and sends all of it, with the members that this version does not know.
  - Genesys Cloud tells the secret of a client once, when it makes it. Say with O(secret_file) where it is to be kept,
    or set C(no_log) on the task and register the result.
  - Needs the permissions C(oauth:client:view), and C(oauth:client:add), C(oauth:client:edit) or C(oauth:client:delete)
    for what is to be done. A token of a person needs the scope C(oauth), too, and C(authorization:readonly) where roles
    are named, C(integrations) where O(integration_credential_name) is given.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.manage
  - cxops.genesys.attributes.group_genesys_cloud
  - cxops.genesys.cloud
  - cxops.genesys.http_options
attributes:
  check_mode:
    support: full
    details:
      - Reads are made as in a real run, nothing is written, and the result and the diff come from the same plan. What
        the service would refuse, as far as the module knows its rules, the module refuses in check mode, too.
      - No secret is made and no file is touched. With O(verify_secret=true) a token is obtained by the stored secret,
        as in the real run.
      - What only the service can tell is not foretold. That is the id of a new client, its secret and all dates, such
        as the one until which a deleted client is kept, and whether the service makes another value of one that it is
        given.
  idempotent:
    support: partial
    details:
      - With O(regenerate_secret=always) each run makes a new secret, so each run is a change. All else changes
        nothing when it is run again.
options:
  state:
    description:
      - What is to become of the client. A client that is V(disabled) is left alone in any case; see the notes.
    type: str
    choices:
      present: >-
        The client exists, is active, and has the given values. An inactive one is restored, and with that saved from
        its deletion.
      absent: >-
        The client is deleted, which needs O(confirm_delete=true). It is made inactive first, for the service deletes
        no active one. One that is less than 30 days old is gone at once, for ever; the module waits until it is, at
        most 30 seconds. An older one is kept, inactive, for seven days more, and V(present) restores it in that time;
        the module says so in a warning, and counts it as gone. One that is to go within seven days already is left as it
        is. The options that do not find the client are ignored, but for
        O(integration_credential_name) and O(remove_secret_file).
      inactive: >-
        The client obtains no tokens any more, and the service deletes it after seven days, or on O(date_to_delete).
        This is no pause; the module warns of it. Until the day comes, V(present) restores the client. One that does
        not exist is left so, without a failure. Its secret and its integration credential are left alone; other given
        options are written with the state.
    default: present
  client_id: &client_id
    description:
      - Id of the client, a UUID, by which it is found. Letter case does not count. The service chooses the id of a
        new client, so that with O(state=present) a client that is not there is a failure (V(not_found)).
      - With this option O(name) does not find the client; it is the name that it is to have, which no other client may
        have then.
      - Give it to adopt one of several clients of the same name.
    type: str
  name: &name
    description:
      - Name of the client (C(name)). Needed on creation. Whoever authorises an application sees it.
      - Without O(client_id) the client is found by it. Letter case counts. Names are not unique in Genesys Cloud. If
        several clients have it, the task fails with the code V(ambiguous) and lists them in RV(failure.ids); one of
        them has to be chosen with O(client_id) then. An inactive client counts, one that is deleted does not, so that
        a client that awaits its deletion is restored, and gets no twin.
    type: str
  new_name: &new_name
    description:
      - Name that the client is to have instead of O(name). It is found by either name, so that the task can stay as
        it is. If there is a client of each name, the task fails with the code V(ambiguous). If there is none, and one
        is to be made, it gets this name.
      - Not together with O(client_id), for then O(name) says it.
    type: str
  description: &description
    description:
      - Description of the client (C(description)). An empty text removes it.
    type: str
  authorized_grant_type: &authorized_grant_type
    description:
      - How tokens are obtained through the client (C(authorizedGrantType)). Needed on creation.
      - It can be changed. What the new grant type cannot have goes then, the scopes or the roles, and a longer
        O(access_token_validity_seconds) than it may have becomes V(86400). What it needs must be given.
    type: str
    choices:
      CODE: An application lets a person log in; also with PKCE. Needs O(scopes).
      TOKEN: >-
        The implicit grant. Needs O(scopes). The vendor removes it during 2026 and 2027, so that the module warns when
        it sets it; V(CODE) with PKCE is its successor. The Embeddable Framework needs this grant. The module does not
        warn where O(registered_redirect_uris) has a URI that begins with C(https://apps.DOMAIN/crm/).
      SAML2-BEARER: A person who is logged in at an identity provider. Needs O(scopes).
      PASSWORD: A person's name and password. Needs O(scopes).
      CLIENT-CREDENTIALS: A service, without a person. Needs O(roles).
      SAML2BEARER: An old spelling of V(SAML2-BEARER), and taken as that.
      CLIENT_CREDENTIALS: An old spelling of V(CLIENT-CREDENTIALS), and taken as that.
  access_token_validity_seconds: &access_token_validity_seconds
    description:
      - Life of an access token in seconds (C(accessTokenValiditySeconds)), V(300) to V(172800), which is two days.
        V(86400) if omitted on creation.
      - Up to V(38880000), which is 450 days, only for V(CLIENT-CREDENTIALS) with the role C(SCIM Integration), or one
        that has exactly its permissions. Without that role, more than V(172800) is refused before anything is
        written. If there are other roles beside it, Genesys Cloud resets the value to V(86400) without a word. The
        module plans with that value, says so in a warning, and does not try again in each run. The same happens where
        the role C(SCIM Integration) was given further permissions, which shows only when it is written. Then a warning
        names that cause. Where the organisation has no role C(SCIM Integration) to compare with, the service decides.
      - In an organisation under HIPAA a token ends after 15 minutes without use in any case. The module warns when it
        writes more than V(900).
    type: int
  registered_redirect_uris: &registered_redirect_uris
    description:
      - Redirect URIs of the client (C(registeredRedirectUri)), each absolute and without a fragment, 125 at most.
        Order does not count. The given list replaces the existing one; an empty one empties it.
    type: list
    elements: str
  scopes: &scopes
    description:
      - Scopes of the client (C(scope)), such as V(users:readonly). All grant types but V(CLIENT-CREDENTIALS) need at
        least one; that one has none. Order does not count. The given list replaces the existing one.
      - Before they are written they are compared with those that the service has (C(GET /api/v2/oauth/scopes)). One
        that it does not have is refused, with the nearest ones that it has.
    type: list
    elements: str
  roles: &roles
    description:
      - Roles of the client, each in one division (C(roleDivisions)). V(CLIENT-CREDENTIALS) needs at least one; the
        others have none, for their tokens have the roles of the person. Order does not count. The given list replaces
        the existing one.
      - Who gives a role to a client, or writes a client that has it, must hold that role. Where the service tells the
        roles of the caller, which it does for OAuth clients, a missing one is named before anything is written, with
        the code V(forbidden). For persons the service decides. A role that was given a moment ago may not be known to
        the service yet; a refusal that names roles is therefore tried again for some seconds.
    type: list
    elements: dict
    suboptions:
      role:
        description:
          - Name or id of the role. Letter case counts only where it makes the difference. A name that the
            organisation does not have is refused, with the nearest ones.
          - To look up names, the permission C(authorization:role:view) is needed. Whoever lacks it gives ids for all
            roles and divisions of the task. Roles are read, too, for an O(access_token_validity_seconds) above
            V(172800).
        type: str
        required: true
      division:
        description:
          - Name or id of the division in which the role is granted, or V(*) for all. The home division if omitted or
            empty.
        type: str
  date_to_delete: &date_to_delete
    description:
      - When an inactive client is deleted (C(dateToDelete)), in ISO 8601 with a time zone, such as
        V(2026-12-31T00:00:00Z). Only with O(state=inactive). If omitted, the service takes seven days.
      - The vendor does not say whether another date is taken. If the service makes another one of it, the module says
        so in a warning, and the next run tries again.
    type: str
  extra_properties: &extra_properties
    description:
      - Members of the client that this version of the collection has no option for, by the names and in the form of
        the API; for example what Genesys adds later. They are compared and shown in the diff. A member that is not
        given is left alone; null takes one away. A member that has an option of its own is refused.
    type: dict
  secret_file: &secret_file
    description:
      - File that keeps the secret of the client, on the machine that runs the module. One line, mode 0600. It is
        written whole or not at all, and the space for it is taken before the service is asked to make a secret. A
        folder that is missing is made, with mode 0700. Choose one that is kept and backed up, for nobody can tell the
        secret a second time.
      - When a client is made and there is such a file, the task fails before anything is written, for it may be the
        only copy of another secret. With O(regenerate_secret=when_lost) or O(regenerate_secret=always) it is
        replaced, unless its record says that it is the secret of another client that exists.
      - When the client exists, the file is left alone unless a new secret is due. A file that is missing then is a
        warning (see O(regenerate_secret)), and so is one that others may read. Whether it holds the right secret is
        only looked at with O(verify_secret).
      - Beside the file is a record, C(.<name>.client), with the id and the name of the client and a fingerprint of the secret. It is
        written with each new secret, and where a secret that was there before is seen to be the client's. When the file is
        missing, and the folder has the client's secret under another name, because the client was renamed, that file
        is moved to this path; the client keeps its secret.
      - If the answer to a creation is lost, the module looks for the client, and has a second secret made, for the
        first one is known to nobody.
      - While a secret is on its way, a note without it is beside the file, named C(.<name>.begun). It stays when the run is
        killed, so that the next run has a new secret made for what nobody knows.
      - Without this option, C(no_log) on the task or O(integration_credential_name), the secret of a new client would be
        lost. A client for V(CLIENT-CREDENTIALS) is then not made, for it would be of no use. For other grant types, whose
        applications may do without (PKCE), the module warns.
      - A file encrypted by Ansible Vault is refused. The file is not removed with the client, unless
        O(remove_secret_file) says so.
    type: path
  regenerate_secret:
    description:
      - Whether an existing client gets a new secret (C(POST /api/v2/oauth/clients/{id}/secret)). A client has one
        secret. The old one ends in that moment, so everything that uses it stops until it has the new one.
      - The new secret is kept in O(secret_file), or returned to a task with C(no_log). If neither is given, the task
        fails before anything is written, for the secret would be lost.
    type: str
    choices:
      never: Not for the sake of this option. O(secret_max_age) has an effect all the same.
      when_lost: >-
        When O(secret_file), which is needed then, is not there. With O(verify_secret=true) also when the secret in it
        does not work. Only where the record beside the file shows that the client's secret was there; else others may be
        using it, and the task fails and asks for O(regenerate_secret_confirm). A secret that was stored there and does
        not work any more was replaced by somebody else, which is a failure (V(verification_failed)).
      always: In each run.
    default: never
  regenerate_secret_confirm: &regenerate_secret_confirm
    description:
      - Id of the client whose present secret may be ended by O(regenerate_secret=when_lost), although no record beside
        O(secret_file) shows that the secret ever was there. Set it for one run; the task that asks for it tells the id. The
        module warns when it is set and has no effect any more.
    type: str
    version_added: 2.0.0
  secret_max_age: &secret_max_age
    description:
      - Days after which the client gets a new secret, counted from the time at which O(secret_file), which is needed
        then, was last modified. So the play that runs each night rotates the secret when it is due. What is said of
        O(regenerate_secret) holds here too; that option need not be set.
      - The secret in the file is tried at the token endpoint before it is replaced. If it is refused, somebody else gave the
        client another one, and the task fails (V(verification_failed)) instead of ending that.
      - Whoever touches, copies or restores the file without keeping its time makes it look new. A file that is
        missing is none that is old; O(regenerate_secret=when_lost) is for that.
    type: int
  verify_secret:
    description:
      - Whether the secret is tried at the token endpoint. That takes a token in each run. Only for active clients
        with the grant type V(CLIENT-CREDENTIALS); for others the option has no effect. Needs O(secret_file).
      - If the stored secret of an existing client does not work, the task fails with the code V(verification_failed),
        and with O(regenerate_secret=when_lost) the client gets a new one instead. An answer that tells nothing about
        the secret is no failure. If the file is missing, and no new secret is made, the task fails with that code, too.
      - A new secret is tried some times, for it may take the token endpoint some seconds to know it.
    type: bool
    default: false
  confirm_delete:
    description:
      - Has to be V(true) with O(state=absent), or nothing is deleted. Every application that uses
        the client stops, also in other organisations that have authorised it.
    type: bool
    default: false
  remove_secret_file:
    description:
      - Whether O(secret_file), which is needed then, and its record are removed with the client. Only with O(state=absent).
      - The file stays while the client can be restored (RV(restorable)), when its record says that it holds the secret of
        another client that exists, and when the client is not there and no record shows that the file is of one of this
        organisation. The module then names it in a warning. Once the client is gone for good, the same task removes the
        file.
    type: bool
    default: false
    version_added: 2.0.0
  allow_own_client:
    description:
      - Whether the client with which the task works may be made inactive or deleted, or have its O(roles), O(scopes),
        O(authorized_grant_type) or O(extra_properties) changed. Without it that is refused before anything is written (code
        V(refused)), for it can take away the rights by which the run goes on.
      - It is the client of O(cloud_client_id) if it obtains tokens, and that of O(cloud_access_token)
        (C(GET /api/v2/tokens/me)).
    type: bool
    default: false
    version_added: 2.0.0
  restore_default_roles:
    description:
      - Whether the role C(SCIM Integration) is brought back where O(roles) names it and the organisation has none. The vendor's way
        (C(POST /api/v2/authorization/roles/default)) restores every default role that is missing; those that are there stay as they are.
      - Whoever gives the role to a client has to hold it, so this is for the token of a person. An OAuth client cannot hold a
        role that is missing, and is refused before anything is written.
      - Without it, a missing role is a failure before anything is written, and the hint names this option.
    type: bool
    default: false
    version_added: 2.0.0
  integration_credential_name: &integration_credential_name
    description:
      - Name of an integration credential of the type C(pureCloudOAuthClient) that holds the id and the secret of the
        client, by which data actions use it (C(/api/v2/integrations/credentials)). It is made if there is none of
        this name and type, else written over, whatever it held. Two of that name are a failure (V(ambiguous)).
      - Nothing tells what a credential holds. It is written when the client is made, when the client gets a new
        secret, and when it was modified earlier than O(secret_file), with the secret in that file. If the secret is
        not known, because neither O(secret_file) has it nor a new one is made, the task fails before anything is
        written. A credential is never written without a secret.
      - With O(state=absent) the credential is deleted before the client. If there is no client any more, it is left
        alone.
      - Needs the permissions C(integrations:integration:view), C(integrations:integration:add),
        C(integrations:integration:edit) and, to delete it, C(integrations:integration:delete).
    type: str
  cloud_oauth_clients_list:
    description:
      - OAuth clients that are looked at; nothing is written, whatever the other options say. The role C(cloud_oauth_clients) does
        so before its first write, and its variables have the names of these options. O(look_for) says what for.
      - Each member has the options of this module apart from the connection. One that is not given counts as the task gives
        it.
    type: list
    elements: dict
    version_added: 2.0.0
    suboptions:
      client_id: *client_id
      name: *name
      new_name: *new_name
      description: *description
      authorized_grant_type: *authorized_grant_type
      access_token_validity_seconds: *access_token_validity_seconds
      registered_redirect_uris: *registered_redirect_uris
      scopes: *scopes
      roles: *roles
      date_to_delete: *date_to_delete
      extra_properties: *extra_properties
      integration_credential_name: *integration_credential_name
      secret_file: *secret_file
      regenerate_secret_confirm: *regenerate_secret_confirm
      secret_max_age: *secret_max_age
      state:
        description: As O(state).
        type: str
        choices: [present, absent, inactive]
      regenerate_secret:
        description: As O(regenerate_secret).
        type: str
        choices: [never, when_lost, always]
      verify_secret:
        description: As O(verify_secret).
        type: bool
      confirm_delete:
        description: As O(confirm_delete). O(cloud_oauth_clients_confirm_delete) if omitted.
        type: bool
      remove_secret_file:
        description: As O(remove_secret_file). A teardown takes O(cloud_oauth_clients_remove_secret_files).
        type: bool
      allow_own_client:
        description: As O(allow_own_client).
        type: bool
      restore_default_roles:
        description: As O(restore_default_roles).
        type: bool
      shared:
        description: Something else uses this client too, so a teardown keeps it.
        type: bool
  cloud_oauth_clients_secret_dir:
    description:
      - Folder for the secrets of clients of O(cloud_oauth_clients_list) that have no C(secret_file), each in a file of its name.
    type: path
    version_added: 2.0.0
  cloud_oauth_clients_confirm_delete:
    description:
      - Whether clients of O(cloud_oauth_clients_list) may be deleted.
    type: bool
    default: false
    version_added: 2.0.0
  cloud_oauth_clients_remove_secret_files:
    description:
      - Whether a teardown also removes the files with the secrets.
    type: bool
    default: false
    version_added: 2.0.0
  look_for:
    description:
      - What the clients of O(cloud_oauth_clients_list) are looked at for.
    type: str
    choices:
      provision: >-
        Whether each client can be as it is declared. The task fails with all that speaks against it. It is what the clients' own
        tasks would fail with before they write.
      verify: Whether each client is as it is declared. The task fails with all differences.
      teardown: >-
        Whether each client can be deleted, in the reverse order and without those that are C(shared).
      twins: >-
        Whether there is one client of each name, asked once more. The role does so after it has made clients. Items with
        C(client_id) are left out.
    default: provision
    version_added: 2.0.0
  validate_only:
    description:
      - Whether O(cloud_oauth_clients_list) is only checked in itself, without a request.
    type: bool
    default: false
    version_added: 2.0.0
notes:
  - A client may be V(disabled), which only Genesys Customer Care does and undoes. The module then fails with the code
    V(refused), whatever O(state) is, and changes nothing.
  - Options that do not go together, such as O(scopes) for V(CLIENT-CREDENTIALS), are refused before any request. What
    depends on the client as it is (such as O(roles), where the grant type is not given) is refused before anything is
    written.
  - The tasks of one machine and user take turns with one client name, so that two hosts of a play make no twins. Two
    machines can, so each creation is followed by one more look at the list. If there is another client of that name by then, the
    task fails with V(ambiguous), and its message tells of each the id, state, date, maker, and which one has its secret in
    O(secret_file). The result has what was done (C(changed), RV(resource), RV(client_secret)). The role
    C(cloud_oauth_clients) looks once after all its clients.
  - When the answer to a creation is lost, the module looks for up to 15 seconds whether the client is there, before
    it tries again.
  - If the service accepts a value and makes another one of it, the module says so in a warning.
  - On AWX and other controllers that throw away their file system after a job, O(secret_file) does not last. Set
    C(no_log), register the result, and hand RV(client_secret) to a secret store in the next task.
  - The usage of clients (C(/api/v2/oauth/clients/{id}/usage)) is not read; RV(resource.date_modified) says when the
    client was changed, not when it was used.
  - How to move from the vendor's Terraform provider is described in the collection's C(docs/genesys-cloud.md).
seealso:
  - module: cxops.genesys.genesys_cloud_oauth_client_info
  - module: cxops.genesys.genesys_cloud_token
  - name: Create an OAuth client
    description: The vendor's guide.
    link: https://help.mypurecloud.com/articles/create-an-oauth-client/
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.genesys_cloud:
      cloud_region: eu-west-1
      cloud_client_id: 3a1f5c2e-6a54-4b0e-8d8f-2f5c8f7f3b11
      cloud_client_secret: "{{ vault_genesys_cloud_client_secret }}"
      cloud_organization: Example
  block:
    - name: Have a client for a service, with its secret in a file
      cxops.genesys.genesys_cloud_oauth_client:
        name: reporting
        description: Nightly export of the statistics
        authorized_grant_type: CLIENT-CREDENTIALS
        roles:
          - role: Reporting  # stands for a role of your organisation
            division: Sales
          - role: employee
        secret_file: /etc/genesys/secrets/reporting

# The tasks below take the connection from module_defaults, too, or from variables such as GENESYSCLOUD_REGION.

- name: Have a client for an application in which persons log in
  cxops.genesys.genesys_cloud_oauth_client:
    name: agent desktop
    authorized_grant_type: CODE
    scopes:
      - user-basic-info
      - conversations:readonly
    registered_redirect_uris:
      - https://desktop.example.com/oauth/callback
    access_token_validity_seconds: 36000
    secret_file: /etc/genesys/secrets/agent_desktop

- name: Have the client of the Embeddable Framework, whose id the developers put under clientIds in framework.js
  cxops.genesys.genesys_cloud_oauth_client:
    name: embedded client
    authorized_grant_type: TOKEN
    access_token_validity_seconds: 64800  # 18 hours
    registered_redirect_uris:
      - https://apps.mypurecloud.ie/crm/index.html
    scopes:
      - conversations
      - user-basic-info
  register: embedded_client

- name: Create a client on a controller that keeps no files
  cxops.genesys.genesys_cloud_oauth_client:
    name: wallboard
    authorized_grant_type: CLIENT-CREDENTIALS
    roles:
      - role: employee
        division: "*"
  no_log: true
  register: wallboard

- name: Hand its secret to the tasks of the secret store, in the run that made it
  ansible.builtin.include_tasks: store_secret.yml
  when: wallboard.client_secret is defined
  vars:
    client_id: "{{ wallboard.resource.client_id }}"
    client_secret: "{{ wallboard.client_secret }}"

- name: Change the grant type, by which the roles go and scopes come
  cxops.genesys.genesys_cloud_oauth_client:
    name: reporting
    authorized_grant_type: CODE
    scopes:
      - analytics:readonly

- name: Give the client a new secret when the file is older than 90 days, or lost, or wrong
  cxops.genesys.genesys_cloud_oauth_client:
    name: reporting
    secret_file: /etc/genesys/secrets/reporting
    secret_max_age: 90
    regenerate_secret: when_lost
    verify_secret: true

- name: Give the client a new secret now, for somebody has seen the old one
  cxops.genesys.genesys_cloud_oauth_client:
    name: reporting
    secret_file: /etc/genesys/secrets/reporting
    regenerate_secret: always

- name: Make the client inactive, by which Genesys Cloud deletes it after seven days
  cxops.genesys.genesys_cloud_oauth_client:
    name: reporting
    state: inactive

- name: Make another one inactive, to be deleted on a day of our own
  cxops.genesys.genesys_cloud_oauth_client:
    name: wallboard
    state: inactive
    date_to_delete: "2027-01-31T00:00:00Z"

- name: Restore the client before that
  cxops.genesys.genesys_cloud_oauth_client:
    name: reporting

- name: Delete the client
  cxops.genesys.genesys_cloud_oauth_client:
    name: reporting
    state: absent
    confirm_delete: true

- name: Rename a client
  cxops.genesys.genesys_cloud_oauth_client:
    name: agent desktop
    new_name: agent workspace

- name: Adopt one of several clients of the same name, and give it a name of its own
  cxops.genesys.genesys_cloud_oauth_client:
    client_id: 7b2f4d1c-1d0c-4a53-9a2e-0c9d7a5e6f42
    name: crm connector
    description: Found in the organisation, now kept by Ansible

- name: Have a client with the credential by which data actions use it
  cxops.genesys.genesys_cloud_oauth_client:
    name: data actions
    authorized_grant_type: CLIENT-CREDENTIALS
    roles:
      - role: Data Actions
    secret_file: /etc/genesys/secrets/data_actions
    integration_credential_name: Genesys Cloud data actions

- name: Have a client for SCIM, whose tokens live for 450 days
  cxops.genesys.genesys_cloud_oauth_client:
    name: identity management
    authorized_grant_type: CLIENT-CREDENTIALS
    roles:
      - role: SCIM Integration
        division: "*"
    access_token_validity_seconds: 38880000
    secret_file: /etc/genesys/secrets/identity_management

- name: Set a member of the client for which there is no option yet
  cxops.genesys.genesys_cloud_oauth_client:
    name: data actions
    extra_properties:
      allowedNetworks:
        - 192.0.2.0/24
"""

RETURN = r"""
---
twins_unseen:
  description:
    - The client was made, and whether somebody else made one of the same name at the same time has not been looked at. The last
      task of the role does that.
  returned: when a task of the role C(cloud_oauth_clients) made the client
  type: bool
  version_added: 2.0.0
  sample: true
clients:
  description:
    - The clients of O(cloud_oauth_clients_list) in the order of the work.
  returned: success, with O(look_for=provision) or O(look_for=teardown) for O(cloud_oauth_clients_list)
  type: list
  elements: dict
  contains:
    title:
      description: What the client is called.
      type: str
      returned: always
    options:
      description: What its own task is to be given.
      type: dict
      returned: always
left_over:
  description:
    - What a deletion leaves behind, as sentences. With O(cloud_oauth_clients_list) these are the clients that are C(shared), which are
      not looked at, and their secret files; for one client it is the client itself where it is kept for some days
      (RV(restorable)), with the day on which it is deleted, and its secret file.
  returned: success, with O(state=absent) or O(look_for=teardown)
  type: list
  elements: str
report:
  description:
    - One line for each client. It is there when the comparison failed because of differences, too.
  returned: with O(look_for=verify)
  type: list
  elements: str
differences:
  description:
    - What is not as declared, for programs.
  returned: with O(look_for=verify)
  type: list
  elements: dict
  contains:
    part:
      description: V(clients).
      type: str
      returned: always
    kind:
      description: Kind of the object.
      type: str
      returned: always
    name:
      description: What the client is called.
      type: str
      returned: always
    problem:
      description: V(missing), V(unwanted), V(changed) or V(failed).
      type: str
      returned: always
    text:
      description: The same in words.
      type: str
      returned: always
    fields:
      description: Each option that differs.
      type: list
      elements: dict
      returned: always
not_verified:
  description:
    - Empty, for Genesys Cloud can be looked at.
  returned: with O(look_for=verify)
  type: list
  elements: dict
resource:
  description:
    - The client as it is after the task, or would be in check mode, by option names. Empty if it is gone.
  returned: success, for one client
  type: dict
  contains:
    client_id:
      description: Id of the client. It is missing in check mode where the client would be made.
      type: str
      returned: when the client exists
    client_state:
      description: V(active) or V(inactive).
      type: str
      returned: always
    roles:
      description:
        - The roles. A role and its division are called by name where O(roles) names one, else by their ids.
      type: list
      elements: dict
      returned: when the client has roles
      contains:
        role:
          description: Name or id of the role.
          type: str
          returned: always
        division:
          description: Name or id of the division, V(*) for all.
          type: str
          returned: always
        role_id:
          description: Id of the role.
          type: str
          returned: always
        division_id:
          description: Id of the division, V(*) for all.
          type: str
          returned: always
    date_to_delete:
      description: When the service deletes the client.
      type: str
      returned: when the client is inactive
    extra_properties:
      description: The members that this version has no option for, in the service's own form.
      type: dict
      returned: when there are any
    client_secret:
      description: V(********) where a secret was made. The service does not tell it afterwards.
      type: str
      returned: when a secret was made
    secret_file:
      description: O(secret_file), where the file of the client's former name was moved to it.
      type: str
      returned: when the file was moved
    integration_credential_name:
      description: >-
        O(integration_credential_name), where there is a credential that was not written before the secret's file.
      type: str
      returned: when the option is given and there is one
    integration_credential_id:
      description: Id of the integration credential.
      type: str
      returned: when O(integration_credential_name) is given and there is one
    date_created:
      description: When the client was made.
      type: str
      returned: when the client exists
    date_modified:
      description: When the client was last changed.
      type: str
      returned: when the service tells it
    created_by:
      description: Who made the client, in the service's own form.
      type: dict
      returned: when the service tells it
    modified_by:
      description: Who last changed the client, in the service's own form.
      type: dict
      returned: when the service tells it
    self_uri:
      description: The path of the client in the API.
      type: str
      returned: when the service tells it
  sample:
    client_id: 0d2c9a44-5a0b-4d7e-8f7c-0e3f3f0d9b55
    name: reporting
    description: Nightly export of the statistics
    authorized_grant_type: CLIENT-CREDENTIALS
    access_token_validity_seconds: 86400
    roles:
      - role: Reporting
        division: Sales
        role_id: 6c3f0a38-9a5d-4b42-b0b7-3f2d0f1f7c01
        division_id: 1b7a3a57-2f0f-4e7f-8c39-54a3d6b1f9e2
      - role: employee
        division: Home
        role_id: 2f4b5c53-4d39-4c0e-9d55-6f7f0f0a2a10
        division_id: 8f3d0f7e-1f64-4a54-8a57-0d0b1e9c4c33
    client_state: active
    client_secret: "********"
    date_created: "2026-10-01T08:15:30.123Z"
    date_modified: "2026-10-01T08:15:30.123Z"
    self_uri: /api/v2/oauth/clients/0d2c9a44-5a0b-4d7e-8f7c-0e3f3f0d9b55
secret_kept:
  description:
    - Whether O(secret_file) holds a secret of the client after the task, or would in check mode.
  returned: success, with O(state=present) and O(secret_file)
  type: bool
  sample: true
secret_works:
  description:
    - Whether the token endpoint took the secret that was in O(secret_file).
  returned: with O(state=present), when the secret was tried (O(verify_secret), O(secret_max_age)) and the service told
  type: bool
  sample: true
restorable:
  description:
    - Whether the client, which is deleted or would be, is kept by the service for seven days, in which V(present) restores
      it. Keep its secret until then.
  returned: success, with O(state=absent)
  type: bool
  sample: false
client_secret:
  description:
    - The secret that the service made in this run. Without C(no_log) on the task a hint stands in its place; the
      secret is in O(secret_file), if that is given, either way.
  returned: when a secret was made
  type: str
  sample: "hidden: set no_log on the task to get it"
new_secret:
  description:
    - Why a new secret was made, or would be in check mode.
  returned: when a secret is new
  type: str
  version_added: 2.0.0
  sample: generated for the new client
observed:
  description:
    - Whether the service let the module look at the object; of a client always V(true).
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
      path: /api/v2/oauth/clients
      status: 200
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    Creating the OAuth client reporting failed with HTTP 403: Unable to perform the requested action. You are missing
    the following permission(s): [oauth:client:add]. (inin-correlation-id: 5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40) Give
    the client or the person whose token this is a role with the permission, in the division concerned.
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
      returned: when a service was asked
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
      description: The service's own C(code), such as V(missing.permissions), or the error of OAuth 2.0.
      type: str
      returned: when the service told one
    correlation_id:
      description:
        - The name that Genesys Cloud gave to the last request (C(ININ-Correlation-Id)), by which Genesys Customer
          Care finds it. RV(failure.message) ends with it.
      type: str
      returned: when the service told it
    field:
      description: The option that is to blame, or the first of them.
      type: str
      returned: when it is known
    fields:
      description: All options that are to blame.
      type: list
      elements: str
      returned: when they are known
    ids:
      description: The ids of the clients that have the same name. If this task made one of them, its id comes first.
      type: list
      elements: str
      returned: when code is V(ambiguous) and clients are meant
    path:
      description: The file that is to blame.
      type: str
      returned: when a secret's file is to blame
    missing:
      description: >-
        What was not there, V(client) or V(secret).
      type: str
      returned: when the task failed because of that, or before the client could be made
    library:
      description: The Python library that is missing.
      type: str
      returned: when code is V(missing_library)
  sample:
    code: forbidden
    message: >-
      Creating the OAuth client reporting failed with HTTP 403: Unable to perform the requested action. You are
      missing the following permission(s): [oauth:client:add]. (inin-correlation-id:
      5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40)
    hint: >-
      Give the client or the person whose token this is a role with the permission, in the division concerned.
    operation: Creating the OAuth client reporting
    method: POST
    url: https://api.mypurecloud.ie/api/v2/oauth/clients
    http_status: 403
    service_code: missing.permissions
    correlation_id: 5b7c9e1f-0c4d-4a3e-9a61-2f8d7c6b5a40
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.cloud_client import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
