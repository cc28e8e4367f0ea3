# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list: for each tenant whose license a person replaces, what to do, what to expect, when to stop."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._license import _guards
from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Transition, compare
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import ALLOWED_BY
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._text import visible
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _recorded
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import Part

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.module_utils._license._comparison import Comparison
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import Kind, Sentence, Words
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._work_order import LicenseTerms, WorkOrder

FIELDS = dict(zip(_recorded.FIELDS, ("name", "model", "limit", "expires"), strict=True))
"""The lines of the comparison window, each with the name of its label."""

OLD_MAC_COMMAND = "kav addkey"
"""KESMac 12 administration guide, 26822."""


_PLAIN_ADDRESS = re.compile(r"https://[\w.:/\[\]-]+", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Step:
    """Something to do and to tick off."""

    name: str
    sentence: Sentence


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of the comparison window; ``after`` is empty where the order sheet states nothing.

    ``shown_before`` and ``shown_after`` are what a person reads, also where nothing is known.
    """

    field: str
    label: Part
    before: str
    after: str
    shown_before: str
    shown_after: str


@dataclasses.dataclass(frozen=True)
class Entry:
    """One tenant of the work list, ready to be written down.

    ``findings`` are the reasons to stop that the order sheet alone gives. ``command`` is what a Mac needs: a secret
    where the list shows codes. ``macs`` is ``None`` where nobody named them.
    """

    host: str
    tenant: str
    tenant_id: str
    partial_code: str
    findings: tuple[Sentence, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    transition: Sentence
    stops: tuple[Sentence, ...]
    allowed: tuple[Sentence, ...]
    command: str
    macs: tuple[str, ...] | None


@dataclasses.dataclass(frozen=True)
class Worklist:
    """``identity`` is the same for the same tenants and codes, whenever the list is made.

    ``provisional`` says which labels of the console nobody has checked; empty where all were.
    """

    identity: str
    made: dt.date
    words: Words
    shows_codes: bool
    provisional: Sentence
    entries: tuple[Entry, ...]


def worklist(orders: t.Sequence[WorkOrder], *, words: Words, shows_codes: bool, now: dt.datetime) -> Worklist:
    """The work list over the orders, in their order."""
    entries = tuple(_entry(order, words=words, shows_codes=shows_codes, now=now) for order in orders)
    identity = hashlib.sha256(json.dumps([[entry.host, entry.partial_code] for entry in entries]).encode())
    return Worklist(
        identity=identity.hexdigest()[:12],
        made=now.astimezone(dt.UTC).date(),
        words=words,
        shows_codes=shows_codes,
        provisional=_provisional(entries, words),
        entries=entries,
    )


def _provisional(entries: t.Sequence[Entry], words: Words) -> Sentence:
    sentences = (
        sentence
        for entry in entries
        for sentence in (
            *(step.sentence for step in entry.steps),
            *entry.stops,
            tuple(line.label for line in entry.lines),
        )
    )
    labels = {part.text: part.verified for sentence in sentences for part in sentence if part.kind == "label"}
    unverified = [text for text, verified in labels.items() if not verified]
    if not unverified:
        return ()
    if len(unverified) == len(labels):
        return words.say("unverified_all")
    return words.say("unverified", labels=", ".join(unverified))


def _entry(order: WorkOrder, *, words: Words, shows_codes: bool, now: dt.datetime) -> Entry:
    return Entry(
        host=order.host,
        tenant=visible(order.tenant),
        tenant_id=visible(order.tenant_id),
        partial_code=order.code.partial,
        findings=_findings(order, words, now),
        steps=_steps(order, words, shows_codes),
        lines=_lines(order, words),
        transition=_transition(order, words),
        stops=_stops(order, words),
        allowed=tuple(
            words.say("allowed", option=Part("code", f"license_rotation_{ALLOWED_BY[guard]}"))
            for guard in ALLOWED_BY
            if guard in order.allowed
        ),
        command=f"kav license /add {order.code.reveal() if shows_codes else _placeholder(order, words)}",
        macs=None if order.macs is None else tuple(visible(name) for name in order.macs),
    )


def _placeholder(order: WorkOrder, words: Words) -> str:
    return f"<{words.text('code_ending', partial=order.code.partial)}>"


def _steps(order: WorkOrder, words: Words, shows_codes: bool) -> tuple[Step, ...]:
    outcome = {name: Part("text", words.text(name)) for name in ("failed", "held_back")}
    features = Part("value", ", ".join(visible(feature) for feature in order.additional_features))
    steps = {
        "open": words.say("step_open", url=_link(order.server_url), tenant=order.tenant),
        "id": words.say("step_id", tenant_id=order.tenant_id),
        "tab": words.say("step_tab"),
        "enter": words.say("step_enter"),
        "code": words.say("step_whole_code", code=Part("code", order.code.reveal()))
        if shows_codes
        else words.say("step_code", partial=Part("code", order.code.partial)),
        "refused": words.say("step_refused", failed=outcome["failed"]),
        "compare": words.say("step_compare"),
        "decide": words.say("step_decide", held_back=outcome["held_back"]),
        "apply": words.say("step_apply"),
        "features": words.say("step_features", features=features)
        if order.additional_features
        else words.say("step_later"),
        "confirm": words.say("step_confirm"),
    }
    if not order.tenant_id:
        del steps["id"]
    # What to do when something goes wrong belongs to the step before it: it is nothing to tick off.
    steps["code"] = (*steps["code"], Part("text", " "), *steps.pop("refused"))
    return tuple(Step(name, sentence) for name, sentence in steps.items())


def _link(address: str) -> Part:
    """The console's address, to be followed where it has no sign that a page or Markdown could take for its own."""
    kind: Kind = "link" if _PLAIN_ADDRESS.fullmatch(address) else "code"
    return Part(kind, visible(address))


def _lines(order: WorkOrder, words: Words) -> tuple[Line, ...]:
    lines = []
    for field, label in FIELDS.items():
        before, after = _value(order.present, field), _value(order.expected, field)
        shown_after = _shown(field, after, words, missing="not_stated")
        if field == "name" and not after and order.expected.edition:
            shown_after = visible(order.expected.edition)
        lines.append(
            Line(
                field=field,
                label=words.label(label),
                before=before,
                after=after,
                shown_before=_shown(field, before, words, missing="not_known"),
                shown_after=shown_after,
            )
        )
    return tuple(lines)


def _value(terms: LicenseTerms | None, field: str) -> str:
    value = getattr(terms, field) if terms else None
    return "" if value is None else visible(value)


def _shown(field: str, value: str, words: Words, *, missing: str) -> str:
    if not value:
        return words.text(missing)
    return words.text(f"per_{value}") if field == "licensing_model" else value


def _licenses(order: WorkOrder) -> tuple[License | None, License]:
    """The license in use and the one that is ordered, each valid to the end of its last day.

    An order that states no licensing model is taken to keep the present one: a limit that is too small is then found
    before anybody starts.
    """
    if order.present is None:
        return None, _license(order.expected, "ordered")
    model = order.expected.licensing_model or order.present.licensing_model
    return (
        _license(order.present, order.present.license_id or "in use"),
        _license(dataclasses.replace(order.expected, licensing_model=model), "ordered"),
    )


def _license(terms: LicenseTerms, license_id: str) -> License:
    end = dt.time(23, 59, 59, tzinfo=dt.UTC)
    return License(
        license_id=license_id,
        name=terms.name,
        licensing_model=terms.licensing_model,
        limit=terms.limit,
        in_use=terms.in_use,
        expires=dt.datetime.combine(terms.expires, end) if terms.expires else None,
        position=Position.ACTIVE,
    )


def _transition(order: WorkOrder, words: Words) -> Sentence:
    before, after = _licenses(order)
    comparison = compare(before, after, catalog=order.catalog)
    features = {Transition.UPGRADE: comparison.gained, Transition.DOWNGRADE: comparison.lost}
    if before is None or comparison.transition not in (*features, Transition.RENEWAL):
        return words.say("unknown")
    said = words.say(comparison.transition.value, features=", ".join(features.get(comparison.transition, ())))
    return (*said, *_notes(comparison))


def _notes(comparison: Comparison) -> Sentence:
    """What the lists of features rest on, in English: names and addresses of sources for the most part."""
    return tuple(Part("text", f" {visible(note)}") for note in comparison.notes)


def _stops(order: WorkOrder, words: Words) -> tuple[Sentence, ...]:
    """What in the comparison window is a reason to stop; what the operator has allowed is none."""
    in_use = order.present.in_use if order.present else None
    stops = {
        "differs": words.say("stop_differs", after=Part("text", words.text("after"))),
        "downgrade": words.say("stop_features"),
        "limit_below_use": words.say("stop_limit_below_use")
        if in_use is None
        else words.say("stop_in_use", in_use=in_use),
        "smaller_limit": words.say("stop_smaller_limit"),
        "earlier_expiry": words.say("stop_earlier_expiry"),
        "expired": words.say("stop_expired"),
        "same": words.say("stop_same", unchanged=Part("text", words.text("unchanged"))),
    }
    return tuple(sentence for name, sentence in stops.items() if name not in order.allowed)


def _findings(order: WorkOrder, words: Words, now: dt.datetime) -> tuple[Sentence, ...]:
    """The guards that the order sheet alone would trip."""
    before, after = _licenses(order)
    comparison = compare(before, after, catalog=order.catalog)
    verdict = _guards.evaluate(
        comparison,
        after,
        in_use=before.in_use if before else None,
        expected=_guards.NOTHING_EXPECTED,
        catalog=order.catalog,
        allowed=order.allowed,
        now=now,
    )
    early = _guards.too_early(before, only_within_days=order.only_within_days, now=now)
    findings = []
    for guard in (*verdict.tripped, *([early] if early.tripped else [])):
        if guard.name == "downgrade":
            said = words.say("found_downgrade", features=", ".join(comparison.lost))
            findings.append((*said, *_notes(comparison)))
        else:
            old, new = (str(value)[:10] for value in (guard.before, guard.after))
            findings.append(words.say(f"found_{guard.name}", old=old, new=new))
    return tuple(findings)
