#!/usr/bin/python

# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: genesys_private_file
version_added: 2.0.0
short_description: Write a file with secrets that nobody else can read
author:
  - cxops contributors (@cxops)
description:
  - Writes a text with secrets into a file of the user who runs the task, with mode 0600 from the first byte, whole or not at
    all. What was there before is replaced by a new file, so that nobody keeps it open or owns it.
  - A file, folder or link on the way that belongs to somebody else is refused by name, and so is what is no file, and a folder
    that everybody may write to and that is not sticky. M(ansible.builtin.copy) and M(ansible.builtin.template) would
    leave the file to its owner, who could read it.
  - The role P(cxops.genesys.digital_channels#role) writes the file for the transaction DesignerEnv with it.
extends_documentation_fragment:
  - cxops.genesys.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - The text is a secret.
  idempotent:
    support: full
  action_group:
    support: none
    membership: []
options:
  path:
    description:
      - The file. Folders that are missing are made, with mode 0700.
    type: path
    required: true
  content:
    description:
      - The text, of less than 65536 characters. The file ends with one newline, whether the text does or not.
      - This is a secret and never shown.
    type: str
    required: true
  secret_file_owners:
    description:
      - Names or numbers of users whose files, and folders and links on the way to them, count beside those of the user who runs
        the task and of root. V(*) stands for every user, also for folders that everybody may write to.
      - If not given, the environment variable E(GENESYS_SECRET_FILE_OWNERS) is used.
    type: list
    elements: str
"""

EXAMPLES = r"""
---
- name: Keep a configuration with a password
  cxops.genesys.genesys_private_file:
    path: /etc/genesys/secrets/gateway.conf
    content: |
      [gateway]
      password = {{ gateway_password }}
"""

RETURN = r"""
---
path:
  description: The file.
  returned: success
  type: str
  sample: /etc/genesys/secrets/gateway.conf
requests:
  description: Empty, for no service is asked.
  returned: when the options were in order
  type: list
  elements: dict
  sample: []
msg:
  description: What failed, and what can be done about it.
  returned: failure
  type: str
  sample: >-
    The secret file /tmp/gateway.conf cannot be written: it belongs to mallory (uid 1001). Give it to the user who runs the
    task, or name its owner in genesys_secret_file_owners.
failure:
  description:
    - The failure for machines. RV(failure.code) and RV(failure.message) are always there, the rest where it is known.
  returned: failure
  type: dict
  contains:
    code:
      description: The kind of failure. V(invalid_input) is found before anything is written.
      type: str
      returned: always
      choices:
        - invalid_input
        - secret_file
        - internal
    message:
      description: What failed.
      type: str
      returned: always
    hint:
      description: What can be done about it.
      type: str
      returned: when there is advice
    field:
      description: The option that is to blame, or the first of them.
      type: str
      returned: when it is known
    fields:
      description: All options that are to blame.
      type: list
      elements: str
      returned: when they are known
    path:
      description: The file that is to blame.
      type: str
      returned: when code is V(secret_file)
  sample:
    code: secret_file
    message: "The secret file /tmp/gateway.conf cannot be written: it belongs to mallory (uid 1001)."
    hint: Give it to the user who runs the task, or name its owner in genesys_secret_file_owners.
    path: /tmp/gateway.conf
"""

from ansible_collections.cxops.genesys.plugins.module_utils.binding.module import run
from ansible_collections.cxops.genesys.plugins.module_utils.resources.private_file import MODULE


def main():
    """Run the task of this module."""
    run(MODULE)


if __name__ == "__main__":
    main()
