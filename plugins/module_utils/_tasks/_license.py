# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_license, from options to result."""

from __future__ import annotations

import dataclasses
import typing as t

from .._clock import Clock
from .._errors import JournalError, KescError, Step
from .._journal._attempt import JournaledAttempt
from .._license._editions import load_catalog
from .._operations._outcome import GuardTrippedError
from .._operations._removal import RemovalOrder, remove_license
from .._operations._replacement import ReplacementOrder, replace_license
from .._operations._step import step
from .._options import _connection, _license_order, _secrets
from .._presentation._outcome import failure_result, outcome_result
from .._providers.openapi._provider import OpenApiProvider
from ._connecting import Connector, certificate_warnings, connect
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._operations._outcome import Outcome
    from .._options._params import Params


def run_license(params: Params, check_mode: bool, /) -> TaskResult:
    """kesc_license: replace or remove one license. Raises :class:`KescError` where it cannot even begin."""
    clock = Clock()
    label = _connection.tenant_label(params)
    with step(Step.VALIDATE, tenant=label):
        connection = _connection.connection(params)
        catalog = load_catalog(params["editions_file"])
        order = _license_order.order(params, check_mode=check_mode)
    connector = Connector(lambda: connect(connection, clock, OpenApiProvider))
    partial_code = order.code.partial if isinstance(order, ReplacementOrder) else None

    def values_of(outcome: Outcome) -> dict[str, t.Any]:
        tenant, now = connector.tenant(default=label), clock.now()
        return outcome_result(outcome, tenant=tenant, partial_code=partial_code, catalog=catalog, now=now)

    def result(outcome: Outcome, error: KescError | None = None) -> TaskResult:
        warnings = (*certificate_warnings(params), *connector.warnings(), *outcome.warnings)
        return TaskResult({**values_of(outcome), "requests": connector.requests()}, warnings, error)

    def carry_out(order: ReplacementOrder | RemovalOrder, attempt: JournaledAttempt | None) -> TaskResult:
        try:
            if isinstance(order, RemovalOrder):
                return result(remove_license(order, connect=connector, clock=clock))
            return result(replace_license(order, connect=connector, catalog=catalog, clock=clock, witness=attempt))
        except GuardTrippedError as stopped:
            return result(dataclasses.replace(stopped.outcome, changed=stopped.changed), stopped)
        except KescError as error:
            tenant, now = connector.tenant(default=label), clock.now()
            values = failure_result(error, tenant=tenant, partial_code=partial_code, catalog=catalog, now=now)
            warnings = (*certificate_warnings(params), *connector.warnings())
            return TaskResult({**values, "requests": connector.requests()}, warnings, error)

    place = _license_order.journal_place(params)
    if place is None or check_mode or isinstance(order, RemovalOrder):
        return carry_out(order, None)
    attempt = JournaledAttempt(place, clock=clock, secrets=_secrets.secrets(params), result_of=values_of)
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
