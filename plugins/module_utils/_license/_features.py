# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Comparing the features of two editions, as far as the catalog knows them."""

from __future__ import annotations

import dataclasses
import typing as t

from ._edition import Kind

if t.TYPE_CHECKING:
    from ._edition import Edition, Statement

Cell: t.TypeAlias = "tuple[str, str, Statement]"
"""An edition, a feature, and what is said of it."""


@dataclasses.dataclass(frozen=True)
class Features:
    """What a change of edition does to the features.

    Only what is known of both editions is ``gained`` or ``lost``; the other features are ``undetermined``, and
    ``may_be_lost`` says that one of these could be lost. ``complete`` says that there can be no feature besides these.
    ``doubtful`` are the statements among those compared that are neither the vendor's own word nor the operator's.
    """

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    undetermined: tuple[str, ...] = ()
    may_be_lost: bool = False
    complete: bool = False
    doubtful: tuple[Cell, ...] = ()


def comparable(old: Edition, new: Edition) -> bool:
    """Whether two editions are known and of one family: the names of features mean the same only within one."""
    return old.known and new.known and old.family == new.family


def compare_features(old: Edition, new: Edition) -> Features:
    """Compare the editions feature by feature; the same edition has the same features, whatever is known of them."""
    if old.known and old == new:
        return Features(complete=True)
    named = tuple(dict.fromkeys((*old.statements, *new.statements)))
    if not comparable(old, new):
        return Features(undetermined=named, may_be_lost=True)
    gained, lost, undetermined, doubtful = list[str](), list[str](), list[str](), list[Cell]()
    may_be_lost = False
    for feature in named:
        was, will_be = old.says(feature), new.says(feature)
        if was is None or will_be is None:
            undetermined.append(feature)
            may_be_lost = may_be_lost or not _is_kept(was, will_be)
            continue
        if was.included != will_be.included:
            (gained if will_be.included else lost).append(feature)
        cells = ((old.name, feature, was), (new.name, feature, will_be))
        doubtful += [cell for cell in cells if cell[2].doubtful]
    return Features(
        tuple(gained),
        tuple(lost),
        tuple(undetermined),
        may_be_lost=may_be_lost,
        complete=old.complete and new.complete,
        doubtful=tuple(doubtful),
    )


def _is_kept(was: Statement | None, will_be: Statement | None) -> bool:
    """What was not there, or will be there, is not lost, whatever the other edition has."""
    return (was is not None and not was.included) or (will_be is not None and will_be.included)


def doubts(cells: t.Iterable[Cell]) -> str:
    """A sentence that names the source of each doubtful statement; empty where there is none."""
    clauses: dict[tuple[str, bool], dict[tuple[Kind, str], list[str]]] = {}
    for edition, feature, said in cells:
        by_source = clauses.setdefault((edition, said.included), {})
        by_source.setdefault((said.kind, said.source), []).append(feature)
    sentence = "; ".join(
        f"{edition} {'has' if included else 'lacks'} {_with_sources(by_source)}"
        for (edition, included), by_source in clauses.items()
    )
    return f"Compared with statements that are not the vendor's own words: {sentence}." if sentence else ""


def _with_sources(by_source: t.Mapping[tuple[Kind, str], t.Sequence[str]]) -> str:
    return ", ".join(
        f"{', '.join(features)} ({'implied by' if kind is Kind.IMPLIED else 'third party:'} {source})"
        for (kind, source), features in by_source.items()
    )
