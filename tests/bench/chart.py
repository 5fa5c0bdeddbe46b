# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart: wall time over the number of tenants, both axes logarithmic, a line for each variant. SVG by hand, light and dark."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from .report import TITLES

WIDTH, HEIGHT = 1070, 470
PANEL, TOP, BOTTOM = 300, 92, 410
LEFTS = (58, 580)
GAP = 17  # between two labels

# Colours that people who see fewer colours can tell apart, for light and for dark ground; and a mark for each.
COLOURS = {
    "uri": ("#c2410c", "#fb923c"),
    "role": ("#1d4ed8", "#60a5fa"),
    "genesys_tenant": ("#047857", "#34d399"),
    "debug": ("#6b7280", "#9ca3af"),
    "python": ("#a21caf", "#e879f9"),
}
STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: #1f2937 }
  .ground { fill: #ffffff } .title { font-size: 17px; font-weight: 600 } .panel { font-weight: 600 } .soft { fill: #6b7280; font-size: 12px }
  .grid { stroke: #e5e7eb } .fine { stroke: #f3f4f6 } .line { fill: none; stroke-width: 2.5; stroke-linejoin: round } .label { font-weight: 600 }
"""
DARK = """
  text { fill: #e5e7eb } .ground { fill: #0d1117 } .soft { fill: #9ca3af } .grid { stroke: #30363d } .fine { stroke: #1c2128 }
"""


@dataclass(frozen=True)
class Scale:
    """A logarithmic axis: values from ``low`` to ``high`` at the pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = math.log10(value / self.low) / math.log10(self.high / self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def decades(self) -> list[float]:
        """The powers of ten on the axis."""
        return [10.0**n for n in range(math.ceil(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)]


def draw(rows: list[dict]) -> str:
    """The chart of these rows as SVG."""
    walls = [row["wall_s"] for row in rows]
    counts = [row["tenants"] for row in rows]
    low, high = 10 ** math.floor(math.log10(min(walls))), max(walls) * 1.25
    names = [name for name in COLOURS if any(row["variant"] == name for row in rows)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
        "<title>Wall time over the number of tenants</title>",
        f"<desc>{escape(description(rows))}</desc>",
        f"<style>{STYLE}{colours(0)}@media (prefers-color-scheme: dark) {{{DARK}{colours(1)}}}\n</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="6"/>',
        '<text class="title" x="24" y="34">How long a run takes, by the number of tenants</text>',
        '<text class="soft" x="24" y="54">seconds of wall time, both axes logarithmic, 10 forks; medians</text>',
    ]
    for left, scenario in zip(LEFTS, TITLES, strict=True):
        across = Scale(min(counts), max(*counts, min(counts) * 10), left, left + PANEL)
        up = Scale(low, high, BOTTOM, TOP)
        chosen = [row for row in rows if row["scenario"] == scenario]
        parts += panel(TITLES[scenario].capitalize(), chosen, names, across, up)
    return "\n".join([*parts, "</svg>"]) + "\n"


def colours(dark: int) -> str:
    """The rules for the variants' colours."""
    return "".join(
        f"  .{name} {{ stroke: {pair[dark]} }} .{name} .mark, .{name} text {{ fill: {pair[dark]}; stroke: none }}\n"
        for name, pair in COLOURS.items()
    )


def panel(title: str, rows: list[dict], names: list[str], across: Scale, up: Scale) -> list[str]:
    """One scenario: grid, lines, and a label at the end of each line."""
    parts = [f'<text class="panel" x="{across.start}" y="{TOP - 12}">{escape(title)}</text>']
    for decade in up.decades():
        for step in range(2, 10):
            if decade * step <= up.high:
                parts.append(rule("fine", across.start, up.at(decade * step), across.end, up.at(decade * step)))
    for decade in up.decades():
        parts.append(rule("grid", across.start, up.at(decade), across.end, up.at(decade)))
        parts.append(
            f'<text class="soft" x="{across.start - 8}" y="{up.at(decade) + 4}" text-anchor="end">{decade:g} s</text>'
        )
    for decade in across.decades():
        parts.append(rule("grid", across.at(decade), up.start, across.at(decade), up.end))
        parts.append(
            f'<text class="soft" x="{across.at(decade)}" y="{up.start + 20}" text-anchor="middle">{decade:g}</text>'
        )
    middle = (across.start + across.end) / 2
    parts.append(f'<text class="soft" x="{middle}" y="{up.start + 40}" text-anchor="middle">tenants</text>')
    points = {}
    for name in names:
        own = sorted((row["tenants"], row["wall_s"]) for row in rows if row["variant"] == name)
        if own:
            points[name] = [(across.at(count), up.at(wall)) for count, wall in own]
    last = {
        name: sorted((row["tenants"], row["wall_s"]) for row in rows if row["variant"] == name)[-1] for name in points
    }
    heights = spread({name: spots[-1][1] for name, spots in points.items() if spots[-1][0] == across.end})
    for name, spots in points.items():
        x, y = spots[-1]
        label = f"{name} {seconds(last[name][1])}"
        # A line that ends early has nobody beside it.
        height = heights.get(name, y) + 4
        parts += [
            f'<g class="{name}">',
            f'<polyline class="line" points="{" ".join(f"{x},{y}" for x, y in spots)}"/>',
            *(mark(name, x, y) for x, y in spots),
            f'<text class="label" x="{x + 12}" y="{height}">{escape(label)}</text>',
            "</g>",
        ]
    return parts


def rule(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A line of the grid."""
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def mark(name: str, x: float, y: float) -> str:
    """The mark of a variant: each has a shape of its own."""
    if name == "role":
        return f'<rect class="mark" x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"/>'
    corners = {
        "uri": [(0, -6), (5.5, 4.5), (-5.5, 4.5)],
        "debug": [(0, -6), (6, 0), (0, 6), (-6, 0)],
        "python": [(0, 6), (5.5, -4.5), (-5.5, -4.5)],
    }.get(name)
    if not corners:
        return f'<circle class="mark" cx="{x}" cy="{y}" r="5"/>'
    return f'<polygon class="mark" points="{" ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)}"/>'


def spread(wanted: dict[str, float]) -> dict[str, float]:
    """Heights for labels near the wanted ones, none closer to the next than GAP."""
    order = sorted(wanted, key=wanted.get)
    placed = [wanted[name] for name in order]
    for _turn in range(100):
        for n in range(1, len(placed)):
            lack = GAP - (placed[n] - placed[n - 1])
            if lack > 0.01:
                placed[n - 1] -= lack / 2
                placed[n] += lack / 2
    return {name: round(height, 1) for name, height in zip(order, placed, strict=True)}


def seconds(value: float) -> str:
    """A duration with two or three digits."""
    return f"{value:.0f} s" if value >= 100 else f"{value:.1f} s" if value >= 10 else f"{value:.2f} s"


def description(rows: list[dict]) -> str:
    """The chart in words, for those who cannot see it."""
    return "; ".join(
        f"{TITLES[row['scenario']]}, {row['tenants']} tenants, {row['variant']}: {seconds(row['wall_s'])}"
        for row in rows
    )
