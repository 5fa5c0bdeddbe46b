# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services and databases that are not there, not trusted, not patient, or answer nonsense: every module says it once, clearly, and changes nothing."""

from __future__ import annotations

import socket

import pytest
import trustme

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator import defaults, server
from integration.support.good import GOOD, assert_failure
from integration.support.sample import OTHER_ID
from integration.support.world import World

URLS = ("auth_url", "environment_url", "nexus_url", "cloud_api_url", "cloud_login_url")


def is_cloud(good):
    """It talks to Genesys Cloud."""
    return good.module.startswith("genesys_cloud")


HTTP = [pytest.param(good, id=good.name) for good in GOOD if good.http]
SQL = [pytest.param(good, id=good.name) for good in GOOD if good.sql]
# No gateway stands in front of Digital Channels, nor of Genesys Cloud.
BEHIND_GATEWAY = [
    pytest.param(good, id=good.name) for good in GOOD if good.http and good.name != "service" and not is_cloud(good)
]
# A tenant without its key is proven absent by the table; in check mode an earlier task may make its client.
ELSEWHERE = [
    pytest.param(good, state, id="%s %s" % (good.name, state))
    for good in GOOD
    for state in ("present", "absent", "check")
    if good.http and (good.name != "tenant" or state == "present")
]
WRITING = [pytest.param(good, id=good.name) for good in GOOD if good.http and isinstance(TASKS[good.module], Manage)]

# What the first answer is, and the codes that may come of it.
FAULTS = {
    "code 7": (("code", {"code": 7}), ("refused",)),
    "code '7'": (("code", {"code": "7"}), ("refused",)),
    "web page": (("html", {"status": 200}), ("bad_response",)),
    "web page 502": (("html", {"status": 502}), ("service_error",)),
    "cut off": (("truncate", {"when": "before"}), ("bad_response",)),
    "broken off": (("cut", {"when": "before"}), ("bad_response", "unreachable")),
    "reset": (("reset", {}), ("unreachable",)),
    "dropped": (("drop", {}), ("unreachable",)),
    "timeout": (("delay", {"seconds": 0.5}), ("timeout",)),
    "slow drip": (("drip", {"seconds": 3, "when": "before"}), ("timeout",)),
    "redirect": (("redirect", {"location": "https://evil.example.com/"}), ("redirected",)),
    "huge": (("huge", {"size": 17 * 1024 * 1024}), ("bad_response",)),
    "500": (("status", {"status": 500}), ("service_error",)),
    "503": (("status", {"status": 503, "retry_after": 1}), ("service_error",)),
    "429": (("status", {"status": 429, "retry_after": 1}), ("rate_limited",)),
    "429 for long": (("status", {"status": 429, "retry_after": 100000}), ("rate_limited",)),
    "forbidden": (("status", {"status": 403, "body": {"message": "Forbidden"}}), ("forbidden",)),
    "no object": (("status", {"status": 200, "body": ["a", 1, None]}), ("bad_response",)),
}


def closed_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def urls(good, url):
    return {name: url for name in URLS if name in {field.arg for field in TASKS[good.module].connection}}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("good", HTTP)
def test_nonsense_as_answer(world, good, fault):
    good.prepare(world)
    before = world.state()
    (effect, options), codes = FAULTS[fault]
    more = {"timeout": 0.2} if codes == ("timeout",) else {}
    if is_cloud(good):
        more["rate_limit_wait"] = 2  # else it is patient
    world.control.fault(effect, times=0, **options)
    for check in (False, True):
        if check and (good.name == "tenant" or (good.name, codes) == ("service", ("refused",))):
            continue  # an earlier task of the run may make what is needed; a refused look says that there is none
        result = good.run(world, check, retries=1, **more)
        assert_failure(result, *codes)
        failure = result["failure"]
        assert failure["operation"] and failure["url"].startswith(world.emulator.url)
        if codes[0] not in ("unreachable", "timeout", "bad_response"):
            assert failure["http_status"]
        assert len(result["requests"]) <= 3
    assert world.state() == before
    assert all(seconds <= 120 for seconds in world.slept)


@pytest.mark.parametrize("good", HTTP)
def test_an_empty_answer_to_a_question(world, good):
    good.prepare(world)
    before = world.state()
    world.control.fault("empty", times=0, method="GET" if good.name not in ("token", "cloud_token", "tenant") else None)
    for check in (True, False):
        if not (check and good.name == "tenant"):
            result = good.run(world, check)
            if good.name != "service":  # an answer without a connection is that of a service that does not tell
                assert_failure(result, "bad_response")
    if good.name != "service":
        assert world.state() == before


