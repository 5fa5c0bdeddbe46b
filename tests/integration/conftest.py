# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services and their database for all tests below this folder."""

from __future__ import annotations

from integration.support.fixtures import (
    cloud,
    nexus_database,
    no_foreign_environment,
    plain_emulator,
    playbooks,
    whole_emulator,
    world,
)

__all__ = [
    "cloud",
    "nexus_database",
    "no_foreign_environment",
    "plain_emulator",
    "playbooks",
    "whole_emulator",
    "world",
]  # the fixtures that come from elsewhere
