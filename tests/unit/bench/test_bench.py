# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark: what it plans, how it measures, what it reports; and one real run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from bench import __main__ as command
from bench import chart, measure, memory, page, report, rounds, slices, state, targets
from bench.variants import VARIANTS, offered

ROOT = Path(__file__).resolve().parents[3]
NAMES = list(VARIANTS)
# What the programs that read build/bench.json rely on.
KEYS = {"scenario", "tenants", "variant", "wall_s", "cpu_s", "peak_mb", "requests", "connections"}
ALLOCATE = "data = bytearray(50_000_000); print(flush=True); input()"


def sample(wall, changed=0, peak=None):
    return measure.Sample(wall, wall / 2, 12, 3, 5, changed, 0, peak)


def row(scenario, count, variant, wall, peak=100.0):
    turn = rounds.Turn(VARIANTS[variant])
    bytes_ = int(peak * memory.MB)
    return rounds.row(scenario, count, variant, [(turn, sample(wall, peak=memory.Peak(bytes_, bytes_ * 2, 9)))])


def some_rows():
    walls = {"role": 1.0, "genesys_tenant": 0.9, "uri": 5.0, "debug": 0.8, "python": 0.1}
    return [
        row(scenario, count, name, wall * count**0.5)
        for count in (1, 10, 100)
        for scenario in rounds.SCENARIOS
        for name, wall in walls.items()
        if (name, count) != ("uri", 100)
    ]


# Plan


def test_the_variants_alternate_and_nobody_is_always_the_first():
    plan = rounds.turns(1, NAMES, None)
    timed = [[turn.variant.name for turn in one] for one in plan if one[0].timed]
    assert len(timed) == 5 and all(sorted(one) == sorted(NAMES) for one in timed)
    assert [one[0] for one in timed] == NAMES
    assert [turn.watch for turn in plan[-1]] == ["dense"] * len(NAMES)


def test_the_slow_play_has_fewer_rounds_over_a_fleet_and_none_for_the_memory():
    plan = rounds.turns(10, NAMES, None)
    taken = [turn for one in plan for turn in one if turn.variant.name == "uri"]
    assert [turn.watch for turn in taken] == ["sparse", "sparse"]
    assert all(turn.timed for turn in taken)
    assert len([turn for one in plan for turn in one if turn.variant.name == "role" and turn.timed]) == 3


def test_given_rounds_are_kept_for_every_variant():
    plan = rounds.turns(10, NAMES, 4)
    for name in NAMES:
        assert len([turn for one in plan for turn in one if turn.variant.name == name and turn.timed]) == 4


@pytest.mark.parametrize(
    "words, full, uri_at",
    [([], "", [1, 10]), (["--full"], "", [1, 10, 100]), ([], "1", [1, 10, 100]), (["--quick"], "", [1])],
)
def test_uri_runs_over_a_hundred_tenants_only_when_asked_for(words, full, uri_at, monkeypatch):
    monkeypatch.setenv("FULL", full)
    options = command.parse(words)
    assert [count for count in options.tenants if "uri" in command.chosen(options, count)] == uri_at


def test_uri_that_is_named_runs_for_every_number():
    options = command.parse(["--variants", "uri", "debug", "--tenants", "100"])
    assert command.chosen(options, 100) == ["uri", "debug"]


@pytest.mark.parametrize("words", [["--tenants", "0"], ["--rounds", "0"], ["--slices", "-1"], ["--variants", "none"]])
def test_numbers_and_names_that_make_no_sense_are_refused(words, capsys):
    with pytest.raises(SystemExit):
        command.parse(words)


# Measuring


def test_medians_of_the_timed_rounds_only():
    plain, dense = rounds.Turn(VARIANTS["role"]), rounds.Turn(VARIANTS["role"], "dense")
    peak = memory.Peak(180_400_000, 700_000_000, 50)
    found = rounds.row(
        "first", 10, "role", [(plain, sample(3)), (plain, sample(1)), (plain, sample(2)), (dense, sample(9, peak=peak))]
    )
    assert found["wall_s"] == 2 and found["cpu_s"] == 1 and found["rounds"] == 3
    assert (found["wall_min_s"], found["wall_max_s"]) == (1, 3)
    assert (found["peak_mb"], found["peak_rss_mb"], found["memory"]) == (180.4, 700.0, "pss")
    assert set(found) >= KEYS


