# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost answers, other writers, services that lag behind: every resource ends with exactly one object, as it was asked for."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from emulator import defaults
from emulator.switches import Switches
from integration.support import http_samples, nexus_samples
from integration.support.cycle import Cycle
from integration.support.http_samples import CENTER, ENVIRONMENT, SETTING
from integration.support.sample import CCID, OFFERED

SAMPLES = [sample for sample in http_samples.SAMPLES + nexus_samples.SAMPLES if sample is not nexus_samples.GAPI]
CASES = [pytest.param(sample.database, sample, id=sample.name) for sample in SAMPLES]
BASES = [pytest.param({}, id="default"), pytest.param(OFFERED, id="all offered")]


def cycle(world, sample, switches):
    """The sample, ready to be created."""
    made = Cycle(world, sample, switches)
    world.control.switches(switches)
    sample.prepare(world)
    made.options = sample.options(world, made.switches)
    return made


@pytest.mark.parametrize("effect", ["drop", "reset", "cut"])
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(("world", "sample"), CASES, indirect=["world"])
def test_a_creation_whose_answer_is_lost_happens_once(world, sample, base, effect):
    steps = cycle(world, sample, base)
    world.control.fault(
        effect,
        method="POST",
        path="(clients|environments|contact-centers|data-centers|settings|tenants|services/.*)$",
        when="after",
    )
    result = world.run(sample.module, **steps.options, **sample.create)
    assert not result.get("failed"), result["msg"]
    steps.effect("create", None, sample.create, None, steps.stored())
    if result["observed"]:
        assert len(world.writes()) == 1


@pytest.mark.parametrize("effect", ["drop", "status"])
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(("world", "sample"), CASES, indirect=["world"])
def test_a_creation_that_did_not_happen_is_repeated(world, sample, base, effect):
    steps = cycle(world, sample, base)
    world.control.fault(
        effect,
        method="POST",
        path="(clients|environments|contact-centers|data-centers|settings|tenants|services/.*)$",
        when="before",
    )
    result = world.run(sample.module, **steps.options, **sample.create)
    assert not result.get("failed"), result["msg"]
    assert result["changed"]
    steps.effect("create", None, sample.create, None, steps.stored())


class Overtaken(Transport):
    """Before the first request that writes, someone else does the same."""

    def __init__(self, *args, other, **kwargs):
        super().__init__(*args, **kwargs)
        real = self.session.request

        def request(method, url, **options):
            if method == "POST" and not url.endswith("/oauth/token"):
                self.session.request = real
                other()
            return real(method, url, **options)

        self.session.request = request


@pytest.mark.parametrize("duplicate_code", Switches.describe()["duplicate_code"]["values"])
@pytest.mark.parametrize(("world", "sample"), CASES, indirect=["world"])
def test_a_creation_that_someone_else_did_first_is_adopted(world, sample, duplicate_code, tmp_path, monkeypatch):
    """Someone else on another machine, which has locks of its own."""
    steps = cycle(
        world, sample, dict(OFFERED, duplicate_code=duplicate_code, second_tenant="error", second_service="refuse")
    )

    def other():
        with monkeypatch.context() as patch:
            patch.setattr(local_lock, "folders", lambda: [str(tmp_path / "locks")])
            assert not world.run(sample.module, **steps.options, **sample.create).get("failed")

    def services(options):
        return world.services(options, make_transport=lambda **kwargs: Overtaken(other=other, **kwargs))

    result = world.run(sample.module, make_services=services, **steps.options, **sample.create)
    assert not result.get("failed"), result["msg"]
    steps.effect("create", None, sample.create, None, steps.stored())
    if sample.module != "genesys_setting":  # its POST is an upsert
        assert not result["changed"]


@pytest.mark.parametrize(
    "switches", [{"visible_after_gets": 1}, {"visible_after_gets": 3}, {"visible_after_seconds": 2.0}], ids=str
)
@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    "sample",
    [http_samples.ENVIRONMENTS, http_samples.CONTACT_CENTER, SETTING, http_samples.CORS],
    ids=lambda sample: sample.name,
)
def test_a_second_run_right_after_the_first_on_a_service_that_lags_behind(world, sample, switches):
    sample.prepare(world)
    world.control.switches(switches)
    for _run in range(3):
        result = world.run(sample.module, **sample.options(world, Switches()), **sample.create)
        assert not result.get("failed"), result["msg"]
    world.settle()
    Cycle(world, sample, {}).effect("create", None, sample.create, None, sample.stored(world.state()))


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("lag", [0, 2])
def test_writers_of_one_list_at_the_same_time_lose_no_member(world, lag):
    """Six tasks merge their own origin: on one machine they take turns."""
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    world.control.switches(visible_after_gets=lag)
    origins = ["https://%s.example.com" % name for name in ("gws", "gauth", "wwe", "prov", "iwd", "digital")]
    results, start = {}, threading.Barrier(len(origins))

    def merge(origin):
        options = dict(
            SETTING.options(world, Switches()), contact_center_id=CCID, name="cors-origins", values=[origin], timeout=30
        )
        start.wait()
        results[origin] = world.run("genesys_setting", **options)

    threads = [threading.Thread(target=merge, args=(origin,)) for origin in origins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = world.state()["settings"][0]["value"].split(",")
    assert len(kept) == len(set(kept))
    if not lag:
        assert not [result for result in results.values() if result.get("failed")]
        assert set(kept) == set(origins)
    assert world.canaries >= {defaults.OPS_PASSWORD}


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_list_that_another_writer_overwrote_between_is_merged_anew(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER])
    place = dict(SETTING.options(world, Switches()), contact_center_id=CCID, name="cors-origins")

    def other():
        """The script of the vendor's pipeline: it overwrites the whole value."""
        world.control.seed(
            settings=[
                {
                    "contactCenterId": CCID,
                    "name": "cors-origins",
                    "location": "/",
                    "shared": True,
                    "value": "https://theirs.example.com",
                }
            ]
        )

    class Overwritten(Overtaken):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, other=lambda: None, **kwargs)
            real = self.session.request

            def request(method, url, **options):
                answer = real(method, url, **options)
                if method == "POST":
                    self.session.request = real
                    other()
                return answer

            self.session.request = request

    def services(options):
        return world.services(options, make_transport=Overwritten)

    result = world.run("genesys_setting", make_services=services, values=["https://ours.example.com"], **place)
    assert result["changed"]
    assert world.state()["settings"][0]["value"].split(",") == [
        "https://theirs.example.com",
        "https://ours.example.com",
    ]
