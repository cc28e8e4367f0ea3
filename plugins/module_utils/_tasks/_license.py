# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_license, from options to result."""

from __future__ import annotations

import dataclasses
import typing as t

from .._clock import Clock
from .._errors import JournalError, KescError, Step, step
from .._journal._tenant_journal import TenantJournal
from .._license._editions import load_catalog
from .._operations._assessment import ReplacementOrder
from .._operations._replacement import Replacement
from .._operations._result import GuardTrippedError
from .._options._secrets import secrets
from .._presentation._result import failure_values, result_values

# Loaded before workers are forked, like what _connecting loads.
from .._providers.openapi import _provider as _loaded  # noqa: F401
from ._connecting import Connector, certificate_warnings, connection_of, tenant_label
from ._license_order import journal_place, order_of
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._license._license import License
    from .._operations._result import OperationResult
    from .._options._params import Params


def run_license(params: Params, check_mode: bool, /) -> TaskResult:
    """kesc_license: replace or remove one license. Raises :class:`KescError` where it cannot even begin."""
    clock = Clock()
    label = tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = connection_of(params)
        catalog = load_catalog(params["editions_file"])
        order = order_of(params, able=connection.capabilities, check_mode=check_mode)
    connector = Connector(lambda: connection.open_to_change(clock))
    partial_code = order.code.partial if isinstance(order, ReplacementOrder) else None

    def values_of(result: OperationResult) -> dict[str, t.Any]:
        tenant, now = connector.tenant(default=label), clock.now()
        return result_values(result, tenant=tenant, partial_code=partial_code, catalog=catalog, now=now)

    def done(result: OperationResult, error: KescError | None = None) -> TaskResult:
        warnings = (*certificate_warnings(params), *connector.warnings(), *result.warnings)
        return TaskResult({**values_of(result), "left_in_store": [], "requests": connector.requests()}, warnings, error)

    def failed(error: KescError, before: License | None) -> TaskResult:
        tenant, now = connector.tenant(default=label), clock.now()
        values = failure_values(
            error, before=before, tenant=tenant, partial_code=partial_code, catalog=catalog, now=now
        )
        warnings = (*certificate_warnings(params), *connector.warnings())
        return TaskResult({**values, "left_in_store": [], "requests": connector.requests()}, warnings, error)

    if not isinstance(order, ReplacementOrder):
        from .._operations._removal import remove_license  # noqa: PLC0415 - few tasks remove a license

        try:
            return done(remove_license(order, connect=connector, clock=clock))
        except KescError as error:
            return failed(error, None)

    with step(Step.VALIDATE, tenant=label):
        journal = _journal(params, order, clock=clock, result_of=values_of)
    replacement = Replacement(order, connect=connector, catalog=catalog, clock=clock, journal=journal)
    try:
        result = done(replacement.carry_out())
    except GuardTrippedError as stopped:
        result = done(dataclasses.replace(stopped.result, changed=stopped.changed), stopped)
    except KescError as error:
        result = failed(error, replacement.before)
    left = replacement.leftovers.left if replacement.leftovers else {}
    result = dataclasses.replace(result, values={**result.values, "left_in_store": sorted(left)})
    return _journaled(result, replacement, journal) if journal else result


def _journal(
    params: Params,
    order: ReplacementOrder,
    *,
    clock: Clock,
    result_of: t.Callable[[OperationResult], dict[str, t.Any]],
) -> TenantJournal | None:
    """Raises :class:`JournalError`."""
    place = journal_place(params)
    if place is None:
        return None
    return TenantJournal(
        place,
        partial_code=order.code.partial,
        clock=clock,
        secrets=secrets(params),
        result_of=result_of,
        read_only=order.check_mode,
    )


def _journaled(done: TaskResult, replacement: Replacement, journal: TenantJournal) -> TaskResult:
    """The result, written down; the tenant has had its turn, so a journal that fails now only warns."""
    done = dataclasses.replace(done, warnings=(*done.warnings, *journal.warnings))
    leftovers = replacement.leftovers
    try:
        journal.finished(
            done.ansible_values(),
            left=leftovers.left if leftovers else None,
            refused=leftovers.refused if leftovers else (),
        )
    except JournalError as error:
        return dataclasses.replace(done, warnings=(*done.warnings, error.message))
    return done