def test_memory_that_the_system_does_not_tell_as_pss_is_told_as_rss():
    assert rounds.peaks([memory.Peak(None, 50_000_000, 3)]) == {"peak_mb": 50.0, "peak_rss_mb": 50.0, "memory": "rss"}
    assert rounds.peaks([])["peak_mb"] is None


@pytest.mark.skipif(not memory.available(), reason="needs /proc")
def test_the_memory_of_a_child_of_the_process_counts():
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ALLOCATE!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert len(memory.family(process.pid)) == 2
        with memory.Sampler(process.pid, sparse=False) as sampler:
            before = sampler.peak.looks
            while sampler.peak.looks < before + 2:
                assert process.poll() is None
        process.stdin.close()
    assert 50 * memory.MB < sampler.peak.pss <= sampler.peak.rss < 120 * memory.MB


def test_the_cpu_of_a_grandchild_counts(tmp_path):
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    code = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print('ok=3 changed=1 skipped=2')"
    )
    log = [{"connection": 1}, {"connection": 1}, {"connection": 2}]
    control = SimpleNamespace(clear_log=lambda: None, log=lambda: log)
    found = measure.run([sys.executable, "-c", code], dict(os.environ), tmp_path, control)
    assert found.cpu_s >= 0.3 and found.wall_s >= 0.3
    assert (found.ok, found.changed, found.skipped, found.requests, found.connections) == (3, 1, 2, 3, 2)


def test_a_program_that_fails_is_an_error_with_its_output(tmp_path):
    control = SimpleNamespace(clear_log=lambda: None)
    with pytest.raises(RuntimeError, match=r"ended with 3:\n.*broken"):
        words = [sys.executable, "-c", "print('broken'); raise SystemExit(3)"]
        measure.run(words, dict(os.environ), tmp_path, control)


# Checks


def course(found):
    services = SimpleNamespace(control=SimpleNamespace(state=lambda: found))
    return rounds.Course(services, Path(), {}, lambda text: None)


def world(*tenants, **more):
    return {"tenants": [{"id": one, "xapikey": "made up"} for one in tenants], **more}


def test_a_first_run_has_to_change_something_and_a_second_nothing():
    one = course(world("a"))
    one.check(VARIANTS["role"], "first", 1, 9)
    one.check(VARIANTS["role"], "rerun", 1, 0)
    for scenario, changed in (("first", 0), ("rerun", 1)):
        with pytest.raises(RuntimeError, match=scenario):
            one.check(VARIANTS["role"], scenario, 1, changed)
    one.check(VARIANTS["debug"], "first", 1, 0)


def test_all_tenants_have_to_be_there_in_the_same_state_for_all_variants():
    with pytest.raises(RuntimeError, match="1 of 2 tenants"):
        course(world("a")).check(VARIANTS["role"], "first", 2, 9)
    found = world("a", settings=[{"name": "x", "value": "hidden"}])
    one = course(found)
    one.check(VARIANTS["role"], "first", 1, 9)
    found["settings"][0]["value"] = "other"
    with pytest.raises(RuntimeError, match="/settings/0/value$") as problem:
        one.check(VARIANTS["python"], "first", 1, 9)
    assert "hidden" not in str(problem.value)


def test_states_are_compared_without_times_made_up_keys_and_order():
    one = {"clients": [{"id": 1, "createdAt": 5}, {"id": 2}], "database": {"nex_apikeys": [{"id": "x", "name": "t"}]}}
    other = {"clients": [{"id": 2}, {"id": 1, "createdAt": 6}], "database": {"nex_apikeys": [{"id": "y", "name": "t"}]}}
    assert state.difference(state.stable(one), state.stable(other)) is None
    other["clients"].pop()
    assert state.difference(state.stable(one), state.stable(other)) == "/clients (2 and 1 entries)"


@pytest.mark.parametrize("count, number", [(100, 4), (10, 3), (2, 5), (1, 1)])
def test_slices_are_a_partition_of_the_hosts(count, number):
    found = slices.members(range(count), number)
    assert len(found) == number
    assert sorted(host for one in found for host in one) == list(range(count))
    assert max(map(len, found)) - min(map(len, found)) <= 1


# Reports


def test_targets_are_met_missed_or_not_measured():
    rows = [row("first", 1, "role", 1.0), row("first", 1, "uri", 5.0), row("first", 100, "role", 20, peak=201)]
    lines = {line[0]: line for line in report.targets(rows)}
    assert lines["role, 1 tenant: wall time / uri"][1:] == [
        "0.20",
        "0.22",
        "-",
        "met",
        "-",
        "0.22",
        "-",
        "not measured",
    ]
    assert lines["role, 100 tenants: peak memory, MB"][1:5] == ["201", "200", "-", "missed"]
    floors = rows + [row("first", 1, "debug", 0.6), row("first", 1, "python", 0.15)]
    assert report.targets(floors)[1][1:4] == ["0.20", "0.22", "0.15"]
    assert len(lines) == len(targets.TARGETS) + 1


