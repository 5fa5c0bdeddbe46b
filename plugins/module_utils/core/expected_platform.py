# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard expected_platform: the services that a task reaches are those of the platform that the inventory expects."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import partial
from urllib.parse import urlsplit

from .errors import InvalidInput
from .text import folded
from .urls import DATABASE, DEFAULT_PORTS, parts

OPTION, VARIABLE = "expected_platform", "genesys_expected_platform"
URLS = ("auth_url", "environment_url", "nexus_url")
_MOST_SHOWN = 20


def pattern(value):
    """A URL or a pattern for URLs. What is none is not quoted: it may be anything."""
    if isinstance(value, str) and "@" in value:
        return "it carries credentials; only the URL is wanted"
    return None if isinstance(value, str) and value.strip() else "it is no URL or pattern"


def check(options):
    """Refuse services of another platform. Raises InvalidInput.

    options: the task's, of which OPTION, URLS, login_host and login_port are read. OPTION: a URL or pattern, or a list of them;
    one of them has to fit each URL, and each host of the database. A pattern's ``*``, ``?`` and ``[...]`` stand for characters
    of the host; a path fits what begins with it. Of a pattern for URLs only the host counts for the database;
    ``postgresql://host:port`` is a pattern for databases.
    """
    wanted = options.get(OPTION)
    if wanted is None:
        return
    wanted = [one.strip() for one in ([wanted] if isinstance(wanted, str) else wanted)]
    places = [(name, options.get(name), _fits) for name in URLS]
    fits_database = partial(_fits_database, port=options.get("login_port"))
    places += [("login_host", host.strip(), fits_database) for host in (options.get("login_host") or "").split(",")]
    for option, place, fits in places:
        if place and not any(fits(place, one) for one in wanted):
            more = ", to which %s://%s can be added" % (DATABASE, place) if option == "login_host" else ""
            raise InvalidInput(
                "%s is %s, which is not the expected platform: %s." % (option, place, _listed(wanted)),
                "No request was made. Check where the credentials and URLs come from, and %s%s." % (VARIABLE, more),
                field=option,
            )


def _listed(words):
    more = "" if len(words) <= _MOST_SHOWN else " and %d more" % (len(words) - _MOST_SHOWN)
    return ", ".join(words[:_MOST_SHOWN]) + more


def _fits(url, wanted):
    if "://" not in wanted:
        wanted = urlsplit(url).scheme + "://" + wanted
    here, there = parts(url), parts(wanted)
    return (
        here.scheme == there.scheme
        and fnmatchcase(here.host, there.host)
        and here.port == there.port
        and (here.path + "/").startswith(there.path + "/")
    )


def _fits_database(host, wanted, port):
    scheme, mark, _rest = wanted.partition("://")
    is_own = bool(mark) and folded(scheme) == DATABASE
    there = parts(wanted if mark else DATABASE + "://" + wanted)
    if host.startswith("/"):  # the folder of a socket
        return is_own and not there.host and there.path == host.rstrip("/")
    own_port = there.port or DEFAULT_PORTS[DATABASE]
    return fnmatchcase(folded(host), there.host) and (not is_own or port in (None, own_port))
