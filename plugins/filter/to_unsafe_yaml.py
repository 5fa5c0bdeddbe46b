# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter to_unsafe_yaml: values of a service as YAML in which no text is ever a template."""

from __future__ import annotations

DOCUMENTATION = r"""
---
name: to_unsafe_yaml
version_added: 2.0.0
short_description: YAML for Ansible in which no text is a template
author:
  - cxops contributors (@cxops)
description:
  - Writes a value as YAML for a file of variables or an inventory, with every text tagged C(!unsafe), so that Ansible takes it as
    it is. Only texts such as V(yes) or V(12), which are no templates, are quoted instead, so that they stay texts.
  - Names, descriptions and other texts of a service are what anybody wrote there. Written by C(to_yaml) or C(to_json), a
    description such as C({{ lookup('pipe', 'command') }}) would run on the controller when the file is used, even in check mode.
options:
  _input:
    description: What to write, such as a part of the result of a module.
    type: raw
    required: true
  without:
    description: Names of members that are left out, wherever they stand.
    type: list
    elements: str
    default: []
seealso:
  - module: cxops.genesys.genesys_cloud_oauth_client_info
"""

EXAMPLES = r"""
---
- name: Read the OAuth clients
  cxops.genesys.genesys_cloud_oauth_client_info:
    exclude_own_client: true
  register: found

- name: Keep their descriptions as variables
  ansible.builtin.copy:
    dest: descriptions.yml
    mode: "0600"
    content: "{{ {'descriptions': found.oauth_clients | map(attribute='description') | list} | cxops.genesys.to_unsafe_yaml }}"
"""

RETURN = r"""
---
_value:
  description: The YAML, in block style, which ends with a line break.
  type: str
"""

import yaml

from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import foreign
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

_STR = "tag:yaml.org,2002:str"
_WIDTH = 2**31  # no text is folded


class _Dumper(yaml.SafeDumper):
    """Every text but the names of members is tagged."""

    def ignore_aliases(self, data):
        """Everything is written where it stands."""
        return True

    def increase_indent(self, flow=False, indentless=False):
        """Lists are indented below the name of the member."""
        return super().increase_indent(flow, False)


def _text(dumper, value):
    """Numbers, dates, booleans and nulls as texts are no templates; tagged, since ansible-core 2.19 they are no texts either."""
    if dumper.resolve(yaml.ScalarNode, value, (True, False)) != _STR:
        return dumper.represent_scalar(_STR, value, style="'")
    return dumper.represent_scalar(
        "!unsafe", value, style="'" if value.isprintable() else '"'
    )  # no line break becomes a blank


def _members(dumper, value):
    pairs = [(dumper.represent_str(name), dumper.represent_data(member)) for name, member in value.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=not pairs)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _members)


def to_unsafe_yaml(value, without=()):
    """The value as YAML with every text tagged; ``without``: names of members that are left out."""
    written = yaml.dump(
        _reduced(plain(value), set(without)),
        Dumper=_Dumper,
        default_flow_style=False,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
    )
    return foreign(written)


def _reduced(value, without):
    if isinstance(value, dict):
        return {name: _reduced(member, without) for name, member in value.items() if name not in without}
    return [_reduced(member, without) for member in value] if isinstance(value, list) else value


class FilterModule:
    """The filters of this file."""

    def filters(self):
        """Name to function."""
        return {"to_unsafe_yaml": to_unsafe_yaml}
