# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The connection options (transport/options.py, AUTH) for plugins, which take their options from the documentation."""

    DOCUMENTATION = r"""
requirements:
  - python >= 3.8
  - requests >= 2.28
options:
  auth_url:
    description:
      - Base URL of Genesys Authentication, the service that answers below C(/auth/v3), for example
        C(https://gauth.example.com).
    type: str
    env:
      - name: GENESYS_AUTH_URL
    vars:
      - name: genesys_auth_url
  environment_url:
    description:
      - Base URL of the environment service, which answers below C(/environment/v3). Some deployments offer it under
        an internal address only.
      - If not given, O(auth_url) is used.
    type: str
    env:
      - name: GENESYS_ENVIRONMENT_URL
    vars:
      - name: genesys_environment_url
  expected_platform:
    description:
      - A URL or a pattern such as V(https://*.prod.example.com), or a list of them. The URLs of all services have to fit
        it, wherever they come from; else no request is made.
      - Scheme, host and port have to fit; a path fits the URLs below it. Of a pattern for URLs only the host counts for
        that of a database; V(postgresql://db.example.com:6432) is a pattern for databases.
      - The variable C(genesys_expected_platform) gives it, also where no other variable is read.
      - If it is given and empty, that is an error, for an empty guard guards nothing.
    type: raw
    vars:
      - name: genesys_expected_platform
  auth_username:
    description:
      - Name of the ops user (C(services.secret.admin_username) in the vendor's Helm values).
      - The ops API of Genesys Authentication takes the ops credentials only, by HTTP Basic, and data centers are documented
        so. The rest of the environment service takes them or a token; see O(environment_login).
    type: str
    env:
      - name: GENESYS_AUTH_USERNAME
    vars:
      - name: genesys_auth_username
  auth_password:
    description:
      - The plain password of O(auth_username). The Helm values hold its bcrypt hash, which is refused before any
        request is made.
      - This is a secret and never shown.
    type: str
    env:
      - name: GENESYS_AUTH_PASSWORD
    vars:
      - name: genesys_auth_password
  auth_client_id:
    description:
      - The API client through which tokens are obtained.
    type: str
    env:
      - name: GENESYS_AUTH_CLIENT_ID
    vars:
      - name: genesys_auth_client_id
  auth_client_secret:
    description:
      - Secret of the client O(auth_client_id). Leave it out for a public client, which has none.
      - This is a secret and never shown.
    type: str
    env:
      - name: GENESYS_AUTH_CLIENT_SECRET
    vars:
      - name: genesys_auth_client_secret
  auth_client_secret_file:
    description:
      - File that holds the secret of O(auth_client_id) in one line, for example one that
        M(cxops.genesys.genesys_auth_client) stored. Read only where a token is obtained and O(auth_client_secret) is
        not given.
      - A file encrypted by Ansible Vault is refused; pass its content as O(auth_client_secret) instead.
    type: path
    env:
      - name: GENESYS_AUTH_CLIENT_SECRET_FILE
    vars:
      - name: genesys_auth_client_secret_file
  auth_client_encoding:
    description:
      - How the id and the secret of a client go into HTTP Basic where a token is obtained, V(raw) or V(form).
      - V(raw) is as they are, as the vendor documents it. V(form) is form-encoded first, as RFC 6749, section 2.3.1, says, for
        a server that decodes them. It makes a difference only where they hold C(+), C(%) or letters beyond ASCII.
    type: str
    default: raw
    env:
      - name: GENESYS_AUTH_CLIENT_ENCODING
    vars:
      - name: genesys_auth_client_encoding
  environment_login:
    description:
      - How the environment service is entered, V(auto), V(basic) or V(token).
      - V(auto) is O(access_token) where it is given, else O(auth_username) and O(auth_password) by HTTP Basic, else a token of
        O(auth_client_id). Where HTTP Basic is refused (HTTP 401) and O(auth_client_id) is given, a token is obtained once, by
        the password grant of the ops user where the client may use it, else by client credentials, and the run goes on
        with it. It is not tried where the service says that the password is wrong.
      - V(basic) is always HTTP Basic. V(token) is always a token, also for data centers, as it is needed where HTTP Basic is
        disabled.
    type: str
    default: auto
    env:
      - name: GENESYS_ENVIRONMENT_LOGIN
    vars:
      - name: genesys_environment_login
  access_token:
    description:
      - A token for the environment service; it goes before the ops credentials. If O(auth_client_id) is given too, a
        new token is obtained once when the service refuses this one (HTTP 401). The ops API of Genesys Authentication
        takes no token, and data centers are documented without one.
      - This is a secret and never shown.
    type: str
    env:
      - name: GENESYS_ACCESS_TOKEN
    vars:
      - name: genesys_access_token
  api_key:
    description:
      - Key for the hosted API gateway, sent as C(x-api-key) with every request. Services reached directly need none.
      - This is a secret and never shown.
    type: str
    env:
      - name: GENESYS_API_KEY
    vars:
      - name: genesys_api_key
  validate_certs:
    description:
      - Whether the certificates of HTTPS services are checked. Switch it off in laboratories only.
    type: bool
    default: true
    env:
      - name: GENESYS_VALIDATE_CERTS
    vars:
      - name: genesys_validate_certs
  ca_path:
    description:
      - PEM file, or folder prepared for OpenSSL, with the certificate authorities to trust instead of the usual ones.
    type: path
    env:
      - name: GENESYS_CA_PATH
    vars:
      - name: genesys_ca_path
  client_cert:
    description:
      - PEM file with the client certificate, where the service or its ingress wants one. It may hold the key too.
    type: path
    env:
      - name: GENESYS_CLIENT_CERT
    vars:
      - name: genesys_client_cert
  client_key:
    description:
      - PEM file with the unencrypted key of O(client_cert).
    type: path
    env:
      - name: GENESYS_CLIENT_KEY
    vars:
      - name: genesys_client_key
  timeout:
    description:
      - Seconds that one request may take, answer included.
    type: float
    default: 30.0
    env:
      - name: GENESYS_TIMEOUT
    vars:
      - name: genesys_timeout
  retries:
    description:
      - How often a request is repeated after a passing failure (no connection, HTTP 429, 500, 502, 503 or 504), with
        growing pauses. C(Retry-After) is honoured up to 120 seconds. A creation whose answer was lost is
        not repeated blindly.
    type: int
    default: 3
    env:
      - name: GENESYS_RETRIES
    vars:
      - name: genesys_retries
  secret_file_owners:
    description:
      - Names or numbers of users whose files with secrets, and folders and links on the way to them, count beside those of
        the user who runs the task and of root. What belongs to anybody else is refused by name. It is also asked of
        certificates and their keys.
      - V(*) stands for every user, also for folders that everybody may write to. It is meant for machines without
        other users, such as containers.
    type: list
    elements: str
    env:
      - name: GENESYS_SECRET_FILE_OWNERS
    vars:
      - name: genesys_secret_file_owners
  lock_dir:
    description:
      - Folder for the locks by which tasks of one machine and user take turns. It belongs to that user alone, with mode 0700, and
        is made if it is not there.
      - If it cannot be used, there is a warning and tasks do not take turns.
      - By default C(~/.cache/cxops-genesys) in the home that the user database names, whatever E(HOME) says, or else
        C(cxops-genesys-UID) in the folder for temporary files.
    type: path
    env:
      - name: GENESYS_LOCK_DIR
    vars:
      - name: genesys_lock_dir
notes:
  - An option goes before the variable, the variable before the environment variable. An empty one counts as not given.
  - Redirects are not followed, because credentials must not travel. Proxies are taken from E(HTTPS_PROXY),
    E(HTTP_PROXY) and E(NO_PROXY).
"""
