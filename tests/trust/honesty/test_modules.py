# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module that keeps something in a state: random services, random options, and what was promised of each run."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings

from trust.honesty import of_auth, of_cloud, of_contact_center, of_environment, of_nexus, of_tenant
from trust.honesty.promise import Promise
from trust.honesty.scene import Stage, take_what_they_tell

PARTS = (of_auth, of_environment, of_contact_center, of_nexus, of_cloud, of_tenant)
SUBJECTS = [subject for part in PARTS for subject in part.SUBJECTS]
EXAMPLES = {"genesys_tenant": (25, 150), "genesys_cloud_oauth_client": (120, 400)}  # sample, long form
OTHERS = (50, 300)
# One in so many at least (sample, long form), so that the promise is not kept by failing. How many find nothing to change varies in a sample.
FEWEST = {"changed": (8, 8), "unchanged": (100, 20)}


@pytest.mark.parametrize(
    ("world", "kind"), [pytest.param(one.database, one, id=one.module) for one in SUBJECTS], indirect=["world"]
)
def test_check_mode_is_honest(world, kind, tmp_path, monkeypatch, long, cases):
    subject, stage = kind(), Stage(world, tmp_path / "files")
    for shape in subject.shapes:
        take_what_they_tell(monkeypatch, shape)

    count = EXAMPLES.get(kind.module, OTHERS)[long]

    @settings(
        max_examples=count,
        phases=(Phase.generate, Phase.shrink) if long else (Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(scene=subject.scenes())
    def holds(scene):
        cases.one()
        Promise(subject, stage, scene).keep()

    holds()
    print(subject.told)
    for what, every in FEWEST.items():
        assert subject.told[what] >= max(1, count // every[long]), subject.told
