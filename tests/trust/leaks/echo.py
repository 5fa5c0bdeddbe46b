# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that repeats secrets in whatever it answers: in each kind of error, in headers, cookies and redirects."""

from __future__ import annotations

import json
from urllib.parse import quote

from emulator.envelope import Reply
from emulator.faults import Rule

KINDS = {
    "400": lambda text: Reply(400, {"status": {"code": 400, "message": text}}),
    "401": lambda text: Reply(401, {"status": {"code": 401, "message": text}}),
    "403": lambda text: Reply(403, {"status": {"code": 403, "message": text}}),
    "404": lambda text: Reply(404, {"status": {"code": 404, "message": text}}),
    "409": lambda text: Reply(409, {"status": {"code": 409, "message": text}}),
    "429": lambda text: Reply(429, {"status": {"code": 429, "message": text}}, {"Retry-After": "900"}),
    "500": lambda text: Reply(500, {"status": {"code": 500, "message": text}}),
    "code": lambda text: Reply(200, {"status": {"code": text, "message": text}}),
    "OAuth": lambda text: Reply(400, {"error": "invalid_client", "error_description": text}),
    "OAuth's code": lambda text: Reply(401, {"error": text, "error_description": text}),
    "cloud": lambda text: Reply(
        400, {"status": 400, "code": text, "message": text, "details": [{"fieldName": text, "errorCode": text}]}
    ),
    "message": lambda text: Reply(500, {"message": text}),
    "objects": lambda text: Reply(400, {"status": {"code": [text], "message": {text: [text, {"deep": text}]}}}),
    "JSON in JSON": lambda text: Reply(400, {"status": {"code": 1, "message": json.dumps({"sent": text})}}),
    "HTML": lambda text: Reply(502, "<html><body>%s</body></html>" % text, media_type="text/html"),
    "text": lambda text: Reply(500, text, media_type="text/plain"),
    "no JSON": lambda text: Reply(200, '{"data": "%s' % text, media_type="text/plain"),
    "a string": lambda text: Reply(200, json.dumps(text), media_type="text/plain"),
    "redirect": lambda text: Reply(
        302, "", {"Location": "https://else.example.com/?" + quote(text, safe="=&")}, "text/plain"
    ),
    "headers": lambda text: Reply(403, {"status": {"code": 403, "message": "no"}}, _headers(text)),
}


def _headers(text):
    """Where services, gateways and proxies put what they were sent. A header takes no line ends, and no more than Latin-1."""
    text = " ".join(text.split()).encode().decode("latin-1")
    names = (
        "WWW-Authenticate",
        "X-Error",
        "Set-Cookie",
        "inin-correlation-id",
        "Retry-After",
        "Server",
        "ETag",
        "Link",
    )
    return dict.fromkeys(names, text)


class Echo(Rule):
    """Answers so many calls with what ``say`` tells just before the call has its effect. kind: of KINDS. match: as for any fault."""

    @classmethod
    def into(cls, world, kind, say, times=1, **match):
        """Add it to the world's faults."""
        rule = cls("status", times=times, **match)
        rule.kind, rule.say = kind, say
        world.emulator.app.faults.add(rule)
        return rule

    def matches(self, method, path, service):
        """Called before the call has its effect: what it makes has been told to nobody."""
        right = super().matches(method, path, service)
        if right:
            self.text = self.say()
        return right

    def reply(self, service):
        """The answer in place of the true one."""
        return KINDS[self.kind](self.text)
