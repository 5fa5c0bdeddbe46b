# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """What every connection shares (transport/options.py, HTTP)."""

    DOCUMENTATION = r"""
requirements:
  - python >= 3.8
  - requests >= 2.28
options:
  validate_certs:
    description:
      - Whether the certificates of HTTPS services are checked. Switch it off in laboratories only.
      - If not given, the environment variable E(GENESYS_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - PEM file, or folder prepared for OpenSSL, with the certificate authorities to trust instead of the usual ones.
      - If not given, the environment variable E(GENESYS_CA_PATH) is used.
    type: path
  client_cert:
    description:
      - PEM file with the client certificate, where the service or its ingress wants one. It may hold the key too.
      - If not given, the environment variable E(GENESYS_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - PEM file with the unencrypted key of O(client_cert).
      - If not given, the environment variable E(GENESYS_CLIENT_KEY) is used.
    type: path
  timeout:
    description:
      - Seconds that one request may take, answer included.
      - If not given, the environment variable E(GENESYS_TIMEOUT) is used.
    type: float
    default: 30.0
  retries:
    description:
      - How often a request is repeated after a passing failure (no connection, HTTP 429, 500, 502, 503 or 504), with
        growing pauses. C(Retry-After) is honoured up to 120 seconds. A creation whose answer was lost is
        not repeated blindly.
      - If not given, the environment variable E(GENESYS_RETRIES) is used.
    type: int
    default: 3
  secret_file_owners:
    description:
      - Names or numbers of users whose files with secrets, and folders and links on the way to them, count beside those of
        the user who runs the task and of root. What belongs to anybody else is refused by name. It is also asked of
        certificates and their keys.
      - V(*) stands for every user, also for folders that everybody may write to. It is meant for machines without
        other users, such as containers.
      - If not given, the environment variable E(GENESYS_SECRET_FILE_OWNERS) is used.
    type: list
    elements: str
  lock_dir:
    description:
      - Folder for the locks by which tasks of one machine and user take turns. It belongs to that user alone, with mode 0700, and
        is made if it is not there.
      - If it cannot be used, there is a warning and tasks do not take turns.
      - By default C(~/.cache/cxops-genesys) in the home that the user database names, whatever E(HOME) says, or else
        C(cxops-genesys-UID) in the folder for temporary files.
      - If not given, the environment variable E(GENESYS_LOCK_DIR) is used.
    type: path
notes:
  - Give the connection options once, through C(module_defaults) and the action group, or as environment variables
    of the process that runs the module. An option goes before its environment variable.
  - In a play that sets the variable C(cxops_genesys_variables) to V(true), they can be variables, too, such as
    C(genesys_auth_url), C(genesys_cloud_region) and C(nexus_db_host). An option and C(module_defaults) go before them,
    the environment after.
  - Redirects are not followed, because credentials must not travel. Proxies are taken from E(HTTPS_PROXY),
    E(HTTP_PROXY) and E(NO_PROXY).
  - Secrets are replaced by V(********) in results, diffs, warnings and error messages.
"""
