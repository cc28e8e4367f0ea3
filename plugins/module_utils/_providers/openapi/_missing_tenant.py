# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Why signing in to a virtual server failed: what the main server's list says of its name."""

from __future__ import annotations

import difflib
import typing as t

from ..._errors import TenantNotFoundError
from ._tenants import ambiguous, virtual_servers

if t.TYPE_CHECKING:
    from ..._errors import AmbiguousTenantError
    from ._session import Session


def explain_missing(session: Session, *, name: str) -> TenantNotFoundError | AmbiguousTenantError | None:
    """Why signing in to the virtual server ``name`` cannot work, or ``None`` where the list does not tell."""
    servers = virtual_servers(session, external_ids=False)
    namesakes = [server for server in servers if server.tenant.name == name]
    if len(namesakes) > 1:
        return ambiguous(repr(name), namesakes)
    if namesakes:
        return None
    names = [server.tenant.name for server in servers]
    folded = {known.casefold(): known for known in names}
    close = [folded[match] for match in difflib.get_close_matches(name.casefold(), folded, n=3)]
    meant = f"; similar names: {', '.join(map(repr, close))}" if close else ""
    return TenantNotFoundError(
        f"none of the virtual servers that the account sees ({len(names)}) is called {name!r}{meant}",
        remedy="Correct tenant; kesc_tenant_info lists the names",
    )
