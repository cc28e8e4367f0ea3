# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.
"""What a person sees in a part of a page, as a tree of plain values, and the fields that it shows.

Fields are found by their labels alone, whatever the markup: tables, definition lists, sections under headings, list
items, plain text. No attribute that serves styling or tests is looked at.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

SNAPSHOT = r"""
(root) => {
  const roles = {
    A: 'link', ARTICLE: 'article', BUTTON: 'button', DIALOG: 'dialog', H1: 'heading', H2: 'heading', H3: 'heading',
    H4: 'heading', H5: 'heading', H6: 'heading', LI: 'listitem', TR: 'row',
  };
  const skipped = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'SELECT', 'TEXTAREA', 'SVG', 'svg']);
  const unseen = (element, style) => {
    if (style.display === 'contents') return false;
    if (!element.checkVisibility()) return true;
    const box = element.getBoundingClientRect();
    return box.width <= 1 && box.height <= 1 && (style.overflow !== 'visible' || style.clipPath !== 'none');
  };
  const visit = (node) => {
    if (node.nodeType === 3) {
      const parent = node.parentElement || node.getRootNode().host;
      return getComputedStyle(parent).visibility === 'visible' ? node.data : null;
    }
    if (node.nodeType !== 1 || skipped.has(node.tagName)) return null;
    if (node.tagName === 'BR') return {role: '', block: true, children: []};
    const style = getComputedStyle(node);
    if (unseen(node, style)) return null;
    if (node.tagName === 'INPUT') {
      return {role: node.type === 'password' ? 'password' : 'field', block: false, children: []};
    }
    const inner = node.shadowRoot ? node.shadowRoot.childNodes
      : node.tagName === 'SLOT' ? node.assignedNodes({flatten: true}) : node.childNodes;
    const children = [...inner].map(visit).filter((child) => child !== null);
    const role = node.getAttribute('role') || roles[node.tagName] || '';
    if (!node.innerText?.trim() && node.ariaLabel && (role === 'button' || role === 'link')) {
      children.push(node.ariaLabel);
    }
    const block = !style.display.startsWith('inline') && style.display !== 'contents';
    return {role, block, children};
  };
  return visit(root || document.body) || {role: '', block: true, children: []};
}
"""
"""JavaScript: an element, or the whole page, as nested ``{role, block, children}``; values of inputs are left out."""

_ARROW = re.compile(
    r"\s*(?:[\u2190-\u21ff\u2794-\u27be\u27f0-\u27ff\u2900-\u297f\u2b00-\u2b11]|[-=]+>|[\u00bb\u203a\u25b6\u25ba])+\s*"
)
_COLON = ":\uff1a"
_ENDS_A_VALUE = frozenset({"heading", "button"})


@dataclasses.dataclass(frozen=True)
class Line:
    """Text that stands on one line or in one cell.

    ``pieces`` are its texts by element, ``path`` the way from the root to the element that holds it, ``roles`` the
    roles on that way.
    """

    pieces: tuple[str, ...]
    path: tuple[int, ...]
    roles: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pieces).split())

    def within(self, *roles: str) -> bool:
        return not set(self.roles).isdisjoint(roles)


Tree: t.TypeAlias = "dict[str, t.Any]"


def lines_of(tree: Tree) -> list[Line]:
    """The lines of a snapshot from top to bottom, without empty ones."""
    lines: list[Line] = []
    pieces: list[str] = []

    def end(path: tuple[int, ...], roles: tuple[str, ...]) -> None:
        kept = tuple(" ".join(piece.split()) for piece in pieces if piece.strip())
        if kept:
            lines.append(Line(kept, path, roles))
        pieces.clear()

    def visit(node: Tree, path: tuple[int, ...], roles: tuple[str, ...], line: tuple[t.Any, t.Any]) -> None:
        roles = (*roles, node["role"]) if node["role"] else roles
        own = (path, roles)
        if node["block"]:
            end(*line)
            line = own
        elif node["role"] in _ENDS_A_VALUE:
            end(*line)
        for number, child in enumerate(node["children"]):
            if isinstance(child, str):
                pieces.append(child)
            else:
                visit(child, (*path, number), roles, line if node["role"] not in _ENDS_A_VALUE else own)
        if node["block"] or node["role"] in _ENDS_A_VALUE:
            end(*own)

    visit(tree, (), (), ((), ()))
    end((), ())
    return lines


@dataclasses.dataclass(frozen=True)
class Value:
    """What stands beside a label: one line, or several; each line with its pieces."""

    lines: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        return " ".join(" ".join(pieces) for pieces in self.lines)

    def readings(self) -> list[tuple[str, str]]:
        """Every way to read it as a value before and a value after; one value stands for both."""
        sides = [side for side in _ARROW.split(self.text) if side]
        if _ARROW.search(self.text):
            return [(sides[0], sides[1])] if len(sides) == len(("before", "after")) else []
        if len(self.lines) == len(("before", "after")):
            return [(" ".join(self.lines[0]), " ".join(self.lines[1]))]
        if len(self.lines) > 1 or not self.lines:
            return []
        pieces = self.lines[0]
        whole = " ".join(pieces)
        return [(whole, whole), *([(pieces[0], pieces[1])] if len(pieces) == len(("before", "after")) else [])]


class Fields:
    """The labeled values in some lines. ``labels`` maps message ids to what the page calls them."""

    def __init__(self, lines: t.Sequence[Line], labels: t.Mapping[str, str]) -> None:
        self._lines = lines
        self._found: dict[str, tuple[int, tuple[str, ...]]] = {}
        for strict in (True, False):
            for message_id, label in sorted(labels.items(), key=lambda item: -len(item[1])):
                if message_id not in self._found:
                    self._find(message_id, label, strict=strict)
        self._used = {number for number, _rest in self._found.values()}
        self.values = {message_id: self._value(*found) for message_id, found in self._found.items()}

    def remaining(self) -> list[Line]:
        """The lines that are neither a label nor a value."""
        return [line for number, line in enumerate(self._lines) if number not in self._used]

    def outside(self) -> list[Line]:
        """The same without headings and buttons."""
        return [line for line in self.remaining() if not line.within(*_ENDS_A_VALUE)]

    def _find(self, message_id: str, label: str, *, strict: bool) -> None:
        taken = {number for number, _rest in self._found.values()}
        for number, line in enumerate(self._lines):
            if number in taken or line.within("button"):
                continue
            rest = _after_label(line, label, strict=strict)
            if rest is not None:
                self._found[message_id] = number, rest
                return

    def _value(self, number: int, rest: tuple[str, ...]) -> Value:
        """The rest of the label's line, or the lines that belong to it: its smallest surroundings with more text."""
        label = self._lines[number]
        starts = {index for index, _rest in self._found.values()}
        if rest:
            own = self._within(label.path)
            more = [] if len(starts & set(own)) > 1 else [index for index in own if index > number]
            self._used.update(more)
            return Value((rest, *(self._lines[index].pieces for index in more)))
        following: list[int] = []
        for depth in range(len(label.path), -1, -1):
            following = [index for index in self._within(label.path[:depth]) if index > number]
            if following:
                break
        value: list[int] = []
        for index in following:
            if index in starts or self._lines[index].within(*_ENDS_A_VALUE):
                break
            value.append(index)
        self._used.update(value)
        return Value(tuple(self._lines[index].pieces for index in value))

    def _within(self, path: tuple[int, ...]) -> list[int]:
        return [index for index, line in enumerate(self._lines) if line.path[: len(path)] == path]


def _after_label(line: Line, label: str, *, strict: bool) -> tuple[str, ...] | None:
    """What follows the label on its line, perhaps nothing; ``None`` where the line does not begin with the label."""
    wanted = " ".join(label.split()).casefold()
    first, others = line.pieces[0], line.pieces[1:]
    if first.rstrip(_COLON + " ").casefold() == wanted:
        # A colon in an element of its own belongs to the label.
        return tuple(piece for piece in (piece.lstrip(_COLON + " ") for piece in others) if piece)
    head = first.casefold()
    if head.startswith(wanted):
        rest = first[len(wanted) :]
        if rest.lstrip()[:1] and rest.lstrip()[0] in _COLON:
            return tuple(piece for piece in (rest.lstrip().lstrip(_COLON).strip(), *others) if piece)
        if not strict and rest[:1].isspace():
            return (rest.strip(), *others)
    return None
