#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_tenant
version_added: 1.1.0
short_description: Manage one tenant's whole declared document in one task
author:
  - cxops contributors (@cxops)
description:
  - Applies what is declared of a tenant in the order of the vendor on one session. First come its API clients, then the
    environment, the contact center, data centers, CORS origins and other settings, and last Digital Channels with rows of
    C(nex_gapis), chat address, service connections and tenant.
  - The options are the variables of the role P(cxops.genesys.provision_tenant#role) under the same names, and the parts
    are those of the modules that the role calls, with the same meaning. So both leave the same state, and this module
    needs one task where the role needs a dozen. The file for the transaction DesignerEnv is written by the role only.
  - In a play that sets the variable C(cxops_genesys_variables) to V(true), the variables of these names are the declaration as far
    as the task does not give the options itself.
  - A contact center that is there and has none of the declared login domains may be another tenant's. Nothing is written then.
    To change all domains, declare one of the old ones beside the new ones for one run.
  - A contact center that is to be made, or to get another domain, gets none that another contact center has. Nothing is written then.
  - The same holds for an environment that has none of the declared primary addresses, unless the contact center refers to it and has
    a declared domain. For a deletion, too.
  - With O(state=absent) the tenant is taken down in the reverse order. The role's entry point C(teardown) is this module.
    What other tenants use stays. Before the first deletion, what is there is kept in a file that can be applied again.
  - With O(state=checked) nothing is written. The tenant is compared with the document, and it is tried whether it works.
    The role's entry point C(verify) is this module.
extends_documentation_fragment:
  - cxops.genesys.attributes
  - cxops.genesys.attributes.manage
  - cxops.genesys.attributes.group_nexus
  - cxops.genesys.auth
  - cxops.genesys.http_options
  - cxops.genesys.nexus
  - cxops.genesys.postgresql
attributes:
  idempotent:
    support: partial
    details:
      - Full where the services tell their objects or the PostgreSQL options are given. Otherwise as
        O(when_unobservable) and the members of the same name say.
options:
  tenant_id:
    description:
      - >-
        UUID of the tenant: the id of its environment, and of its contact center unless that has its own. Needed, unless
        O(parts) names only parts that belong to no tenant, or O(digital_channels_contact_center_id) says it for them.
    type: str
  auth_clients_list:
    description:
      - The API clients, each a dict with the options of M(cxops.genesys.genesys_auth_client) apart from the
        connection.
    type: list
    elements: dict
    default: []
    suboptions:
      client_id:
        description:
          - Id of the client (C(client_id)), by which it is found. It cannot be changed.
        type: str
        required: true
      client_secret:
        description:
          - Secret of the client (C(client_secret)). It is sent when the client is created, later only as
            C(update_secret) says, because the service does not tell the secret of an existing client.
          - This is a secret and never shown.
        type: str
      name:
        description:
          - Name of the client (C(name)). If omitted on creation, the C(client_id).
        type: str
      description:
        description:
          - Description of the client (C(description)).
        type: str
      client_type:
        description:
          - Type of the client (C(clientType)). V(CONFIDENTIAL) if omitted on creation.
        type: str
        choices:
          - CONFIDENTIAL
          - PUBLIC
      internal_client:
        description:
          - Whether this is a client of a Genesys service (C(internalClient)). V(true) if omitted on creation, as in
            all of the vendor's samples.
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
          - OAuth 2.0 grants that the client may use (C(authorizedGrantTypes)). V(client_credentials),
            V(authorization_code), V(refresh_token) and V(password) if omitted on creation. Order does not count.
        type: list
        elements: str
        choices:
          - client_credentials
          - authorization_code
          - refresh_token
          - password
          - implicit
          - "urn:ietf:params:oauth:grant-type:token-exchange"
          - "urn:ietf:params:oauth:grant-type:jwt-bearer"
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
          - UUIDs of the contact centers that the client is bound to (C(contactCenterIds)). Bound to none if omitted
            on creation. Order and letter case do not count.
        type: list
        elements: str
      secret_file:
        description:
          - File that keeps the secret, on the machine that runs the module. If it exists when the secret is needed, its
            one line is the secret. If not, a secret of 256 random bits is generated and stored there, with mode 0600,
            before the request that makes it real; if the service refuses the request, the file is removed again.
        type: path
      regenerate_secret:
        description:
          - Whether an existing client gets a new generated secret in C(secret_file), which is needed then. V(never) if
            omitted. V(when_lost) acts only where a record beside the file shows that the secret was there.
          - The old one stays in a file with C(.previous) after its name until the new one has been seen to work.
        type: str
        choices:
          - never
          - when_lost
          - always
      regenerate_secret_confirm:
        description:
          - The C(client_id), if its present secret may be ended although C(secret_file) is not there and no record beside it shows that
            the secret ever was there. For one run.
        type: str
        version_added: 2.0.0
      secret_max_age:
        description:
          - Days after which the client gets a new secret, counted from the time at which C(secret_file) was last modified.
        type: int
      update_secret:
        description:
          - When the given or stored secret of an existing client is written.
        type: str
        choices:
          - on_create
          - always
      strict:
        description:
          - Whether grants that C(authorized_grant_types) does not list are removed. If the service adds them again,
            such a task changes something on each run.
        type: bool
      state:
        description:
          - Whether the object is to be there.
        type: str
        choices:
          - present
          - absent
        default: present
      shared:
        description:
          - Whether a teardown keeps the client. V(false) lets it delete a client that only this tenant uses. Omitted or V(true), the
            client stays.
        type: bool
  auth_clients_secret_dir:
    description:
      - Folder for generated secrets, made with mode 0700. A confidential client without C(client_secret) and
        C(secret_file) keeps its secret there, in C(<client_id>.secret).
      - >-
        Empty: every client needs C(client_secret) or C(secret_file).
    type: path
    default: ""
  auth_clients_remove_secret_files:
    description:
      - Whether a teardown also removes the files with the secrets of the clients that it removes.
    type: bool
    default: false
  tenant_environment:
    description:
      - >-
        The environment: the options of M(cxops.genesys.genesys_environment) apart from the connection.
      - >-
        Empty: the environment has to be there already, and is left as it is.
    type: dict
    suboptions:
      id:
        description:
          - UUID of the environment, if it is another one than O(tenant_id).
        type: str
      username:
        description:
          - User name with which the services log in to the Configuration Server (C(username)). Needed on creation.
        type: str
      password:
        description:
          - Password of C(username). Needed on creation.
          - This is a secret and never shown.
        type: str
      connection_protocol:
        description:
          - Protocol that keeps the connection to the Configuration Server under watch (C(connectionProtocol)). V(adpp),
            as the vendor prints it once, is the same as V(addp).
            V(addp) if omitted on creation.
        type: str
      local_timeout:
        description:
          - Timeout of C(connection_protocol) on the side of the services (C(localTimeout)), in seconds. V(5) if
            omitted on creation.
        type: int
      remote_timeout:
        description:
          - Timeout of C(connection_protocol) on the side of the Configuration Server (C(remoteTimeout)), in seconds.
            V(7) if omitted on creation.
        type: int
      app_name:
        description:
          - Name of the application object with which the services log in to the Configuration Server (C(appName)),
            the cloud application of the tenant. V(Cloud) if omitted on creation.
        type: str
      trace_mode:
        description:
          - Which side traces C(connection_protocol) (C(traceMode)). V(CFGTMBoth) if omitted on creation.
        type: str
      tls_enabled:
        description:
          - Whether the services use TLS towards the Configuration Server (C(tlsEnabled)). V(false) if omitted on
            creation.
        type: bool
      tenant:
        description:
          - Name of the tenant inside the Configuration Server (C(tenant)). It is the same for most tenants and so no
            key. V(Environment) if omitted on creation.
        type: str
      config_servers:
        description:
          - The Configuration Servers of the tenant (C(configServers)). Needed on creation.
        type: list
        elements: dict
        suboptions:
          primary_address:
            description:
              - Host name or address of the primary server (C(primaryAddress)). Letter case does not count.
            type: str
            required: true
          primary_port:
            description:
              - Port of the primary server (C(primaryPort)). V(8888) if omitted on creation.
            type: int
          backup_address:
            description:
              - Host name or address of the backup server (C(backupAddress)), together with its port. None if omitted
                on creation.
            type: str
          backup_port:
            description:
              - Port of the backup server (C(backupPort)). The vendor's guide does not show this field.
            type: int
          read_only:
            description:
              - Whether the server can only be read from (C(readOnly)). V(false) if omitted on creation.
            type: bool
          locations:
            description:
              - Region that the server is for, one text such as V(/USW1) (C(locations)). Letter case does not count.
            type: str
  tenant_contact_center:
    description:
      - >-
        The contact center: the options of M(cxops.genesys.genesys_contact_center) apart from the environment and
        the connection.
      - >-
        Empty: the contact center has to be there already, and is left as it is.
    type: dict
    suboptions:
      id:
        description:
          - UUID of the contact center (C(id)), its CCID. The vendor's guide wants the UUID of the Tenant Service
            here, the same as that of the environment.
        type: str
      domains:
        description:
          - Login domains (C(domains)), as in C(t100\agent1). Needed on creation. Order and letter case do not count.
            The given list replaces the existing one.
          - A text is refused. Other variables take its first member, such as C(tenant_contact_center.domains[0]), and would get a letter.
        type: list
        elements: str
      auth:
        description:
          - How persons log in (C(auth)). V(configServer) if omitted on creation; V(config), which the vendor's
            samples print for the same thing, is taken as equal. SAML is switched on elsewhere.
        type: str
  tenant_data_centers:
    description:
      - The data centers, each a dict with the options of M(cxops.genesys.genesys_data_center) apart from the
        connection.
    type: list
    elements: dict
    default: []
    suboptions:
      location:
        description:
          - The region by the naming of Genesys Multicloud CX, such as V(/usw1) (C(location)). It is the key; letter
            case does not count.
        type: str
        required: true
      entry_point:
        description:
          - URL by which the region is entered (C(entryPoint)). Needed on creation. A trailing slash and the letter
            case of the host do not count.
        type: str
      read_only:
        description:
          - Whether the region can only be read from (C(readOnly)). V(false) if omitted on creation, which is right
            for the primary region only; all others should be V(true).
        type: bool
      when_unobservable:
        description:
          - What to do if the service does not offer to look at data centers.
        type: str
        choices:
          - send
          - assume_present
          - fail
      state:
        description:
          - Whether the object is to be there.
        type: str
        choices:
          - present
          - absent
        default: present
  tenant_cors_origins:
    description:
      - >-
        Origins that browsers may call the services from: the setting C(cors-origins).
      - A text is refused, also one with commas.
    type: list
    elements: str
    default: []
  tenant_cors_list_mode:
    description:
      - Whether the origins are added to those that are there, taken out, or are to be the only ones.
    type: str
    choices:
      - merge
      - remove
      - replace
    default: merge
  tenant_cors_location:
    description:
      - Region that the list of the origins is for, V(/) for all. The vendor's script for the pipeline writes it at V(/USW1).
        A service of a region is likely to use the list at the location of its region where there is one. Lists at other
        locations are named in a warning.
    type: str
    default: /
  tenant_cors_shared:
    description:
      - Whether the setting of the origins is shared.
    type: bool
    default: true
  tenant_settings:
    description:
      - Further settings of the contact center, each a dict with the options of M(cxops.genesys.genesys_setting) apart
        from the contact center and the connection.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the setting (C(name)). Together with the location it is the key; letter case counts.
        type: str
        required: true
      location:
        description:
          - Region that the setting is for (C(location)), V(/) for all. Letter case does not count.
        type: str
      value:
        description:
          - The whole value (C(value)), a text. It is compared letter by letter. Of a URL without a query, a trailing
            slash and the letter case of the host do not count.
        type: str
      values:
        description:
          - Members of a setting that is a list separated by commas. What happens to other members, C(list_mode) says.
        type: list
        elements: str
      list_mode:
        description:
          - How C(values) and the existing list become the new one.
        type: str
        choices:
          - merge
          - remove
          - replace
      shared:
        description:
          - Whether the setting is shared (C(shared)). If omitted on creation, V(true) for V(cors-origins) and V(false)
            for any other setting. The vendor's guides send V(true) for V(cors-origins) and V(false) for
            V(chat-service-uri), and do not document what it means.
        type: bool
      state:
        description:
          - Whether the object is to be there.
        type: str
        choices:
          - present
          - absent
        default: present
  tenant_remove_data_centers:
    description:
      - Whether a teardown also removes the data centers. They belong to the whole platform, not to one tenant.
    type: bool
    default: false
  digital_channels_contact_center_id:
    description:
      - UUID of the contact center of Digital Channels. If not given, that of the contact center that was made or found.
      - If it is not the tenant's, it has to have one of the domains in O(tenant_contact_center), where some are given.
    type: str
  digital_channels_client_id:
    description:
      - API client of Digital Channels, through which the person of the tenant logs in.
    type: str
    default: nexus_client
  digital_channels_client_secret:
    description:
      - Secret of O(digital_channels_client_id).
      - This is a secret and never shown.
    type: str
    default: ""
  digital_channels_client_secret_file:
    description:
      - File with the secret of O(digital_channels_client_id). If not given, the one that the client
        has in O(auth_clients_secret_dir).
    type: path
  digital_channels_gapis:
    description:
      - Rows of the table nex_gapis, by which Digital Channels finds GWS, each a dict with the options of
        M(cxops.genesys.nexus_gapi_db) apart from the connection. The client and its secret are by default those
        above.
    type: list
    elements: dict
    default: []
    suboptions:
      url:
        description:
          - URL of the GWS or Genesys Authentication service (C(url)). With C(client_id) it is the key; letter case
            and a trailing slash do not count.
        type: str
        required: true
      client_id:
        description:
          - Id of the API client (C(clientid)), usually V(nexus_client).
        type: str
      client_secret:
        description:
          - Secret of the API client (C(clientsecret)). To add a row, this option or C(secret_file) is needed; give
            one of them only.
          - This is a secret and never shown.
        type: str
      gapi_key:
        description:
          - The column C(apikey). V(NA) if omitted on creation, as in the vendor's guide.
          - This is a secret and never shown.
        type: str
      region:
        description:
          - The column C(region). The vendor does not document its values.
        type: str
      auth_internal_url:
        description:
          - URL at which Digital Channels reaches Genesys Authentication inside the cluster (C(authinturl)).
        type: str
      auth_external_url:
        description:
          - URL at which browsers reach Genesys Authentication (C(authexturl)). See the notes about columns that may
            be missing.
        type: str
      secret_file:
        description:
          - File with the secret of the API client, on the machine that runs the module, as
            O(cxops.genesys.genesys_auth_client#module:secret_file) stored it. It is only read here. In check mode it
            may be missing, because an earlier part may have to make it.
        type: path
      remove_duplicates:
        description:
          - Whether further rows for the same C(url) and C(client_id) are deleted, so that only the newest is kept. If
            not, they are reported in a warning and in C(resource.duplicates), and all of them get the given values.
        type: bool
      state:
        description:
          - Whether the object is to be there.
        type: str
        choices:
          - present
          - absent
        default: present
      shared:
        description:
          - Whether a teardown keeps the row. V(false) lets it delete a row that only this tenant uses. Omitted or V(true), the row
            stays.
          - A row of one of the vendor's own clients, such as V(nexus_client), stays in any case.
        type: bool
  digital_channels_chat_service_uri:
    description:
      - >-
        Address of the chat service, the setting C(chat-service-uri) of the contact center. Empty: not set.
    type: str
    default: ""
  digital_channels_services:
    description:
      - Service connections such as PlatformUCS, each a dict with the options of M(cxops.genesys.nexus_service) apart
        from the contact center and the connection. Its C(when_unobservable) is C(send_until_tenant) if omitted,
        which needs the PostgreSQL options and the name of the tenant.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the service, such as V(PlatformUCS). Together with the contact center it is the key.
        type: str
        required: true
      url:
        description:
          - URL of the service (C(url)). Needed on creation. A trailing slash and the letter case of the host do not
            count.
        type: str
      data:
        description:
          - Further settings of the connection (C(data)), as the service wants them. Empty if omitted on creation. It
            is compared as a whole.
        type: dict
      secret:
        description:
          - Credentials of the connection (C(secret)), as the service wants them. Empty if omitted on creation. They
            are sent when the connection is created, later only as C(update_secret) says.
          - This is a secret and never shown.
        type: dict
      update_secret:
        description:
          - When the C(secret) of an existing connection is written. It cannot be compared, for the service does not
            tell it.
        type: str
        choices:
          - on_create
          - always
      when_unobservable:
        description:
          - What to do if the service does not tell the connection. It answers the same when there is none and when it
            does not offer to look.
        type: str
        choices:
          - send
          - send_until_tenant
          - assume_present
          - fail
      api_key_name:
        description:
          - Name of the key in the table C(nex_apikeys) that is used if O(nexus_api_key) is not given and
            O(login_host) is.
        type: str
      state:
        description:
          - Whether the object is to be there.
        type: str
        choices:
          - present
          - absent
        default: present
  digital_channels_tenant:
    description:
      - >-
        The tenant of Digital Channels: the options of M(cxops.genesys.nexus_tenant) apart from the id and the
        connection. Empty: no tenant.
      - A key of its name in C(nex_apikeys) that is not proven to be of this contact center ends the task before the first
        write, with the code V(unproven). O(state=checked) says that the tenant is not verified.
    type: dict
    suboptions:
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
          - URL of GWS (C(backendurl)). Needed on creation. A trailing slash and the letter case of the host do not
            count.
        type: str
      username:
        description:
          - User name of a person in the tenant's configuration, by which Digital Channels works (C(username)). Needed
            on creation. The module logs in as this person too.
        type: str
      password:
        description:
          - Password of C(username); the API calls it C(token). Needed on creation.
          - This is a secret and never shown.
        type: str
      genesys_tenant_id:
        description:
          - Number of the tenant in the Configuration Server. V(1) if omitted on creation.
        type: int
      tenant_id_field:
        description:
          - Name under which C(genesys_tenant_id) is sent. The vendor's page spells it V(genesysenantid), which looks
            like a slip.
        type: str
        choices:
          - genesysenantid
          - genesystenantid
      record_file:
        description:
          - File that binds the tenant's API key to the contact center, with mode 0600, without the key. By default
            V(.NAME.tenant) beside O(digital_channels_api_key_file), or else beside O(digital_channels_designer_env_file),
            whose name is NAME.
        type: path
        version_added: 2.0.0
      adopt_by_name:
        description:
          - Take the key that has this tenant's name in C(nex_apikeys) for that of the contact center, although nothing
            proves it. The task warns of it, and records it. It counts for O(digital_channels_services), too.
        type: bool
        version_added: 2.0.0
      when_unobservable:
        description:
          - What to do if neither the API nor the table C(nex_apikeys) tells whether the tenant is there. Without
            PostgreSQL options that is also the case for every tenant that does not exist yet.
        type: str
        choices:
          - send
          - assume_present
          - fail
  digital_channels_api_key_file:
    description:
      - >-
        File that keeps the API key of the tenant, with mode 0600. Empty: none. It also proves later that the key is this
        contact center's, together with its record.
    type: path
    default: ""
  digital_channels_designer_env_file:
    description:
      - File with the values of the transaction DesignerEnv, which the role writes. The module only removes it, with
        O(state=absent) and O(digital_channels_remove_secret_files=true).
      - Its C(baseurl) and C(url) are both paths, or both have the host that the role's variable
        C(digital_channels_designer_env_host) names.
    type: path
    default: ""
  digital_channels_remove_secret_files:
    description:
      - Whether a teardown also removes the files with the API key.
    type: bool
    default: false
  state:
    description:
      - What is to be of the tenant.
    type: str
    choices:
      present: It is as the document declares it.
      absent: It is not there, apart from what other tenants use too, and what no service deletes. RV(left_over) lists that.
      checked: >-
        It stays as it is. The task fails with RV(failure.code) V(not_as_declared) if anything differs from the document or
        does not work. RV(report) has a line for each object.
    default: present
  parts:
    description:
      - The parts of the document that the task is about. All of them if omitted. The others are neither read nor written,
        and their options need not be given.
    type: list
    elements: str
    choices:
      - auth_clients
      - environment
      - contact_center
      - data_centers
      - cors
      - settings
      - gapis
      - chat
      - services
      - nexus_tenant
      - designer_env
  when_unobservable:
    description:
      - What to do if a service does not let the module look at a data center, a service connection or a tenant of Digital
        Channels. It goes before what the parts say.
    type: str
    choices:
      send: Send it; a refusal as a duplicate means that it is there already.
      assume_present: Send nothing and report no change. This is what O(state=checked) does if the option is omitted.
      fail: Fail with the code V(not_observable).
  validate_only:
    description:
      - Only check the document, without any request. A document that is sound gives an empty list of RV(resources).
    type: bool
    default: false
  find_only:
    description:
      - Only find out which environment and contact center are the tenant's; RV(tenant) tells. The task fails with the code
        V(ambiguous) where only the user can tell. Nothing is written at a service.
      - O(parts) can name these two, and V(services) and V(nexus_tenant). For the latter it is seen whether the tenant of
        Digital Channels can be told from others of its name, as the task itself does it before its first write. Where it
        cannot, the task fails with the code V(unproven). A contact center that is not there yet counts as new if it is
        one of the parts. If O(parts) is omitted, only the first two are looked for.
    type: bool
    default: false
  contact_center_is_new:
    description:
      - An earlier task of this run made the contact center, as O(cxops.genesys.nexus_tenant#module:contact_center_is_new).
        What this task makes, it knows by itself.
    type: bool
    default: false
  state_dir:
    description:
      - A folder for what a platform cannot tell. Where a service makes the environment or the contact center with another
        id than the one asked for, a small file for this platform and O(tenant_id) keeps it, and later tasks go on with
        it. Without the file, they fail with the code V(ambiguous) and name the lines to give.
      - C(id) in O(tenant_environment) and O(tenant_contact_center) goes before the file, and so does what is there. An id
        that does not count any more is named in a warning.
      - For each data center that the service does not show, a file in this folder keeps when it was sent and a digest of it,
        so that it is sent once. See M(cxops.genesys.genesys_data_center).
      - The file has mode 0600 and holds no secret. Check mode and O(state=checked) do not write it. A teardown removes it
        with the last object that it is about.
    type: path
  ready_for:
    description:
      - With O(validate_only=true), the parts whose tasks come next. It is seen whether all that they need is there and works,
        as the task itself does it before its first write. Nothing is written.
      - With O(find_only=true), the same for what needs the contact center, the login of the person of Digital Channels and its
        API key; of O(parts) only those are looked at that these need.
      - The roles' tasks find out by themselves which parts those are.
    type: list
    elements: str
    choices:
      - auth_clients
      - environment
      - contact_center
      - data_centers
      - cors
      - settings
      - gapis
      - chat
      - services
      - nexus_tenant
      - designer_env
    version_added: 2.0.0
  teardown_dir:
    description:
      - Folder for the document that a teardown keeps. It is made with mode 0700 if it is missing.
      - If omitted, the folder C(teardown) below O(state_dir), else
        C(${XDG_STATE_HOME:-~/.local/state}/cxops-genesys/teardown).
      - The roles and playbooks take it from the variable C(genesys_teardown_dir).
    type: path
  teardown_run:
    description:
      - RV(teardown_run) of an earlier task of the same run. If that task has kept a document of this tenant with all of O(parts)
        in the folder O(teardown_dir), this task keeps none. Check mode takes that for granted. The roles use it.
    type: str
    version_added: 2.0.0
  keep_only:
    description:
      - With O(state=absent), only keep the document, and delete nothing.
    type: bool
    default: false
  declared_elsewhere:
    description:
      - API clients, rows of C(nex_gapis) and environments that other tenants declare, so that a teardown keeps them.
      - For clients and rows whose item says C(shared=false), and for the environment, the action plugin adds what other
        hosts of the inventory declare.
    type: list
    elements: dict
    default: []
    suboptions:
      client_id:
        description:
          - Id of the API client, or of the client of a row.
        type: str
      url:
        description:
          - URL of a row. Without it, the API client is meant.
        type: str
      host:
        description:
          - Host that declares it, for RV(left_over).
        type: str
      environment_id:
        description:
          - Id of an environment, instead of O(declared_elsewhere[].client_id).
        type: str
notes:
  - >-
    Before the first write, in check mode too, the task sees whether all is there that the parts of the document need. These
    are URLs and credentials, Python libraries, a login to the database, readable secret files in folders that can be written,
    for each API client that exists a secret that obtains a token, and for the tenant of Digital Channels a service that answers,
    an API key that it takes, and a person who logs in. The person is tried once, and not where the contact center does not
    exist yet. One message names everything that is missing or does not
    work, and RV(failure.problems) lists it. What an earlier part of the same run makes is not missing.
  - >-
    A teardown deletes an API client or a row of C(nex_gapis) only if its item says C(shared=false). It stays even then if
    another host of the inventory declares it (the same platform, client and URL), or if C(contactCenterIds) of the client
    names another contact center. The clients of the vendor's own services, such as C(nexus_client) and
    C(external_api_client), always stay, and so do their rows. Delete one with M(cxops.genesys.genesys_auth_client) and C(state=absent), if no
    tenant of the platform needs it any more. Secret files of clients that stay, stay.
  - >-
    The document of a teardown is a file of variables with mode 0600. It holds what the services and the database had, also
    settings of the contact center that nobody declared. Texts are tagged C(!unsafe). It holds no secret. A comment at its
    top names the variables for the credentials that have to be given when it is applied, and what could not be looked at.
    If it cannot be written, the task fails before its first deletion. If nothing is there, none is written.
    An earlier document is never overwritten. Check mode says where it would be kept.
  - >-
    O(state=checked) tries what is there, without writing: the secret of each API client that is known here and the secret
    in each row of C(nex_gapis) obtain a token, the person of the tenant of Digital Channels logs in and belongs to the
    contact center, and the authentication service answers a CORS preflight request for each origin. What cannot be tried is
    in RV(not_verified).
  - The whole document is checked before the first request. One message then names every place that is wrong, such as
    C(auth_clients_list[0].redirect_uris).
  - A part that fails ends the task, as it ends the role. What was done before it stays, is listed in RV(resources), and
    makes the result C(changed). Run again after the cause is mended; the module looks first and goes on where it ended.
  - An environment or a contact center that only looks like the declared one is never taken for it, nor deleted. If it has
    another id than O(tenant_id), say so by C(id) in O(tenant_environment) and O(tenant_contact_center). If the service
    itself makes one with another id than the one asked for, later parts of that run take the real one, which RV(tenant)
    and a warning tell, and O(state_dir) keeps.
  - A teardown keeps an environment to which another contact center refers, and says so in RV(left_over).
  - RV(left_over) also lists files with secrets, data centers, the transaction DesignerEnv and the person, if they were there.
  - The person of the tenant of Digital Channels logs in through O(digital_channels_client_id) where the document tells
    its secret. Only where it does not, O(auth_client_id) and O(access_token) are used for that.
  - In check mode, a part that needs an object which an earlier part would make is reported as it will be made.
  - A teardown goes on where a service does not offer a deletion that the vendor does not document, and lists in
    RV(left_over) what has to be removed by hand.
  - RV(api_key) and RV(client_secrets) are in the result only if the task has C(no_log) set to true; without it a hint
    stands in their place. Use O(digital_channels_api_key_file) and O(auth_clients_secret_dir) to keep them.
  - The columns C(region), C(authinturl) and C(authexturl) of C(nex_gapis) are there only after Digital Channels was
    restarted once. Where they are missing, options for them are an error.
seealso:
  - module: cxops.genesys.genesys_auth_client
  - module: cxops.genesys.genesys_environment
  - module: cxops.genesys.genesys_contact_center
  - module: cxops.genesys.genesys_data_center
  - module: cxops.genesys.genesys_setting
  - module: cxops.genesys.nexus_gapi_db
  - module: cxops.genesys.nexus_service
  - module: cxops.genesys.nexus_tenant
"""

EXAMPLES = r"""
---
- name: Give the connection once for a group of tasks
  module_defaults:
    group/cxops.genesys.genesys:
      auth_url: https://gauth.example.com
      auth_username: ops
      auth_password: "{{ vault_genesys_ops_password }}"
    group/cxops.genesys.nexus:
      nexus_url: https://digital.example.com
      login_host: postgres.example.com
      login_user: nexus
      login_password: "{{ vault_nexus_db_password }}"
  block:
    - name: Provision a tenant from its API clients to Digital Channels
      cxops.genesys.genesys_tenant:
        tenant_id: "{{ tenant_id }}"
        auth_clients_secret_dir: /etc/genesys/secrets
        auth_clients_list:
          - client_id: external_api_client
            redirect_uris:
              - https://gws.example.com
              - https://gauth.example.com
          - client_id: nexus_client
            redirect_uris:
              - https://digital.example.com
          - client_id: t100_crm
            authorized_grant_types:
              - client_credentials
            shared: false
        tenant_environment:
          username: default
          password: "{{ vault_configuration_server_password }}"
          config_servers:
            - primary_address: tenant-{{ tenant_id }}.voice.svc.cluster.local
              primary_port: 8888
              locations: /USW1
        tenant_contact_center:
          domains:
            - t100
        tenant_data_centers:
          - location: /usw1
            entry_point: https://usw1.example.com
        tenant_cors_origins:
          - https://gws.example.com
          - https://wwe.example.com
          - https://prov.example.com
        tenant_settings:
          - name: some-setting
            value: some value
        digital_channels_gapis:
          - url: https://gws.example.com
        digital_channels_chat_service_uri: https://digital.example.com
        digital_channels_services:
          - name: PlatformUCS
            url: https://ucs.example.com
        digital_channels_tenant:
          name: t100
          backend_url: https://gws.example.com
          username: nexus
          password: "{{ vault_nexus_password }}"
        digital_channels_api_key_file: "/etc/genesys/secrets/{{ tenant_id }}.key"

# In a play whose hosts are the tenants, with connection: local and gather_facts: false, each host's variables say what
# its tenant is. The tasks below take the connection from module_defaults, too, or from variables such as
# GENESYS_AUTH_URL.

- name: Provision the tenant of each host
  cxops.genesys.genesys_tenant:
    tenant_id: "{{ tenant_id }}"
    auth_clients_list: "{{ auth_clients_list }}"
    auth_clients_secret_dir: "{{ auth_clients_secret_dir }}"
    tenant_environment: "{{ tenant_environment }}"
    tenant_contact_center: "{{ tenant_contact_center }}"
    tenant_cors_origins: "{{ tenant_cors_origins }}"
    digital_channels_gapis: "{{ digital_channels_gapis }}"
    digital_channels_services: "{{ digital_channels_services }}"
    digital_channels_tenant: "{{ digital_channels_tenant }}"

- name: Check that the environment and the contact center are as declared
  cxops.genesys.genesys_tenant:
    tenant_id: "{{ tenant_id }}"
    tenant_contact_center:
      domains:
        - t100
    parts:
      - environment
      - contact_center
    state: checked

- name: Change the CORS origins, and look at nothing else
  cxops.genesys.genesys_tenant:
    tenant_id: "{{ tenant_id }}"
    tenant_cors_origins:
      - https://gws.example.com
    parts:
      - cors

- name: Take the tenant down, except what other tenants use too
  cxops.genesys.genesys_tenant:
    tenant_id: "{{ tenant_id }}"
    auth_clients_list:
      - client_id: external_api_client
      - client_id: nexus_client
      - client_id: t100_crm
        shared: false
    auth_clients_secret_dir: /etc/genesys/secrets
    auth_clients_remove_secret_files: true
    tenant_cors_origins:
      - https://gws.example.com
    digital_channels_gapis:
      - url: https://gws.example.com
    digital_channels_services:
      - name: PlatformUCS
    digital_channels_tenant:
      name: t100
      username: nexus
      password: "{{ vault_nexus_password }}"
    state: absent
  register: taken_down

- name: Show what is left
  ansible.builtin.debug:
    msg: "{{ taken_down.left_over + taken_down.teardown_notes }}"
"""

RETURN = r"""
---
resources:
  description:
    - The parts of the document in the order in which they were looked at, those that need no change too. After a
      failure, the parts before the one that failed.
  returned: when the options were in order
  type: list
  elements: dict
  contains:
    kind:
      description: >-
        What it is, one of C(API client), C(environment), C(contact center), C(data center), C(setting),
        C(row of nex_gapis), C(service connection), C(tenant) and, where a teardown removes secrets, C(file).
      type: str
      returned: always
    name:
      description: What the object is called.
      type: str
      returned: always
    action:
      description: What was done, or would be in check mode.
      type: str
      returned: always
      choices:
        - none
        - create
        - update
        - delete
    changed:
      description: Whether anything was done, or would be in check mode.
      type: bool
      returned: always
    observed:
      description: >-
        Whether the service, or its database, let the module look at the object. If V(false), C(resource) is what was
        asked for, not what was seen.
      type: bool
      returned: always
    resource:
      description: The object as it is after the task, or would be in check mode, by option names, secrets masked.
      type: dict
      returned: always
    not_seen:
      description: >-
        The options that were not looked at of a tenant of Digital Channels that the service does not show, so that only the row of its API
        key proves that it is there.
      type: list
      elements: str
      version_added: 2.0.0
      returned: when only the row was looked at
    new_secret:
      description: Why a secret or the file of an API key is new, or would be in check mode.
      type: str
      version_added: 2.0.0
      returned: when it is
    secret_kept:
      description: >-
        V(false) for an API client that was there already, whose secret is not in its file, and that gets no new one.
      type: bool
      version_added: 2.0.0
      returned: when the file is missing
    requests:
      description: The HTTP requests for this part, as in RV(requests).
      type: list
      elements: dict
      returned: always
    statements:
      description: The SQL statements for this part, as in RV(statements).
      type: list
      elements: dict
      returned: when PostgreSQL was asked
  sample:
    - kind: contact center
      name: contact center 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
      action: create
      changed: true
      observed: true
      resource:
        id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
        environment_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
        domains:
          - t100
        auth: configServer
      requests:
        - method: GET
          path: /environment/v3/contact-centers
          status: 200
        - method: POST
          path: /environment/v3/contact-centers
          status: 201
tenant:
  description: >-
    The real ids, as far as they are known. With O(state=absent), those that were found. With O(find_only), those that a
    task without it would ask for or has found.
  returned: when the options were in order
  type: dict
  contains:
    tenant_id:
      description: The tenant that they are of.
      type: str
      returned: with O(find_only)
    environment_url:
      description: The address of the environment service that they are of.
      type: str
      returned: with O(find_only)
    environment_id:
      description: UUID of the environment.
      type: str
      returned: when it is known
    contact_center_id:
      description: UUID of the contact center.
      type: str
      returned: when it is known
  sample:
    environment_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
    contact_center_id: 9350e2fc-a1dd-4c65-8d40-1f75a2e080dd
left_over:
  description: What a teardown has left behind, and why, as sentences. Otherwise empty.
  returned: when the options were in order
  type: list
  elements: str
  sample:
    - "API client nexus_client stays: it is one of the vendor's own clients, which the tenants of a platform share."
stays:
  description: The same for machines, in the same order.
  returned: with O(state=absent), when the options were in order
  type: list
  elements: dict
  contains:
    kind:
      description: >-
        What it is, as in C(resources[].kind), or C(person) or C(transaction).
      type: str
      returned: always
    name:
      description: What it is called.
      type: str
      returned: always
    code:
      description: >-
        Why it stays. V(vendor_client), V(declared_elsewhere), V(shared): other tenants use it or may use it. V(conflict):
        another contact center uses it. V(platform): it belongs to the whole platform. V(not_offered): the service offers no
        deletion. V(bad_credentials), V(secret_file): nobody can log in any more. V(kept_file): the options keep this file.
        V(client_stays): its client stays. V(another_contact_center): it is another contact center's. V(by_hand): no service deletes it.
      type: str
      returned: always
    reason:
      description: The same in words.
      type: str
      returned: always
    path:
      description: Path of a file.
      type: str
      returned: for files
  sample:
    - kind: API client
      name: API client nexus_client
      code: vendor_client
      reason: it is one of the vendor's own clients, which the tenants of a platform share
teardown_document:
  description: >-
    Path of the document of what was there, or in check mode the path that it would have. Empty if nothing was there to be
    deleted.
  returned: with O(state=absent), when the options were in order
  type: str
  sample: /home/ops/.local/state/cxops-genesys/teardown/gauth.example.com-9350e2fc-a1dd-4c65-8d40-1f75a2e080dd.yml
teardown_run:
  description: >-
    A random text that stands at the top of the document, for O(teardown_run) of later tasks. Empty if there is no document.
  returned: with O(state=absent), when the options were in order
  type: str
  sample: 2f1d8c0a9b7e4d3fa6c5b4e3d2c1f0a9
teardown_notes:
  description: Where the document is, as a sentence. Empty if there is none, or if an earlier task of the run has kept it.
  returned: with O(state=absent), when the options were in order
  type: list
  elements: str
  sample: []
differences:
  description: What differs from the document, or does not work.
  returned: with O(state=checked), when everything could be compared
  type: list
  elements: dict
  contains:
    part:
      description: The part of the document, as O(parts) calls it.
      type: str
      returned: always
    kind:
      description: What it is, as in C(resources[].kind).
      type: str
      returned: always
    name:
      description: What the object is called.
      type: str
      returned: always
    problem:
      description: >-
        V(missing): it does not exist. V(unwanted): it exists, but is declared absent. V(changed): RV(differences[].fields)
        differ. V(refused): it is there, but a login or a request with it is refused. V(failed): it could not be compared.
      type: str
      returned: always
      choices:
        - missing
        - unwanted
        - changed
        - refused
        - failed
    text:
      description: The difference in words.
      type: str
      returned: always
    fields:
      description: >-
        The options that differ, secrets masked. Each has C(field), and either C(declared) and C(actual), or for a list
        C(missing) and C(extra).
      type: list
      elements: dict
      returned: always
  sample:
    - part: cors
      kind: setting
      name: setting cors-origins /
      problem: changed
      text: "value: missing https://wwe.example.com"
      fields:
        - field: value
          missing:
            - https://wwe.example.com
          extra: []
not_verified:
  description: What could not be looked at or tried, and why. Each entry has C(part), C(kind), C(name) and C(text).
  returned: with O(state=checked), when everything could be compared
  type: list
  elements: dict
  sample:
    - part: data_centers
      kind: data center
      name: data center /usw1
      text: the service offers no way to look at it
report:
  description: One line for each object, for people.
  returned: with O(state=checked), when everything could be compared
  type: list
  elements: str
  sample:
    - "API client nexus_client: as declared; its secret obtains a token."
    - "data center /usw1: not verified, because the service offers no way to look at it."
diff:
  description:
    - One entry for each part that changes, in order, by option names, secrets masked. Shown with C(--diff).
  returned: when anything changes
  type: list
  elements: dict
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
api_key:
  description:
    - The API key of the tenant of Digital Channels. Without C(no_log) on the task a hint stands in its place.
  returned: when the tenant exists and its key is known
  type: str
  sample: "hidden: set no_log on the task to get it"
client_secrets:
  description:
    - The secrets that were generated and sent, by client id. Without C(no_log) on the task a hint stands in place of
      each.
  returned: when a secret was generated
  type: dict
  sample:
    nexus_client: "hidden: set no_log on the task to get it"
encrypted_client_secrets:
  description:
    - The secrets in the form in which the service tells them when it creates a client, by client id. Without C(no_log) on
      the task a hint stands in place of each.
  returned: when the service told one
  type: dict
  sample:
    nexus_client: "hidden: set no_log on the task to get it"
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
    tenant_id: 'acme' is not a UUID; auth_clients_list[0].redirect_uris: the redirect URI '/callback' is not absolute. No
    request was made.
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
        - not_as_declared
        - document_file
        - internal
    message:
      description: What failed.
      type: str
      returned: always
    part:
      description: The part of the document that failed, as it is called in C(resources[].name).
      type: str
      returned: when the options were in order
    hint:
      description: What can be done about it.
      type: str
      returned: when there is advice
    lines:
      description: Each difference, or each thing that is missing or does not work, in words.
      type: list
      elements: str
      returned: when code is V(not_as_declared), or when several things are missing or do not work
    problems:
      description: >-
        Each thing that the document needs and that is missing or does not work, seen before the first write. Each has C(part),
        C(code), C(message), and in C(options), C(variables) and C(environment) where it can be given.
      type: list
      elements: dict
      returned: when something is missing or does not work
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
    code: invalid_input
    message: >-
      tenant_id: 'acme' is not a UUID; auth_clients_list[0].redirect_uris: the redirect URI '/callback' is not absolute.
    hint: No request was made.
    field: tenant_id
    fields:
      - tenant_id
      - auth_clients_list[0].redirect_uris
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
