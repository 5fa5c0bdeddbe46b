# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules against a server that is no emulator of ours: run in this process, and looked at after each run."""

from __future__ import annotations

import json

from integration.support.world import World, assert_clean

from . import seeds

MODULES = ("genesys_token", "genesys_cloud_token")
TOKENS = ("access_token", "refresh_token", "id_token")


class Elsewhere(World):
    """What a test sees of one server. ``issued`` collects the tokens that it gave."""

    def __init__(self, server):
        self.server = server
        self.slept = []
        self.canaries = set(seeds.secrets())
        self.issued = set()

    def sleep(self, seconds):
        """Nothing there waits for a clock of ours."""
        self.slept.append(seconds)

    def tokens(self):
        """All tokens that were issued to the token client."""
        return list(self.issued)

    def reach(self, module, client=None, url=None):
        """The options by which the module finds the server and the client authenticates itself."""
        url = url or self.server.url
        client = client or {"id": None, "secret": None}
        if "cloud" in module:
            where = {"cloud_login_url": url, "cloud_api_url": url}
            names = {"cloud_client_id": client["id"], "cloud_client_secret": client["secret"]}
        else:
            where = {"auth_url": url, "environment_url": url}
            names = {"auth_client_id": client["id"], "auth_client_secret": client["secret"]}
        given = {name: value for name, value in names.items() if value}
        return {**where, **given, "retries": 1, "timeout": 10}

    def ask(self, module, client, **given):
        """Run the module as a task with no_log, to get at the token; nothing else of the result may show a secret."""
        result = self.run(module, no_log=True, **{**self.reach(module, client), **given})
        told = {name: result[name] for name in TOKENS if result.get(name)}
        self.issued |= {value for value in told.values() if isinstance(value, str)}
        shown = {name: value for name, value in result.items() if name not in told}
        assert_clean(json.dumps(shown), {*self.canaries, *self.issued, *(v for v in given.values() if _secret(v))})
        return result

    def obtained(self, module, client, **given):
        """The result of a run that got a token, which a protected resource of the server takes."""
        result = self.ask(module, client, **given)
        assert not result.get("failed"), result["msg"]
        assert result["changed"] is False
        assert self.server.accepts(result["access_token"])
        return result

    def refused(self, module, client, kind, hint, requests=1, **given):
        """The failure of a run that got none: one message with its hint, after so many requests."""
        result = self.ask(module, client, **given)
        assert result.get("failed"), "a token was obtained"
        failure = result["failure"]
        assert failure["code"] == kind, result["msg"]
        assert hint in failure["hint"], result["msg"]
        assert result["msg"].endswith("%s %s" % (failure["message"], failure["hint"]))
        assert failure["message"].startswith("Obtaining a token by "), failure["message"]
        assert "\n" not in result["msg"] and len(result["msg"]) < 1000
        assert len(result["requests"]) == requests, result["requests"]
        return failure


def _secret(value):
    return isinstance(value, str) and value.startswith("Canary")
