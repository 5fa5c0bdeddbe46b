# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator was asked since a moment, and what it holds of Genesys Cloud. Its result shows secrets."""

from __future__ import annotations

import json
import re
from urllib.request import ProxyHandler, Request, build_opener

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Arguments: url and token of the emulator; since, the number of a logged request, 0 for all."""

    def run(self, tmp=None, task_vars=None):
        """Returns the writes as ``METHOD path`` with ids left out, the number of the last request, clients by id (lists in
        order), and the fields of credentials by name.
        """
        result = super().run(tmp, task_vars)
        url, since = self._task.args["url"] + "/_control/", int(self._task.args["since"])
        log = self._read("%slog?since=%d" % (url, since))["log"]
        cloud = self._read(url + "state")["cloud"]
        result.update(
            writes=[self._call(entry) for entry in log if entry["mutating"]],
            end=max([since, *(entry["n"] for entry in log)]),
            clients={client["id"]: self._in_order(client) for client in cloud["clients"]},
            credentials={one["name"]: one["credentialFields"] for one in cloud["credentials"]},
        )
        return result

    def _read(self, url):
        request = Request(url, headers={"Authorization": "Bearer " + self._task.args["token"]})
        with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)

    @staticmethod
    def _call(entry):
        path = re.sub("[0-9a-f]{8}-[^/]+", "*", entry["path"])
        return "%s %s" % (entry["method"], re.sub("^/api/v2/(oauth|integrations)/", "", path))

    @staticmethod
    def _in_order(client):
        return {name: sorted(value, key=str) if isinstance(value, list) else value for name, value in client.items()}
