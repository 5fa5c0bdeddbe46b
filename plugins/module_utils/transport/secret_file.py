# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custody of a secret in a file: 0600 from the first byte, written at once or not at all, never overwritten."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
import time
from contextlib import contextmanager

from ..core.errors import SecretFileError


def generate_secret():
    """A new secret: 256 random bits in the characters that need no quoting anywhere."""
    return secrets.token_urlsafe(32)


def read_secret(path, required=False):
    """The secret in the file without the newline at its end; None when there is no file. Raises SecretFileError."""
    try:
        with open(path, "r", encoding="utf-8") as stream:
            secret = stream.read(65536).rstrip("\r\n")
    except FileNotFoundError:
        if not required:
            return None
        raise SecretFileError(
            "There is no secret file %s." % path, "Give the path that the secret was stored at.", path=path
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFileError(
            "The secret file %s cannot be read: %s." % (path, _reason(error)), "Check its owner and mode.", path=path
        ) from error
    if secret.startswith("$ANSIBLE_VAULT"):
        raise SecretFileError(
            "The secret file %s is encrypted by Ansible Vault." % path,
            "Pass the secret itself: \"{{ lookup('ansible.builtin.file', path) }}\" decrypts a vaulted file.",
            path=path,
        )
    if not secret or "\n" in secret:
        raise SecretFileError(
            "The secret file %s does not hold one line with a secret." % path,
            "Remove it, or put the secret into it.",
            path=path,
        )
    return secret


def is_private(path):
    """Only the owner may read the file."""
    return not stat.S_IMODE(os.stat(path).st_mode) & 0o077


def check_writable(path):
    """Raise SecretFileError when the secret could not be stored, so that nothing is begun that cannot be finished."""
    folder = os.path.dirname(os.path.abspath(path))
    there = _missing_folders(folder)[1]
    if not os.path.isdir(there):
        raise SecretFileError(
            "The folder %s of the secret file cannot be made: %s is no folder." % (folder, there),
            "Give another path.",
            path=path,
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise SecretFileError(
            "The folder %s of the secret file is not writable." % there, "Check its owner and mode.", path=path
        )


def _missing_folders(folder):
    """The folders that are to be made, the outermost first, and what is there above them."""
    missing = []
    while not os.path.lexists(folder):
        missing.insert(0, folder)
        folder = os.path.dirname(folder)
    return missing, folder


def _make_folder(folder):
    for name in _missing_folders(folder)[0]:
        try:
            os.mkdir(name, 0o700)
        except FileExistsError:  # another task was faster
            pass


def store_secret(path, secret, replace=False):
    """Store the secret and return what the file holds then: with ``replace`` the given one, else the one that was
    there first.

    The file appears whole, with mode 0600, on disk before this returns; folders that are missing are made, with mode
    0700. Raises SecretFileError.
    """
    with Reserved(path) as place:
        return place.keep(secret, replace)


class Reserved:
    """A place for a secret that is only known after something was done that cannot be undone.

    Entering makes sure that it can be kept: the space is taken, in a file beside ``path``. Raises SecretFileError.
    """

    SIZE = 4096  # bytes, more than any secret has

    def __init__(self, path):
        self._path = path
        self._temporary = None

    def __enter__(self):
        check_writable(self._path)
        folder = os.path.dirname(os.path.abspath(self._path))
        try:
            with self._reported():
                _make_folder(folder)
                handle, self._temporary = tempfile.mkstemp(prefix=".cxops-", dir=folder)
                self._write(handle, " " * self.SIZE)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc_info):
        if self._temporary is not None:
            _remove(self._temporary)

    def keep(self, secret, replace=False):
        """Put the secret there and return what the file holds then: with ``replace`` this one, else the one that was
        there first.
        """
        with self._reported():
            self._write(os.open(self._temporary, os.O_RDWR), secret + "\n")
            if replace:
                os.replace(self._temporary, self._path)
                self._temporary = None
            else:
                try:
                    os.link(self._temporary, self._path)
                except FileExistsError:
                    return read_secret(self._path, required=True)
            _sync_folder(os.path.dirname(os.path.abspath(self._path)))
        return secret

    @staticmethod
    def _write(handle, text):
        with os.fdopen(handle, "r+b") as stream:
            stream.write(text.encode("utf-8"))
            stream.truncate()
            stream.flush()
            os.fsync(stream.fileno())

    @contextmanager
    def _reported(self):
        try:
            yield
        except OSError as error:
            raise SecretFileError(
                "The secret file %s cannot be written: %s." % (self._path, _reason(error)),
                "Check the folder.",
                path=self._path,
            ) from error


def age(path):
    """Seconds since the secret was stored: the age of the file; None when there is none."""
    try:
        return max(0.0, time.time() - os.stat(path).st_mtime)
    except OSError:
        return None


def drop_secret(path):
    """Remove a secret file that was made for a request which the service then refused."""
    _remove(path)


def _remove(path):
    try:
        os.unlink(path)
    except OSError:
        pass


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error):
    return getattr(error, "strerror", None) or type(error).__name__
