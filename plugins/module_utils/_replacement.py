# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The replacement: validate, inspect, recognise, verify, compare, guard, apply, confirm, report the devices.

The vendor's wizard (KESC help, topic 137454) as one idempotent operation. It knows no server and no Ansible; the
activation code was validated when it was read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

from . import _guards, _staging
from ._comparison import Comparison, Transition, compare
from ._device_report import NOT_COUNTED, DeviceReport, report_devices
from ._errors import KescError, Step
from ._license import License, Position, in_position
from ._operation import GuardTrippedError, Outcome, read_back, step

if t.TYPE_CHECKING:
    from ._activation_code import ActivationCode
    from ._clock import Clock
    from ._comparison import Announced
    from ._editions import Catalogue
    from ._provider import Provider, Verification


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReplacementOrder:
    """What is wanted of one tenant.

    ``staged`` lets check mode add the code to the store and take it out again; ``allowed`` names the guards that may
    be passed; ``confirm_timeout`` is in seconds.
    """

    tenant: str
    code: ActivationCode
    position: Position = Position.ACTIVE
    check_mode: bool = False
    staged: bool = False
    allowed: frozenset[str] = frozenset()
    only_within_days: int | None = None
    expected: _guards.Expected = _guards.NOTHING_EXPECTED
    purge_replaced: bool = False
    confirm_timeout: float = 60.0


def replace_license(
    order: ReplacementOrder, *, connect: t.Callable[[], Provider], catalogue: Catalogue, clock: Clock
) -> Outcome:
    """Put the licence behind the order's code into the wanted position, unless it is there already.

    Raises :class:`KescError`; a :class:`GuardTrippedError` carries the outcome that was stopped. Whenever it raises
    before the new licence took its position, the tenant's store is as it was found, or the error says what remains.
    """
    with step(Step.CONNECT, tenant=order.tenant):
        provider = connect()
    with provider:
        replacement = _Replacement(order, provider, catalogue, clock)
        try:
            return replacement.run()
        except KescError as error:
            error.found = replacement.before
            error.hide(order.code.spellings())
            raise


