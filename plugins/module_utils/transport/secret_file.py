# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custody of a secret in a file: 0600 from the first byte, written at once or not at all, never overwritten.

Every file with a secret, and what is noted beside it, is read and written here, by the rule of trusted_path.py.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
import tempfile
import time
from contextlib import contextmanager

from ..core.errors import SecretFileError
from . import trusted_path

LONGEST = 4000  # characters
LARGEST = 65536  # characters of a file that are read

_HANDLE = "/proc/self/fd/%d"


def generate_secret():
    """A new secret: 256 random bits in the characters that need no quoting anywhere."""
    return secrets.token_urlsafe(32)


def is_secret(value):
    """A text that a file can keep as a secret and that comes out of it as it went in."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable() and value == value.strip()


def read_text(path, limit=LARGEST):
    """So many characters from the beginning of a file that counts. Raises OSError and UnicodeDecodeError."""
    with os.fdopen(trusted_path.open_file(path), "r", encoding="utf-8") as stream:
        return stream.read(limit)


def read_record(path):
    """The dict in a JSON file; {} where there is none that counts and can be read."""
    try:
        content = json.loads(read_text(path))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def read_secret(path, required=False):
    """The secret in the file without the newline at its end; None when there is no file. Raises SecretFileError."""
    try:
        secret = read_text(path).rstrip("\r\n")
    except FileNotFoundError:
        if not required:
            return None
        raise SecretFileError(
            "There is no secret file %s." % path, "Give the path that the secret was stored at.", path=path
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise failed(path, "read", error, "Check its owner and mode.") from error
    if secret.startswith("$ANSIBLE_VAULT"):
        raise SecretFileError(
            "The secret file %s is encrypted by Ansible Vault." % path,
            "Pass the secret itself: \"{{ lookup('ansible.builtin.file', path) }}\" decrypts a vaulted file.",
            path=path,
        )
    if secret.splitlines() != [secret] or "\0" in secret:
        raise SecretFileError(
            "The secret file %s does not hold one line with a secret." % path,
            "Remove it, or put the secret into it.",
            path=path,
        )
    return secret


def holds(path, text):
    """The file holds just this text, as store_secret() writes it, belongs to the user and is private. Raises SecretFileError."""
    try:
        trusted_path.check(path)
        is_own = os.stat(path).st_uid == os.geteuid() and is_private(path)
        return is_own and read_text(path) == text + "\n"
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    except OSError as error:
        raise failed(path, "read", error, "Check its owner and mode.") from error


def is_private(path):
    """Only the owner may read the file."""
    return not stat.S_IMODE(os.stat(path).st_mode) & 0o077


def check_writable(path, replaced=False):
    """Raise SecretFileError when the secret could not be stored, so that nothing is begun that cannot be finished.

    replaced: what is there now is not read, so that it may be a file that everybody may write to.
    """
    folder = os.path.dirname(os.path.abspath(path))
    there = trusted_path.missing_folders(folder)[1]
    if not os.path.isdir(there):
        raise SecretFileError(
            "The folder %s of the secret file cannot be made: %s is no folder." % (folder, there),
            "Give another path.",
            path=path,
        )
    try:
        trusted_path.check_folder(folder)
        look = trusted_path.check if replaced else trusted_path.check_content
        look(path)
    except OSError as error:
        raise failed(path, "written", error) from error
    if not trusted_path.is_writable(there):
        raise SecretFileError(
            "The folder %s of the secret file is not writable." % there, "Check its owner and mode.", path=path
        )


def is_there(path):
    """Whether there is anything to be removed at the path. Raises SecretFileError where that is somebody else's, or no file."""
    try:
        trusted_path.check(path)
    except NotADirectoryError:
        return False
    except OSError as error:
        raise failed(path, "removed", error) from error
    return os.path.lexists(path)


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

    Entering makes sure that it can be kept: the space is taken, in a file beside ``path``. It has no name where the system
    offers that, so that nothing is left when the process is killed. Raises SecretFileError.
    """

    SIZE = 4096  # bytes, more than any secret has

    def __init__(self, path):
        self._path = path
        self._folder = os.path.dirname(os.path.abspath(path))
        self._handle = None
        self._temporary = None  # its name, if it has one

    def __enter__(self):
        check_writable(self._path, replaced=True)
        try:
            with self._reported():
                trusted_path.make_folder(self._folder)
                self._handle = _nameless(self._folder)
                if self._handle is None:
                    self._take_name()
                trusted_path.check_new(self._handle)
                self._write(os.dup(self._handle), " " * self.SIZE)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc_info):
        if self._temporary is not None:
            _remove(self._temporary)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def keep(self, secret, replace=False):
        """Put the secret there and return what the file holds then: with ``replace`` this one, else the one that was
        there first.
        """
        with self._reported():
            self._write(os.dup(self._handle), secret + "\n")
            try:
                self._show(replace)
            except FileExistsError:
                return read_secret(self._path, required=True)
            sync_folder(self._folder)
        return secret

    def _show(self, replace):
        """Give the file its name. Raises FileExistsError when there is another one and it is not to be replaced."""
        if self._temporary is None and self._named(replace):
            return
        there = os.lstat(self._temporary)
        if not os.path.samestat(there, os.fstat(self._handle)):  # others may write into the folder, too
            raise OSError(errno.ESTALE, "the file that was taken for it has been exchanged")
        if replace:
            os.replace(self._temporary, self._path)
            self._temporary = None
        else:
            os.link(self._temporary, self._path)

    def _named(self, replace):
        """Give the nameless file its name at once; False when that cannot be, and it has another one now."""
        beside = os.path.join(self._folder, ".cxops-" + secrets.token_hex(8))
        try:
            # With a handle Python follows the link to the file; where it points to does not count.
            os.link(_HANDLE % self._handle, beside if replace else self._path, src_dir_fd=self._handle)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # for instance without /proc
            nameless = self._handle
            self._take_name()
            with os.fdopen(nameless, "rb") as stream:
                stream.seek(0)
                self._write(os.dup(self._handle), stream.read().decode("utf-8"))
            return False
        self._temporary = beside if replace else None
        return not replace

    def _take_name(self):
        self._handle, self._temporary = tempfile.mkstemp(prefix=".cxops-", dir=self._folder)

    @staticmethod
    def _write(handle, text):
        with os.fdopen(handle, "r+b") as stream:
            stream.seek(0)
            stream.write(text.encode("utf-8"))
            stream.truncate()
            stream.flush()
            os.fsync(stream.fileno())

    @contextmanager
    def _reported(self):
        try:
            yield
        except OSError as error:
            raise failed(self._path, "written", error) from error


def move_secret(path, target):
    """Give the secret file another path in its folder; a file that is there already is never replaced. Raises
    SecretFileError.
    """
    try:
        trusted_path.check(path)
        os.link(path, target, follow_symlinks=False)
        sync_folder(os.path.dirname(os.path.abspath(target)))
        os.unlink(path)
    except OSError as error:
        raise SecretFileError(
            "The secret file %s cannot be moved to %s: %s." % (path, target, _reason(error)),
            getattr(error, "hint", "Move it by hand, and run again."),
            path=path,
        ) from error


def age(path):
    """Seconds since the secret was stored: the age of the file; None when there is none."""
    try:
        return max(0.0, time.time() - os.stat(path).st_mtime)
    except OSError:
        return None


def remove_secret(path):
    """Remove a secret file; one that is gone already is no error. Raises SecretFileError."""
    try:
        trusted_path.check(path)
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise failed(path, "removed", error) from error


def drop_secret(path):
    """Remove a secret file that was made for a request which the service then refused."""
    _remove(path)


def previous_path(path):
    """The file that keeps the previous secret until a new one has been seen to work."""
    return os.path.realpath(path) + ".previous"


def refused_path(path):
    """The file that keeps a new secret which a service accepted and did not take."""
    return os.path.realpath(path) + ".refused"


def keep_previous(path):
    """Keep the secret as the previous one, too, with mode 0600 and its age. Raises SecretFileError."""
    _copy(path, previous_path(path))


def keep_refused(path):
    """Keep the secret as one that the service did not take, too, with mode 0600. Raises SecretFileError."""
    _copy(path, refused_path(path))


def restore_previous(path):
    """Put the previous secret back, at once and with its age. Raises SecretFileError."""
    try:
        for name in (path, previous_path(path)):
            trusted_path.check(name)
        os.replace(previous_path(path), os.path.realpath(path))
        sync_folder(os.path.dirname(os.path.realpath(path)))
    except OSError as error:
        raise SecretFileError(
            "The previous secret in %s cannot be put back: %s." % (previous_path(path), _reason(error)),
            getattr(error, "hint", "Move the file to %s." % path),
            path=path,
        ) from error


def _copy(path, place):
    store_secret(place, read_secret(path, required=True), replace=True)
    there = os.stat(path)
    os.utime(place, ns=(there.st_atime_ns, there.st_mtime_ns))


def _remove(path):
    try:
        trusted_path.check(path)  # what somebody else has put there stays
        os.unlink(path)
    except OSError:
        pass


def _nameless(folder):
    """A handle of a new file without a name, for the owner alone; None where there is no such thing."""
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:  # not every file system has them
        return None


def sync_folder(folder):
    """Have the names of the files in the folder on disk before this returns. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def failed(path, done, error, hint="Check the folder."):
    """The SecretFileError for an OSError. done: what cannot be done with the file. hint: where the error has none itself."""
    said = "The secret file %s cannot be %s: %s." % (path, done, _reason(error))
    return SecretFileError(said, getattr(error, "hint", hint), path=path)


def _reason(error):
    return getattr(error, "strerror", None) or type(error).__name__
