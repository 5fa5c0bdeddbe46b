# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers written by others in processes of their own, and what a test does there beside the token client: sign in, revoke, wait."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
import venvs

from . import seeds

HERE = Path(__file__).parent
PATIENCE = 60  # seconds until a server listens, on a machine with much else to do
VERIFIER = "a-verifier-of-forty-three-characters-or-more-~._"


class Absent(Exception):
    """The server cannot run on this computer; the text says why."""


def _python(name):
    return lambda: [str(venvs.python(venvs.SERVERS)), "-I", str(HERE / name)]


def _node():
    packages = venvs.folder(venvs.SERVERS) / "node"
    missing = packages / "missing.txt"
    node = shutil.which("node")
    if missing.exists() or not (packages / "node_modules").exists() or not node:
        reason = missing.read_text(encoding="utf-8").strip() if missing.exists() else "there is no Node.js, or no npm"
        raise Absent(reason)
    return [node, str(HERE / "node_server.mjs")]


KINDS = {
    "django-oauth-toolkit": _python("django_server.py"),
    "authlib": _python("authlib_server.py"),
    "oidc-provider": _node,
}


class Server:
    """One that runs. kind: which. url: where."""

    def __init__(self, kind, url):
        self.kind = kind
        self.url = url

    def code(self, client, person, scope="read", **more):
        """An authorization code for the person, as the login page would hand it to the client."""
        query = {"response_type": "code", "client_id": client["id"], "redirect_uri": seeds.REDIRECT, "scope": scope}
        with requests.Session() as browser:
            browser.headers["X-Signed-In"] = person["name"]
            browser.trust_env = False
            answer = browser.get(
                self.url + "/auth/v3/oauth/authorize", params={**query, **more}, allow_redirects=False, timeout=10
            )
            while answer.is_redirect and not answer.headers["Location"].startswith(seeds.REDIRECT):
                answer = browser.get(
                    requests.compat.urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=10
                )
        assert answer.is_redirect, "%s %s" % (answer.status_code, answer.text)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def challenge(self, method="S256"):
        """The parameters of a login page for PKCE with VERIFIER."""
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        text = base64.urlsafe_b64encode(digest).decode().rstrip("=") if method == "S256" else VERIFIER
        return {"code_challenge": text, "code_challenge_method": method}

    def accepts(self, token, path="/environment/v3/environments"):
        """Whether a protected resource of the server takes the token."""
        headers = {"Authorization": "Bearer " + token}
        status = requests.get(self.url + path, headers=headers, timeout=10).status_code
        assert status in (200, 401), status
        return status == 200

    def revoke(self, client, token):
        """Make the token worthless before its time (RFC 7009)."""
        answer = requests.post(
            self.url + "/revoke", {"token": token}, auth=(client["id"], client["secret"]), timeout=10
        )
        assert answer.status_code == 200, answer.text

    def later(self, seconds):
        """Let time pass for what the server has issued."""
        assert requests.get(self.url + "/later", {"seconds": seconds}, timeout=10).status_code == 200


@contextmanager
def start(kind, folder):
    """Run one of KINDS with its files in the folder. Raises Absent where that cannot be."""
    words = KINDS[kind]()
    folder.mkdir(parents=True)
    (folder / "seeds.json").write_text(json.dumps(seeds.document()), encoding="utf-8")
    more = [str(venvs.folder(venvs.SERVERS) / "node")] if kind == "oidc-provider" else []
    with open(folder / "log.txt", "w+", encoding="utf-8") as log, open(folder / "port", "w+", encoding="utf-8") as port:
        process = subprocess.Popen(
            [*words, str(folder), *more], stdin=subprocess.DEVNULL, stdout=port, stderr=log, cwd=folder
        )
        try:
            yield Server(kind, "http://127.0.0.1:%d" % _port(process, folder))
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(process, folder):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for line in (folder / "port").read_text(encoding="utf-8").split("\n")[:-1]:
            if line.isdigit():
                return int(line)
        time.sleep(0.05)
    raise AssertionError("the server does not listen: %s" % (folder / "log.txt").read_text(encoding="utf-8"))
