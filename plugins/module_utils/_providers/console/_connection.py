# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Reaching one workspace: from options to a browser that stands in its Management Console."""

from __future__ import annotations

import dataclasses
import typing as t
import urllib.parse

from ..._options._addresses import CONSOLE
from ..._options._params import LATER, at_least, require
from .._provider import Connection
from ._browser import Browser, BrowserSettings, check_state, state_warning
from ._formats import LocaleFormats
from ._hub import Hub
from ._label_file import load_labels
from ._labels import OUTCOMES
from ._license_parser import ALSO_SHOWN, COMPARED, SHOWN, UNITS, LicenseParser
from ._page import Page
from ._provider import ConsoleProvider

if t.TYPE_CHECKING:
    from ..._clock import Clock
    from ..._options._params import Params
    from ._labels import LabelSet


@dataclasses.dataclass(frozen=True, kw_only=True)
class ConsoleConnection(Connection):
    """How to reach one workspace, or Business Hub where neither name nor id is given.

    ``features`` are the additional features to set up after an upgrade, ``late_effects`` is how many seconds the effect
    of Apply may be late.
    """

    capabilities = ConsoleProvider.capabilities
    unnamed = "Business Hub"
    default_address = CONSOLE

    browser: BrowserSettings
    labels: LabelSet
    artifacts: str | None = None
    features: tuple[str, ...] = ()
    late_effects: float = 60.0

    @classmethod
    def from_options(cls, params: Params) -> ConsoleConnection:
        at_least(params, timeout=1, retries=0)
        require(params, "console_state")
        features = params.get("additional_features") or ()
        return cls(
            browser=BrowserSettings.from_options(params, state=params["console_state"]),
            labels=load_labels(params["console_labels"], language=params["console_language"]),
            tenant=params["tenant"],
            tenant_id=params["tenant_id"] or None,
            artifacts=params["console_artifacts_dir"],
            features=tuple(feature for feature in features if feature != LATER),
            late_effects=float(params.get("confirm_timeout") or 0),
        )

    def open(self, clock: Clock) -> ConsoleProvider:
        """What can be known without a browser is checked first: libraries, labels, the saved sign-in."""
        state = check_state(self.browser.state)
        formats = LocaleFormats(self.labels.language)
        browser = Browser(self.browser)
        try:
            page = Page(
                browser.page,
                labels=self.labels,
                timeout=self.browser.http.timeout,
                artifacts=self.artifacts,
                tenant=self.tenant or self.tenant_id or "",
                interrupted=lambda: browser.interruptions.pending,
            )
            page.stage = "Business Hub"
            provider = ConsoleProvider(
                browser,
                page,
                hub=Hub(page, tenant=self.tenant, tenant_id=self.tenant_id),
                parser=_parser(page, formats),
                server_host=urllib.parse.urlsplit(self.browser.http.server_url).hostname or "",
                features=self.features,
                warnings=[warning for warning in [state_warning(state)] if warning],
                clock=clock,
                late_effects=self.late_effects,
            )
            page.open(self.browser.http.server_url)
            provider.enter()
            return provider
        except BaseException:
            browser.close()
            raise

    def open_to_change(self, clock: Clock) -> ConsoleProvider:
        return self.open(clock)


def _parser(page: Page, formats: LocaleFormats) -> LicenseParser:
    fields = page.labels(*dict.fromkeys((*SHOWN, *COMPARED))) | page.known(*ALSO_SHOWN)
    return LicenseParser(fields=fields, outcomes=page.labels(*OUTCOMES), units=page.known(*UNITS), formats=formats)
