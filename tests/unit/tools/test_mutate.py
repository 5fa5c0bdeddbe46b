# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""make mutate: which changes there are, and when one counts as noticed."""

from __future__ import annotations

import pytest
from mutate import Change, changes, chosen, noticed

SOURCE = """\
def f(a: int = 1) -> bool:
    '''Text with 7.'''
    if a == 2 and not a:
        print(f"{a + 1}")
    return a
"""


def test_every_change_alters_one_place_and_leaves_a_valid_source():
    found = {(one.line, one.old, one.new) for one in changes("a.py", SOURCE)}
    assert found == {
        (1, "1", "(2)"),
        (3, "a == 2 and not a", "(a == 2 or not a)"),
        (3, "a == 2", "(a != 2)"),
        (3, "2", "(3)"),
        (3, "not a", "(a)"),
        (4, 'print(f"{a + 1}")', "None"),
        (5, "return a", "return None"),
    }
    for one in changes("a.py", SOURCE):
        compile(one.applied(SOURCE), "a.py", "exec")


def test_the_same_seed_gives_the_same_places():
    assert chosen(7, 5) == chosen(7, 5) != chosen(8, 5)
    assert len(set(chosen(7, 5))) == 5


@pytest.mark.parametrize(("expected", "known"), [("1", True), ("f()", False)])
def test_a_change_is_noticed_when_a_test_fails_and_is_taken_back(tmp_path, expected, known):
    (tmp_path / "mine.py").write_text("def f():\n    return 1\n")
    (tmp_path / "test_it.py").write_text(f"from mine import f\ndef test_it():\n    assert f() == {expected}\n")
    (change,) = changes("mine.py", (tmp_path / "mine.py").read_text())
    assert noticed(change, tmp_path, tmp_path, ["test_it.py"]) is known
    assert (tmp_path / "mine.py").read_text() == "def f():\n    return 1\n"


def test_a_run_that_cannot_begin_is_no_notice(tmp_path):
    (tmp_path / "mine.py").write_text("x = 1\n")
    with pytest.raises(RuntimeError, match="no_such_test"):
        noticed(Change("mine.py", 1, 4, 5, "1", "2"), tmp_path, tmp_path, ["no_such_test.py"])
