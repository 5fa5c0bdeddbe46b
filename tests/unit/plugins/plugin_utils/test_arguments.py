# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Ansible's own check of the arguments breaks off, a sentence names the option."""

from __future__ import annotations

import math
import re

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE
from ansible_collections.cxops.genesys.plugins.plugin_utils.arguments import checked, without_empty

TENANT = {"tenant_id": "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"}


def check(**given):
    return checked(ArgumentSpecValidator(argument_spec(MODULE.options)), MODULE.options, {**TENANT, **given})


@pytest.mark.parametrize("value", [7, 1.5, True, [{}, 1], "x"])
def test_shapes_are_looked_at_first(value):
    with pytest.raises(InvalidInput, match=r"^tenant_environment: a dict is needed, and .+ was given\. No request"):
        check(tenant_environment=value, tenant_contact_center={"domains": ["x"]})


def test_a_whole_number_that_is_infinite():
    """ansible-core 2.17 to 2.21 breaks off at it; the others say what is wrong."""
    try:
        (said,) = check(retries=math.inf).error_messages
    except InvalidInput as error:
        said = str(error)
    assert re.match(r"retries: a whole number cannot be infinite\.|argument 'retries' is of type", said)


@pytest.mark.parametrize("kind", [TypeError, ValueError])
def test_another_error_is_not_hidden(kind):
    class Broken:
        def validate(self, given):
            raise kind("another")

    with pytest.raises(kind, match="another"):
        checked(Broken(), MODULE.options, TENANT)


def test_an_empty_text_counts_as_not_given_where_the_option_cannot_have_it():
    given = {
        "tenant_id": "", "timeout": "", "retries": "", "validate_certs": "", "ssl_mode": "", "state": "", "tenant_cors_origins": "",
        "tenant_environment": "", "digital_channels_chat_service_uri": "", "unknown": "",
        "auth_clients_list": [{"client_id": "", "internal_client": "", "client_type": "", "redirect_uris": ""}, 7, ""],
        "digital_channels_tenant": {"name": "", "genesys_tenant_id": ""},
    }  # fmt: skip
    assert without_empty(MODULE.options, given) == {
        "tenant_id": "",
        "digital_channels_chat_service_uri": "",
        "unknown": "",
        "auth_clients_list": [{"client_id": ""}, 7, ""],
        "digital_channels_tenant": {"name": ""},
    }
    assert given["auth_clients_list"][0]["internal_client"] == "", "the task's own arguments stay"


def test_what_is_not_empty_stays():
    given = {"timeout": 0, "retries": "0", "validate_certs": False, "tenant_cors_origins": [""], "state": None}
    assert without_empty(MODULE.options, given) == given
