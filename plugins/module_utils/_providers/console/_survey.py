# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""Looking at the console's pages as far as opening them leads: which labels are there. Nothing is submitted."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import typing as t

from ..._errors import KescError, LabelNotFoundError
from .._survey import Failure
from ._browser import Browser, check_state, state_warning
from ._content import Fields
from ._formats import LocaleFormats
from ._hub import Hub
from ._labels import LABEL_SETS, MESSAGE_IDS
from ._license_parser import ALSO_SHOWN, COMPARED, SHOWN, UNITS, LicenseParser, UnreadableError
from ._page import HEADED, Page, named

if t.TYPE_CHECKING:
    from ._connection import ConsoleConnection

HUB, CONSOLE, LICENSE, WIZARD = (
    "Business Hub",
    "Information panel",
    "License",
    "the wizard behind Enter activation code",
)
STEPS: t.Mapping[str, tuple[str, ...]] = {
    HUB: ("Management Console", "Licenses", "Next"),
    CONSOLE: ("Information panel", "License"),
    LICENSE: ("Enter activation code", *SHOWN, *ALSO_SHOWN, *UNITS),
}
"""Which labels can be seen at which step; all others belong to the wizard."""
_TABS = ("tab", "link", "button", "menuitem", "treeitem", "radio")
_NAMED = ("heading", "button", "link", "tab", "menuitem", "treeitem", "columnheader")
_LONGEST_NAME = 60
_MOST_NAMES = 60


