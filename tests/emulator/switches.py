# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches: one for everything that the reference calls UNKNOWN or shows in more than one way.

Each switch names the section of ``private-edition-api.md`` it comes from, or with "cloud" that of
``genesys-cloud-oauth-api.md``. Defaults follow chapter 7 of the former; where that is silent, the default is what a
client may rely on least.
"""

from __future__ import annotations

from dataclasses import Field, asdict, dataclass, field, fields, replace
from typing import Any

NOT_OFFERED = ("404", "405")


def _switch(default: Any, values: tuple[Any, ...], section: str, text: str) -> dict[str, Any]:
    return {"default": default, "metadata": {"values": values, "section": section, "text": text}}


def _flag(default: bool, section: str, text: str) -> dict[str, Any]:
    return _switch(default, (False, True), section, text)


def _verb(default: str, on: tuple[str, ...], section: str, text: str) -> dict[str, Any]:
    return _switch(default, NOT_OFFERED + on, section, text)


def _number(default: float, section: str, text: str) -> dict[str, Any]:
    return {"default": default, "metadata": {"values": "a number >= 0", "section": section, "text": text}}


@dataclass(frozen=True)
class Switches:
    """All switches with their defaults; an instance is never changed, ``changed()`` returns another one."""

    # All services
    duplicate_code: int = field(
        **_switch(409, (200, 400, 409), "1, 3.5, 7", "HTTP code of a duplicate (status.code is never 0)")
    )
    duplicate_status: int = field(**_switch(409, (409, 1), "0.1, 3.5", "status.code of a duplicate"))
    duplicate_text: str = field(**_switch("exists", ("exists", "taken"), "3.5", "words about a duplicate"))
    missing_text: str = field(
        **_switch(
            "not_found",
            ("not_found", "does_not_exist", "none_exists"),
            "3.5",
            "words about an object that does not exist",
        )
    )
    missing_code: int = field(
        **_switch(404, (200, 404), "1, 7", "HTTP code for an object that does not exist (status.code is never 0)")
    )
    status_on_get: bool = field(**_flag(True, "0.1, 3.2", "whether answers to GET carry 'status'"))
    empty_lists: str = field(
        **_switch("list", ("list", "empty_data"), "0.1, 3", "a list without members: an empty list, or 'data' is empty")
    )
    status_code_type: str = field(**_switch("int", ("int", "string"), "4.4", "status.code as number or as string"))
    unknown_route: str = field(
        **_switch(
            "envelope",
            ("envelope", "spring", "html", "empty"),
            "0.1",
            "body of 404 and 405 for calls that are not offered",
        )
    )
    stored_texts: str = field(
        **_switch(
            "keep",
            ("keep", "trim", "squeeze", "lower"),
            "1, 3.3, 4, cloud 1.4",
            "names and texts: as they were sent, without blanks at their ends, with one blank for several, or in small letters",
        )
    )
    gateway: bool = field(
        **_flag(False, "0.2", "an API gateway in front of Auth and environment service wants x-api-key")
    )

    url_slash: str = field(
        **_switch("keep", ("keep", "add"), "3.3, 3.4, 4", "a URL comes back with a slash at its end")
    )
    empty_texts: str = field(
        **_switch("keep", ("keep", "leave_out"), "1", "an empty text of an API client: shown, or left out")
    )

    # Authentication
    ops_password_store: str = field(
        **_switch(
            "plain",
            ("plain", "bcrypt"),
            "0.2",
            "how the ops password is kept; given as a hash it is refused either way",
        )
    )
    reuse_tokens: bool = field(**_flag(True, "2", "same client, user and scope get the same unexpired token again"))
    rotate_refresh_tokens: bool = field(**_flag(False, "2", "a refresh gives a new refresh token and ends the old one"))
    form_client_auth: str = field(
        **_switch("refuse", ("refuse", "accept"), "2", "client_id and client_secret as parameters instead of Basic")
    )
    double_backslash: str = field(
        **_switch("refuse", ("refuse", "accept"), "2", "a person given with two backslashes on the wire")
    )
    userinfo_client_token: str = field(
        **_switch("refuse", ("refuse", "client"), "2", "userinfo for a token that belongs to no user")
    )
    change_password: str = field(
        **_switch(
            "token", ("token", "name"), "2", "change-password: needs a token, or takes the user's name and old password"
        )
    )
    add_internal_grants: bool = field(**_flag(True, "1, 7", "internal clients get token-exchange and jwt-bearer"))
    shuffle_sets: bool = field(**_flag(True, "1, 7", "sets of a client come back in another order"))
    empty_client_secret: str = field(**_switch("refuse", ("refuse", "accept"), "1", "an empty client_secret"))
    client_put_secret: str = field(
        **_switch("apply", ("apply", "ignore", "refuse"), "1", "PUT of a client with client_secret")
    )
    client_put_echo: bool = field(**_flag(False, "1", "whether PUT of a client returns the client"))

    # Environment service
    get_by_id: str = field(**_verb("404", ("on",), "3.1, 3.2", "GET of one environment or contact center by its id"))
    put_environment: str = field(
        **_verb("405", ("on", "merge", "replace"), "3.1, 7", "PUT of an environment ('on' merges)")
    )
    put_contact_center: str = field(
        **_verb("405", ("on", "merge", "replace"), "3.2, 7", "PUT of a contact center ('on' merges)")
    )
    connection_protocol: str = field(
        **_switch("keep", ("keep", "addp"), "3.1", "'adpp', as one sample has it, comes back so, or as 'addp'")
    )
    location_case: str = field(
        **_switch("keep", ("keep", "lower"), "3.1, 3.3, 3.4", "a location comes back as it was sent, or in lower case")
    )
    environment_delete: str = field(
        **_switch(
            "allow", ("allow", "refuse", "cascade"), "3.2", "DELETE of an environment that a contact center refers to"
        )
    )
    contact_center_delete: str = field(
        **_switch("cascade", ("cascade", "orphan", "refuse"), "3.2", "DELETE of a contact center that has settings")
    )
    server_chosen_ids: bool = field(**_flag(False, "3.1, 3.2", "the service ignores the id that a client chooses"))
    settings_shared: str = field(**_switch("bool", ("bool", "string"), "3.3, 7", "'shared' in GET of the settings"))
    setting_delete: str = field(**_verb("405", ("on",), "3.3, 7", "DELETE .../settings/{name}?location="))
    data_center_get: str = field(**_verb("405", ("on",), "3.4, 7", "GET of the data centers"))
    data_center_put: str = field(**_verb("405", ("on",), "3.4", "PUT of a data center"))
    data_center_delete: str = field(**_verb("405", ("on",), "3.4", "DELETE of a data center"))
    data_center_duplicate: str = field(**_switch("refuse", ("refuse", "upsert"), "3.4", "second POST of a location"))
    backup_server_fields: str = field(
        **_switch("accept", ("accept", "refuse"), "3.1", "backupAddress and backupPort of a configuration server")
    )
    environment_basic: str = field(
        **_switch(
            "accept",
            ("accept", "refuse", "disabled"),
            "0.2",
            "HTTP Basic of the ops user on /environment: taken, not looked at, or refused in the words of the hosted API",
        )
    )
    person_bearer: str = field(
        **_switch("refuse", ("refuse", "accept"), "0.2", "a tenant person's token on /environment")
    )
    cors_api: bool = field(
        **_flag(False, "3.3", "the new CORS API is in use, the setting cors-origins no longer accepted")
    )
    cors_preflight: str = field(**_verb("405", ("on",), "3.3", "CORS preflight requests (OPTIONS) at the auth service"))
    visible_after_gets: int = field(**_number(0, "0.3, 7", "so many GETs still show the state from before a write"))
    visible_after_seconds: float = field(
        **_number(0, "0.3, 7", "seconds until a write shows in GET (the emulator's clock)")
    )

    # Nexus
    tenant_id_field: str = field(
        **_switch(
            "either", ("either", "genesysenantid", "genesystenantid"), "4.1", "spelling of the tenant number's field"
        )
    )
    second_tenant: str = field(
        **_switch("same_key", ("same_key", "new_key", "error"), "4.1, 7", "POST of a tenant that exists")
    )
    tenant_get: str = field(**_verb("404", ("on", "on_without_key"), "4.1", "GET of tenants and of one tenant"))
    tenant_put: str = field(**_verb("404", ("on",), "4.1", "PUT of a tenant"))
    tenant_delete: str = field(**_verb("404", ("on",), "4.1", "DELETE of a tenant"))
    second_service: str = field(
        **_switch("upsert", ("upsert", "refuse"), "4.2", "POST of a service connection that exists")
    )
    service_get: str = field(**_verb("404", ("on",), "4.2, 7", "GET of a service connection"))
    service_put: str = field(**_verb("404", ("on",), "4.2", "PUT of a service connection"))
    service_delete: str = field(**_verb("404", ("on",), "4.2", "DELETE of a service connection"))
    gapis_cached: bool = field(**_flag(False, "4.5", "Nexus reads nex_gapis only when it starts"))
    late_columns: str = field(
        **_switch(
            "keep",
            ("keep", "present", "absent"),
            "4.5",
            "region, authinturl, authexturl of nex_gapis ('keep': as they are)",
        )
    )

    tenant_key_row: bool = field(
        **_flag(True, "4.1, 4.5", "a new tenant's API key has a row of the tenant's name in nex_apikeys")
    )
    apikey_column: str = field(
        **_switch(
            "none",
            ("none", "tenant", "ccid"),
            "4.5",
            "a column of nex_apikeys that names the contact center",
        )
    )

    # Genesys Cloud
    cloud_create_status: int = field(**_switch(200, (200, 201), "cloud 1.3, 1.8", "HTTP code of a client's creation"))
    cloud_delete_status: int = field(**_switch(204, (200, 202, 204), "cloud 1.3", "HTTP code of a client's deletion"))
    cloud_delete_old: str = field(
        **_switch("deactivate", ("deactivate", "delete"), "cloud 1.6", "DELETE of a client older than 30 days")
    )
    cloud_deleted_shows: str = field(
        **_switch("404", ("404", "deleted"), "cloud 1.6", "a deleted client: not found, or with the state 'deleted'")
    )
    cloud_list_pages: bool = field(**_flag(False, "cloud 1.3", "the list of clients comes in pages, with nextUri"))
    cloud_ownership: str = field(
        **_switch("400", ("400", "403", "off"), "cloud 1.4, 1.6", "giving a role that the caller does not have")
    )
    cloud_gone_roles: str = field(
        **_switch(
            "count", ("count", "ignore"), "cloud 1.6", "a client's role that no longer exists: missing, or left out"
        )
    )
    cloud_tokens_me: str = field(**_switch("on", ("on", "404"), "cloud 1.2", "what tells about the token: tokens/me"))
    cloud_grant_check: str = field(
        **_switch(
            "after_secret",
            ("after_secret", "before_secret"),
            "cloud 1.2",
            "when the token endpoint finds that the client is not of that grant",
        )
    )
    cloud_date_to_delete: str = field(
        **_switch("apply", ("apply", "ignore"), "cloud 1.4", "dateToDelete in the body of a client")
    )
    cloud_put: str = field(
        **_switch("replace", ("replace", "merge"), "cloud 1.6", "PUT of a client: members that are not sent")
    )
    cloud_visible_after_gets: int = field(**_number(0, "cloud 1.6", "so many GETs do not show a new client"))
    cloud_rate_limit: int = field(**_number(300, "cloud 1.5", "requests per minute and token (0: any number)"))
    cloud_token_rate: int = field(
        **_number(60, "cloud 1.2", "requests per minute and client at the token endpoint (0: any number)")
    )
    cloud_null_members: str = field(
        **_switch("leave_out", ("leave_out", "null"), "cloud 1.4", "members of a client that are not set, in answers")
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            _check(item, getattr(self, item.name))

    def changed(self, values: dict[str, Any]) -> Switches:
        """Return the switches with ``values`` set. Raise ValueError for an unknown name or value."""
        known = {item.name for item in fields(self)}
        for name in values:
            if name not in known:
                raise ValueError("unknown switch '%s'" % name)
        return replace(self, **values)

    def as_dict(self) -> dict[str, Any]:
        """Return name -> value."""
        return asdict(self)

    @classmethod
    def parse(cls, name: str, text: str) -> Any:
        """Return the value that ``text`` (from a command line) means for the switch ``name``. Raise ValueError."""
        for item in fields(cls):
            if item.name == name:
                values = item.metadata["values"]
                if isinstance(values, str):
                    return float(text) if "." in text else int(text)
                for value in values:
                    spellings = (
                        ("on", "true", "yes") if value is True else ("off", "false", "no") if value is False else ()
                    )
                    if text.lower() in (str(value).lower(), *spellings):
                        return value
                raise ValueError("switch '%s' takes one of %s" % (name, ", ".join(map(str, values))))
        raise ValueError("unknown switch '%s'" % name)

    @classmethod
    def describe(cls) -> dict[str, dict[str, Any]]:
        """Return name -> default, values, section of the reference, explanation."""
        return {item.name: {"default": item.default, **item.metadata} for item in fields(cls)}


def _check(item: Field[Any], value: Any) -> None:
    values = item.metadata["values"]
    if isinstance(values, str):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            raise ValueError("switch '%s' takes %s" % (item.name, values))
    elif not any(value == one and type(value) is type(one) for one in values):
        raise ValueError("switch '%s' takes one of %s" % (item.name, ", ".join(map(str, values))))
