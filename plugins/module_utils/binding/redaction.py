# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking secrets out of whatever is shown."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from ..core.spec import MASK

SHORTEST = 4  # shorter secrets would turn ordinary words into masks; Ansible itself masks those of the options
HIDDEN = "hidden: set no_log on the task to get it"


def redact(value, secrets):
    """A copy of value in which every occurrence of a secret, plain or URL-encoded, is masked; the names stay."""
    needles = sorted(
        {form for s in secrets for form in (s, quote(s, safe=""), quote_plus(s)) if len(s) >= SHORTEST},
        key=len,
        reverse=True,
    )
    return _redact(value, needles) if needles else value


def revealed(secrets, no_log):
    """What a task returns of the secrets meant for its user:

    themselves when Ansible shows no output of the task, else a hint.
    """
    if no_log:
        return dict(secrets)
    return {name: revealed(value, False) if isinstance(value, dict) else HIDDEN for name, value in secrets.items()}


def _redact(value, needles):
    if isinstance(value, str):
        for needle in needles:
            value = value.replace(needle, MASK)
        return value
    if isinstance(value, dict):
        return {name: _redact(member, needles) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact(member, needles) for member in value]
    return value
