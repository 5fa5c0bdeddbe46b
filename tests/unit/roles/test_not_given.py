# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is null or empty is not given, for every variable of every role: whoever reads one says what stands for it then.

What came of it in a run: tests/integration/playbooks/test_not_given.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROLES = Path(__file__).resolve().parents[3] / "roles"
FILES = sorted(path for kind in ("tasks", "vars", "templates", "defaults") for path in ROLES.glob("*/%s/*" % kind))
OF_CLOUD = "cloud_oauth_clients"  # whose role hands its variables on to a module, which takes null and an empty text for not given
WRITTEN = "designer_env_by_hand.yml"  # is included after the file was written, so that it is given
SAFE = re.compile(
    r"^ ?\| default\(.*, true\)"
    r"|^\.\w+ \| default\("  # a member of null is undefined
    r"|^\[\w+__index\]"  # of a loop over what is there
    r"|^ (?:or|and|else) "  # null and an empty text are false
    r"|^ (?:if \w+ )?not in \['', none\]"
)


def variables():
    """All variables of the argument specs, longest first."""
    found = set()
    for path in ROLES.glob("*/meta/argument_specs.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values():
            found |= set(entry.get("options") or {})
    return sorted(found, key=len, reverse=True)


def without_comments(text):
    return re.sub(r"^ *#.*$", "", text, flags=re.M)


def readings(text, name):
    """(line, what follows the name) where a template reads it; not where it is a key, an option or a part of a longer name."""
    for match in re.finditer(r"(?<![\w.'\"/-])%s(?![\w'\"-])" % re.escape(name), text):
        follows = text[match.end() :].split("\n", 1)[0]
        if not re.match(r":(?: |$)", follows):
            yield text.count("\n", 0, match.start()) + 1, follows


def is_guarded(text, name, line):
    """The reading is in a condition, or in a task, that holds only where the variable is given."""
    task = (
        re.split(r"\n\n", "\n".join(text.splitlines()[:line]))[-1]
        + "\n".join(text.splitlines()[line:]).split("\n\n")[0]
    )
    return re.search(r"when: %s \| default\('', true\) \| length > 0" % name, task) or re.search(r"if %s " % name, task)


def bare(text, name):
    """The lines that read it as if it always were what it should be."""
    text = without_comments(text)
    return [
        (line, follows)
        for line, follows in readings(text, name)
        if not SAFE.match(follows) and not is_guarded(text, name, line)
    ]


@pytest.mark.parametrize("name", [one for one in variables() if not one.startswith(OF_CLOUD)])
def test_whoever_reads_a_variable_of_a_role_says_what_stands_for_null_and_for_an_empty_text(name):
    found = {
        str(path.relative_to(ROLES)): bare(path.read_text(encoding="utf-8"), name)
        for path in FILES
        if path.name != WRITTEN
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_check_finds_one():
    assert bare('x: "{{ tenant_settings | length }}"', "tenant_settings")
    assert bare('loop: "{{ tenant_settings }}"', "tenant_settings")
    assert bare("x: \"{{ tenant_id | default('') | lower }}\"", "tenant_id")
    assert not bare('loop: "{{ tenant_settings | default([], true) }}"\ntenant_settings: []', "tenant_settings")
