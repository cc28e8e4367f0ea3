# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task of each module, from options to what Ansible gets."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidActivationCodeError,
    InvalidRequestError,
    KescError,
    ServerAnswer,
    ServerError,
    Step,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Tenant
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._connection import ConsoleConnection
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._connection import OpenApiConnection
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license import run_license
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._license_info import run_license_info
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenant_info import run_tenant_info
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._tenants import run_tenants
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code, license
from ansible_collections.fleetops.kesc.tests.unit.support.fake_provider import FakeProvider, Fault
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult

MEMBERS = {
    "changed",
    "applied",
    "tenant",
    "partial_code",
    "transition",
    "verified",
    "before",
    "after",
    "comparison",
    "features_gained",
    "features_lost",
    "features_undetermined",
    "features_known",
    "guards",
    "devices",
    "left_in_store",
    "diff",
    "requests",
}

Connections: t.TypeAlias = "list[t.Any]"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> dict[str, t.Any]:
    """What the provider openapi hands out (``provider``) and the connections that it was asked for."""
    state: dict[str, t.Any] = {"provider": FakeProvider(license=license("NEW")), "connections": []}

    def open_(connection: t.Any, clock: t.Any) -> t.Any:
        del clock
        state["connections"].append(connection)
        provider = state["provider"]
        refusal: KescError | None = provider if isinstance(provider, KescError) else None
        if refusal is not None:
            raise refusal
        return provider(connection) if callable(provider) else provider

    for way_in in ("open", "open_to_change"):
        monkeypatch.setattr(OpenApiConnection, way_in, open_)
    return state


def run_task(task: str, **given: t.Any) -> TaskResult:
    """The task of a module with the fewest options that it takes, and these."""
    run = {"license": run_license, "license_info": run_license_info, "tenant_info": run_tenant_info}
    code = {"activation_code": CODE} if task == "license" else {}
    return run[task](params(task, **code, **given), False)


def test_a_replacement_returns_every_member_and_its_cost(opened: dict[str, t.Any]) -> None:
    result = run_license(params("license", activation_code=CODE, tenant="asked for"), False)
    assert result.error is None
    assert set(result.values) == MEMBERS
    assert (result.values["changed"], result.values["tenant"], result.values["partial_code"]) == (
        True,
        "Birch",
        "MN4OP",
    )
    assert result.values["requests"] == {"count": len(opened["provider"].calls), "seconds": 0.25}
    assert "a placement was read from devices" in result.warnings


def test_check_mode_reaches_the_operation(opened: dict[str, t.Any]) -> None:
    run_license(params("license", activation_code=CODE), True)
    assert opened["provider"].changing_calls == []


def test_a_tripped_guard_returns_every_member_and_the_error(opened: dict[str, t.Any]) -> None:
    opened["provider"] = FakeProvider(license=license("NEW"))
    asked = params("license", activation_code=CODE, expected={"limit": 1})
    result = run_license(asked, False)
    assert set(result.values) == MEMBERS
    assert result.error is not None
    assert (result.error.error_code, result.values["changed"]) == ("guard_tripped", False)


def test_a_failure_still_returns_what_is_known(opened: dict[str, t.Any]) -> None:
    opened["provider"] = FakeProvider(fault=Fault(call=2, error=UnreachableError("gone")))
    result = run_license(params("license", activation_code=CODE, tenant="asked for"), False)
    assert result.error is not None
    assert (result.error.step, result.values["tenant"], result.values["changed"]) == (Step.VERIFY, "Birch", False)
    assert {"before", "partial_code", "requests"} <= set(result.values)


def test_a_connection_that_fails_names_the_tenant_as_it_was_asked_for(opened: dict[str, t.Any]) -> None:
    opened["provider"] = UnreachableError("gone")
    result = run_license(params("license", activation_code=CODE, tenant="asked for"), False)
    assert result.error is not None
    assert result.error.message.startswith("Failed to connect for tenant 'asked for': gone. Check server_url")
    assert result.values["tenant"] == "asked for"
    assert result.values["requests"] == {"count": 0, "seconds": 0}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"activation_code": "AB1CD"}, InvalidActivationCodeError, id="a bad code"),
        pytest.param({"activation_code": CODE, "server_url": "http://x"}, InvalidRequestError, id="a bad address"),
        pytest.param({"activation_code": CODE, "editions_file": "/no/such"}, InvalidRequestError, id="no editions"),
        pytest.param({"activation_code": CODE, "expected": {"expires": "x"}}, InvalidRequestError, id="a bad date"),
    ],
)
def test_wrong_options_are_refused_before_the_server_is_asked(
    opened: dict[str, t.Any], given: dict[str, t.Any], error: type[KescError]
) -> None:
    with pytest.raises(error, match="Failed to validate the request for tenant 'Birch'"):
        run_license(params("license", tenant="Birch", **given), False)
    assert opened["connections"] == []