@pytest.mark.parametrize("good", WRITING)
@pytest.mark.parametrize("fault", ["code 7", "forbidden"])
def test_a_write_that_is_refused(world, good, fault):
    good.prepare(world)
    before = world.state()
    (effect, options), codes = FAULTS[fault]
    world.control.fault(effect, method="POST", path="^(?!.*oauth/token)", times=0, **options)
    result = good.run(world)
    assert_failure(result, *codes)
    assert result["failure"]["method"] == "POST"
    assert world.state() == before


@pytest.mark.parametrize("good", WRITING)
@pytest.mark.parametrize("effect", ["reset", "drop", "html", "status"])
def test_a_write_that_never_gets_through(world, good, effect):
    good.prepare(world)
    before = world.state()
    world.control.fault(effect, method="POST", path="^(?!.*oauth/token)", times=0)
    result = good.run(world)
    assert_failure(result, "unreachable", "service_error")
    assert world.state() == before
    assert len(world.writes()) <= 6


@pytest.mark.parametrize("good", HTTP)
def test_a_service_that_is_not_there(world, good):
    good.prepare(world)
    before = world.state()
    result = good.run(world, **urls(good, "http://127.0.0.1:%d" % closed_port()))
    assert_failure(result, "unreachable")
    assert "URL" in result["failure"]["hint"]
    assert world.state() == before


@pytest.mark.parametrize(("good", "state"), ELSEWHERE)
def test_a_url_that_leads_elsewhere(world, good, state):
    """Another web server answers with its own 404 page."""
    good.prepare(world)
    world.control.switches(unknown_route="html")
    before = world.state()
    given = {"state": "absent"} if state == "absent" and isinstance(TASKS[good.module], Manage) else {}
    result = good.run(world, state == "check", **given, **urls(good, world.emulator.url + "/elsewhere"))
    if good.name in ("service", "data_center") and state == "check":
        assert not result["observed"]
    else:
        assert_failure(result, "not_found", "bad_response", "not_offered")
    assert world.state() == before


@pytest.mark.parametrize("good", HTTP)
def test_https_where_only_http_is_spoken(world, good):
    good.prepare(world)
    before = world.state()
    assert_failure(good.run(world, **urls(good, world.emulator.url.replace("http", "https"))), "certificate")
    assert world.state() == before


CREDENTIALS = {
    "auth_password": ("Canary-wrong-password", "auth_password"),
    "auth_username": ("nobody", "auth_username"),
    "auth_client_secret": ("Canary-wrong-secret", "client secret"),
    "auth_client_id": ("nobody", "client id"),
    "nexus_api_key": (OTHER_ID, "nexus_api_key"),
    "password": ("Canary-wrong-person", "password"),
    "cloud_client_id": (OTHER_ID, "cloud_client_id"),
    "cloud_client_secret": ("Canary-wrong-secret", "cloud_client_secret"),
}


def with_credentials():
    for good in GOOD:
        for option in CREDENTIALS:
            if is_cloud(good) or option.startswith("cloud_"):
                if is_cloud(good) and option.startswith("cloud_"):
                    yield pytest.param(good, option, id="%s %s" % (good.name, option))
                continue
            database = good.name in ("gapi", "service")
            person = option == "password" and good.name == "tenant"
            ops = option.startswith("auth_") and "client" not in option and good.name not in ("tenant", "token")
            client = "auth_client" in option and good.name in ("tenant", "token")
            key = option == "nexus_api_key" and good.name == "service"
            if person or client or key or (ops and not database):
                yield pytest.param(good, option, id="%s %s" % (good.name, option))


@pytest.mark.parametrize(("good", "option"), list(with_credentials()))
def test_wrong_credentials(world, good, option):
    good.prepare(world)
    before = world.state()
    value, hint = CREDENTIALS[option]
    result = good.run(world, **{option: value})
    assert_failure(result, "bad_credentials", "forbidden")
    assert hint in result["failure"]["hint"]
    assert result["failure"]["http_status"] in (400, 401, 403)
    assert world.state() == before


