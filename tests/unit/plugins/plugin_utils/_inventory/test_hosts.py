# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From tenants to inventory hosts."""

from __future__ import annotations

import string
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.plugin_utils._inventory import _hosts as fleet

OF_PATTERNS = frozenset("!&*,:;?[]~@{}%#$/\\'\"`|<>()=") | frozenset(string.whitespace)

# Few characters, so that names meet.
NAMES = st.text(alphabet="aA-1. :{", max_size=4)
TENANTS = st.lists(st.tuples(NAMES, st.integers(1, 99)), unique_by=lambda each: each[1], max_size=12)


@given(text=st.text())
def test_no_host_name_is_taken_for_a_pattern_a_template_or_an_option(text: str) -> None:
    for name in (fleet.default_host_name(text), fleet.host_name(text)):
        assert not OF_PATTERNS & set(name)
        assert name == name.strip("-.")
    assert fleet.default_host_name(text)


def free(_name: str, _number: int) -> str | None:
    return None


@given(
    tenants=TENANTS,
    prefix=st.sampled_from(["", "a-", "a-1-"]),
    groups=st.frozensets(st.text(alphabet="a-1", min_size=1, max_size=5)),
)
def test_no_two_tenants_share_a_host_and_none_a_name_with_a_group(
    tenants: list[tuple[str, int]], prefix: str, groups: frozenset[str]
) -> None:
    names = [fleet.default_host_name(name) for name, _number in tenants]
    ids = [f"{prefix}{number}" for _name, number in tenants]
    distinct, notes = fleet.distinct_names(names, ids, taken=lambda name, _number: "no" if name in groups else None)
    assert len(set(distinct)) == len(names)
    assert groups & set(distinct) == set()
    assert all(one.startswith(name) for one, name in zip(distinct, names, strict=True))
    kept = [name for name in names if names.count(name) == 1 and name not in groups]
    assert [one for one, name in zip(distinct, names, strict=True) if name in kept] == kept
    told = [name for name in names if name in groups]
    assert bool(notes) == bool(told)
    assert all(f"The host {name!r} is called " in note for note, name in zip(notes[:5], told, strict=False))


