# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait before a request is made again, from what the service says."""

from __future__ import annotations

import email.utils
import random
import re
import time


def retry_after(headers):
    """Seconds of Retry-After, given as seconds or as an HTTP date; None when there is none."""
    value = headers.get("retry-after")
    if not value:
        return None
    if _seconds(value) is not None:
        return _seconds(value)
    try:
        moment = email.utils.mktime_tz(email.utils.parsedate_tz(value))
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):  # no date, or one of no calendar
        return None
    return max(0.0, moment - time.time())


def rate_limit_wait(headers, pauses):
    """Seconds until the service will take the request: as it says (genesys-cloud-oauth-api.md §1.5), and ever longer.

    pauses: how often it was put off before.
    """
    wait, least = retry_after(headers), min(2.0 ** min(pauses, 9), 30.0)
    if wait is None:
        wait = _seconds(headers.get("inin-ratelimit-reset"))
    wait = max(wait or 0.0, least)
    return wait + random.uniform(0, min(1.0, 0.1 * wait))  # so that forks do not all come back at once


def _seconds(text):
    """The number of seconds in a header, or None."""
    return float(text) if text and re.match(r"^\s*[0-9]{1,9}\s*$", text) else None
