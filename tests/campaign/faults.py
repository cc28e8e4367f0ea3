# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random misbehavior of the lab, by seed: each tenant has its own, so that it is the same where it is alone."""

from __future__ import annotations

import random
import typing as t

if t.TYPE_CHECKING:
    from cases import Values

TIMEOUT = 2
"""How long a client of the campaign waits for an answer, in seconds."""

_WRITES = {
    "LicenseKeys.InstallKey": 5,
    "LicenseKeys.SaasTryToInstall": 5,
    "LicenseKeys.AdjustKey": 4,
    "LicenseKeys.UninstallKey": 2,
    "LicenseInfoSync.SynchronizeLicInfo2": 1,
}
_READS = {
    "*": 3,
    "Session.StartSession": 3,
    "Session.EndSession": 1,
    "LicenseKeys.EnumKeys": 4,
    "LicenseKeys.GetKeyData": 4,
    "LicenseKeys.CheckIfSaasLicenseIsValid": 2,
    "LicenseKeys.AcquireKeyHosts": 1,
    "LicenseKeys.DownloadKeyFiles": 1,
    "GroupSyncIterator.GetNextItems": 2,
    "GroupSyncIterator.ReleaseIterator": 1,
    "AsyncActionStateChecker.CheckActionState": 1,
    "HostGroup.FindHosts": 1,
    "ChunkAccessor.GetItemsChunk": 1,
}
METHODS = (*_WRITES, *_READS)
_FAULTS: tuple[Values, ...] = (
    {"fault": "reset_before"},
    {"fault": "reset_after"},
    {"fault": "truncate"},
    {"fault": "not_json"},
    {"fault": "not_json", "effect": True},
    {"fault": "not_json_type"},
    {"fault": "status", "status": 503, "retry_after": 0},
    {"fault": "status", "status": 429, "retry_after": 0},
    {"fault": "status", "status": 500},
    {"fault": "status", "status": 502, "effect": True},
    {"fault": "status", "status": 504, "effect": True},
    {"fault": "session_expired"},
    {"fault": "error", "module": "KLSTD", "code": 1195},
    {"fault": "error", "module": "KLSTD", "code": 1184},
    {"fault": "error", "module": "KLX", "code": 77},
    {"fault": "activation_servers_down"},
    # Longer than the client waits, so that the effect comes after it has given up.
    {"fault": "latency", "ms": TIMEOUT * 1000 + 700},
    {"fault": "slow", "ms": TIMEOUT * 1000 + 700, "chunks": 2},
)
_SHARE_OF_TENANTS = 0.75
_SHARE_OF_WRITES = 0.6
_TIMES = (1, 1, 1, 1, 2, 3, 4, 8, None)
_AFTER = (0, 0, 0, 0, 1, 2)


def faults_for(seed: int, run: int, host: str, tenant: str) -> list[Values]:
    """The rules for one tenant in one run, as the lab takes them; most often one, for some tenants none."""
    chance = random.Random(f"{seed}/faults/{run}/{host}")
    if chance.random() > _SHARE_OF_TENANTS:
        return []
    return [
        {
            "method": _one_of(chance, _WRITES if chance.random() < _SHARE_OF_WRITES else _READS),
            "tenant": tenant,
            "times": chance.choice(_TIMES),
            "after": chance.choice(_AFTER),
            **chance.choice(_FAULTS),
        }
        for _rule in range(chance.choice((1, 1, 2, 3)))
    ]


def _one_of(chance: random.Random, weights: dict[str, int]) -> str:
    (chosen,) = chance.choices(list(weights), weights=list(weights.values()))
    return chosen


def told(rule: Values) -> str:
    """A rule in a few words."""
    extra = [f"{name} {value}" for name, value in rule.items() if name in ("status", "module", "code", "effect", "ms")]
    times = "always" if rule["times"] is None else f"{rule['times']} times"
    after = f" after {rule['after']} calls" if rule["after"] else ""
    listed = f" ({', '.join(extra)})" if extra else ""
    return f"{rule['method']} {rule['fault']}{listed} {times}{after}"
