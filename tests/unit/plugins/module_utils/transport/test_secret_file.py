# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custody of secrets in files."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import SecretFileError
from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file


@pytest.fixture(autouse=True, params=["nameless", "named", "without /proc"])
def place(request, monkeypatch):
    """What the file is until it has its name: none of it is in the folder, or it has another name."""
    if request.param == "named":
        monkeypatch.delattr(secret_file.os, "O_TMPFILE", raising=False)
    elif request.param == "without /proc":
        monkeypatch.setattr(secret_file, "_HANDLE", "/nowhere/%d")
    return request.param


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "one.secret")


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_what_was_stored_is_read_back(path):
    assert secret_file.read_secret(path) is None
    assert secret_file.store_secret(path, "s3cret") == "s3cret"
    assert secret_file.read_secret(path) == "s3cret"
    assert secret_file.is_private(path)
    assert os.listdir(os.path.dirname(path)) == ["one.secret"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    secret=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=50).filter(
        lambda s: not s.startswith("$ANSIBLE_VAULT")
    )
)
def test_any_line_survives(path, secret):
    assert secret_file.store_secret(path, secret, replace=True) == secret
    assert secret_file.read_secret(path) == secret


@pytest.mark.parametrize("replace", [False, True])
def test_private_from_the_first_byte(path, monkeypatch, replace):
    """Also with a careless umask, and before anything is written."""
    seen = []
    real = os.fdopen

    def watched(handle, *args, **kwargs):
        seen.append((stat.S_IMODE(os.fstat(handle).st_mode), os.fstat(handle).st_size))
        return real(handle, *args, **kwargs)

    monkeypatch.setattr(secret_file.os, "fdopen", watched)
    before = os.umask(0)
    try:
        secret_file.store_secret(path, "s", replace=replace)
    finally:
        os.umask(before)
    assert seen[0] == (0o600, 0)
    assert {permissions for permissions, _size in seen} == {0o600}
    assert mode(path) == 0o600


def test_what_is_there_first_stays(path):
    secret_file.store_secret(path, "first")
    assert secret_file.store_secret(path, "second") == "first"
    assert secret_file.read_secret(path) == "first"
    assert secret_file.store_secret(path, "third", replace=True) == "third"
    assert os.listdir(os.path.dirname(path)) == ["one.secret"]


def test_of_many_writers_one_wins_and_all_know_it(path):
    start, kept = threading.Barrier(8), []

    def write(number):
        start.wait()
        kept.append(secret_file.store_secret(path, "secret-%d" % number))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(kept) == {secret_file.read_secret(path)}
    assert len(kept) == 8
    assert os.listdir(os.path.dirname(path)) == ["one.secret"]


@pytest.mark.parametrize("call", ["write", "fsync", "link"])
def test_a_failure_leaves_nothing_behind(path, monkeypatch, call):
    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    if call == "write":
        monkeypatch.setattr(secret_file.os, "fsync", fail)
    else:
        monkeypatch.setattr(secret_file.os, call, fail)
    with pytest.raises(SecretFileError, match="No space left"):
        secret_file.store_secret(path, "s3cret-text")
    assert os.listdir(os.path.dirname(path)) == []


def test_a_replacement_that_fails_leaves_the_old_secret(path, monkeypatch):
    secret_file.store_secret(path, "old")

    def fail(*args):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(secret_file.os, "replace", fail)
    with pytest.raises(SecretFileError):
        secret_file.store_secret(path, "new", replace=True)
    assert secret_file.read_secret(path) == "old"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"$ANSIBLE_VAULT;1.1;AES256\n61\n", "Vault"),
        (b"", "one line"),
        (b"\n\n", "one line"),
        (b"a\nb\n", "one line"),
        (b"a\0\n", "one line"),
        ("a\u2028\n".encode(), "one line"),
        (b"\xff", "cannot be read"),
    ],
)
def test_what_is_no_plain_secret_is_refused(path, content, says):
    with open(path, "wb") as stream:
        stream.write(content)
    with pytest.raises(SecretFileError, match=says) as caught:
        secret_file.read_secret(path)
    assert caught.value.hint and caught.value.details["path"] == path


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_an_editor_s_newline_is_no_part_of_the_secret(path, ending):
    with open(path, "w", newline="") as stream:
        stream.write(" s e " + ending)
    assert secret_file.read_secret(path) == " s e "


