# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A page as a browser would take it apart."""

from __future__ import annotations

import base64
import hashlib
import html.parser


class HtmlPage(html.parser.HTMLParser):
    """The elements of a page with their attributes, its texts, and what stands in its script and its style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.inside: dict[str, str] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open in ("script", "style"):
            self.inside[self._open] = self.inside.get(self._open, "") + data
        else:
            self.text.append(data)

    def handle_endtag(self, _tag: str) -> None:
        self._open = ""

    def tags(self) -> list[str]:
        return [tag for tag, _attributes in self.elements]

    @property
    def policy(self) -> str | None:
        """Its Content-Security-Policy."""
        policies = (
            attributes["content"]
            for tag, attributes in self.elements
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        )
        return next(policies, None)

    def strictest_policy(self) -> str:
        """The policy that lets nothing run but this page's script and style, and nothing be loaded."""
        digests = {
            name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for name, text in self.inside.items()
        }
        return (
            "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
            f"style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'"
        )
