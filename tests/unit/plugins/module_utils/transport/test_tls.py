# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the library says of TLS in the user's words, and the user's files before anything is sent."""

from __future__ import annotations

import ssl

import pytest
import requests
import trustme

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.transport import http_service, tls

# As Python and OpenSSL say it, in the versions that are about; not all of them can be had on one machine.
SAID = [
    (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
        "is self-signed",
        "ca_path",
    ),
    ("certificate verify failed: self signed certificate (_ssl.c:1129)", "is self-signed", "ca_path"),
    ("certificate verify failed: self signed certificate in certificate chain", "not trusted", "ca_path"),
    ("certificate verify failed: unable to get local issuer certificate", "not trusted", "ca_path"),
    ("certificate verify failed: unable to get issuer certificate", "not trusted", "ca_path"),
    ("certificate verify failed: certificate has expired", "has expired", "renewed"),
    ("certificate verify failed: certificate is not yet valid", "not yet valid", "renewed"),
    ("Hostname mismatch, certificate is not valid for 'h'", "another name", "name in the URL"),
    ("hostname 'h' doesn't match 'other.example.com'", "another name", "name in the URL"),
    ("[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required", "wants a client", "client_cert"),
    ("[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca", "does not accept the client", "client_cert"),
    ("[SSL: SSLV3_ALERT_BAD_CERTIFICATE] sslv3 alert bad certificate", "does not accept the client", "client_cert"),
    ("[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] ssl/tls alert certificate expired", "it has expired", "client_cert"),
    ("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure", "may want a client", "client_cert"),
    ("[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version", "no version of TLS", "TLS 1.2"),
    ("[SSL: UNSUPPORTED_PROTOCOL] unsupported protocol", "no version of TLS", "TLS 1.2"),
    ("certificate verify failed: EE certificate key too weak", "too weak", "brought up to date"),
    ("[SSL: DH_KEY_TOO_SMALL] dh key too small", "too weak", "brought up to date"),
    ("[SSL: WRONG_VERSION_NUMBER] wrong version number", "does not speak TLS", "port"),
    ("[SSL] record layer failure (_ssl.c:1000)", "does not speak TLS", "port"),
    ("[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name", "does not know the name", "name in the URL"),
    (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Basic Constraints of CA cert not marked critical (_ssl.c:1028)",
        "the certificate is not accepted (OpenSSL: Basic Constraints of CA cert not marked critical)",
        "Python 3.13",
    ),
    (
        "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Missing Authority Key Identifier (_ssl.c:1028)')",
        "(OpenSSL: Missing Authority Key Identifier)",
        "Python 3.13",
    ),
    (
        "[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled (_ssl.c:1006)",
        "does not offer secure renegotiation",
        "RFC 5746",
    ),
    ("[SSL: VERSION_TOO_LOW] version too low (_ssl.c:1000)", "no version of TLS", "TLS 1.2"),
    (
        "SSLError(1, '[SSL: TLSV1_ALERT_INTERNAL_ERROR] tlsv1 alert internal error (_ssl.c:1006)')",
        "the handshake failed (OpenSSL: tlsv1 alert internal error)",
        "ca_path",
    ),
    ("[SSL: SOMETHING_NEW] something new", "the handshake failed (OpenSSL: something new)", "ca_path"),
    ("something new", "the handshake failed", "ca_path"),
]
BROKEN = [
    "EOF occurred in violation of protocol (_ssl.c:2427)",
    "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1006)",
    "TLS/SSL connection has been closed (EOF) (_ssl.c:1129)",
    "[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed or bad record mac",
]
ABOUT = {"operation": "Trying", "method": "POST", "url": "https://h/x"}


@pytest.mark.parametrize(("text", "reason", "hint"), SAID)
def test_reasons(text, reason, hint):
    assert reason in tls.reason(ssl.SSLError(1, text))[0] and hint in tls.reason(ssl.SSLError(1, text))[1]
    error = http_service._translate(requests.exceptions.SSLError("Max retries ... (Caused by %s)" % text), ABOUT, 5)
    assert error.__class__ is errors.CertificateError
    assert reason in error.message and hint in error.hint


@pytest.mark.parametrize("text", BROKEN)
def test_a_connection_that_only_ended(text):
    error = http_service._translate(requests.exceptions.SSLError(text), ABOUT, 5)
    assert error.__class__ is errors.Unreachable
    assert "broke" in error.message and "client_cert" in error.hint


def test_a_proxy_that_is_not_trusted():
    text = "('Unable to connect to proxy', SSLError(1, 'certificate verify failed: certificate has expired'))"
    error = http_service._translate(requests.exceptions.ProxyError(text), ABOUT, 5)
    assert error.__class__ is errors.CertificateError
    assert "proxy" in error.message and "has expired" in error.message and "HTTPS_PROXY" in error.hint


@pytest.fixture
def files(tmp_path):
    """Paths by name: a certificate with its key, an authority, garbage."""
    authority = trustme.CA()
    made = authority.issue_cert("h")
    paths = {name: str(tmp_path / name) for name in ("ca", "cert", "key", "both", "other", "garbage", "nowhere")}
    authority.cert_pem.write_to_path(paths["ca"])
    made.cert_chain_pems[0].write_to_path(paths["cert"])
    made.private_key_pem.write_to_path(paths["key"])
    made.private_key_and_cert_chain_pem.write_to_path(paths["both"])
    trustme.CA().issue_cert("h").private_key_pem.write_to_path(paths["other"])
    (tmp_path / "garbage").write_text("-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n")
    return {**paths, "folder": str(tmp_path)}


def test_files_that_can_be_used(files):
    tls.check_files(True, None)
    tls.check_files(False, None)
    tls.check_files(files["folder"], None)
    tls.check_files(files["ca"], (files["cert"], files["key"]))
    tls.check_files(files["ca"], files["both"])


@pytest.mark.parametrize(
    ("ca", "cert", "key", "field", "words"),
    [
        ("garbage", None, None, "ca_path", "holds no certificate"),
        ("nowhere", None, None, "ca_path", "cannot be read"),
        (None, "cert", None, "client_cert", "no certificate with its key"),
        (None, "garbage", "key", "client_key", "no certificate with its key"),
        (None, "cert", "other", "client_key", "does not fit"),
        (None, "nowhere", "key", "client_cert", "cannot be read"),
        (None, "cert", "folder", "client_key", "cannot be read"),
    ],
)
def test_files_that_cannot(files, ca, cert, key, field, words):
    pair = (files[cert], files[key]) if key else cert and files[cert]
    with pytest.raises(errors.InvalidInput, match=words) as caught:
        tls.check_files(files[ca] if ca else True, pair)
    assert caught.value.details["field"] == field and caught.value.hint
