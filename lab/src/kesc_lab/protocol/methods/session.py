# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session (SOURCES.md, section 2.3; KSCAPI/16/a00608.html); StartSession is a login, see login.py."""

from __future__ import annotations

from kesc_lab.protocol.registry import Call, method
from kesc_lab.protocol.values import Params


@method("Session.Ping", right=None)
def ping(_call: Call) -> Params:
    """Do nothing; the call shows that the session lives."""
    return {}


@method("Session.EndSession", right=None)
def end_session(call: Call) -> Params:
    """End the session; every later request in it is answered 403."""
    call.sessions.end(call.session)
    return {}


@method("Session.CreateToken", right=None)
def create_token(call: Call) -> Params:
    """Return a one-time token for a KSCT login, good for 3 minutes by default."""
    return {"PxgRetVal": call.sessions.create_token(call.session, call.now)}
