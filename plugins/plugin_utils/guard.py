# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is checked before a task's first request, so that nothing is touched that was not named: pure functions, without Ansible."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Optional, Tuple

from ansible_collections.cxops.genesys.plugins.module_utils.core import checks
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.names import closest, distance, letters, shown_name
from ansible_collections.cxops.genesys.plugins.module_utils.core.text import folded

CONFIRM = "genesys_confirm_teardown"
PROTECTED = "tenant_protected"
DISCOVERED = "genesys_discovered"  # set by the inventory plugin
TEARDOWN_DISCOVERED = "genesys_teardown_discovered"
MOST_NAMES = 5  # that a line to add lists; for more, the code of check mode is shorter
MOST_SHOWN = 20
NOTHING = "Nothing was written."


@dataclass(frozen=True)
class Host:
    """A host of the play, which stands for a tenant.

    ids: of its tenant, and of its contact centers where they have others. digital: the one of Digital Channels, if that is another
    contact center than the tenant's; it is in ids, too, and has to be confirmed beside the host. is_named: whether the inventory binds the host's
    name to the tenant; an extra variable gives any host that tenant, and a play another one than the inventory. others: hosts
    of the inventory with the same tenant or contact center. protected_by: those of them that protect it. problem: why a guard's variable cannot be read.
    """

    name: str
    ids: Tuple[str, ...] = ()
    domains: Tuple[str, ...] = ()
    platform: str = ""
    is_named: bool = True
    others: Tuple[str, ...] = ()
    is_protected: bool = False
    protected_by: Tuple[str, ...] = ()
    is_discovered: bool = False
    may_be_discovered: bool = False
    problem: Optional[str] = None
    digital: str = ""

    @property
    def names(self):
        """What confirms this host, in lower case; the host's own name only where it says which tenant is meant."""
        names = [folded(name) for name in self.ids + self.domains if name and folded(name) != self.digital]
        if not names or not self.unnamed and self.name not in ("localhost", "127.0.0.1"):
            names.append(folded(self.name))
        return frozenset(names)

    @property
    def told(self):
        """What a confirmation of this host is about, for JSON."""
        return [list(self.ids), list(self.domains), self.platform]

    @property
    def unnamed(self):
        """Why the host's name does not say which tenant is meant; "" where it does."""
        if self.others:
            return "the same id is that of %s" % self._of_others
        return "" if self.is_named else "the inventory does not say so of this host"

    @property
    def _of_others(self):
        return "host%s %s" % ("" if len(self.others) == 1 else "s", _listed(self.others))

    @property
    def label(self):
        """The host in a message."""
        parts = ["tenant_id %s" % self.ids[0]] if self.ids else []
        parts += ["contact center %s" % one for one in self.ids[1:]]
        parts += ["domains %s" % ", ".join(self.domains)] if self.domains else []
        parts += [self.platform] if self.platform else []
        parts += ["also that of %s" % self._of_others] if self.others else []
        return "%s (%s)" % (self.name, "; ".join(parts)) if parts else self.name


def confirmation_code(hosts):
    """Count and digest of the selected set: host names, ids and platforms."""
    members = sorted([host.name, [folded(one) for one in host.ids], host.platform] for host in hosts)
    return "%d-%s" % (len(members), hashlib.sha256(json.dumps(members).encode()).hexdigest()[:10])


def confirmation_line(hosts):
    """The argument of ansible-playbook that confirms these hosts, or None where there are too many to be named."""
    if len(hosts) > MOST_NAMES:
        return None
    words = []
    for host in hosts:
        others = frozenset(name for other in hosts if other is not host for name in (*other.names, other.digital))
        own = host.names - others
        preferred = [host.name] + list(host.ids) + list(host.domains)
        word = next((name for name in preferred if folded(name) in own and re.match(r"^[\w.:@-]+\Z", name)), None)
        if word is None or host.digital and host.digital in others:
            return None
        words += [word, host.digital] if host.digital else [word]
    return "-e %s=%s" % (CONFIRM, ",".join(words))


def given_names(value):
    """The names of a confirmation: a list, or a text with commas or lines, as a survey gives it. Raises InvalidInput."""
    members = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    if isinstance(members, (list, tuple)):
        names = [str(one).strip() for one in members if not isinstance(one, (dict, list, tuple)) and one is not None]
        names = [name for name in names if name]
        if names and len(names) >= len([one for one in members if one != ""]):
            return names
    raise InvalidInput(
        "%s is given, but empty or no list of names." % CONFIRM,
        "%s Give ids, domains or host names, or leave it out." % NOTHING,
        field=CONFIRM,
    )


def confirmation_problem(names, hosts, complete=True):
    """Why the names do not confirm exactly these hosts, or None if they do.

    complete: whether the hosts are the whole set; else the names may also be of other tenants.
    """
    if [folded(name) for name in names] == [confirmation_code(hosts)]:
        return None
    named, given = set(), {folded(name) for name in names}
    for name in names:
        fitting = [host for host in hosts if folded(name) in (*host.names, host.digital)]
        if len(fitting) > 1:
            return "%s names %d of the selected hosts: %s" % (name, len(fitting), _listed([h.name for h in fitting]))
        if not fitting and complete:
            return "%s names no selected tenant%s" % (name, _unnamed([name], hosts))
        named.update(host for host in fitting if not host.digital or host.digital in given and host.names & given)
    left = [host.label for host in hosts if host not in named]
    return "not named is %s%s" % (_listed(left), _unnamed(names, hosts)) if left else None


