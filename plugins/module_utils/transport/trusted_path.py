# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths that nobody else can turn into others: the rule for every file that holds a secret or decides about one.

Each folder and each link on the way, and the file itself, belong to the user, to root or to somebody whom
``secret_file_owners`` names, and a folder that everybody may write to is sticky, as /tmp is. The model is sshd's StrictModes,
with two differences: links are followed, for secrets are mounted by links of root's, and a folder that a group may write to is
taken, for that is how teams share one. What is in a file that everybody may write to is not read. It does not rest on settings
of the kernel such as fs.protected_symlinks.
"""

from __future__ import annotations

import errno
import os
import stat

from . import machine

MOST_LINKS = 40
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
_OWNER = "Give it to the user who runs the task, or name its owner in genesys_secret_file_owners."
_MODE = "Take from others the right to write to it (chmod o-w), or give another path."
_KIND = "Give the path of a file."
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unfit(PermissionError):
    """What is at a path does not count, whatever may be done with it. ``strerror`` says why, ``hint`` what the user can do."""

    def __init__(self, reason, hint):
        super().__init__(errno.EPERM, reason)
        self.hint = hint


def open_file(path):
    """A handle for reading a regular file; nothing else is waited for. Raises OSError, among them Unfit."""
    real = _walk(path)
    _check_file(path, real, os.lstat(real))
    handle = os.open(real, _FLAGS)
    try:
        there = os.fstat(handle)
        _check_file(path, real, there)
        _check_content("it" if real == path else real, there)
    except BaseException:
        os.close(handle)
        raise
    return handle


def check(path):
    """Raise OSError unless what is at the path counts, if anything is there: a regular file."""
    real = _walk(path)
    try:
        there = os.lstat(real)
    except FileNotFoundError:
        return
    _check_file(path, real, there)


def check_content(path):
    """Raise OSError unless the file at the path counts, and what is in it: for those who read it by its path, such as libraries."""
    check(path)
    if os.path.exists(path):
        _check_content("it", os.stat(path))


def check_listed(folder):
    """Raise OSError unless the files count that a library finds by listing the folder, or by names that anybody can compute.

    There a sticky folder that everybody may write to is none: what others may not exchange, they may add.
    """
    check_folder(folder)
    if _is_shared(os.stat(folder)):
        raise Unfit("everybody may put files into the folder %s" % folder, _MODE)
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not os.path.isdir(path):
            try:
                check_content(path)
            except Unfit as error:
                raise Unfit("%s in it: %s" % (name, error.strerror), error.hint) from error


def check_new(handle):
    """Raise Unfit when the file system gave a file that was just made to somebody else, so that it could not be read later."""
    _check_owner("a new file", os.fstat(handle))


def check_folder(folder):
    """Raise OSError unless nobody else can exchange what is in the folder, or in what is there above it."""
    _walk(os.path.join(folder, "."))


def make_folder(folder):
    """Have the folder, and those above it, for the user alone where they are made. Raises OSError."""
    check_folder(folder)
    for name in missing_folders(folder)[0]:
        try:
            os.mkdir(name, 0o700)
        except FileExistsError:  # another task was faster, or somebody else
            check_folder(name)
    check_folder(folder)


def is_writable(folder):
    """Whether files can be made in the folder, which is there. One that nobody may write to, such as /proc, is not writable for
    root either, of whom the system would say that root may.
    """
    return os.access(folder, os.W_OK | os.X_OK) and bool(os.stat(folder).st_mode & 0o222)


def missing_folders(folder):
    """The folders that are to be made, the outermost first, and what is there above them. Raises OSError where the path begins at
    the present folder, and that is gone.
    """
    missing, folder = [], _whole(folder)  # which ends at the root, that is there
    while not os.path.lexists(folder):
        missing.insert(0, folder)
        folder = os.path.dirname(folder)
    return missing, folder


def _walk(path):
    """The path without links; what is missing is no error."""
    names = _names(_whole(path))
    place, links = "/", 0
    _check_folder("/", os.lstat("/"))
    while names:
        name = names.pop()
        if name in ("..", "."):
            place = os.path.dirname(place) if name == ".." else place
            continue
        here = os.path.join(place, name)
        try:
            there = os.lstat(here)
        except FileNotFoundError:
            return os.path.join(here, *reversed(names))
        if stat.S_ISLNK(there.st_mode):
            _check_owner("the link %s" % here, there)
            _check_single("the link %s" % here, here, there)
            links += 1
            if links > MOST_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            target = os.readlink(here)
            place = "/" if os.path.isabs(target) else place
            names += _names(target)
            continue
        if names:
            _check_folder(here, there)
        place = here
    return place


def _whole(path):
    """The path from the root; of ``..`` nothing is taken away, for there may be links."""
    return path if os.path.isabs(path) else os.path.join(os.getcwd(), path)


def _names(path):
    """The names in the path, the last one first."""
    return [name for name in path.split("/") if name][::-1]


def _check_folder(path, there):
    if not stat.S_ISDIR(there.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    _check_owner("the folder %s" % path, there)
    if _is_shared(there) and not there.st_mode & stat.S_ISVTX:
        raise Unfit("everybody may exchange what is in the folder %s" % path, _MODE)


def _check_file(path, real, there):
    what = "it" if real == path else real
    kind = stat.S_IFMT(there.st_mode)
    if kind != stat.S_IFREG:
        raise Unfit("%s is %s" % (what, _KINDS.get(kind, "no file")), _KIND)
    _check_owner(what, there)
    _check_single(what, real, there)


def _check_content(what, there):
    if _is_shared(there):
        raise Unfit("everybody may write to %s" % what, _MODE)


def _check_owner(what, there):
    if not machine.current().trusts(there.st_uid):
        raise Unfit("%s belongs to %s" % (what, machine.user(there.st_uid)), _OWNER)


def _check_single(what, real, there):
    """A second name of what belongs to the user, in a folder such as /tmp, may be the work of anybody."""
    if there.st_nlink > 1 and _is_shared(os.lstat(os.path.dirname(real))):
        raise Unfit("%s has a second name, which anybody may have given it" % what, "Copy it to a folder of your own.")


def _is_shared(there):
    """Everybody may write to it, and there are others to be afraid of."""
    return bool(there.st_mode & stat.S_IWOTH) and not machine.current().trusts_everybody
