# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a service as variables: they must never be taken for templates, whatever stands in them."""

from __future__ import annotations

import re

try:
    from ansible.template import trust_as_template

    wrap_var = None
except ImportError:  # before ansible-core 2.19, where every text is a template unless it is wrapped
    from ansible.utils.unsafe_proxy import wrap_var

    trust_as_template = None

TEMPLATES_ARE_MARKED = trust_as_template is not None
# Names, addresses, URLs and lists of them: nothing that a template or an expression could do something with.
_HARMLESS = re.compile(r"^[\w .,:;/@+=-]*\Z")


def foreign(value):
    """A copy whose texts stay texts.

    Harmless ones are left as ordinary text, so that ansible-inventory shows them as such and not as ``__ansible_unsafe``.
    """
    if isinstance(value, dict):
        return {name: foreign(member) for name, member in value.items()}
    if isinstance(value, list):
        return [foreign(member) for member in value]
    if not isinstance(value, str):
        return value
    if _HARMLESS.match(value):
        return own(value)
    return wrap_var(value) if wrap_var else value


def own(text):
    """A text, perhaps a template, of the collection itself."""
    return trust_as_template(text) if trust_as_template else text


def template(templar, value):
    """The value of a template; other values as they are. A text stays a text, whatever it looks like."""
    return templar.template(value) if TEMPLATES_ARE_MARKED else templar.template(value, convert_data=False)