def _unnamed(names, hosts):
    """Why one of these names, which is that of a host, does not count; else ''."""
    given = {folded(name) for name in names}
    reasons = [host.unnamed for host in hosts if host.unnamed and folded(host.name) in given]
    return "; a host's name does not count here, because %s" % reasons[0] if reasons else ""


def check_teardown(hosts, given, check_mode, complete=True, elsewhere=False):
    """Decide whether the tenants of these hosts may be taken down. Returns a note for the user or None; raises InvalidInput.

    hosts: all of the play. given: the value of the extra variable, or None. elsewhere: whether the variable is set, but not
    as an extra one. In check mode no confirmation is needed; one that is given has to be right there, too.
    """
    check_hosts(hosts)
    if elsewhere:
        raise InvalidInput(
            "%s is set, but not as an extra variable; only those confirm." % CONFIRM,
            _how_to_confirm(hosts),
            field=CONFIRM,
        )
    if given is not None:
        problem = confirmation_problem(given_names(given), hosts, complete)
        if problem:
            raise InvalidInput(
                "%s is not the selected tenants: %s." % (CONFIRM, problem), _how_to_confirm(hosts), field=CONFIRM
            )
        return None
    if not check_mode:
        raise InvalidInput("A teardown has to be confirmed.", _how_to_confirm(hosts), field=CONFIRM)
    line = confirmation_line(hosts)
    return "The real run takes down %s. It has to be confirmed: add %s-e %s=%s" % (
        _shown(hosts),
        line + " or " if line else "",
        CONFIRM,
        confirmation_code(hosts),
    )


def check_hosts(hosts):
    """Refuse hosts whose tenants are not to be taken down whatever is confirmed. Raises InvalidInput."""
    check_protected(hosts)
    discovered = [host.label for host in hosts if host.is_discovered and not host.may_be_discovered]
    if discovered:
        raise InvalidInput(
            "The inventory plugin found %s on the platform; discovered tenants are not taken down."
            % _listed(discovered),
            "%s Leave the host out, or set %s: true." % (NOTHING, TEARDOWN_DISCOVERED),
            field=TEARDOWN_DISCOVERED,
        )


def check_protected(hosts):
    """Refuse hosts whose tenants are protected, or whose guards cannot be read. Raises InvalidInput."""
    problems = [host.problem for host in hosts if host.problem]
    if problems:
        raise InvalidInput("%s." % "; ".join(problems[:MOST_SHOWN]), NOTHING, field=PROTECTED)
    protected = [host.label for host in hosts if host.is_protected]
    if protected:
        raise InvalidInput(
            "%s protects %s, also from a confirmed teardown." % (PROTECTED, _listed(protected)),
            "%s Leave the host out, for example with --limit." % NOTHING,
            field=PROTECTED,
        )
    for host in hosts:
        if host.protected_by:
            raise InvalidInput(
                "%s protects the tenant of %s, also from a confirmed teardown: it is that of the host %s, too."
                % (PROTECTED, host.label, _listed(host.protected_by)),
                "%s Leave the host out, for example with --limit." % NOTHING,
                field=PROTECTED,
            )


def _how_to_confirm(hosts):
    line = confirmation_line(hosts)
    how = "To confirm it, add: %s" % line if line else "Run it with --check; that prints the code to confirm it with."
    return "%s It would take down %s. %s" % (NOTHING, _shown(hosts), how)


def _shown(hosts):
    return "%d tenant%s: %s" % (len(hosts), "" if len(hosts) == 1 else "s", _listed([host.label for host in hosts]))


def _listed(words):
    shown = ", ".join(words[:MOST_SHOWN])
    return "%s and %d more" % (shown, len(words) - MOST_SHOWN) if len(words) > MOST_SHOWN else shown


def is_set(name, value):
    """The value of a guard's switch. Raises InvalidInput for an empty one and for what is neither true nor false."""
    if isinstance(value, bool):
        return value
    text = folded(str("" if value is None else value).strip())
    if text in ("true", "yes", "on", "1"):
        return True
    if text in ("false", "no", "off", "0"):
        return False
    what = "empty; remove it, or say true or false" if not text else "neither true nor false"
    raise InvalidInput("%s is %s." % (name, what), NOTHING, field=name)


IGNORED = "genesys_ignore_variables"
REQUIRE = "genesys_require_declaration"
PREFIXES = ("genesys_", "cxops_genesys_", "auth_clients_", "auth_client_", "tenant_", "digital_channels_") + (
    "digital_channel_",
    "cloud_oauth_client",
    "nexus_url",
    "nexus_api_",
    "nexus_db_",
)
_BEGINNINGS = tuple(one.replace("_", "") for one in PREFIXES)


