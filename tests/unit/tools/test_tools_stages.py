# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of the tests: what counts as a failure, what is shown, and the closing line."""

from __future__ import annotations

import io
import re
import sys
import tarfile
from types import SimpleNamespace

import cli
import common
import pytest
import tree
import venvs
from check import headers, packaging, runner, sanity, stages
from check.stage import Run, Stage
from demo import course, summary

JUNIT = '<testsuites><testsuite name="pytest" tests="7" failures="1" errors="1" skipped="2"/></testsuites>'


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Stages that write below tmp_path and need no environment."""
    for module in ("check.stage", "check.runner"):
        monkeypatch.setattr(sys.modules[module], "LOGS", tmp_path)
    monkeypatch.setattr(sys.modules["check.stage"], "BUILD", tmp_path)
    monkeypatch.setattr(sys.modules["check.runner"], "BUILD", tmp_path)
    monkeypatch.setattr(venvs, "ensure_all", lambda names: None)
    monkeypatch.setattr(tree, "linked", lambda: tmp_path)
    return tmp_path


def stage(name: str, work, **more) -> Stage:
    return Stage(name, "about", work, "2.19", **more)


def python(code: str):
    return lambda run: run.step([sys.executable, "-c", code])


def test_a_command_that_fails_fails_the_stage_and_shows_its_output(place, capsys):
    def work(run: Run) -> None:
        run.step([sys.executable, "-c", "print('before'); raise SystemExit(3)"])
        run.step([sys.executable, "-c", "print('the other step went on')"])

    code = runner.run([stage("bad", work), stage("good", python("print('quiet')"))])
    shown = capsys.readouterr().out
    assert code == 1
    assert "before" in shown and "the other step went on" in shown and "ended with 3" in shown
    assert "quiet" not in shown
    assert re.search(r"^FAILED  bad +\d", shown, re.MULTILINE) and re.search(r"^ok      good +\d", shown, re.MULTILINE)
    assert shown.splitlines()[-1] == "1 passed, 1 failed"


def test_counts_of_pytest_and_skipped_stages_are_summed(place, capsys):
    def work(run: Run) -> None:
        (run.scratch / "junit.xml").write_text(JUNIT)
        run.count(run.scratch / "junit.xml")

    missing = stage("unit@2.21", work, unavailable="no Python 3.13")
    assert runner.run([stage("unit", work), stage("lint", lambda run: None), missing]) == 1
    shown = capsys.readouterr().out
    assert shown.splitlines()[-1] == "4 passed, 2 failed, 3 skipped"
    assert "no Python 3.13" in shown


@pytest.mark.parametrize("kind", ["[WARNING]: careful", "[DEPRECATION WARNING]: old"])
def test_a_warning_of_ansible_is_a_failure_where_ansible_runs(place, kind):
    run = Run(stage("x", lambda run: run.step([sys.executable, "-c", f"print('{kind}')"], warnings=True)))
    run.execute()
    assert run.failed == 1 and "warning of ansible-core" in run.problems[0]


def test_a_fault_of_a_tool_is_a_failure_of_its_stage_only(place, capsys):
    def broken(run: Run) -> None:
        raise KeyError("oops")

    assert runner.run([stage("broken", broken), stage("fine", lambda run: None)]) == 1
    assert "KeyError: 'oops'" in capsys.readouterr().out


def test_a_program_that_is_missing_is_named(place):
    run = Run(stage("x", lambda run: run.step(["/no/such/program"])))
    run.execute()
    assert run.problems == ["program ended with No such file or directory"]


def test_stages_can_be_chosen():
    every = stages.stages("2.19")
    names = [one.name for one in every]
    assert len(names) == len(set(names)) and {"unit@2.18", "unit@2.20", "unit@2.21"} <= set(names)

    def chosen(wanted: str) -> list[str]:
        return [one.name for one in stages.chosen(every, wanted)]

    assert chosen("") == names
    assert chosen("unit, lint") == ["unit", "lint"]
    assert chosen("unit-matrix") == ["unit@2.18", "unit@2.20", "unit@2.21"]
    assert chosen("*@2.20") == ["unit@2.20", "integration@2.20", "sanity@2.20"]
    assert set(chosen("matrix")) == {name for name in names if "@" in name}
    with pytest.raises(common.Failed, match="no stage unti"):
        chosen("unti")


def test_sanity_tests_are_counted(place):
    run = Run(stage("sanity", lambda run: None))
    run.execute()
    for line in (
        'Running sanity test "a"',
        'Running sanity test "b" on Python 3.8',
        "FATAL: The 1 sanity test(s) listed below",
    ):
        run.note(line)
    sanity.count(run)
    assert (run.passed, run.failed) == (1, 1)


def test_headers():
    good = "\n".join((*headers.HEADER, '"""Text."""', "", "from __future__ import annotations", "")) + "\n"
    assert headers.faults("a.py", good) == [] and headers.faults("a.py", "") == []
    assert headers.faults("a.py", "#!/usr/bin/python\n" + good) == []
    assert len(headers.faults("a.py", "x = 1\n")) == 4
    assert (
        headers.source("tools/run", "#!/bin/sh\n")
        and headers.source("Makefile", "")
        and not headers.source("a.md", "# A\n")
    )


def test_the_archive_holds_what_users_need_and_nothing_else(tmp_path):
    archive = tmp_path / "a.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name in (
            "README.md",
            "SECURITY.md",
            "sbom.cdx.json",
            "LICENSE",
            "meta/runtime.yml",
            "meta/ee-requirements.txt",
            "tools/cli.py",
        ):
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    assert packaging.contents(archive) == [
        "meta/execution-environment.yml is missing in the archive",
        "tools/cli.py does not belong into the archive",
    ]


def test_the_summary_shows_no_secret():
    state = {
        "ops": {"password": "hidden-1"},
        "environments": [
            {"id": "e", "password": "hidden-2", "configServers": [{"primaryAddress": "cs", "primaryPort": 8888}]}
        ],
        "clients": [{"client_id": "c", "client_secret": "hidden-3", "encrypted_client_secret": "hidden-4"}],
        "tenants": [{"name": "acme", "token": "hidden-5", "xapikey": "hidden-6"}],
        "database": {
            "nex_gapis": [{"url": "u", "clientid": "c", "clientsecret": "hidden-7", "apikey": "hidden-8"}],
            "nex_apikeys": [],
        },
    }
    text = str(summary.facts(state))
    assert "hidden" not in text and summary.MASK in text and "cs:8888" in text


def test_the_summary_shows_the_oauth_clients_without_their_secrets():
    client = {"name": "n", "secret": "hidden-1", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "active"}
    state = {
        "clients": [
            {**client, "id": "p", "name": "provisioner"},
            {**client, "id": "c", "roleDivisions": [{"roleId": "r", "divisionId": "*"}]},
        ],
        "roles": [{"id": "r", "name": "employee"}],
        "divisions": [{"id": "d", "name": "Home"}],
        "credentials": [{"credentialFields": {"clientSecret": "hidden-2"}}],
    }
    ((kind, lines),) = summary.cloud_facts(state, "p")
    assert kind == "OAuth client"
    assert lines == [f"n, secret {summary.MASK}", "c, CLIENT-CREDENTIALS, active", "role employee in division *"]


def test_only_tokens_by_a_clients_own_secret_prove_it(tmp_path):
    services = SimpleNamespace(variables={"GENESYSCLOUD_OAUTHCLIENT_ID": "provisioner"})
    player = course.Player("2.19", tmp_path, tmp_path, services, None, False)

    def entry(path="/oauth/token", status=200, principal="made"):
        return {"path": path, "status": status, "authorization": {"kind": "basic", "principal": principal}}

    others = [entry(principal="provisioner"), entry(status=400), entry(path="/auth/v3/oauth/token")]
    assert player.tokens(others) == []
    assert player.tokens([*others, entry()]) == [entry()]


def test_arguments_of_the_programs_behind_are_passed_on(monkeypatch, capsys):
    seen = []

    def bench(options):
        """Takes the place of the benchmark."""
        seen.append(options.arguments)
        return 0

    monkeypatch.setattr(cli, "bench", bench)
    monkeypatch.setattr(cli.signal, "signal", lambda number, handler: None)
    assert cli.main(["bench", "--core", venvs.default_core(), "--rounds", "3"]) == 0
    assert seen == [["--rounds", "3"]]
    with pytest.raises(SystemExit):
        cli.main(["demo", "--nonsense"])
    assert "unrecognized arguments: --nonsense" in capsys.readouterr().err
