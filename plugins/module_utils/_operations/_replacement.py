# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The replacement: validate, inspect, recognize, verify, compare, guard, apply, confirm, report the devices.

The vendor's wizard (KESC help, topic 137454) as one idempotent operation. It knows no server and no Ansible; the
activation code was validated when it was read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import typing as t

from .._errors import KescError, NotConfirmedError, Step, step
from .._interruptions import Interruptions
from .._license import _guards, _off_plan, _positions
from .._license._comparison import Comparison, Transition, compare
from .._license._license import License, Position, in_position
from .._providers._changing_provider import Verification
from . import _rollback
from ._device_report import NOT_COUNTED, DeviceReport, report_devices
from ._history import NO_HISTORY, History, NoJournal
from ._read_back import read_back
from ._result import GuardTrippedError, OperationResult

if t.TYPE_CHECKING:
    from .._clock import Clock
    from .._license._activation_code import ActivationCode
    from .._license._comparison import Announced
    from .._license._editions import Catalog
    from .._providers._changing_provider import ChangingProvider
    from ._history import Journal


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReplacementOrder:
    """What is wanted of one tenant.

    ``license_id`` names the license that is to be replaced, ``None`` for whichever it is; ``staged`` lets check mode
    add the code to the store and take it out again; ``allowed`` names the guards that may be passed;
    ``confirm_timeout`` is in seconds; ``history`` is what earlier attempts have begun and this one resumes;
    ``planned`` is what a plan says of the tenant, ``None`` where there is no plan.
    """

    tenant: str
    code: ActivationCode
    position: Position = Position.ACTIVE
    license_id: str | None = None
    check_mode: bool = False
    staged: bool = False
    allowed: frozenset[str] = frozenset()
    only_within_days: int | None = None
    expected: _guards.Expected = _guards.NOTHING_EXPECTED
    purge_replaced: bool = False
    confirm_timeout: float = 60.0
    history: History = NO_HISTORY
    planned: _off_plan.Planned | None = None


