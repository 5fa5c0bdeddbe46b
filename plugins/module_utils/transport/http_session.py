# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of the library requests, which is imported here alone: connections that keep deadlines, and nothing from the environment."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from importlib.util import find_spec

from ..core import errors
from .deadline import Bounded

try:
    import requests
    from requests.adapters import HTTPAdapter
    from requests.auth import AuthBase
except ImportError:  # reported by require_requests() when it is needed
    requests = None
    AuthBase = HTTPAdapter = object

failures = requests and requests.exceptions


def require_requests():
    """Raise MissingLibrary when requests is not installed."""
    if requests is None:
        raise errors.MissingLibrary(
            "The Python library requests is not installed for the Python that runs this module.",
            "Install it there: python -m pip install requests",
            library="requests",
        )


def has_socks():
    """Whether requests can use a SOCKS proxy, for which it needs the library PySocks."""
    return find_spec("socks") is not None


def _bounded(pool):
    """A kind of urllib3's connection pool, with connections that keep the deadline of each request."""
    connection = type(pool.ConnectionCls.__name__, (Bounded, pool.ConnectionCls), {})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


def _bounded_pools():
    pools = requests.packages.urllib3.poolmanager.pool_classes_by_scheme if requests else {}
    return {scheme: _bounded(pool) for scheme, pool in pools.items()}


_POOLS = _bounded_pools()


class _Adapter(HTTPAdapter):
    """Makes the connections, also those through a proxy."""

    def init_poolmanager(self, *args, **kwargs):
        """Without a proxy."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy, **proxy_kwargs):
        """With a proxy."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = _POOLS
        return manager


class Authorization(AuthBase):
    """Sets Authorization itself, so that requests looks neither into .netrc nor at the URL for other credentials."""

    def __init__(self, value):
        self.value = value

    def __call__(self, request):
        if self.value:
            request.headers["Authorization"] = self.value
        return request


def new_session():
    """A session that knows nothing but what each request says: no environment, no cookies."""
    session = requests.Session()
    session.trust_env = False  # the environment is looked at once for a service, not for each request
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    adapter = _Adapter()
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
