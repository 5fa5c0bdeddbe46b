# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of services: every module says what is wrong before a byte of HTTP is sent, and works with the right ones."""

from __future__ import annotations

import ssl

import pytest

from emulator import server
from integration.support.good import assert_failure
from integration.support.world import World
from trust.tls.support.https import BAD, BY_NAME, FEW, HERE, HTTP, OLD, TRUST, assert_untrusted, run


@pytest.mark.parametrize("name", HTTP)
def test_a_certificate_that_is_not_right(world, fronts, certificates, cases, long, name):
    good = HTTP[name]
    good.prepare(world)
    before = world.state()
    for kind, (host, reason, hint) in BAD.items():
        if not long and name not in FEW[:1] and kind not in list(BAD)[:3]:
            continue
        for check in (False, True) if long else (False,):
            for authority in (certificates.ca, certificates.folder_ca) if long else (certificates.ca,):
                with cases("%s: %s check=%s %s" % (name, kind, check, authority)):
                    front = fronts(kind)
                    result = run(world, good, front.url(host), check, ca_path=authority)
                    assert_untrusted(world, result, front, reason, hint)
                    assert front.met
    with cases("%s: the usual authorities do not know ours" % name):
        front = fronts("good")
        assert_untrusted(world, run(world, good, front.url()), front, "not trusted", TRUST)
    with cases("%s: another authority is given" % name):
        front = fronts("good")
        result = run(world, good, front.url(), ca_path=certificates.other_ca)
        assert_untrusted(world, result, front, "not trusted", TRUST)
    assert world.state() == before


@pytest.mark.parametrize("name", HTTP)
def test_with_the_right_authority_it_works(world, fronts, certificates, cases, long, name):
    good = HTTP[name]
    good.prepare(world)
    for kind, host, given in (
        ("good", HERE, {"ca_path": certificates.ca}),
        ("good", BY_NAME, {"ca_path": certificates.folder_ca}),
        ("chain", HERE, {"ca_path": certificates.ca}),
        ("self-signed", HERE, {"validate_certs": False}),
        ("expired", HERE, {"validate_certs": False}),
    ):
        if long or name in FEW or kind == "good" and host == HERE:
            with cases("%s: %s at %s with %s" % (name, kind, host, given)):
                front = fronts(kind)
                result = run(world, good, front.url(host), **given)
                assert not result.get("failed"), result["msg"]
                assert b" HTTP/1.1\r\n" in front.heard


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("name", FEW[:2] + FEW[3:])
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_authorities_of_the_environment(world, fronts, certificates, cases, monkeypatch, tmp_path, name, variable):
    good, front = HTTP[name], fronts("good")
    good.prepare(world)
    with cases("the right one"):
        monkeypatch.setenv(variable, certificates.ca)
        assert not run(world, good, front.url()).get("failed")
    with cases("another one"):
        front.clear()
        monkeypatch.setenv(variable, certificates.other_ca)
        assert_untrusted(world, run(world, good, front.url()), front, "not trusted", TRUST)
    with cases("the option goes first"):
        assert not run(world, good, front.url(), ca_path=certificates.ca).get("failed")
        assert not run(world, good, front.url(), validate_certs=False).get("failed")
    front.clear()
    (tmp_path / "empty.pem").touch()
    for label, path, code in (
        ("a file that is not there", tmp_path / "none.pem", "invalid_input"),
        ("a file without certificates", tmp_path / "empty.pem", "certificate"),
    ):
        with cases(label):
            monkeypatch.setenv(variable, str(path))
            result = run(world, good, front.url())
            assert_failure(result, code)
            assert "ca_path" in result["failure"]["hint"]
            assert front.heard == b""
    with cases("that matters to nobody without TLS"):
        monkeypatch.setenv(variable, str(tmp_path / "none.pem"))
        assert not run(world, good, world.emulator.url).get("failed")


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("version", OLD)
def test_a_service_with_old_versions_only(world, fronts, certificates, cases, version):
    front = fronts("good", versions=(OLD[version], OLD[version]))
    for name in (FEW[1], FEW[4]):
        with cases(name):
            HTTP[name].prepare(world)
            result = run(world, HTTP[name], front.url(), ca_path=certificates.ca)
            assert_untrusted(world, result, front, "no version of TLS", "TLS 1.2")


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=str)
def test_each_version_of_today(world, fronts, certificates, version):
    front = fronts("good", versions=(version, version))
    HTTP["environment"].prepare(world)
    assert run(world, HTTP["environment"], front.url(), ca_path=certificates.ca)["changed"]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("name", FEW[:2] + FEW[3:])
def test_a_port_without_tls_and_one_with_it(world, fronts, certificates, cases, name):
    good, front = HTTP[name], fronts("good")
    good.prepare(world)
    before = world.state()
    with cases("https is asked of a port without TLS"):
        result = run(world, good, world.emulator.url.replace("http:", "https:"))
        assert_failure(result, "certificate")
        assert "does not speak TLS" in result["msg"] and "port" in result["failure"]["hint"]
        assert world.log() == []
    with cases("http is asked of a port with TLS"):
        result = run(world, good, front.url().replace("https:", "http:"))
        assert_failure(result, "unreachable", "bad_response")
        assert "begins with https" in result["failure"]["hint"], result["msg"]
        assert front.heard == b"" and world.log() == []
    assert world.state() == before


def test_uvicorn_itself_with_our_certificates(certificates, cases):
    """Not only what stands before the emulator, but the emulator's own server."""
    pair = certificates.servers["good"]
    with server.start(certfile=pair.certificate, keyfile=pair.key) as emulator:
        world = World(emulator)
        for name in ("environment_info", "contact_center_info", "auth_client_info", "cloud_client_info"):
            module = {"cloud_client_info": "genesys_cloud_oauth_client_info"}.get(name, "genesys_" + name)
            given = world.cloud if "cloud" in module else world.ops
            with cases(module):
                assert not world.run(module, **given, ca_path=certificates.ca).get("failed")
                world.clear_log()
                assert_failure(world.run(module, **given, ca_path=certificates.other_ca), "certificate")
                assert world.log() == []
