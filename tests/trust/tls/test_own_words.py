# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Handshakes that fail for a reason of which no table says more: the failure has OpenSSL's own words for it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from integration.support.good import assert_failure
from trust.tls.support.certificates import DAY, Pair, pem_of
from trust.tls.support.front import Front
from trust.tls.support.https import HTTP, assert_untrusted, run

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
GOOD = HTTP["environment"]
PEM = serialization.Encoding.PEM
# Python 3.13 and newer, with a urllib3 that does the same.
IS_STRICT = bool(requests.packages.urllib3.util.ssl_.create_urllib3_context().verify_flags & ssl.VERIFY_X509_STRICT)
USAGE = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
# What is wrong with the authority's certificate: whether it is marked as critical that it is one, what it is for, OpenSSL's words.
AUTHORITIES = {
    "basic constraints that are not critical": (False, USAGE, "Basic Constraints of CA cert not marked critical"),
    "no key usage": (True, None, "CA cert does not include key usage extension"),
}


def signed(name, key, issuer, issuer_key, *extensions):
    """A certificate; each extension with whether it is critical."""
    now, names = (
        datetime.now(UTC),
        [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in (name, issuer)],
    )
    made = x509.CertificateBuilder(
        names[1], names[0], key.public_key(), x509.random_serial_number(), now - DAY, now + DAY
    )
    for extension, is_critical in (
        *extensions,
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False),
    ):
        made = made.add_extension(extension, is_critical)
    return made.sign(issuer_key, hashes.SHA256()).public_bytes(PEM)


def issued(folder, is_critical, usage):
    """(file of such an authority, Pair of a server's certificate from it)"""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _one in range(2)]
    extensions = [(x509.BasicConstraints(True, None), is_critical), *([(usage, True)] if usage else [])]
    authority = signed("authority", keys[0], "authority", keys[0], *extensions)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    server = signed("server", keys[1], "authority", keys[0], (here, False))
    paths = []
    for name, content in (("ca", authority), ("cert", server), ("key", pem_of(keys[1]))):
        paths.append(folder / name)
        paths[-1].write_bytes(content)
        paths[-1].chmod(0o600)
    return str(paths[0]), Pair(str(paths[1]), str(paths[2]), "")


@pytest.mark.parametrize("kind", AUTHORITIES)
def test_an_authority_that_only_strict_checks_refuse(world, tmp_path, kind):
    is_critical, usage, words = AUTHORITIES[kind]
    authority, pair = issued(tmp_path, is_critical, usage)
    GOOD.prepare(world)
    front = Front(pair, world.emulator.port)
    result = run(world, GOOD, front.url(), ca_path=authority)
    if IS_STRICT:
        assert_untrusted(world, result, front, words, "Python 3.13")
    else:
        assert not result.get("failed"), result["msg"]
    front.close()


def hello_of_old():
    """A ServerHello of TLS 1.2 without any extension, so also without that of RFC 5746."""
    hello = b"\x03\x03" + bytes(range(32)) + b"\x00" + b"\xc0\x2f" + b"\x00"
    message = b"\x02" + len(hello).to_bytes(3, "big") + hello
    return b"\x16\x03\x03" + len(message).to_bytes(2, "big") + message


# What a server answers to the first bytes, and what is said of it.
ANSWERS = {
    "no secure renegotiation": (hello_of_old(), "unsafe legacy renegotiation disabled", "RFC 5746"),
    "an alert that no table has": (b"\x15\x03\x03\x00\x02\x02\x50", "alert internal error", "ca_path"),
    "the alert about versions": (b"\x15\x03\x03\x00\x02\x02\x46", "no version of TLS that both sides allow", "TLS 1.2"),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_server_that_ends_the_handshake(world, kind):
    answer, words, hint = ANSWERS[kind]
    GOOD.prepare(world)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            there, _address = listener.accept()
            with there:
                there.settimeout(10)
                there.recv(65536)
                there.sendall(answer)
                there.recv(65536)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        result = run(world, GOOD, "https://127.0.0.1:%d" % listener.getsockname()[1])
        thread.join(10)
    assert_failure(result, "certificate")
    assert words in result["failure"]["message"] and hint in result["failure"]["hint"], result["msg"]
    assert len(result["requests"]) == 1, "it is not tried again"
