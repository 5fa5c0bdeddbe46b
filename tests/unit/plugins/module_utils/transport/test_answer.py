# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is taken from a service's own words."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import service_status

SECRET = "Canary-of-some-length-0123456789"


@pytest.mark.parametrize("before", range(460, 500))
def test_a_long_message_is_never_cut_within_a_secret(before):
    words = ("x" * (before % 7 + 1) + " ") * before
    body = {"status": {"code": 7, "message": words[:before].strip() + " " + SECRET + " more" * 50}}
    _code, message = service_status(body)
    assert len(message) <= 500
    assert "Canary" not in redact(message, {SECRET})
