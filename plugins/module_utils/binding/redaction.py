# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking secrets out of whatever is shown."""

from __future__ import annotations

import re
from functools import partial

from ..core.spec import MASK, SHORTEST
from .spelling import parts, spellings
from .views import View, views

SHORTEST_IN_NAMES = 8
HIDDEN = "hidden: set no_log on the task to get it"
_ORDINARY_NAME = re.compile(r"^[A-Za-z_ -]*\Z")


def redact(value, secrets):
    """A copy of value in which every occurrence of a secret is masked, plain or escaped or in base64; see spelling.py and views.py.

    The names of members stay, unless one holds a long secret and is no ordinary word.
    """
    texts = views("\0".join(_texts(value)))
    known = {part for secret in secrets for part in parts(secret) if len(part) >= SHORTEST and part.strip()}
    found = [(one, spelling) for one in known for spelling in spellings(one) if any(map(spelling.may_be_in, texts))]
    if not found:
        return value
    names = [spelling for one, spelling in found if len(one) >= SHORTEST_IN_NAMES]
    look = views if len(texts) > 1 else lambda text: [View(text)]
    return _redact(value, partial(_masked, [spelling for _one, spelling in found], look), partial(_masked, names, look))


def revealed(secrets, no_log):
    """What a task returns of the secrets meant for its user:

    themselves when Ansible shows no output of the task, else a hint.
    """
    if no_log:
        return dict(secrets)
    return {name: revealed(value, False) if isinstance(value, dict) else HIDDEN for name, value in secrets.items()}


def _texts(value):
    """All texts in the value, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield str(name)
            yield from _texts(member)
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from _texts(member)


def _redact(value, masked, masked_name):
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {_name(name, masked_name): _redact(member, masked, masked_name) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact(member, masked, masked_name) for member in value]
    return value


def _name(name, masked):
    return name if not isinstance(name, str) or _ORDINARY_NAME.match(name) else masked(name)


def _masked(wanted, look, text):
    """The text with one mask for each stretch that secrets cover, so that none of several that overlap leaves a rest.

    wanted: spellings. look: yields the Views of a text.
    """
    spans = [
        (view.place(start), view.place(end))
        for view in look(text)
        for spelling in wanted
        for start, end in spelling.spans(view)
    ]
    if not spans:
        return text
    shown, done, last = [], 0, 0
    for start, end in sorted(spans):
        if start >= last:
            shown += [text[done:start], MASK]
        last = done = max(last, end)
    return "".join(shown) + text[done:]