def test_a_removal_has_no_code(opened: dict[str, t.Any]) -> None:
    result = run_license(params("license", state="absent", license_id="X"), False)
    assert set(result.values) == MEMBERS
    assert (result.values["changed"], result.values["partial_code"]) == (False, None)
    assert opened["provider"].changing_calls == []


@pytest.mark.parametrize(
    ("given", "warned"),
    [
        ({}, False),
        ({"validate_certs": False}, True),
        ({"validate_certs": False, "server_fingerprint": "ab" * 32}, False),
    ],
    ids=["checked", "not checked", "pinned"],
)
@pytest.mark.parametrize("task", ["license", "license_info", "tenant_info"])
@pytest.mark.usefixtures("opened")
def test_a_certificate_that_is_not_checked_is_warned_of(task: str, given: dict[str, t.Any], warned: bool) -> None:
    result = run_task(task, **given)
    assert any("certificate is not checked" in warning for warning in result.warnings) is warned


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("license", "3 call(s) had to be repeated."),
        ("license_info", "3 call(s) had to be repeated."),
        ("tenant_info", "3 call(s) had to be repeated."),
    ],
)
def test_a_busy_server_is_warned_of_once(opened: dict[str, t.Any], task: str, told: str) -> None:
    opened["provider"].repeated = 3
    assert [warning for warning in run_task(task).warnings if "repeated" in warning] == [told]


def test_a_busy_server_is_warned_of_once_for_a_whole_fleet(opened: dict[str, t.Any]) -> None:
    def connect(connection: t.Any) -> FakeProvider:
        provider: FakeProvider = fleet_of("A", "B", "C")(connection)
        provider.repeated = 0 if connection.tenant == "B" else 1
        return provider

    opened["provider"] = connect
    all_licenses = run_license_info(params("license_info", tenants=["all"]), False)
    inventory = run_tenants(params("tenants", license_facts="all"))
    told = ["1 call(s) had to be repeated.", "2 call(s) had to be repeated, for 2 of 3 tenants."]
    for result in (all_licenses, inventory):
        assert [warning for warning in result.warnings if "repeated" in warning] == told


@pytest.mark.usefixtures("opened")
def test_the_licenses_of_one_tenant() -> None:
    result = run_license_info(params("license_info", tenant="Birch"), True)
    assert not result.values["changed"]
    assert [entry["tenant"] for entry in result.values["tenants"]] == ["Birch"]
    assert result.values["licenses"] == result.values["tenants"][0]["licenses"]


def test_the_licenses_of_many_tenants_each_asked_once(opened: dict[str, t.Any]) -> None:
    opened["provider"] = lambda connection: FakeProvider([license(f"L-{connection.tenant}")])
    result = run_license_info(params("license_info", tenants=["A", "B", "A"]), False)
    assert [entry["tenant"] for entry in result.values["tenants"]] == ["A", "B"]
    assert [entry["licenses"][0]["license_id"] for entry in result.values["tenants"]] == ["L-A", "L-B"]
    assert "licenses" not in result.values


@pytest.mark.usefixtures("opened")
def test_no_tenants_are_none() -> None:
    assert run_license_info(params("license_info", tenants=[]), False).values["tenants"] == []


def test_one_tenant_that_cannot_be_read_fails_but_one_of_many_does_not(opened: dict[str, t.Any]) -> None:
    opened["provider"] = UnreachableError("gone")
    with pytest.raises(UnreachableError, match="tenant 'A'"):
        run_license_info(params("license_info", tenant="A"), False)
    result = run_license_info(params("license_info", tenants=["A"]), False)
    assert result.error is None
    assert result.values["tenants"][0]["error"]["error_code"] == "unreachable"


def test_the_tenants_that_the_account_sees(opened: dict[str, t.Any]) -> None:
    provider = opened["provider"]
    provider.tenants = lambda *, external_ids: [Tenant(tenant_id=1, name=f"ids {external_ids}")]
    result = run_tenant_info(params("tenant_info", external_ids=True), False)
    assert [tenant["name"] for tenant in result.values["tenants"]] == ["ids True"]
    assert (result.values["changed"], provider.closed) == (False, 1)


def test_tenants_that_cannot_be_read_are_told_as_such(opened: dict[str, t.Any]) -> None:
    opened["provider"] = FakeProvider(fault=Fault(call=0, error=UnreachableError("gone")))
    with pytest.raises(UnreachableError, match="Failed to read the tenants for the main server"):
        run_tenant_info(params("tenant_info"), False)


