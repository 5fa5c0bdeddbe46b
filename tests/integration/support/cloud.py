# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An organisation of Genesys Cloud as a test sees it."""

from __future__ import annotations

import os
import time

import requests

from emulator.cloud_state import iso

from .world import World

DAY = 86400


class Organization(World):
    """The emulator's organisation, with the module of its OAuth clients at hand."""

    def __init__(self, emulator, folder):
        super().__init__(emulator)
        self.secret_file = folder / "secrets" / "app.secret"

    def client(self, check=False, no_log=False, **given):
        """Run the module for the client named app, unless other options say otherwise."""
        if "client_id" not in given:
            given.setdefault("name", "app")
        return self.run("genesys_cloud_oauth_client", check, no_log, **dict(self.cloud, **given))

    def twice(self, **given):
        """In check mode, for real, and again: each says the same, and only the real run writes. Returns the real run."""
        before = self.clients()
        self.clear_log()
        foretold = self.client(True, **given)
        assert self.writes() == []
        assert self.clients() == before
        done = self.client(**given)
        assert not done.get("failed"), done["msg"]
        assert foretold["changed"] == done["changed"]
        assert foretold["diff"] == done["diff"]
        assert foretold.get("warnings") == done.get("warnings")
        again = self.client(**given)
        assert again["changed"] is False, again["diff"]
        return done

    def made(self, **more):
        """A client with its secret in the file."""
        given = {
            "authorized_grant_type": "CLIENT-CREDENTIALS",
            "roles": [{"role": "employee"}],
            "secret_file": str(self.secret_file),
        }
        done = self.client(**dict(given, **more))
        assert done["changed"], done
        return done["resource"]

    def seed(self, **more):
        """A client that somebody else made, in the service's own form; returns its id."""
        given = {"name": "app", "authorizedGrantType": "CODE", "scope": ["users"]}
        (identity,) = self.control.seed(cloud_clients=[dict(given, **more)])["cloud_clients"]
        return identity

    def clients(self):
        """The clients in the service's own form, secrets included, but for the one whose credentials the tests use."""
        own = self.cloud["cloud_client_id"]
        return [one for one in self.state()["cloud"]["clients"] if one["id"] != own]

    def one(self):
        """The only client that there is."""
        (client,) = self.clients()
        return client

    def kept(self):
        """The secret in the file, which belongs to nobody but its owner."""
        assert self.secret_file.stat().st_mode & 0o777 == 0o600
        return self.secret_file.read_text().rstrip("\n")

    def paths(self, method):
        """The paths of the calls with this method since the last clear_log()."""
        return [entry["path"] for entry in self.log() if entry["method"] == method]

    def age_secret(self, days):
        """Let the secret in the file be so old."""
        moment = time.time() - days * DAY
        os.utime(self.secret_file, (moment, moment))

    def ago(self, days):
        """The moment so many days ago, as the service writes it."""
        return iso(time.time() - days * DAY)

    def token_status(self, client_id, secret):
        """The HTTP status with which the token endpoint answers these credentials."""
        form = {"grant_type": "client_credentials"}
        return requests.post(self.emulator.url + "/oauth/token", form, auth=(client_id, secret), timeout=10).status_code
