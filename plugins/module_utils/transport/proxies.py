# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy on the way to a service: the one that the environment names, looked at before the first request, and what failed there."""

from __future__ import annotations

import re

from ..core import errors
from . import cloud_hosts, http_session

CHECK = "Check the proxy: HTTPS_PROXY and NO_PROXY, or cloud_proxy_url."
_LOGIN = (
    "Give its user and password in its URL, http://user:password@host:port: HTTPS_PROXY, HTTP_PROXY or cloud_proxy_url."
)
_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})\b")
_NAMES = ("http", "https", "all")  # as in http_proxy


def of_environment(url):
    """The proxies that the environment names for this URL, as requests wants them.

    Raises InvalidInput for one that cannot be used, MissingLibrary for a SOCKS proxy without the library for it. Neither repeats
    its URL, which may hold credentials.
    """
    requests = http_session.requests
    found = requests.utils.get_environ_proxies(url) if requests else {}
    # requests would take "localhost:3128" and "user:password@host" for URLs of the schemes localhost and user.
    found = {name: one if not one or "://" in one else "http://" + one for name, one in found.items()}
    chosen = requests.utils.select_proxy(url, found) if found else None
    if not chosen:
        return found
    name = next((one for one in _NAMES if found.get(one) == chosen), "all").upper() + "_PROXY"
    if chosen.lower().startswith("socks"):
        if not http_session.has_socks():
            raise errors.MissingLibrary(
                "%s names a SOCKS proxy, and the Python library PySocks is not installed for the Python that runs this module."
                % name,
                "Install it there: python -m pip install PySocks. Or name a proxy for HTTP, or the host in NO_PROXY.",
                library="PySocks",
            )
        chosen = "http" + chosen[chosen.find(":") :]
    problem = cloud_hosts.wrong_proxy(chosen)
    if problem:
        raise errors.InvalidInput(
            "%s: %s." % (name, problem), "Correct this variable of the environment, or name the host in NO_PROXY."
        )
    return found


def wants_login(about):
    """The error for HTTP 407: the proxy wants credentials, or others. The request did not come to the service."""
    return errors.ProxyRefused(
        "%s failed: the proxy on the way to %s wants a login, or another one (HTTP 407)."
        % (about["operation"], about["url"]),
        _LOGIN,
        **about,
    )


def refused(error, about):
    """The error for a proxy that made no connection, as requests tells it."""
    status = _REFUSED.search(str(error))
    if status and status.group(1) == "407":
        return wants_login(about)
    said = " (HTTP %s)" % status.group(1) if status else ""
    return errors.Unreachable(
        "%s failed: the proxy did not connect to %s%s." % (about["operation"], about["url"], said), CHECK, **about
    )


def is_socks(error):
    """The connection that failed is one to a SOCKS proxy, or beyond it."""
    return "SOCKSConnection" in str(error) or "SOCKSHTTPSConnection" in str(error)