def test_tables_show_ratios_and_requests_for_each_tenant():
    rows = [row("first", 10, "role", 2.0), row("first", 10, "uri", 40.0)]
    heads, role, uri = report.table(rows, 10, "first")
    assert dict(zip(heads, role, strict=True)) | {"/ uri": "0.050", "/ debug": "-", "per tenant": "1.2"} == dict(
        zip(heads, role, strict=True)
    )
    assert uri[2] == "1.00"
    assert report.plain([heads, role]).splitlines()[1].startswith("role  ")


def test_the_chart_is_well_formed_and_shows_every_variant():
    tree = ElementTree.fromstring(chart.draw(some_rows()))
    space = "{http://www.w3.org/2000/svg}"
    texts = " ".join(element.text for element in tree.iter(f"{space}text"))
    for name in VARIANTS:
        assert f"{name} " in texts
    assert len(list(tree.iter(f"{space}polyline"))) == 10
    width = chart.WIDTH
    for element in tree.iter(f"{space}text"):
        assert 0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= chart.HEIGHT


def test_labels_keep_their_distance_and_order():
    placed = chart.spread({"a": 100, "b": 101, "c": 99, "d": 300})
    order = sorted(placed, key=placed.get)
    assert order == ["c", "a", "b", "d"]
    heights = sorted(placed.values())
    assert all(high - low > chart.GAP - 0.5 for low, high in zip(heights, heights[1:], strict=False))


def test_a_chart_of_one_number_of_tenants_can_be_drawn():
    ElementTree.fromstring(chart.draw([row("first", 1, "debug", 0.8), row("rerun", 1, "debug", 0.8)]))


def test_results_are_written_between_the_marks_of_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "where", lambda: "Measured here.")
    file = tmp_path / "page.md"
    file.write_text(f"# Title\n\n{page.BEGIN}\nold\n{page.END}\n\nafter\n")
    page.write(file, some_rows(), None)
    text = file.read_text()
    assert text.startswith("# Title\n") and text.endswith("\n\nafter\n")
    assert "old" not in text and "Measured here." in text and "| role | " in text
    file.write_text("no marks")
    with pytest.raises(ValueError, match="has not the lines"):
        page.write(file, some_rows(), None)


def test_the_page_of_the_documentation_has_the_marks():
    text = (ROOT / "docs/benchmark.md").read_text(encoding="utf-8")
    assert page.BEGIN in text and page.END in text


# For real


@pytest.mark.nightly
def test_a_real_run(tmp_path):
    """One tenant, one round, the two fastest variants: measured, verified, written, and reported again without measuring."""
    output, folder = tmp_path / "bench.json", Path(sys.executable).parent
    environment = dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}", PYTHONPATH=str(ROOT / "tests"), FULL="")
    environment["ANSIBLE_HOME"] = str(tmp_path / "ansible")
    words = [sys.executable, "-m", "bench", "--tenants", "1", "--rounds", "1", "--variants", "debug", "python"]
    done = subprocess.run(
        [*words, "--output", str(output)],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = json.loads(output.read_text(encoding="utf-8"))
    found = {(one["scenario"], one["variant"]): one for one in rows}
    assert set(found) == {(scenario, name) for scenario in rounds.SCENARIOS for name in ("debug", "python")}
    assert all(set(one) >= KEYS and one["wall_s"] > 0 and one["cpu_s"] > 0 for one in rows)
    assert found["first", "python"]["requests"] == 13 and found["rerun", "python"]["requests"] == 6
    assert found["first", "python"]["connections"] == 1 and found["first", "debug"]["requests"] == 0
    assert found["first", "python"]["changed"] == 9 and found["rerun", "python"]["changed"] == 0
    if memory.available():
        assert found["first", "debug"]["peak_mb"] > found["first", "python"]["peak_mb"] > 5
    ElementTree.parse(output.with_suffix(".svg"))
    again = subprocess.run(
        [*words, "--output", str(output), "--reuse"],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert again.returncode == 0 and "first provisioning, 1 tenant" in again.stdout


def test_every_variant_is_offered_with_the_collection_complete():
    assert offered() == NAMES
