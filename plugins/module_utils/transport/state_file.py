# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file of one tenant of one platform: the ids that the platform chose, which it cannot tell later. It holds no secret.

One line of JSON: ``format``, ``environment_url``, ``tenant_id``, ``environment_id``, ``contact_center_id``. The name is that of
``base_path`` with the ending ``.json``; what else is kept for the tenant may stand beside it under the same name with another ending.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager

from ..core.errors import SecretFileError
from ..core.text import folded
from .secret_file import check_writable, failed, read_text, remove_secret, store_secret

FORMAT = 1


def base_path(folder, url, tenant_id):
    """The path of what is kept for a tenant of a platform, without an ending. url: of the environment service, as checks.platform_url has it."""
    digest = hashlib.sha256(url.encode("utf-8")).hexdigest()[:12]
    return os.path.join(os.path.abspath(os.path.expanduser(folder)), "%s-%s" % (folded(tenant_id), digest))


class StateFile:
    """The file. url: of the environment service, as checks.platform_url has it. tenant_id: a UUID."""

    def __init__(self, folder, url, tenant_id):
        self.path = base_path(folder, url, tenant_id) + ".json"
        self._url = url
        self._tenant_id = folded(tenant_id)

    def read(self):
        """(content, problem): a dict, or None where there is no file or it does not count; ``problem`` says why it does not.

        Raises SecretFileError when the file is there and cannot be read.
        """
        try:
            content = json.loads(read_text(self.path))
        except (FileNotFoundError, NotADirectoryError):
            return None, None
        except OSError as error:
            with _reported():
                raise failed(self.path, "read", error, "Check its owner and mode.") from error
        except ValueError:
            return None, "it is damaged"
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            return None, "its format is not known"
        if folded(content.get("tenant_id")) != self._tenant_id:
            return None, "it is of the tenant %s" % content.get("tenant_id")
        if content.get("environment_url") != self._url:
            return None, "it is of the platform %s" % content.get("environment_url")
        return content, None

    def check_writable(self):
        """Raise SecretFileError when the file could not be written."""
        with _reported():
            check_writable(self.path)

    def write(self, content):
        """Write the whole file at once, with mode 0600, bound to its platform and tenant. Raises SecretFileError."""
        head = {"format": FORMAT, "environment_url": self._url, "tenant_id": self._tenant_id}
        with _reported():
            store_secret(self.path, json.dumps(dict(content, **head), sort_keys=True), replace=True)

    def remove(self):
        """Remove the file; one that is gone already is no error. Raises SecretFileError."""
        with _reported():
            remove_secret(self.path)


@contextmanager
def _reported():
    try:
        yield
    except SecretFileError as error:
        message = error.message.replace("secret file", "state file")
        raise SecretFileError(message, error.hint, **error.details) from error
