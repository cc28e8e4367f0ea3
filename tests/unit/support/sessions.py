# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions over a scripted client."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._authentication import Credentials
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._session import Session
from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp, returns

PASSWORD = "pass-word"
SESSION_ID = "c2Vzc2lvbi1vbmU="


def session(
    http: ScriptedHttp,
    *,
    clock: FakeClock | None = None,
    tenant: str = "Birch",
    retries: int = 3,
    timeout: float = 30.0,
    late_effects: float = 60.0,
    **credentials: t.Any,
) -> Session:
    """A session that has not signed in yet."""
    return Session(
        http,  # type: ignore[arg-type]
        credentials=Credentials(**{"username": "admin", "password": PASSWORD, **credentials}),
        tenant=tenant,
        clock=clock or FakeClock(),  # type: ignore[arg-type]
        timeout=timeout,
        retries=retries,
        late_effects=late_effects,
    )


def signed_in(http: ScriptedHttp, **options: t.Any) -> Session:
    """A session whose sign-in is the first call of the script."""
    http.expect("Session.StartSession", returns(SESSION_ID))
    opened = session(http, **options)
    opened.sign_in()
    return opened
