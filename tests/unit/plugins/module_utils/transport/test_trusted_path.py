# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths that nobody else can turn into others. What somebody else owns can be made by root only."""

from __future__ import annotations

import errno
import os
import pwd
import socket
import stat
from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.transport import (
    document_file,
    local_lock,
    machine,
    secret_file,
    trusted_path,
)
from ansible_collections.cxops.genesys.plugins.module_utils.transport.state_file import StateFile
from ansible_collections.cxops.genesys.plugins.module_utils.transport.trusted_path import Unfit

SOMEBODY = 12345
CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what somebody else owns")


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    path = folder / "secret"
    path.write_text("s\n")
    return path


@pytest.fixture
def owners():
    """A function that names users whose files count."""
    tokens = []
    yield lambda *names: tokens.append(machine.enter(machine.Machine(names)))
    for token in tokens[::-1]:
        machine.leave(token)


def read(path):
    with os.fdopen(trusted_path.open_file(str(path))) as stream:
        return stream.read()


def given_away(path):
    os.chown(path, SOMEBODY, -1, follow_symlinks=False)


def test_a_file_of_the_user(path):
    assert read(path) == "s\n"
    trusted_path.check(str(path))


def test_a_path_from_the_present_folder(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    for name in ("secret", "./secret", "../folder/secret", "..//folder/./secret"):
        assert read(name) == "s\n"


def test_what_is_missing_is_no_error_but_to_open(path):
    for missing in (path.with_name("other"), path.parent / "no" / "such" / "folder"):
        trusted_path.check(str(missing))
        trusted_path.check_folder(str(missing))
        with pytest.raises(FileNotFoundError):
            trusted_path.open_file(str(missing))
    with pytest.raises(NotADirectoryError):
        trusted_path.check(str(path / "below"))


def test_links_as_secrets_are_mounted(path):
    """Kubernetes has a link to a folder of the time, and one for each file through it."""
    (path.parent / "..2026").mkdir()
    path.rename(path.parent / "..2026" / "secret")
    (path.parent / "..data").symlink_to("..2026")
    path.symlink_to(os.path.join("..data", "secret"))
    assert read(path) == "s\n"
    absolute = path.with_name("absolute")
    absolute.symlink_to(path)
    assert read(absolute) == "s\n"


def test_a_circle_of_links(path):
    path.unlink()
    path.symlink_to("secret")
    with pytest.raises(OSError, match="symbolic links"):
        trusted_path.check(str(path))


@pytest.mark.parametrize("kind", ["FIFO", "socket", "folder", "device"])
@pytest.mark.parametrize("through", ["itself", "link"])
def test_what_is_no_file_is_refused_by_name_and_at_once(path, kind, through, monkeypatch):
    path.unlink()
    if kind == "FIFO":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        monkeypatch.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("secret")
    else:
        path.symlink_to("/dev/zero")
    if through == "link":
        path.with_name("link").symlink_to(path)
        path = path.with_name("link")
    for look in (trusted_path.open_file, trusted_path.check):
        with pytest.raises(Unfit, match="is a %s" % kind):
            look(str(path))


@needs_root
@pytest.mark.parametrize("what", ["file", "link", "link to a folder", "folder", "folder above"])
def test_what_somebody_else_owns_is_refused_by_name_unless_named(path, tmp_path, owners, what):
    place = path
    if what == "link":
        place = path.with_name("link")
        place.symlink_to(path)
        given_away(place)
    elif what == "link to a folder":
        (tmp_path / "link").symlink_to(path.parent)
        given_away(tmp_path / "link")
        place = tmp_path / "link" / "secret"
    else:
        given_away({"file": path, "folder": path.parent, "folder above": tmp_path}[what])
    for look in (trusted_path.open_file, trusted_path.check):
        with pytest.raises(Unfit, match="belongs to uid %d" % SOMEBODY) as caught:
            look(str(place))
        assert "genesys_secret_file_owners" in caught.value.hint
    owners("root", str(SOMEBODY))
    assert read(place) == "s\n"


def test_a_folder_that_everybody_may_write_to(path, owners):
    """Anybody could exchange what is in it; where it is sticky, only its owner can."""
    path.parent.chmod(0o777)
    for look in (trusted_path.open_file, trusted_path.check):
        with pytest.raises(Unfit, match="everybody may exchange what is in the folder"):
            look(str(path))
    with pytest.raises(Unfit, match="everybody"):
        trusted_path.make_folder(str(path.parent / "new"))
    assert not (path.parent / "new").exists()
    owners("*")
    assert read(path) == "s\n"


def test_a_folder_like_tmp(path):
    """Others may make names in it, so that a second name of a file may be theirs."""
    path.parent.chmod(0o1777)
    assert read(path) == "s\n"
    os.link(path, path.with_name("other"))
    with pytest.raises(Unfit, match="second name"):
        trusted_path.check(str(path))
    path.parent.chmod(0o770)  # a team's
    assert read(path) == "s\n"


def test_a_second_name_of_a_link_in_a_folder_like_tmp(path):
    """Where it leads depends on the folder that its second name is in."""
    (path.parent / "secret.txt").write_text("other")
    link = path.with_name("link")
    link.symlink_to("secret.txt")
    path.parent.chmod(0o1777)
    assert read(link) == "other"
    os.link(link, path.with_name("second"), follow_symlinks=False)
    for place in (link, path.with_name("second"), path.parent / "no" / ".." / "second"):
        with pytest.raises((Unfit, FileNotFoundError), match="second name|No such file"):
            trusted_path.open_file(str(place))


def test_without_a_present_folder(path, monkeypatch):
    gone = path.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert read(path) == "s\n"


@needs_root
def test_what_is_put_there_after_the_look_is_refused(path, monkeypatch):
    """Between the look and the opening, whatever keeps others away."""
    real = os.open

    def swapped(name, *args, **kwargs):
        if name == str(path):
            path.unlink()
            path.write_text("forged")
            given_away(path)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(trusted_path.os, "open", swapped)
    with pytest.raises(Unfit, match="belongs to"):
        trusted_path.open_file(str(path))


def test_a_link_that_is_put_there_after_the_look_is_not_followed(path, monkeypatch):
    real = os.open

    def swapped(name, *args, **kwargs):
        path.unlink()
        path.symlink_to("/etc/hostname")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(trusted_path.os, "open", swapped)
    with pytest.raises(OSError, match="symbolic links"):
        trusted_path.open_file(str(path))


def test_folders_are_made_for_the_user_alone(tmp_path):
    folder = tmp_path / "a" / "b"
    trusted_path.make_folder(str(folder))
    trusted_path.make_folder(str(folder))
    assert {stat.S_IMODE(one.stat().st_mode) for one in (folder, folder.parent)} == {0o700}


@needs_root
def test_a_folder_that_somebody_else_makes_meanwhile_is_refused(tmp_path, monkeypatch):
    tmp_path.chmod(0o1777)
    real = os.mkdir

    def slower(name, *args):
        real(name)
        given_away(name)
        raise FileExistsError

    monkeypatch.setattr(trusted_path.os, "mkdir", slower)
    with pytest.raises(Unfit, match="belongs to"):
        trusted_path.make_folder(str(tmp_path / "a" / "b"))
    monkeypatch.undo()
    assert list((tmp_path / "a").iterdir()) == []


def test_users_by_name_and_number(owners):
    own = pwd.getpwuid(os.geteuid()).pw_name
    owners(own, " 777 ", "")
    assert machine.current().trusts(777) and machine.current().trusts(0) and not machine.current().trusts(778)
    assert machine.user(os.geteuid()) == "%s (uid %d)" % (own, os.geteuid())
    with pytest.raises(InvalidInput, match="no user no-such-user") as caught:
        machine.Machine(["no-such-user"])
    assert caught.value.details["field"] == "secret_file_owners"


def test_folders_that_are_missing_are_made_from_the_outermost(path):
    folder = path.parent / "a" / "b" / "c"
    missing, there = trusted_path.missing_folders(str(folder))
    assert missing == [str(path.parent / "a"), str(path.parent / "a" / "b"), str(folder)] and there == str(path.parent)
    trusted_path.make_folder(str(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.fixture
def bounded(monkeypatch):
    """Whoever looks for what is there on the way comes to an end."""
    looks = []

    def look(path, real=os.path.lexists):
        looks.append(path)
        assert len(looks) < 100, "without end: %r" % looks[-5:]
        return real(path)

    monkeypatch.setattr(trusted_path.os.path, "lexists", look)


@pytest.mark.parametrize("given", ["a", "a/b/c", "./a/b", "a//b/", "../folder/a"])
def test_folders_that_are_missing_below_the_present_one(path, given, monkeypatch, bounded):
    monkeypatch.chdir(path.parent)
    missing, there = trusted_path.missing_folders(given)
    assert os.path.samefile(there, path.parent) and missing and all(map(os.path.isabs, missing))
    trusted_path.make_folder(given)
    assert stat.S_IMODE(os.stat(given).st_mode) == 0o700 and trusted_path.missing_folders(given)[0] == []


def test_each_file_and_folder_may_be_given_from_the_present_folder(path, monkeypatch, bounded):
    """Their first folder is to be made."""
    monkeypatch.chdir(path.parent)
    secret_file.check_writable("secrets/app/one.secret")
    secret_file.store_secret("secrets/app/one.secret", "s3cret")
    state = StateFile("states/of/all", "https://auth.example.com", CCID)
    state.check_writable()
    state.write({"a": 1})
    assert document_file.next_path("documents/of/all", "one").endswith("/folder/documents/of/all/one.yml")
    document_file.store("documents/of/all", "one", "# Run: 1\n")
    here = machine.Machine(lock_dir="locks/of/all")
    token = machine.enter(here)
    try:
        with local_lock.local_lock("x", 0) as held:
            assert held is True
    finally:
        machine.leave(token)
    assert here.warnings == []
    kept = ("secrets/app", "states/of/all", "documents/of/all", "locks/of/all")
    assert [len(list((path.parent / folder).iterdir())) > 0 for folder in kept] == [True] * 4


def test_a_folder_below_one_that_is_gone(path, monkeypatch, bounded):
    gone = path.parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(OSError, match="No such file"):
        trusted_path.make_folder("a/b")
    here = machine.Machine(lock_dir="a/b")
    token = machine.enter(here)
    try:
        with local_lock.local_lock("x", 0):
            (text,) = here.warnings
    finally:
        machine.leave(token)
    assert "a/b: No such file" in text


def test_what_root_owns_counts_for_everybody(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    known = machine.Machine([" ", "54321"])
    assert [known.trusts(uid) for uid in (0, SOMEBODY, 54321, 1)] == [True, True, True, False]
    assert machine.Machine(["*"]).trusts(1)


def test_a_warning_of_the_machine_is_said_once():
    known = machine.Machine()
    for text in ("a", "b", "a"):
        known.warn(text)
    assert known.warnings == ["a", "b"]


def test_no_end_of_links_is_followed(path):
    place = path
    for number in range(trusted_path.MOST_LINKS + 1):
        assert read(place) == "s\n", "so many links as the kernel follows"
        link = path.parent / ("link%d" % number)
        link.symlink_to(place)
        place = link
    assert trusted_path.MOST_LINKS == 40
    with pytest.raises(OSError) as refused:
        read(place)
    assert refused.value.errno == errno.ELOOP


def test_nobody_is_trusted_who_is_not_named(path):
    """As for an ordinary user where root does not count: each step of the way is looked at, from the first folder on."""
    token = machine.enter(SimpleNamespace(trusts=lambda uid: False, trusts_everybody=False))
    try:
        with pytest.raises(Unfit, match="the folder / belongs to"):
            trusted_path.check(str(path))
        with open(path, "rb") as stream, pytest.raises(Unfit, match="a new file belongs to"):
            trusted_path.check_new(stream.fileno())
    finally:
        machine.leave(token)


def test_what_a_link_leads_to_is_named(path):
    link = path.parent / "link"
    link.symlink_to(path.parent)
    for given, said in ((path.parent, "it is a folder"), (link, "%s is a folder" % path.parent)):
        with pytest.raises(Unfit) as refused:
            trusted_path.check(str(given))
        assert refused.value.strerror == said