@pytest.mark.parametrize("good", BEHIND_GATEWAY)
def test_the_key_of_the_gateway_is_missing(world, good):
    good.prepare(world)
    world.control.switches(gateway=True)
    before = world.state()
    for key in (None, "Canary-wrong-key"):
        result = good.run(world, api_key=key)
        assert_failure(result, "forbidden")
        assert "x-api-key" in result["failure"]["hint"]
    assert world.state() == before
    assert not good.run(world, api_key=defaults.GATEWAY_API_KEY).get("failed")


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """Servers by name: an unknown authority, another name in the certificate, one that wants a client certificate."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    wrong = authority.issue_cert("other.example.com")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    wrong.private_key_pem.write_to_path(str(folder / "key.pem"))
    wrong.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    with (
        server.start(tls=True) as unknown,
        server.start(certfile=str(folder / "cert.pem"), keyfile=str(folder / "key.pem")) as misnamed,
        server.start(tls_client_auth=True) as exclusive,
    ):
        yield {
            "unknown": (unknown, None),
            "misnamed": (misnamed, str(folder / "ca.pem")),
            "exclusive": (exclusive, exclusive.ca_path),
        }


@pytest.mark.parametrize("which", ["unknown", "misnamed", "exclusive"])
@pytest.mark.parametrize("good", HTTP)
def test_certificates(world, strangers, good, which):
    good.prepare(world)
    emulator, authority = strangers[which]
    before = emulator.app.store.snapshot()
    result = good.run(world, ca_path=authority, **urls(good, emulator.url))
    # A server that wants a certificate may just end the connection: nothing tells why.
    assert_failure(result, "certificate", *(["unreachable"] if which == "exclusive" else []))
    assert ("ca_path" if which != "exclusive" else "client_cert") in result["failure"]["hint"]
    reasons = {"unknown": ("not trusted", "self-signed"), "misnamed": ("another name",), "exclusive": ("",)}[which]
    assert any(reason in result["msg"] for reason in reasons)
    assert emulator.app.store.snapshot() == before


def test_with_the_right_certificates_it_works(strangers):
    for which, more in (("unknown", ("ca_path",)), ("exclusive", ("ca_path", "client_cert", "client_key"))):
        emulator, _authority = strangers[which]
        world = World(emulator)
        given = {name: getattr(emulator, name) for name in more}
        assert not world.run("genesys_environment_info", **world.ops, **given).get("failed")
    world = World(strangers["unknown"][0])
    assert not world.run("genesys_environment_info", **world.ops, validate_certs=False).get("failed")


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
@pytest.mark.parametrize("good", HTTP)
def test_a_certificate_file_that_is_not_there(world, good, option, tmp_path):
    good.prepare(world)
    before = world.state()
    (tmp_path / "some.pem").write_text("")
    more = {"client_cert": str(tmp_path / "some.pem")} if option == "client_key" else {}
    result = good.run(world, **more, **{option: str(tmp_path / "none.pem")})
    assert_failure(result, "invalid_input")
    assert result["failure"]["field"] == option
    assert world.log() == [] and world.state() == before


@pytest.mark.parametrize("option", ["ca_path", "client_cert"])
@pytest.mark.parametrize("good", HTTP[:1] + HTTP[-1:])
def test_a_certificate_file_that_holds_something_else(strangers, good, option, tmp_path):
    (tmp_path / "garbage.pem").write_text("this is no certificate")
    world = World(strangers["unknown"][0])
    given = {"ca_path": world.emulator.ca_path, option: str(tmp_path / "garbage.pem")}
    result = good.run(world, **given)
    assert_failure(result, "invalid_input", "certificate")


DATABASES = {
    "no server": (lambda: {"login_port": closed_port()}, ("unreachable",), "login_host"),
    "no such host": (lambda: {"login_host": "no-such-host.invalid"}, ("unreachable",), "login_host"),
    "wrong password": (lambda: {"login_password": "Canary-wrong-sql"}, ("bad_credentials",), "login_password"),
    "wrong user": (lambda: {"login_user": "nobody_here"}, ("bad_credentials",), "login_user"),
    "wrong database": (lambda: {"login_db": "none_such"}, ("database",), "login_db"),
    "no TLS": (lambda: {"ssl_mode": "require"}, ("certificate",), "ssl_mode"),
    "no certificate": (lambda: {"ca_cert": "/none/such.pem"}, ("invalid_input",), "PEM"),
}


@pytest.mark.parametrize("case", DATABASES)
@pytest.mark.parametrize("good", SQL)
def test_a_database_that_cannot_be_used(world, good, case):
    good.prepare(world)
    before = world.state()
    make, codes, hint = DATABASES[case]
    for check in (True, False):
        result = good.run(world, check, **make())
        assert_failure(result, *codes)
        assert hint in result["failure"]["hint"]
    assert world.state() == before
