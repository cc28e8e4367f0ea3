# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings of the property tests, and what many tests need."""

from __future__ import annotations

import tempfile
import typing as t

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from ansible_collections.fleetops.kesc.tests.unit.support.clock import FakeClock
from ansible_collections.fleetops.kesc.tests.unit.support.scripted_http import ScriptedHttp

# Nothing is kept between runs and nothing is written into the tree; no example is too slow on a busy machine.
set_hypothesis_home_dir(tempfile.gettempdir())
hypothesis.settings.register_profile(
    "kesc",
    database=None,
    deadline=None,
    derandomize=True,
    max_examples=100,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("kesc")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def http() -> t.Iterator[ScriptedHttp]:
    """A client that plays a script; calls that the script still expects at the end fail the test."""
    scripted = ScriptedHttp()
    yield scripted
    scripted.assert_finished()
