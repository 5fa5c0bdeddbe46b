# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By its login domains, a contact center that is to be taken down is told from another tenant's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Ambiguous
from ansible_collections.cxops.genesys.plugins.module_utils.core.identity import (
    another_digital,
    another_id,
    another_tenant,
    chosen_by_service,
    left_alone,
    needs_id,
    nobody_else,
    same_domains,
)

CENTERS = [{"id": "one", "domains": ["acme", "T100"]}, {"id": "two", "domains": []}, {"id": "three"}]


@pytest.mark.parametrize("found", CENTERS)
def test_a_contact_center_of_other_domains_may_be_another_tenant_s(found):
    same_domains(found, ["t100", "more"], "tenant_id")
    if found.get("domains"):
        with pytest.raises(
            Ambiguous, match="one has the domain T100, acme, and none of the declared globex"
        ) as refused:
            same_domains(found, ["globex"], "tenant_id")
        assert refused.value.details["ids"] == ["one"] and "Nothing was deleted" in refused.value.hint
        assert "correct the id, which comes from tenant_id" in refused.value.hint


def test_a_domain_that_another_contact_center_has_is_in_use():
    nobody_else("none", CENTERS, ["globex"], "tenant_id")
    with pytest.raises(Ambiguous, match="There is no contact center none, but one has a declared domain") as refused:
        nobody_else("none", CENTERS, ["t100"], "tenant_id")
    assert "tenant_contact_center: {id: one}" in refused.value.hint
    assert "The id comes from tenant_id: correct it" in refused.value.hint


@pytest.mark.parametrize("found", [*CENTERS, {}])
def test_nothing_is_written_to_a_contact_center_of_other_domains(found):
    another_tenant(found, ["t100", "more"], "tenant_id")
    if found.get("domains"):
        with pytest.raises(Ambiguous, match=r"one \(by tenant_id\) has the domain T100, acme") as refused:
            another_tenant(found, ["globex"], "tenant_id")
        assert refused.value.details["ids"] == ["one"] and "Nothing was written" in refused.value.hint
        assert "'tenant_contact_center: {domains: [globex, T100]}'" in refused.value.hint


@pytest.mark.parametrize("found", [*CENTERS, {}])
def test_nothing_is_written_to_digital_channels_of_other_domains(found):
    another_digital(found, ["t100", "more"], "t")
    if found.get("domains"):
        with pytest.raises(
            Ambiguous, match=r"one \(by digital_channels_contact_center_id of the tenant t\)"
        ) as refused:
            another_digital(found, ["globex"], "t")
        assert refused.value.details["field"] == "digital_channels_contact_center_id"


KIND = SimpleNamespace(kind="contact center")
LINES = "give its id. In a task: 'id: one'. In the variables of the roles: 'tenant_contact_center: {id: one}', beside what else is there."


def test_an_object_that_only_looks_like_the_one_is_named_and_left():
    error = another_id(KIND, "none", ["one", "two"], "the same domain")
    assert isinstance(error, Ambiguous) and error.details["ids"] == ["one", "two"] and error.details["field"] == "id"
    assert (
        error.message
        == "Looking for the contact center: there is none with the id none, but one, two has the same domain."
    )
    assert error.hint == "It is left as it is. If it is the one that is meant, " + LINES
    error = needs_id(KIND, "one")
    assert isinstance(error, Ambiguous) and error.details["ids"] == ["one"] and error.hint.endswith(LINES)
    assert "is not deleted without its id" in error.message
    said = "There is no contact center none. one has the same domain and is left alone."
    assert left_alone(KIND, "none", "one", "the same domain") == said


def test_an_id_that_the_service_chose_is_told():
    said = "The service made the contact center one instead of none. From now on, "
    assert chosen_by_service(KIND, "one", "none") == said + LINES
    said = "The service made the contact center one instead of none. The state file /s remembers it: where that is not found, "
    assert chosen_by_service(KIND, "one", "none", "/s") == said + LINES
