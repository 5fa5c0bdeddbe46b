# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document of all services and the page that shows it; made from the route tables, nothing is fetched."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from .routes import Route

TITLES = {
    "auth": "Genesys Authentication",
    "environment": "Environment service",
    "nexus": "Digital Channels (Nexus)",
    "ucs": "Universal Contact Service",
    "cloud": "Genesys Cloud",
    "control": "Control API of the emulator",
}
SOURCE = "private-edition-api.md"
SOURCES = {"cloud": "genesys-cloud-oauth-api.md"}

STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222}
h2{margin-top:2rem}details{border:1px solid #ddd;border-radius:6px;margin:.3rem 0;padding:.3rem .7rem}
summary{cursor:pointer}code{font-size:.92em}b{display:inline-block;width:4.5rem}pre{overflow:auto}
.mark{float:right;color:#666;font-size:.85em}"""


def _services(control: list[Route]) -> dict[str, list[Route]]:
    from .app import SERVICES

    return {**{name: routes for name, (_prefixes, routes) in SERVICES.items()}, "control": control}


def _operation(service: str, route: Route) -> dict[str, Any]:
    notes = [(route.handler.__doc__ or "").strip()]
    if service != "control":
        notes.append(
            "Source: %s §%s, %s. Credentials: %s."
            % (SOURCES.get(service, SOURCE), route.section, route.mark, route.auth)
        )
    if route.switch:
        notes.append("Offered when the switch %s says so." % route.switch)
    operation: dict[str, Any] = {
        "tags": [TITLES[service]],
        "summary": route.summary,
        "description": "\n\n".join(note for note in notes if note),
        "responses": {"200": {"description": "success"}, "default": {"description": "error"}},
    }
    names = re.findall(r"{(\w+)\*?}", route.path)
    parameters = [{"name": one, "in": "path", "required": True, "schema": {"type": "string"}} for one in names]
    parameters += [{"name": one, "in": "query", "schema": {"type": "string"}} for one in route.query]
    if "x-ccid" in route.auth:
        parameters += [
            {"name": one, "in": "header", "required": True, "schema": {"type": "string"}}
            for one in ("x-api-key", "x-ccid")
        ]
    if parameters:
        operation["parameters"] = parameters
    if route.auth in ("ops", "client", "person", "ops or bearer", "ops or token"):
        operation["security"] = [{"basic": []}] + ([{"bearer": []}] if "bearer" in route.auth else [])
    elif route.auth in ("bearer", "cloud token"):
        operation["security"] = [{"bearer": []}]
    if route.shape:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": route.shape.schema()}}}
    elif route.form:
        schema = {"type": "object", "properties": {name: {"type": "string"} for name in route.form}}
        operation["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    elif service == "control" and route.method in ("POST", "PUT"):
        operation["requestBody"] = {"content": {"application/json": {"schema": {}}}}
    return operation


def document(control: list[Route]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for service, routes in _services(control).items():
        for route in routes:
            paths.setdefault(route.path.replace("*}", "}"), {})[route.method.lower()] = _operation(service, route)
    schemes = {"basic": {"type": "http", "scheme": "basic"}, "bearer": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Emulator of a Genesys private edition and Genesys Cloud",
            "version": "1",
            "description": "A stand-in for rehearsals and tests; not a product of Genesys.",
        },
        "tags": [{"name": title} for title in TITLES.values()],
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


def page(control: list[Route]) -> str:
    """Return the document as one HTML page without scripts or anything to download."""
    from json import dumps

    parts = [
        "<!doctype html><meta charset=utf-8><title>Emulator</title><style>%s</style>" % STYLE,
        "<h1>Emulator of a Genesys private edition and Genesys Cloud</h1>",
        "<p>The same as <a href=openapi.json>OpenAPI document</a>. Control calls need a token.</p>",
    ]
    for service, routes in _services(control).items():
        parts.append("<h2>%s</h2>" % escape(TITLES[service]))
        for route in routes:
            operation = _operation(service, route)
            mark = "" if service == "control" else "§%s %s" % (route.section, route.mark)
            parts.append(
                "<details><summary><b>%s</b> <code>%s</code> %s<span class=mark>%s</span></summary><p>%s</p>"
                % (route.method, escape(route.path), escape(route.summary), mark, escape(operation["description"]))
            )
            if route.shape:
                parts.append("<pre>%s</pre>" % escape(dumps(route.shape.schema(), indent=2)))
            parts.append("</details>")
    return "\n".join(parts)
