# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays of the tests that fork from one process: each is a run of its own, with its environment, its configuration and its end."""

from __future__ import annotations

import concurrent.futures
import json
import os
import subprocess

import pytest

from integration.support import warm

PLAY = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "{{ lookup('env', 'MINE') }} {{ lookup('config', 'DEFAULT_FORKS') }} {{ lookup('pipe', 'pwd') }}"
    - ansible.builtin.fail:
      when: lookup('env', 'MINE') == 'wrong'
    - ansible.builtin.pause:
        seconds: "{{ lookup('env', 'WAIT') | int }}"
      when: lookup('env', 'WAIT') | int > 0
"""


@pytest.fixture(scope="module")
def forks():
    made = warm.Warm()
    yield made
    made.end()


def run(forks, folder, timeout=300, **variables):
    folder.mkdir(exist_ok=True)
    (folder / "play.yml").write_text(PLAY)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ANSIBLE_NOCOLOR": "1",
        **variables,
    }
    return forks.run(["play.yml"], environment, folder, timeout)


def test_each_run_has_its_own_environment_configuration_and_folder(forks, tmp_path):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, forks, tmp_path / "one", MINE="first", ANSIBLE_FORKS="7")
        two = pool.submit(run, forks, tmp_path / "two", MINE="second", ANSIBLE_FORKS="9")
    for made, words in ((one, f"first 7 {tmp_path}/one"), (two, f"second 9 {tmp_path}/two")):
        code, output, errors = made.result()
        assert code == 0, output + errors
        assert words in output


def test_exit_code_and_errors_are_those_of_the_program(forks, tmp_path):
    code, output, _errors = run(forks, tmp_path / "a", MINE="wrong")
    assert code == 2 and "failed=1" in output
    code, _output, errors = forks.run(["missing.yml"], dict(os.environ), tmp_path, 300)
    assert code == 1 and "missing.yml could not be found" in errors


def test_a_run_that_takes_too_long_is_ended(forks, tmp_path):
    with pytest.raises(subprocess.TimeoutExpired):
        run(forks, tmp_path / "a", timeout=0.2, WAIT="60")


def test_nothing_that_reads_the_configuration_is_loaded_before(tmp_path):
    code = "import sys, json, warm; warm.load(); print(json.dumps(sorted(sys.modules)))"
    words = [warm.sys.executable, "-c", code]
    environment = dict(os.environ, PYTHONPATH=os.path.dirname(warm.__file__))
    done = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "ansible.constants" not in loaded and not any(name.startswith("ansible.cli") for name in loaded)
    assert {"jinja2.nativetypes", "yaml", "ansible.errors"} <= loaded


@pytest.mark.parametrize(
    ("task", "word"), [("{docker_image: {}}", "docker_image"), ("{a.b.told: {msg: routed}}", "routed")]
)
def test_what_is_parsed_before_is_what_a_run_would_parse(forks, tmp_path, task, word):
    """A name that ansible-core's own file sends elsewhere, and one that a collection's does."""
    folder = tmp_path / "collections" / "ansible_collections" / "a" / "b"
    (folder / "meta").mkdir(parents=True)
    (folder / "meta" / "runtime.yml").write_text(
        "plugin_routing: {action: {told: {redirect: ansible.builtin.debug}}}\n"
    )
    (tmp_path / "play.yml").write_text("- {hosts: localhost, gather_facts: false, tasks: [%s]}\n" % task)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    environment["ANSIBLE_COLLECTIONS_PATH"] = str(tmp_path / "collections")
    forked = forks.run(["play.yml"], environment, tmp_path, 300)
    words = [warm.PROGRAM, "play.yml"]
    started = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert forked == (started.returncode, started.stdout, started.stderr)
    assert word in started.stdout + started.stderr
