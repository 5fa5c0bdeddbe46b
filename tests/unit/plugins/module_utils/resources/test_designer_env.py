# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of DesignerEnv have one form: both are paths, or both have a host."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.cxops.genesys.plugins.module_utils.resources import _designer_env as designer_env
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import OF_DESIGNER_ENV
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import Document

ROLE = Path(__file__).resolve().parents[5] / "roles/digital_channels"
HOST, OTHER = "https://digital.example.com", "https://other.example.com/gateway"


def variables(**given):
    return {
        designer_env.PREFIX + name: value for name, value in dict({"file": "/x/designer_env.conf"}, **given).items()
    }


def problems(**given):
    return dict(designer_env.problems(variables(**given)))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"baseurl": None, "url": "", "host": None},
        {"host": HOST},
        {"host": HOST + "/"},
        {"baseurl": "/a/v1", "url": "/a/v3", "host": OTHER},
        {"baseurl": HOST + "/nexus/v1", "url": OTHER + "/nexus/v3"},
        {"url": OTHER + "/nexus/v3", "host": HOST},
    ],
    ids=str,
)
def test_one_form_is_taken(given):
    assert problems(**given) == {}


@pytest.mark.parametrize(("whole", "path"), [("url", "baseurl"), ("baseurl", "url")])
def test_a_path_beside_a_url_is_refused_with_what_to_do(whole, path):
    (found,) = problems(**{whole: HOST + "/nexus"}).items()
    assert found[0] == designer_env.PREFIX + whole
    assert designer_env.PREFIX + path in found[1] and designer_env.PREFIX + "host" in found[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("host", "digital.example.com"),
        ("host", HOST + "?x=1"),
        ("host", "https://user:Canary@digital.example.com"),
        ("url", "digital.example.com/nexus/v3"),
        ("url", "//digital.example.com/nexus/v3"),
        ("baseurl", "/nexus/v1\nurl = x"),
        ("baseurl", "https://user:Canary@digital.example.com/nexus"),
    ],
)
def test_what_is_neither_a_path_nor_a_url_is_refused(name, value):
    found = problems(**{name: value})
    assert list(found) == [designer_env.PREFIX + name] and "Canary" not in str(found)


def test_without_a_file_and_without_a_write_nobody_looks():
    mixed = variables(url=HOST + "/nexus/v3")
    assert list(designer_env.problems(dict(mixed, digital_channels_designer_env_file=""))) == []
    assert [
        len(list(Document.variables_problems({"state": one}, mixed))) for one in ("present", "absent", "checked")
    ] == [1, 0, 0]


def test_the_role_has_these_variables_and_paths():
    spec = yaml.safe_load((ROLE / "meta/argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"][
        "options"
    ]
    names = {name.removeprefix(designer_env.PREFIX) for name in spec if name.startswith(designer_env.PREFIX)}
    assert {designer_env.PREFIX + name for name in names - {"file"}} == {field.arg for field in OF_DESIGNER_ENV}
    defaults = yaml.safe_load((ROLE / "defaults/main.yml").read_text(encoding="utf-8"))
    for name, path in designer_env._PATHS.items():
        assert spec[designer_env.PREFIX + name]["default"] == defaults[designer_env.PREFIX + name] == path
