# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory plugin's cache whose files belong to nobody but the user. ansible-core gives its cache files the mode 0644.

ansible-core reads and writes by path. So it gets paths in a folder for the moment that nobody else can enter, and the cache's
own folder is read and written here, by the rule of trusted_path.py.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import contextmanager

from ansible.errors import AnsibleError
from ansible.plugins.cache import BaseFileCacheModule
from ansible.plugins.inventory import Cacheable, get_cache_plugin
from ansible.plugins.loader import cache_loader

from ansible_collections.cxops.genesys.plugins.module_utils.transport import trusted_path

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
    """Mixin in the place of Cacheable. A cache that has no files of its own is left to ansible-core.

    The files count that belong to the user or to root, whatever ``secret_file_owners`` says.
    """

    def prepare_cache(self):
        """Do without the cache, with a warning, where ansible-core would make its folder wherever somebody else leads it.

        To be called when the options are known, before ansible-core loads the cache plugin.
        """
        folder = _expanded(self.get_option("cache_connection") or "")
        if self.get_option("cache") and os.path.isabs(folder):
            try:
                trusted_path.check_folder(os.path.dirname(folder))
            except OSError as error:
                self._pass_over(folder, error)
                self.set_option("cache", False)

    def cached(self, key):
        """The entry of this key, or None. What others can write or exchange is not used, with a warning."""
        folder = self._cache_folder()
        if folder is None:
            return self._cache.get(key)
        try:
            _check(folder)
            with _private_place() as place:
                for name in sorted(os.listdir(folder)):
                    if name.endswith(key):
                        self._take(os.path.join(folder, name), os.path.join(place, name))
                return self._cache_at(place).get(key)
        except (OSError, AnsibleError) as error:
            self._pass_over(folder, error)
        return None

    def keep(self, key, entry):
        """Write the entry. It gets its name when its file is complete; it is private from the first byte."""
        folder = self._cache_folder()
        if folder is None:
            self._cache[key] = entry  # ansible-core writes it when the source was read
            return
        try:
            _check(folder)
            with _private_place() as place:
                cache = self._cache_at(place)
                cache[key] = entry
                cache.update_cache_if_changed()
                for name in os.listdir(place):
                    _put(os.path.join(place, name), os.path.join(folder, name))
        except OSError as error:
            self._pass_over(folder, error)

    def _take(self, path, target):
        """Copy a file that counts, with its age, which tells whether it has expired."""
        try:
            if os.path.islink(path):
                raise trusted_path.Unfit("it is a link", "")
            with open(trusted_path.open_file(path), "rb") as source, open(target, "xb") as made:
                there = os.fstat(source.fileno())
                if there.st_mode & 0o022:
                    raise trusted_path.Unfit("others can write it", "")
                shutil.copyfileobj(source, made)
                made.flush()
                os.utime(made.fileno(), ns=(there.st_atime_ns, there.st_mtime_ns))
        except FileNotFoundError:  # replaced or expired at this moment
            pass
        except trusted_path.Unfit as error:
            self._warn("The cache file %s is not used: %s." % (path, error.strerror))

    def _pass_over(self, folder, error):
        """Say that the cache is not used, and why."""
        self._warn("The cache in %s is not used: %s." % (folder, getattr(error, "strerror", None) or error))

    def _cache_folder(self):
        """The folder of a cache that is made of files, or None."""
        made = cache_loader.get(self.get_option("cache_plugin"), **self._cache_options())
        return _expanded(made.get_option("_uri")) if isinstance(made, BaseFileCacheModule) else None

    def _cache_at(self, place):
        """A cache of the same kind whose files are in another folder."""
        return get_cache_plugin(self.get_option("cache_plugin"), **dict(self._cache_options(), _uri=place))

    def _cache_options(self):
        """The options of the cache plugin, as ansible-core gives them."""
        given = {name: self.get_option(option) for name, option in OPTIONS.items()}
        return {name: value for name, value in given.items() if value is not None}


def _check(folder):
    """Raise OSError where somebody else can exchange the files of the folder, by its group too."""
    trusted_path.check_folder(folder)
    mode = os.stat(folder).st_mode
    if mode & stat.S_IWGRP and not mode & stat.S_ISVTX:
        raise trusted_path.Unfit("its group may exchange what is in it; take that right away (chmod g-w)", "")


def _expanded(place):
    """The path as ansible-core takes it."""
    return os.path.expanduser(os.path.expandvars(place))


@contextmanager
def _private_place():
    """A folder for the moment, which nobody else can enter or exchange. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="cxops-genesys-") as place:
        trusted_path.check_folder(place)
        yield place


def _put(path, target):
    """Have a copy at the target, whole or not at all, with the mode 0600 from the first byte. Raises OSError."""
    handle, beside = tempfile.mkstemp(prefix=".", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as made, open(path, "rb") as source:
            shutil.copyfileobj(source, made)
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise
