# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grants, hints for what is refused, and the ways to authorise a request."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote_plus

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth

TOKEN = (200, {}, b'{"access_token": "a-token", "token_type": "bearer", "expires_in": 43199}')


def refusal(status, error, text):
    return (status, {}, b'{"error": "%s", "error_description": "%s"}' % (error.encode(), text.encode()))


@pytest.mark.parametrize("grant_type", oauth.GRANTS)
def test_a_grant_sends_its_parameters_and_the_client_by_basic(scripted, service, grant_type):
    scripted.answers = [TOKEN]
    given = {name: "%s value\\&" % name for name in oauth.GRANTS[grant_type]}
    assert (
        oauth.grant(service, "client", "sécret:+", grant_type, scope="*", nothing=None, empty="", **given)[
            "access_token"
        ]
        == "a-token"
    )
    method, path, headers, body = scripted.seen[0]
    assert (method, path) == ("POST", oauth.TOKEN_PATH)
    assert base64.b64decode(headers["authorization"].split()[1]).decode() == "client:sécret:+"
    form = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
    assert form == dict(given, scope="*", client_id="client", grant_type=oauth.WIRE_GRANTS.get(grant_type, grant_type))


def test_a_public_client_sends_no_secret(scripted, service):
    scripted.answers = [TOKEN]
    oauth.grant(service, "client", None, "refresh_token", refresh_token="r")
    assert "authorization" not in scripted.seen[0][2]


@pytest.mark.parametrize(
    ("answer", "grant_type", "kind", "hint"),
    [
        (refusal(401, "Unauthorized", "Bad credentials"), "client_credentials", errors.Unauthorized, "client secret"),
        (refusal(400, "invalid_grant", "Bad credentials"), "password", errors.Unauthorized, "password"),
        (refusal(400, "invalid_grant", "Invalid refresh token"), "refresh_token", errors.Unauthorized, "refresh token"),
        (
            refusal(400, "invalid_grant", "Redirect URI mismatch."),
            "authorization_code",
            errors.Unauthorized,
            "redirect_uri",
        ),
        (refusal(400, "invalid_grant", "Bad"), "jwt_bearer", errors.Unauthorized, "assertion"),
        ((403, {}, b'{"message": "Forbidden"}'), "password", errors.Forbidden, "x-api-key"),
        ((200, {}, b"{}"), "password", errors.BadResponse, "auth_url"),
        ((200, {}, b'{"access_token": ""}'), "password", errors.BadResponse, "auth_url"),
        ((200, {}, b'{"access_token": 7}'), "password", errors.BadResponse, "auth_url"),
        ((200, {}, b'["a"]'), "password", errors.BadResponse, ""),
    ],
)
def test_each_refusal_has_its_hint(scripted, service, answer, grant_type, kind, hint):
    scripted.answers = [answer]
    given = dict.fromkeys(oauth.GRANTS[grant_type], "x")
    with pytest.raises(kind) as caught:
        oauth.grant(service, "client", "s", grant_type, **given)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("told", "kept"),
    [(b"3600", 3600), (b'"3600"', 3600), (b"3599.9", 3599), (b"-1", -1), (b"31536000000", 31536000000)]
    + [(text, None) for text in (b"null", b"true", b'"soon"', b'"-5"', b'""', b"[3600]", b'"%s"' % (b"9" * 40))],
)
def test_a_lifetime_is_whole_seconds_or_nothing(scripted, service, told, kept):
    scripted.answers = [(200, {}, b'{"access_token": "t", "expires_in": %s}' % told)]
    assert oauth.grant(service, "client", "s", "client_credentials").get("expires_in") == kept


@pytest.mark.parametrize("token_type", [b'"mac"', b'"DPoP"', b'"N_A"', b"1", b'["bearer"]', b"{}"])
def test_a_token_of_another_type_is_not_used(scripted, service, token_type):
    scripted.answers = [(200, {}, b'{"access_token": "a-token", "token_type": %s}' % token_type)] * 2
    with pytest.raises(errors.BadResponse, match="another type than bearer") as caught:
        oauth.grant(service, "client", "s", "client_credentials")
    assert "a-token" not in str(caught.value.failure())
    assert oauth.grant(service, "client", "s", "token_exchange", subject_token="x")["access_token"] == "a-token"


@pytest.mark.parametrize("token_type", [b'"bearer"', b'"Bearer"', b'"BEARER"', b'""', b"null"])
def test_bearer_in_any_case_or_unsaid(scripted, service, token_type):
    scripted.answers = [(200, {}, b'{"access_token": "t", "token_type": %s}' % token_type)]
    assert oauth.grant(service, "client", "s", "client_credentials")["access_token"] == "t"


