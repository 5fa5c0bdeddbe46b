# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a playbook before its first task until all that are to run at the same time are there."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: starting_line
type: aggregate
short_description: Begin together with other playbooks
description:
  - Makes a file in the folder CXOPS_STARTING_LINE, and waits until there are CXOPS_STARTERS of them.
"""
LONGEST = 300.0


class CallbackModule(CallbackBase):
    """Waits once, when the first play begins."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "starting_line"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_play_start(self, play):
        """Wait for the others."""
        folder = os.environ.pop("CXOPS_STARTING_LINE", "")
        if not folder:
            return
        Path(folder, str(os.getpid())).touch()
        deadline = time.monotonic() + LONGEST
        while len(os.listdir(folder)) < int(os.environ["CXOPS_STARTERS"]) and time.monotonic() < deadline:
            time.sleep(0.005)
