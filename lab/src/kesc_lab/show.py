# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``kesc-lab show`` prints: a running lab's tenants, one tenant, or the counters, as plain text."""

from __future__ import annotations

import http.client
import json
import ssl
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kesc_lab.errors import LabError

Ready = dict[str, Any]


def read_ready(path: Path) -> Ready:
    """Read the line that ``kesc-lab serve`` printed; raises LabError."""
    try:
        ready = json.loads(path.read_text(encoding="utf-8"))
        ready["url"], ready["ca_file"], ready["control_token"]
    except OSError as error:
        raise LabError(f"Failed to read {path}: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise LabError(f"{path} does not hold the line that 'kesc-lab serve' prints.") from error
    return dict(ready)


def tenants_text(ready: Ready) -> str:
    """Return a table of all tenants."""
    tenants = _get(ready, "tenants")["tenants"]
    return _table(("id", "name", "uid"), ((str(item["id"]), item["name"], item["uid"]) for item in tenants))


def tenant_text(ready: Ready, name: str) -> str:
    """Return one tenant's keys and devices."""
    tenant = _get(ready, f"tenants/{quote(name, safe='')}")
    keys = _table(
        ("serial", "code", "position", "limit", "expires", "license"),
        (
            (
                key["serial"],
                f"...{key['partial_code']}" if key["partial_code"] else "key file",
                key["position"] if key["installed"] else "on devices only",
                str(key["limit"]),
                (key["expires"] or "never")[:10],
                key["name"],
            )
            for key in tenant["keys"]
        ),
    )
    groups = Counter((item["platform"], item["current"] or "-", item["next"] or "-") for item in tenant["devices"])
    devices = _table(
        ("devices", "platform", "current key", "next key"),
        ((str(count), *group) for group, count in groups.items()),
    )
    return f"{tenant['name'] or 'main server'} (id {tenant['id']}, uid {tenant['uid']})\n\n{keys}\n{devices}"


def counters_text(ready: Ready) -> str:
    """Return the counters that are single numbers."""
    counters = _get(ready, "counters")
    numbers = ((name, str(value)) for name, value in counters.items() if isinstance(value, int))
    return _table(("counter", "value"), numbers)


def _get(ready: Ready, path: str) -> Any:
    address = urlsplit(ready["url"])
    try:
        context = ssl.create_default_context(cafile=ready["ca_file"])
        connection = http.client.HTTPSConnection(address.hostname or "", address.port, timeout=10, context=context)
        connection.request("GET", f"/lab/v1/{path}", headers={"Authorization": f"Bearer {ready['control_token']}"})
        answer = connection.getresponse()
        body = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LabError(f"Failed to reach the lab at {ready['url']}: {error}.") from error
    if answer.status != 200:
        raise LabError(str(body.get("error", answer.status)))
    return body


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )
