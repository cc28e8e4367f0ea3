# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which license is to be replaced, which one was applied, and what an earlier run left behind."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    KescError,
    LicenseMismatchError,
    PositionUnknownError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license import _positions
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.tests.unit.support.builders import active, license

OLD, RESERVE, STORED = active("OLD"), license("R", position=Position.RESERVE), license("S")
UNTOLD, UNTOLD_2 = (license(name, position=Position.UNKNOWN) for name in ("U1", "U2"))


@pytest.mark.parametrize(
    ("licenses", "position", "named", "found"),
    [
        pytest.param([], Position.ACTIVE, None, None, id="no licenses"),
        pytest.param([STORED], Position.ACTIVE, None, None, id="only stored ones"),
        pytest.param([OLD, RESERVE, STORED], Position.ACTIVE, None, OLD, id="the active one"),
        pytest.param([OLD, RESERVE, STORED], Position.RESERVE, None, RESERVE, id="the reserve one"),
        pytest.param([OLD], Position.RESERVE, None, None, id="no reserve one"),
        pytest.param([OLD], Position.ACTIVE, "OLD", OLD, id="the one that is named"),
        pytest.param([OLD, UNTOLD], Position.ACTIVE, None, OLD, id="the active one, beside an untold one"),
        pytest.param([UNTOLD, UNTOLD_2], Position.ACTIVE, "U2", UNTOLD_2, id="untold: the one that is named"),
    ],
)
def test_the_license_to_replace(
    licenses: list[License], position: Position, named: str | None, found: License | None
) -> None:
    assert _positions.license_to_replace(licenses, position, named=named) == found


@pytest.mark.parametrize(
    ("licenses", "named", "error", "sentence"),
    [
        pytest.param([OLD], "X", LicenseMismatchError, r"the active license is OLD \(Basic\), not X", id="another one"),
        pytest.param([], "X", LicenseMismatchError, "the active license is none, not X", id="none"),
        pytest.param([OLD, STORED], "S", LicenseMismatchError, "not S", id="one that is only stored"),
        pytest.param([UNTOLD], "X", LicenseMismatchError, "not X", id="untold, and another one named"),
        pytest.param([UNTOLD, UNTOLD_2], None, PositionUnknownError, r"\(U1, U2\).*nothing was changed", id="untold"),
        pytest.param([UNTOLD, STORED], None, PositionUnknownError, r"\(U1\)", id="one untold, one stored"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(
    licenses: list[License], named: str | None, error: type[KescError], sentence: str
) -> None:
    with pytest.raises(error, match=sentence) as refused:
        _positions.license_to_replace(licenses, Position.ACTIVE, named=named)
    assert "license_id" in refused.value.remedy


def _at(position: Position) -> License:
    return license("NEW", position=position)


@pytest.mark.parametrize(
    ("now", "replaced", "applied"),
    [
        pytest.param([_at(Position.ACTIVE)], OLD, True, id="in its position"),
        pytest.param([_at(Position.NONE), OLD], OLD, False, id="not yet"),
        pytest.param([_at(Position.RESERVE)], OLD, False, id="in another position"),
        pytest.param([OLD], OLD, False, id="not there at all"),
        pytest.param([_at(Position.UNKNOWN)], OLD, False, id="untold although the old one was told"),
        pytest.param([_at(Position.UNKNOWN)], None, False, id="untold although none was there before"),
        pytest.param([_at(Position.UNKNOWN), UNTOLD], UNTOLD, True, id="as untold as the old one was"),
        pytest.param([_at(Position.NONE), UNTOLD], UNTOLD, False, id="told not to be in use"),
    ],
)
def test_whether_a_license_was_applied(now: list[License], replaced: License | None, applied: bool) -> None:
    found = _positions.find_applied(now, license("NEW"), Position.ACTIVE, replaced=replaced)
    assert (found is not None) is applied


def _deployed(name: str, deployed: bool | None, position: Position = Position.NONE) -> License:
    return license(name, automatic_deployment=deployed, position=position)


@pytest.mark.parametrize(
    ("mine", "others", "named"),
    [
        pytest.param((False, Position.ACTIVE), [_deployed("S", True)], ["S"], id="another is deployed instead"),
        pytest.param((False, Position.ACTIVE), [_deployed("S", False)], [], id="none is deployed"),
        pytest.param((True, Position.ACTIVE), [_deployed("S", True)], ["S"], id="both are deployed"),
        pytest.param((None, Position.ACTIVE), [_deployed("S", True)], [], id="not told"),
        pytest.param((False, Position.RESERVE), [_deployed("S", True)], [], id="a reserve license"),
        pytest.param((False, Position.ACTIVE), [_deployed("R", True, Position.RESERVE)], [], id="the reserve is"),
    ],
)
def test_a_deployment_left_behind_is_warned_of(
    mine: tuple[t.Any, Position], others: list[License], named: list[str]
) -> None:
    in_force = _deployed("NEW", *mine)
    warnings = _positions.deployments_left_behind(in_force, [in_force, *others])
    assert len(warnings) == len(named)
    assert all(f"License {name} (Basic) is deployed" in warning for name, warning in zip(named, warnings, strict=True))
