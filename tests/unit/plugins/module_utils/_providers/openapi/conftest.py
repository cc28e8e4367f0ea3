# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server of the tests of whole replacements."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE
from ansible_collections.fleetops.kesc.tests.unit.support.ksc import FakeKsc, active_key, key


@pytest.fixture
def ksc() -> FakeKsc:
    """A tenant with a license in force, and a good code for another one of the same name."""
    server = FakeKsc(active_key())
    server.codes[CODE] = key("NEW")
    return server
