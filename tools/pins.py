# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the locks in ``tools/requirements``. Standard library only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)
_HASH = re.compile(r"^    --hash=sha256:(?P<digest>[0-9a-f]{64})(?: \\)?$")
_VIA = re.compile(r"^    #(?: via\b)? *(?P<what>.*)$")


@dataclass(frozen=True)
class Pin:
    """One locked package. hashes: SHA-256 of all files of the version. via: which packages and sources want it."""

    name: str
    version: str
    marker: str = ""
    hashes: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


def normal(name: str) -> str:
    """The name of a package in the form in which names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(path: Path) -> list[Pin]:
    """The pins of a lock, or of a source without hashes. Raises ValueError for a line that is neither pin, hash nor comment."""
    pins: list[dict] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        pin, digest, via = _PIN.match(line), _HASH.match(line), _VIA.match(line)
        if pin:
            marker = (pin["marker"] or "").strip()
            pins.append(
                {"name": normal(pin["name"]), "version": pin["version"], "marker": marker, "hashes": [], "via": []}
            )
        elif digest and pins:
            pins[-1]["hashes"].append(digest["digest"])
        elif via and pins:
            pins[-1]["via"] += [via["what"].strip()] if via["what"].strip() else []
        elif line.strip() and not line.startswith(("#", "-c ")):
            raise ValueError(f"{path.name}: {line}")
    return [Pin(**{**pin, "hashes": tuple(pin["hashes"]), "via": tuple(pin["via"])}) for pin in pins]


def read_node(path: Path) -> list[tuple[str, str, str]]:
    """(name, version, integrity) of each package that npm has locked."""
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return [
        (where.rsplit("node_modules/", 1)[1], package["version"], package["integrity"])
        for where, package in sorted(packages.items())
        if where
    ]
