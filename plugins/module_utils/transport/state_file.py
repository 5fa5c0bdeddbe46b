# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State files: what a platform cannot tell later. Each is one line of JSON, holds no secret, and is bound to what it is about.

Of a tenant: the ids that the platform chose. ``format``, ``environment_url``, ``tenant_id``, ``environment_id``, ``contact_center_id``. The
name is that of ``base_path`` with the ending ``.json``; what else is kept for the tenant may stand beside it under the same name with
another ending. Of a data center: that it was sent. ``format``, ``environment_url``, ``location``, ``sent``, ``sha256``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import contextmanager

from ..core.errors import SecretFileError
from ..core.text import folded
from .secret_file import check_writable, failed, read_text, remove_secret, store_secret

FORMAT = 1


def base_path(folder, url, tenant_id):
    """The path of what is kept for a tenant of a platform, without an ending. url: of the environment service, as checks.platform_url has it."""
    digest = hashlib.sha256(url.encode("utf-8")).hexdigest()[:12]
    return os.path.join(os.path.abspath(os.path.expanduser(folder)), "%s-%s" % (folded(tenant_id), digest))


class _File:
    """A file that is bound to the members of ``head``, which it holds, beside its format. word: what it is of, for messages."""

    def __init__(self, path, head, word):
        self.path = path
        self._head = head
        self._word = word

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
        for name, value in self._head.items():
            if folded(content.get(name)) != folded(value):
                word = "platform" if name == "environment_url" else self._word
                return None, "it is of the %s %s" % (word, content.get(name))
        return content, None

    def check_writable(self):
        """Raise SecretFileError when the file could not be written."""
        with _reported():
            check_writable(self.path)

    def write(self, content):
        """Write the whole file at once, with mode 0600, bound to what it is about. Raises SecretFileError."""
        with _reported():
            store_secret(
                self.path, json.dumps(dict(content, format=FORMAT, **self._head), sort_keys=True), replace=True
            )

    def remove(self):
        """Remove the file; one that is gone already is no error. Raises SecretFileError."""
        with _reported():
            remove_secret(self.path)


class StateFile(_File):
    """The file of a tenant. url: of the environment service, as checks.platform_url has it. tenant_id: a UUID."""

    def __init__(self, folder, url, tenant_id):
        head = {"tenant_id": folded(tenant_id), "environment_url": url}
        super().__init__(base_path(folder, url, tenant_id) + ".json", head, "tenant")


class DataCenterFile(_File):
    """The file of a data center, which belongs to a platform and not to a tenant. url: as above. location: such as /usw1."""

    def __init__(self, folder, url, location):
        location = folded(location)
        digest = hashlib.sha256(("%s %s" % (url, location)).encode("utf-8")).hexdigest()[:12]
        name = "-".join(["data-center", *re.findall(r"[a-z0-9_.]+", location), digest])
        path = os.path.join(os.path.abspath(os.path.expanduser(folder)), name + ".json")
        super().__init__(path, {"location": location, "environment_url": url}, "location")


@contextmanager
def _reported():
    try:
        yield
    except SecretFileError as error:
        message = error.message.replace("secret file", "state file")
        raise SecretFileError(message, error.hint, **error.details) from error
