# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The option that every managing module has (core/task.py, STATE)."""

    DOCUMENTATION = r"""
options:
  state:
    description:
      - V(present) makes sure that the object exists and has the given values. An option that is left out is left
        alone on an existing object.
      - V(absent) makes sure that it does not exist; the options that do not identify it are then ignored.
    type: str
    choices:
      - present
      - absent
    default: present
"""
