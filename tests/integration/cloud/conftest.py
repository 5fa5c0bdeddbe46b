# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One organisation of Genesys Cloud, and the module of its OAuth clients."""

from __future__ import annotations

import pytest

from integration.support.cloud import Organization


@pytest.fixture
def cloud(plain_emulator, tmp_path):
    plain_emulator.control.reset()
    return Organization(plain_emulator, tmp_path)
