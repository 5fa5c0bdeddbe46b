# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are taken out of whatever is shown, in whatever form, and nothing else changes."""

from __future__ import annotations

import ast
import base64
import html
import json
import time
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import (
    HIDDEN,
    SHORTEST,
    WHOLE,
    redact,
    revealed,
    without,
)
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK
from ansible_collections.cxops.genesys.plugins.module_utils.resources import registry
from trust.support import sweep

SECRETS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cs"]), min_size=SHORTEST, max_size=20
).filter(lambda secret: secret.strip("*") and not set(secret) <= set("*/"))
TEXT = st.text(max_size=10)


def nested(leaf):
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
    )


@settings(deadline=None)
@given(secret=SECRETS, before=TEXT, after=TEXT, encode=st.sampled_from([str, lambda s: quote(s, safe="")]))
def test_no_secret_survives(secret, before, after, encode):
    needle = encode(secret)
    shown = redact({"a": [{"b": before + needle + after}], "c": (needle,)}, {secret})
    assume(needle not in before + MASK + after and needle not in before + MASK and needle not in MASK + after)
    assert needle not in shown["a"][0]["b"]
    assert shown["c"] == [MASK]


@settings(deadline=None)
@given(secret=SECRETS, other=SECRETS, value=st.data())
def test_no_secret_survives_anywhere(secret, other, value):
    found = redact(
        value.draw(nested(st.sampled_from([secret, "x%sy" % secret, other, "plain", 7, None, True]))), {secret, other}
    )
    text = json.dumps(found, ensure_ascii=False)
    for needle in (secret, other):
        if (
            needle not in MASK
            and not any(needle in word for word in ("plain", "xy", "true", "null"))
            and '"' not in needle
            and "\\" not in needle
        ):
            assert all(needle not in leaf for leaf in leaves(found)), text


def leaves(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for member in value.values() for text in leaves(member)]
    if isinstance(value, list):
        return [text for member in value for text in leaves(member)]
    return []


@given(value=nested(st.one_of(st.integers(), st.booleans(), st.none(), st.text(st.sampled_from("abc"), max_size=6))))
def test_what_holds_no_secret_stays(value):
    assert redact(value, {"hunter22", "s3cret"}) == value
    assert redact(value, set()) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"a": ["x-ab-y", ("ab",)]}, {"a": ["x-********-y", [WHOLE]]}),
        ({"ab": True, "n": 12345, "m": 99}, {"ab": True, "n": WHOLE, "m": 99}),
        ("abc-ab", "********-********"),
        (None, None),
    ],
)
def test_secrets_as_they_stand_are_taken_out_however_short(value, shown):
    assert without(value, {"ab", "abc", "234", ""}) == shown


def test_the_longer_secret_wins():
    assert redact("abcd-efgh", {"abcd", "abcd-efgh"}) == MASK


def test_short_secrets_do_not_turn_words_into_masks():
    assert redact("ops at the shop", {"ops", ""}) == "ops at the shop"


@pytest.mark.parametrize("word", ["changed", "secret", "failed", "resource", "nexus"])
def test_a_secret_that_is_an_ordinary_word_leaves_the_names_of_members(word):
    """The vendor's own default secrets are such words."""
    result = {
        "changed": True,
        "failed": False,
        "resource": {"client_secret": word, "secret_file": "/x"},
        "nexus_url": 1,
    }
    shown = redact(result, {word})
    assert set(shown) == set(result)
    assert shown["resource"]["client_secret"] == MASK
    assert "secret_file" in shown["resource"]


@pytest.mark.parametrize(("no_log", "value"), [(True, "s3cret"), (False, HIDDEN)])
def test_secrets_are_revealed_only_to_tasks_with_no_log(no_log, value):
    assert revealed({"token": "s3cret"}, no_log) == {"token": value}


@settings(deadline=None)
@given(
    secret=st.text(st.characters(exclude_categories=["Cs"]), min_size=6, max_size=20).filter(
        lambda text: len(text.strip()) >= 6 and set(text) - set("* ")
    ),
    frame=st.sampled_from(["%s", "say %s now", "x%sy", '{"a": "%s"}', "Basic %s==", "a=%s&b"]),
    choice=st.integers(0, 10**6),
)
def test_no_form_of_a_secret_survives(secret, frame, choice):
    forms = sorted(sweep.forms(secret, ["ops", "a client:1"]))
    form = forms[choice % len(forms)]
    shown = redact({"a": frame.replace("%s", form)}, {secret})["a"]
    assume(not sweep.found_in(frame.replace("%s", "#"), [secret]))
    assert [one for one in sweep.found_in(shown, [secret], ["ops", "a client:1"]) if one not in MASK] == []


