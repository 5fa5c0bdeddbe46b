# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The software bill of materials, in CycloneDX: ``make sbom``.

Two documents: that of the collection as it is shipped, with what it needs to run, in the versions that are tested; and that of what
tests and tools need, which never reaches a user. Both are made from galaxy.yml, meta/ and the locks alone, so that the same sources
give the same bytes: no time, no chance. Runs with the Python of the tools' environment.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import uuid
from pathlib import Path

import pins
import yaml
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.contact import OrganizationalContact
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "tools" / "requirements"
SHIPPED = ROOT / "sbom.cdx.json"
DEVELOPMENT = REQUIREMENTS / "development.cdx.json"
NODE = REQUIREMENTS / "node" / "package-lock.json"
CORE = "ansible-core"
# SPDX, but for one that has no name there. The others' are in their packages.
LICENCES = {
    CORE: "GPL-3.0-or-later",
    "certifi": "MPL-2.0",
    "charset-normalizer": "MIT",
    "idna": "BSD-3-Clause",
    "psycopg2-binary": "LGPL with exceptions",
    "requests": "Apache-2.0",
    "urllib3": "MIT",
}


def needed() -> dict[str, str]:
    """What the collection needs: package -> range, as users are told."""
    runtime = yaml.safe_load((ROOT / "meta/runtime.yml").read_text(encoding="utf-8"))
    found = {CORE: runtime["requires_ansible"]}
    for line in (ROOT / "meta/ee-requirements.txt").read_text(encoding="utf-8").splitlines():
        name, allowed = re.match(r"([A-Za-z0-9._-]+)(.*)", line).groups()
        found[pins.normal(name)] = allowed
    return found


def locks() -> dict[str, list[pins.Pin]]:
    """Every lock by its name, such as ``tools`` or ``ansible-test/2.19``."""
    found = [*sorted(REQUIREMENTS.glob("*.txt")), *sorted(REQUIREMENTS.glob("*/*.txt"))]
    return {str(path.relative_to(REQUIREMENTS)).removesuffix(".txt"): pins.read(path) for path in found}


def shipped_pins(of: dict[str, list[pins.Pin]]) -> list[pins.Pin]:
    """What runs with the collection: each tested ansible-core, the libraries, and what those bring in (ansible-core's own
    are its distributor's affair).
    """
    wanted = set(needed()) - {CORE}
    found: dict[str, pins.Pin] = {}
    while wanted - set(found):
        found.update({pin.name: pin for pin in of["common"] if pin.name in wanted})
        wanted |= {pin.name for pin in of["common"] if wanted & set(pin.via)}
    cores = [pin for name, lock in of.items() if name.startswith("ansible-") for pin in lock if pin.name == CORE]
    return [*cores, *(found[name] for name in sorted(found))]


def library(pin: pins.Pin, scope: ComponentScope, properties: dict[str, str]) -> Component:
    """A Python package."""
    purl = PackageURL("pypi", name=pin.name, version=pin.version)
    licence = LICENCES.get(pin.name) if scope is ComponentScope.REQUIRED else None
    named = licence and " " in licence
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.FRAMEWORK if pin.name == CORE else ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        scope=scope,
        licenses=[DisjunctiveLicense(**{"name" if named else "id": licence})] if licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in pin.hashes],
        properties=[Property(name="cxops:" + name, value=value) for name, value in sorted(properties.items()) if value],
    )


def collection() -> Component:
    """The collection itself."""
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    name = f"{galaxy['namespace']}.{galaxy['name']}"
    purl = PackageURL(
        "generic", name=name, version=galaxy["version"], qualifiers={"vcs_url": "git+" + galaxy["repository"]}
    )
    links = {"repository": "VCS", "documentation": "DOCUMENTATION", "homepage": "WEBSITE", "issues": "ISSUE_TRACKER"}
    return Component(
        name=name,
        group=galaxy["namespace"],
        version=galaxy["version"],
        type=ComponentType.LIBRARY,
        bom_ref=name,
        purl=purl,
        description=galaxy["description"].strip(),
        authors=[OrganizationalContact(name=author.partition(" (")[0]) for author in galaxy["authors"]],
        licenses=[DisjunctiveLicense(id=licence) for licence in galaxy["license"]],
        external_references=[
            ExternalReference(type=ExternalReferenceType[kind], url=XsUri(galaxy[key])) for key, kind in links.items()
        ],
    )


