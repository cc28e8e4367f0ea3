# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""One task of each module, from options to result: whatever runs it only hands in the options."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from . import _options
from ._clock import Clock
from ._editions import load_catalogue
from ._errors import JournalError, KescError, Step
from ._fleet import Facts, read_fleet
from ._inspection import read_licenses
from ._journaled_attempt import JournaledAttempt
from ._operation import step
from ._outcome import GuardTrippedError, Outcome
from ._presentation._fleet import fleet_tenant_dict
from ._presentation._license import tenant_licenses_dict
from ._presentation._outcome import failure_result, outcome_result
from ._presentation._tenant import tenant_dict
from ._providers.openapi import _connection as _openapi
from ._removal import RemovalOrder, remove_license
from ._replacement import ReplacementOrder, replace_license
from ._transport._pool import HttpPool

if t.TYPE_CHECKING:
    from ._fleet import FleetTenant
    from ._options import Params
    from ._provider import Provider
    from ._providers.console._connection import ConsoleConnection

    Connection: t.TypeAlias = _openapi.Connection | ConsoleConnection


@dataclasses.dataclass(frozen=True)
class TaskResult:
    """What a task hands to Ansible; ``error`` where it failed and still has values to show."""

    values: dict[str, t.Any]
    warnings: tuple[str, ...] = ()
    error: KescError | None = None

    def ansible_values(self) -> dict[str, t.Any]:
        """The result as a play registers it."""
        failure = {"failed": True, "msg": self.error.message, "error": self.error.to_dict()} if self.error else {}
        warnings = {"warnings": list(self.warnings)} if self.warnings else {}
        return {**failure, **self.values, **warnings}


Task: t.TypeAlias = "t.Callable[[Params, bool], TaskResult]"


