# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS: what was wrong, in words, and the user's own files looked at before anything is sent."""

from __future__ import annotations

import os
import re
import ssl

from ..core.errors import InvalidInput
from . import trusted_path

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # of the environment, as requests takes them

_GENERAL = (
    "Give ca_path for an own certificate authority, client_cert and client_key if the service wants them; "
    "check the name in the URL."
)
_RENEW = "Have the service's certificate renewed, and check the clock of this machine and ca_path."
_PLAIN = "Check the port in the URL; it begins with http where the service has no TLS."
_OLD = "Have the service brought up to date: it needs TLS 1.2 or newer, with keys and ciphers of today."
_CLIENT = (
    "Give client_cert and client_key of an authority that the service trusts, and check that they have not expired."
)
_STRICT = "Have the certificate, or that of its authority, made anew by the rules of RFC 5280: Python 3.13 and newer accept no other, older ones do."
_UNTRUSTED = "the certificate is not trusted"
_NAME = "the certificate is for another name"
_REFUSED = "the service does not accept the client certificate"
_VERSION = "there is no version of TLS that both sides allow"
_NO_TLS = "the service does not speak TLS there"
_WEAK = "the service's key or signature is too weak"
_OWN_WORDS = re.compile(r"\[SSL[^\]]*\] ?(certificate verify failed: )?(.*?) ?(?:\(_ssl\.c:|['\")]*$)")
_REASONS = (  # the first that fits, in the words of OpenSSL and Python in small letters
    ("certificate in certificate chain", _UNTRUSTED + ", for its authority is unknown", _GENERAL),
    ("self-signed", "the certificate is self-signed", _GENERAL),
    ("self signed", "the certificate is self-signed", _GENERAL),
    (
        "issuer certificate",
        _UNTRUSTED + ": its authority is unknown, or the service does not send the certificate between",
        _GENERAL,
    ),
    ("alert certificate expired", _REFUSED + ", for it has expired", _CLIENT),
    ("alert certificate revoked", _REFUSED + ", for it was revoked", _CLIENT),
    ("has expired", "the certificate has expired", _RENEW),
    ("not yet valid", "the certificate is not yet valid", _RENEW),
    ("is not valid for", _NAME, _GENERAL),
    ("doesn't match", _NAME, _GENERAL),
    ("hostname mismatch", _NAME, _GENERAL),
    ("ip address mismatch", _NAME, _GENERAL),
    ("unrecognized name", "the service does not know the name in the URL", _GENERAL),
    ("certificate required", "the service wants a client certificate", _GENERAL),
    ("alert unknown ca", _REFUSED, _CLIENT),
    ("alert bad certificate", _REFUSED, _CLIENT),
    ("alert certificate unknown", _REFUSED, _CLIENT),
    ("alert unsupported certificate", _REFUSED, _CLIENT),
    ("alert access denied", _REFUSED, _CLIENT),
    ("alert handshake failure", "the service refused it; it may want a client certificate, or other ciphers", _GENERAL),
    ("protocol version", _VERSION, _OLD),
    ("unsupported protocol", _VERSION, _OLD),
    ("no protocols available", _VERSION, _OLD),
    ("version too low", _VERSION, _OLD),
    (
        "unsafe legacy renegotiation",
        "the service does not offer secure renegotiation (OpenSSL: unsafe legacy renegotiation disabled)",
        "Have the service brought up to date: it needs secure renegotiation (RFC 5746), or TLS 1.3.",
    ),
    ("too weak", _WEAK, _OLD),
    ("too small", _WEAK, _OLD),
    ("wrong version number", _NO_TLS, _PLAIN),
    ("record layer failure", _NO_TLS, _PLAIN),
    ("http request", _NO_TLS, _PLAIN),
    ("no certificate or crl found", "the file of the authorities holds no certificate", _GENERAL),
    ("permission denied", "the file of the authorities cannot be read", _GENERAL),
)
_BROKEN = ("eof occurred", "unexpected eof", "connection has been closed", "bad record mac", "decryption failed")


def reason(error):
    """(why the handshake failed, what the user can do)."""
    text = _text(error)
    found = next((found[1:] for found in _REASONS if found[0] in text), None)
    return found or _in_own_words(str(error))