class Label(enum.Enum):
    """What became of a label; ``UNKNOWN`` where the label set has none, ``UNSEEN`` where its page was not opened."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"
    UNSEEN = "not_looked_at"


@dataclasses.dataclass
class ConsoleSurvey:
    """What was seen. ``failure`` is why it came no further than ``step``; ``error`` has its words.

    ``language`` is what the pages say of themselves; ``languages`` how many labels of each shipped set are on them.
    ``texts`` are the names on the pages by step: they may name customers, and are for the operator's own eyes.
    ``readable`` says whether the license on the tab could be read, ``None`` where it was not tried.
    """

    labels: dict[str, Label]
    step: str = HUB
    failure: Failure | None = None
    error: KescError | None = None
    language: str | None = None
    languages: dict[str, int] = dataclasses.field(default_factory=dict)
    texts: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    readable: bool | None = None
    others_read_the_state: bool = False


def survey(connection: ConsoleConnection) -> ConsoleSurvey:
    """Look from Business Hub as far as the tab License of one workspace. Never raises :class:`KescError`."""
    known = connection.labels.get
    found = ConsoleSurvey({each: Label.UNSEEN if known(each) else Label.UNKNOWN for each in MESSAGE_IDS})
    try:
        state = check_state(connection.browser.state)
        found.others_read_the_state = state_warning(state) is not None
        browser = Browser(connection.browser)
    except KescError as error:
        found.failure, found.error = Failure.of(error), error
        return found
    try:
        page = Page(
            browser.page,
            labels=connection.labels,
            timeout=connection.browser.http.timeout,
            artifacts=connection.artifacts,
            tenant=connection.tenant or connection.tenant_id or "",
            interrupted=lambda: browser.interruptions.pending,
        )
        _Walk(page, connection, found).go()
    except KescError as error:
        found.failure, found.error = Failure.of(error), error
    finally:
        browser.close()
    return found


class _Walk:
    """From step to step; each is looked at before the next one is opened."""

    def __init__(self, page: Page, connection: ConsoleConnection, found: ConsoleSurvey) -> None:
        self._page = page
        self._connection = connection
        self._found = found
        self._hub = Hub(page, tenant=connection.tenant, tenant_id=connection.tenant_id)

    def go(self) -> None:
        page = self._page
        page.stage = HUB
        page.open(self._connection.browser.http.server_url)
        with page.translated_errors():
            # A label set without the name of the console cannot lead into one.
            page.label("Management Console")
            if self._arrive() == HUB:
                self._look()
                self._enter_workspace()
            self._step(CONSOLE)
            if self._await("Information panel"):
                self._found.labels["Information panel"] = Label.FOUND
                page.click("Information panel", HEADED)
                self._await("License")
            self._look()
            if self._found.labels["License"] is not Label.FOUND:
                return
            page.click("License", _TABS)
            self._step(LICENSE)
            self._await("Enter activation code")
            self._look()
            self._read()

    def _arrive(self) -> str:
        """Wait for the list or for a console. Raises :class:`KescError` where neither shows."""
        page, hub = self._page, self._hub

        def arrived() -> str | None:
            if self._sees("Information panel"):
                return CONSOLE
            is_listed = self._is_named() and len(hub.entry()) == 1
            return HUB if is_listed or hub.is_open() else None

        where = page.until(arrived)
        self._settle()
        if where is None:
            self._look()
            raise LabelNotFoundError("the console shows neither Business Hub's list nor a workspace")
        return where

    def _enter_workspace(self) -> None:
        """Into the workspace that the options name, else into the first one."""
        page, hub = self._page, self._hub
        if self._is_named():
            entries = hub.entry()
            if len(entries) != 1:
                hub.refuse()
            door = hub.door(entries[0])
        else:
            first = hub.first_door()
            if first is None:
                raise LabelNotFoundError(
                    "no way into the Management Console of a workspace is seen on Business Hub's list"
                )
            door = first
        page.press(door, what=page.label("Management Console"))

    def _is_named(self) -> bool:
        """Whether the options name a workspace."""
        return bool(self._connection.tenant or self._connection.tenant_id)

    def _step(self, step: str) -> None:
        self._page.stage = self._found.step = step

    def _await(self, message_id: str) -> bool:
        """Whether the label comes to be seen; where it is not known, the page is only given time to load."""
        page = self._page
        if page.known(message_id):
            page.until(lambda: True if self._sees(message_id) else None)
        self._settle()
        return self._sees(message_id)

    def _settle(self) -> None:
        """Wait until the page stays as it is for a moment."""
        page = self._page
        page.until(lambda: page.steady(page.texts) or None)

    def _sees(self, message_id: str) -> bool:
        roles = _TABS if message_id in ("License", "Licenses", "Enter activation code") else HEADED
        return bool(self._page.known(message_id)) and self._page.look_for(message_id, roles) is not None

    def _fields(self) -> dict[str, str]:
        """The ids of the license's labels that the page shows, with the labels."""
        labels = self._page.known(*SHOWN, *ALSO_SHOWN)
        return {each: labels[each] for each in Fields(self._page.lines(), labels).values}

    def _look(self) -> None:
        """Note which labels of this step are on the page, what stands on it, and in which language."""
        step, found, page = self._found.step, self._found, self._page
        lines = page.lines()
        texts = [line.text for line in lines]
        fields = self._fields() if step == LICENSE else {}
        for each in STEPS[step]:
            label = page.known(each).get(each)
            if label is None or found.labels[each] is Label.FOUND:
                continue
            pattern = named(label)
            seen = each in fields or any(pattern.match(text) for text in texts) or self._sees(each)
            found.labels[each] = Label.FOUND if seen else Label.NOT_FOUND
        of_this_step = lines if step == LICENSE else [line for line in lines if line.within(*_NAMED)]
        names = dict.fromkeys(page.quote(line.text)[:_LONGEST_NAME] for line in of_this_step)
        found.texts[step] = list(names)[:_MOST_NAMES]
        with contextlib.suppress(Exception):
            found.language = str(page.current.evaluate("document.documentElement.lang")) or found.language
        folded = {text.casefold().rstrip(":") for text in texts}
        for language, labels in LABEL_SETS.items():
            count = sum(label.casefold() in folded for label in labels.labels.values())
            found.languages[language] = found.languages.get(language, 0) + count

    def _read(self) -> None:
        """Whether the license can be read with the labels, numbers and dates of the language."""
        page, labels = self._page, self._connection.labels
        if not all(labels.get(each) for each in (*SHOWN, *COMPARED)):
            return
        fields = page.labels(*dict.fromkeys((*SHOWN, *COMPARED))) | page.known(*ALSO_SHOWN)
        parser = LicenseParser(
            fields=fields, outcomes={}, units=page.known(*UNITS), formats=LocaleFormats(labels.language)
        )
        try:
            parser.license_in_force(page.lines())
        except UnreadableError:
            self._found.readable = False
        else:
            self._found.readable = True
