# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet file: each mistake gets a sentence with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import base_fleet, code

from kesc_lab.domain.dates import resolve
from kesc_lab.domain.fleet import load
from kesc_lab.errors import LabError

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
Fleet = dict[str, Any]


def refusal(text: str) -> str:
    with pytest.raises(LabError) as refused:
        load(Path("f.yml"), text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: f.update(color="red"), "color: unknown member"),
        (lambda f: f.pop("accounts"), "accounts: this member is missing"),
        (lambda f: f["tenants"][0].update(nam="x"), "tenants[0].nam: unknown member"),
        (lambda f: f["tenants"][0].pop("name"), "tenants[0].name: this member is missing"),
        (lambda f: f["tenants"][0].update(name=5), "tenants[0].name: "),
        (lambda f: f["tenants"][1]["licenses"][0].update(position="first"), "tenants[1].licenses[0].position: "),
        (lambda f: f["tenants"][1]["licenses"].append({"code": code("NEW01"), "position": "active"}),
         "tenants[1].licenses: two licenses are 'active'"),
        (lambda f: f["tenants"][1]["licenses"].append({"code": code("OLD02")}), "the same code is stored twice"),
        (lambda f: f["tenants"][1]["licenses"][0].update(code=code("NOSUC")),
         "tenants[1].licenses[0].code: ...NOSUC is not among 'activation_codes'"),
        (lambda f: f["tenants"][0]["devices"][0].update(names=["x"]), "tenants[0].devices[0]: give either"),
        (lambda f: f["tenants"][0]["devices"][0].update(platform="beos"), "tenants[0].devices[0].platform: "),
        (lambda f: f["tenants"].append({"name": "X", "uid": "fig-uid"}), "tenants: the uid 'fig-uid' is there twice"),
        (lambda f: f["tenants"].append({"name": "X", "external_id": "x" * 129}), "tenants[6].external_id: "),
        (lambda f: f["activation_codes"].append(dict(f["activation_codes"][0])), "the code ...OLD01 is there twice"),
        (lambda f: f["activation_codes"][0]["license"].update(serial="S-NEW-1"), "the serial 'S-NEW-1' is there"),
        (lambda f: f["activation_codes"][0].pop("license"), "activation_codes[0]: a code of kind 'good' needs"),
        (lambda f: f["activation_codes"][0].update(code="abc"), "activation_codes[0].code: "),
        (lambda f: f["activation_codes"][0]["license"].update(expires="soon"),
         "activation_codes[0].license.expires: 'soon' is no date"),
        (lambda f: f["activation_codes"][0]["license"].update(expires=5), "license.expires: should be a date"),
        (lambda f: f["activation_codes"][0]["license"].update(limit="10"), "activation_codes[0].license.limit: "),
        (lambda f: f["activation_codes"][0]["license"].update(type="subscription"), "'subscription' is given exactly"),
        (lambda f: f["accounts"][0].update(totp=123456), "accounts[0].totp: "),
        (lambda f: f["accounts"][0].update(domain="X"), "accounts[0]: an internal account has no 'domain'"),
        (lambda f: f["accounts"][0].update(rights=["fly"]), "accounts[0].rights[0]: "),
        (lambda f: f["accounts"][4].update(tenants=["Nobody"]), "accounts[4].tenants: there is no tenant named"),
        (lambda f: f["accounts"].append(dict(f["accounts"][0])), "accounts: the username 'operator' is there twice"),
        (lambda f: f.update(choices={"eof": "never"}), "choices.eof: "),
        (lambda f: f.update(choices={"max_chunk": 0}), "choices.max_chunk: "),
    ],
)  # fmt: skip
def test_a_mistake(change: Callable[[Fleet], Any], sentence: str) -> None:
    fleet = base_fleet()
    change(fleet)
    text = refusal(yaml.safe_dump(fleet))
    assert text.startswith("The fleet file f.yml is wrong: ")
    assert sentence in text
    assert code("OLD01") not in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("accounts: [", "(line "),
        ("a: 1\na: 2\n", "the member 'a' is there twice (line 2, column 1)"),
        ('{"a": 1, "a": 2}', "the member 'a' is there twice"),
        ("", "should be a mapping"),
        ("- 1", "should be a mapping"),
        ("a: !!python/object:os.system {}", "could not determine a constructor"),
    ],
)
def test_text_that_is_no_fleet(text: str, sentence: str) -> None:
    assert sentence in refusal(text)


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("today", "2026-11-24T23:59:59+00:00", "2026-11-24T00:00:00+00:00"),
        ("today+20d", "2026-12-14T23:59:59+00:00", "2026-12-14T00:00:00+00:00"),
        ("today-5d", "2026-11-19T23:59:59+00:00", "2026-11-19T00:00:00+00:00"),
        ("2027-03-31", "2027-03-31T23:59:59+00:00", "2027-03-31T00:00:00+00:00"),
        ("2027-03-31T12:00:00Z", "2027-03-31T12:00:00+00:00", "2027-03-31T12:00:00+00:00"),
        ("2027-03-31T12:00:00+02:00", "2027-03-31T10:00:00+00:00", "2027-03-31T10:00:00+00:00"),
    ],
)
def test_dates(text: str, last: str, first: str) -> None:
    assert resolve(text, NOW, end_of_day=True).isoformat() == last
    assert resolve(text, NOW, end_of_day=False).isoformat() == first


def test_unquoted_yaml_dates_are_understood() -> None:
    text = yaml.safe_dump(base_fleet()).replace("today+400d", "2027-03-31")
    assert load(Path("f.yml"), text)


def test_ids_are_numbered_around_those_given() -> None:
    from kesc_lab.clock import Clock  # noqa: PLC0415 - this test alone builds a world by itself
    from kesc_lab.domain.world import World  # noqa: PLC0415

    fleet = base_fleet()
    fleet["tenants"][2]["id"] = 1
    world = World(load(Path("f.yml"), yaml.safe_dump(fleet)), Clock(), NOW)
    assert [tenant.id for tenant in world.virtual_servers()] == [2, 3, 1, 4, 5, 6]
