# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list as one HTML page that needs nothing else."""

from __future__ import annotations

import pathlib
import types
import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._page import page
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._recorded import OUTCOMES
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._words import Part
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import OLD_MAC_COMMAND

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import Worklist

_TEMPLATE = pathlib.Path(__file__).with_name("worklist.html.j2")


def worklist_html(made: Worklist, *, command: str) -> str:
    """The page; ``command`` takes back the outcomes in a file once its name follows.

    Nothing in the page is loaded from anywhere, and only its own script and style may run in it.
    """
    words = made.words
    return page(
        _TEMPLATE,
        list=made,
        words=types.SimpleNamespace(**words.texts),
        language=words.texts_language,
        outcomes=OUTCOMES,
        made=words.say("made", date=made.made),
        count=words.say("tenants", count=len(made.entries)),
        intro=words.say("intro"),
        macs_ten=words.say("macs_ten", command=Part("code", OLD_MAC_COMMAND)),
        new_id=words.say("new_id"),
        hand_back=f"{command}outcomes.json",
    )
