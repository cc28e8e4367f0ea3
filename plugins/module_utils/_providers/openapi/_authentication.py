# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Ways to sign in to an Administration Server: what each sends, and what can be checked without the server."""

from __future__ import annotations

import base64
import dataclasses
import re
import typing as t

from ..._errors import InvalidRequestError


@dataclasses.dataclass(frozen=True, kw_only=True, repr=False)
class Credentials:
    """How to sign in; ``auth_method`` is ``basic``, ``token``, ``web_token`` or ``access_token``."""

    auth_method: str = "basic"
    username: str | None = None
    password: str | None = None
    user_domain: str | None = None
    domain_encoding: str = "plain"
    internal_user: bool = True
    totp: str | None = None
    token: str | None = None

    def check(self) -> None:
        """Raises :class:`InvalidRequestError` for whatever no server needs to see."""
        missing = [name for name in needed_options(self.auth_method) if not getattr(self, name)]
        if missing:
            raise InvalidRequestError(f"auth_method {self.auth_method} needs {' and '.join(missing)}")
        if self.totp is not None and not re.fullmatch(r"[0-9]{6}", self.totp):
            raise InvalidRequestError("totp is not six digits", remedy="Give the code that the authenticator shows")
        for name, value in (("token", self.token), ("user_domain", self._domain_sent())):
            if value and not (value.isprintable() and _fits_a_header(value)):
                raise InvalidRequestError(
                    f"{name} holds characters that cannot be sent",
                    remedy="Set domain_encoding to base64 for a domain with such letters"
                    if name == "user_domain"
                    else "",
                )

    def headers(self) -> dict[str, str]:
        """The headers that sign in.

        KSCBasic: forum.kaspersky.com topic 37229 for internal users, KlAkOAPI AdmServer for others; KSCT and KSCWT:
        KlAkOAPI AdmServer. The cookie is what one third party saw a KESC gateway read; it is not documented.
        """
        if self.auth_method == "basic":
            return {"Authorization": self._basic()}
        if self.auth_method == "access_token":
            return {"Cookie": f"access_token={self.token}"}
        return {"Authorization": f"{_SCHEMES[self.auth_method]} {self.token}"}

    def second_factor(self) -> dict[str, str]:
        """The header that answers the server's question for the second factor (third-party clients only)."""
        return {"Authorization": f'KSCMFA totp="{self.totp}"'}

    def secrets(self) -> set[str]:
        """What must not be shown of them, plain and as it is sent."""
        plain = {secret for secret in (self.password, self.token, self.totp) if secret}
        return plain | {_base64(secret) for secret in plain}

    @property
    def reusable(self) -> bool:
        """Whether signing in a second time with the same credentials can work."""
        return self.auth_method != "token" and self.totp is None

    def _domain_sent(self) -> str:
        domain = self.user_domain or ""
        return _base64(domain) if self.domain_encoding == "base64" else domain.replace('"', "")

    def _basic(self) -> str:
        fields = {"user": _base64(self.username or ""), "pass": _base64(self.password or "")}
        if not self.internal_user:
            fields["domain"] = self._domain_sent()
        fields["internal"] = "1" if self.internal_user else "0"
        return "KSCBasic " + ", ".join(f'{name}="{value}"' for name, value in fields.items())


def needed_options(auth_method: str) -> tuple[str, ...]:
    """The options that a method takes its credentials from."""
    return ("username", "password") if auth_method == "basic" else ("token",)


_SCHEMES: t.Final = {"token": "KSCT", "web_token": "KSCWT"}


def _fits_a_header(text: str) -> bool:
    """HTTP headers hold Latin-1 (RFC 9110, section 5.5)."""
    return all(ord(character) < 256 for character in text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
