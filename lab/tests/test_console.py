# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console: signing in, Business Hub, and a replacement step by step, on the same state as the Open API's."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from console_support import Browser, Page, console_fleet
from support import PASSWORD, PATIENCE, Lab, code, running

from kesc_lab.cli import main
from kesc_lab.console import site, texts
from kesc_lab.console.texts import DOCUMENTED, LANGUAGES, POLISH
from kesc_lab.domain.replacement import in_use
from kesc_lab.domain.tenant import Device, Tenant

Start = Callable[..., Lab]
INVALID = "The activation code is invalid. Check it and try again."
UNREACHED = "The activation servers are not available now. Nothing was changed; try again later."
ENDED = "Your session has ended. Sign in again."
COMPARED = "Check the new license details"
TEMPLATES = Path(texts.__file__).parent / "templates"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("console"), console_fleet()) as lab:
        yield lab


@pytest.fixture(scope="module")
def operator(shared: Lab) -> Browser:
    """A signed-in browser of the lab that no test changes."""
    browser = Browser(shared)
    browser.sign_in()
    return browser


@pytest.fixture
def lab(start: Start) -> Lab:
    return start(console_fleet())


@pytest.fixture
def browser(lab: Lab) -> Browser:
    browser = Browser(lab)
    assert browser.sign_in().title == "Companies"
    return browser


def done(lab: Lab) -> list[tuple[str, bool, int]]:
    """Return the actions of the audit log that can matter to a license."""
    quiet = ("console.start", "console.sign_in_page", "console.sign_in", "console.companies")
    return [(line["method"], line["writes"], line["status"]) for line in lab.audit() if line["method"] not in quiet]


def active(lab: Lab, name: str) -> str | None:
    keys = lab.control("GET", f"tenants/{name}").json["keys"]
    return next((key["serial"] for key in keys if key["position"] == "active"), None)


# Signing in


def test_signing_in_leads_to_the_page_that_was_asked_for(shared: Lab) -> None:
    browser = Browser(shared)
    address = browser.workspace("Pear")
    asked = browser.get(address, tab="license")
    assert asked.title == "Sign in"
    assert "next=%2Fconsole%2Fworkspaces" in asked.path
    target = re.search(r'name="next" value="([^"]*)"', asked.html)
    assert target is not None
    page = browser.post("sign-in", user="operator", password=PASSWORD, next=target[1])
    assert (page.status, page.path) == (200, f"{address}?tab=license")


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("operator", "not-the-password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("OTHER\\domain-user", PASSWORD),
        ("X\\operator", PASSWORD),
    ],
)
def test_a_wrong_user_or_password_is_told_without_saying_which(shared: Lab, user: str, password: str) -> None:
    page = Browser(shared).sign_in(user, password)
    assert (page.status, page.alert) == (422, "The user name or the password is wrong.")
    if password:
        assert password not in page.html


@pytest.mark.parametrize("user", ["domain-user", "EXAMPLE\\domain-user", "auditor"])
def test_every_account_of_the_fleet_can_sign_in(shared: Lab, user: str) -> None:
    assert Browser(shared).sign_in(user).title == "Companies"


def test_an_account_with_a_second_factor_gives_it(shared: Lab) -> None:
    browser = Browser(shared)
    assert browser.sign_in("exporter").title == "Second factor"
    assert browser.get("hub").title == "Sign in"
    browser.sign_in("exporter")
    wrong = browser.post("sign-in/second-factor", code="000000")
    assert (wrong.status, wrong.alert) == (422, "The one-time code is wrong.")
    assert browser.post("sign-in/second-factor", code="123456").title == "Companies"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/console//example.com", "/lab/v1/", ""])
def test_signing_in_never_leads_away_from_the_console(shared: Lab, target: str) -> None:
    browser = Browser(shared)
    browser.get("sign-in")
    page = browser.post("sign-in", user="operator", password=PASSWORD, next=target)
    assert (page.status, page.path) == (200, "hub")


def test_signing_out_ends_the_session(browser: Browser) -> None:
    cookies = browser.http.cookies.get_dict()
    assert "You are signed out." in browser.post("sign-out").text
    browser.http.cookies.update(cookies)
    assert ENDED in browser.get("hub").text


