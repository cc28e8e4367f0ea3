# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields in whatever markup, and the comparison that they make."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Announced, Transition
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._content import lines_of
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._formats import LocaleFormats
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._labels import label_set
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._license_parser import (
    ALSO_SHOWN,
    COMPARED,
    SHOWN,
    UNITS,
    LicenseParser,
    UnreadableError,
)

END = dt.datetime(2027, 3, 31, 23, 59, 59, tzinfo=dt.UTC)
PRESENT = License(
    license_id="A-1", name="Cloud", licensing_model="user", limit=50, expires=END, position=Position.ACTIVE
)
NEW_END = "April 30, 2028"

Node: t.TypeAlias = "dict[str, t.Any] | str"


def block(*children: Node, role: str = "") -> Node:
    return {"role": role, "block": True, "children": list(children)}


def inline(*children: Node, role: str = "") -> Node:
    return {"role": role, "block": False, "children": list(children)}


BREAK = block()


def parser(language: str = "en") -> LicenseParser:
    labels = label_set(language).labels
    return LicenseParser(
        fields={name: labels[name] for name in (*SHOWN, *COMPARED, *ALSO_SHOWN) if name in labels},
        outcomes={word: labels[word] for word in ("upgrade", "downgrade", "renewal")},
        units={name: labels[name] for name in UNITS if name in labels},
        formats=LocaleFormats(language),
    )


def compared(*fields: Node, sentence: str = "You will renew the license.", features: tuple[str, ...] = ()) -> Node:
    """The comparison window around some fields."""
    return block(
        block("Check the new license details", role="heading"),
        block(sentence),
        block(*(block(feature, role="listitem") for feature in features)),
        *fields,
        block("Apply", role="button"),
        block("Nothing changes before that."),
        role="dialog",
    )


FOUR = (
    ("License name", "Cloud", "Cloud"),
    ("Licensing model", "Per user", "Per user"),
    ("License limit", "50", "80"),
    ("License expiration date", "March 31, 2027", NEW_END),
)


def values(before: str, after: str) -> list[str]:
    return [before] if before == after else [before, after]