class _Connector:
    """Opens providers for an operation and remembers what it cost."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._opened: list[Provider] = []

    def __call__(self) -> Provider:
        provider = _connect(self._connection, self._clock)
        self._opened.append(provider)
        return provider

    def tenant(self, *, default: str) -> str:
        return self._opened[-1].tenant if self._opened else default

    def warnings(self) -> tuple[str, ...]:
        return tuple(text for provider in self._opened for text in provider.warnings())

    def requests(self) -> dict[str, t.Any]:
        spent = [provider.requests() for provider in self._opened]
        return {"count": sum(each.count for each in spent), "seconds": round(sum(each.seconds for each in spent), 3)}


def run_license(params: Params, check_mode: bool, /) -> TaskResult:
    """kesc_license: replace or remove one licence. Raises :class:`KescError` where it cannot even begin."""
    clock = Clock()
    label = _options.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connector = _Connector(_options.connection(params), clock)
        catalogue = load_catalogue(params["editions_file"])
        order = _options.order(params, check_mode=check_mode)
    partial_code = order.code.partial if isinstance(order, ReplacementOrder) else None

    def values_of(outcome: Outcome) -> dict[str, t.Any]:
        tenant, now = connector.tenant(default=label), clock.now()
        return outcome_result(outcome, tenant=tenant, partial_code=partial_code, catalogue=catalogue, now=now)

    def result(outcome: Outcome, error: KescError | None = None) -> TaskResult:
        warnings = (*_certificate_warnings(params), *connector.warnings(), *outcome.warnings)
        return TaskResult({**values_of(outcome), "requests": connector.requests()}, warnings, error)

    def carry_out(order: ReplacementOrder | RemovalOrder, attempt: JournaledAttempt | None) -> TaskResult:
        try:
            if isinstance(order, RemovalOrder):
                return result(remove_license(order, connect=connector, clock=clock))
            return result(replace_license(order, connect=connector, catalogue=catalogue, clock=clock, witness=attempt))
        except GuardTrippedError as stopped:
            return result(dataclasses.replace(stopped.outcome, changed=stopped.changed), stopped)
        except KescError as error:
            tenant, now = connector.tenant(default=label), clock.now()
            values = failure_result(error, tenant=tenant, partial_code=partial_code, catalogue=catalogue, now=now)
            warnings = (*_certificate_warnings(params), *connector.warnings())
            return TaskResult({**values, "requests": connector.requests()}, warnings, error)

    place = _options.journal_place(params)
    if place is None or check_mode or isinstance(order, RemovalOrder):
        return carry_out(order, None)
    attempt = JournaledAttempt(place, clock=clock, secrets=_options.secrets(params), result_of=values_of)
    with step(Step.VALIDATE, tenant=label):
        cut_off = attempt.cut_off(order.code.partial)
    return _journaled(carry_out(dataclasses.replace(order, cut_off=cut_off), attempt), attempt)


def _journaled(done: TaskResult, attempt: JournaledAttempt) -> TaskResult:
    """The result, written down; the tenant is settled, so a journal that fails now only warns."""
    try:
        attempt.finished(done.ansible_values())
    except JournalError as error:
        return dataclasses.replace(done, warnings=(*done.warnings, error.message))
    return done


def run_license_info(params: Params, _check_mode: bool, /) -> TaskResult:
    """kesc_license_info: the licences of one tenant, of many, or of all. Raises :class:`KescError`."""
    clock = Clock()
    label = _options.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = _options.connection(params)
        catalogue = load_catalogue(params["editions_file"])
        concurrency = _options.concurrency(params)
    many = params["tenants"] is not None
    warnings: tuple[str, ...] = ()
    if params["tenants"] == [_options.EVERY_TENANT]:
        fleet, warnings = _read_fleet(params, connection, clock, concurrency=concurrency)
        entries = [each.licenses for each in fleet if each.licenses is not None]
    else:
        tenants = list(dict.fromkeys(params["tenants"])) if many else [params["tenant"]]
        with _pooled(connection) as pooled:

            def open_tenant(tenant: str) -> Provider:
                return _connect(dataclasses.replace(pooled, tenant=tenant), clock)

            entries = read_licenses(tenants, connect=open_tenant, concurrency=concurrency)
    if not many and entries[0].error is not None:
        raise entries[0].error
    now = clock.now()
    values: dict[str, t.Any] = {
        "changed": False,
        "tenants": [tenant_licenses_dict(entry, catalogue=catalogue, now=now) for entry in entries],
    }
    if not many:
        values["licenses"] = values["tenants"][0]["licenses"]
    of_tenants = (text for entry in entries for text in entry.warnings)
    return TaskResult(values, (*_certificate_warnings(params), *warnings, *of_tenants))


def run_tenant_info(params: Params, _check_mode: bool, /) -> TaskResult:
    """kesc_tenant_info: the tenants that the account sees. Raises :class:`KescError`."""
    label = _options.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connector = _Connector(_options.connection(params), Clock())
    with step(Step.CONNECT, tenant=label):
        provider = connector()
    with provider, step(Step.TENANTS, tenant=label):
        tenants = provider.tenants(external_ids=params["external_ids"])
        hub_licenses = provider.hub_licenses()
    values = {"changed": False, "tenants": [tenant_dict(tenant) for tenant in tenants], "hub_licenses": hub_licenses}
    return TaskResult(values, (*_certificate_warnings(params), *connector.warnings()))


def run_fleet(params: Params) -> TaskResult:
    """kesc_tenants: every tenant that the account sees, with as much of its licences as is asked for.

    ``tenants`` has the members of kesc_tenant_info and ``unique_name``; ``licenses`` and ``error`` as kesc_license_info
    has them, ``None`` where they were not read; ``license`` is the one in force. Raises :class:`KescError`.
    """
    clock = Clock()
    label = _options.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = _options.connection(params)
        catalogue = load_catalogue(params["editions_file"])
        concurrency = _options.concurrency(params)
    fleet, warnings = _read_fleet(
        params, connection, clock, concurrency=concurrency, external_ids=params["external_ids"]
    )
    now = clock.now()
    values = {"tenants": [fleet_tenant_dict(each, catalogue=catalogue, now=now) for each in fleet]}
    of_tenants = (text for each in fleet if each.licenses for text in each.licenses.warnings)
    return TaskResult(values, (*_certificate_warnings(params), *warnings, *of_tenants))


def _read_fleet(
    params: Params, connection: Connection, clock: Clock, *, concurrency: int, external_ids: bool = False
) -> tuple[list[FleetTenant], tuple[str, ...]]:
    """Every tenant that the account sees, and warnings of the server that lists them."""
    facts = Facts(params["license_facts"])
    with _pooled(connection) as pooled:
        connector = _Connector(pooled, clock)

        def open_tenant(each: FleetTenant) -> Provider:
            tenant_id = None if each.unique_name else str(each.tenant.tenant_id)
            return _connect(dataclasses.replace(pooled, tenant=each.tenant.name, tenant_id=tenant_id), clock)

        with step(Step.CONNECT, tenant=_options.tenant_label(params)):
            provider = connector()
        fleet = read_fleet(
            provider, connect=open_tenant, facts=facts, external_ids=external_ids, concurrency=concurrency
        )
    secrets = _options.secrets(params)
    for error in (each.licenses.error for each in fleet if each.licenses and each.licenses.error):
        error.hide(secrets)
    return fleet, connector.warnings()


def run_console_login(params: Params, check_mode: bool) -> TaskResult:
    """kesc_console_login: a person signs in, and the sign-in is saved. Raises :class:`KescError`."""
    from ._providers.console._sign_in import sign_in  # noqa: PLC0415 - slow to load for all that need no browser

    with step(Step.VALIDATE, tenant=None):
        order = _options.sign_in(params, check_mode=check_mode)
    with step(Step.SIGN_IN, tenant=None):
        changed = sign_in(order)
    values = {"changed": changed, "console_state": params["console_state"]}
    return TaskResult(values, _certificate_warnings(params))


@contextlib.contextmanager
def _pooled(connection: Connection) -> t.Iterator[Connection]:
    """The same, with connections to the server that serve one session after another."""
    if not isinstance(connection, _openapi.Connection):
        yield connection
        return
    with HttpPool(connection.http) as pool:
        yield dataclasses.replace(connection, pool=pool)


def _connect(connection: Connection, clock: Clock) -> Provider:
    if isinstance(connection, _openapi.Connection):
        return _openapi.connect(connection, clock=clock)
    from ._providers.console import _connection as _console  # noqa: PLC0415 - slow to load for all that need no browser

    return _console.connect(connection)


def _certificate_warnings(params: Params) -> tuple[str, ...]:
    if params["validate_certs"] or params["server_fingerprint"]:
        return ()
    return ("The server's certificate is not checked: anybody on the way can read the activation code.",)