def shipped() -> str:
    """The document of the collection as it is shipped."""
    found, ranges = shipped_pins(locks()), needed()
    bom = _begun()
    made = {
        pin: library(pin, ComponentScope.REQUIRED, {"required": ranges.get(pin.name, ""), "marker": pin.marker})
        for pin in found
    }
    bom.components.update(made.values())
    bom.register_dependency(bom.metadata.component, [part for pin, part in made.items() if pin.name in ranges])
    for pin, part in made.items():
        bom.register_dependency(part, [made[other] for other in found if pin.name in other.via])
    return text(bom)


def development() -> str:
    """The document of what tests and tools need: excluded from what is shipped."""
    bom, of = _begun(), locks()
    root = bom.metadata.component
    held: dict[tuple[str, str], list[tuple[str, pins.Pin]]] = {}
    for name, lock in of.items():
        for pin in lock:
            held.setdefault((pin.name, pin.version), []).append((name, pin))
    made = {}
    for key, found in sorted(held.items()):
        properties = {"lock": " ".join(name for name, _pin in found), "marker": found[0][1].marker}
        made[key] = library(found[0][1], ComponentScope.EXCLUDED, properties)
    for name, version, integrity in pins.read_node(NODE):
        made[("npm", name, version)] = _node(name, version, integrity)
    bom.components.update(made.values())
    for key, part in made.items():
        bom.register_dependency(part, [made[other] for other in sorted(_wanted_by(key[0], of))])
    asked = json.loads(NODE.with_name("package.json").read_text(encoding="utf-8"))["dependencies"]
    direct = [made[("npm", *pair)] for pair in sorted(asked.items())]
    bom.register_dependency(root, direct + [made[key] for key in sorted(held) if _is_direct(held[key])])
    return text(bom)


def _wanted_by(name: str, of: dict[str, list[pins.Pin]]) -> set[tuple[str, str]]:
    """(name, version) of all that comes with a package, in whichever lock."""
    return {(pin.name, pin.version) for lock in of.values() for pin in lock if name in pin.via}


def _is_direct(found: list[tuple[str, pins.Pin]]) -> bool:
    return any(via.startswith("-r ") for _name, pin in found for via in pin.via)


def _node(name: str, version: str, integrity: str) -> Component:
    group, _slash, short = name.rpartition("/")
    purl = PackageURL("npm", namespace=group or None, name=short, version=version)
    digest = base64.b64decode(integrity.removeprefix("sha512-")).hex()
    return Component(
        name=short,
        group=group or None,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        scope=ComponentScope.EXCLUDED,
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=digest)],
        properties=[Property(name="cxops:lock", value="node/package-lock.json")],
    )


def _begun() -> Bom:
    return Bom(metadata=BomMetaData(component=collection()))


def text(bom: Bom) -> str:
    """The document as it is written. Its number comes from its content, and it has no time. Raises ValueError when it is not valid."""
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    document["metadata"].pop("timestamp", None)
    document.pop("serialNumber", None)
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, content).urn
    written = json.dumps(document, indent=1, sort_keys=True) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(written)
    if wrong is not None:
        raise ValueError(f"not valid CycloneDX: {wrong}")
    return written


def main(arguments: list[str]) -> int:
    """Write both documents; with --check only say whether they are current and valid."""
    stale = []
    for path, make in ((SHIPPED, shipped), (DEVELOPMENT, development)):
        made = make()
        if arguments == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != made:
                stale.append(str(path.relative_to(ROOT)))
        else:
            path.write_text(made, encoding="utf-8")
            print(path.relative_to(ROOT))
    if stale:
        print(f"not current: {', '.join(stale)}; make sbom", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