def misspelled(names, known, is_unset):
    """{name: the one that it resembles} of those that begin like ours and resemble one of ours that is not set.

    names: of variables. known: all of ours. is_unset: says of one of ours whether it is not set. Underscores do not count; without
    that of a beginning, such as in tenants, it is everybody's word, so one letter may differ and not two.
    """
    found = {}
    for name in sorted(names):
        if name in known or "__" in name or not name.replace("_", "").startswith(_BEGINNINGS):
            continue
        near = [one for one in closest(name, known) if is_unset(one)]
        if not name.startswith(PREFIXES):
            near = [one for one in near if distance(letters(name), letters(one)) < 2]
        if near:
            found[name] = near[0]
    return found


def check_declaration(host, declares, others, require):
    """Refuse a tenant of which nothing is declared. Returns a warning for a discovered one, or None; raises InvalidInput.

    others: whether another host of the play declares something. require: the value of genesys_require_declaration.
    """
    if declares:
        return None
    said = "Nothing is declared for %s: there is nothing to provision or verify." % host.label
    if host.is_discovered and others and not require:
        return said
    raise InvalidInput(
        said,
        "No request was made. Check the names and the place of the variables, such as group_vars and -e @tenant.yml.",
        field="tenant_environment",
    )


def check_no_text(name, kind, value):
    """Refuse a text that stands for a dict, or for a list of dicts, or in one. kind: the type of the option. Raises InvalidInput."""
    members = value if isinstance(value, list) else [value]
    texts = [number for number, member in enumerate(members) if isinstance(member, str) and member]
    if texts:
        place = "%s[%d]" % (name, texts[0]) if isinstance(value, list) else name
        wanted = "dict" if isinstance(value, list) else kind
        raise InvalidInput(
            "%s is a text, and has to be a %s." % (place, wanted),
            "No request was made. With -e, give it as JSON of all variables: -e '{\"%s\": ...}'." % name,
            field=name,
        )


def check_clients(others, alike):
    """Refuse a play that declares no OAuth client. Raises InvalidInput.

    others: whether another host of the play declares some. alike: names of variables that may be meant.
    """
    if not others:
        raise InvalidInput(
            "No OAuth client is declared. cloud_oauth_clients_list is empty for each host of this play; is its name spelt "
            "so? Variables that begin like it: %s." % (", ".join(map(shown_name, alike)) or "none"),
            "No request was made.",
            field="cloud_oauth_clients_list",
        )


def check_names(found, is_shipped):
    """Refuse misspelled variables in a shipped playbook. Returns the warnings for others; raises InvalidInput.

    found: what misspelled() has found.
    """
    if not found:
        return []
    said = "; ".join("there is no variable %s: did you mean %s?" % pair for pair in sorted(found.items()))
    said = said[0].upper() + said[1:]
    how = "If it is not for this collection, add it to the list %s." % IGNORED
    if is_shipped:
        raise InvalidInput(said, "No request was made. " + how, field=min(found))
    return ["%s %s" % (said, how)]


def check_single(hosts, tenant_id, own_ids):
    """An extra variable gives every host the same tenant, so a shipped playbook takes one host only. Raises InvalidInput.

    tenant_id: that of -e. own_ids: {host: the tenant_id of its own variables, or ""}, of all hosts that may be named.
    """
    if len(hosts) < 2:
        return
    fitting = _hosts_of(tenant_id, own_ids) or [host for host in hosts if not own_ids.get(host)]
    raise InvalidInput(
        "%d hosts are selected (%s), and -e gives all of them the same tenant_id." % (len(hosts), _listed(hosts)),
        "No request was made. Add: -e genesys_tenants=localhost%s"
        % (", or --limit %s" % fitting[0] if fitting else ", for each of them has another tenant_id"),
        field="tenant_id",
    )


def check_own(host, tenant_id, own_ids):
    """Refuse a host whose own variables name another tenant than -e: the rest of them is about that one. Raises InvalidInput.

    The parameters are those of check_single.
    """
    own = own_ids.get(host) or ""
    if not own or folded(own) == folded(tenant_id):
        return
    if not tenant_id or checks.uuid(tenant_id):
        what = "no UUID: %s" % tenant_id if tenant_id else "empty"
        raise InvalidInput(
            "The tenant_id that -e gives is %s. The host %s has its own, %s." % (what, host, own),
            "No request was made. Give the whole id, or leave it out of -e.",
            field="tenant_id",
        )
    fitting = _hosts_of(tenant_id, own_ids)
    raise InvalidInput(
        "The tenant_id of the host %s is %s, and -e gives it %s." % (host, own, tenant_id),
        "No request was made. %s"
        % (
            "The host with that tenant_id is %s: add --limit %s" % (_listed(fitting), fitting[0])
            if fitting
            else "Add -e genesys_tenants=localhost, or --limit with a host that has no tenant_id of its own."
        ),
        field="tenant_id",
    )


def _hosts_of(tenant_id, own_ids):
    return [host for host, own in own_ids.items() if own and folded(own) == folded(tenant_id)]
