# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window of the console that nobody asked for: the wizard of a migration that can't be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from console_support import Browser, console_fleet
from support import Lab, code

Start = Callable[..., Lab]
WIZARD, COMPARED = "Migration to Expert View", "Check the new license details"


def with_wizard(when: str) -> dict[str, Any]:
    fleet = console_fleet()
    next(tenant for tenant in fleet["tenants"] if tenant["name"] == "Pear")["migration_wizard"] = when
    return fleet


def signed_in(lab: Lab) -> Browser:
    browser = Browser(lab)
    browser.sign_in()
    return browser


def pear(lab: Lab) -> tuple[bool, str | None]:
    """Return whether the workspace is migrated, and the license in force."""
    told = lab.control("GET", "tenants/Pear").json
    return told["migrated"], next(key["serial"] for key in told["keys"] if key["position"] == "active")


def test_the_wizard_comes_in_place_of_the_comparison_and_leads_to_it_when_it_is_left(start: Start) -> None:
    lab = start(with_wizard("instead_of_comparison"))
    browser = signed_in(lab)
    page = browser.submit("Pear", code("NEW01"))
    assert page.title == WIZARD
    assert "It can't be undone." in page.text
    assert COMPARED not in page.text
    page = browser.get(page.path.replace("migration?check=", "check/"))
    assert (page.title, WIZARD in page.text) == (COMPARED, False)
    assert browser.apply(page).title == "Try additional features"
    assert pear(lab) == (False, "S-NEW-1")


def test_the_wizard_lies_over_the_comparison(start: Start) -> None:
    lab = start(with_wizard("over_comparison"))
    page = signed_in(lab).submit("Pear", code("NEW01"))
    assert page.html.index(COMPARED) < page.html.index(WIZARD)
    assert page.html.count("<dialog") - page.html.count(" open>") == 1  # the window that asks for a code is shut
    assert pear(lab) == (False, "S-OLD-1")


def test_the_wizard_comes_after_apply_and_leads_on_to_the_features(start: Start) -> None:
    lab = start(with_wizard("after_apply"))
    browser = signed_in(lab)
    page = browser.apply(browser.submit("Pear", code("NEW01")))
    assert (page.title, pear(lab)) == (WIZARD, (False, "S-NEW-1"))
    assert f'action="/console/{browser.workspace("Pear")}/license/features"' in page.html
    assert browser.get(f"{browser.workspace('Pear')}/license/features").title == "Try additional features"


def test_a_migration_takes_agreement_is_logged_as_a_change_and_is_for_good(start: Start) -> None:
    lab = start(with_wizard("instead_of_comparison"))
    browser = signed_in(lab)
    page = browser.submit("Pear", code("NEW01"))
    refused = browser.post(page.action)
    assert (refused.status, refused.alert, pear(lab)[0]) == (422, "Accept the agreements first.", False)
    browser.post(page.action, agreed="yes")
    assert pear(lab) == (True, "S-OLD-1")
    changes = [(line["method"], line["done"]) for line in lab.audit() if line["writes"]]
    assert changes == [("console.migrate", False), ("console.migrate", True)]
    assert browser.submit("Pear", code("NEW01")).title == COMPARED


@pytest.mark.parametrize("name", ["Pear", "Plum"])
def test_without_the_choice_there_is_no_wizard(start: Start, name: str) -> None:
    lab = start(console_fleet())
    browser = signed_in(lab)
    address = f"{browser.workspace(name)}/license/migration"
    assert browser.submit(name, code("NEW01")).title == COMPARED
    assert browser.get(address).title == "Information panel"
    browser.post(address, agreed="yes")
    assert lab.control("GET", f"tenants/{name}").json["migrated"] is False
