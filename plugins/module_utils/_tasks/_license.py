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
from .._operations._replacement import Replacement, ReplacementOrder
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
    from .._operations._removal import RemovalOrder
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
        return TaskResult({**values_of(result), "requests": connector.requests()}, warnings, error)

    def failed(error: KescError, before: License | None) -> TaskResult:
        tenant, now = connector.tenant(default=label), clock.now()
        values = failure_values(
            error, before=before, tenant=tenant, partial_code=partial_code, catalog=catalog, now=now
        )
        warnings = (*certificate_warnings(params), *connector.warnings())
        return TaskResult({**values, "requests": connector.requests()}, warnings, error)

    def replace(order: ReplacementOrder, journal: TenantJournal | None) -> TaskResult:
        replacement = Replacement(order, connect=connector, catalog=catalog, clock=clock, journal=journal)
        try:
            return done(replacement.carry_out())
        except GuardTrippedError as stopped:
            return done(dataclasses.replace(stopped.result, changed=stopped.changed), stopped)
        except KescError as error:
            return failed(error, replacement.before)

    def remove(order: RemovalOrder) -> TaskResult:
        from .._operations._removal import remove_license  # noqa: PLC0415 - few tasks remove a license

        try:
            return done(remove_license(order, connect=connector, clock=clock))
        except KescError as error:
            return failed(error, None)

    if not isinstance(order, ReplacementOrder):
        return remove(order)
    place = journal_place(params)
    if place is None or check_mode:
        return replace(order, None)
    journal = TenantJournal(place, clock=clock, secrets=secrets(params), result_of=values_of)
    with step(Step.VALIDATE, tenant=label):
        history = journal.history(order.code.partial)
    return _journaled(replace(dataclasses.replace(order, history=history), journal), journal)


def _journaled(done: TaskResult, journal: TenantJournal) -> TaskResult:
    """The result, written down; the tenant is settled, so a journal that fails now only warns."""
    try:
        journal.finished(done.ansible_values())
    except JournalError as error:
        return dataclasses.replace(done, warnings=(*done.warnings, error.message))
    return done
