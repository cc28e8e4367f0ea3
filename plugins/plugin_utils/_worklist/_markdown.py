# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list as Markdown, for whoever reads it in a ticket, a wiki or on paper."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._markdown import code, escaped
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._recorded import OUTCOMES
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import Part
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import OLD_MAC_COMMAND

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import Sentence, Words
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import Entry, Worklist


def worklist_markdown(made: Worklist, *, outcomes_file: str, command: str) -> str:
    """``outcomes_file`` is the name of the CSV file for outcomes, ``command`` takes them back once its name follows."""
    words = made.words
    lines = [
        f"# {words.text('title')}",
        "",
        f"- {inline(words.say('made', date=made.made))}",
        f"- {inline(words.say('tenants', count=len(made.entries)))}",
        "",
    ]
    if made.shows_codes:
        lines += [f"> **⚠ {words.text('codes_shown')}**", ""]
    lines += [inline(words.say("intro")) + ("" if made.shows_codes else f" {words.text('codes_hidden')}"), ""]
    if made.provisional:
        lines += [inline(made.provisional), ""]
    for entry in made.entries:
        lines += _entry(entry, words)
    outcomes = (*(Part("text", ", ") if odd else Part("code", name) for name in OUTCOMES for odd in (0, 1)),)[:-1]
    by_file = words.say("by_file", file=Part("code", outcomes_file), outcomes=Part("text", ""))
    lines += [f"## {words.text('hand_back')}", "", _with_outcomes(by_file, outcomes), ""]
    lines += [words.text("hand_back_how"), "", "```console", f"{command}{outcomes_file}", "```", ""]
    return "\n".join(lines)


def inline(sentence: Sentence) -> str:
    """A sentence in one line of Markdown; whatever a value holds stays text."""
    return "".join(_part(part) for part in sentence)


def _part(part: Part) -> str:
    if part.kind == "label":
        return f"**{escaped(part.text)}**"
    if part.kind == "link":
        return f"<{part.text}>"
    if part.kind == "code":
        return code(part.text)
    if part.kind == "value":
        return f"**{escaped(part.text)}**" if part.text.strip() else ""
    return part.text


def _with_outcomes(sentence: Sentence, outcomes: Sentence) -> str:
    return inline(tuple(piece for part in sentence for piece in (outcomes if part == Part("text", "") else (part,))))


def _entry(entry: Entry, words: Words) -> list[str]:
    lines = [f"## {escaped(entry.tenant)} · …{entry.partial_code}", ""]
    if entry.findings:
        lines += [f"> **⚠ {words.text('do_not_start')}**", ">", *(f"> - {inline(one)}" for one in entry.findings), ""]
    lines += [f"### {words.text('steps')}", ""]
    lines += [f"{number}. [ ] {inline(step.sentence)}" for number, step in enumerate(entry.steps, start=1)]
    heads = [words.text(key) for key in ("line", "now", "after", "agrees")]
    lines += ["", f"### {words.text('compare')}", "", f"| {' | '.join(heads)} |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {_part(line.label)} | {escaped(line.shown_before)} | {escaped(line.shown_after)} | [ ] |"
        for line in entry.lines
    ]
    lines += ["", inline(entry.transition), "", f"### {words.text('stops')}", ""]
    lines += [f"- {inline(stop)}" for stop in entry.stops]
    if entry.allowed:
        lines += ["", *(f"{inline(option)}  " for option in entry.allowed)]
    lines += ["", f"### {words.text('macs')}", "", words.text("macs_wait"), "", code(entry.command), ""]
    lines += [inline(words.say("macs_ten", command=Part("code", OLD_MAC_COMMAND))), ""]
    lines += [words.text("macs_unknown")] if entry.macs is None else [f"- [ ] {escaped(name)}" for name in entry.macs]
    lines += ["", f"### {words.text('record')}", ""]
    lines += [f"- [ ] {words.text(outcome)}" for outcome in OUTCOMES]
    return [*lines, f"- {inline(words.say('new_id'))}: ", f"- {words.text('note')} ({words.text('no_code')}): ", ""]