SHAPES: dict[str, t.Callable[[str, str, str], Node]] = {
    "a row of a table": lambda label, old, new: block(
        block(label, role="rowheader"), *(block(value) for value in values(old, new)), role="row"
    ),
    "a list item with an arrow": lambda label, old, new: block(
        f"{label}: {' → '.join(values(old, new))}", role="listitem"
    ),
    "a section under a heading, an arrow between": lambda label, old, new: block(
        block(f" {label} ", role="heading"), block(inline(old), *(() if old == new else (" → ", inline(new))))
    ),
    "a section under a heading, a drawn arrow": lambda label, old, new: block(
        block(label, role="heading"), *(block(value) for value in values(old, new))
    ),
    "bold and inline": lambda label, old, new: block(
        inline(f"{label}:"), " ", inline(old), *(() if old == new else (" ", inline(new)))
    ),
    "a label with its colon apart": lambda label, old, new: block(
        inline(label), inline(" : "), " => ".join(values(old, new))
    ),
    "plain text without a colon": lambda label, old, new: block(f"{label} {' -> '.join(values(old, new))}"),
    "a list item whose new value is a block of its own": lambda label, old, new: block(
        f"{label}: {old}", *(() if old == new else (block(new),)), role="listitem"
    ),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_comparison_is_read_whatever_the_markup(shape: t.Callable[[str, str, str], Node]) -> None:
    tree = compared(block(*(shape(*field) for field in FOUR)))
    license, announced = parser().comparison(lines_of(t.cast("t.Any", tree)), present=PRESENT)
    assert (license.license_id, license.name, license.licensing_model, license.limit) == ("", "Cloud", "user", 80)
    assert license.expires == dt.datetime(2028, 4, 30, 23, 59, 59, tzinfo=dt.UTC)
    assert announced == Announced(Transition.RENEWAL)


def test_a_definition_list_is_read() -> None:
    terms = [part for label, old, new in FOUR for part in (block(label), *(block(value) for value in values(old, new)))]
    license, _announced = parser().comparison(lines_of(t.cast("t.Any", compared(block(*terms)))), present=PRESENT)
    assert license.limit == 80


def test_text_with_line_breaks_is_read_without_what_follows_it() -> None:
    parts = [part for label, old, new in FOUR for part in (f"{label}: {' → '.join(values(old, new))}", BREAK)]
    tree = compared(block(*parts, "Prices may vary."))
    license, _announced = parser().comparison(lines_of(t.cast("t.Any", tree)), present=PRESENT)
    assert license.expires == dt.datetime(2028, 4, 30, 23, 59, 59, tzinfo=dt.UTC)


def test_one_value_everywhere_is_the_license_in_force() -> None:
    fields = [SHAPES["a row of a table"](label, old, old) for label, old, _new in FOUR]
    license, announced = parser().comparison(lines_of(t.cast("t.Any", compared(*fields))), present=PRESENT)
    assert license == PRESENT
    assert announced.transition is Transition.NONE


@pytest.mark.parametrize(
    ("sentence", "transition"),
    [
        pytest.param("You will upgrade to more:", Transition.UPGRADE, id="upgrade"),
        pytest.param("You will downgrade to less:", Transition.DOWNGRADE, id="downgrade"),
    ],
)
def test_features_are_gained_or_lost_as_the_sentence_says(sentence: str, transition: Transition) -> None:
    rows = [SHAPES["a row of a table"](*field) for field in FOUR]
    tree = compared(*rows, sentence=sentence, features=("Encryption", "Discovery"))
    _license, announced = parser().comparison(lines_of(t.cast("t.Any", tree)), present=PRESENT)
    assert announced.transition is transition
    listed = {Transition.UPGRADE: announced.gained, Transition.DOWNGRADE: announced.lost}
    assert listed[transition] == ("Encryption", "Discovery")


@pytest.mark.parametrize(
    ("change", "sentence", "reason"),
    [
        pytest.param({2: ("License limit", "70", "80")}, "renew", "the license in force has '50'", id="another past"),
        pytest.param({2: ("License limit", "80", "80")}, "renew", "the license in force has '50'", id="a late value"),
        pytest.param({3: ("License expiration date", "…", "…")}, "renew", "shows '…'", id="no day yet"),
        pytest.param({1: ("Something", "x", "x")}, "renew", "nothing labeled 'Licensing model'", id="no model"),
        pytest.param({}, "Good luck.", "it shows none", id="no outcome"),
        pytest.param({}, "Not a downgrade, you renew.", "it shows more than one", id="two outcomes"),
        pytest.param({}, "You will upgrade.", "it lists no features", id="an upgrade without its list"),
    ],
)
def test_what_does_not_fit_together_is_not_read(
    change: dict[int, tuple[str, str, str]], sentence: str, reason: str
) -> None:
    fields = [change.get(number, field) for number, field in enumerate(FOUR)]
    tree = compared(*(SHAPES["a row of a table"](*field) for field in fields), sentence=sentence)
    with pytest.raises(UnreadableError, match=reason):
        parser().comparison(lines_of(t.cast("t.Any", tree)), present=PRESENT)


@pytest.mark.parametrize("outcome", ["upgrade", "downgrade", "renew"])
def test_only_a_list_that_is_announced_and_never_comes_is_told_as_not_read(outcome: str) -> None:
    rows = [SHAPES["a row of a table"](*field) for field in FOUR]
    lines = lines_of(t.cast("t.Any", compared(*rows, sentence=f"You will {outcome}.")))
    _license, announced = parser().comparison(lines, present=PRESENT, without_features=True)
    assert announced.listed is (outcome == "renew")
    assert (announced.gained, announced.lost) == ((), ())


def test_the_tab_is_read_with_its_id_and_its_use() -> None:
    rows = (
        ("License name", "Cloud"),
        ("Licensing model", "Per device"),
        ("License limit", "1,250 devices"),
        ("In use", "34"),
        ("License expiration date", "March 31, 2027"),
        ("License ID", "A-1"),
    )
    tree = block(*(block(block(label), block(value)) for label, value in rows), block("Enter activation code"))
    license = parser().license_in_force(lines_of(t.cast("t.Any", tree)))
    assert license == dataclasses.replace(PRESENT, licensing_model="device", limit=1250, in_use=34)


def test_a_tab_without_an_id_is_not_read() -> None:
    tree = block(*(block(block(label), block(old)) for label, old, _new in FOUR))
    with pytest.raises(UnreadableError, match="nothing labeled 'License ID'"):
        parser().license_in_force(lines_of(t.cast("t.Any", tree)))
    assert not parser().shows_nothing(lines_of(t.cast("t.Any", tree)))
    assert parser().shows_nothing(lines_of(t.cast("t.Any", block("Nothing here yet."))))
