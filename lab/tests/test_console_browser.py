# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console's pages in a real Chromium, with the keyboard alone: what a person can do, sees and hears."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from console_support import console_fleet
from support import PASSWORD, PATIENCE, Lab, code, running

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from browser_support import FLAGS, Person, find_browser
from playwright.sync_api import Browser, expect, sync_playwright

Arrive = Callable[..., Person]
ENDED = "Your session has ended. Sign in again."
INVALID = {
    "en": "The activation code is invalid. Check it and try again.",
    "pl": "Kod aktywacyjny jest nieprawidłowy. Sprawdź go i spróbuj ponownie.",
}
SIGN_IN = {"en": "Sign in", "pl": "Zaloguj się"}
COMPANIES = {"en": "Companies", "pl": "Firmy"}
REPLACED = {"en": "The license has been replaced.", "pl": "Licencja została wymieniona."}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
UNREACHED = "The activation servers are not available now. Nothing was changed; try again later."

# What an ordinary accessible page has: returns a sentence for each thing that is missing.
FAULTS_OF_A_PAGE = """() => {
  const faults = [];
  const seen = (item) => item.checkVisibility();
  const all = (query) => [...document.querySelectorAll(query)].filter(seen);
  const told = (item) => `${item.localName} "${item.textContent.trim().slice(0, 30)}"`;
  if (!document.title) faults.push("no title");
  if (all("h1").length !== 1) faults.push(`${all("h1").length} headings of the first level`);
  if (all("main").length !== 1) faults.push("not one main part");
  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    const own = Number(heading.localName[1]);
    if (own > level + 1 && !heading.closest("dialog")) faults.push(`${told(heading)} skips a level`);
    level = own;
  }
  const ids = [...document.querySelectorAll("[id]")].map((item) => item.id);
  if (new Set(ids).size !== ids.length) faults.push("an id is there twice");
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const item of document.querySelectorAll(`[${name}]`)) {
      for (const id of item.getAttribute(name).split(" ")) {
        if (!document.getElementById(id)) faults.push(`${name} of ${told(item)} leads nowhere`);
      }
    }
  }
  for (const field of all("input:not([type=hidden])")) {
    if (!field.labels.length) faults.push(`field ${field.name} has no label`);
  }
  for (const item of all("button, a")) {
    if (!item.textContent.trim() && !item.ariaLabel) faults.push(`${item.localName} has no name`);
  }
  for (const item of all("button, input:not([type=hidden], [type=checkbox])")) {
    if (item.getBoundingClientRect().height < 24) faults.push(`${told(item)} is too small to be hit`);
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    faults.push("the page is wider than the window");
  }
  return faults;
}"""

