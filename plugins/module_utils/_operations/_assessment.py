# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What a replacement would mean for a tenant, and whether a guard stops it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

from .._errors import LicenseNotUsableError, Step
from .._license import _guards, _off_plan
from .._license._comparison import Comparison, Transition, compare
from .._license._license import License, Position, in_position
from ._result import GuardTrippedError, OperationResult

if t.TYPE_CHECKING:
    from .._license._activation_code import ActivationCode
    from .._license._comparison import Announced
    from .._license._editions import Catalog
    from ._history import Refusal, Terms


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReplacementOrder:
    """What is wanted of one tenant.

    ``license_id`` names the license that is to be replaced, ``None`` for whichever it is; ``staged`` lets check mode
    add the code to the store and take it out again; ``allowed`` names the guards that may be passed;
    ``confirm_timeout`` is in seconds; ``planned`` is what a plan says of the tenant, ``None`` where there is no plan.
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
    planned: _off_plan.Planned | None = None

    def terms(self) -> Terms:
        """What decides whether the license behind the code is applied, as plain values."""
        return {
            "position": self.position.value,
            "license_id": self.license_id,
            "allowed": sorted(self.allowed),
            "expected": _plain(self.expected),
            "planned": _plain(self.planned) if self.planned else None,
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Assessment:
    """An order at a tenant that has the ``known`` licenses, of which ``before`` is to be replaced.

    Whatever stops the replacement is raised as a :class:`GuardTrippedError`.
    """

    order: ReplacementOrder
    known: list[License]
    before: License | None
    catalog: Catalog
    now: dt.datetime

    @property
    def baseline(self) -> License | None:
        """What the new license is compared with: a first reserve license follows the active one."""
        return self.before or in_position(self.known, Position.ACTIVE)

    def compare(self, license: License, *, announced: Announced | None = None) -> Comparison:
        return compare(self.baseline, license, catalog=self.catalog, announced=announced)

    def left_alone(self, guard: _guards.Guard, *, warnings: tuple[str, ...] = ()) -> OperationResult:
        """What comes of an order whose code is not even verified."""
        comparison = Comparison(self.before, self.before, Transition.UNKNOWN)
        return OperationResult(
            changed=False,
            before=self.before,
            after=self.before,
            comparison=comparison,
            verified=False,
            guards=(guard,),
            warnings=warnings,
        )

    def refuse_off_plan(self) -> None:
        if self.order.planned is not None:
            guard = _off_plan.off_plan_before(self.before, self.order.planned)
            self._refuse_if_tripped(_guards.Verdict((guard,), ()), self.left_alone(guard))

    def refuse_what_was_ordered(self) -> None:
        """Stop what the order sheet itself says is not wanted, before the code is sent anywhere."""
        if self.order.expected != _guards.NOTHING_EXPECTED:
            self.forecast()

    def refuse_again(self, refusal: Refusal) -> None:
        """Stop what was refused before, if the order and the tenant's license are still the same.

        Its code would be activated for nothing. Raises :class:`LicenseNotUsableError` where that was the reason.
        """
        if refusal.order != self.order.terms() or not _is_same(refusal.before, self.before):
            return
        aftermath = (
            f"The code was verified on {refusal.at[:10]}, and neither its order nor the tenant's license has changed "
            "since: it was not sent to the activation servers again"
        )
        if refusal.unusable is not None:
            cause, remedy = refusal.unusable
            error = LicenseNotUsableError(cause, remedy=remedy)
            error.aftermath.append(aftermath)
            raise error.at(tenant=self.order.tenant, step=Step.APPLY)
        try:
            self.assess(refusal.license)
        except GuardTrippedError as stopped:
            stopped.aftermath.append(aftermath)
            raise

    def assess(self, license: License, *, announced: Announced | None = None) -> OperationResult:
        """What putting a verified license into the position would come to."""
        order = self.order
        wanted = dataclasses.replace(license, position=order.position)
        comparison = self.compare(wanted, announced=announced)
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
            warnings=verdict.warnings,
        )
        self._refuse_if_tripped(verdict, result)
        return result

    def forecast(self, *, notes: t.Sequence[str] = ()) -> OperationResult:
        """What the order sheet says of a code that is not verified, or nothing."""
        expected, after = self.order.expected, None
        comparison = Comparison(self.baseline, None, Transition.UNKNOWN)
        verdict = _guards.Verdict((), ())
        if expected != _guards.NOTHING_EXPECTED:
            after = License(
                license_id="",
                name=expected.name,
                limit=expected.limit,
                expires=_end_of_day(expected.expires),
                position=self.order.position,
            )
            comparison = self.compare(after)
            verdict = self._judge(comparison, after, _guards.NOTHING_EXPECTED, forecast=True)
        result = OperationResult(
            changed=True,
            before=self.before,
            after=after,
            comparison=dataclasses.replace(comparison, transition=Transition.UNKNOWN),
            verified=False,
            guards=verdict.guards,
            warnings=(*notes, *verdict.warnings),
        )
        self._refuse_if_tripped(verdict, result)
        return result

    def _judge(
        self, comparison: Comparison, after: License, expected: _guards.Expected, *, forecast: bool = False
    ) -> _guards.Verdict:
        in_force = in_position(self.known, Position.ACTIVE) or self.before
        return _guards.evaluate(
            comparison,
            after,
            in_use=in_force.in_use if in_force else None,
            expected=expected,
            catalog=self.catalog,
            allowed=self.order.allowed,
            now=self.now,
            forecast=forecast,
        )

    def _refuse_if_tripped(self, verdict: _guards.Verdict, result: OperationResult) -> None:
        if not verdict.tripped:
            return
        findings = "; ".join(guard.sentence for guard in verdict.tripped)
        when = "before anything was applied" if result.verified else "before the code was verified"
        error = GuardTrippedError(
            f"stopped by {len(verdict.tripped)} guard(s) {when}: {findings}",
            result=dataclasses.replace(result, changed=False),
        )
        raise error.at(tenant=self.order.tenant, step=Step.GUARD)


def _is_same(one: License | None, other: License | None) -> bool:
    """The same license with the same terms; how much of it is in use is for the guards."""
    if one is None or other is None:
        return one is other
    return one.license_id == other.license_id and one.terms() == other.terms()


def _plain(values: t.Any) -> Terms:
    """A dataclass as values that a journal gives back unchanged."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else _plain_members(value)
        for name, value in dataclasses.asdict(values).items()
    }


def _plain_members(value: t.Any) -> t.Any:
    if not isinstance(value, dict):
        return value
    return {name: each.isoformat() if isinstance(each, dt.date) else each for name, each in value.items()}


def _end_of_day(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=dt.UTC)
