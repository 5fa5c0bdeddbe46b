# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer spells what the service was told: in what the vendor's samples do not agree on, or do not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .switches import Switches


def location(switches: Switches, text: Any) -> Any:
    """Return a location, in lower case if the service writes it so."""
    return text.lower() if isinstance(text, str) and switches.location_case == "lower" else text


def url(switches: Switches, text: Any) -> Any:
    """Return a text; a URL gets a slash at its end if the service writes one."""
    if switches.url_slash == "keep" or not isinstance(text, str) or text.endswith("/") or "," in text:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    return text + "/" if parts.scheme in ("http", "https") and not parts.query and not parts.fragment else text


def environment(switches: Switches, row: dict[str, Any]) -> dict[str, Any]:
    """Return an environment as an answer shows it."""
    servers = [
        {name: location(switches, value) if name == "locations" else value for name, value in server.items()}
        for server in row["configServers"]
    ]
    seen = {**row, "configServers": servers}
    if switches.connection_protocol == "addp" and seen["connectionProtocol"] == "adpp":
        seen["connectionProtocol"] = "addp"
    return seen


def without_empty(switches: Switches, row: dict[str, Any]) -> dict[str, Any]:
    """Return an object, without its empty texts if the service leaves them out."""
    if switches.empty_texts == "keep":
        return row
    return {name: value for name, value in row.items() if value != ""}