def _in_own_words(text):
    """(why, what the user can do), for a reason that is not in the table: OpenSSL's words, which are none of the service's."""
    said = _OWN_WORDS.search(text)
    if not said or not said.group(2):
        return "the handshake failed", _GENERAL
    if said.group(1):
        return "the certificate is not accepted (OpenSSL: %s)" % said.group(2), _STRICT
    return "the handshake failed (OpenSSL: %s)" % said.group(2), _GENERAL


def only_broke(error):
    """The library speaks of TLS, but the connection just ended; that is no matter of certificates, and may pass."""
    text = _text(error)
    return any(mark in text for mark in _BROKEN)


def _text(error):
    return str(error).replace("_", " ").lower()


def counted(option, path):
    """The path of certificates or of a key, or InvalidInput where somebody else decides what is there, or nothing is there."""
    if not os.path.exists(path):
        raise InvalidInput("%s: there is no file %s." % (option, path), "Give the path of a PEM file.", field=option)
    check(option, path)
    return path


def check(option, path):
    """Raise InvalidInput where somebody else decides what is at that path, or what could be put there."""
    look = trusted_path.check_listed if os.path.isdir(path) else trusted_path.check_content
    try:
        look(path)
    except OSError as error:
        said = "%s: %s cannot be used: %s." % (option, path, error.strerror)
        hint = getattr(error, "hint", "Give the path of a PEM file.")
        raise InvalidInput(said, hint, field=option) from error


def environment_bundle():
    """(the variable of the environment that names authorities, their path), or (None, None)."""
    return next(((name, os.environ[name]) for name in BUNDLES if os.environ.get(name)), (None, None))


def check_environment_bundle():
    """Raises InvalidInput where somebody else decides what is at that path. One that is missing is told by requests."""
    name, path = environment_bundle()
    if path and os.path.exists(path):
        check(name, path)


def check_files(verify, cert):
    """Raises InvalidInput when a file of the user's cannot be what it is given for.

    verify: path of the authorities, or whether to verify. cert: path, or (certificate, key), or None.
    """
    if isinstance(verify, str):
        _check_authorities(verify)
    if cert:
        certificate, key = (cert, None) if isinstance(cert, str) else cert
        _check_pair(certificate, key)


def _check_authorities(path):
    if os.path.isdir(path):
        if not os.access(path, os.R_OK | os.X_OK):
            raise _unreadable("ca_path", path)
        return
    context = _context()
    try:
        context.load_verify_locations(path)
    except ssl.SSLError as error:
        raise InvalidInput(
            "ca_path: the file %s holds no certificate." % path,
            "Give a PEM file with the certificates of authorities, or a folder that openssl rehash has prepared.",
            field="ca_path",
        ) from error
    except OSError as error:
        raise _unreadable("ca_path", path) from error


def _check_pair(certificate, key):
    for option, path in (("client_cert", certificate), ("client_key", key)):
        if path and (os.path.isdir(path) or not os.access(path, os.R_OK)):
            raise _unreadable(option, path)
    encrypted = []

    def passphrase():  # without it OpenSSL would ask the terminal, and wait
        encrypted.append(True)
        return ""

    option = "client_key" if key else "client_cert"
    try:
        _context().load_cert_chain(certificate, key, passphrase)
    except ssl.SSLError as error:
        if encrypted:
            problem, hint = "the key in %s is encrypted" % (key or certificate), "Give a key without a passphrase."
        elif "mismatch" in _text(error):
            problem = "the key in %s does not fit the certificate in %s" % (key or certificate, certificate)
            hint = "Give the certificate and the key that belong together; a chain begins with the client's own certificate."
        else:
            problem = "there is no certificate with its key in %s" % " and ".join(filter(None, (certificate, key)))
            hint = "Give the certificate in client_cert, and the key in the same file or in client_key, all as PEM."
        raise InvalidInput("%s: %s." % (option, problem), hint, field=option) from error


def _context():
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _unreadable(option, path):
    return InvalidInput(
        "%s: %s cannot be read." % (option, path),
        "Give a PEM file that the user who runs the task may read.",
        field=option,
    )
