# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of the tests: what counts as a failure, what is shown, and the closing line."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from types import SimpleNamespace

import common
import galaxy
import pins
import pytest
import sanity
import stages
import tree
import venvs
from demo import course, summary
from stage import Outcome

JUNIT = '<testsuites><testsuite name="pytest" tests="7" failures="1" errors="1" skipped="2"/></testsuites>'
NOX = common.VENVS / "nox" / "bin" / "nox"
NOXFILE = """
import sys
from pathlib import Path
sys.path.insert(0, {tools!r})
import nox, stage, stages, tree
here = Path(__file__).parent
stages.ROOT, tree.linked = here, lambda: None
stage.LOGS, stage.WORK, stage.BUILD = here / "logs", here / "work", here
stage.Run.environment = lambda self, **extra: dict(__import__("os").environ, **extra)
python = lambda code, **more: lambda run: run.step([sys.executable, "-c", code], **more)

def bad(run):
    python("print('before'); raise SystemExit(3)")(run)
    python("print('the other step went on')")(run)

def counted(run):
    (run.scratch / "junit.xml").write_text({junit!r})
    run.count(run.scratch / "junit.xml")

def broken(run):
    raise KeyError("oops")

every = [
    stage.Stage(name, "about", work, "2.19", ("test",), **more)
    for name, work, more in (
        ("bad", bad, {{}}),
        ("good", python("print('quiet')"), {{}}),
        ("broken", broken, {{}}),
        ("warned", python("print('[WARNING]: careful')", warnings=True), {{}}),
        ("counted", counted, {{}}),
        ("missing", lambda run: run.step(["/no/such/program"]), {{}}),
        ("unit@2.21", counted, {{"unavailable": "no Python 3.13"}}),
    )
]
stage.Stage.environments = property(lambda self: ())
for one in every:
    nox.session(one.run, name=one.name, venv_backend="none", allow_parallel=True)

@nox.session(venv_backend="none")
def test(session):
    stages.run(session, [one for one in every if one.name in session.posargs])
"""


def stages_run(tmp_path, *names: str) -> tuple[int, list[str]]:
    """Run stages of NOXFILE as make test does; (exit code, lines)."""
    if not NOX.exists():
        pytest.skip("nox is not installed in .venvs/nox: make setup")
    path = tmp_path / "noxfile.py"
    path.write_text(NOXFILE.format(tools=str(common.ROOT / "tools"), junit=JUNIT))
    words = [NOX.with_name("python"), "-m", "nox", "-f", path, "-s", "test", "--", *names]
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, check=False, env=common.clean_environment()
    )
    lines = done.stdout.splitlines()
    while lines and not re.match(r"\d+ passed", lines[-1]):
        lines.pop()  # what nox says of itself
    return done.returncode, lines


def test_what_fails_is_shown_with_all_its_output_and_fails_the_run(tmp_path):
    code, lines = stages_run(tmp_path, "bad", "good", "broken", "warned", "missing")
    shown = "\n".join(lines)
    assert code == 1
    assert "before" in lines and "the other step went on" in lines and "Returned code 3" in shown
    assert "quiet" not in lines and "quiet" in (tmp_path / "logs/good.log").read_text()
    assert "KeyError: 'oops'" in shown and "warning of ansible-core" in shown and "/no/such/program" in shown
    summary = lines[lines.index("Summary") :]
    assert [re.split(r" +", line)[:2] for line in summary[1:6]] == [
        ["FAILED", "bad"],
        ["ok", "good"],
        ["FAILED", "broken"],
        ["FAILED", "warned"],
        ["FAILED", "missing"],
    ]
    assert lines[-1] == "1 passed, 4 failed"


def test_counts_of_pytest_and_skipped_stages_are_summed(tmp_path):
    code, lines = stages_run(tmp_path, "counted", "good", "unit@2.21")
    assert code == 1
    assert lines[-1] == "4 passed, 2 failed, 3 skipped"
    assert re.search(r"^skipped +unit@2.21 .* no Python 3.13$", "\n".join(lines), re.MULTILINE)
    assert any(line.endswith("3 passed, 2 failed, 2 skipped") for line in lines)


def test_all_is_well(tmp_path):
    code, lines = stages_run(tmp_path, "good")
    assert code == 0 and lines[-1] == "1 passed, 0 failed"


def test_stages_can_be_chosen():
    every = stages.stages("2.19")
    names = [one.name for one in every]
    assert len(names) == len(set(names)) and {"unit@2.17", "unit@2.22", "lowest"} <= set(names)

    def chosen(*wanted: str) -> list[str]:
        return [one.name for one in stages.chosen(every, list(wanted))]

    assert chosen("unit, lint") == ["unit", "lint"] == chosen("unit", "lint")
    assert chosen("unit-matrix") == [f"unit@{core}" for core in ("2.17", "2.18", "2.20", "2.21", "2.22")]
    assert set(chosen("matrix")) == {name for name in names if "@" in name}
    with pytest.raises(common.Failed, match="no stage unti"):
        chosen("unti")