def test_an_ended_session_is_told_and_changes_nothing(lab: Lab, browser: Browser) -> None:
    comparison = browser.submit("Pear", code("NEW01"))
    assert lab.control("POST", "sessions/expire").json == {"ended": 1}
    page = browser.apply(comparison)
    assert ENDED in page.text
    assert active(lab, "Pear") == "S-OLD-1"


def test_an_idle_session_ends(lab: Lab, browser: Browser) -> None:
    assert lab.control("GET", "counters").json["browser_sessions_open"] == 1
    lab.control("POST", "clock", {"advance_seconds": 1700})
    assert browser.get("hub").title == "Companies"
    lab.control("POST", "clock", {"advance_seconds": 1801})
    assert ENDED in browser.get("hub").text


def test_a_first_start_again_ends_the_session_and_forgets_its_comparisons(lab: Lab, browser: Browser) -> None:
    comparison = browser.submit("Pear", code("NEW01"))
    lab.control("POST", "restart")
    assert ENDED in browser.apply(comparison).text
    assert active(lab, "Pear") == "S-OLD-1"


def test_a_restarted_lab_knows_no_session_and_keeps_what_was_applied(tmp_path: Path) -> None:
    state = ("--state-dir", str(tmp_path / "state"))
    with running(tmp_path, console_fleet(), *state) as lab:
        browser = Browser(lab)
        browser.sign_in()
        browser.apply(browser.submit("Pear", code("NEW01")))
        browser.post(f"{browser.workspace('Pear')}/license/features", feature=["Root"])
        cookies, number = browser.http.cookies.get_dict(), lab.url.rsplit(":", 1)[1]
    with running(tmp_path, console_fleet(), *state, "--port", number) as lab:
        browser = Browser(lab)
        browser.http.cookies.update(cookies)
        assert ENDED in browser.get("hub").text
        assert active(lab, "Pear") == "S-NEW-1"
        assert lab.control("GET", "tenants/Pear").json["features_set_up"] == ["Root"]
        assert lab.control("GET", "tenants/Quince%20North").json["company"] == "Quince"


@pytest.mark.parametrize(
    ("token", "headers"),
    [("", {}), ("wrong", {}), (None, {"Origin": "https://evil.example"}), (None, {"Origin": "null"})],
    ids=["no token", "another token", "another origin", "no origin"],
)
def test_a_form_of_another_site_is_refused(
    shared: Lab, operator: Browser, token: str | None, headers: dict[str, str]
) -> None:
    comparison = operator.submit("Pear", code("NEW01"))
    assert operator.post(comparison.action, token, headers).status == 403
    assert active(shared, "Pear") == "S-OLD-1"


# Business Hub


def test_the_companies_with_their_workspaces_and_ids(shared: Lab) -> None:
    page = Browser(shared).sign_in()
    told = page.text
    assert re.search(r"Quince Quince North Active Workspace ID \S+ License name Edition Two License expiration date "
                     r"June 30, 2030 Connected devices 0 Quince South Active", told)  # fmt: skip
    assert "Plum Plum Expired" in told
    assert "Żółw & Söhne Żółw & Söhne No license" in told
    assert page.html.count("<h2>Twin</h2>") == 1
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &#34;quoted&#34;" in page.html
    assert "<b>Bold" not in page.html


def test_the_search_finds_companies_workspaces_and_ids(shared: Lab) -> None:
    browser = Browser(shared)
    browser.sign_in()

    def found(text: str) -> list[str]:
        return re.findall(r'<a href="/console/workspaces/[^"]+">([^<]+)', browser.get("hub", search=text).html)

    assert found("QUINCE") == ["Quince North", "Quince South"]
    assert found("south") == ["Quince South"]
    assert found("fig-uid") == ["Fig"]
    assert found("żółw") == ["Żółw &amp; Söhne"]
    assert found("nothing") == []
    assert "No company matches the search." in browser.get("hub", search="nothing").text


def test_an_account_sees_its_own_workspaces_only(shared: Lab) -> None:
    browser = Browser(shared)
    browser.sign_in("kiwi")
    names = re.findall(r'<a href="/console/workspaces/[^"]+">([^<]+)', browser.get("hub").html)
    assert names == ["Pear", "Kiwi"]
    assert "S-TWO-1" not in browser.get("hub/licenses").text
    assert browser.get(browser.workspace("Plum")).status == 404
    assert browser.get("workspaces/none").status == 404


