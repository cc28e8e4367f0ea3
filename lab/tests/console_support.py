# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser without a screen for the console's pages: it keeps cookies, sends forms, and reads text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import requests
from support import OPERATOR, PASSWORD, PATIENCE, Lab, base_fleet, code, license

EDITIONS = {"Edition One": ["Encryption", "Anomalies"], "Edition Two": ["Encryption", "Anomalies", "Discovery", "Root"]}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as in the base
        self.hidden += tag in ("title", "script")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("title", "script")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += data.split()


class Page:
    def __init__(self, answer: requests.Response) -> None:
        self.answer, self.status = answer, answer.status_code
        self.html = answer.text
        self.path = answer.url.split("/console/", 1)[1]

    @property
    def text(self) -> str:
        parser = _Text()
        parser.feed(self.html)
        return " ".join(parser.words)

    @property
    def title(self) -> str:
        """Return the heading of the window that is open, or of the page."""
        window = re.search(r"<dialog[^>]* open>(.*?)</dialog>", self.html, re.S)
        found = re.search(r"<h[12][^>]*>(.*?)</h[12]>", window[1] if window else self.html, re.S)
        assert found, self.html
        return html.unescape(re.sub("<[^>]+>", "", found[1])).strip()

    @property
    def alert(self) -> str | None:
        found = re.search(r'role="alert">(.*?)<', self.html)
        return html.unescape(found[1]) if found else None

    def details(self) -> dict[str, str]:
        """Return the License tab's names and values."""
        tab = self.html[self.html.index('id="panel-license"') :]
        rows = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", tab, re.S)
        return {name: html.unescape(re.sub("<[^>]+>", "", value)).strip() for name, value in rows}

    def comparison(self) -> dict[str, str]:
        """Return the parts of the comparison window, such as {"License limit": "10 → 20"}."""
        parts = re.findall(r"<h3[^>]*>([^<]*)</h3>\s*<p>(.*?)</p>", self.html, re.S)
        return {name: " ".join(html.unescape(re.sub("<[^>]+>", "", value)).split()) for name, value in parts}

    @property
    def action(self) -> str:
        """Return where the open window's form goes."""
        window = re.search(r"<dialog[^>]* open>(.*?)</dialog>", self.html, re.S)
        assert window, self.html
        found = re.search(r'action="/console/([^"]*)"', window[1])
        assert found, window[1]
        return found[1]


class Browser:
    def __init__(self, lab: Lab, language: str = "en") -> None:
        self.lab, self.http = lab, requests.Session()
        self.http.trust_env = False
        self.http.verify = lab.ready["ca_file"]
        self.http.headers["Accept-Language"] = language
        self.base: str = lab.ready["console_url"]
        self.token = ""

    def get(self, path: str = "", **query: str) -> Page:
        return self._page(self.http.get(self.base + path, params=query, timeout=PATIENCE))

    def post(self, path: str, token: str | None = None, headers: dict[str, str] | None = None, **fields: Any) -> Page:
        data = {"form_token": self.token if token is None else token, **fields}
        return self._page(self.http.post(self.base + path, data=data, headers=headers, timeout=PATIENCE))

    def _page(self, answer: requests.Response) -> Page:
        found = re.search(r'name="form_token" value="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return Page(answer)

    def sign_in(self, user: str = OPERATOR, password: str = PASSWORD, path: str = "") -> Page:
        self.get(path or "sign-in")
        target = f"/console/{path}" if path else ""
        return self.post("sign-in", user=user, password=password, next=target)

    def workspace(self, name: str) -> str:
        """Return the address of a workspace."""
        return f"workspaces/{self.lab.control('GET', f'tenants/{name}').json['uid']}"

    def license_tab(self, name: str) -> Page:
        return self.get(self.workspace(name), tab="license")

    def submit(self, name: str, activation_code: str) -> Page:
        self.license_tab(name)
        return self.post(f"{self.workspace(name)}/license/submit", activation_code=activation_code)

    def apply(self, comparison: Page) -> Page:
        return self.post(comparison.action)


def console_fleet(**choices: Any) -> dict[str, Any]:
    """Return the small fleet with what only the console knows."""
    fleet = base_fleet(**choices)
    fleet["editions"] = EDITIONS
    fleet["activation_codes"] += [
        {"code": code("TWO01"), "license": license("S-TWO-1", "Edition Two", expires="2030-06-30")},
        {"code": code("ONE01"), "license": license("S-ONE-1", limit=1200, expires="2031-06-30")},
        {"code": code("DEV01"), "license": license("S-DEV-1", licensing_model="device", expires=None)},
    ]
    fleet["tenants"] += [
        {"name": "Quince North", "company": "Quince", "licenses": [{"code": code("TWO01"), "position": "active"}]},
        {"name": "Quince South", "company": "Quince", "licenses": [{"code": code("TWO01"), "position": "active"}]},
        {"name": "Kiwi", "uid": "kiwi / 1", "console_only": True,
         "licenses": [{"code": code("OLD01"), "position": "active"}],
         "devices": [{"platform": "windows", "count": 2}, {"platform": "android", "count": 5}]},
        {"name": "<b>Bold</b> & \"quoted\""},
    ]  # fmt: skip
    fleet["accounts"].append({"username": "kiwi", "password": PASSWORD, "tenants": ["Kiwi", "Pear"]})
    return fleet
