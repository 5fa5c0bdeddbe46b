# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change that the service does not offer: the message names what differs, and a way on that is open."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import NotOffered
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _undocumented


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("environment 9350", "environment"),
        ("contact center 9350", "contact_center"),
        ("service connection PlatformUCS", "services"),
        ("tenant t100", "nexus_tenant"),
        ("API client a", None),
    ],
)
def test_the_advice_is_one_that_can_be_followed(title, tag):
    service = SimpleNamespace(base_url="https://x", call=lambda *_given, **_more: SimpleNamespace(status=405))
    with pytest.raises(NotOffered, match="What differs: username") as caught:
        _undocumented.put(service, "/e", {}, title, {"username": "u"})
    assert "Declare what is there, or leave these options out." in caught.value.hint
    assert "delete" not in caught.value.hint, "what others refer to cannot be deleted"
    assert (
        "add %s to the tags that the run skips: --skip-tags %s, with a comma" % (tag, tag) in caught.value.hint
    ) is bool(tag)