@given(word=st.text(alphabet="ab_9", max_size=9), number=st.integers(1, 9))
def test_no_tenant_can_be_called_like_a_ready_group(word: str, number: int) -> None:
    name = fleet.default_host_name(f"kesc_{word}")
    (distinct,), (note,) = fleet.distinct_names([name], [str(number)], taken=free)
    assert distinct == f"{name}-{number}"
    assert "those of ready groups" in note


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("Alder Dental", "alder-dental"),
        ("Smith, Jones: & Co [1:3]", "smith-jones-co-1-3"),
        ("{{ 7*7 }}", "7-7"),
        ("Zażółć Gęślą", "zażółć-gęślą"),
        ("ksc.example.com", "ksc.example.com"),
        ("-rf", "rf"),
        ("!!!", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_tenants_name_as_a_hosts_name(name: str, host: str) -> None:
    assert fleet.default_host_name(name) == host


@pytest.mark.parametrize(
    ("names", "ids", "distinct"),
    [
        pytest.param(["a", "b"], ["1", "2"], ["a", "b"], id="names that differ stay"),
        pytest.param(["a", "a", "b"], ["1", "2", "3"], ["a-1", "a-2", "b"], id="namesakes get their ids, all of them"),
        pytest.param(["a", "a", "a-1"], ["1", "2", "3"], ["a-1-1", "a-2", "a-1"], id="an id may make a namesake"),
        pytest.param(["all", "127.0.0.1"], ["1", "2"], ["all-1", "127.0.0.1-2"], id="names that are Ansible's own"),
        pytest.param(["kesc_expired", "kesc-x"], ["1", "2"], ["kesc_expired-1", "kesc-x"], id="names of ready groups"),
        pytest.param(["a", "a"], ["None", "None"], ["a-None", "a-None-None"], id="tenants without ids"),
    ],
)
def test_distinct_names(names: list[str], ids: list[str], distinct: list[str]) -> None:
    assert fleet.distinct_names(names, ids, taken=free)[0] == distinct


def test_many_renamed_hosts_fit_a_screen() -> None:
    names = [f"kesc_{number}" for number in range(9)]
    _distinct, notes = fleet.distinct_names(names, names, taken=free)
    assert notes[0] == (
        "The host 'kesc_0' is called 'kesc_0-kesc_0': names that begin with kesc_ are those of ready groups."
    )
    assert notes[5:] == ["4 more hosts have their id in their name for such a reason."]


def test_a_group_makes_way_for_hosts() -> None:
    assert fleet.distinct_group("a", is_host={"b"}.__contains__) == "a"
    assert fleet.distinct_group("a", is_host={"a", "a_group"}.__contains__) == "a_group_group"


OPTIONS = {
    "server_url": "ksc.test",
    "username": "admin",
    "password": "pass-word",
    "token": "t0ken",
    "totp": "123456",
    "timeout": 30,
    "proxy": "http://proxy.test",
    "ca_path": None,
}


def test_only_what_is_given_and_no_secret_goes_to_the_host() -> None:
    given_options = set(OPTIONS) - {"timeout"}
    assert fleet.connection_variables(OPTIONS, given_options) == {
        "license_rotation_server_url": "ksc.test",
        "license_rotation_username": "admin",
        "license_rotation_proxy": "http://proxy.test",
    }


def test_a_proxy_with_credentials_does_not_go_to_the_host() -> None:
    assert fleet.connection_variables({"proxy": "http://me:secret@proxy.test"}, {"proxy"}) == {}


def tenant(**values: t.Any) -> dict[str, t.Any]:
    defaults = {"name": "A", "tenant_id": 5, "unique_name": True, "error": None, "license": None, "licenses": None}
    return {**defaults, **values}


@pytest.mark.parametrize(
    ("values", "variables"),
    [
        pytest.param({}, {"license_rotation_tenant": "A"}, id="a name that is enough"),
        pytest.param(
            {"unique_name": False},
            {"license_rotation_tenant": "A", "license_rotation_tenant_id": "5"},
            id="a name of several",
        ),
        pytest.param({"unique_name": False, "tenant_id": None}, {"license_rotation_tenant": "A"}, id="no id is known"),
    ],
)
def test_how_the_role_finds_the_tenant(values: dict[str, t.Any], variables: dict[str, str]) -> None:
    assert fleet.tenant_variables(tenant(**values)) == variables


EXPIRING = [f"kesc_expires_in_{days}_days" for days in (30, 60, 90)]


def licensed(**values: t.Any) -> dict[str, t.Any]:
    terms = {
        "edition": "Kaspersky Plus",
        "status": "active",
        "days_left": 91,
        "limit": 10,
        "in_use": 1,
        "position": "active",
        **values,
    }
    return tenant(license=terms, licenses=[terms])


@pytest.mark.parametrize(
    ("found", "groups"),
    [
        pytest.param(tenant(), [], id="licenses that were not read"),
        pytest.param(tenant(error={"message": "no"}), ["kesc_unreachable"], id="a tenant that cannot be read"),
        pytest.param(tenant(licenses=[]), ["kesc_no_license"], id="no license"),
        pytest.param(tenant(licenses=[{"position": "none"}]), ["kesc_no_license"], id="one that is only stored"),
        pytest.param(tenant(licenses=[{"position": "unknown"}] * 2), [], id="it is not known which is in force"),
        pytest.param(licensed(), ["kesc_edition_plus"], id="nothing to report"),
        pytest.param(licensed(edition="unknown edition"), ["kesc_edition_unknown"], id="an unknown edition"),
        pytest.param(licensed(edition="***"), ["kesc_edition_unknown"], id="an edition without a letter"),
        pytest.param(licensed(edition="EDR & Co."), ["kesc_edition_edr_co"], id="an edition of the operator's"),
        pytest.param(licensed(status="expired", days_left=-1), ["kesc_edition_plus", "kesc_expired"], id="expired"),
        pytest.param(licensed(days_left=0), ["kesc_edition_plus", *EXPIRING], id="ends today"),
        pytest.param(licensed(days_left=30), ["kesc_edition_plus", *EXPIRING], id="30 days"),
        pytest.param(licensed(days_left=31), ["kesc_edition_plus", *EXPIRING[1:]], id="31 days"),
        pytest.param(licensed(days_left=60), ["kesc_edition_plus", *EXPIRING[1:]], id="60 days"),
        pytest.param(licensed(days_left=61), ["kesc_edition_plus", *EXPIRING[2:]], id="61 days"),
        pytest.param(licensed(days_left=90), ["kesc_edition_plus", *EXPIRING[2:]], id="90 days"),
        pytest.param(licensed(days_left=None), ["kesc_edition_plus"], id="no end is told"),
        pytest.param(licensed(in_use=8), ["kesc_edition_plus"], id="eight of ten"),
        pytest.param(licensed(in_use=9), ["kesc_edition_plus", "kesc_over_90_percent"], id="nine of ten"),
        pytest.param(licensed(in_use=10), ["kesc_edition_plus", "kesc_over_90_percent"], id="ten of ten"),
        pytest.param(
            licensed(in_use=11), ["kesc_edition_plus", "kesc_over_limit", "kesc_over_90_percent"], id="eleven of ten"
        ),
        pytest.param(licensed(limit=None), ["kesc_edition_plus"], id="no limit is told"),
        pytest.param(licensed(in_use=None), ["kesc_edition_plus"], id="no use is told"),
    ],
)
def test_ready_groups(found: dict[str, t.Any], groups: list[str]) -> None:
    assert fleet.ready_groups(found) == groups


def test_the_group_of_a_server_is_a_word() -> None:
    assert fleet.server_group("ksc-north.example.com:13299") == "kesc_server_ksc_north_example_com_13299"