def test_a_license_lists_the_workspaces_that_hang_on_it(shared: Lab) -> None:
    browser = Browser(shared)
    browser.sign_in()
    told = browser.get("hub/licenses").text
    assert ("Edition Two Active License ID S-TWO-1 License type Commercial License limit 10 License expiration date "
            "June 30, 2030 Connected devices 0 Workspaces (2) Quince North Quince South") in told  # fmt: skip
    assert "Edition One Active License ID S-SUB-1 License type Subscription License limit 4" in told


def test_long_lists_have_pages(start: Start) -> None:
    fleet = console_fleet()
    fleet["tenants"] = [{"name": f"Company {number:03d}"} for number in range(205)]
    fleet["accounts"] = fleet["accounts"][:1]
    browser = Browser(start(fleet))
    assert "Page 1 of 3" in browser.sign_in().text
    last = browser.get("hub", page="99")
    assert "Page 3 of 3" in last.text
    assert [f"Company {number:03d}" in last.text for number in (199, 200, 204)] == [False, True, True]
    for strange in ("x", "-1", "0", "1.5", "9" * 5000):
        assert "Company 199" in browser.get("hub", search="company 1", page=strange).text


def test_only_the_console_reaches_a_workspace_of_its_own(shared: Lab) -> None:
    client = shared.client()
    names = [item["value"]["KLVSRV_DN"] for item in client.value("VServers.GetVServers", lParentGroup=-1)["PxgRetVal"]]
    assert "Quince South" in names
    assert "Kiwi" not in names
    kiwi = next(item["id"] for item in shared.control("GET", "tenants").json["tenants"] if item["name"] == "Kiwi")
    found = client.call("VServers.GetVServerInfo", lVServer=kiwi, pFields2Return=["KLVSRV_DN"])
    assert found.error == ("KLSTD", 1186, 0)
    assert client.start("Kiwi").status == 403
    assert client.start(user="kiwi").status == 200
    assert [item["KLLIC_SERIAL"] for item in client.license_keys()] == ["S-OLD-1"]
    browser = Browser(shared)
    browser.sign_in()
    page = browser.get("workspaces/kiwi%20%2F%201", tab="license")
    assert page.details()["License ID"] == "S-OLD-1"


# The License tab


def test_the_license_tab(shared: Lab) -> None:
    browser = Browser(shared)
    browser.sign_in()
    details = browser.license_tab("Quince North").details()
    assert details == {
        "License name": "Edition Two",
        "License type": "Commercial",
        "Licensing model": "Per user",
        "License limit": "10",
        "In use": "0",
        "License expiration date": "June 30, 2030",
        "License ID": "S-TWO-1",
        "Status": "Active",
    }
    assert browser.license_tab("twin-one").details() == {"Status": "No license"}


@pytest.mark.parametrize(
    ("model", "computers", "mobiles", "expected"),
    [("user", 10, 12, 10), ("user", 10, 32, 16), ("user", 0, 3, 2), ("user", 0, 0, 0), ("device", 10, 32, 42)],
    ids=["ten and twelve", "ten and thirty-two", "an odd number of mobiles", "nothing", "devices are counted singly"],
)
def test_users_in_use(model: str, computers: int, mobiles: int, expected: int) -> None:
    tenant = Tenant(1, "uid", "name", 1, None)  # type: ignore[arg-type]  # the day is not looked at
    tenant.devices = [Device("linux", n, None) for n in range(computers)]
    tenant.devices += [Device("ios" if n % 2 else "android", n, None) for n in range(mobiles)]
    assert in_use(tenant, model) == expected


def test_devices_with_their_licenses(browser: Browser) -> None:
    browser.apply(browser.submit("Pear", code("NEW01")))
    told = browser.get(f"{browser.workspace('Pear')}/devices").text
    assert "windows-001 Windows S-NEW-1 None" in told
    assert "mac-one macOS S-OLD-1 S-NEW-1" in told


def test_an_account_without_the_right_can_look_and_not_replace(shared: Lab) -> None:
    browser = Browser(shared)
    browser.sign_in("auditor")
    page = browser.license_tab("Pear")
    assert page.details()["License ID"] == "S-OLD-1"
    assert "Your account may view the license, but not replace it." in page.text
    assert "Enter activation code" not in page.text
    assert browser.submit("Pear", code("NEW01")).status == 404


# The replacement


@pytest.mark.parametrize(
    ("typed", "partial"),
    [
        (code("NOSUC"), "NOSUC"),
        (code("BLOCK"), "BLOCK"),
        (code("EXPIR"), "EXPIR"),
        (code("EMPTY"), "EMPTY"),
        (code("FILE1"), "FILE1"),
        (code("OTHER"), "OTHER"),
        ("AAAAA-BBBBB", None),
        ("", None),
        ('"><script>alert(1)</script>', None),
    ],
    ids=[
        "unknown",
        "blocked",
        "expired",
        "used up",
        "of the 1.0 kind",
        "of another application",
        "short",
        "empty",
        "hostile",
    ],
)
def test_a_wrong_code_is_told_in_the_window(shared: Lab, operator: Browser, typed: str, partial: str | None) -> None:
    page = operator.submit("Pear", typed)
    assert (page.status, page.title, page.alert) == (422, "License replacement", INVALID)
    assert "<script>alert" not in page.html
    assert not typed or typed not in page.html
    line = shared.audit()[-1]
    assert (line["method"], line["tenant"]) == ("console.submit", "Pear")
    assert (line["writes"], line["partial_code"], line["error"] is not None) == (False, partial, partial is not None)
    assert active(shared, "Pear") == "S-OLD-1"


def test_the_messages_of_refusals_can_differ(start: Start) -> None:
    browser = Browser(start(console_fleet(console_refusals="own_messages")))
    browser.sign_in()
    told = [browser.submit("Pear", code(section)).alert for section in ("BLOCK", "EXPIR", "EMPTY", "NOSUC")]
    assert told == [
        "The activation code is blocked.",
        "A license of this code has expired.",
        "The activation code has been used too many times.",
        INVALID,
    ]


def test_nothing_changes_before_apply(lab: Lab, browser: Browser) -> None:
    before = lab.control("GET", "tenants/Pear").json
    for _ in range(3):
        assert browser.submit("Pear", f"  {code('NEW01').lower()} ").title == COMPARED
    assert lab.control("GET", "tenants/Pear").json == before
    counters = lab.control("GET", "counters").json
    assert (counters["activations_used"], counters["writes"]) == (0, 0)


def test_an_upgrade(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("NEW01"))
    assert "you will upgrade the solution. These features will be gained: Discovery Root License name" in page.text
    compared = page.comparison()
    assert compared["License name"] == "Edition One → Edition Two"
    assert compared["Licensing model"] == "Per user"
    assert compared["License limit"] == "10 → 20"
    assert compared["License expiration date"].count("→") == 1
    page = browser.apply(page)
    assert (page.title, active(lab, "Pear")) == ("Try additional features", "S-NEW-1")
    none = browser.post(page.action)
    assert (none.status, none.alert) == (422, "Choose at least one feature, or leave it for later.")
    page = browser.post(page.action, feature=["Root", "Encryption", "Unknown"])
    assert page.title == "Information panel"
    assert "The license has been replaced." in page.text
    assert "take it when the old one ends: mac-one." in page.text
    assert "The license has been replaced." not in browser.license_tab("Pear").text
    assert lab.control("GET", "tenants/Pear").json["features_set_up"] == ["Root"]
    assert [item for item in done(lab) if item[1]] == [
        ("console.apply", True, 303),
        ("console.set_up_features", True, 422),
        ("console.set_up_features", True, 303),
    ]
    assert lab.control("GET", "counters").json["activations_used"] == 1


def test_an_upgrade_whose_features_are_left_for_later(lab: Lab, browser: Browser) -> None:
    page = browser.apply(browser.submit("Pear", code("NEW01")))
    page = browser.post(f"{page.action}/later")
    assert (page.title, page.path.endswith("?tab=license")) == ("Information panel", True)
    assert lab.control("GET", "tenants/Pear").json["features_set_up"] == []
    assert done(lab)[-2:] == [("console.later", False, 303), ("console.information_panel", False, 200)]
    assert browser.get(f"{browser.workspace('Pear')}/license/features").title == "Information panel"


