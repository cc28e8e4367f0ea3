# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What two licenses have in common, and what a change from one to the other means."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Announced, Transition, compare
from ansible_collections.fleetops.kesc.plugins.module_utils._license._edition import Edition, Kind
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import DEFAULT_CATALOG, Catalog
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CATALOG, active, edition, license

FEATURES = ("antivirus", "mail", "encryption", "patches")


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """A consistent edition: no feature is both included and excluded."""
    where = draw(st.fixed_dictionaries({feature: st.sampled_from("+- ") for feature in FEATURES}))
    included, excluded = (tuple(feature for feature in FEATURES if where[feature] == sign) for sign in "+-")
    return edition(
        draw(st.sampled_from(["a", "b"])),
        included,
        excluded,
        complete=draw(st.booleans()),
        family=draw(st.sampled_from(["", "other"])),
    )


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


@given(licenses, licenses, catalogs)
def test_nothing_is_claimed_of_a_feature_that_is_known_of_one_license_alone(
    before: object, after: object, catalog: Catalog
) -> None:
    comparison = compare(before, after, catalog=catalog)  # type: ignore[arg-type]
    old, new = (catalog.edition_of(each.name) for each in (before, after))  # type: ignore[attr-defined]
    for feature in (*comparison.gained, *comparison.lost):
        assert {old.says(feature).included, new.says(feature).included} == {True, False}  # type: ignore[union-attr]
    for feature in comparison.undetermined:
        assert (
            old.family != new.family or not old.known or not new.known or None in (old.says(feature), new.says(feature))
        )
    if comparison.transition is Transition.UPGRADE:
        assert all(
            (old.says(feature) and not old.says(feature).included)  # type: ignore[union-attr]
            or (new.says(feature) and new.says(feature).included)  # type: ignore[union-attr]
            for feature in comparison.undetermined
        )


@given(licenses, licenses, catalogs)
def test_across_families_nothing_is_comparable(before: object, after: object, catalog: Catalog) -> None:
    old, new = (catalog.edition_of(each.name) for each in (before, after))  # type: ignore[attr-defined]
    assume(old.family != new.family)
    comparison = compare(before, after, catalog=catalog)  # type: ignore[arg-type]
    assert (comparison.gained, comparison.lost) == ((), ())
    assert comparison.transition in (Transition.UNKNOWN, Transition.NONE)


CLOUD = "Kaspersky Endpoint Security Cloud"
NEXT = "Kaspersky Next"
BUSINESS = "Kaspersky Endpoint Security for Business"


@pytest.mark.parametrize(
    ("old", "new", "transition"),
    [
        pytest.param(
            f"{BUSINESS} - Select European Edition. 10-14 Node 1 year Base License",
            f"{BUSINESS} - Select European Edition. 15-19 Node 2 year Renewal License",
            Transition.RENEWAL,
            id="another band, term and kind",
        ),
        pytest.param(
            f"{CLOUD} Plus", f"{CLOUD} Plus (150-249 Nodos) Bianual - Renewal", Transition.RENEWAL, id="parts"
        ),
        pytest.param(f"{CLOUD} 10-14 Node", f"{CLOUD} Plus 10-14 Node", Transition.UPGRADE, id="Cloud to Plus"),
        pytest.param(f"{CLOUD} Pro", f"{CLOUD} Plus", Transition.DOWNGRADE, id="Pro to Plus"),
        pytest.param(f"{CLOUD} Plus", f"{CLOUD} Pro", Transition.UNKNOWN, id="silence about a feature of Plus in Pro"),
        pytest.param(f"{CLOUD}", f"{CLOUD} Pro", Transition.UPGRADE, id="silence about a feature that Cloud lacks"),
        pytest.param(f"{BUSINESS} - Select", f"{BUSINESS} - Advanced", Transition.UPGRADE, id="Select to Advanced"),
        pytest.param("Kaspersky Total Security for Business", "KES Select", Transition.DOWNGRADE, id="Total to Select"),
        pytest.param(
            f"{NEXT} EDR Optimum", f"{NEXT} EDR Foundations", Transition.DOWNGRADE, id="Optimum to Foundations"
        ),
        pytest.param(f"{NEXT} EDR Foundations", f"{NEXT} EDR Optimum", Transition.UNKNOWN, id="silence about Optimum"),
        pytest.param(f"{NEXT} EDR Optimum", f"{NEXT} EDR Expert", Transition.UNKNOWN, id="silence about Expert"),
        pytest.param(f"{BUSINESS} - Advanced", f"{NEXT} EDR Foundations", Transition.UNKNOWN, id="another family"),
        pytest.param(f"{CLOUD} Plus", f"{CLOUD} (20-24 Nodos) Base Plus 2Year", Transition.UNKNOWN, id="the trap"),
    ],
)
def test_transitions_between_names_as_they_are(old: str, new: str, transition: Transition) -> None:
    comparison = compare(license("O", name=old), license("N", name=new), catalog=DEFAULT_CATALOG)
    assert comparison.transition is transition
    assert (comparison.notes == ()) is (transition is Transition.RENEWAL)


