# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts and addresses of a database, one after the other, each with its share of the time.

libpq would try them one after the other, too, but has no bound for each where it does not wait itself: one that swallows
packets would use up all of the time. Source: PostgreSQL's documentation of libpq, chapter "Database Connection Control Functions".
"""

from __future__ import annotations

import os
import random
import time

from .deadline import addresses

ADDRESSES, SERVICE, LONGEST, SHUFFLED, WANTED = (
    "PGHOSTADDR",
    "PGSERVICE",
    "PGCONNECT_TIMEOUT",
    "PGLOADBALANCEHOSTS",
    "PGTARGETSESSIONATTRS",
)


def ways(params, seconds, clock=time.monotonic):
    """Yield (parameters of one host and address, seconds that it has) until the caller has a connection.

    params: of libpq; host may name several, with commas between them. seconds: for all of them together. What one leaves of
    its share is the others'. The environment's PGCONNECT_TIMEOUT bounds each, as it does for libpq.
    """
    end, longest = clock() + seconds, _longest()
    hosts = _hosts(params)
    for number, (host, known) in enumerate(hosts):
        end_of_host = _share(end, len(hosts) - number, clock)
        found = known or (addresses(host, params.get("port")) if _is_name(host) else [host])
        found = _in_order(found)
        for index, address in enumerate(found):
            one = dict(params) if host is None else dict(params, host=host)
            if address != host:
                one["hostaddr"] = address
            share = max(0.0, _share(end_of_host, len(found) - index, clock) - clock())
            yield one, share if longest is None else min(share, longest)


def named(params, text):
    """What went wrong with this host and address, whose name libpq's own texts have and a wait that ended does not."""
    if text != "timeout expired" or not params.get("host"):
        return text
    address = " (%s)" % params["hostaddr"] if params.get("hostaddr") else ""
    return 'connection to server at "%s"%s failed: %s' % (params["host"], address, text)


def _share(end, count, clock):
    """When the first of so many has to be done."""
    now = clock()
    return now + (end - now) / count


def _hosts(params):
    """(host, its addresses as far as they are given) in order; (None, [None]) where libpq alone knows them."""
    given = os.environ.get(ADDRESSES)
    hosts = (params.get("host") or "").split(",")
    found = given.split(",") if given else [""] * len(hosts)
    if (
        not params.get("host")
        or len(found) != len(hosts)
        or os.environ.get(SERVICE)
        or os.environ.get(WANTED) == "prefer-standby"
    ):
        return [(None, [None])]
    return _in_order([(name, [address] if address else None) for name, address in zip(hosts, found)])


def _is_name(host):
    """It may have addresses: neither nothing nor a socket's folder or name."""
    return bool(host) and host[0] not in "/@"


def _in_order(items):
    if os.environ.get(SHUFFLED) == "random":
        return random.sample(items, len(items))  # noqa: S311 (who is tried first is no secret)
    return items


def _longest():
    try:
        seconds = int(os.environ.get(LONGEST) or 0)
    except ValueError:
        return None
    return seconds if seconds > 0 else None
