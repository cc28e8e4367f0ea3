# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: one JSON line for each call, and counters of the same facts. Neither ever holds a secret."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kesc_lab.errors import LabError

_REQUEST_ID_LENGTH = 128


@dataclass(slots=True)
class Record:
    """What is known of one call. tenant is the display name, "" for the main server; error as in PxgError.

    done says that the call was carried out, whatever its client got; fault is the fault that it met.
    """

    connection: int
    method: str
    request_id: str | None
    account: str | None = None
    tenant: str = ""
    writes: bool = False
    status: int = 0
    error: dict[str, Any] | None = None
    serial: str | None = None
    partial_code: str | None = None
    done: bool = False
    fault: str | None = None


class AuditLog:
    """Appends lines to a file. Each line is one write of its own, so that none is lost when the lab is killed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise LabError(f"Failed to open the audit log {path}: {error.strerror or error}.") from error
        self._number = 0

    def write(self, record: Record, now: datetime, milliseconds: float) -> None:
        """Append one call."""
        self._number += 1
        line = {
            "time": now.isoformat(timespec="milliseconds"),
            "n": self._number,
            "connection": record.connection,
            "account": record.account,
            "tenant": record.tenant,
            "method": record.method,
            "writes": record.writes,
            "request_id": record.request_id[:_REQUEST_ID_LENGTH] if record.request_id else None,
            "status": record.status,
            "error": record.error,
            "serial": record.serial,
            "partial_code": record.partial_code,
            "done": record.done,
            "fault": record.fault,
            "ms": round(milliseconds, 3),
        }
        os.write(self._file, json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


@dataclass(slots=True)
class Counters:
    """Counts since the start or the last reset; tenants are counted by display name."""

    connections_accepted: int = 0
    connections_open: int = 0
    calls: int = 0
    logins: int = 0
    writes: int = 0
    calls_by_method: Counter[str] = field(default_factory=Counter)
    calls_by_tenant: Counter[str] = field(default_factory=Counter)
    writes_by_tenant: Counter[str] = field(default_factory=Counter)

    def count(self, record: Record) -> None:
        """Count one call."""
        self.calls += 1
        self.calls_by_method[record.method] += 1
        self.calls_by_tenant[record.tenant] += 1
        if record.writes:
            self.writes += 1
            self.writes_by_tenant[record.tenant] += 1

    def reset(self) -> None:
        """Start again at zero; open connections stay counted."""
        fresh = Counters(connections_open=self.connections_open)
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))
