# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes over the wire, counted by the lab: which calls, how many connections, and no session left behind.

docs/docsite/rst/performance.rst says why each call is made. The tasks run as a worker runs them, without Ansible.
"""

from __future__ import annotations

import collections
import functools
import typing as t

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import AnsibleFallbackNotFound

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import Fleet, every_case

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

IN, OUT = "Session.StartSession", "Session.EndSession"
READ_KEYS = ("LicenseKeys.EnumKeys", "GroupSyncIterator.GetNextItems", "GroupSyncIterator.ReleaseIterator")
BODY = KEY = "LicenseKeys.GetKeyData"
ADD, REMOVE, KEY_FILES = (f"LicenseKeys.{name}" for name in ("InstallKey", "UninstallKey", "DownloadKeyFiles"))
PUT_IN_FORCE = (
    "LicenseKeys.CheckIfSaasLicenseIsValid",
    "LicenseKeys.SaasTryToInstall",
    "LicenseKeys.AdjustKey",
    "LicenseKeys.AdjustKey",
)
DEVICES = ("HostGroup.FindHosts", "ChunkAccessor.GetItemsChunk", "ChunkAccessor.Release")
WAITING = ("LicenseKeys.AcquireKeyHosts", "GroupSyncIterator.GetNextItems", "GroupSyncIterator.ReleaseIterator")
REFRESH = ("LicenseInfoSync.SynchronizeLicInfo2", *["AsyncActionStateChecker.CheckActionState"] * 2)
LIST, STATISTIC = "VServers.GetVServers", "VServers2.GetVServerStatistic"

AUDIT = [IN, *READ_KEYS, OUT]
REPLACED = [IN, *READ_KEYS, BODY, ADD, KEY, *PUT_IN_FORCE, *READ_KEYS, *DEVICES]

LICENSE_INFO = (_argspec.license_info_arguments, run_license_info)
LICENSE = (_argspec.license_arguments, run_license)


class Carried(t.NamedTuple):
    """What a task returned, and every call that the lab saw of it."""

    values: dict[str, t.Any]
    calls: list[dict[str, t.Any]]

    @property
    def methods(self) -> list[str]:
        return [call["method"] for call in self.calls]

    @property
    def connections(self) -> int:
        return len({call["connection"] for call in self.calls})

    def methods_of(self, tenant: str) -> list[str]:
        return [call["method"] for call in self.calls if call["tenant"] == tenant]


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return every_case()


@pytest.fixture(scope="module")
def lab(fleet: Fleet, start_lab: Callable[..., RunningLab]) -> RunningLab:
    return start_lab(fleet)


@pytest.fixture
def carry_out(lab: RunningLab) -> Callable[..., Carried]:
    """Carries out a task with these options."""
    return functools.partial(_carry_out, lab)


def _carry_out(lab: RunningLab, task: tuple[t.Any, t.Any], *, check_mode: bool = False, **options: t.Any) -> Carried:
    arguments, act = task
    rules = {name: rule for name, rule in arguments(_no_environment).items() if name != "supports_check_mode"}
    validation = ArgumentSpecValidator(**rules).validate({**lab.connection(), **options})
    assert not validation.error_messages
    mark = lab.mark()
    values = act(validation.validated_parameters, check_mode).values
    assert lab.counters()["sessions_open"] == 0, "a session was left open"
    return Carried(values, lab.calls(after=mark))


def _no_environment(*_names: str) -> t.NoReturn:
    raise AnsibleFallbackNotFound


def test_an_audit(carry_out: Callable[..., Carried]) -> None:
    audit = carry_out(LICENSE_INFO, tenant="Alder Renewal")
    assert (audit.methods, audit.connections) == (AUDIT, 1)


@pytest.mark.parametrize(
    ("host", "options", "expected"),
    [
        pytest.param("elm-in-place", {}, (False, [IN, *READ_KEYS, BODY]), id="in place already"),
        pytest.param(
            "hazel-subscription", {}, (True, [IN, *READ_KEYS, BODY, *REFRESH, *READ_KEYS]), id="a subscription"
        ),
        pytest.param("alder-renewal", {"check_mode": True}, (True, [IN, *READ_KEYS, BODY, *DEVICES]), id="check mode"),
        pytest.param("alder-renewal", {}, (True, REPLACED), id="replaced"),
        pytest.param("alder-renewal", {}, (False, [IN, *READ_KEYS, BODY]), id="replaced before"),
        pytest.param("fir-macs", {}, (True, [*REPLACED, *WAITING]), id="replaced, while devices wait for it"),
        pytest.param("cedar-downgrade", {}, (False, [IN, *READ_KEYS, BODY, ADD, KEY, REMOVE]), id="held back"),
        pytest.param("dogwood-unknown", {}, (False, [IN, *READ_KEYS, BODY, ADD, KEY_FILES]), id="refused"),
        pytest.param("birch-upgrade", {"only_within_days": 1}, (False, [IN, *READ_KEYS, BODY]), id="too early"),
    ],
)
def test_a_replacement(
    fleet: Fleet,
    carry_out: Callable[..., Carried],
    host: str,
    options: dict[str, t.Any],
    expected: tuple[bool, list[str]],
) -> None:
    order = fleet.orders[host]
    changed, methods = expected
    done = carry_out(LICENSE, tenant=order.tenant, activation_code=order.new_code, **options)
    assert done.methods == [*methods, OUT]
    assert (done.values["changed"], done.connections) == (changed, 1)
    assert done.values["requests"]["count"] == len(done.methods)


def test_many_tenants_take_no_more_connections_than_sessions_at_a_time(
    fleet: Fleet, carry_out: Callable[..., Carried]
) -> None:
    names = [order.tenant for order in fleet.orders.values()]
    done = carry_out(LICENSE_INFO, tenants=names, concurrency=3)
    assert [done.methods_of(name) for name in names] == [AUDIT] * len(names)
    assert done.connections <= 3


def test_every_tenant_takes_one_session_more(fleet: Fleet, carry_out: Callable[..., Carried]) -> None:
    names = [order.tenant for order in fleet.orders.values()]
    done = carry_out(LICENSE_INFO, tenants=["all"], concurrency=3)
    assert done.methods_of("") == [IN, LIST, OUT]
    assert done.methods[:3] == [IN, LIST, OUT], "it has ended before the others begin"
    assert [done.methods_of(name) for name in names] == [AUDIT] * len(names)
    assert done.connections <= 3


def test_statistics_take_one_session_and_the_tenants_of_which_they_do_not_tell_enough(
    fleet: Fleet, carry_out: Callable[..., Carried]
) -> None:
    replaced = fleet.orders["birch-upgrade"]
    carry_out(LICENSE, tenant=replaced.tenant, activation_code=replaced.new_code)
    done = carry_out(LICENSE_INFO, tenants=["all"], license_facts="terms", concurrency=1)
    assert done.methods_of("") == [IN, LIST, *[STATISTIC] * len(fleet.orders), OUT]
    assert done.connections == 1
    for entry in done.values["tenants"]:
        told = len(entry["licenses"]) == 1
        assert done.methods_of(entry["tenant"]) == ([] if told else AUDIT)
    assert done.methods_of(replaced.tenant) == AUDIT
    assert not all(done.methods_of(order.tenant) for order in fleet.orders.values())


@pytest.mark.parametrize("concurrency", [1, 2, 8])
def test_statistics_of_many_take_a_session_for_each_hundred_tenants(
    start_lab: Callable[..., RunningLab], concurrency: int
) -> None:
    fleet = Fleet()
    for number in range(201):
        fleet.tenant(f"Tenant {number}")
    done = _carry_out(start_lab(fleet), LICENSE_INFO, tenants=["all"], license_facts="terms", concurrency=concurrency)
    assert collections.Counter(done.methods) == {IN: 3, LIST: 1, STATISTIC: 201, OUT: 3}
    assert done.methods[:3] == [IN, LIST, STATISTIC], "whether the server tells at all is found out first"
    assert done.connections <= min(concurrency, 3)
    assert all(len(entry["licenses"]) == 1 for entry in done.values["tenants"])
