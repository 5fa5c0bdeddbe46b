# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filter writes is what it was given when Ansible reads it, and no text of it is a template."""

from __future__ import annotations

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.cxops.genesys.plugins.filter.to_unsafe_yaml import FilterModule
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

TEXTS = [
    "plain", "", " ", "{{ 1 + 1 }}", "{% if true %}x{% endif %}", "{# c #}", "ask {{ team }}", "it's", '"', "a\nb\n", "\n", "\ttab", "- x: y", "yes", "null",
    "12", "~", "1.5", "2026-11-30", "<<", "=", "0x1f", "1:30", "!unsafe x", "&a", "*a", "\u00fcn\u00efc\u00f6de", "\x85\u2028\x07", "x" * 500 + " " + "y" * 500,
    "#!jinja2: variable_start_string:'[%'",
]  # fmt: skip


def to_unsafe_yaml(*given):
    return FilterModule().filters()["to_unsafe_yaml"](*given)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_stays_a_text(tmp_path, text):
    given = {
        "one": text,
        "many": [text, [text], {"deep": {"yes": text, "12": text}}],
        "empty": [[], {}],
        "rest": [1, 2.5, True, None],
    }
    path = tmp_path / "vars.yml"
    path.write_text(to_unsafe_yaml(given), encoding="utf-8")
    loader = DataLoader()
    variables = loader.load_from_file(str(path))
    found = Templar(loader=loader, variables=variables).template(variables)
    assert plain(found) == given


def test_every_text_is_tagged_but_no_name_of_a_member():
    written = to_unsafe_yaml({"{{ name }}": ["{{ text }}", {"b": "harmless"}]})
    assert written == "'{{ name }}':\n  - !unsafe '{{ text }}'\n  - b: !unsafe 'harmless'\n"
    with pytest.raises(yaml.constructor.ConstructorError):
        yaml.safe_load(written)


def test_members_are_left_out_wherever_they_stand():
    given = [{"role": "a", "role_id": 1, "deep": [{"role_id": 2}]}]
    assert yaml.safe_load(to_unsafe_yaml(given, ["role_id"]).replace("!unsafe ", "")) == [{"role": "a", "deep": [{}]}]


def test_order_and_repetition_are_kept():
    one = {"b": 1, "a": 2}
    assert to_unsafe_yaml([one, one]) == "- b: 1\n  a: 2\n- b: 1\n  a: 2\n"
