# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By its login domains, a contact center that is to be taken down is told from another tenant's."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Ambiguous
from ansible_collections.cxops.genesys.plugins.module_utils.core.identity import (
    another_tenant,
    nobody_else,
    same_domains,
)

CENTERS = [{"id": "one", "domains": ["acme", "T100"]}, {"id": "two", "domains": []}, {"id": "three"}]


@pytest.mark.parametrize("found", CENTERS)
def test_a_contact_center_of_other_domains_may_be_another_tenant_s(found):
    same_domains(found, ["t100", "more"])
    if found.get("domains"):
        with pytest.raises(
            Ambiguous, match="one has the domain T100, acme, and none of the declared globex"
        ) as refused:
            same_domains(found, ["globex"])
        assert refused.value.details["ids"] == ["one"] and "Nothing was deleted" in refused.value.hint


def test_a_domain_that_another_contact_center_has_is_in_use():
    nobody_else("none", CENTERS, ["globex"])
    with pytest.raises(Ambiguous, match="There is no contact center none, but one has a declared domain") as refused:
        nobody_else("none", CENTERS, ["t100"])
    assert "tenant_contact_center: {id: one}" in refused.value.hint


@pytest.mark.parametrize("found", [*CENTERS, {}])
def test_nothing_is_written_to_a_contact_center_of_other_domains(found):
    another_tenant(found, ["t100", "more"], "tenant_id")
    if found.get("domains"):
        with pytest.raises(Ambiguous, match=r"one \(by tenant_id\) has the domain T100, acme") as refused:
            another_tenant(found, ["globex"], "tenant_id")
        assert refused.value.details["ids"] == ["one"] and "Nothing was written" in refused.value.hint
        assert "'tenant_contact_center: {domains: [globex, T100]}'" in refused.value.hint
