# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_console_login, from options to result."""

from __future__ import annotations

import typing as t

from .._errors import Step, step
from .._options._params import at_least
from .._providers.console._browser import BrowserSettings
from .._providers.console._label_file import load_labels
from .._providers.console._sign_in import SignInOrder, sign_in
from ._connecting import certificate_warnings
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._options._params import Params


def run_console_login(params: Params, check_mode: bool) -> TaskResult:
    """kesc_console_login: a person signs in, and the sign-in is saved. Raises :class:`KescError`."""
    with step(Step.VALIDATE, tenant=None):
        order = sign_in_order(params, check_mode=check_mode)
    with step(Step.SIGN_IN, tenant=None):
        changed = sign_in(order)
    values = {"changed": changed, "console_state": params["console_state"]}
    return TaskResult(values, certificate_warnings(params))


def sign_in_order(params: Params, *, check_mode: bool) -> SignInOrder:
    """What is wanted. Raises :class:`InvalidRequestError`."""
    at_least(params, timeout=1, wait=1)
    return SignInOrder(
        browser=BrowserSettings.from_options(params, state=None, headless=False),
        labels=load_labels(params["console_labels"], language=params["console_language"]),
        state=params["console_state"],
        force=params["force"],
        wait=float(params["wait"]),
        check_mode=check_mode,
    )