def test_what_rests_on_a_doubtful_statement_names_its_source() -> None:
    for kind, words in ((Kind.IMPLIED, "implied by a source"), (Kind.THIRD_PARTY, "third party: a source")):
        catalog = Catalog({"Small": edition("small", [], ["mail"], kind=kind), "Large": edition("large", ["mail"])})
        for old, new in (("Small", "Large"), ("Large", "Small")):
            comparison = compare(license("O", name=old), license("N", name=new), catalog=catalog)
            assert comparison.notes[0] == (
                f"Compared with statements that are not the vendor's own words: small lacks mail ({words})."
            )


@given(licenses, licenses, st.sampled_from(Kind), catalogs)
def test_no_doubtful_statement_counts_without_a_note(
    before: object, after: object, kind: Kind, catalog: Catalog
) -> None:
    doubted = {
        name: dataclasses.replace(
            known, statements={key: dataclasses.replace(said, kind=kind) for key, said in known.statements.items()}
        )
        for name in ("One", "Two", "Three")
        if (known := catalog.edition_of(name)).known
    }
    comparison = compare(before, after, catalog=Catalog(doubted))  # type: ignore[arg-type]
    counted = comparison.gained or comparison.lost
    if counted and comparison.transition is not Transition.NONE and kind in (Kind.IMPLIED, Kind.THIRD_PARTY):
        assert "a source" in comparison.notes[0]


def test_what_is_known_of_one_license_alone_is_said() -> None:
    comparison = compare(license("O", name=f"{CLOUD} Plus"), license("N", name=f"{CLOUD} Pro"), catalog=DEFAULT_CATALOG)
    assert comparison.undetermined == ("Patch Management",)
    assert comparison.gained == ("Adaptive Anomaly Control", "Endpoint Detection and Response")
    assert comparison.notes[-1].endswith("Known of one of them alone: Patch Management.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("Basic", "New", "the catalog has no entry called 'New' (see editions_file)", id="no entry"),
        pytest.param("Basic", "Two 10-14 Node Base", "'two 10-14 node base' could be 'b' or 'a'", id="two entries"),
        pytest.param(
            "Old", "New", "no entry called 'Old'; the catalog has no entry called 'New'", id="no entry of both"
        ),
        pytest.param("Basic", "Alien", "'basic' and 'alien' are of different product families", id="another family"),
    ],
)
def test_why_features_were_not_compared_is_said(old: str, new: str, said: str) -> None:
    catalog = Catalog(
        {
            "Basic": edition("basic", ["mail"]),
            "Alien": edition("alien", ["mail"], family="aliens"),
            "Two": edition("a"),
            "Two 10-14 Node": edition("b"),
        }
    )
    comparison = compare(license("O", name=old), license("N", name=new), catalog=catalog)
    assert comparison.transition is Transition.UNKNOWN
    (note,) = comparison.notes
    assert "were not compared" in note
    assert said in note


def test_what_is_announced_takes_the_place_of_the_catalog() -> None:
    said = Announced(Transition.UPGRADE, gained=("mail",))
    comparison = compare(active("OLD", name="?"), license("", name="??"), catalog=CATALOG, announced=said)
    assert (comparison.transition, comparison.gained, comparison.features_known) == (
        Transition.UPGRADE,
        ("mail",),
        True,
    )


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(Announced(Transition.RENEWAL), id="a renewal"),
        pytest.param(Announced(Transition.DOWNGRADE, lost=("gate",)), id="another feature lost"),
        pytest.param(Announced(Transition.UPGRADE, gained=("gate",)), id="an upgrade"),
    ],
)
def test_what_is_announced_wins_over_a_loss_in_the_catalog_which_is_said(said: Announced) -> None:
    comparison = compare(active("OLD", name="Plus"), license("", name="Basic"), catalog=CATALOG, announced=said)
    assert (comparison.transition, comparison.gained, comparison.lost) == (said.transition, said.gained, said.lost)
    assert comparison.features_known
    assert "mail as lost, which the console's own comparison does not list" in comparison.notes[0]


@pytest.mark.parametrize("transition", [Transition.UPGRADE, Transition.DOWNGRADE])
def test_an_announced_list_that_was_not_read_is_not_replaced_by_the_catalog(transition: Transition) -> None:
    said = Announced(transition, listed=False)
    comparison = compare(active("OLD", name="Plus"), license("", name="Basic"), catalog=CATALOG, announced=said)
    assert (comparison.transition, comparison.gained, comparison.lost) == (transition, (), ())
    assert (comparison.features_known, comparison.list_unread, comparison.notes) == (False, True, ())