def test_a_file_that_has_to_be_there(path):
    with pytest.raises(SecretFileError, match="no secret file"):
        secret_file.read_secret(path, required=True)


def test_a_folder_in_place_of_the_file(tmp_path):
    with pytest.raises(SecretFileError, match="cannot be read"):
        secret_file.read_secret(str(tmp_path))
    with pytest.raises(SecretFileError):
        secret_file.store_secret(str(tmp_path), "s", replace=True)


def test_folders_that_are_missing_are_made_for_the_owner_alone(tmp_path):
    path = tmp_path / "new" / "newer" / "x"
    secret_file.check_writable(str(path))
    assert list(tmp_path.iterdir()) == []
    secret_file.store_secret(str(path), "s")
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in list(path.parents)[:2]] == [0o700, 0o700]
    assert secret_file.read_secret(str(path)) == "s"


def test_a_folder_below_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SecretFileError, match="is no folder"):
        secret_file.check_writable(str(tmp_path / "file" / "new" / "x"))


def test_a_folder_that_is_not_writable(path, monkeypatch):
    monkeypatch.setattr(secret_file.os, "access", lambda *args: False)
    with pytest.raises(SecretFileError, match="not writable"):
        secret_file.check_writable(path)


def test_a_folder_that_nobody_may_write_to_is_not_writable_for_root_either(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o555)
    for folder in (str(tmp_path / "closed"), "/proc/new"):
        with pytest.raises(SecretFileError, match="not writable"):
            secret_file.check_writable(folder + "/x")


def test_generated_secrets_differ_and_need_no_quoting():
    made = {secret_file.generate_secret() for _number in range(100)}
    assert len(made) == 100
    assert all(len(secret) >= 43 and secret.replace("-", "").replace("_", "").isalnum() for secret in made)


def test_dropping_what_is_not_there(path):
    secret_file.drop_secret(path)
    secret_file.store_secret(path, "s")
    secret_file.drop_secret(path)
    assert not os.path.exists(path)


def test_a_reserved_place_takes_the_secret_and_leaves_nothing_beside_it(path, place):
    with secret_file.Reserved(path) as reserved:
        beside = [os.path.join(os.path.dirname(path), name) for name in os.listdir(os.path.dirname(path))]
        assert [os.stat(one).st_size for one in beside] == [secret_file.Reserved.SIZE] * (place == "named")
        assert reserved.keep("s" * 100) == "s" * 100
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]
    assert secret_file.read_secret(path) == "s" * 100
    assert mode(path) == 0o600


def test_a_reserved_place_that_is_not_needed_leaves_nothing(path):
    with secret_file.Reserved(path):
        pass
    assert os.listdir(os.path.dirname(path)) == []


def test_a_reserved_place_keeps_what_came_meanwhile_unless_told_otherwise(path):
    with secret_file.Reserved(path) as place:
        secret_file.store_secret(path, "first")
        assert place.keep("second") == "first"
    with secret_file.Reserved(path) as place:
        assert place.keep("second", replace=True) == "second"
    assert secret_file.read_secret(path) == "second"


