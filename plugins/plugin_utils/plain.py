# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own kinds of text and containers as Python's, as they reach a module that is given them as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from ansible.module_utils.common.collections import is_string
from ansible.module_utils.common.text.converters import to_text


def plain(value):
    """A copy without tags, lazy templating and vault wrappers; what comes out is never taken for a template again."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {_text(name): plain(member) for name, member in value.items()}
    if is_string(value):  # a vaulted text of ansible-core 2.18 is a Sequence, too
        return _text(to_text(value))
    if isinstance(value, (Sequence, Set)):
        return [plain(member) for member in value]
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return value.isoformat() if hasattr(value, "isoformat") else plain(str(value))


def _text(value):
    """A text of Python's own kind: str() of an unsafe text of ansible-core 2.18 is an unsafe text again."""
    return str.__str__(value) if isinstance(value, str) else str(value)
