# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Windows of the console that nobody asked for: an activation code may begin what cannot be undone.

Entering the code of some licenses starts the wizard of a migration (NextPro help, topic 254854).
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    import re

    from playwright.sync_api import Frame

DOCUMENTED = ("License replacement", "Check the new license details", "Try additional features")
"""The windows of the wizard: KESC help, topic 137454."""
ROLES = ("dialog", "alertdialog")

_DESCRIBE = """
(all) => all.map((window) => {
  const text = (element) => (element?.innerText || '').trim();
  const seen = [...window.querySelectorAll('h1, h2, h3, h4, h5, h6, [role=heading]')].filter((one) => text(one));
  const labeled = (window.getAttribute('aria-labelledby') || '').split(/\\s+/).filter(Boolean)
    .map((id) => text(window.ownerDocument.getElementById(id))).join(' ').trim();
  const name = window.getAttribute('aria-label')?.trim() || labeled || text(seen[0]);
  const asks = window.querySelector('button, a[href], input, select, textarea, [role=button], [role=link]') !== null;
  return {name, asks, words: text(window)};
})
"""
"""JavaScript: what each window calls itself, whether anything in it can be used, and what it says."""


def unexpected_title(frames: t.Iterable[Frame], *, known: t.Sequence[re.Pattern[str]]) -> str | None:
    """What the first visible window calls itself that is none of the ``known`` ones; ``None`` where there is none.

    A window that has no title and asks nothing only shows that the console is at work.
    """
    for frame in frames:
        for role in ROLES:
            windows = frame.get_by_role(t.cast("t.Any", role)).filter(visible=True)
            for window in windows.evaluate_all(_DESCRIBE):
                titles = [window["name"]] if window["name"] else window["words"].splitlines()
                is_known = any(pattern.match(title) for pattern in known for title in titles)
                if not is_known and (window["name"] or window["asks"]):
                    return next(filter(None, titles), "")
    return None
