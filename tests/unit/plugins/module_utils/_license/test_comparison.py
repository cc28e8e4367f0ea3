# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What two licenses have in common, and what a change from one to the other means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Announced, Transition, compare
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import Catalog, Edition
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CATALOG, active, license

FEATURES = ("antivirus", "mail", "encryption", "patches")


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """A consistent edition: no feature is both included and excluded."""
    where = draw(st.fixed_dictionaries({feature: st.sampled_from("+- ") for feature in FEATURES}))
    included, excluded = (tuple(feature for feature in FEATURES if where[feature] == sign) for sign in "+-")
    return Edition(draw(st.sampled_from(["a", "b"])), included, excluded, complete=draw(st.booleans()))


catalogs = st.dictionaries(st.sampled_from(["One", "Two", "Three"]), editions()).map(Catalog)
licenses = st.builds(
    license,
    license_id=st.sampled_from(["1", "2", "3"]),
    name=st.sampled_from(["One", "Two", "Three", "Four", "one ", None]),
)


@pytest.mark.parametrize(
    ("before", "after", "transition"),
    [
        pytest.param(None, license("N"), Transition.INITIAL, id="no license before"),
        pytest.param(license("O"), None, Transition.NONE, id="no license after"),
        pytest.param(None, None, Transition.NONE, id="no license at all"),
        pytest.param(license("O"), license("O"), Transition.NONE, id="the same license"),
        pytest.param(license("O"), license("O", name="Plus"), Transition.NONE, id="the same license under a new name"),
        pytest.param(license("O"), license("N"), Transition.RENEWAL, id="the same name"),
        pytest.param(
            license("O"), license("N", name="Basic, other seller"), Transition.RENEWAL, id="the same features"
        ),
        pytest.param(license("O"), license("N", name="Plus"), Transition.UPGRADE, id="a feature gained"),
        pytest.param(license("O", name="Plus"), license("N"), Transition.DOWNGRADE, id="a feature lost"),
        pytest.param(license("O", name="X"), license("N", name="X"), Transition.RENEWAL, id="the same unknown name"),
        pytest.param(license("O"), license("N", name="X"), Transition.UNKNOWN, id="a new, unknown name"),
        pytest.param(license("O", name="X"), license("N"), Transition.UNKNOWN, id="an old, unknown name"),
        pytest.param(license("O", name=None), license("N", name=None), Transition.UNKNOWN, id="no names"),
        pytest.param(
            license("O", name="Plus"), license("N", name="Partly known"), Transition.UNKNOWN, id="partly known"
        ),
    ],
)
def test_transitions(before: object, after: object, transition: Transition) -> None:
    comparison = compare(before, after, catalog=CATALOG)  # type: ignore[arg-type]
    assert comparison.transition is transition
    assert (comparison.before, comparison.after) == (before, after)


def test_gained_and_lost_features_are_named() -> None:
    upgrade = compare(license("O"), license("N", name="Plus"), catalog=CATALOG)
    assert (upgrade.gained, upgrade.lost, upgrade.features_known) == (("mail",), (), True)
    downgrade = compare(license("O", name="Plus"), license("N"), catalog=CATALOG)
    assert (downgrade.gained, downgrade.lost, downgrade.features_known) == ((), ("mail",), True)


def test_a_first_license_gains_all_its_features() -> None:
    comparison = compare(None, license("N", name="Plus"), catalog=CATALOG)
    assert comparison.gained == ("antivirus", "mail")
    assert comparison.lost == ()


@given(licenses, licenses, catalogs)
def test_a_lost_feature_always_means_a_downgrade(before: object, after: object, catalog: Catalog) -> None:
    comparison = compare(before, after, catalog=catalog)  # type: ignore[arg-type]
    same = before.license_id == after.license_id  # type: ignore[attr-defined]
    assert (comparison.transition is Transition.DOWNGRADE) == (bool(comparison.lost) and not same)


@given(licenses, licenses, catalogs)
def test_the_same_id_is_no_transition(before: object, after: object, catalog: Catalog) -> None:
    comparison = compare(before, after, catalog=catalog)  # type: ignore[arg-type]
    same = before.license_id == after.license_id  # type: ignore[attr-defined]
    assert (comparison.transition is Transition.NONE) == same


@given(licenses, catalogs)
def test_the_same_name_under_another_id_is_a_renewal(before: object, catalog: Catalog) -> None:
    after = license("another", name=before.name)  # type: ignore[attr-defined]
    comparison = compare(before, after, catalog=catalog)  # type: ignore[arg-type]
    named = before.name is not None  # type: ignore[attr-defined]
    assert comparison.transition is (Transition.RENEWAL if named else Transition.UNKNOWN)
    assert comparison.features_known is named


@given(licenses, licenses, catalogs)
def test_what_one_direction_gains_the_other_loses(before: object, after: object, catalog: Catalog) -> None:
    there = compare(before, after, catalog=catalog)  # type: ignore[arg-type]
    back = compare(after, before, catalog=catalog)  # type: ignore[arg-type]
    assert (there.gained, there.lost) == (back.lost, back.gained)
    assert not set(there.gained) & set(there.lost)


def test_what_is_announced_takes_the_place_of_the_catalog() -> None:
    said = Announced(Transition.UPGRADE, gained=("mail",))
    comparison = compare(active("OLD", name="?"), license("", name="??"), catalog=CATALOG, announced=said)
    assert (comparison.transition, comparison.gained, comparison.features_known) == (
        Transition.UPGRADE,
        ("mail",),
        True,
    )


def test_a_feature_that_the_catalog_knows_to_be_lost_is_lost_whatever_is_announced() -> None:
    said = Announced(Transition.RENEWAL)
    comparison = compare(active("OLD", name="Plus"), license("", name="Basic"), catalog=CATALOG, announced=said)
    assert (comparison.transition, comparison.lost) == (Transition.DOWNGRADE, ("mail",))