@pytest.mark.parametrize(
    ("grant_type", "told"), [("authorization_code", True), ("refresh_token", True), ("password", False)]
)
def test_what_a_lost_answer_may_have_used_up(scripted, service, grant_type, told):
    given = dict.fromkeys(oauth.GRANTS[grant_type], "x")
    for before, told_now in (([(500, {}, b"")], told), ([], False)):
        scripted.answers = [*before, refusal(400, "invalid_grant", "no")]
        with pytest.raises(errors.Unauthorized) as caught:
            oauth.grant(service, "client", "s", grant_type, **given)
        assert ("may have used it up" in caught.value.hint) is told_now


def test_a_bearer_obtains_its_token_when_it_is_needed_and_once():
    obtained = []
    bearer = oauth.Bearer(obtain=lambda refused: obtained.append(1) or "t%d" % len(obtained))
    assert obtained == []
    assert [bearer.header(), bearer.header()] == ["Bearer t1"] * 2
    assert bearer.renew()
    assert bearer.header() == "Bearer t2"
    assert oauth.Bearer("given").renew() is False
    assert oauth.Basic("a", "b").renew() is False


@pytest.mark.parametrize(
    ("answer", "works"),
    [
        (TOKEN, True),
        (refusal(401, "invalid_client", "Unauthorized grant type: client_credentials"), True),
        (refusal(401, "Unauthorized", "Bad credentials"), False),
        (refusal(401, "unauthorized", "Full authentication is required"), None),
    ],
)
def test_whether_a_secret_works(scripted, service, answer, works):
    scripted.answers = [answer]
    assert oauth.secret_works(service, "client", "s") is works


@pytest.mark.parametrize("body", [b'{"username": "u"}', b'{"status": {"code": 0}, "data": {"username": "u"}}'])
def test_userinfo_with_and_without_envelope(scripted, service, body):
    scripted.answers = [(200, {}, body)]
    assert oauth.userinfo(service, "t")["username"] == "u"
    assert scripted.seen[0][2]["authorization"] == "Bearer t"


ODD = [("client", "sécret"), ("client", "a+b"), ("cli%ent", "hunter2"), ("client", "100%25")]
REFUSED = [(401, "invalid_client"), (400, "invalid_request"), (401, "Unauthorized"), (400, "invalid_client")]


@pytest.mark.parametrize(("client_id", "secret"), [*ODD, ("a client", "/=?*~ &")])
def test_a_client_is_form_encoded_where_that_is_wanted(scripted, service, client_id, secret):
    """RFC 6749 §2.3.1; the form itself is encoded once, whatever goes into the header."""
    scripted.answers = [TOKEN]
    service.form_encoded = True
    oauth.grant(service, client_id, secret, "client_credentials")
    _method, _path, headers, body = scripted.seen[0]
    pair = base64.b64decode(headers["authorization"].split()[1]).decode("ascii").split(":")
    assert [unquote_plus(one) for one in pair] == [client_id, secret] and " " not in "".join(pair)
    assert parse_qs(body.decode())["client_id"] == [client_id]


@pytest.mark.parametrize(("client_id", "secret"), ODD)
@pytest.mark.parametrize(("status", "code"), REFUSED)
@pytest.mark.parametrize(("form_encoded", "other"), [(False, "to form."), (True, "to raw.")])
def test_the_hint_names_the_other_encoding(scripted, service, client_id, secret, status, code, form_encoded, other):
    scripted.answers = [refusal(status, code, "No")]
    service.form_encoded = form_encoded
    with pytest.raises(errors.Refused) as caught:
        oauth.grant(service, client_id, secret, "client_credentials")
    assert caught.value.hint.endswith("set auth_client_encoding " + other)
    assert len(scripted.seen) == 1 and secret not in str(caught.value)


@pytest.mark.parametrize(
    ("client_id", "secret", "status", "code", "scheme"),
    [
        ("client", "plain-secret/=", 401, "invalid_client", None),
        ("cli+ent", None, 401, "invalid_client", None),
        ("client", "a+b", 400, "invalid_grant", None),
        ("client", "a+b", 400, "invalid_scope", None),
        ("client", "a+b", 400, "unauthorized_client", None),
        ("client", "a+b", 403, "access_denied", None),
        ("client", "a+b", 400, "invalid_client", "cloud_client"),
    ],
)
def test_the_hint_names_no_encoding_where_it_is_about_something_else(
    scripted, service, client_id, secret, status, code, scheme
):
    scripted.answers = [refusal(status, code, "No")]
    service.scheme = scheme
    with pytest.raises(errors.GenesysError) as caught:
        oauth.grant(service, client_id, secret, "client_credentials")
    assert "auth_client_encoding" not in caught.value.hint