@pytest.mark.parametrize("header", ["Basic %s", "'Basic %s'", "Authorization: Basic %s, x", "<td>Basic %s</td>"])
@pytest.mark.parametrize("name", ["ops", "o", "op", "a longer name"])
def test_the_user_beside_a_secret_in_base64_is_masked_too(header, name):
    """The first and the last character of the secret share theirs with the neighbours."""
    text = base64.b64encode(("%s:hunter22-canary" % name).encode()).decode()
    assert redact(header % text, {"hunter22-canary"}) == header % MASK


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_first_words_of_a_secret_where_a_message_was_cut(count):
    secret = "correct horse battery staple"
    text = "so it is: %s ..." % " ".join(secret.split()[:count])
    assert redact(text, {secret}) == "so it is: " + MASK
    assert redact("the correct answer", {secret}) == "the correct answer"


def test_the_password_in_the_url_of_a_proxy():
    url = "http://proxy-user:hunter%2F22@proxy.example.com:3128"
    told = base64.b64encode(b"proxy-user:hunter/22").decode()
    shown = redact([url, "hunter%2F22", "hunter/22", told, "proxy.example.com"], {url})
    assert shown == [MASK, MASK, MASK, MASK, "proxy.example.com"]


UUID = "c7a0a412-7d0e-4c5b-9a54-5d2f1f1c0a11"
PLAIN = "Canary7plain-x/y"
WORDS = "correct horse battery staple"
MARKS = "Zq7/kP9x+Lm2=Vb8_!aa"


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


def in_lines(text, mark, width=10):
    return mark.join(text[at : at + width] for at in range(0, len(text), width))


def escaped(text, form):
    return "".join(form % ord(one) for one in text)


@pytest.mark.parametrize(
    "text",
    [
        UUID.upper(),
        UUID.title(),
        UUID.replace("-", ""),
        UUID.replace("-", "").upper(),
        UUID.replace("-", "%2D"),
        escaped(UUID.upper(), "%%%02X"),
        in_base64(UUID.upper()),
        in_base64(UUID.replace("-", "")),
        escaped(PLAIN, "%%%02x"),
        escaped(PLAIN, "%%25%02X"),
        "%43anary7plain-x/y",
        "Canary7plai\\u006E-x/y",
        escaped(PLAIN, "\\u%04x"),
        escaped(PLAIN, "\\\\u%04X"),
        escaped(PLAIN, "\\x%02x"),
        "\\U00000043anary7plain-x/y",
        escaped(PLAIN, "&#%d;"),
        escaped(PLAIN, "&#%012d;"),
        escaped(PLAIN, "&#x%09X;"),
        escaped(PLAIN, "&#x%X;"),
        in_base64(in_base64(PLAIN)),
        in_base64("x: " + in_base64("ops:" + PLAIN)),
        in_lines(in_base64("ops:" + PLAIN), "\n"),
        in_lines(in_base64("ops:" + PLAIN), "\r\n  "),
        in_lines(in_base64("ops:" + PLAIN), "\\n"),
        in_lines(in_base64("ops:" + PLAIN), "\\r\\n"),
        in_lines(in_base64("ops:" + PLAIN), "%0D%0A"),
        in_lines(in_base64(in_base64(PLAIN)), "\n", 5),
        escaped(in_base64(PLAIN), "%%%02X"),
        *(
            WORDS.replace(" ", blank)
            for blank in (
                "&#32;",
                "&#0032;",
                "&#x20;",
                "&#X020;",
                "&nbsp;",
                "&#160;",
                "&#xA0;",
                "&Tab;",
                "&#10;",
                "\\x20",
                "\\u00a0",
            )
        ),
        escaped(WORDS, "&#%d;"),
        MARKS.replace("/", "&sol;")
        .replace("+", "&plus;")
        .replace("=", "&equals;")
        .replace("_", "&UnderBar;")
        .replace("!", "&excl;"),
    ],
)
def test_forms_that_no_program_needs(text):
    """Nothing of it is left, and nothing beside it is lost."""
    assert redact(["before: %s, after" % text, "before"], {UUID, PLAIN, WORDS, MARKS}) == [
        "before: %s, after" % MASK,
        "before",
    ]


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("\\1c'a\\$90.", "\\\\\\u0031c\\u0027a\\u005c\\u002490."),
        ("\\4'Y~%8`", "\\\\\\u0034\\u0027Y~%8`"),
        ("C:\\new\\1", "C:\\\\\\x6eew\\\\\\x31"),
        ("un%4a b", "%75n%254a%20b"),
        ("%48e-1x", "%2548e-%31x"),
        ("p~<\\\\8  9&", "p~&lt;\\&#92;&#56;&#32;&#32;&#57;&amp;"),
        ("a\\\\b\\\\\\c", "a\\\\\\u005cb\\u005c\\\\\\\\c"),
        ("Correct+Horse/9%", in_base64("ops:Correct%2BHorse%2F9%25")),
        ("correct horse 9", in_base64("o:correct+horse+9")),
        ("correct horse 9", in_base64("op:correct%20horse%209")),
    ],
)
def test_a_mixture_of_escapes(secret, text):
    """Some characters are escaped, and others are not, where the secret itself has what escapes begin with."""
    for frame in ("%s", "say (%s) now", '{"a": "%s"}'):
        assert redact(frame.replace("%s", text), {secret}) == frame.replace("%s", MASK)


