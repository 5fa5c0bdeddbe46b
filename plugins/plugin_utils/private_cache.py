# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory plugin's cache whose files belong to nobody but the user. ansible-core gives its cache files the mode 0644."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager

from ansible.plugins.cache import BaseFileCacheModule
from ansible.plugins.inventory import Cacheable, get_cache_plugin
from ansible.plugins.loader import cache_loader

PRIVATE = 0o600
OPTIONS = {"_uri": "cache_connection", "_timeout": "cache_timeout", "_prefix": "cache_prefix"}


@contextmanager
def private_folders():
    """What is created meanwhile belongs to nobody but the user: ansible-core makes the cache's folder when it loads the cache plugin."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


class PrivateCache(Cacheable):
    """Mixin in the place of Cacheable. A cache that has no files of its own is left to ansible-core."""

    def cached(self, key):
        """The entry of this key, or None. A file that others may write is not used, with a warning."""
        folder = self._cache_folder()
        for name in sorted(os.listdir(folder)) if folder else ():
            if name.endswith(key) and not _is_own(os.path.join(folder, name)):
                self._warn(
                    "The cache file %s is not used: others can write it, or own it." % os.path.join(folder, name)
                )
                return None
        return self._cache.get(key)

    def keep(self, key, entry):
        """Write the entry. It gets its name when its file is complete and private."""
        folder = self._cache_folder()
        if folder is None:
            self._cache[key] = entry  # ansible-core writes it when the source was read
            return
        try:
            with tempfile.TemporaryDirectory(prefix=".", dir=folder) as place:
                cache = get_cache_plugin(self.get_option("cache_plugin"), **dict(self._cache_options(), _uri=place))
                cache[key] = entry
                cache.update_cache_if_changed()
                for name in os.listdir(place):
                    path = os.path.join(place, name)
                    os.chmod(path, PRIVATE)
                    os.replace(path, os.path.join(folder, name))
        except OSError as error:
            self._warn("The cache in %s was not written: %s." % (folder, error.strerror))

    def _cache_folder(self):
        """The folder of a cache that is made of files, or None."""
        made = cache_loader.get(self.get_option("cache_plugin"), **self._cache_options())
        if not isinstance(made, BaseFileCacheModule):
            return None
        return os.path.expanduser(os.path.expandvars(made.get_option("_uri")))

    def _cache_options(self):
        """The options of the cache plugin, as ansible-core gives them."""
        given = {name: self.get_option(option) for name, option in OPTIONS.items()}
        return {name: value for name, value in given.items() if value is not None}


def _is_own(path):
    """A file of the user's or of root, which nobody else can write."""
    try:
        about = os.lstat(path)
    except FileNotFoundError:  # replaced or expired at this moment
        return True
    return stat.S_ISREG(about.st_mode) and about.st_uid in (0, os.geteuid()) and not about.st_mode & 0o022
