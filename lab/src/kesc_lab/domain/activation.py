# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The activation servers: what a code stands for, how often it can still be activated, present terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kesc_lab.domain.choices import Choices
from kesc_lab.domain.fleet import CodeFile, CodeKind
from kesc_lab.domain.licenses import Terms, terms_from_file
from kesc_lab.errors import ApiError

# KLOLA 2351 with its two documented subcodes (SOURCES.md, section 5).
SUBCODE_V1_REQUIRED = 3
SUBCODE_NO_LICENSE = 34

_KEY_FILE_HEAD = "KESC-LAB-KEY-FILE\n"


def activation_error(subcode: int, text: str) -> ApiError:
    """KLOLA 2351 KLOLA_ERR_SERVER."""
    return ApiError("KLOLA", 2351, text, subcode=subcode)


def servers_down(choices: Choices) -> ApiError:
    """Return what a call fails with while the activation servers can't be reached."""
    if choices.activation_servers_down == "unavailable":
        return ApiError("KLSTD", 1195, "The activation servers are temporarily unavailable")
    return activation_error(choices.subcodes.unavailable, "The activation servers don't answer")


@dataclass(slots=True)
class Entry:
    """One code; activations_left None means without end, terms None only for a blocked code without a license.

    activated is how often it has been activated since the first start.
    """

    code: str
    kind: CodeKind
    activations_left: int | None
    terms: Terms | None
    activated: int = 0


class ActivationServers:
    """Answers for all codes of the fleet file. `changed` is told of each entry that a call alters."""

    def __init__(self, codes: list[CodeFile], choices: Choices, now: datetime) -> None:
        self._choices = choices
        self._by_code: dict[str, Entry] = {}
        self._by_serial: dict[str, Entry] = {}
        self.activations_used = 0
        self.changed: Callable[[Entry], None] = lambda _entry: None
        for item in codes:
            terms = terms_from_file(item.license, now) if item.license else None
            entry = Entry(item.code, item.kind, item.activations, terms)
            self._by_code[item.code] = entry
            if terms is not None:
                self._by_serial[terms.serial] = entry

    def entries(self) -> Iterator[Entry]:
        """Iterate over all codes that have a license, in the order of the fleet file."""
        return (entry for entry in self._by_code.values() if entry.terms is not None)

    def entry(self, code: str) -> Entry | None:
        """Return what is known of a code, without any effect."""
        return self._by_code.get(code)

    def present_terms(self, serial: str) -> Terms | None:
        """Return the present terms of a license."""
        entry = self._by_serial.get(serial)
        return entry.terms if entry else None

    def set_terms(self, serial: str, terms: Terms) -> None:
        """Change the present terms, as a subscription's provider does."""
        entry = self._by_serial[serial]
        entry.terms = terms
        self.changed(entry)

    def activate_code(self, code: str) -> Terms:
        """Activate a code once; raises KLOLA 2351 where it is refused."""
        return self._activate(self._served(code))

    def check_code(self, code: str) -> Terms:
        """Return what a code stands for without activating it; raises KLOLA 2351 where that would be refused."""
        return self._granted(self._served(code))

    def activate_key_file(self, body: bytes) -> Terms | None:
        """Activate the license of a key file that `key_files` gave out; None for any other bytes."""
        text = body.decode("utf-8", errors="replace")
        entry = self._by_serial.get(text.removeprefix(_KEY_FILE_HEAD))
        if not text.startswith(_KEY_FILE_HEAD) or entry is None:
            return None
        return self._activate(entry)

    def key_files(self, code: str) -> list[bytes]:
        """Return the key files of a code of the 1.0 kind; raises KLOLA 2351/34 for any other."""
        entry = self._by_code.get(code)
        if entry is None or entry.kind != "v1" or entry.terms is None:
            raise activation_error(SUBCODE_NO_LICENSE, "No license is found for this activation code")
        return [f"{_KEY_FILE_HEAD}{entry.terms.serial}".encode()]

    def _served(self, code: str) -> Entry:
        entry = self._by_code.get(code)
        if entry is None:
            raise activation_error(SUBCODE_NO_LICENSE, "No license is found for this activation code")
        if entry.kind == "v1":
            raise activation_error(SUBCODE_V1_REQUIRED, "The activation code is served by activation server 1.0")
        return entry

    def _granted(self, entry: Entry) -> Terms:
        subcodes = self._choices.subcodes
        if entry.kind == "blocked" or entry.terms is None:
            raise activation_error(subcodes.blocked, "The activation code is blocked")
        if entry.kind == "expired" and self._choices.expired_code == "refuse":
            raise activation_error(subcodes.expired, "The license of this activation code has expired")
        if entry.activations_left == 0:
            raise activation_error(subcodes.exhausted, "The activation code has been activated too many times")
        return entry.terms

    def _activate(self, entry: Entry) -> Terms:
        terms = self._granted(entry)
        if entry.activations_left is not None:
            entry.activations_left -= 1
        entry.activated += 1
        self.changed(entry)
        self.activations_used += 1
        return terms