class _Replacement:
    def __init__(self, order: ReplacementOrder, provider: Provider, catalogue: Catalogue, clock: Clock) -> None:
        self._order = order
        self._provider = provider
        self._catalogue = catalogue
        self._clock = clock
        self._known: list[License] = []
        self.before: License | None = None
        self._announced: Announced | None = None
        self._applying = False

    def run(self) -> Outcome:
        order, provider = self._order, self._provider
        with step(Step.INSPECT, tenant=order.tenant):
            self._known = provider.licenses()
        self.before = in_position(self._known, order.position)
        with step(Step.RECOGNISE, tenant=order.tenant):
            recognised = provider.recognise(order.code, among=self._known)
            if recognised is not None and self._is_in_place(recognised):
                return self._in_place(recognised)

        in_force = in_position(self._known, Position.ACTIVE)
        early = _guards.too_early(in_force, only_within_days=order.only_within_days, now=self._clock.now())
        if early.tripped:
            return self._left_alone(early)
        if recognised is not None:
            return self._replace(recognised)
        if order.check_mode and not order.staged and not provider.capabilities.verifies_without_change:
            return self._forecast()
        return self._go_on_with(self._verify())

    def _verify(self) -> Verification:
        try:
            with step(Step.VERIFY, tenant=self._order.tenant):
                return self._provider.verify(self._order.code, known=self._known)
        except KescError:
            raise
        except BaseException:
            _staging.withdraw_interrupted(self._provider, self._order.code, known=self._known)
            raise

    def _go_on_with(self, verification: Verification) -> Outcome:
        """Everything that may still refuse a verified code; a refusal takes an added licence out again."""
        self._announced = verification.announced
        try:
            if self._is_in_place(verification.license):
                outcome = self._in_place(verification.license)
            else:
                outcome = self._replace(verification.license)
        except BaseException as error:
            if self._applying:
                _staging.withdraw_unless_applied(self._provider, verification, error)
            else:
                _staging.withdraw_after(self._provider, verification, error)
            raise
        if self._order.check_mode and verification.added:
            with step(Step.VERIFY, tenant=self._order.tenant):
                _staging.withdraw(self._provider, verification)
            note = "Staged verification added the code to the tenant's store, read it and removed it again."
            outcome = dataclasses.replace(outcome, warnings=(*outcome.warnings, note))
        return outcome

    def _is_in_place(self, licence: License) -> bool:
        """A licence that only devices still hold is in place too, unless the tenant could use it itself."""
        position = self._order.position
        return licence.position is position and (
            licence.assigned or not self._provider.usable(licence, position=position)
        )

    def _in_place(self, licence: License) -> Outcome:
        """The code is where it should be; only the terms of a subscription can still differ."""
        order = self._order
        after, warnings, verified = licence, list[str](), True
        if licence.is_subscription and order.check_mode:
            verified = False
            warnings.append(
                "The code is in place, but it is a subscription's: whether its limit, state or dates have changed "
                "is only known after a refresh, which check mode does not make."
            )
        elif licence.is_subscription:
            with step(Step.REFRESH, tenant=order.tenant):
                self._provider.refresh()
                refreshed = self._provider.licenses()
            after = next((found for found in refreshed if found.license_id == licence.license_id), None) or licence
        changed = after.terms() != licence.terms()
        awaited = order.position is Position.ACTIVE and after.waiting
        return Outcome(
            changed=changed,
            applied=changed,
            before=licence,
            after=after,
            comparison=compare(licence, after, catalogue=self._catalogue),
            verified=verified,
            devices=self._devices(after, warnings, old=None) if awaited else NOT_COUNTED,
            warnings=tuple(warnings),
        )

    def _left_alone(self, early: _guards.Guard) -> Outcome:
        before = self.before
        return Outcome(
            changed=False,
            before=before,
            after=before,
            comparison=Comparison(before, before, Transition.UNKNOWN, (), (), features_known=False),
            verified=False,
            guards=(early,),
            warnings=(f"Left alone: {early.finding}.",),
        )

    def _forecast(self) -> Outcome:
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
            warnings.append("The new licence shown is what 'expected' says of it.")
        comparison = compare(self._baseline(), after, catalogue=self._catalogue)
        verdict = self._judge(comparison, after, _guards.NOTHING_EXPECTED) if after else _guards.Verdict((), ())
        comparison = dataclasses.replace(comparison, transition=Transition.UNKNOWN)
        if after is None:
            comparison = Comparison(self._baseline(), None, Transition.UNKNOWN, (), (), features_known=False)
        outcome = Outcome(
            changed=True,
            before=self.before,
            after=after,
            comparison=comparison,
            verified=False,
            guards=verdict.guards,
            devices=self._devices(None, warnings, old=self.before),
            warnings=(*warnings, *verdict.warnings),
        )
        self._stop_if_tripped(verdict, outcome)
        return outcome

    def _replace(self, licence: License) -> Outcome:
        order, warnings = self._order, list[str]()
        wanted = dataclasses.replace(licence, position=order.position)
        comparison = compare(self._baseline(), wanted, catalogue=self._catalogue, announced=self._announced)
        verdict = self._judge(comparison, wanted, order.expected)
        outcome = Outcome(
            changed=True,
            before=self.before,
            after=wanted,
            comparison=comparison,
            verified=True,
            guards=verdict.guards,
            warnings=verdict.warnings,
        )
        self._stop_if_tripped(verdict, outcome)
        if order.check_mode:
            return dataclasses.replace(
                outcome,
                devices=self._devices(None, warnings, old=self.before),
                warnings=(*verdict.warnings, *warnings),
            )

        replaced = self.before if self.before and self.before.license_id != licence.license_id else None
        self._applying = True
        with step(Step.APPLY, tenant=order.tenant):
            self._provider.apply(licence, position=order.position, replaces=replaced)
        with step(Step.CONFIRM, tenant=order.tenant):
            confirmed = self._confirm(licence)
        if order.purge_replaced and replaced is not None:
            with step(Step.PURGE, tenant=order.tenant):
                self._provider.withdraw(replaced.license_id)
        return dataclasses.replace(
            outcome,
            applied=True,
            after=confirmed,
            comparison=compare(self._baseline(), confirmed, catalogue=self._catalogue, announced=self._announced),
            devices=self._devices(confirmed, warnings, old=self.before),
            warnings=(*verdict.warnings, *warnings),
        )

    def _baseline(self) -> License | None:
        """What the new licence is compared with: a first reserve licence follows the active one."""
        return self.before or in_position(self._known, Position.ACTIVE)

    def _judge(self, comparison: Comparison, after: License, expected: _guards.Expected) -> _guards.Verdict:
        active = in_position(self._known, Position.ACTIVE)
        return _guards.evaluate(
            comparison,
            after,
            in_use=active.in_use if active else None,
            expected=expected,
            catalogue=self._catalogue,
            allowed=self._order.allowed,
            now=self._clock.now(),
        )

    def _stop_if_tripped(self, verdict: _guards.Verdict, outcome: Outcome) -> None:
        if not verdict.tripped:
            return
        findings = "; ".join(guard.sentence for guard in verdict.tripped)
        error = GuardTrippedError(
            f"stopped by {len(verdict.tripped)} guard(s), nothing was changed: {findings}",
            outcome=dataclasses.replace(outcome, changed=False),
        )
        raise error.at(tenant=self._order.tenant, step=Step.GUARD)

    def _confirm(self, licence: License) -> License | None:
        return read_back(
            self._provider,
            self._order.position,
            until=lambda found: found is not None and self._is_wanted(found, licence),
            timeout=self._order.confirm_timeout,
            clock=self._clock,
        )

    def _is_wanted(self, found: License, licence: License) -> bool:
        """By its id; a licence that was verified without one has the announced terms and is not the old one."""
        if licence.license_id:
            return found.license_id == licence.license_id
        is_new = self.before is None or found.license_id != self.before.license_id
        return is_new and found.announced_terms() == licence.announced_terms()

    def _devices(self, licence: License | None, warnings: list[str], *, old: License | None) -> DeviceReport:
        """The devices, or a warning: the licence itself is settled."""
        runs_on = (
            old if self._order.position is Position.ACTIVE and old and not old.expired(now=self._clock.now()) else None
        )
        try:
            with step(Step.DEVICES, tenant=self._order.tenant):
                return report_devices(self._provider, licence, old=runs_on)
        except KescError as error:
            warnings.append(f"The devices are not reported. {error.message}")
            return NOT_COUNTED


def _end_of_day(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=dt.UTC)
