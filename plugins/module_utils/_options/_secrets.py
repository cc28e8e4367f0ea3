# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options that are secrets, and results without them."""

from __future__ import annotations

import json
import re
import typing as t
import urllib.parse

from .._errors import InvalidRequestError, blank_out
from .._license._activation_code import ActivationCode

if t.TYPE_CHECKING:
    from ._params import Params


_MASK = "********"
# Members of a result that hold text for people. All others are data: names, dates, outcomes, ids.
_SHOWN = frozenset(
    {
        "msg",
        "cause",
        "remedy",
        "text",
        "finding",
        "message",
        "warnings",
        "deprecations",
        "exception",
        "diff",
        "invocation",
    }
)
_CODE = re.compile(r"(?:\w{5}[\W_]{0,3}){3}\w{5}")
_SHORT, _LONG = 8, 12


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


def is_weak(password: str | None) -> bool:
    """Whether a password is so short or so ordinary that it may be a part of other words."""
    return bool(password) and not _is_unmistakable(str(password))


def masked(values: dict[str, t.Any], secrets: t.Collection[str]) -> dict[str, t.Any]:
    """The result without the secrets; its keys and numbers are as they were.

    What is unmistakably a secret is masked wherever it stands. Any other secret, such as a password that is a word, is
    masked in text for people, where it stands as a word of its own; never in data, where it would be a part of names,
    outcomes or dates by accident.
    """
    text = json.dumps(values, ensure_ascii=False, default=str)
    found = [secret for secret in secrets if secret and json.dumps(secret, ensure_ascii=False)[1:-1] in text]
    if not found:
        return values
    unmistakable = [secret for secret in found if _is_unmistakable(secret)]
    words = sorted(set(found).difference(unmistakable), key=len, reverse=True)
    as_words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None

    def without(value: t.Any, *, is_shown: bool) -> t.Any:
        if isinstance(value, str):
            text = blank_out(value, unmistakable)
            return as_words.sub(_MASK, text) if as_words and is_shown else text
        if isinstance(value, dict):
            return {name: without(each, is_shown=is_shown or name in _SHOWN) for name, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [without(each, is_shown=is_shown) for each in value]
        return value

    return t.cast("dict[str, t.Any]", without(values, is_shown=False))


def _is_unmistakable(secret: str) -> bool:
    """Whether nothing else is written so: a code, or a text that is no word, no number and no sentence."""
    if _CODE.fullmatch(secret):
        return True
    if len(secret) < _SHORT or any(sign.isspace() for sign in secret):
        return False
    has_letters, has_others = any(map(str.isalpha, secret)), not secret.isalpha()
    return has_letters and (has_others or len(secret) >= _LONG)