def test_a_downgrade_names_what_is_lost(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Quince North", code("ONE01"))
    assert "you will downgrade to an earlier version" in page.text
    assert "These features will be lost: Discovery Root License name" in page.text
    assert page.comparison()["License limit"] == "10 → 1,200"
    assert browser.apply(page).details()["License ID"] == "S-ONE-1"
    assert active(lab, "Quince South") == "S-TWO-1"


def test_a_renewal(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("DEV01"))
    assert "you will renew the license. The set of features stays the same." in page.text
    assert page.comparison()["License name"] == "Edition One"
    assert page.comparison()["Licensing model"] == "Per user → Per device"
    assert page.comparison()["License expiration date"].endswith("→ No expiration date")
    assert browser.apply(page).title == "Information panel"
    assert active(lab, "Pear") == "S-DEV-1"


def test_the_first_license_of_a_workspace(lab: Lab, browser: Browser) -> None:
    page = browser.submit("twin-two", code("NEW01"))
    assert page.comparison()["License name"] == "None → Edition Two"
    browser.apply(page)
    assert active(lab, "twin-two") == "S-NEW-1"


def test_a_license_that_is_in_place_shows_one_value_everywhere(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("OLD01"))
    assert not [name for name, value in page.comparison().items() if "→" in value]
    assert len(page.comparison()) == 5
    assert browser.apply(page).details()["License ID"] == "S-OLD-1"
    assert lab.control("GET", "counters").json["activations_used"] == 0


def test_the_code_of_a_subscription_brings_its_present_terms(browser: Browser) -> None:
    page = browser.submit("Fig", code("SUBSC"))
    assert page.comparison()["License limit"] == "4 → 10"
    details = browser.apply(page).details()
    assert (details["License ID"], details["License limit"]) == ("S-SUB-1", "10")


def test_what_the_api_changes_is_seen_in_the_console(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("RES01"))
    pear = lab.client("Pear")
    pear.install(code("NEW01"))
    pear.put_in_force("S-NEW-1")
    assert browser.license_tab("Pear").details()["License ID"] == "S-NEW-1"
    page = browser.apply(page)
    assert (page.status, page.title) == (409, "License replacement")
    assert page.alert == "The license of this workspace has changed since the comparison. Enter the code again."
    assert active(lab, "Pear") == "S-NEW-1"


def test_what_the_console_applies_is_seen_over_the_api(lab: Lab, browser: Browser) -> None:
    browser.apply(browser.submit("Pear", code("NEW01")))
    pear = lab.client("Pear")
    assert pear.positions() == {"S-NEW-1": 1, "S-OLD-1": 0}
    assert pear.key_hosts("S-NEW-1")["mac-one"] is False


def test_a_comparison_serves_once_and_in_its_workspace_only(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("RES01"))
    elsewhere = page.action.replace(browser.workspace("Pear"), browser.workspace("Plum"))
    assert browser.post(elsewhere).status == 409
    assert active(lab, "Plum") == "S-OLD-2"
    assert browser.apply(page).status == 200
    assert browser.apply(page).status == 409
    assert browser.get(page.action.removesuffix("/apply")).title == "Information panel"


def test_a_code_that_is_used_up_meanwhile_changes_nothing(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("NEW01"))
    lab.client("Plum").install(code("NEW01"))
    refused = browser.apply(page)
    assert (refused.status, refused.title, refused.alert) == (422, COMPARED, INVALID)
    assert [key["serial"] for key in lab.control("GET", "tenants/Pear").json["keys"]] == ["S-OLD-1"]


def test_a_license_that_has_ended_is_compared_and_not_applied(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("PAST1"))
    assert page.title == COMPARED
    refused = browser.apply(page)
    assert (refused.status, refused.alert) == (422, "The license can't be applied. Nothing was changed.")
    assert [key["serial"] for key in lab.control("GET", "tenants/Pear").json["keys"]] == ["S-OLD-1"]


def test_an_install_may_take_effect_late(start: Start) -> None:
    browser = Browser(start(console_fleet(install_delay_reads=2)))
    browser.sign_in()
    page = browser.apply(browser.submit("Quince North", code("ONE01")))
    told = [page.details()["License ID"]]
    told += [browser.license_tab("Quince North").details()["License ID"] for _ in range(2)]
    assert told == ["S-TWO-1", "S-TWO-1", "S-ONE-1"]


# Misbehaviour


@pytest.mark.parametrize("choice", ["unavailable", "activation_error"])
def test_activation_servers_down(start: Start, choice: str) -> None:
    lab = start(console_fleet(activation_servers_down=choice))
    browser = Browser(lab)
    browser.sign_in()
    lab.fault(method="console.submit", tenant="Pear", fault="activation_servers_down", times=1)
    page = browser.submit("Pear", code("NEW01"))
    assert (page.status, page.title, page.alert) == (503, "License replacement", UNREACHED)
    lab.fault(method="console.apply", fault="activation_servers_down", times=1)
    page = browser.submit("Pear", code("NEW01"))
    failed = browser.apply(page)
    assert (failed.title, failed.alert, active(lab, "Pear")) == (COMPARED, UNREACHED, "S-OLD-1")
    assert browser.apply(page).title == "Try additional features"


def test_ordered_errors_and_delays(lab: Lab, browser: Browser) -> None:
    lab.fault(method="console.submit", fault="error", times=1)
    assert browser.submit("Pear", code("NEW01")).alert == UNREACHED
    lab.fault(method="console.companies", fault="error", times=1)
    assert browser.get("hub").status == 500
    lab.fault(method="console.licenses", fault="status", status=429, retry_after=7, times=1)
    limited = browser.get("hub/licenses")
    assert (limited.status, limited.answer.headers["Retry-After"]) == (429, "7")
    assert limited.title == "The service can't answer now."
    lab.fault(method="console.licenses", fault="not_json", times=1)
    assert "Please sign in to the network" in browser.get("hub/licenses").html
    lab.fault(method="console.licenses", fault="slow", ms=1, chunks=5, times=1)
    assert browser.get("hub/licenses").title == "Licenses"
    lab.fault(method="console.submit", fault="latency", ms=300, times=1)
    began = time.monotonic()
    assert browser.submit("Pear", code("NEW01")).title == COMPARED
    assert time.monotonic() - began >= 0.3


def test_an_answer_that_is_lost_after_apply(lab: Lab, browser: Browser) -> None:
    page = browser.submit("Pear", code("NEW01"))
    lab.fault(method="console.apply", fault="reset_before", times=1)
    with pytest.raises(requests.ConnectionError):
        browser.apply(page)
    assert active(lab, "Pear") == "S-OLD-1"
    lab.fault(method="console.apply", fault="reset_after", times=1)
    with pytest.raises(requests.ConnectionError):
        browser.apply(page)
    assert active(lab, "Pear") == "S-NEW-1"
    assert "The license has been replaced." in browser.license_tab("Pear").text


def test_every_action_is_described_where_faults_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    told = capsys.readouterr().out
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    names = {action.name for action in site.ACTIONS.values()} | {"console.unknown"}
    assert set(re.findall(r"\bconsole\.\w+", told)) == names
    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_a_session_that_ends_on_order(lab: Lab, browser: Browser) -> None:
    lab.fault(method="console.submit", fault="session_expired", times=1)
    page = browser.submit("Pear", code("NEW01"))
    assert (page.title, ENDED in page.text) == ("Sign in", True)
    assert browser.sign_in().title == "Companies"


# Languages


def test_the_language_is_asked_for_remembered_or_accepted(shared: Lab) -> None:
    browser = Browser(shared, "ja, fr;q=0.9, pl-PL;q=0.8, en;q=0.7")
    assert browser.get("sign-in").title == "Zaloguj się"
    assert 'lang="de"' in browser.get("sign-in", lang="de").html
    assert '<html lang="de">' in browser.get("sign-in").html
    assert '<html lang="de">' in browser.get("sign-in", lang="xx").html
    for accepted, language in (("es", "es-MX"), ("fr", "en"), ("", "en"), ("pl;q=x", "en"), ("it;q=0,de;q=.1", "de")):
        assert f'<html lang="{language}">' in Browser(shared, accepted).get("sign-in").html


def test_polish_has_the_documented_labels(lab: Lab) -> None:
    browser = Browser(lab, "pl")
    browser.sign_in()
    tab = browser.license_tab("Pear")
    for label in ("Konsola zarządzająca", "Panel informacyjny", "Licencja", "Wprowadź kod aktywacyjny", "ID licencji"):
        assert label in tab.text
    page = browser.submit("Pear", code("NEW01"))
    assert page.title == "Sprawdź szczegóły nowej licencji"
    assert list(page.comparison()) == [
        "Nazwa licencji", "Model licencjonowania", "Limit licencji", "Data wygaśnięcia licencji",
    ]  # fmt: skip
    assert "zaktualizujesz" in page.text
    assert "Zastosuj" in page.text
    page = browser.apply(page)
    assert page.title == "Wypróbuj dodatkowe funkcje"
    assert "OK Później" in page.text
    assert browser.submit("Quince North", code("ONE01")).comparison()["Data wygaśnięcia licencji"] == (
        "30 czerwca 2030 → 30 czerwca 2031"
    )
    assert "przejdziesz do starszej wersji" in browser.submit("Quince North", code("ONE01")).text
    assert "odnowisz licencję" in browser.submit("Plum", code("RES01")).text
    assert browser.submit("Plum", code("NOSUC")).title == "Wymiana licencji"


@pytest.mark.parametrize(
    ("language", "label", "day"),
    [
        ("de", "Ablaufdatum der Lizenz", "30. Juni 2030"),
        ("it", "Data di scadenza della licenza", "30 giugno 2030"),
        ("es-MX", "Fecha de caducidad de la licencia", "30 de junio de 2030"),
    ],
)
def test_other_languages_mark_what_is_english(shared: Lab, language: str, label: str, day: str) -> None:
    browser = Browser(shared, language)
    browser.sign_in()
    page = browser.license_tab("Quince North")
    assert page.details()[label] == day
    assert '<span lang="en">Enter activation code</span>' in page.html
    assert "with a dotted line" in page.text


def test_every_text_of_the_pages_is_known_in_polish() -> None:
    used = set()
    for path in [*TEMPLATES.glob("*.html"), *TEMPLATES.parent.glob("*.py")]:
        used |= set(re.findall(r'\b(?:t|plain|marked|failed)\((?:\d+, )?"([^"]+)"', path.read_text(encoding="utf-8")))
    known = {**POLISH, **DOCUMENTED["pl"], "Summary": ""}
    assert used
    assert used - set(known) == set()
    assert set(DOCUMENTED) == set(LANGUAGES) - {"en"}
    for text, translated in POLISH.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", translated)


# The answers themselves


def test_pages_are_not_kept_and_load_nothing_from_elsewhere(shared: Lab) -> None:
    browser = Browser(shared)
    for page in (browser.sign_in(), browser.license_tab("Pear"), browser.get("nowhere"), browser.submit("Pear", "x")):
        headers = page.answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert not re.search(r"\bon\w+=|style=|<style|<script>", page.html)
        assert not re.search(r'(?:src|href|action)="(?!/console/|#)', page.html)
    cookie = browser.http.cookies
    assert {item.secure for item in cookie} == {True}
    assert all(item.has_nonstandard_attr("HttpOnly") for item in cookie)
    assert {item.get_nonstandard_attr("SameSite") for item in cookie} == {"Lax"}
    assert {item.path for item in cookie} == {"/console/"}


def test_files_and_unknown_pages(shared: Lab) -> None:
    browser = Browser(shared)
    for name, kind in (("console.css", "text/css"), ("console.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
        answer = browser.get(f"static/{name}").answer
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, kind)
    assert browser.get("static/../site.py").status == 404
    assert browser.get("static/none").status == 404
    assert browser.get("nowhere").title == "The page doesn't exist, or your account can't see it."
    assert browser.http.put(browser.base, timeout=PATIENCE).status_code == 404


def test_the_audit_log_holds_no_secret_of_the_console(lab: Lab, browser: Browser) -> None:
    browser.apply(browser.submit("Pear", code("NEW01")))
    browser.submit("Pear", code("NOSUC"))
    text = Path(lab.ready["audit_log"]).read_text()
    for secret in (PASSWORD, *browser.http.cookies.get_dict().values(), browser.token, "AAAAA-"):
        assert secret == "en" or secret not in text


def test_a_comparison_is_no_page_of_another_session(lab: Lab, browser: Browser) -> None:
    address = browser.submit("Pear", code("NEW01")).path
    other = Browser(lab)
    other.sign_in()
    assert other.get(address).title == "Information panel"


def test_the_ready_line_names_the_console(shared: Lab) -> None:
    assert shared.ready["console_url"] == f"{shared.url}/console/"
    page: Page = Browser(shared).get()
    assert (page.status, page.path, page.title) == (200, "sign-in", "Sign in")