def test_a_place_that_cannot_be_reserved(path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(secret_file.os, "fsync", full)
    with pytest.raises(SecretFileError, match="No space left"), secret_file.Reserved(path):
        raise AssertionError("not reached")
    assert os.listdir(os.path.dirname(path)) == []


def test_the_age_of_a_secret(path):
    assert secret_file.age(path) is None
    secret_file.store_secret(path, "s")
    assert 0 <= secret_file.age(path) < 60
    os.utime(path, (0, 1000))
    assert secret_file.age(path) > 86400


def files(path):
    return sorted(os.listdir(os.path.dirname(path)))


def test_a_reserved_place_is_given_back_when_something_fails(path):
    with pytest.raises(KeyError), secret_file.Reserved(path):
        raise KeyError("the service refused")
    assert files(path) == []


@pytest.mark.parametrize("call", ["fsync", "fdopen"])
def test_no_space_is_found_when_the_place_is_reserved(path, monkeypatch, call):
    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(secret_file.os, call, fail)
    with pytest.raises(SecretFileError, match="No space left") as caught, secret_file.Reserved(path):
        raise AssertionError("the place was not reserved")
    assert caught.value.details["path"] == path
    assert files(path) == []


@pytest.mark.parametrize(("call", "replace"), [("link", False), ("replace", True), ("fsync", False), ("fsync", True)])
def test_a_secret_that_cannot_be_kept_after_all(path, monkeypatch, call, replace):
    secret_file.store_secret(path, "old")

    def fail(*args, **kwargs):
        raise OSError(5, "Input/output error")

    with secret_file.Reserved(path) as place:
        monkeypatch.setattr(secret_file.os, call, fail)
        with pytest.raises(SecretFileError, match="Input/output error"):
            place.keep("new-s3cret", replace)
    assert secret_file.read_secret(path) == "old" and files(path) == ["one.secret"]


def test_of_many_reserved_places_one_wins_and_all_know_it(path):
    with secret_file.Reserved(path) as one, secret_file.Reserved(path) as other:
        assert one.keep("from one") == "from one"
        assert other.keep("from the other") == "from one"
    assert files(path) == ["one.secret"]


def test_folders_are_made_before_the_secret_is_asked_for(tmp_path):
    path = str(tmp_path / "new" / "x")
    with secret_file.Reserved(path):
        assert stat.S_IMODE(os.stat(tmp_path / "new").st_mode) == 0o700
    (tmp_path / "file").touch()
    with pytest.raises(SecretFileError, match="is no folder"), secret_file.Reserved(str(tmp_path / "file" / "x")):
        raise AssertionError("the place was not reserved")


def test_a_long_secret(path):
    secret = "x" * (2 * secret_file.Reserved.SIZE)
    with secret_file.Reserved(path) as place:
        place.keep(secret)
    assert secret_file.read_secret(path) == secret


def test_a_secret_from_the_future_has_no_age(path):
    """Another clock may be ahead."""
    secret_file.store_secret(path, "s")
    os.utime(path, (0, os.stat(path).st_mtime + 10000))
    assert secret_file.age(path) == 0.0


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("place", ["named"], indirect=True)
def test_a_link_in_place_of_the_reserved_file_is_not_followed(path, tmp_path, replace):
    """Somebody else who may write into the folder has put it there meanwhile."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    with pytest.raises(SecretFileError), secret_file.Reserved(path) as place:
        (beside,) = [name for name in os.listdir(tmp_path) if name != "victim"]
        os.unlink(tmp_path / beside)
        os.symlink(victim, tmp_path / beside)
        place.keep("s3cret", replace)
    assert victim.read_text() == "precious" and not os.path.lexists(path)


KILLED = """
import os, signal, sys
from ansible_collections.cxops.genesys.plugins.module_utils.transport import secret_file
number, replace, path = int(sys.argv[1]), sys.argv[2] == "replace", sys.argv[3]
real, count = secret_file.os.fsync, 0

def fsync(handle):
    global count
    count += 1
    if count == number:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)

secret_file.os.fsync = fsync
secret_file.store_secret(path, "s3cret", replace)
"""


@pytest.mark.parametrize("place", ["nameless"], indirect=True)
@pytest.mark.parametrize("how", ["first", "replace"])
@pytest.mark.parametrize(("moment", "left"), [(1, []), (2, []), (3, ["one.secret"]), (4, ["one.secret"])])
def test_a_process_that_is_killed_leaves_nothing_beside_the_secret(path, how, moment, left):
    """Each wait for the disk takes long enough to be killed in it: for the space, for the secret, for its name."""
    words = [sys.executable, "-c", KILLED, str(moment), how, path]
    done = subprocess.run(words, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == (0 if moment == 4 else -signal.SIGKILL)
    assert files(path) == left
    assert not left or secret_file.read_secret(path) == "s3cret"


def test_the_previous_secret_is_kept_and_put_back_with_its_age_and_for_the_owner_alone(path):
    secret_file.store_secret(path, "old")
    os.chmod(path, 0o644)
    os.utime(path, (1000, 1000))
    secret_file.keep_previous(path)
    previous = secret_file.previous_path(path)
    assert secret_file.read_secret(previous) == "old" and mode(previous) == 0o600
    secret_file.store_secret(path, "new", replace=True)
    secret_file.keep_refused(path)
    secret_file.restore_previous(path)
    assert secret_file.read_secret(path) == "old" and mode(path) == 0o600
    assert os.stat(path).st_mtime == 1000 and not os.path.exists(previous)
    assert secret_file.read_secret(secret_file.refused_path(path)) == "new"


def test_a_previous_secret_that_is_not_there_cannot_be_put_back(path):
    secret_file.store_secret(path, "new")
    with pytest.raises(SecretFileError, match="cannot be put back"):
        secret_file.restore_previous(path)
    assert secret_file.read_secret(path) == "new"
