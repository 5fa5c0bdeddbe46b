# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of every kind that a server or a client may show, each as files, from an authority of our own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NAMES = ("127.0.0.1", "::1", "localhost")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate (with its chain) and its key as files of PEM, and one file with both."""

    certificate: str
    key: str
    both: str

    def contents(self):
        """(certificate, key) as bytes."""
        with open(self.certificate, "rb") as certificate, open(self.key, "rb") as key:
            return certificate.read(), key.read()


class Certificates:
    """``ca`` is the authority to trust, ``other_ca`` one that issued none of the good ones, ``folder_ca`` the former as OpenSSL wants a folder.

    ``servers`` and ``clients``: kind -> Pair.
    """

    def __init__(self, folder):
        self.folder = folder
        authority, other = trustme.CA(), trustme.CA()
        below = authority.create_child_ca()
        self.ca = self._file("ca.pem", authority.cert_pem.bytes())
        self.other_ca = self._file("other-ca.pem", other.cert_pem.bytes())
        self.folder_ca = str(folder / "authorities")
        (folder / "authorities").mkdir()
        name = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).subject
        self._file("authorities/%s.0" % hashed(name), authority.cert_pem.bytes())
        now = datetime.now(UTC)
        past = {"not_before": now - 9 * DAY, "not_after": now - DAY}
        future = {"not_before": now + DAY, "not_after": now + 9 * DAY}
        self.servers = {
            "good": self._issued("good", authority, NAMES),
            "name only": self._issued("name-only", authority, ["localhost"]),
            "address only": self._issued("address-only", authority, ["127.0.0.1"]),
            "another name": self._issued("another-name", authority, ["other.example.com"]),
            "expired": self._issued("expired", authority, NAMES, **past),
            "not yet valid": self._issued("not-yet", authority, NAMES, **future),
            "unknown authority": self._issued("unknown", other, NAMES),
            "chain": self._issued("chain", below, NAMES),
            "intermediate missing": self._issued("unchained", below, NAMES, chain=False),
            "self-signed": self._self_signed(now),
        }
        self.clients = {
            "good": self._issued("client", authority, ["client@example.com"], common_name="nexus"),
            "another authority": self._issued("client-other", other, ["client@example.com"], common_name="nexus"),
            "expired": self._issued("client-expired", authority, ["client@example.com"], common_name="nexus", **past),
            "another person": self._issued("client-2", authority, ["client@example.com"], common_name="somebody"),
        }
        self.clients["encrypted"] = self._encrypted(self.clients["good"])

    def _file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        return str(path)

    def _pair(self, name, certificate, key):
        return Pair(
            self._file(name + ".pem", certificate),
            self._file(name + ".key", key),
            self._file(name + "-both.pem", key + certificate),
        )

    def _issued(self, name, authority, names, chain=True, **more):
        made = authority.issue_cert(*names, **more)
        pems = [pem.bytes() for pem in made.cert_chain_pems]
        return self._pair(name, b"".join(pems if chain else pems[:1]), made.private_key_pem.bytes())

    def _self_signed(self, now):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
            .sign(key, hashes.SHA256())
        )
        return self._pair("self-signed", made.public_bytes(serialization.Encoding.PEM), pem_of(key))

    def _encrypted(self, pair):
        certificate, key = pair.contents()
        loaded = serialization.load_pem_private_key(key, None)
        return self._pair("client-encrypted", certificate, pem_of(loaded, b"Canary-passphrase"))


def pem_of(key, passphrase=None):
    """A private key as PEM."""
    encryption = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def hashed(name):
    """The name of the file by which OpenSSL finds an authority in a folder: a hash of its subject in lower case (openssl-rehash)."""
    encoded = b"".join(
        _der(0x31, b"".join(_der(0x30, _oid(one.oid) + _der(0x0C, _canonical(one.value))) for one in part))
        for part in name.rdns
    )
    return "%08x" % int.from_bytes(hashlib.sha1(encoded).digest()[:4], "little")


def _canonical(value):
    return " ".join(value.lower().split()).encode()


def _der(tag, content):
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


def _oid(oid):
    """The encoding of an attribute's type, cut out of that of a name."""
    whole = x509.Name([x509.NameAttribute(oid, "xx")]).public_bytes()
    return whole[6 : 8 + whole[7]]
