# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a service as variables: they must never be taken for templates, whatever stands in them."""

from __future__ import annotations

from ansible.template import Templar

try:
    from ansible.template import trust_as_template

    wrap_var = None
except ImportError:  # before ansible-core 2.19, where every text is a template unless it is wrapped
    from ansible.utils.unsafe_proxy import wrap_var

    trust_as_template = None

TEMPLATES_ARE_MARKED = trust_as_template is not None
_TEXTS = ("str", "path")


def foreign(value):
    """A copy whose texts stay texts, and so does what a filter makes of them.

    Before ansible-core 2.19 every text is wrapped, however harmless it looks: base64 holds a template that nobody sees,
    and only of wrapped texts Ansible wraps what is made. ansible-inventory shows them as ``__ansible_unsafe`` there.
    """
    if isinstance(value, dict):
        return {foreign(name): foreign(member) for name, member in value.items()}
    if isinstance(value, list):
        return [foreign(member) for member in value]
    return wrap_var(value) if wrap_var and isinstance(value, str) else value


def own(text):
    """A text, perhaps a template, of the collection itself."""
    return trust_as_template(text) if trust_as_template else text


def template(templar, value, kind="str"):
    """The value of a template; other values as they are.

    kind: the type of the option that gets it. For one of texts a text stays a text, whatever it looks like.
    """
    if TEMPLATES_ARE_MARKED:
        return templar.template(value)
    return templar.template(value, convert_data=kind not in _TEXTS)  # which makes lists and dicts of their texts


def variables_of(host, hostvars, loader):
    """A function for the evaluated variables of a host.

    It raises KeyError for one that there is not, and AnsibleError for one that cannot be evaluated; before ansible-core
    2.19, hostvars hands on the text of its template instead.
    """
    if TEMPLATES_ARE_MARKED:
        return hostvars[host].__getitem__
    raw = hostvars.raw_get(host)
    templar = Templar(loader=loader, variables=raw)
    return lambda name: templar.template(raw[name], fail_on_undefined=True)
