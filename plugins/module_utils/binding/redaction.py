# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking secrets out of whatever is shown."""

from __future__ import annotations

import re
from functools import lru_cache, partial

from ..core.spec import FIELD_NAMES, MASK, SHORTEST
from .spelling import parts, spellings
from .views import View, views

SHORTEST_IN_NAMES = 8
WHOLE = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"  # ansible-core's word for a value that is a secret
HIDDEN = "hidden: set no_log on the task to get it"
_DIGITS = re.compile(r"^[-+]?[0-9]{1,300}\Z")
# Members of results that no table of fields describes. Our own words stay, also where a secret is one: they are there in any case.
RESULT_NAMES = frozenset(
    (
        "after_header as_declared auth_clients before_header check_mode client_secrets contact_center contact_centers correlation_id database differences"
        " documents emptied encrypted_client_secret encrypted_client_secrets environment environments expires_in http_status id_token left_over login_name"
        " new_secret new_secrets not_looked_at not_seen not_verified oauth_client oauth_clients observed operation organization parameters problems"
        " remembered requested_id requests resource resources restorable secret_kept secret_works service_code settings sqlstate statements"
        " teardown_document teardown_notes token_type twins_unseen unchanged"
    ).split()
)


def redact(value, secrets):
    """A copy of value in which every occurrence of a secret is masked, plain or escaped or in base64; see spelling.py and views.py.

    So is a number that a secret of digits is. The names of members stay, unless one holds a long secret and is none of our own.
    """
    texts = views("\0".join(_texts(value)))
    known = {part for secret in secrets for part in parts(secret) if len(part) >= SHORTEST and part.strip()}
    found = [(one, spelling) for one in known for spelling in spellings(one) if any(map(spelling.may_be_in, texts))]
    numbers = _numbers(known)
    if not found and not numbers:
        return value
    names = [spelling for one, spelling in found if len(one) >= SHORTEST_IN_NAMES]
    look = views if len(texts) > 1 else lambda text: [View(text)]
    masked = partial(_masked, [spelling for _one, spelling in found], look)
    return _redact(value, masked, lru_cache(maxsize=None)(partial(_masked, names, look)), numbers)


def without(value, secrets):
    """A copy of value without the secrets as they stand, the short ones too, in the words that a module's own process uses.

    ansible-core's own function for it is deprecated since 2.22.
    """
    wanted = sorted(filter(None, secrets), key=len, reverse=True)
    return _without(value, wanted) if wanted else value


def _without(value, secrets):
    if isinstance(value, dict):
        return {name: _without(member, secrets) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(member, secrets) for member in value]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return value
    text = str(value)
    if text in secrets:
        return WHOLE
    if not any(secret in text for secret in secrets):
        return value
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text if isinstance(value, str) else WHOLE


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


def _numbers(secrets):
    """What those of digits are as numbers, as exact as a program keeps them that takes each number for a float."""
    found = {float(secret) for secret in secrets if _DIGITS.match(secret)}
    return {number for number in found if abs(number) >= 10 ** (SHORTEST - 1)}


def _redact(value, masked, masked_name, numbers):
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {
            _name(name, masked_name): _redact(member, masked, masked_name, numbers) for name, member in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_redact(member, masked, masked_name, numbers) for member in value]
    return MASK if numbers and _is_one(value, numbers) else value


def _is_one(value, numbers):
    try:
        return isinstance(value, (int, float)) and float(value) in numbers
    except OverflowError:
        return False  # longer than any secret of digits that is looked for


def _name(name, masked):
    return name if not isinstance(name, str) or name in FIELD_NAMES or name in RESULT_NAMES else masked(name)


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
