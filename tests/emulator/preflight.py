# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CORS preflight requests at Genesys Authentication: who may call is the setting cors-origins (private-edition-api.md §3.3).

That the service answers them is what the setting is for; the form of the answers is INFERRED from Spring, which the
service is built with: 200 with the origin, or 403 "Invalid CORS request".
"""

from __future__ import annotations

from .envelope import Reply
from .routes import INFERRED, Call, Route


def _plain(origin: str) -> str:
    return origin.strip().rstrip("/").lower()


def _allowed(call: Call) -> set[str]:
    """The origins of all contact centers, by the setting and by the CORS API."""
    values = [row["value"] for row in call.store.settings.rows.values() if row["name"] == "cors-origins"]
    origins = [origin for value in values for origin in str(value).split(",")]
    return {_plain(origin) for origin in origins + [row["origin"] for row in call.store.cors.rows.values()]}


def preflight(call: Call) -> Reply:
    """OPTIONS of any call, by switch ``cors_preflight``."""
    origin = call.headers.get("origin", "")
    if not origin or not call.headers.get("access-control-request-method"):
        return Reply(200, "", {"Allow": ", ".join(dict.fromkeys([*call.offered, "OPTIONS"]))}, "text/plain")
    if _plain(origin) not in _allowed(call):
        return Reply(403, "Invalid CORS request", media_type="text/plain")
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": call.headers["access-control-request-method"],
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
    }
    return Reply(200, "", headers, "text/plain")


ROUTES = [
    Route(
        "OPTIONS",
        "/auth/v3/{rest*}",
        preflight,
        "Answer a browser's CORS preflight request",
        "3.3",
        INFERRED,
        switch="cors_preflight",
    )
]
