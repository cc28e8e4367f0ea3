# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options that are secrets."""

from __future__ import annotations

import typing as t
import urllib.parse

from .._errors import InvalidRequestError
from .._license._activation_code import ActivationCode

if t.TYPE_CHECKING:
    from ._params import Params


def secrets(params: Params) -> set[str]:
    """Every text that must not appear in any output, in every spelling that it may take."""
    plain = {str(params[name]) for name in ("activation_code", "password", "totp", "token") if params.get(name)}
    plain |= _userinfo(params.get("proxy")) | _userinfo(params.get("server_url"))
    code = params.get("activation_code")
    try:
        return plain | (ActivationCode.parse(code).spellings() if isinstance(code, str) and code else set())
    except InvalidRequestError:
        return plain


def _userinfo(address: str | None) -> set[str]:
    """The credentials in an address, as they stand there, and the password in plain."""
    userinfo, at, _host = (address or "").rpartition("@")
    userinfo = userinfo.rpartition("//")[2]
    password = userinfo.partition(":")[2]
    return {text for text in (userinfo, password, urllib.parse.unquote(password)) if at and text}
