# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused before any request, and which spellings are the same."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core import checks

GOOD = {
    checks.uuid: ["9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "9350E2FC-A1DD-4C65-8D40-1F75A2E080DD"],
    checks.port: [1, 8888, 65535],
    checks.duration: [1, 0.5],
    checks.not_negative: [0, 3],
    checks.base_url: [
        "https://gauth.example.com",
        "http://gauth-auth.gauth",
        "http://127.0.0.1:8080/x",
        "http://[::1]:80",
        "http://a_b.c",
        "https://a/..b/c..;v=1/...",
    ],
    checks.redirect_uri: [
        "https://gws.example.com",
        "https://gws.example.com/cb?x=1",
        "com.example.app://callback",
        "com.example.app:/oauth2redirect",
        "com.example.app:oauth2redirect/path?x=1",
        "urn:ietf:wg:oauth:2.0:oob",
        "x://y",
        "http://127.0.0.1:51004/cb",
    ],
    checks.origin: [
        "https://a.example.com",
        "https://a.example.com/",
        "http://localhost:3000",
        "https://*.example.com",
    ],
    checks.segment: ["PlatformUCS", "nexus_client", "a.b-c"],
    checks.location: ["/", "/usw1", "/USW1"],
    checks.domain: ["t100", "my-tenant"],
    checks.plain_password: ["ops", "$2a$10$short", "$2 not a hash"],
}
BAD = {
    checks.uuid: ["", "9350e2fc", "343dd264-7c26-4f9e-82c5-26baedbc797", "9350e2fca1dd4c658d401f75a2e080dd"],
    checks.port: [0, 65536, -1, "x"],
    checks.duration: [0, -1],
    checks.not_negative: [-1],
    checks.base_url: [
        "",
        "gauth.example.com",
        "ftp://x",
        "https://",
        "https://a b",
        "https://x:0",
        "https://x:99999",
        "https://x/?q",
        "https://x/#f",
        "https:///path",
        "https://a..example.com",
        "https://%s.example.com" % ("x" * 64),
        "https://%s" % ".".join(["x" * 60] * 5),
        "https://\uff41.example.com",
        "https://a/b/../c",
        "https://a/.",
        "https://a/b/%2e%2E/c",
        "https://a/b/..%2fc",
        "https://a/b/..;/c",
        "https://a/b/..%3Bx=1/c",
        "https://a/b/%252e%252e/c",
        "https://a/b/..\\c",
        "https://a/b/..%5Cc",
        "https://a/b/..%00/c",
        "https://a/b/%s2e%s2e/c" % ("%" + "25" * 20, "%" + "25" * 20),
    ],
    checks.redirect_uri: [
        "/relative",
        "https://x/#fragment",
        "https://x#",
        "www.example.com",
        "https://",
        "https://a b/",
        "https:/gws.example.com",
        "gws.example.com:8443/cb",
        "localhost:8080",
        "com.example.app:",
        "com.example.app:/",
        "com.example.app:/cb#x",
        "com.example.app:/cb\n",
        "1com.example.app:/cb",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
    checks.origin: ["https://a/path", "https://a?x", "a.example.com", "https://a,https://b"],
    checks.segment: ["", "a/b", "a b", "a?b", "../x", "a#b"],
    checks.location: ["", "usw1", "/a b", "/x?y"],
    checks.domain: ["", "t.100", "a\\b", "a b"],
    checks.plain_password: ["$2a$10$" + "a" * 53, "$2y$12$" + "./AZaz09" * 6 + "abcde"],
}


@pytest.mark.parametrize(("check", "value"), [(check, value) for check, values in GOOD.items() for value in values])
def test_good(check, value):
    assert check(value) is None


@pytest.mark.parametrize(("check", "value"), [(check, value) for check, values in BAD.items() for value in values])
def test_bad(check, value):
    assert isinstance(check(value), str)


def test_an_empty_name_is_told_as_empty():
    assert checks.segment("") == "it is empty"


def test_a_url_with_credentials_is_refused_without_quoting_them():
    message = checks.base_url("https://ops:hunter2@gauth.example.com")
    assert "credentials" in message
    assert "hunter2" not in message
    assert "hunter2" not in checks.base_url("ftp://ops:hunter2@[broken")


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("HTTPS://Gws.Example.COM/", "https://gws.example.com"),
        ("https://gws.example.com:443", "https://gws.example.com"),
        ("http://gws.example.com:80/", "http://gws.example.com"),
        ("http://gws.example.com:443", "http://gws.example.com:443"),
        ("https://gws.example.com/Path", "https://gws.example.com/Path"),
        (" https://a ", "https://a"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("*", "*"),
        ("https://a.example.com?x", "https://a.example.com?x"),
        ("https://x:bad", "https://x:bad"),
    ],
)
def test_origins_compare_as_browsers_do(spelling, normal):
    assert checks.normal_origin(spelling) == normal


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("https://A/", "https://a", True),
        ("https://a/X", "https://a/x", False),
        ("https://a:443", "https://a", True),
        ("https://a:0443/", "https://a", True),
        ("https://a:", "https://a", True),
        ("http://a:80/x", "http://A/x/", True),
        ("https://a:80", "https://a", False),
        ("https://a:444430000000", "https://a", False),
        ("https://a/%7eb%2fc", "https://a/~b%2Fc", True),
        ("https://a/b%2fc", "https://a/b/c", False),
        ("https://a./", "https://a", False),  # of which resolvers may make two hosts
    ],
)
def test_urls(one, other, equal):
    assert (checks.normal_url(one) == checks.normal_url(other)) is equal


@pytest.mark.parametrize("path", ["", "/auth"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://gauth.example.com", "HTTPS://Gauth.example.com.:443"),
        ("http://127.0.0.1", "http://127.0.0.1:80"),
        ("http://127.0.0.1:81", "http://127.1:81"),
        ("http://[::1]:8080", "http://[0:0::1]:8080"),
    ],
)
def test_spellings_of_one_platform(one, other, path):
    spellings = {checks.platform_url(start + path + end) for start in (one, other) for end in ("", "/", "//")}
    assert spellings == {one + path}


def test_platforms_that_differ():
    different = ["http://a", "https://a", "https://a:80", "https://b", "https://a/x", "https://a/X", "https://a/x/y"]
    assert len({checks.platform_url(one) for one in different}) == len(different)


@pytest.mark.parametrize("value", [None, "", "a.example.com", "https://a/x/../", "https://ops:x@a", "https://a/?b"])
def test_what_no_task_takes_is_no_platform(value):
    assert checks.platform_url(value) == ""
