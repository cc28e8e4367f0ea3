# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that knows the providers."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._registry import connection_type

CHOICES = _argspec.license_arguments(lambda _name: None)["argument_spec"]["provider"]["choices"]


@pytest.mark.parametrize("name", CHOICES)
def test_every_provider_that_can_be_chosen_has_a_way_to_a_tenant(name: str) -> None:
    assert connection_type(name).capabilities.most_sessions > 0


def test_they_differ() -> None:
    assert len({connection_type(name) for name in CHOICES}) == len(CHOICES) == 2


def test_there_is_no_other() -> None:
    with pytest.raises(ValueError, match="no provider telepathy"):
        connection_type("telepathy")