def fleet_of(*names: str) -> t.Callable[[t.Any], FakeProvider]:
    """A server with these tenants, each of which has one license that is called after the connection to it."""

    def opened(connection: t.Any) -> FakeProvider:
        if connection.tenant == "refused":
            raise ServerError("no", server=ServerAnswer(text="not pass-word again"))
        provider = FakeProvider([license(f"{connection.tenant}/{connection.tenant_id}", position=Position.ACTIVE)])
        provider.tenants = lambda *, external_ids: [  # type: ignore[method-assign]
            Tenant(tenant_id=number, name=name, external_id=str(external_ids))
            for number, name in enumerate(names, start=1)
        ]
        return provider

    return opened


def test_a_fleet_is_its_tenants_with_their_licenses(opened: dict[str, t.Any]) -> None:
    opened["provider"] = fleet_of("A", "Twin", "Twin")
    result = run_tenants(params("tenants", license_facts="all", external_ids=True))
    tenants = result.values["tenants"]
    assert [(each["name"], each["external_id"], each["unique_name"]) for each in tenants] == [
        ("A", "True", True),
        ("Twin", "True", False),
        ("Twin", "True", False),
    ]
    assert [each["license"]["license_id"] for each in tenants] == ["A/None", "Twin/2", "Twin/3"]
    assert [each["licenses"] == [each["license"]] for each in tenants] == [True] * 3
    assert "Twin (id 2): a placement was read from devices" in result.warnings


def test_a_fleet_without_facts_is_only_listed(opened: dict[str, t.Any]) -> None:
    opened["provider"] = fleet_of("A", "B")
    tenants = run_tenants(params("tenants")).values["tenants"]
    assert [(each["license"], each["licenses"], each["error"]) for each in tenants] == [(None, None, None)] * 2
    assert len(opened["connections"]) == 1


def test_a_tenant_of_a_fleet_that_cannot_be_read_has_its_error_without_secrets(opened: dict[str, t.Any]) -> None:
    opened["provider"] = fleet_of("A", "refused")
    tenants = run_tenants(params("tenants", license_facts="all")).values["tenants"]
    assert [each["error"] and each["error"]["error_code"] for each in tenants] == [None, "server_error"]
    assert (tenants[1]["license"], tenants[1]["licenses"]) == (None, None)
    assert "pass-word" not in str(tenants)


def test_a_fleet_of_a_console_is_read_through_the_console(
    opened: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    visited = []

    def open_(connection: t.Any, clock: t.Any) -> FakeProvider:
        del clock
        visited.append((connection.tenant, connection.tenant_id))
        return fleet_of("A", "Twin", "Twin")(connection)

    monkeypatch.setattr(ConsoleConnection, "open", open_)
    given = params("tenants", provider="console", server_url=None, console_state="state.json", license_facts="terms")
    tenants = run_tenants(given).values["tenants"]
    assert [each["license"]["license_id"] for each in tenants] == ["A/None", "Twin/2", "Twin/3"]
    assert sorted(visited, key=str) == [("", None), ("A", None), ("Twin", "2"), ("Twin", "3")]
    assert opened["connections"] == []


def test_all_tenants_are_read_where_all_are_asked_for(opened: dict[str, t.Any]) -> None:
    opened["provider"] = fleet_of("A", "Twin", "refused", "Twin")
    result = run_license_info(params("license_info", tenants=["all"]), False)
    read = [
        (each["tenant"], [license["license_id"] for license in each["licenses"]]) for each in result.values["tenants"]
    ]
    assert read == [("A", ["A/None"]), ("Twin (id 2)", ["Twin/2"]), ("refused", []), ("Twin (id 4)", ["Twin/4"])]
    assert [bool(each["error"]) for each in result.values["tenants"]] == [False, False, True, False]
    assert "pass-word" not in str(result.values)


def test_a_tenant_is_only_signed_in_to_where_the_main_server_does_not_tell(opened: dict[str, t.Any]) -> None:
    def connect(connection: t.Any) -> FakeProvider:
        provider = fleet_of("told", "untold")(connection)
        provider.overview = lambda tenant: [license("L-1")] if tenant.name == "told" else None  # type: ignore[method-assign]
        provider.tells_overviews = True
        return provider

    opened["provider"] = connect
    result = run_license_info(params("license_info", tenants=["all"], license_facts="terms"), False)
    assert [each["licenses"][0]["license_id"] for each in result.values["tenants"]] == ["L-1", "untold/None"]
    assert [connection.tenant for connection in opened["connections"]] == ["", "untold"]


def test_wrong_options_of_a_fleet_are_refused_before_the_server_is_asked(opened: dict[str, t.Any]) -> None:
    with pytest.raises(InvalidRequestError, match="concurrency is 0") as caught:
        run_tenants(params("tenants", concurrency=0))
    assert (caught.value.step, opened["connections"]) == (Step.VALIDATE, [])


@pytest.mark.usefixtures("opened")
def test_no_result_shows_the_code() -> None:
    result = run_license(params("license", activation_code=CODE), False)
    assert not [spelling for spelling in activation_code().spellings() if spelling in str(result)]
