# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the options of kesc_license to what is wanted of the tenant."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidActivationCodeError,
    InvalidRequestError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import NOTHING_EXPECTED, Expected
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._removal import RemovalOrder
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._replacement import ReplacementOrder
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._registry import connection_type
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks import _license_order
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params


def order(*, check_mode: bool = False, **given: t.Any) -> ReplacementOrder | RemovalOrder:
    """What the options given order, the rest being what is needed at least."""
    options = params("license", **{"activation_code": CODE, **given})
    able = connection_type(options["provider"]).capabilities
    return _license_order.order_of(options, able=able, check_mode=check_mode)


def test_an_order_has_careful_defaults() -> None:
    found = order(check_mode=True)
    assert isinstance(found, ReplacementOrder)
    assert (found.code, found.position, found.check_mode, found.staged) == (
        activation_code(),
        Position.ACTIVE,
        True,
        False,
    )
    assert (found.allowed, found.only_within_days, found.expected) == (frozenset(), None, NOTHING_EXPECTED)
    assert (found.purge_replaced, found.confirm_timeout) == (False, 60.0)


def test_an_order_carries_every_option() -> None:
    found = order(
        position="reserve",
        check_mode_verification="staged",
        allow_downgrade=True,
        allow_smaller_limit=True,
        only_within_days=0,
        expected={"name": "Plus", "edition": None, "limit": 0, "expires": None},
        purge_replaced=True,
        confirm_timeout=0,
    )
    assert isinstance(found, ReplacementOrder)
    assert (found.position, found.staged, found.only_within_days) == (Position.RESERVE, True, 0)
    assert found.allowed == {"downgrade", "smaller_limit"}
    assert found.expected == Expected(name="Plus", limit=0)
    assert (found.purge_replaced, found.confirm_timeout, found.check_mode) == (True, 0.0, False)


def test_an_order_to_remove() -> None:
    found = order(state="absent", license_id="X", position="reserve", purge_replaced=True, tenant="Birch")
    assert found == RemovalOrder(tenant="Birch", license_id="X", position=Position.RESERVE, purge=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2027-03-31", dt.date(2027, 3, 31), id="a date"),
        pytest.param("2027-03-31T23:59:59Z", dt.date(2027, 3, 31), id="a moment in UTC"),
        pytest.param("2027-04-01T01:30:00+02:00", dt.date(2027, 3, 31), id="a moment in another zone"),
        pytest.param("2027-03-31T23:59:59", dt.date(2027, 3, 31), id="a moment without a zone"),
    ],
)
def test_expected_ends(text: str, day: dt.date) -> None:
    found = order(expected={"expires": text})
    assert isinstance(found, ReplacementOrder)
    assert found.expected == Expected(expires=day)


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        pytest.param({"expected": {"expires": "31.03.2027"}}, InvalidRequestError, "'31.03.2027'", id="a German date"),
        pytest.param({"expected": {"expires": "2027-02-30"}}, InvalidRequestError, "'2027-02-30'", id="no such day"),
        pytest.param({"expected": {"expires": "soon"}}, InvalidRequestError, "neither a date nor", id="a word"),
        pytest.param({"only_within_days": -1}, InvalidRequestError, "only_within_days is -1", id="negative days"),
        pytest.param({"confirm_timeout": -1}, InvalidRequestError, "confirm_timeout is -1", id="negative time"),
        pytest.param({"additional_features": ["mail"]}, InvalidRequestError, "additional features", id="features"),
        pytest.param({"activation_code": "ABC"}, InvalidActivationCodeError, "4 sections", id="a bad code"),
        pytest.param({"activation_code": None}, InvalidRequestError, "activation_code is missing", id="no code"),
        pytest.param({"activation_code": ""}, InvalidRequestError, "activation_code is empty", id="an empty code"),
        pytest.param({"activation_code": " "}, InvalidActivationCodeError, "code is empty", id="a blank code"),
        pytest.param({"state": "absent"}, InvalidRequestError, "license_id is missing", id="a removal of nothing"),
    ],
)
def test_wrong_orders_are_refused(given: dict[str, t.Any], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        order(**given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"position": "reserve"}, "cannot put a license in reserve", id="reserve"),
        pytest.param({"state": "absent", "license_id": "X"}, "cannot remove a license", id="removal"),
        pytest.param({"purge_replaced": True}, "cannot purge the replaced license", id="purge"),
    ],
)
def test_what_the_console_cannot_do_is_refused_before_it_is_opened(given: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=f"the console {sentence}"):
        order(provider="console", **given)


def test_without_a_tenant_the_main_server_has_to_be_meant() -> None:
    with pytest.raises(InvalidRequestError, match="no tenant is named") as refused:
        order(tenant="")
    assert refused.value.remedy == "Set tenant or KESC_TENANT; for the main server itself set main_server to true"
    assert order(tenant="", main_server=True).tenant == ""
    assert order(tenant="", tenant_id="12").tenant == "id 12"


def test_a_removal_needs_a_tenant_too() -> None:
    with pytest.raises(InvalidRequestError, match="no tenant is named"):
        order(tenant="", state="absent", license_id="X")


@pytest.mark.parametrize("named", [{"tenant": "Birch"}, {"tenant": "", "tenant_id": "12"}], ids=["name", "id"])
def test_the_main_server_is_no_tenant(named: dict[str, t.Any]) -> None:
    with pytest.raises(InvalidRequestError, match="main_server is true although a tenant is named"):
        order(main_server=True, **named)


@pytest.mark.parametrize(
    ("main_server", "sentence"), [(False, "no tenant is named"), (True, "the provider console has no main server")]
)
def test_the_console_has_no_main_server(main_server: bool, sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        order(provider="console", tenant="", main_server=main_server)
    assert "main_server" not in refused.value.remedy


def test_the_role_names_its_own_variable() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        order(tenant="", variables_prefix="license_rotation_")
    assert "Set license_rotation_tenant or KESC_TENANT" in refused.value.remedy
    assert "set license_rotation_main_server to true" in refused.value.remedy
