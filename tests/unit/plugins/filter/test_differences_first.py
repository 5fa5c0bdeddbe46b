# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The message of a comparison that found differences."""

from __future__ import annotations

from ansible_collections.cxops.genesys.plugins.filter.differences_first import FilterModule

shown = FilterModule().filters()["differences_first"]
REPORT = [
    "client a: as declared.",
    "client b: x is 1, declared 2; its secret is not in /b.",
    "client ab: does not exist.",
]


def test_differences_are_counted_and_come_first():
    found = [{"name": "client b"}, {"name": "client b"}, {"name": "client ab"}]
    assert shown(REPORT, found).split("\n") == [
        "3 differences between the declaration and what is there.",
        *REPORT[1:],
        "Of the other objects:",
        REPORT[0],
    ]


def test_a_name_that_another_one_begins_with_is_not_taken_for_it():
    assert shown(REPORT[::2], [{"name": "client ab"}]) == (
        "1 difference between the declaration and what is there.\n"
        + "\n".join([REPORT[2], "Of the other objects:", REPORT[0]])
    )


def test_where_all_differ_there_are_no_others():
    assert shown(REPORT[1:2], [{"name": "client b"}]).endswith("\n" + REPORT[1])