def test_every_stage_is_part_of_a_target_and_everything_runs_before_a_release():
    every = stages.stages("2.19")
    assert all(one.runs for one in every)
    released = {one.name for one in stages.chosen(every, ["test-all"])}
    for one in every:  # what make test does with a part of the tests, make test-all does with all of them
        whole = {"integration": "whole", "sanity": "sanity-all"}
        kind, at, core = one.name.partition("@")
        assert one.name in released or whole[kind] + at + core in released
    assert {one.name for one in stages.chosen(every, ["nightly"])} <= released


@pytest.mark.parametrize("core", list(venvs.CORES))
def test_the_oldest_and_the_newest_released_core_have_all_sanity_tests_and_all_cores_those_that_depend_on_it(core):
    works = {one.core: one.work for one in stages.stages(core) if one.name.startswith("sanity") and "test" in one.runs}
    oldest, *_between, newest = [one for one in venvs.CORES if one not in venvs.CANDIDATES]
    assert works == {**dict.fromkeys(venvs.CORES, sanity.short), oldest: sanity.check, newest: sanity.check}


def test_what_is_apart_is_tried_with_the_ends_and_by_make_nightly_with_the_default_core(monkeypatch):
    asked = {}
    monkeypatch.setattr(stages, "pytest", lambda *words: words)
    for core in ("2.19", *venvs.CORES):
        asked[core] = {one.name: " ".join(one.work) for one in stages.stages(core) if isinstance(one.work, tuple)}
    oldest, *_between, newest = venvs.CORES
    assert "not apart or matrix" in asked["2.19"]["integration"] and "or apart" in asked["2.19"]["slow"]
    assert "or apart" in asked["2.19"]["integration@" + newest]
    assert {asked[end]["integration"] for end in (oldest, newest)} == {"tests/integration"}


def test_the_oldest_libraries_run_with_the_oldest_core(monkeypatch):
    ran = []
    monkeypatch.setattr(stages, "pytest", lambda *words: lambda run: ran.append((run, " ".join(words))))
    (stage,) = [one for one in stages.stages("2.19") if one.name == "lowest"]
    stage.work("the run")
    assert (stage.core, stage.environments) == (venvs.OLDEST, ("lowest-libraries",)) and "test" in stage.runs
    assert ran == [("the run", " ".join(stages.PLUGINS)), ("the run", "tests/integration -m matrix or ends or apart")]
    oldest, *_others = venvs.CORES
    assert not [one.name for one in stages.stages("2.19") if one.name in (f"unit@{oldest}", f"integration@{oldest}")]


def test_the_oldest_libraries_are_those_that_users_are_told():
    lowest = pins.read(venvs.REQUIREMENTS / f"{venvs.LOWEST}.txt")
    told = (venvs.ROOT / "meta/ee-requirements.txt").read_text().split()
    assert {f"{pin.name}>={pin.version}".removesuffix(".0") for pin in lowest} >= set(told)


def test_sanity_tests_are_counted(tmp_path):
    lines = (
        'Running sanity test "a"',
        'Running sanity test "b" on Python 3.8',
        "FATAL: The 1 sanity test(s) listed below",
    )
    (tmp_path / "log").write_text("\n".join(lines))
    run = SimpleNamespace(log=tmp_path / "log", outcome=Outcome())
    sanity.count(run)
    assert (run.outcome.passed, run.outcome.failed) == (1, 1)


def test_every_source_file_begins_with_copyright_and_licence():
    header = (
        "# Copyright: (c) 2026, cxops contributors",
        "# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)",
        "# SPDX-License-Identifier: GPL-3.0-or-later",
    )
    seen = 0
    for name in tree.files():
        path = common.ROOT / name
        if path.suffix not in (".py", ".sh") and name not in ("Makefile", "tools/run", ".ci/run"):
            continue
        top = path.read_text(encoding="utf-8").splitlines()[:8]
        seen += bool(top)
        assert not top or all(line in top for line in header), name
    assert seen > 100
    assert "- GPL-3.0-or-later\n" in (common.ROOT / "galaxy.yml").read_text(encoding="utf-8")


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
            "tools/run",
        ):
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    assert galaxy.contents(archive) == [
        "meta/execution-environment.yml is missing in the archive",
        "tools/run does not belong into the archive",
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


def test_what_every_change_has_to_pass_is_interrupted_earlier_than_what_runs_at_night():
    limits = {stage.name: stage.limit for stage in stages.stages("2.19")}
    assert limits["unit"] == limits["integration"] == 30 and limits["slow"] == limits["mutations"] == 120
