# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options by which a task reaches Genesys Authentication and the environment service (transport/options.py, AUTH);

    those that it shares with every connection over HTTP are in the fragment http_options.
    """

    DOCUMENTATION = r"""
options:
  auth_url:
    description:
      - Base URL of Genesys Authentication, the service that answers below C(/auth/v3), for example
        C(https://gauth.example.com).
      - If not given, the environment variable E(GENESYS_AUTH_URL) is used.
    type: str
  environment_url:
    description:
      - Base URL of the environment service, which answers below C(/environment/v3). Some deployments offer it under
        an internal address only.
      - If not given, the environment variable E(GENESYS_ENVIRONMENT_URL) is used, and without that O(auth_url).
    type: str
  expected_platform:
    description:
      - A URL or a pattern such as V(https://*.prod.example.com), or a list of them. The URLs of all services have to fit
        it, wherever they come from; else no request is made.
      - Scheme, host and port have to fit; a path fits the URLs below it. Of a pattern for URLs only the host counts for
        that of a database; V(postgresql://db.example.com:6432) is a pattern for databases.
      - The variable C(genesys_expected_platform) gives it, also where no other variable is read.
      - If it is given and empty, that is an error, for an empty guard guards nothing.
    type: raw
  auth_username:
    description:
      - Name of the ops user (C(services.secret.admin_username) in the vendor's Helm values).
      - The ops API of Genesys Authentication takes the ops credentials only, by HTTP Basic, and data centers are documented
        so. The rest of the environment service takes them or a token; see O(environment_login).
      - If not given, the environment variable E(GENESYS_AUTH_USERNAME) is used.
    type: str
  auth_password:
    description:
      - The plain password of O(auth_username). The Helm values hold its bcrypt hash, which is refused before any
        request is made.
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYS_AUTH_PASSWORD) is used.
    type: str
  auth_client_id:
    description:
      - The API client through which tokens are obtained.
      - If not given, the environment variable E(GENESYS_AUTH_CLIENT_ID) is used.
    type: str
  auth_client_secret:
    description:
      - Secret of the client O(auth_client_id). Leave it out for a public client, which has none.
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYS_AUTH_CLIENT_SECRET) is used.
    type: str
  auth_client_secret_file:
    description:
      - File that holds the secret of O(auth_client_id) in one line, for example one that
        M(cxops.genesys.genesys_auth_client) stored. Read only where a token is obtained and O(auth_client_secret) is
        not given.
      - A file encrypted by Ansible Vault is refused; pass its content as O(auth_client_secret) instead.
      - If not given, the environment variable E(GENESYS_AUTH_CLIENT_SECRET_FILE) is used.
    type: path
  auth_client_encoding:
    description:
      - How the id and the secret of a client go into HTTP Basic where a token is obtained, V(raw) or V(form).
      - V(raw) is as they are, as the vendor documents it. V(form) is form-encoded first, as RFC 6749, section 2.3.1, says, for
        a server that decodes them. It makes a difference only where they hold C(+), C(%) or letters beyond ASCII.
      - If not given, the environment variable E(GENESYS_AUTH_CLIENT_ENCODING) is used.
    type: str
    default: raw
  environment_login:
    description:
      - How the environment service is entered, V(auto), V(basic) or V(token).
      - V(auto) is O(access_token) where it is given, else O(auth_username) and O(auth_password) by HTTP Basic, else a token of
        O(auth_client_id). Where HTTP Basic is refused (HTTP 401) and O(auth_client_id) is given, a token is obtained once, by
        the password grant of the ops user where the client may use it, else by client credentials, and the run goes on
        with it. It is not tried where the service says that the password is wrong.
      - V(basic) is always HTTP Basic. V(token) is always a token, also for data centers, as it is needed where HTTP Basic is
        disabled.
      - If not given, the environment variable E(GENESYS_ENVIRONMENT_LOGIN) is used.
    type: str
    default: auto
  access_token:
    description:
      - A token for the environment service; it goes before the ops credentials. If O(auth_client_id) is given too, a
        new token is obtained once when the service refuses this one (HTTP 401). The ops API of Genesys Authentication
        takes no token, and data centers are documented without one.
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYS_ACCESS_TOKEN) is used.
    type: str
  api_key:
    description:
      - Key for the hosted API gateway, sent as C(x-api-key) with every request. Services reached directly need none.
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYS_API_KEY) is used.
    type: str
"""
