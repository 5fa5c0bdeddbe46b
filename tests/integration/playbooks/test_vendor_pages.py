# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of docs/vendor-pages.md run as they stand there: the login of a person, the Embeddable Framework, SCIM."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.playbooks import ROOT
from integration.support.sample import CCID

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
PAGE = (ROOT / "docs/vendor-pages.md").read_text(encoding="utf-8")
PERSON = "%s\\%s" % (CCID, defaults.PERSON_USERNAME)
CALLBACK = "https://app.example.com/oauth/callback"


class Reader:
    """Copies the playbooks of the page, and runs them."""

    def __init__(self, world, playbooks, folder):
        self.world, self.playbooks, self.folder = world, playbooks, folder
        world.canaries |= {defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD, defaults.CLOUD_CLIENT_SECRET}
        self.env = dict(world.emulator.env)
        for name, text in re.findall(r"^```yaml\n# (\w+\.yml)[^\n]*\n(.*?)^```", PAGE, re.M | re.S):
            (folder / name).write_text(text, encoding="utf-8")

    def __call__(self, name, *words, **variables):
        self.world.clear_log()
        words = ("-e", json.dumps(variables), *words)
        return self.playbooks.play(str(self.folder / name), *words, warnings="--check" in words, env=self.env)

    def of_cloud(self, name, *words):
        urls = dict.fromkeys(("genesys_cloud_api_url", "genesys_cloud_login_url"), self.world.emulator.url)
        return self(name, *words, cxops_genesys_variables=True, **urls)


@pytest.fixture
def read(world, playbooks, tmp_path):
    return Reader(world, playbooks, tmp_path)


@pytest.fixture
def login(world, read):
    """The client was made, and a person has logged in: (the URL of the login page, its state, where the browser was sent)."""
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    made = read("client.yml")
    assert made.code == 0, made.output[-3000:]
    shown = read("login.yml", auth_url=world.emulator.url)
    assert shown.code == 0, shown.output[-3000:]
    message = shown["Show what to open in a browser, and the state"]["msg"]
    url, state = message["url"], message["state"]
    sent = requests.get(url, auth=(PERSON, defaults.PERSON_PASSWORD), allow_redirects=False, timeout=30)
    assert sent.status_code == 302, sent.text
    return url, state, sent.headers["Location"]


def test_the_login_url_is_encoded_and_has_the_state(login):
    url, state, answer = login
    assert "redirect_uri=https%3A%2F%2Fapp.example.com%2Foauth%2Fcallback" in url and "state=" + state in url
    assert re.fullmatch(r"[0-9a-f]{64}", state)
    assert answer.startswith(CALLBACK + "?") and parse_qs(urlsplit(answer).query)["state"] == [state]


def test_the_code_becomes_a_token_and_that_the_next_one(world, read, login):
    _url, state, answer = login
    checked = read("exchange.yml", "--check", login_answer=answer, chosen_state=state)
    assert checked.code == 0 and world.log() == [], checked.output[-3000:]
    made = read("exchange.yml", login_answer=answer, chosen_state=state)
    assert made.code == 0, made.output[-3000:]
    asked = [entry["path"] for entry in world.log()]
    assert asked == ["/auth/v3/oauth/token"] * 2 and made.changed == 0


def test_an_answer_to_another_login_is_refused(world, read, login):
    _url, _state, answer = login
    made = read("exchange.yml", login_answer=answer, chosen_state="another")
    assert (
        made.code == 2
        and "The state is another one" in str(made["Refuse the answer to another login"])
        and world.log() == []
    )


@pytest.mark.parametrize(("name", "grant"), [("embeddable.yml", "TOKEN"), ("scim.yml", "CLIENT-CREDENTIALS")])
def test_the_clients_of_genesys_cloud(world, read, name, grant):
    assert read.of_cloud(name, "--check").code == 0
    made = read.of_cloud(name)
    assert made.code == 0 and made.changed == 1, made.output[-3000:]
    (client,) = [one for one in world.state()["cloud"]["clients"] if one["name"] != "provisioner"]
    assert client["authorizedGrantType"] == grant
    assert client["accessTokenValiditySeconds"] == {"TOKEN": 64800, "CLIENT-CREDENTIALS": 38880000}[grant]
    assert len(client.get("roleDivisions") or ()) == (0 if grant == "TOKEN" else 2)
    assert grant != "TOKEN" or made["Show the id for clientIds in framework.js"]["msg"] == client["id"]
    assert read.of_cloud(name).changed == 0
