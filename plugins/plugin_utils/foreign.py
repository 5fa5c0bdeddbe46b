# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a service as variables: they must never be taken for templates, whatever stands in them."""

from __future__ import annotations

from uuid import uuid4

from ansible.errors import AnsibleError
from ansible.template import Templar

try:
    from ansible.errors import AnsibleValueOmittedError
    from ansible.template import trust_as_template

    wrap_var = _Containers = None
except ImportError:  # before ansible-core 2.19, where every text is a template unless it is wrapped
    from ansible.template import AnsibleEnvironment
    from ansible.template.native_helpers import ansible_concat
    from ansible.utils.unsafe_proxy import wrap_var

    trust_as_template = None

    class AnsibleValueOmittedError(Exception):
        """Of a template that comes to nothing but omit, since ansible-core 2.19. Before, omit is a text of the run's own."""

    def _as_it_is(nodes):
        """What a template makes: a list or dict that is all of it, or else a text."""
        nodes = list(nodes)
        return nodes[0] if len(nodes) == 1 and isinstance(nodes[0], (dict, list)) else ansible_concat(nodes)

    class _Containers(AnsibleEnvironment):
        """Tells lists and dicts from texts that look like them."""

        concat = staticmethod(_as_it_is)


TEMPLATES_ARE_MARKED = trust_as_template is not None
_TEXTS = ("str", "path")
_OMIT = "__omit_place_holder__" + uuid4().hex


def foreign(value):
    """A copy whose texts stay texts, and so does what a filter makes of them. The names of members are the collection's own.

    Before ansible-core 2.19 every text is wrapped, however harmless it looks: base64 holds a template that nobody sees,
    and only of wrapped texts Ansible wraps what is made. ansible-inventory shows them as ``__ansible_unsafe`` there.
    """
    if isinstance(value, dict):
        return {name: foreign(member) for name, member in value.items()}
    if isinstance(value, list):
        return [foreign(member) for member in value]
    return wrap_var(value) if wrap_var and isinstance(value, str) else value


def own(text):
    """A text, perhaps a template, of the collection itself."""
    return trust_as_template(text) if trust_as_template else text


def template(templar, value, kind="str"):
    """The value of a template; other values as they are. What is omitted is not given: None, or no member.

    kind: the type of the option that gets it. For one of texts a text stays a text, whatever it looks like, and a list or
    dict stays one, so that it is refused and not shown.
    """
    try:
        if TEMPLATES_ARE_MARKED:
            found = templar.template(value)
        else:
            found = _template_before_marks(templar, value, kind)
    except AnsibleValueOmittedError:
        return None
    return without_omitted(found, omit_of(templar.available_variables))


def _template_before_marks(templar, value, kind):
    made = templar.template(value, convert_data=kind not in _TEXTS)  # which makes lists and dicts of their texts
    if kind in _TEXTS and isinstance(made, str) and made[:1] in ("[", "{"):
        found = templar.copy_with_new_env(environment_class=_Containers).template(value)
        return found if isinstance(found, (dict, list)) else made
    return made


def with_omit(variables):
    """The variables for templates outside of tasks, where ansible-core has no variable omit before 2.19."""
    return variables if TEMPLATES_ARE_MARKED else {"omit": _OMIT, **variables}


def omit_of(variables):
    """The text that stands for what is omitted, before ansible-core 2.19; None later."""
    return variables.get("omit") or None


def is_omitted(templar, value):
    """Whether a variable's text comes to nothing but omit."""
    if not isinstance(value, str) or "omit" not in value:
        return False
    try:
        return _is_omit(templar.template(value), omit_of(templar.available_variables))
    except AnsibleValueOmittedError:
        return True
    except AnsibleError:
        return False  # whoever needs the variable says what is wrong with it


def without_omitted(value, omit):
    """A copy without what is omitted, at every depth: None in its place, or no member.

    omit: the variable of that name, a text before ansible-core 2.19. Later versions have an object for it, which plugins of Jinja are given.
    """
    if isinstance(value, dict):
        return {name: without_omitted(one, omit) for name, one in value.items() if not _is_omit(one, omit)}
    if isinstance(value, (list, tuple)):
        return [without_omitted(one, omit) for one in value if not _is_omit(one, omit)]
    if _is_omit(value, omit):
        return None
    return value.replace(omit, "") if omit and isinstance(value, str) and omit in value else value


def _is_omit(value, omit):
    return type(value).__name__ == "_OmitType" or omit is not None and isinstance(value, str) and value == omit


def variables_of(host, hostvars, loader):
    """A function for the evaluated variables of a host; None for one that is omitted.

    It raises KeyError for one that there is not, and AnsibleError for one that cannot be evaluated; before ansible-core
    2.19, hostvars hands on the text of its template instead.
    """
    if TEMPLATES_ARE_MARKED:
        return lambda name: _unless_omitted(hostvars[host], name)
    raw = hostvars.raw_get(host)
    templar = Templar(loader=loader, variables=raw)
    return lambda name: without_omitted(templar.template(raw[name], fail_on_undefined=True), omit_of(raw))


def _unless_omitted(variables, name):
    try:
        return variables[name]
    except AnsibleValueOmittedError:
        return None
