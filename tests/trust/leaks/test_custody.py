# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are meant for secrets: nobody else may read them at any moment, and no other file holds one."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from emulator import defaults
from integration.support.cloud_samples import CLIENT
from integration.support.http_samples import AUTH_CLIENT
from integration.support.nexus_samples import TENANT
from integration.support.tenant_sample import connection, document
from trust.leaks.hunt import generous, nothing
from trust.leaks.spy import Spy

WITHOUT_SECRET = {name: value for name, value in AUTH_CLIENT.create.items() if name != "client_secret"}


class Watch:
    """What the spy in this process hears while it is listened to."""

    def __init__(self):
        self.spy = Spy(self._note, [])
        self.spy.active = False
        sys.addaudithook(self.spy.hear)  # for good: such a hook cannot be taken back

    def _note(self, note):
        self.notes.append(note)

    def begin(self, folder, canaries):
        """Listen from now on."""
        self.notes, self.spy.folders = [], [str(folder)]
        self.spy.canaries, self.spy._seen = [canary.encode() for canary in canaries], set()
        self.spy.active = True

    def end(self):
        """What was heard: folders and files that others could read, links that would have been followed, copies elsewhere."""
        self.spy.look()
        self.spy.active = False
        bad = {"wide": "mode", "written": "follows", "gone": "exposed", "lost": "why"}
        return [note for note in self.notes if note[bad.get(note["kind"], "kind")] and note["kind"] in bad]


WATCH = []


@pytest.fixture
def watch():
    """One for the process."""
    WATCH[:] = WATCH or [Watch()]
    yield WATCH[0]
    WATCH[0].spy.active = False


def auth_client(world, path):
    world.run("genesys_auth_client", **{**world.ops, **WITHOUT_SECRET, "secret_file": path})


def auth_client_anew(world, path):
    """The one before does not work any more, and the file is made again."""
    auth_client(world, path)
    os.unlink(path)
    world.run("genesys_auth_client", **{**world.ops, **WITHOUT_SECRET, "secret_file": path, "update_secret": "always"})


def lost_answer(world, path):
    world.control.fault("drop", method="POST", path="/ops/clients$", when="after")
    auth_client(world, path)


def refused(world, path):
    world.control.fault("status", status=400, method="POST", path="/ops/clients$")
    auth_client(world, path)
    assert not os.path.exists(path)
    world.control.clear_faults()
    auth_client(world, path)


def api_key(world, path):
    TENANT.prepare(world)
    given = {**TENANT.options(world, world.store.switches), **TENANT.create, "api_key_file": path}
    world.run("nexus_tenant", **given)
    handle = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW)
    os.write(handle, defaults.IWD_CLUSTER_API_KEY.encode())
    os.close(handle)
    world.run("nexus_tenant", **given)
    os.unlink(path)
    world.run("nexus_tenant", **given)


def cloud(world, path, **more):
    CLIENT.prepare(world)
    world.run("genesys_cloud_oauth_client", **{**world.cloud, **CLIENT.create, "secret_file": path, **more})


def cloud_anew(world, path):
    cloud(world, path)
    cloud(world, path, regenerate_secret="always")
    os.unlink(path)
    cloud(world, path, regenerate_secret="when_lost")


def whole_tenant(world, path):
    folder = type(world.folder)(os.path.dirname(path))
    made = world.run("genesys_tenant", **{**connection(world), **document(world, folder)})
    assert "failed" not in made, made["msg"]
    os.rename(folder / "t100.key", path)


JOURNEYS = [auth_client, auth_client_anew, lost_answer, refused, api_key, cloud, cloud_anew, whole_tenant]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
@pytest.mark.parametrize("there", [False, True], ids=["new folder", "folder of others"])
def test_private_from_the_first_byte_to_the_last(world, watch, tmp_path, journey, there):
    """With a umask that lets everybody read what is made without a mode."""
    world.folder = tmp_path
    folder = tmp_path / "secrets"
    if there:
        folder.mkdir(mode=0o700)
    path = str(folder / "one.secret")
    with generous():
        watch.begin(folder, [defaults.OPS_PASSWORD])
        journey(world, path)
        bad = watch.end()
    nothing(bad, "not private")
    assert os.path.isfile(path) and any(note["kind"] == "written" for note in watch.notes)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {one for one in os.listdir(folder) if one.startswith(".cxops-")} == set()


@pytest.mark.parametrize("journey", [auth_client, api_key, cloud], ids=lambda journey: journey.__name__)
def test_the_watch_sees_what_is_not_private(world, watch, tmp_path, journey):
    """A check that cannot fail is none."""
    world.folder = tmp_path
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    watch.begin(folder, [])
    journey(world, str(folder / "one.secret"))
    (folder / "wide").write_text("canary")
    os.chmod(folder / "wide", 0o644)
    bad = watch.end()
    assert {os.path.basename(note["path"]) for note in bad if note["kind"] == "wide"} >= {"secrets", "wide"}
    assert [note for note in bad if note["kind"] == "written" and note["follows"]]


@pytest.mark.parametrize("kind", ["dangling", "of another file"])
@pytest.mark.parametrize("name", ["auth_client", "cloud", "api_key"])
def test_a_link_in_place_of_a_file_is_never_written_through(world, tmp_path, name, kind):
    folder, victim = tmp_path / "secrets", tmp_path / "victim"
    folder.mkdir(mode=0o700)
    if kind != "dangling":
        victim.write_text(defaults.IWD_CLUSTER_API_KEY + "\n")
        victim.chmod(0o600)
    (folder / "link").symlink_to(victim)
    path = str(folder / "link")
    if name == "auth_client":
        auth_client(world, path)
    elif name == "cloud":
        cloud(world, path, regenerate_secret="always")
    else:
        TENANT.prepare(world)
        options = {**TENANT.options(world, world.store.switches), **TENANT.create}
        world.run("nexus_tenant", **options, api_key_file=path)
    if kind == "dangling":
        assert not victim.exists()
    else:
        assert victim.read_text() == defaults.IWD_CLUSTER_API_KEY + "\n"
