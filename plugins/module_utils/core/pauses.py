# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait before something is tried again."""

from __future__ import annotations

import random

LONGEST = 8.0  # seconds


def back_off(attempt):
    """Seconds before the next try, twice as long each time, and never the same, so that forks do not come back all at once.

    attempt: how often it was tried again before, from 0.
    """
    return random.uniform(0.5, 1.0) * min(0.25 * 2 ** min(attempt, 9), LONGEST)
