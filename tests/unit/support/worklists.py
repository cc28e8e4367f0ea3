# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work lists over made-up tenants."""

from __future__ import annotations

import datetime as dt
import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import Sentence, words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._work_order import WorkOrder, work_order
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import Worklist, worklist

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
CODE = "BIRCH-DEMO0-YEAR6-NEW02"
BASE = "Kaspersky Endpoint Security Cloud"
PLUS = f"{BASE} Plus"
OLD = {"name": BASE, "licensing_model": "user", "limit": 25, "in_use": 19, "expires": "2026-12-12"}
NEW = {"name": BASE, "licensing_model": "user", "limit": 25, "expires": "2027-12-12"}


def host_variables(**options: t.Any) -> dict[str, t.Any]:
    """The variables of a host that asks for a plain renewal, unless ``options`` say otherwise."""
    given = {"tenant": "Birch Legal", "activation_code": CODE, "present": OLD, "expected": NEW, **options}
    return {f"license_rotation_{name}": value for name, value in given.items() if value is not None}


def order(host: str = "birch-legal", **options: t.Any) -> WorkOrder:
    return work_order(host, host_variables(**options))


def made(
    *orders: WorkOrder, language: str = "en", shows_codes: bool = False, labels_file: str | None = None
) -> Worklist:
    return worklist(orders or (order(),), words=words(language, labels_file), shows_codes=shows_codes, now=NOW)


def plain(sentence: Sentence) -> str:
    return "".join(part.text for part in sentence)
