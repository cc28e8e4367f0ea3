# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that are lost on the way of a replacement: nothing is done twice, and the store is known."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._removal import RemovalOrder, remove_license
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._result import GuardTrippedError
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, active_key, key, open_tenant
from ansible_collections.fleetops.kesc.tests.unit.support.replacements import replace
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import answer, refuses

DONE = {
    "OLD": active_key(KLLIC_USED_BY_ADM_SRV=0, KLLICSRV_AUTOKEY=False),
    "NEW": key("NEW", KLLIC_USED_BY_ADM_SRV=1, KLLICSRV_AUTOKEY=True),
}
CALLS = ["InstallKey", "SaasTryToInstall", "AdjustKey"]


@pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
@pytest.mark.parametrize("method", CALLS)
def test_an_answer_lost_after_the_effect_is_no_failure_and_no_repetition(
    ksc: FakeKsc, method: str, hidden: bool
) -> None:
    ksc.may_export = not hidden
    ksc.fault(method, "lost after")
    result = replace(ksc)
    assert (result.applied, result.after.license_id) == (True, "NEW")
    assert ksc.keys == DONE
    assert ksc.methods.count(method) == (2 if method == "AdjustKey" else 1)


@pytest.mark.parametrize("hidden", [False, True], ids=["readable bodies", "hidden bodies"])
@pytest.mark.parametrize("how", ["lost before", answer(503), answer(500)], ids=["lost", "busy", "failed"])
@pytest.mark.parametrize("method", CALLS)
def test_an_answer_lost_before_the_effect_is_done_again_after_a_look(
    ksc: FakeKsc, method: str, how: t.Any, hidden: bool
) -> None:
    ksc.may_export = not hidden
    ksc.fault(method, how)
    assert replace(ksc).applied
    assert ksc.keys == DONE
    looked = ksc.methods.index(method) + 1
    again = ksc.methods.index(method, looked)
    assert set(ksc.methods[looked:again]) & {"EnumKeys", "GetKeyData"}, "the state was read in between"


def test_an_answer_lost_twice(ksc: FakeKsc) -> None:
    ksc.fault("InstallKey", "lost before")
    ksc.fault("InstallKey", "lost after", call=1)
    assert replace(ksc).applied
    assert ksc.methods.count("InstallKey") == 2


@pytest.mark.parametrize("how", ["lost before", "lost after"])
def test_a_withdrawal_whose_answer_is_lost(ksc: FakeKsc, how: str) -> None:
    ksc.codes[CODE] = key("NEW", KLLIC_LIC_COUNT=1)
    ksc.fault("UninstallKey", how)
    with pytest.raises(GuardTrippedError) as stopped:
        replace(ksc)
    assert ksc.keys == {"OLD": active_key()}
    assert "could not be removed" not in stopped.value.message


def test_a_withdrawal_of_what_is_gone_already_is_fine(ksc: FakeKsc) -> None:
    ksc.codes[CODE] = key("NEW", KLLIC_LIC_COUNT=1)
    ksc.fault("UninstallKey", refuses("KLSTD", 1186))
    with pytest.raises(GuardTrippedError) as stopped:
        replace(ksc)
    assert "could not be removed" not in stopped.value.message


@pytest.mark.parametrize("how", ["lost before", "lost after"])
@pytest.mark.parametrize("method", ["SaasTryToUninstall", "AdjustKey"])
def test_a_removal_whose_answer_is_lost(ksc: FakeKsc, method: str, how: str) -> None:
    clock = FakeClock()
    ksc.fault(method, how)
    order = RemovalOrder(tenant="Birch", license_id="OLD")
    assert remove_license(order, connect=lambda: open_tenant(ksc, clock=clock), clock=clock).changed  # type: ignore[arg-type]
    assert ksc.keys == {"OLD": active_key(KLLIC_USED_BY_ADM_SRV=0, KLLICSRV_AUTOKEY=False)}
    assert ksc.methods.count(method) == (2 if how == "lost before" else 1)


@pytest.mark.parametrize(
    ("method", "call"),
    [("InstallKey", 0), ("GetKeyData", 1), ("CheckIfSaasLicenseIsValid", 0), ("SaasTryToInstall", 0), ("AdjustKey", 0)],
    ids=str,
)
def test_a_network_that_goes_for_good_is_an_error_that_says_what_may_remain(
    ksc: FakeKsc, method: str, call: int
) -> None:
    ksc.network_ends(method, call=call)
    with pytest.raises(KescError) as failed:
        replace(ksc, retries=1)
    message = failed.value.message
    assert "License NEW" in message or "Whether it had its effect could not be read afterwards" in message
    assert ksc.closed == 1


@pytest.mark.parametrize("number", range(12))
def test_a_lost_answer_at_any_call_ends_in_the_wanted_state_or_an_error_with_the_store_known(number: int) -> None:
    ksc = FakeKsc(active_key())
    ksc.codes[CODE] = key("NEW")
    replace(ksc)
    names = [method.rpartition(".")[2] for method, _arguments in ksc.log]
    name = names[min(number, len(names) - 1)]
    call = names[:number].count(name)
    for how in ("lost before", "lost after"):
        again = FakeKsc(active_key())
        again.codes[CODE] = key("NEW")
        again.fault(name, how, call=call)
        assert replace(again).applied
        assert again.keys == DONE


def test_an_interruption_ends_the_session_and_leaves_the_code_for_the_next_run(ksc: FakeKsc) -> None:
    ksc.fault("GetKeyData", KeyboardInterrupt(), call=1)
    with pytest.raises(KeyboardInterrupt):
        replace(ksc)
    assert set(ksc.keys) == {"OLD", "NEW"}
    assert ksc.closed == 1
