# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document of all services and the page that shows it; made from the route tables, nothing is fetched."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from .routes import UUIDS, Route
from .switches import Switches

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

# How who calls is told: HTTP's scheme, and whose credentials they are.
SCHEMES = {
    "ops": ("basic", "The ops user."),
    "client": ("basic", "An API client of Genesys Authentication."),
    "person": ("basic", "A user, in place of the sign-in form."),
    "bearer": ("bearer", "A token of Genesys Authentication."),
    "cloudClient": ("basic", "An OAuth client of Genesys Cloud."),
    "cloudToken": ("bearer", "A token of Genesys Cloud."),
    "control": ("bearer", "The token of the control API."),
}
# What a route wants -> the schemes that give it.
SECURITY = {
    "ops": ["ops"],
    "ops or token": ["ops", "bearer"],
    "ops or bearer": ["ops", "bearer"],
    "client": ["client"],
    "person": ["person"],
    "bearer": ["bearer"],
    "cloud client": ["cloudClient"],
    "cloud token": ["cloudToken"],
}

STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222}
h2{margin-top:2rem}details{border:1px solid #ddd;border-radius:6px;margin:.3rem 0;padding:.3rem .7rem}
summary{cursor:pointer}code{font-size:.92em}b{display:inline-block;width:4.5rem}pre{overflow:auto}
.mark{float:right;color:#666;font-size:.85em}"""


def _services(control: list[Route]) -> dict[str, list[Route]]:
    from .app import SERVICES

    return {**{name: routes for name, (_prefixes, routes) in SERVICES.items()}, "control": control}


def _parameter(name: str, place: str, is_uuid: bool = False) -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"} if is_uuid else {"type": "string"}
    return {"name": name, "in": place, "schema": schema} | ({} if place == "query" else {"required": True})


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
    parameters = [_parameter(one, "path", one in UUIDS) for one in names]
    parameters += [_parameter(one, "query", one == "contactCenterId") for one in route.query]
    if "x-ccid" in route.auth:
        parameters += [_parameter("x-api-key", "header"), _parameter("x-ccid", "header", True)]
    if parameters:
        operation["parameters"] = parameters
    wanted = ["control"] if service == "control" else SECURITY.get(route.auth, [])
    if wanted:
        operation["security"] = [{name: []} for name in wanted]
    if route.shape:
        needed = service != "control" or any(prop.required for prop in route.shape.props.values())
        content = {"application/json": {"schema": route.shape.schema(route.partial)}}
        operation["requestBody"] = {"required": needed, "content": content}
    elif route.form:
        schema = {"type": "object", "properties": {name: {"type": "string"} for name in route.form}}
        operation["requestBody"] = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    return operation


def document(control: list[Route], switches: Switches) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document: the calls that the switches offer now."""
    paths: dict[str, dict[str, Any]] = {}
    for service, routes in _services(control).items():
        for route in routes:
            if not route.offered(switches):
                paths.setdefault(route.path.replace("*}", "}"), {})[route.method.lower()] = _operation(service, route)
    schemes = {
        name: {"type": "http", "scheme": scheme, "description": text} for name, (scheme, text) in SCHEMES.items()
    }
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
        "<p>All calls; the <a href=openapi.json>OpenAPI document</a> has those that the switches offer now. Control calls need a token.</p>",
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
                parts.append("<pre>%s</pre>" % escape(dumps(route.shape.schema(route.partial), indent=2)))
            parts.append("</details>")
    return "\n".join(parts)
