# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays that run in process and by modules, and have to come to the same."""

from __future__ import annotations

import pytest

from integration.parity.ways import Ways


@pytest.fixture
def ways(tmp_path, world):
    return Ways(tmp_path, world)
