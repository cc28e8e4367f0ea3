# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import tempfile

import hypothesis
from hypothesis.configuration import set_hypothesis_home_dir

# As in tests/unit: nothing is kept between runs, and no example is too slow on a busy machine.
set_hypothesis_home_dir(tempfile.gettempdir())
hypothesis.settings.register_profile("kesc-eda", database=None, deadline=None, derandomize=True, max_examples=100)
hypothesis.settings.load_profile("kesc-eda")
