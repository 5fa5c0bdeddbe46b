# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The options by which a task reaches Genesys Cloud (transport/options.py, CLOUD);

    those that it shares with every connection over HTTP are in the fragment http_options.
    """

    DOCUMENTATION = r"""
options:
  cloud_region:
    description:
      - Where the organisation is. Either the AWS region, such as V(eu-west-1), or the domain, such as
        V(mypurecloud.ie); letter case does not count. The API is then at C(https://api.mypurecloud.ie), the token
        endpoint at C(https://login.mypurecloud.ie).
      - A name that is not known is refused before any request, with the nearest one that is. For a region that this
        version does not know, leave it out and give O(cloud_api_url) and O(cloud_login_url).
      - If not given, the environment variable E(GENESYSCLOUD_REGION) is used.
    type: str
  cloud_client_id:
    description:
      - Id of the OAuth client through which tokens are obtained.
      - If not given, the environment variable E(GENESYSCLOUD_OAUTHCLIENT_ID) is used.
    type: str
  cloud_client_secret:
    description:
      - Secret of the client O(cloud_client_id).
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYSCLOUD_OAUTHCLIENT_SECRET) is used.
    type: str
  cloud_client_secret_file:
    description:
      - File that holds the secret of O(cloud_client_id) in one line, for example one that
        M(cxops.genesys.genesys_cloud_oauth_client) stored. It goes before O(cloud_client_secret), which may come from
        the environment.
      - A file encrypted by Ansible Vault is refused; pass its content as O(cloud_client_secret) instead.
    type: path
  cloud_access_token:
    description:
      - A token of an OAuth client or of a person. It goes before O(cloud_client_id), as in the vendor's tools, also
        when it comes from the environment and the client from an option. Where client and secret are given, too, a
        new token is obtained once when the service refuses this one (HTTP 401).
      - This is a secret and never shown.
      - If not given, the environment variable E(GENESYSCLOUD_ACCESS_TOKEN) is used.
    type: str
  cloud_organization:
    description:
      - Id or name of the organisation that is meant; letter case does not count. The module then looks first whose
        token it has (C(GET /api/v2/tokens/me)). It reads and writes nothing in any other organisation, and fails with
        the code V(verification_failed). A guard against the credentials of production in a test, and the reverse.
      - The variable C(genesys_cloud_organization) gives it, also where the task reads no other variable.
      - If it is given and empty, by whichever way, the task fails before any request, for an empty guard guards nothing.
      - If not given, the environment variable E(GENESYSCLOUD_ORGANIZATION) is used.
    type: str
  cloud_api_url:
    description:
      - Base URL of the API, instead of that of the region. For an API gateway (as the vendor's tools call it), with
        its path if it has one, and for regions that this version does not know.
    type: str
  cloud_login_url:
    description:
      - Base URL of the token endpoint C(/oauth/token), instead of that of the region; see O(cloud_api_url).
    type: str
  cloud_proxy_url:
    description:
      - URL of the HTTP proxy for these requests, instead of those that E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY)
        name. It may hold the user and the password of the proxy.
      - This is a secret and never shown.
    type: str
  rate_limit_wait:
    description:
      - Seconds for which one request may be put off because the service limits requests. The service says how long to
        wait (C(Retry-After), else C(inin-ratelimit-reset)), by HTTP 429, or by HTTP 400 at the token endpoint. If
        that is longer than what is left of these seconds, the task fails at once with the code V(rate_limited).
      - Such waits do not count as O(retries), and the 120 seconds of that option do not bound them.
      - V(0) does not wait at all.
    type: float
    default: 180.0
notes:
  - The environment variables E(GENESYSCLOUD_REGION), E(GENESYSCLOUD_OAUTHCLIENT_ID),
    E(GENESYSCLOUD_OAUTHCLIENT_SECRET) and E(GENESYSCLOUD_ACCESS_TOKEN) are those of the vendor's Terraform provider
    and CLI, with the same meaning. Those of their proxy and gateway (C(GENESYSCLOUD_PROXY_HOST) and the like) and
    their configuration files are not read; use O(cloud_proxy_url), O(cloud_api_url) and O(cloud_login_url).
  - Credentials and the address are options of the connection in full, so that one play can manage several
    organisations.
  - All tasks of a run that have the same credentials share one token. Genesys Cloud takes 300 requests a minute from
    each token, and limits how many tokens are obtained.
"""
