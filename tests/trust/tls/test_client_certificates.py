# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that want to know the client by its certificate: the right one works, any other is a clear failure, and asks nobody anything."""

from __future__ import annotations

import os
import pty
import ssl
import subprocess
import sys

import pytest

from integration.support.good import assert_failure
from trust.tls.support.https import FEW, HTTP, run

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
NAMES = [FEW[0], FEW[1], FEW[3], FEW[4]]


def given(pair, certificates):
    """The options for a client with this certificate."""
    return {"ca_path": certificates.ca, "client_cert": pair.certificate, "client_key": pair.key}


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("version", VERSIONS)
def test_who_gets_in(world, fronts, certificates, cases, long, version):
    front = fronts("good", clients=certificates.ca, versions=(VERSIONS[version],) * 2)
    pair = certificates.clients["good"]
    for name in HTTP if long else NAMES:
        if name in ("service", "tenant"):  # they need the database
            continue
        world.control.reset()
        good = HTTP[name]
        good.prepare(world)
        before = world.state()
        refused = {
            "none": ({"ca_path": certificates.ca}, "client certificate"),
            "of another authority": (given(certificates.clients["another authority"], certificates), "does not accept"),
            "expired": (given(certificates.clients["expired"], certificates), "it has expired"),
        }
        for label, (options, reason) in refused.items():
            with cases("%s, TLS %s: %s" % (name, version, label)):
                front.clear()
                result = run(world, good, front.url(), **options)
                # With TLS 1.3 the service's word on it may be lost when it ends the connection.
                assert_failure(result, "certificate", *(["unreachable"] if version == "1.3" else []))
                assert "client_cert" in result["failure"]["hint"]
                if result["failure"]["code"] == "certificate":
                    assert reason in result["failure"]["message"]
                assert front.heard == b"" and world.log() == []
                assert world.state() == before
        for label, options in {
            "two files": given(pair, certificates),
            "one file": {"ca_path": certificates.ca, "client_cert": pair.both},
        }.items():
            with cases("%s, TLS %s: %s" % (name, version, label)):
                result = run(world, good, front.url(), **options)
                assert not result.get("failed"), result["msg"]


def bad_files(certificates, folder):
    """label -> (options, the one to blame, what the message says) of files that are not what they are given for."""
    good, encrypted = certificates.clients["good"], certificates.clients["encrypted"]
    (folder / "garbage.pem").write_text("this is no certificate\n")
    (folder / "empty.pem").touch()
    garbage, empty, nowhere = (str(folder / name) for name in ("garbage.pem", "empty.pem", "none.pem"))
    cert = good.certificate
    return {
        "the key of another": (
            {"client_cert": cert, "client_key": certificates.servers["good"].key},
            "client_key",
            "fit",
        ),
        "an encrypted key": ({"client_cert": cert, "client_key": encrypted.key}, "client_key", "encrypted"),
        "an encrypted key beside": ({"client_cert": encrypted.both}, "client_cert", "encrypted"),
        "no key": ({"client_cert": cert}, "client_cert", "with its key"),
        "the wrong way round": ({"client_cert": good.key, "client_key": cert}, "client_key", "with its key"),
        "garbage": ({"client_cert": garbage, "client_key": good.key}, "client_key", "with its key"),
        "a key of garbage": ({"client_cert": cert, "client_key": garbage}, "client_key", "with its key"),
        "empty": ({"client_cert": empty, "client_key": good.key}, "client_key", "with its key"),
        "a folder": ({"client_cert": str(folder), "client_key": good.key}, "client_cert", "cannot be read"),
        "a folder for the key": ({"client_cert": cert, "client_key": str(folder)}, "client_key", "cannot be read"),
        "missing": ({"client_cert": nowhere, "client_key": good.key}, "client_cert", "there is no file"),
        "no file of the key": ({"client_cert": cert, "client_key": nowhere}, "client_key", "there is no file"),
        "authorities of garbage": ({"ca_path": garbage}, "ca_path", "holds no certificate"),
        "no authority in it": ({"ca_path": empty}, "ca_path", "holds no certificate"),
        "a key for an authority": ({"ca_path": good.key}, "ca_path", "holds no certificate"),
        "authorities nowhere": ({"ca_path": nowhere}, "ca_path", "there is no file"),
    }


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_not_what_they_should_be(world, fronts, certificates, cases, tmp_path, name):
    front = fronts("good", clients=certificates.ca)
    good = HTTP[name]
    good.prepare(world)
    before = world.state()
    for label, (options, blamed, words) in bad_files(certificates, tmp_path).items():
        with cases("%s: %s" % (name, label)):
            result = run(world, good, front.url(), **{"ca_path": certificates.ca, **options})
            assert_failure(result, "invalid_input")
            assert result["failure"]["field"] == blamed
            assert words in result["failure"]["message"], result["msg"]
            assert result["requests"] == []
            assert "Canary" not in result["msg"]
    assert front.met == 0 and world.state() == before


UNREADABLE = """
import os, sys
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
ca, cert, key = sys.argv[1:]
for verify, pair in ((ca, None), (True, cert), (True, (cert, key))):
    try:
        Transport(verify=verify, cert=pair)
    except InvalidInput as error:
        print(error.details["field"], error.message)
"""


def test_files_of_another_user(certificates, tmp_path):
    """Asked as a user who may not read them; whoever owns them takes the right from themselves."""
    pair = certificates.clients["good"]
    copies = []
    tmp_path.chmod(0o755)
    for path in (certificates.ca, pair.certificate, pair.key):
        copies.append(tmp_path / os.path.basename(path))
        copies[-1].write_bytes(b"")
        copies[-1].chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", UNREADABLE, *map(str, copies)],
        check=False,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ca_path", "client_cert", "client_cert"]
    assert done.stdout.count("cannot be read") == 3


ASKING = """
import sys
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import GenesysError
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Service, Transport
try:
    Service(Transport(timeout=5, verify=sys.argv[2], cert=sys.argv[3]), sys.argv[1]).get("Trying", "/x")
except GenesysError as error:
    print(error.code)
"""


@pytest.mark.parametrize("world", [False], indirect=True)
def test_nobody_is_asked_for_a_passphrase(world, fronts, certificates):
    """OpenSSL would ask the terminal, and wait for it."""
    front = fronts("good", clients=certificates.ca)
    master, terminal = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", ASKING, front.url(), certificates.ca, certificates.clients["encrypted"].both],
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=terminal,
            start_new_session=True,
            text=True,
        )
        try:
            assert process.communicate(timeout=30)[0].split() == ["invalid_input"]
        finally:
            process.kill()
    finally:
        os.close(terminal)
        os.close(master)
