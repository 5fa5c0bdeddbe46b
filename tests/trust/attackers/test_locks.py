# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another user makes the folder for locks before us, or holds what he can: turns are kept elsewhere, or it is said that there are none."""

from __future__ import annotations

import os

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock
from emulator.switches import Switches
from integration.support.http_samples import AUTH_CLIENT, CENTER, ENVIRONMENT, ops
from integration.support.sample import CCID

FOLDERS = local_lock.folders  # the fixtures have another one
MALLORY = 12345
http_only = pytest.mark.parametrize("world", [False], indirect=True)


class Machine:
    """A home and a folder for temporary files."""

    def __init__(self, folder):
        self.home, self.temporary = folder / "home", folder / "tmp"
        self.home.mkdir(mode=0o700)
        self.temporary.mkdir()
        self.temporary.chmod(0o1777)

    @property
    def places(self):
        return [self.home / ".cache" / "cxops-genesys", self.temporary / ("cxops-genesys-%d" % os.geteuid())]

    def take(self, place):
        """Somebody else is there first; an ordinary user's test can only leave a folder open to all."""
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir()
        place.chmod(0o777)
        if os.geteuid() == 0:
            place.chmod(0o700)
            os.chown(place, MALLORY, MALLORY)


@pytest.fixture
def machine(tmp_path, monkeypatch):
    made = Machine(tmp_path)
    monkeypatch.setattr(local_lock, "folders", FOLDERS)
    monkeypatch.setattr(local_lock, "_home", lambda: str(made.home))
    monkeypatch.setattr(local_lock.tempfile, "tempdir", str(made.temporary))
    return made


@pytest.fixture(params=["genesys_contact_center", "genesys_auth_client", "genesys_cloud_oauth_client"])
def run(request, world, tmp_path):
    """A function that runs a task which takes turns."""
    module, secret = request.param, str(tmp_path / "a.secret")
    world.control.seed(environments=[ENVIRONMENT])
    given = {
        "genesys_contact_center": {
            **ops(world, Switches()),
            "id": CCID,
            "environment_id": CCID,
            "domains": CENTER["domains"],
        },
        "genesys_auth_client": {
            **ops(world, Switches()),
            **AUTH_CLIENT.create,
            "secret_file": secret,
            "client_secret": None,
        },
        "genesys_cloud_oauth_client": {
            **world.cloud,
            "name": "app",
            "authorized_grant_type": "CODE",
            "scopes": ["users"],
        },
    }[module]
    given = {name: value for name, value in given.items() if value is not None}
    return lambda check=False, **more: world.run(module, check, **given, **more)


def said(result):
    assert not result.get("failed"), result["msg"]
    return [text for text in result.get("warnings", []) if "do not take turns" in text]


@http_only
@pytest.mark.parametrize("taken", [(), (0,), (1,)])
def test_one_place_is_enough(machine, run, taken):
    for number in taken:
        machine.take(machine.places[number])
    assert said(run()) == []
    used = [place for number, place in enumerate(machine.places) if number not in taken and place.exists()]
    assert len(used) == 1 and list(used[0].iterdir())


@http_only
def test_no_place_is_said_in_check_mode_too(machine, run):
    """The work is done: a service's own locks, where it has some, hold."""
    for place in machine.places:
        machine.take(place)
    foretold, done = said(run(True)), said(run())
    assert foretold == done and len(done) == 1
    assert all(str(place) in done[0] for place in machine.places)
    assert "belongs to" in done[0] or "open to others" in done[0] or "everybody" in done[0]


NAME = local_lock.hashlib.sha256(b"a name").hexdigest()[:24]  # of the lock's file


@pytest.mark.parametrize(
    ("mode", "owner"),
    [
        pytest.param(0o600, MALLORY, marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root can make his")),
        (0o666, None),
        (0o640, None),
    ],
)
@pytest.mark.parametrize("what", ["folder", "file"])
def test_each_rule_counts_alone(tmp_path, monkeypatch, what, mode, owner):
    """His, which nobody else can open, or one's own, which others can: either is a lock that others may keep."""
    place = tmp_path / "locks"
    place.mkdir(mode=0o700)
    monkeypatch.setattr(local_lock, "folders", lambda: [str(place)])
    path = place / NAME
    path.touch(0o600)
    handle = local_lock._open("a name")
    os.close(handle)
    target = path if what == "file" else place
    target.chmod(mode if what == "file" else mode | (mode & 0o444) >> 2 | 0o100)
    if owner:
        os.chown(target, owner, owner)
    assert local_lock._open("a name") is None


@http_only
def test_a_given_place_counts_alone(machine, run, tmp_path):
    assert said(run(lock_dir=str(tmp_path / "given"))) == []
    assert list((tmp_path / "given").iterdir()) and not any(place.exists() for place in machine.places)
    machine.take(tmp_path / "taken")
    (text,) = said(run(lock_dir=str(tmp_path / "taken")))
    assert str(tmp_path / "taken") in text


@pytest.mark.parametrize("way", ["file", "link", "FIFO"])
def test_what_he_left_in_a_folder_that_was_open_locks_nobody_out(machine, way, monkeypatch):
    """And a lock's name leads to no other file."""
    place = machine.places[0]
    place.mkdir(parents=True)
    place.chmod(0o700)
    victim = machine.home / "victim"
    victim.write_text("precious")
    with local_lock.local_lock("x", 0):
        (path,) = place.iterdir()
    path.unlink()
    if way == "file":
        path.touch(0o666)
        path.chmod(0o666)
        if os.geteuid() == 0:
            os.chown(path, MALLORY, -1)
    elif way == "link":
        path.symlink_to(victim)
    else:
        os.mkfifo(path, 0o622)
        path.chmod(0o622)
    with local_lock.local_lock("x", 0) as first, local_lock.local_lock("x", 0) as second:
        assert (first, second) == (True, False)
    local_lock.leave("x", "word")
    assert local_lock.left("x", 60) == "word" and victim.read_text() == "precious"
