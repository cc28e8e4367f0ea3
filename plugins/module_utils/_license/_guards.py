# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Guards: rules that stop a replacement before it happens."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

from ._comparison import Transition
from ._license import format_date

if t.TYPE_CHECKING:
    from ._comparison import Comparison
    from ._editions import Catalog
    from ._license import License

NEARLY_FULL = 0.9
"""Vendor's own alarm threshold for licenses in use (Security Integrations for MSP, topic 165578)."""

ALLOWED_BY = {
    "downgrade": "allow_downgrade",
    "limit_below_use": "allow_limit_below_use",
    "smaller_limit": "allow_smaller_limit",
    "earlier_expiry": "allow_earlier_expiry",
}
"""The guards that an option can switch off, with that option."""

_NO_FULL_LICENSE = {"trial": "a trial", "nfr": "not for resale", "add-on": "an add-on"}


@dataclasses.dataclass(frozen=True)
class Expected:
    """What the order sheet says of a code; ``None`` where it says nothing. ``expires`` is compared by its day."""

    name: str | None = None
    edition: str | None = None
    licensing_model: str | None = None
    limit: int | None = None
    expires: dt.date | None = None


NOTHING_EXPECTED = Expected()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Guard:
    """One rule applied: the two values that it looked at, and what it found.

    ``finding`` is empty where the rule has nothing to object to; a guard trips when it objects and is not allowed.
    ``untold`` says why it could compare nothing, where that is so.
    """

    name: str
    before: object
    after: object
    finding: str = ""
    untold: str = ""
    allowed: bool = False

    @property
    def tripped(self) -> bool:
        return bool(self.finding) and not self.allowed

    @property
    def allowed_by(self) -> str | None:
        return ALLOWED_BY.get(self.name)

    @property
    def sentence(self) -> str:
        """What was found and the option that would let it pass."""
        remedy = f" (set {self.allowed_by}: true to allow it)" if self.allowed_by else ""
        return f"{self.name}: {self.finding}{remedy}"


@dataclasses.dataclass(frozen=True)
class Verdict:
    """All guards of one replacement, and what an operator should know although it stops nothing."""

    guards: tuple[Guard, ...]
    warnings: tuple[str, ...]

    @property
    def tripped(self) -> tuple[Guard, ...]:
        return tuple(guard for guard in self.guards if guard.tripped)

    def with_guard(self, guard: Guard) -> Verdict:
        """The same and one more guard."""
        return dataclasses.replace(self, guards=(*self.guards, guard))


def too_early(before: License | None, *, only_within_days: int | None, now: dt.datetime) -> Guard:
    """Whether the license in force still has more than ``only_within_days`` days to run (``None``: never too early)."""
    days_left = before.days_left(now=now) if before else None
    finding = untold = ""
    if only_within_days is not None and before is not None:
        if before.never_expires:
            finding = "the license in force has no end"
        elif days_left is not None and days_left > only_within_days:
            finding = f"the license in force has {days_left} days left, more than only_within_days ({only_within_days})"
        elif days_left is None:
            untold = "too_early compared nothing: the end of the license in force is not known."
    return Guard(name="too_early", before=days_left, after=only_within_days, finding=finding, untold=untold)


def unexpected(after: License, expected: Expected, catalog: Catalog) -> Guard:
    """Whether a license differs from what the order sheet says of it; a day is compared in UTC.

    The KSC Open API tells no licensing model: where the license name does not either, there is nothing to compare.
    """
    found = {
        "name": after.name,
        "edition": catalog.edition_of(after.name).name,
        "licensing_model": after.model,
        "limit": after.limit,
        "expires": after.expires.astimezone(dt.UTC).date() if after.expires else None,
    }
    wanted = {member: value for member, value in dataclasses.asdict(expected).items() if value is not None}
    model_untold = "licensing_model" in wanted and after.model is None
    if model_untold:
        del wanted["licensing_model"]
    wrong = {member: value for member, value in wanted.items() if found[member] != value}
    finding = "; ".join(f"{member} is {found[member]}, the order sheet says {value}" for member, value in wrong.items())
    return Guard(
        name="unexpected",
        before={member: str(value) for member, value in wanted.items()} or None,
        after={member: str(found[member]) for member in wanted} or None,
        finding=finding and f"{finding}; if the license is right, correct the order sheet",
        untold="unexpected did not compare the licensing model: neither the server nor the license name tells it."
        if model_untold
        else "",
    )


def evaluate(
    comparison: Comparison,
    after: License,
    *,
    in_use: int | None,
    expected: Expected,
    catalog: Catalog,
    allowed: frozenset[str],
    now: dt.datetime,
    forecast: bool = False,
) -> Verdict:
    """Apply every guard to a comparison and the license ``after`` that it ends in.

    ``in_use`` is what the tenant uses now, in the units of the license in force; ``allowed`` names the guards that
    the operator let pass; ``forecast`` says that ``after`` is only what the order sheet says.
    """
    before = comparison.before
    warnings: list[str] = []
    if after.subscription_state not in (None, "active"):
        warnings.append(f"The subscription behind the code is not active but {after.subscription_state}.")
    warnings += _told_by_the_name(before, after)
    guards = [
        _downgrade(comparison, after, warnings),
        _limit_below_use(before, after, in_use, warnings),
        _smaller_limit(before, after, warnings),
        _earlier_expiry(before, after, warnings),
        _expired(after, now),
        unexpected(after, expected, catalog),
    ]
    guards = [dataclasses.replace(guard, allowed=guard.name in allowed) for guard in guards]
    # Of a license that is only forecast, what the order sheet leaves out is no news.
    warnings += [guard.untold for guard in guards if guard.untold and not forecast]
    warnings += [
        f"Allowed by {guard.allowed_by}: {guard.finding}." for guard in guards if guard.finding and guard.allowed
    ]
    return Verdict(tuple(guards), tuple(warnings))


