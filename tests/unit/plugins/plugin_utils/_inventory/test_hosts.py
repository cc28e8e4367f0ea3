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


@given(tenants=TENANTS, prefix=st.sampled_from(["", "a-", "a-1-"]))
def test_no_two_tenants_share_a_host(tenants: list[tuple[str, int]], prefix: str) -> None:
    names = [fleet.default_host_name(name) for name, _number in tenants]
    ids = [f"{prefix}{number}" for _name, number in tenants]
    distinct = fleet.distinct_names(names, ids)
    assert len(set(distinct)) == len(names)
    assert all(one.startswith(name) for one, name in zip(distinct, names, strict=True))
    assert [one for one, name in zip(distinct, names, strict=True) if names.count(name) == 1] == [
        name for name in names if names.count(name) == 1
    ]


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
        pytest.param(["all", "localhost"], ["1", "2"], ["all-1", "localhost-2"], id="names that are Ansible's own"),
        pytest.param(["a", "a"], ["None", "None"], ["a-None", "a-None-None"], id="tenants without ids"),
    ],
)
def test_distinct_names(names: list[str], ids: list[str], distinct: list[str]) -> None:
    assert fleet.distinct_names(names, ids) == distinct


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


def licensed(**values: t.Any) -> dict[str, t.Any]:
    terms = {"edition": "Kaspersky Plus", "status": "active", "limit": 10, "in_use": 1, "position": "active", **values}
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
        pytest.param(licensed(status="expired"), ["kesc_edition_plus", "kesc_expired"], id="expired"),
        pytest.param(licensed(status="expiring"), ["kesc_edition_plus", "kesc_expires_in_30_days"], id="expiring"),
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
