# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""Reading the console's two views of a license: the tab with the one in force, and the window that compares."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import typing as t

from ..._license._comparison import Announced, Transition
from ..._license._license import License, Position
from ._content import Fields

if t.TYPE_CHECKING:
    from ._content import Line, Value
    from ._formats import LocaleFormats
    from ._page import Page

COMPARED = ("License name", "Licensing model", "License limit", "License expiration date")
SHOWN = ("License name", "License limit", "License expiration date", "License ID")
"""What the tab must show; more it may."""
ALSO_SHOWN = ("Licensing model", "In use")
UNITS = {"Per user": "user", "Per device": "device"}

_TRANSITIONS = {"upgrade": Transition.UPGRADE, "downgrade": Transition.DOWNGRADE, "renewal": Transition.RENEWAL}

T = t.TypeVar("T")


class UnreadableError(Exception):
    """Something is missing or does not fit together, perhaps only not yet; the text is a clause for people."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class LicenseParser:
    """Reads with the labels of one language; ``units`` are its words for the two licensing models, where known."""

    fields: t.Mapping[str, str]
    outcomes: t.Mapping[str, str]
    units: t.Mapping[str, str]
    formats: LocaleFormats

    def license_in_force(self, lines: t.Sequence[Line]) -> License:
        """The license on the tab. Raises :class:`UnreadableError`."""
        values = {name: _first_line(value) for name, value in Fields(lines, self.fields).values.items()}
        missing = [f"{self.fields[name]!r}" for name in SHOWN if not values.get(name)]
        if missing:
            raise UnreadableError(f"there is nothing labeled {', '.join(missing)}")
        model, in_use = values.get("Licensing model"), values.get("In use")
        return License(
            license_id=values["License ID"],
            name=values["License name"],
            licensing_model=self._model(model) if model else None,
            limit=self._parsed("License limit", values["License limit"], self.formats.count),
            in_use=self._in_use(in_use) if in_use else None,
            expires=self._parsed("License expiration date", values["License expiration date"], self._end),
            position=Position.ACTIVE,
        )

    def shows_nothing(self, lines: t.Sequence[Line]) -> bool:
        """Whether the tab shows none of the fields: the workspace has no license."""
        return not any(name in SHOWN for name in Fields(lines, self.fields).values)

    def comparison(
        self, lines: t.Sequence[Line], *, present: License | None, without_features: bool = False
    ) -> tuple[License, Announced]:
        """The license behind the code and what is said of the replacement. Raises :class:`UnreadableError`.

        A field that shows one value has the same value before and after. What it shows as the value before must be what
        the license in force has, else it was misread; where the tab showed no license, there must be no limit and no
        end before. A license that differs in nothing is the one in force.
        """
        labels = {name: self.fields[name] for name in COMPARED}
        fields = Fields(lines, labels)
        missing = [repr(label) for name, label in labels.items() if name not in fields.values]
        if missing:
            raise UnreadableError(f"there is nothing labeled {', '.join(missing)}")
        values = fields.values
        present_limit, present_end = (present.limit, present.expires) if present else (None, None)
        present_name, present_model = (present.name, present.licensing_model) if present else (None, None)
        name = self._after(values, "License name", str, present_name)
        model: str | None = self._after(values, "Licensing model", self._model, present_model)
        limit = self._after(values, "License limit", self.formats.count, present_limit)
        expires = self._after(values, "License expiration date", self._end, present_end)
        if present is None:
            self._refuse_values_before(values)
        elif present_model is None and len(set(values["Licensing model"].readings()[0])) == 1:
            # The tab does not tell it, and will not tell it afterwards: to both licenses it is the same.
            model = None
        license = License(license_id="", name=name, licensing_model=model, limit=limit, expires=expires)
        if present is not None and self._is_the_same(license, present):
            return dataclasses.replace(present, position=Position.ACTIVE), Announced(Transition.NONE)
        return license, self._announced(fields, required=present is not None, without_features=without_features)

    def _announced(self, fields: Fields, *, required: bool, without_features: bool) -> Announced:
        listed = tuple(dict.fromkeys(line.text for line in fields.outside() if line.within("listitem")))
        said = " ".join(line.text for line in fields.remaining() if not line.within("listitem", "button")).casefold()
        found = [outcome for outcome, word in self.outcomes.items() if word.casefold() in said]
        if len(found) != 1:
            if not required and not found:
                return Announced(Transition.INITIAL, gained=listed)
            words = ", ".join(map(repr, self.outcomes.values()))
            how_many = "more than one" if found else "none"
            raise UnreadableError(f"of the words {words}, which tell what the replacement means, it shows {how_many}")
        transition = _TRANSITIONS[found[0]]
        if not listed and transition is not Transition.RENEWAL and not without_features:
            raise FeaturesMissingError("it lists no features")
        return Announced(
            transition,
            gained=listed if transition is Transition.UPGRADE else (),
            lost=listed if transition is Transition.DOWNGRADE else (),
            listed=bool(listed) or transition is Transition.RENEWAL,
        )

    def _after(self, values: t.Mapping[str, Value], name: str, parse: t.Callable[[str], T], present: object) -> T:
        value = values[name]
        for before, after in value.readings():
            try:
                new = parse(after)
                if present is None or _folded(parse(before)) == _folded(present):
                    return new
            except ValueError:
                continue
        known = f", but the license in force has {_shown(present)!r}" if present is not None else ""
        raise UnreadableError(f"{self.fields[name]!r} shows {value.text!r}{known}")

    def _refuse_values_before(self, values: t.Mapping[str, Value]) -> None:
        """Without this, a tab that was not understood would pass for that of a workspace without a license."""
        parsers: dict[str, t.Callable[[str], object]] = {
            "License limit": self.formats.count,
            "License expiration date": self._end,
        }
        for name, parse in parsers.items():
            for before, after in values[name].readings()[:1]:
                with contextlib.suppress(ValueError):
                    if before != after and parse(before) is not None:
                        raise UnreadableError(
                            f"{self.fields[name]!r} shows {values[name].text!r}, but the tab showed no license"
                        )

    def _in_use(self, text: str) -> int | None:
        """The number alone, or the first of such as 12 of 50; ``None`` where neither is there."""
        try:
            return self.formats.count(text)
        except ValueError:
            return self.formats.first_count(text)

    def _parsed(self, name: str, text: str, parse: t.Callable[[str], T]) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise UnreadableError(f"{self.fields[name]!r} shows {text!r}: {error}") from None

    def _model(self, text: str) -> str:
        """``user`` or ``device`` where the label set has the console's word for it, else the word itself."""
        known = {word.casefold(): UNITS[name] for name, word in self.units.items()}
        return known.get(text.casefold(), text)

    def _end(self, text: str) -> dt.datetime:
        """The end of a day: the console shows no hour, and browsers started here live in UTC."""
        return dt.datetime.combine(self.formats.day(text), dt.time(23, 59, 59), tzinfo=dt.UTC)

    @staticmethod
    def _is_the_same(license: License, present: License) -> bool:
        model = present.licensing_model or license.licensing_model
        return license.announced_terms() == dataclasses.replace(present, licensing_model=model).announced_terms()


class FeaturesMissingError(UnreadableError):
    """An upgrade or a downgrade without the list of its features, which may come late or never."""


def read_steadily(page: Page, read: t.Callable[[], T]) -> T | UnreadableError:
    """What can be read and stays so for a moment, or the last reason why not."""
    reasons: list[UnreadableError] = []

    def probe() -> T | None:
        try:
            return read()
        except UnreadableError as error:
            reasons.append(error)
            return None

    found = page.until(lambda: page.steady(probe))
    return found if found is not None else (reasons[-1] if reasons else UnreadableError("it keeps changing"))


def _first_line(value: Value) -> str:
    return " ".join(value.lines[0]) if value.lines else ""


def _folded(value: object) -> object:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _shown(value: object) -> str:
    return str(value.date()) if isinstance(value, dt.datetime) else str(value)