def _downgrade(comparison: Comparison, after: License, warnings: list[str]) -> Guard:
    before = comparison.before
    finding = ""
    if before is not None and comparison.lost:
        finding = f"{', '.join(comparison.lost)} would be lost"
    elif before is not None and comparison.transition is Transition.DOWNGRADE:
        finding = "features would be lost, and it is not said which"
    elif before is not None and comparison.list_unread:
        finding = "the console announces a list of features, and it could not be read"
    warnings += comparison.notes
    return Guard(name="downgrade", before=before and before.name, after=after.name, finding=finding)


def _told_by_the_name(before: License | None, after: License) -> list[str]:
    """What the names of the licenses tell and an order may have got wrong."""
    warnings = []
    band = after.parts.band
    if band is not None and after.limit is not None and not band[0] <= after.limit <= band[1]:
        warnings.append(
            f"The new license {after.name!r} has the limit {after.limit}: its name is for {band[0]} to {band[1]}."
        )
    if before is not None and after.kind in _NO_FULL_LICENSE and after.kind != before.kind:
        warnings.append(f"The new license {after.name!r} is {_NO_FULL_LICENSE[after.kind]}; the one in use is not.")
    regions = [each.parts.region for each in (before, after) if each is not None and each.parts.region]
    if len(set(regions)) > 1:
        warnings.append(f"The license in use is for the region {regions[0]}, the new one for the region {regions[1]}.")
    return warnings


def _limit_below_use(before: License | None, after: License, in_use: int | None, warnings: list[str]) -> Guard:
    finding = ""
    if before is not None and in_use is not None and after.limit is not None and _comparable(before, after):
        if after.limit < in_use:
            finding = f"the new limit {after.limit} is smaller than the {in_use} in use"
        elif after.limit and in_use / after.limit >= NEARLY_FULL:
            warnings.append(f"{in_use} of the new limit {after.limit} are in use already: 90 % or more.")
    untold = ""
    if before is not None and (in_use is None or after.limit is None):
        what = "the new limit" if after.limit is None else "what is in use"
        untold = f"limit_below_use compared nothing: {what} is not known."
    return Guard(name="limit_below_use", before=in_use, after=after.limit, finding=finding, untold=untold)


def _smaller_limit(before: License | None, after: License, warnings: list[str]) -> Guard:
    finding = ""
    if before is not None and before.limit is not None and after.limit is not None:
        if not _comparable(before, after):
            warnings.append(
                f"The limits {before.limit} and {after.limit} were not compared: they count per "
                f"{before.model or 'unknown unit'} and per {after.model or 'unknown unit'}."
            )
        elif after.limit < before.limit:
            finding = f"the new limit {after.limit} is smaller than the old limit {before.limit}"
    untold = ""
    if before is not None and (before.limit is None or after.limit is None):
        what = "the new limit" if after.limit is None else "the old limit"
        untold = f"smaller_limit compared nothing: {what} is not known."
    return Guard(
        name="smaller_limit", before=before and before.limit, after=after.limit, finding=finding, untold=untold
    )


def _earlier_expiry(before: License | None, after: License, warnings: list[str]) -> Guard:
    finding = ""
    old, new = before.expires if before else None, after.expires
    if old is not None and new is not None and new < old:
        lost = old - new
        duration = f"{lost.days} days" if lost.days else "less than a day"
        finding = f"the new license ends {format_date(new)}, {duration} before the old one ({format_date(old)})"
    elif before is not None and before.never_expires and new is not None:
        warnings.append(f"The license in use has no end, the new one ends {format_date(new)}.")
    untold = ""
    if before is not None and (before.end_untold or after.end_untold):
        which = "new" if after.end_untold else "old"
        untold = f"earlier_expiry compared nothing: the end of the {which} license is not known."
    return Guard(name="earlier_expiry", before=format_date(old), after=format_date(new), finding=finding, untold=untold)


def _expired(after: License, now: dt.datetime) -> Guard:
    finding = f"the code's license ended {format_date(after.expires)}" if after.expired(now=now) else ""
    untold = "expired compared nothing: the end of the new license is not known." if after.end_untold else ""
    return Guard(name="expired", before=None, after=format_date(after.expires), finding=finding, untold=untold)


def _comparable(before: License, after: License) -> bool:
    """Limits count the same thing: a provider that tells no model tells none for either license, a name may tell it."""
    untold = before.licensing_model is None and after.licensing_model is None and None in (before.model, after.model)
    return untold or before.model == after.model
