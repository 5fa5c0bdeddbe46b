# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custody of a secret in a file: 0600 from the first byte, written at once or not at all, never overwritten."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile

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
    check_writable(path)
    folder = os.path.dirname(os.path.abspath(path))
    temporary = None
    try:
        _make_folder(folder)
        handle, temporary = tempfile.mkstemp(prefix=".cxops-", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(secret + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            os.replace(temporary, path)
            temporary = None
        else:
            try:
                os.link(temporary, path)
            except FileExistsError:
                return read_secret(path, required=True)
        _sync_folder(folder)
    except OSError as error:
        raise SecretFileError(
            "The secret file %s cannot be written: %s." % (path, _reason(error)), "Check the folder.", path=path
        ) from error
    finally:
        if temporary is not None:
            _remove(temporary)
    return secret


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
