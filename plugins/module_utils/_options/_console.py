# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options that reach a tenant through the console."""

from __future__ import annotations

import typing as t

from .._providers.console._browser import BrowserSettings
from .._providers.console._connection import ConsoleConnection
from .._providers.console._label_file import load_labels
from ._addresses import CONSOLE, console_address, http_settings
from ._params import LATER

if t.TYPE_CHECKING:
    from ._params import Params


def browser(params: Params, *, state: str | None, headless: bool = True) -> BrowserSettings:
    """The options that say which browser goes where. Raises :class:`InvalidRequestError`."""
    return BrowserSettings(
        http=http_settings(params, console_address(params["server_url"] or CONSOLE)),
        executable=params["browser_path"],
        language=params["console_language"].replace("_", "-"),
        state=state,
        headless=headless,
    )


def console_connection(params: Params) -> ConsoleConnection:
    """The console's options, those checked that every provider has. Raises :class:`InvalidRequestError`."""
    features = params.get("additional_features") or ()
    return ConsoleConnection(
        browser=browser(params, state=params["console_state"]),
        labels=load_labels(params["console_labels"], language=params["console_language"]),
        tenant=params["tenant"],
        tenant_id=params["tenant_id"] or None,
        artifacts=params["console_artifacts_dir"],
        features=tuple(feature for feature in features if feature != LATER),
    )