# WCAG 2.2, 1.4.3: the least ratio of the luminances of a text and of what lies behind it.
LEAST_CONTRAST = """() => {
  const parse = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\\d.]+/g).map(Number);
    return { parts: [red, green, blue], alpha };
  };
  const over = (top, alpha, below) => top.map((part, place) => part * alpha + below[place] * (1 - alpha));
  const luminance = (parts) => {
    const [red, green, blue] = parts.map((part) => {
      const value = part / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (item) => {
    const layers = [];
    for (let place = item; place; place = place.parentElement) {
      const { parts, alpha } = parse(getComputedStyle(place).backgroundColor);
      if (alpha) layers.unshift([parts, alpha]);
    }
    return layers.reduce((below, [parts, alpha]) => over(parts, alpha, below), [255, 255, 255]);
  };
  let least = [99, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const item = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !item.checkVisibility() || item.matches(":disabled")) continue;
    let opacity = 1;
    for (let place = item; place; place = place.parentElement) opacity *= Number(getComputedStyle(place).opacity);
    const back = behind(item);
    const { parts, alpha } = parse(getComputedStyle(item).color);
    const [one, other] = [luminance(over(parts, alpha * opacity, back)), luminance(back)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least[0]) least = [ratio, text.slice(0, 40)];
  }
  return least;
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    executable = find_browser()
    # Chromium's sandbox does not work for root.
    sandbox = () if os.geteuid() else ("--no-sandbox",)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=[*FLAGS, *sandbox], timeout=1000 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Lab]:  # noqa: ARG001 - no browser, no lab
    fleet = console_fleet()
    next(item for item in fleet["tenants"] if item["name"] == "Quince South")["migration_wizard"] = "over_comparison"
    with running(tmp_path_factory.mktemp("browser"), fleet) as lab:
        yield lab


@pytest.fixture
def lab(process: Lab) -> Lab:
    assert process.control("POST", "restart").status == 200
    return process


@pytest.fixture
def arrive(chromium: Browser, lab: Lab) -> Iterator[Arrive]:
    """Give a person with a browser of their own; at the end nothing may have gone wrong in its pages."""
    people = []

    def begin(language: str = "en", **options: Any) -> Person:
        context = chromium.new_context(ignore_https_errors=True, locale=language, timezone_id="UTC", **options)
        people.append(Person(context, lab, language))
        return people[-1]

    yield begin
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.page.context.close()
    assert complaints == []


def active(lab: Lab, name: str) -> str:
    keys = lab.control("GET", f"tenants/{name}").json["keys"]
    return next(key["serial"] for key in keys if key["position"] == "active")


def actions(lab: Lab, name: str) -> list[int]:
    """Return the statuses of an action since somebody signed in."""
    lines = lab.audit()
    signed_in = max(n for n, line in enumerate(lines) if line["method"] == "console.sign_in" and line["status"] == 303)
    return [line["status"] for line in lines[signed_in:] if line["method"] == name]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_replacement_from_the_sign_in_to_the_new_license(lab: Lab, arrive: Arrive, language: str) -> None:
    person = arrive(language)
    page, words = person.page, person.words
    person.open()
    expect(page.locator("html")).to_have_attribute("lang", language)
    person.sign_in("operator", "a wrong one", SIGN_IN[language])
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("textbox").first).to_be_focused()
    person.press("ControlOrMeta+a")
    person.sign_in("operator", PASSWORD, SIGN_IN[language])
    expect(page.get_by_role("heading", level=1)).to_have_text(COMPANIES[language])

    person.to_license_tab("Pear")
    expect(person.detail("License ID")).to_have_text("S-OLD-1")
    expect(person.detail("License name")).to_have_text("Edition One")

    person.enter_code(code("NOSUC"))
    expect(page.get_by_role("alert")).to_have_text(INVALID[language])
    window = person.dialog(words["License replacement"])
    field = window.get_by_role("textbox")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(field).to_have_accessible_description(f"{person.hint} {INVALID[language]}")
    assert "NOSUC" not in page.content()

    person.submit_code(code("NEW01").lower())
    window = person.dialog(words["Check the new license details"])
    expect(window.get_by_role("heading", level=2)).to_be_focused()
    expect(person.compared("License name")).to_have_text("Edition One → Edition Two")
    expect(person.compared("License limit")).to_have_text("10 → 20")
    expect(person.compared("Licensing model")).not_to_contain_text("→")
    expect(person.compared("License expiration date")).to_contain_text("→")
    assert "NEW01" not in page.content()
    assert active(lab, "Pear") == "S-OLD-1"

    person.go_to("button", words["Apply"])
    person.press("Enter")
    person.dialog(words["Try additional features"])
    expect(page.get_by_role("checkbox")).to_have_count(2)
    person.go_to("button", words["Later"])
    person.press("Enter")

    expect(page.get_by_role("status").filter(has_text=REPLACED[language])).to_be_focused()
    expect(person.detail("License ID")).to_have_text("S-NEW-1")
    expect(person.detail("License name")).to_have_text("Edition Two")
    expect(person.detail("License limit")).to_have_text("20")
    assert active(lab, "Pear") == "S-NEW-1"
    assert lab.client("Pear").positions() == {"S-NEW-1": 1, "S-OLD-1": 0}
    assert lab.control("GET", "tenants/Pear").json["features_set_up"] == []


def test_escape_leaves_a_window_and_the_focus_goes_back(lab: Lab, arrive: Arrive) -> None:
    person = arrive()
    page, words = person.page, person.words
    person.signed_in()
    person.to_license_tab("Pear")
    opens = page.get_by_role("button", name=words["Enter activation code"], exact=True)
    person.go_to("button", words["Enter activation code"])
    person.press("Enter")
    person.dialog(words["License replacement"])
    person.type("AAAAA-BB")
    person.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opens).to_be_focused()
    person.press("Space")
    expect(person.dialog(words["License replacement"]).get_by_role("textbox")).to_have_value("")
    # The focus can't leave the window for the page behind it; where it leaves the page, it comes back.
    for _ in range(8):
        person.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    person.press("Escape")
    person.enter_code(code("NEW01"))
    person.dialog(words["Check the new license details"])
    person.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opens).to_be_focused()
    page.reload()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(person.detail("License ID")).to_have_text("S-OLD-1")
    assert actions(lab, "console.apply") == []
    assert lab.control("GET", "counters").json["activations_used"] == 0


def test_a_window_nobody_asked_for_lies_over_the_comparison_until_it_is_left(lab: Lab, arrive: Arrive) -> None:
    person = arrive()
    person.signed_in()
    person.to_license_tab("Quince South")
    person.enter_code(code("NEW01"))
    wizard = person.dialog("Migration to Expert View")
    person.go_to("button", "Start migration")
    wizard.get_by_role("button", name="Cancel", exact=True).click()
    person.dialog(person.words["Check the new license details"])
    assert lab.control("GET", "tenants/Quince South").json["migrated"] is False


def test_features_are_chosen_or_left_with_escape(lab: Lab, arrive: Arrive) -> None:
    person = arrive()
    page, words = person.page, person.words
    person.signed_in()
    person.to_license_tab("Pear")
    person.enter_code(code("NEW01"))
    person.dialog(words["Check the new license details"])
    person.go_to("button", words["Apply"])
    person.press("Enter")
    person.dialog(words["Try additional features"])
    person.press("Escape")
    expect(page.get_by_role("status").filter(has_text=REPLACED["en"])).to_be_visible()
    assert actions(lab, "console.later") == [303]

    lab.control("POST", "restart")
    person.signed_in()
    person.to_license_tab("Pear")
    person.enter_code(code("NEW01"))
    person.dialog(words["Check the new license details"])
    person.go_to("button", words["Apply"])
    person.press("Enter")
    person.dialog(words["Try additional features"])
    person.go_to("button", words["OK"])
    person.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Choose at least one feature, or leave it for later.")
    person.dialog(words["Try additional features"])
    person.go_to("checkbox", "Root")
    person.press("Space")
    person.go_to("button", words["OK"])
    person.press("Enter")
    expect(page.get_by_role("status").filter(has_text=REPLACED["en"])).to_be_visible()
    assert lab.control("GET", "tenants/Pear").json["features_set_up"] == ["Root"]


def test_a_session_that_ends_in_the_middle(lab: Lab, arrive: Arrive) -> None:
    person = arrive()
    page, words = person.page, person.words
    person.signed_in()
    person.to_license_tab("Pear")
    address = page.url
    person.enter_code(code("NEW01"))
    person.dialog(words["Check the new license details"])
    assert lab.control("POST", "sessions/expire").json == {"ended": 1}
    person.go_to("button", words["Apply"])
    person.press("Enter")
    expect(page.get_by_role("status")).to_have_text(ENDED)
    expect(page.get_by_role("textbox").first).to_have_accessible_description(ENDED)
    assert active(lab, "Pear") == "S-OLD-1"
    page.goto(address)
    person.sign_in("operator", PASSWORD, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Information panel")
    expect(person.detail("License ID")).to_have_text("S-OLD-1")


def test_slow_and_silent_activation_servers(lab: Lab, arrive: Arrive) -> None:
    person = arrive()
    page, words = person.page, person.words
    person.signed_in()
    person.to_license_tab("Pear")
    lab.fault(method="console.submit", fault="activation_servers_down", times=1)
    person.enter_code(code("NEW01"))
    expect(page.get_by_role("alert")).to_have_text(UNREACHED)
    lab.fault(method="console.submit", fault="latency", ms=500, times=1)
    person.heard.clear()
    person.submit_code(code("NEW01"))
    person.press("Enter")
    person.dialog(words["Check the new license details"])
    assert person.heard == ["Checking the code with the activation servers…"]
    assert actions(lab, "console.submit") == [503, 303]


def test_an_answer_that_is_lost_is_found_after_coming_back(lab: Lab, arrive: Arrive) -> None:
    person = arrive()
    words = person.words
    person.signed_in()
    person.to_license_tab("Pear")
    address = person.page.url
    person.enter_code(code("NEW01"))
    person.dialog(words["Check the new license details"])
    lab.fault(method="console.apply", fault="reset_after", times=1)
    person.go_to("button", words["Apply"])
    person.press("Enter")
    # A connection that served before and breaks without an answer makes Chromium send the form once more by itself.
    expect(person.page.get_by_role("alert")).to_contain_text("has changed since the comparison")
    person.page.goto(address)
    expect(person.detail("License ID")).to_have_text("S-NEW-1")
    assert actions(lab, "console.apply") == [303, 409]
    assert lab.control("GET", "counters").json["activations_used"] == 1


def test_everything_works_without_scripts(lab: Lab, arrive: Arrive) -> None:
    person = arrive(java_script_enabled=False)
    page, words = person.page, person.words
    person.signed_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Companies")
    person.go_to("link", "Pear")
    person.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Information panel")
    page.get_by_role("tab", name="License", exact=True).focus()
    person.press("Enter")
    person.go_to("button", words["Enter activation code"])
    person.press("Enter")
    expect(page.get_by_role("dialog", name=words["License replacement"])).to_be_visible()
    person.go_to_field("Activation code")
    person.type(code("NEW01"))
    person.press("Enter")
    expect(page.get_by_role("dialog", name=words["Check the new license details"])).to_be_visible()
    person.go_to("button", words["Apply"])
    person.press("Enter")
    expect(page.get_by_role("dialog", name=words["Try additional features"])).to_be_visible()
    person.go_to("button", words["Later"])
    person.press("Enter")
    expect(person.detail("License ID")).to_have_text("S-NEW-1")
    assert active(lab, "Pear") == "S-NEW-1"


def _every_page(person: Person, address: str) -> Iterator[str]:
    """Lead a person through all pages and windows; yields the name of each one that is reached."""
    page, words = person.page, person.words
    person.open("sign-in")
    yield "sign in"
    person.signed_in("hub")
    expect(page.get_by_role("navigation").first).to_be_visible()
    yield "companies"
    for path, name in (("hub?search=nothing", "an empty search"), ("hub/licenses", "licenses"), ("nowhere", "error"),
                       (f"{address}/devices", "devices"), (address, "overview")):  # fmt: skip
        person.open(path)
        yield name
    person.open(f"{address}?tab=license")
    yield "license"
    person.enter_code(code("NOSUC"))
    expect(page.get_by_role("alert")).to_be_visible()
    yield "a wrong code"
    person.submit_code(code("NEW01"))
    person.dialog(words["Check the new license details"])
    yield "an upgrade"
    person.go_to("button", words["Apply"])
    person.press("Enter")
    person.dialog(words["Try additional features"])
    yield "features"
    person.press("Escape")
    expect(page.get_by_role("status").filter(has_text=REPLACED["pl"])).to_be_visible()
    yield "replaced"
    person.enter_code(code("ONE01"))
    person.dialog(words["Check the new license details"])
    yield "a downgrade"


def test_pages_that_anybody_can_read(lab: Lab, arrive: Arrive) -> None:
    person = arrive("pl", reduced_motion="reduce")
    page = person.page
    address = f"workspaces/{lab.control('GET', 'tenants/Pear').json['uid']}"
    reached = 0
    for name in _every_page(person, address):
        reached += 1
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 700})
            assert (name, width, page.evaluate(FAULTS_OF_A_PAGE)) == (name, width, [])
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            ratio, text = page.evaluate(LEAST_CONTRAST)
            assert ratio >= 4.5, f"{name}, {scheme}: {text!r} has a contrast of {ratio:.2f}"
        assert page.evaluate("document.getAnimations().length") == 0
    assert reached == 13
