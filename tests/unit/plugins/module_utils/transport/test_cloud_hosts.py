# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the regions are, in the vendor's own words and in none of others."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import cloud_hosts
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import CLOUD

# genesys-cloud-oauth-api.md §1.1, copied once more so that a slip in the table is seen.
TABLE = """
us-east-1 mypurecloud.com               ap-northeast-1 mypurecloud.jp
us-east-2 use2.us-gov-pure.cloud        ap-northeast-2 apne2.pure.cloud
us-west-2 usw2.pure.cloud               ap-northeast-3 apne3.pure.cloud
ca-central-1 cac1.pure.cloud            ap-southeast-1 apse1.pure.cloud
sa-east-1 sae1.pure.cloud               ap-southeast-2 mypurecloud.com.au
eu-west-1 mypurecloud.ie                ap-south-1 aps1.pure.cloud
eu-west-2 euw2.pure.cloud               me-central-1 mec1.pure.cloud
eu-central-1 mypurecloud.de             mx-central-1 mxc1.pure.cloud
eu-central-2 euc2.pure.cloud            eusc-de-east-1 edee1.eusc-pure.cloud
""".split()
REGIONS = dict(zip(TABLE[::2], TABLE[1::2], strict=True))


def test_every_region_is_there():
    assert cloud_hosts.REGIONS == REGIONS
    assert len(set(REGIONS.values())) == len(REGIONS) == 18


@pytest.mark.parametrize(("name", "domain"), REGIONS.items())
def test_a_region_by_its_name_and_by_its_domain(name, domain):
    for spelling in (name, domain, name.upper(), domain.upper(), " %s " % name):
        options = {"cloud_region": spelling}
        assert cloud_hosts.url("api", options) == "https://api." + domain
        assert cloud_hosts.url("login", options) == "https://login." + domain
        assert cloud_hosts.unknown_region(spelling) is None


@pytest.mark.parametrize("name", REGIONS)
def test_each_host_can_be_another_one(name):
    options = {"cloud_region": name, "cloud_api_url": "https://gateway.example.com/api"}
    assert cloud_hosts.url("api", options) == "https://gateway.example.com/api"
    assert cloud_hosts.url("login", options) == "https://login." + REGIONS[name]
    options = {"cloud_region": name, "cloud_login_url": "https://gateway.example.com/login"}
    assert cloud_hosts.url("login", options) == "https://gateway.example.com/login"
    assert cloud_hosts.url("api", options) == "https://api." + REGIONS[name]


def test_without_a_region_there_is_none():
    assert cloud_hosts.url("api", {}) is None
    assert cloud_hosts.url("login", {"cloud_region": None, "cloud_api_url": "https://x"}) is None


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("eu-west-9", "eu-west-"), ("me_central_1", "me-central-1"), ("mypurecloud.i", "mypurecloud.ie"), ("api.mypurecloud.ie", "mypurecloud.ie"),
        ("https://login.mypurecloud.de", "mypurecloud.de"), ("frankfurt", ""), ("", ""), (None, ""), (7, ""),
    ],
)  # fmt: skip
def test_what_is_no_region(value, meant):
    said = cloud_hosts.unknown_region(value)
    assert repr(value) in said and meant in said
    assert ("do you mean" in said) is bool(meant)
    assert cloud_hosts.domain(value) is None


@pytest.mark.parametrize(
    "value", ["http://proxy.example.com:8080", "https://proxy.example.com", "http://user:pass@10.0.0.1:3128", "http://[::1]:3128/"]
)  # fmt: skip
def test_proxies(value):
    assert cloud_hosts.wrong_proxy(value) is None


@pytest.mark.parametrize(
    "value", ["", "proxy.example.com:8080", "socks5://proxy", "http://", "http://:8080", "http://user:Canary@proxy:0", "http://[::1", "http://p:99999",
              "http://user:Canary@a..b:1", "http://%s:1" % ("x" * 64), "http://user:Canary@\uff41.b:1"]
)  # fmt: skip
def test_what_is_no_proxy_is_not_repeated(value):
    said = cloud_hosts.wrong_proxy(value)
    assert said and "Canary" not in said


def test_the_environment_s_names_are_those_of_the_vendor_s_tools():
    names = {name for field in CLOUD for name in field.env if name.startswith("GENESYSCLOUD_")}
    assert names - {"GENESYSCLOUD_ORGANIZATION"} == {  # they have no guard
        "GENESYSCLOUD_REGION", "GENESYSCLOUD_OAUTHCLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_SECRET", "GENESYSCLOUD_ACCESS_TOKEN",
    }  # fmt: skip
    assert {field.arg for field in CLOUD if field.secret} == {
        "cloud_client_secret",
        "cloud_access_token",
        "cloud_proxy_url",
    }