def test_a_secret_that_was_given_without_hyphens():
    assert redact(UUID, {UUID.replace("-", "").upper()}) == MASK


def test_what_is_escaped_beside_a_secret_stays():
    text = "%41 \\u0042 &#67; YWJj\nZGVm {} \\x44"
    assert redact(text.format(PLAIN), {PLAIN}) == text.format(MASK)


def test_secrets_that_overlap_leave_no_rest():
    assert redact("x abcdefgh y", {"abcdef", "cdefgh"}) == "x %s y" % MASK
    assert redact("aXYaXYa", {"aXYa"}) == MASK


@pytest.mark.parametrize(
    "secret", ["hunter22", "hunter_secret", "correct horse", "twelve-monkeys", "CorrectHorse", "correcthorse"]
)
def test_a_name_of_a_member_that_is_or_holds_a_secret(secret):
    assert redact({secret: 1}, {secret}) == {MASK: 1}
    assert redact([{"the " + secret: {secret + "s": 1}}], {secret}) == [{"the " + MASK: {MASK + "s": 1}}]


def documented():
    """Names of options and of members of results, at any depth."""

    def inside(entries):
        for name, entry in (entries or {}).items():
            yield name
            yield from inside(entry.get("contains") or entry.get("suboptions"))

    for module in registry.TASKS:
        path = Path(registry.__file__).parents[2] / "modules" / (module + ".py")
        texts = {
            node.targets[0].id: node.value.value
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        yield from inside(yaml.safe_load(texts["RETURN"]))
        yield from inside(yaml.safe_load(texts["DOCUMENTATION"])["options"])


def test_names_of_our_own_stay_whatever_the_secret():
    names = {*documented(), "contact_center", "environment"}
    assert len(names) > 150
    assert [name for name in names if redact({name: name}, {name}) not in ({name: MASK}, {name: name})] == []


@pytest.mark.parametrize(("secret", "number"), [("12345678901", 12345678901), ("12345678901", 12345678901.0), ("0070135", 70135), ("-7013", -7013),
    ("12345678901234567890", 12345678901234567890), ("12345678901234567890", 12345678901234567000)])  # fmt: skip
def test_a_number_that_a_secret_of_digits_is(secret, number):
    assert redact({"a": [number, 7, None]}, {secret}) == {"a": [MASK, 7, None]}


@pytest.mark.parametrize("secret", ["0000", "0001", "001.0", "000e9", "9" * 400, "inf1"])
def test_numbers_of_other_meaning_stay(secret):
    value = [0, 1, True, False, 1e9, 10**400, float("inf"), 1234]
    assert redact(value, {secret}) == value


@pytest.mark.parametrize("secret", ["000%", "abc&", "abc'", 'abc"', "abc<", "abc\\", "x-" * 300 + "%"])
def test_of_an_escape_at_the_end_nothing_is_left(secret):
    """It begins with the character that it stands for."""
    for text in {quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1]}:
        assert redact(text, {secret}) == MASK


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("x" * 500000, "x" * 600000),
        ("a + b\\ + \\ \"'x", "a" + "+" * 100000),
        ('a\\"b', "a" + "\\" * 100000),
        ("a  b   c", "a" + " " * 100000),
        ("''", "'" * 100000),
        ("a\\\\\\b", "a" + "\\" * 100000 + "b"),
        ("\\\\\\", "\\" * 100000),
        ("\\\\a\\\\a\\\\a", "\\\\\\a" * 50000),
        ("%%%%%%%%", "%25" * 30000),
        ("&&&&&&&&", "&amp;" * 20000),
        ("AAAAAAAA", "%41" * 300000),
        ("AAAAAAAA", ("&#" + "0" * 1000) * 300),
        ("00000000", "&#" + "0" * 300000),
        ("AAAAAAAB", "\\\\u0041" * 100000),
        (UUID, UUID[:8].upper() * 100000),
        (PLAIN, "Q\n" * 300000),
    ],
)
def test_no_text_of_a_service_keeps_it_busy(secret, text):
    start = time.perf_counter()
    redact(text, {secret})
    assert time.perf_counter() - start < 5
