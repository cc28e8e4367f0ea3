# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options of kesc_console_login."""

from __future__ import annotations

import typing as t

from .._providers.console._label_file import load_labels
from .._providers.console._sign_in import SignInOrder
from .._transport._trust import parse_fingerprint
from ._console import browser
from ._params import at_least

if t.TYPE_CHECKING:
    from ._params import Params


def sign_in_order(params: Params, *, check_mode: bool) -> SignInOrder:
    """What is wanted of kesc_console_login. Raises :class:`InvalidRequestError`."""
    at_least(params, timeout=1, wait=1)
    parse_fingerprint(params["server_fingerprint"])
    return SignInOrder(
        browser=browser(params, state=None, headless=False),
        labels=load_labels(params["console_labels"], language=params["console_language"]),
        state=params["console_state"],
        force=params["force"],
        wait=float(params["wait"]),
        check_mode=check_mode,
    )
