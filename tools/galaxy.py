# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as users get it: built, installed, listed, imported as Galaxy would; and the site of its documentation."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import tree
from common import BUILD, COLLECTION, NAME, NAMESPACE, ROOT
from stage import Run

# Kinds of plugins and the folders that hold them.
KINDS = {"module": "modules", "lookup": "lookup", "inventory": "inventory", "filter": "filter", "callback": "callback"}
_NOT_FOR_USERS = ("tools/", "build/", ".venvs/", "extensions/molecule/", ".ci/", "noxfile.py")
_NOT_FOR_USERS += tuple(f"tests/{name}/" for name in ("unit", "emulator", "integration", "trust", "bench"))
_NEEDED = ("README.md", "SECURITY.md", "sbom.cdx.json", "LICENSE")
_NEEDED += ("meta/runtime.yml", "meta/execution-environment.yml", "meta/ee-requirements.txt")

IMPORTER = """\
[galaxy-importer]
LOG_LEVEL_MAIN = INFO
RUN_ANSIBLE_DOC = True
RUN_ANSIBLE_LINT = False
RUN_ANSIBLE_TEST = False
RUN_FLAKE8 = False
CHECK_REQUIRED_TAGS = True
REQUIRE_V1_OR_GREATER = True
"""


def names(kind: str, root: Path = ROOT) -> list[str]:
    """The full names of the collection's plugins of a kind."""
    folder = root / "plugins" / KINDS[kind]
    return sorted(f"{COLLECTION}.{path.stem}" for path in folder.glob("*.py") if not path.name.startswith("_"))


def contents(archive: Path) -> list[str]:
    """What is wrong with the files of an archive."""
    with tarfile.open(archive) as tar:
        inside = {member.name for member in tar.getmembers()}
    found = [f"{name} is missing in the archive" for name in _NEEDED if name not in inside]
    found += [
        f"{name} does not belong into the archive" for name in sorted(inside) if f"{name}/".startswith(_NOT_FOR_USERS)
    ]
    return found


def galaxy(run: Run) -> None:
    """Build, look inside, install into an empty place, list and read every plugin there, and import as Galaxy does."""
    place, target = tree.copied("galaxy") / tree.PLACE, run.scratch / "dist"
    words = ["ansible-galaxy", "collection", "build", "--output-path", target]
    if run.step(words, cwd=place, warnings=True) is None:
        return
    (archive,) = target.glob(f"{NAMESPACE}-{NAME}-*.tar.gz")
    for fault in contents(archive):
        run.problem(fault)
    place = run.scratch / "installed"
    shutil.rmtree(place, ignore_errors=True)
    where = {"ANSIBLE_COLLECTIONS_PATH": str(place)}
    if run.step(["ansible-galaxy", "collection", "install", "--offline", "-p", place, archive], **where) is None:
        return
    for kind in KINDS:
        wanted = names(kind)
        if not wanted:
            continue
        listed = run.step(["ansible-doc", "-t", kind, "-l", COLLECTION], warnings=True, **where)
        for name in wanted:
            if listed is not None and name not in listed.split():
                run.problem(f"ansible-doc does not list {name}")
        run.step(["ansible-doc", "-t", kind, *wanted], warnings=True, quiet=True, **where)
    roles = sorted(
        f"{COLLECTION}.{path.parent.parent.name}" for path in (ROOT / "roles").glob("*/meta/argument_specs.yml")
    )
    if roles:
        run.step(["ansible-doc", "-t", "role", *roles], warnings=True, quiet=True, **where)
    settings = run.scratch / "galaxy-importer.cfg"
    settings.write_text(IMPORTER, encoding="utf-8")
    output = run.step(
        ["python", "-m", "galaxy_importer.main", archive],
        cwd=run.scratch,
        GALAXY_IMPORTER_CONFIG=str(settings),
        PATH=tools_first(run),
    )
    if output is not None:
        for line in output.splitlines():
            if line.startswith(("ERROR", "WARNING")):
                run.problem(f"galaxy-importer: {line}")


def tools_first(run: Run) -> str:
    """PATH with the environment of the tools before that of ansible-core."""
    first, second, rest = run.environment()["PATH"].split(":", 2)
    return f"{second}:{first}:{rest}"


def docs(run: Run) -> None:
    """The documentation of plugins and roles: complete, well-formed, every reference known; and the site builds without a warning."""
    base = tree.copied("docs")
    words = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=all"]
    words += ["--disallow-unknown-collection-refs", "."]
    run.step(words, cwd=base / tree.PLACE, ANSIBLE_COLLECTIONS_PATH=str(base))
    site(run, base)


def site(run: Run, base: Path) -> None:
    """Build the documentation site below build/docs; a warning of Sphinx is an error."""
    source = run.scratch / "site"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(mode=0o700)  # antsibull-docs refuses a folder that others may write to
    where = {"ANSIBLE_COLLECTIONS_PATH": str(base), "PATH": tools_first(run)}
    begin = ["antsibull-docs", "sphinx-init", "--use-current", "--lenient", "--squash-hierarchy"]
    begin += ["--dest-dir", source, COLLECTION]
    if run.step(begin, **where) is None:
        return
    rst = source / "rst"
    make = ["antsibull-docs", "--config-file", source / "antsibull-docs.cfg", "collection", "--use-current"]
    make += ["--squash-hierarchy", "--dest-dir", rst, COLLECTION]
    if run.step(make, cwd=source, **where) is None:
        return
    # Links to other projects' pages would need a network; the collection's own references are checked by antsibull-docs.
    with open(source / "conf.py", "a", encoding="utf-8") as settings:
        settings.write("\nintersphinx_mapping = {}\nsuppress_warnings = ['ref.ref']\n")
    target = BUILD / "docs"
    shutil.rmtree(target, ignore_errors=True)
    run.step(["sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "-c", source, rst, target], **where)
