# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which services are of the expected platform."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.expected_platform import OPTION, URLS, VARIABLE, check
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import validate
from ansible_collections.cxops.genesys.plugins.module_utils.resources import registry

GAUTH, GWS = "https://gauth.prod.example.com", "https://gws.prod.example.com/environment"


@pytest.mark.parametrize(
    "expected",
    [
        "https://*.prod.example.com",
        "*.prod.example.com",
        "HTTPS://*.Prod.example.com:443/",
        ["https://gauth.prod.example.com", "https://gws.prod.example.com"],
        ["https://other.example.com", "https://g*.prod.example.com/"],
    ],
    ids=str,
)
def test_services_of_the_expected_platform(expected):
    check({"expected_platform": expected, "auth_url": GAUTH, "environment_url": GWS, "nexus_url": None})


@pytest.mark.parametrize(
    ("expected", "url"),
    [
        ("https://*.prod.example.com", "https://gauth.test.example.com"),
        ("https://*.prod.example.com", "http://gauth.prod.example.com"),
        ("https://*.prod.example.com", "https://gauth.prod.example.com:8443"),
        ("https://*.prod.example.com", "https://evil.example.com/.prod.example.com"),
        ("https://*.prod.example.com", "https://gauth.prod.example.com.evil.example"),
        ("https://gauth.prod.example.com", "https://gauth.prod.example.com.evil"),
        ("https://gws.example.com/one", "https://gws.example.com/onetwo"),
        ("gauth.prod.example.com", "https://gws.prod.example.com"),
        ('["gauth.prod.example.com"]', GAUTH),
        ('["https://gauth.prod.example.com"]', GAUTH),
        ("gauth.prod.example.com,gws.prod.example.com", GAUTH),
        ("https://gauth.prod.example.com, https://gws.prod.example.com", GAUTH),
    ],
)
def test_services_of_another_platform(expected, url):
    with pytest.raises(InvalidInput, match="not the expected platform") as raised:
        check({"expected_platform": expected, "auth_url": url if "*" not in expected else GAUTH, "nexus_url": url})
    assert url in str(raised.value)


@pytest.mark.parametrize("option", ["auth_url", "environment_url", "nexus_url"])
@pytest.mark.parametrize("tail", ["/a/../b", "/a/%2e%2e/b", "/a/..%2fb", "/a/..;/b", "/a/..\\b", "/a/./x"])
def test_a_path_is_not_left_by_dots(tail, option):
    task = registry.TASKS["genesys_tenant"]
    params = {item.arg: item.default for item in task.options}
    params.update({"state": "present", "auth_url": GAUTH + "/a", OPTION: GAUTH + "/a", option: GAUTH + tail})
    with pytest.raises(InvalidInput, match="dot segment") as raised:
        validate(task, params)
    assert raised.value.details["field"] == option


@pytest.mark.parametrize("expected", ["", " ", [], [""], {}, {"": "b"}, 5, ["https://x.example.com", None]], ids=str)
def test_an_expected_platform_that_is_empty_or_none_is_an_error(expected):
    task = registry.TASKS["genesys_environment_info"]
    params = {item.arg: item.default for item in task.options}
    with pytest.raises(InvalidInput) as raised:
        validate(task, dict(params, auth_url=GAUTH, expected_platform=expected))
    words = ("an empty guard guards nothing", "is no URL or pattern")
    assert "expected_platform: " in raised.value.message and any(one in raised.value.message for one in words)


def test_each_task_that_has_an_address_has_the_guard():
    for name, task in registry.TASKS.items():
        options = {item.arg: item for item in task.connection}
        if {*URLS, "login_host"} & set(options):
            assert options[OPTION].guard and options[OPTION].variable == VARIABLE, name


EVERYWHERE = ["https://*.prod.example.com", "postgresql://pg.example.com", "postgresql:///run/postgresql"]


@pytest.mark.parametrize(
    ("expected", "host", "port", "fits"),
    [
        ("https://*.prod.example.com", "db.prod.example.com", 5432, True),
        ("https://*.prod.example.com:8443/path", "DB.Prod.example.com", 6432, True),
        ("*.prod.example.com", "db.prod.example.com", 6432, True),
        ("https://*.prod.example.com", "db.test.example.com", 5432, False),
        ("https://gauth.prod.example.com", "db.prod.example.com", 5432, False),
        ("postgresql://*.prod.example.com", "db.prod.example.com", 5432, True),
        ("postgresql://*.prod.example.com", "db.prod.example.com", 6432, False),
        ("postgresql://*.prod.example.com:6432", "db.prod.example.com", 6432, True),
        (EVERYWHERE, "pg.example.com", 5432, True),
        (EVERYWHERE, "db.prod.example.com, pg.example.com", 5432, True),
        (EVERYWHERE, "db.prod.example.com,pg.evil.example.com", 5432, False),
        (EVERYWHERE, "/run/postgresql", 5432, True),
        (EVERYWHERE, "/tmp", 5432, False),
        ("*", "/tmp", 5432, False),
        ("https://*.prod.example.com", None, 5432, True),
        ("https://*.prod.example.com", "", 5432, True),
    ],
    ids=str,
)
def test_the_host_of_the_database(expected, host, port, fits):
    options = {"auth_url": None, "login_host": host, "login_port": port}
    if fits:
        check(dict(options, expected_platform=expected))
        return
    with pytest.raises(InvalidInput, match="login_host is .*not the expected platform") as raised:
        check(dict(options, expected_platform=expected))
    assert raised.value.details["field"] == "login_host" and "postgresql://" in str(raised.value)


@pytest.mark.parametrize("port", ["99999", "9" * 5000, "\u0664\u0664\u0663", "44\n3"])
def test_a_port_that_is_none_fits_nothing(port):
    for options in ({"auth_url": GAUTH}, {"login_host": "gauth.prod.example.com", "login_port": 443}):
        for scheme in ("https", "postgresql"):
            expected = "%s://gauth.prod.example.com:%s" % (scheme, port)
            if scheme == "https" and "login_host" in options:  # of a pattern for URLs only the host counts
                continue
            with pytest.raises(InvalidInput, match="not the expected platform"):
                check(dict(options, expected_platform=expected))


def test_a_pattern_for_databases_is_none_for_urls():
    with pytest.raises(InvalidInput, match="auth_url is"):
        check({"expected_platform": "postgresql://*", "auth_url": GAUTH})
