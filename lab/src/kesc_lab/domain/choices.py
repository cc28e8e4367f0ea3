# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor's documentation leaves open, as switches of the fleet file's ``choices``.

Every member is the lab's own choice (SOURCES.md, section 14): none of the defaults is known to be the vendor's.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class StrictModel(BaseModel):
    """A part of the fleet file: unknown members and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Subcodes(StrictModel):
    """Subcodes of KLOLA 2351 for refusals that the vendor does not document; the lab's own numbers."""

    expired: int = 1001
    blocked: int = 1002
    exhausted: int = 1003
    unavailable: int = 1004


class Choices(StrictModel):
    """All switches with their defaults; the README explains each."""

    install_stored_code: Literal["same_serial", "error"] = "same_serial"
    expired_code: Literal["refuse", "install"] = "refuse"
    subcodes: Subcodes = Subcodes()
    activation_servers_down: Literal["unavailable", "activation_error"] = "unavailable"
    used_by_adm_srv: Literal["present", "absent"] = "present"
    install_delay_reads: Count = 0
    automatic_deployment: bool = False
    uninstalled_key: Literal["stays_on_devices", "leaves_devices"] = "stays_on_devices"
    eof: Literal["sample", "page"] = "sample"
    max_chunk: Annotated[int, Field(ge=1)] | None = None
    stale_iterator: Literal["not_found", "bad_format"] = "not_found"
    unknown_arguments: Literal["ignore", "error"] = "ignore"
    domain_encoding: Literal["plain", "base64", "both"] = "both"
    wrong_password_status: Literal[401, 403] = 401
    block_after: Count = 0
    session_idle_seconds: Positive = 180
    token_seconds: Positive = 180
    synchronize: Literal["subscriptions", "all"] = "subscriptions"
    synchronize_polls: Count = 1
    synchronize_check_delay_ms: Count = 100
    console_session_seconds: Positive = 1800
    console_refusals: Literal["one_message", "own_messages"] = "one_message"