class Replacement:
    """One order, carried out once; ``before`` is the license that it found in the position, also where it fails.

    ``journal`` is told before the tenant is changed, so that a replacement that is interrupted can be resumed.
    """

    def __init__(
        self,
        order: ReplacementOrder,
        *,
        connect: t.Callable[[], ChangingProvider],
        catalog: Catalog,
        clock: Clock,
        journal: Journal | None = None,
    ) -> None:
        self.before: License | None = None
        self._order = order
        self._connect = connect
        self._catalog = catalog
        self._clock = clock
        self._journal = journal or NoJournal()
        self._known: list[License] = []
        self._announced: Announced | None = None
        self._applying = False
        self._notes: list[str] = []
        self._interruptions = Interruptions()

    def carry_out(self) -> OperationResult:
        """Put the license behind the order's code into the wanted position, unless it is there already.

        Raises :class:`KescError`; a :class:`GuardTrippedError` carries the result that was stopped. Whenever it raises
        before the new license took its position, the tenant's store is as it was found, or the error says what remains.
        """
        with step(Step.CONNECT, tenant=self._order.tenant):
            self._provider = self._connect()
        with self._provider:
            try:
                return self._run()
            except KescError as error:
                error.hide(self._order.code.spellings())
                raise

    def _run(self) -> OperationResult:
        order, provider = self._order, self._provider
        with step(Step.INSPECT, tenant=order.tenant):
            self._known = self._inspect()
        self.before = in_position(self._known, order.position)
        in_force = in_position(self._known, Position.ACTIVE)
        with step(Step.RECOGNIZE, tenant=order.tenant):
            recognized = provider.recognize(order.code, among=self._known) or self._applied_before()
            if recognized is not None and self._is_in_place(recognized):
                return self._in_place(recognized)

        with step(Step.GUARD, tenant=order.tenant):
            self.before = _positions.license_to_replace(self._known, order.position, named=order.license_id)
        early = _guards.too_early(in_force, only_within_days=order.only_within_days, now=self._clock.now())
        if early.tripped:
            return self._left_alone(early, warnings=(f"Left alone: {early.finding}.",))
        self._notes += [early.untold] if early.untold else []
        self._stop_if_off_plan()
        if recognized is not None:
            with self._interruptions:
                return self._carry_out(Verification(recognized, added=order.history.added(recognized)))
        if order.check_mode and not order.staged and not provider.capabilities.verifies_without_change:
            return self._forecast()
        # Where verifying changes nothing, an interruption does no harm before the license is applied.
        with contextlib.nullcontext() if provider.capabilities.verifies_without_change else self._interruptions:
            return self._go_on_with(self._verify())

    def _inspect(self) -> list[License]:
        """The licenses; what an interrupted attempt has applied may take effect late."""
        applied = self._order.history.applied
        if applied is None:
            return self._provider.licenses()

        def is_in_place(licenses: list[License]) -> bool:
            found = in_position(licenses, self._order.position)
            return found is not None and found.license_id == applied

        try:
            return self._await(is_in_place)
        except NotConfirmedError:
            return self._provider.licenses()

    def _applied_before(self) -> License | None:
        """What an interrupted attempt has applied is known, also where the server hides the codes of its keys."""
        applied = self._order.history.applied
        return next((license for license in self._known if applied and license.license_id == applied), None)

    def _verify(self) -> Verification:
        try:
            with step(Step.VERIFY, tenant=self._order.tenant):
                if not self._provider.capabilities.verifies_without_change:
                    self._journal.verifying(self._known)
                return self._provider.verify(self._order.code, known=self._known)
        except KescError as error:
            _rollback.withdraw_after(self._provider, error.left_in_store, error)
            raise
        except BaseException:
            _rollback.withdraw_interrupted(self._provider, self._order.code, known=self._known)
            raise

    def _go_on_with(self, verification: Verification) -> OperationResult:
        self._announced = verification.announced
        if self._is_in_place(verification.license):
            result = self._in_place(verification.license)
        else:
            result = self._carry_out(verification)
        if self._order.check_mode and verification.added:
            with step(Step.VERIFY, tenant=self._order.tenant):
                _rollback.withdraw(self._provider, verification.added)
            note = "Staged verification added the code to the tenant's store, read it and removed it again."
            result = dataclasses.replace(result, warnings=(*result.warnings, note))
        return result

    def _carry_out(self, verification: Verification) -> OperationResult:
        """Everything that may still refuse a verified code; a refusal takes an added license out again."""
        try:
            return self._replace(verification.license)
        except BaseException as error:
            if self._applying:
                _rollback.withdraw_unless_applied(self._provider, verification, error)
            else:
                _rollback.withdraw_after(self._provider, verification.added, error)
            raise

    def _is_in_place(self, license: License) -> bool:
        """A license that only devices still hold is in place too, unless the tenant could use it itself."""
        position = self._order.position
        if license.position is Position.ACTIVE and position is Position.RESERVE:
            # The reserve license has taken over: putting it back would leave the tenant without one.
            return True
        return license.position is position and (
            license.assigned is not False or not self._provider.usable(license, position=position)
        )

    def _in_place(self, license: License) -> OperationResult:
        """The code is where it should be; only the terms of a subscription can still differ."""
        order = self._order
        after, warnings, verified = license, list[str](), True
        if license.is_subscription and order.check_mode:
            verified = False
            warnings.append(
                "The code is in place, but it is a subscription's: whether its limit, state or dates have changed "
                "is only known after a refresh, which check mode does not make."
            )
        elif license.is_subscription:
            with step(Step.REFRESH, tenant=order.tenant):
                self._provider.refresh()
                refreshed = self._provider.licenses()
            after = next((found for found in refreshed if found.license_id == license.license_id), None) or license
        if license.position is not order.position:
            warnings.append(f"The code's license is the {license.position.value} one already, and stays that.")
        unexpected = _guards.unexpected(after, order.expected, self._catalog)
        if unexpected.finding:
            warnings.append(f"The license in place is not what the order sheet says: {unexpected.finding}.")
        warnings += _positions.deployments_left_behind(license, self._known)
        changed = after.terms() != license.terms()
        awaited = order.position is Position.ACTIVE and after.waiting
        return OperationResult(
            changed=changed,
            applied=changed,
            before=license,
            after=after,
            comparison=compare(license, after, catalog=self._catalog),
            verified=verified,
            devices=self._devices(after, warnings, old=None) if awaited else NOT_COUNTED,
            warnings=tuple(warnings),
        )

    def _left_alone(self, guard: _guards.Guard, *, warnings: tuple[str, ...] = ()) -> OperationResult:
        before = self.before
        return OperationResult(
            changed=False,
            before=before,
            after=before,
            comparison=Comparison(before, before, Transition.UNKNOWN),
            verified=False,
            guards=(guard,),
            warnings=warnings,
        )

    def _stop_if_off_plan(self) -> None:
        if self._order.planned is not None:
            guard = _off_plan.off_plan_before(self.before, self._order.planned)
            self._stop_if_tripped(_guards.Verdict((guard,), ()), self._left_alone(guard))

    def _forecast(self) -> OperationResult:
        """Check mode without verification: what the order sheet says, or nothing."""
        expected = self._order.expected
        warnings = [
            "The code was not verified: this provider can only verify it by adding it to the tenant's store, and "
            "check_mode_verification is 'stored'. The transition is unknown."
        ]
        after = None
        if expected != _guards.NOTHING_EXPECTED:
            after = License(
                license_id="",
                name=expected.name,
                limit=expected.limit,
                expires=_end_of_day(expected.expires),
                position=self._order.position,
            )
            warnings.append("The new license shown is what 'expected' says of it.")
        if after is not None:
            comparison = compare(self._baseline(), after, catalog=self._catalog)
            verdict = self._judge(comparison, after, _guards.NOTHING_EXPECTED, forecast=True)
        else:
            comparison = Comparison(self._baseline(), None, Transition.UNKNOWN)
            verdict = _guards.Verdict((), ())
        result = OperationResult(
            changed=True,
            before=self.before,
            after=after,
            comparison=dataclasses.replace(comparison, transition=Transition.UNKNOWN),
            verified=False,
            guards=verdict.guards,
            devices=self._devices(None, warnings, old=self.before),
            warnings=(*self._notes, *warnings, *verdict.warnings),
        )
        self._stop_if_tripped(verdict, result)
        return result

    def _replace(self, license: License) -> OperationResult:
        order, warnings = self._order, list[str]()
        wanted = dataclasses.replace(license, position=order.position)
        comparison = compare(self._baseline(), wanted, catalog=self._catalog, announced=self._announced)
        verdict = self._judge(comparison, wanted, order.expected)
        if order.planned is not None:
            verdict = verdict.with_guard(_off_plan.off_plan_after(wanted, order.planned))
        result = OperationResult(
            changed=True,
            before=self.before,
            after=wanted,
            comparison=comparison,
            verified=True,
            guards=verdict.guards,
            warnings=(*self._notes, *verdict.warnings),
        )
        self._stop_if_tripped(verdict, result)
        if order.check_mode:
            return dataclasses.replace(
                result,
                devices=self._devices(None, warnings, old=self.before),
                warnings=(*result.warnings, *warnings),
            )

        replaced = self.before if self.before and self.before.license_id != license.license_id else None
        with step(Step.APPLY, tenant=order.tenant):
            self._journal.applying(result)
        self._applying = True
        with self._interruptions, step(Step.APPLY, tenant=order.tenant):
            self._provider.apply(license, position=order.position, replaces=replaced)
        self._interruptions.let_through()
        with step(Step.CONFIRM, tenant=order.tenant):
            confirmed = self._confirm(license, warnings)
        if order.purge_replaced and replaced is not None:
            with step(Step.PURGE, tenant=order.tenant):
                self._provider.withdraw(replaced.license_id)
        return dataclasses.replace(
            result,
            applied=True,
            after=confirmed,
            comparison=compare(self._baseline(), confirmed, catalog=self._catalog, announced=self._announced),
            devices=self._devices(confirmed, warnings, old=self.before),
            warnings=(*result.warnings, *warnings),
        )

    def _baseline(self) -> License | None:
        """What the new license is compared with: a first reserve license follows the active one."""
        return self.before or in_position(self._known, Position.ACTIVE)

    def _judge(
        self, comparison: Comparison, after: License, expected: _guards.Expected, *, forecast: bool = False
    ) -> _guards.Verdict:
        in_force = in_position(self._known, Position.ACTIVE) or self.before
        return _guards.evaluate(
            comparison,
            after,
            in_use=in_force.in_use if in_force else None,
            expected=expected,
            catalog=self._catalog,
            allowed=self._order.allowed,
            now=self._clock.now(),
            forecast=forecast,
        )

    def _stop_if_tripped(self, verdict: _guards.Verdict, result: OperationResult) -> None:
        if not verdict.tripped:
            return
        findings = "; ".join(guard.sentence for guard in verdict.tripped)
        error = GuardTrippedError(
            f"stopped by {len(verdict.tripped)} guard(s) before anything was applied: {findings}",
            result=dataclasses.replace(result, changed=False),
        )
        raise error.at(tenant=self._order.tenant, step=Step.GUARD)

    def _confirm(self, license: License, warnings: list[str]) -> License:
        def find(licenses: list[License]) -> License | None:
            return _positions.find_applied(licenses, license, self._order.position, replaced=self.before)

        licenses = self._await(lambda licenses: find(licenses) is not None)
        confirmed = find(licenses) or license
        if confirmed.position is not self._order.position:
            warnings.append("The server took the new license, but does not tell whether it is the one in force.")
        return confirmed

    def _await(self, until: t.Callable[[list[License]], bool]) -> list[License]:
        return read_back(
            self._provider,
            self._order.position,
            until=until,
            timeout=self._order.confirm_timeout,
            clock=self._clock,
        )

    def _devices(self, license: License | None, warnings: list[str], *, old: License | None) -> DeviceReport:
        """The devices, or a warning: the license itself is settled."""
        runs_on = (
            old if self._order.position is Position.ACTIVE and old and not old.expired(now=self._clock.now()) else None
        )
        try:
            with step(Step.DEVICES, tenant=self._order.tenant):
                return report_devices(self._provider, license, old=runs_on)
        except KescError as error:
            warnings.append(f"The devices are not reported. {error.message}")
            return NOT_COUNTED


def _end_of_day(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=dt.UTC)
