# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables: for the terminal, and as Markdown for the documentation."""

from __future__ import annotations

from collections.abc import Callable

from .targets import TARGETS

TITLES = {"first": "first provisioning", "rerun": "rerun without a change"}
HEADS = ["wall s", "/ uri", "/ debug", "CPU s", "peak MB", "requests"]
# The last columns by what is counted: head -> member of the row. A loop over clients is one task.
TAILS = {
    "tenants": {"connections": "connections", "tasks": "tasks"},
    "clients": {"connections": "connections", "HTTP 429": "limited"},
}


def ratio(value: float | None, limit: float | None = None) -> str:
    """A ratio; with as many decimals as its limit needs."""
    return "-" if value is None else f"{value:.3f}" if value < 0.1 or (limit or 1) < 0.1 else f"{value:.2f}"


def table(rows: list[dict], count: int, scenario: str, counted: str = "tenants") -> list[list[str]]:
    """The lines for one number of what is counted (tenants or clients) and one scenario, the heads first."""
    found = {row["variant"]: row for row in rows if (row[counted], row["scenario"]) == (count, scenario)}
    one = counted.removesuffix("s")

    def against(row: dict, other: str) -> str:
        return ratio(row["wall_s"] / found[other]["wall_s"]) if other in found else "-"

    lines = [[f"{TITLES[scenario]}, {count} {counted if count > 1 else one}", *HEADS, f"per {one}", *TAILS[counted]]]
    for name, row in found.items():
        lines.append(
            [
                name,
                f"{row['wall_s']:.2f}",
                against(row, "uri"),
                against(row, "debug"),
                f"{row['cpu_s']:.2f}",
                "-" if row["peak_mb"] is None else f"{row['peak_mb']:.0f}",
                str(row["requests"]),
                f"{row['requests'] / count:.1f}",
                *(str(row[member]) for member in TAILS[counted].values()),
            ]
        )
    return lines


def targets(rows: list[dict]) -> list[list[str]]:
    """The targets beside what was measured, the heads first."""
    lines = [["target", "first", "limit", "floor", "", "rerun", "limit", "floor", ""]]
    for target in TARGETS:
        line = [target.title]
        for scenario in TITLES:
            value, limit = target.measured(rows, scenario), target.limit(scenario)
            verdict = "not measured" if value is None else "met" if value <= limit else "missed"
            shown = ratio(value, limit) if target.against else "-" if value is None else f"{value:.0f}"
            line += [shown, f"{limit:g}", ratio(target.floor(rows, scenario), limit), verdict]
        lines.append(line)
    return lines


def slices(found: dict) -> list[list[str]]:
    """How long the fleet takes in slices, the heads first."""
    heads = [
        f"{found['tenants']} tenants, {found['slices']} slices",
        "one slice s",
        "all in turn s",
        "two at a time s",
        "CPU s",
        "peak MB of one",
        "artifacts MB",
        "whole fleet s",
    ]
    lines = [heads]
    for row in found["rows"]:
        lines.append(
            [
                f"{row['variant']}, {row['scenario']}",
                f"{row['slice_wall_s']:.2f}",
                f"{row['turn_wall_s']:.2f}",
                "-" if row["pair_wall_s"] is None else f"{row['pair_wall_s']:.2f}",
                f"{row['cpu_s']:.2f}",
                "-" if row["peak_mb"] is None else f"{row['peak_mb']:.0f}",
                f"{row['artifacts_mb']:.1f}",
                "-" if row["whole_wall_s"] is None else f"{row['whole_wall_s']:.2f}",
            ]
        )
    return lines


def plain(lines: list[list[str]]) -> str:
    """A table for the terminal."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]

    def one(line: list[str]) -> str:
        return "  ".join(
            text.ljust(width) if not column else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()

    return "\n".join([one(lines[0]), *(one(line) for line in lines[1:])])


def markdown(lines: list[list[str]]) -> str:
    """A table for the documentation."""
    rule = ["---", *["---:"] * (len(lines[0]) - 1)]
    return "\n".join("| " + " | ".join(line) + " |" for line in [lines[0], rule, *lines[1:]])


def tables(rows: list[dict], form: Callable[[list[list[str]]], str], counted: str = "tenants") -> list[str]:
    """The tables of all numbers and scenarios, in a form."""
    counts = list(dict.fromkeys(row[counted] for row in rows))
    return [form(table(rows, count, scenario, counted)) for count in counts for scenario in TITLES]


def everything(rows: list[dict], sliced: dict | None, form: Callable[[list[list[str]]], str]) -> str:
    """All tables about tenants one after another, in a form."""
    parts = tables(rows, form)
    if sliced:
        parts.append(form(slices(sliced)))
    return "\n\n".join([*parts, form(targets(rows))])


def clients(rows: list[dict], form: Callable[[list[list[str]]], str]) -> str:
    """All tables about clients of Genesys Cloud one after another, in a form."""
    return "\n\n".join(tables(rows, form, "clients"))
