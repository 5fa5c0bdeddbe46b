# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CORS preflight request, by which a browser asks whether the pages of an origin may call a service."""

from __future__ import annotations

from ..core import checks
from ..core.errors import BadResponse


def allows(service, path, origin, method="POST"):
    """Whether a page of this origin may make this request.

    service: the one to ask, without credentials, as browsers do (Fetch standard, "CORS-preflight fetch"). Returns True
    or False; None where the service does not answer such requests. Raises Unreachable and its kin.
    """
    try:
        answer = service.call(
            "Asking whether a page of %s may call" % origin,
            "OPTIONS",
            path,
            allow=(400, 401, 403, 404, 405, 501),
            headers={"Origin": origin, "Access-Control-Request-Method": method},
        )
    except BadResponse:  # a web page, or a redirect to one
        return None
    allowed = answer.headers.get("access-control-allow-origin")
    if answer.status < 300 and allowed:
        return allowed == "*" or checks.normal_origin(allowed) == checks.normal_origin(origin)
    return False if answer.status == 403 else None
