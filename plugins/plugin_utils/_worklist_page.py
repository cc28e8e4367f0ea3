# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
import pathlib
import types
import typing as t

import jinja2
import markupsafe

from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import OLD_MAC_COMMAND, OUTCOMES
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist_words import Part

if t.TYPE_CHECKING:
    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import Worklist

MARK = "?"
"""Stands after a label that nobody has checked."""

_TEMPLATES = pathlib.Path(__file__).parents[2] / "roles" / "license_rotation" / "templates"


def worklist_html(made: Worklist) -> str:
    """The page. Nothing in it is loaded from anywhere, and only its own script and style may run in it."""
    style, script = _asset("worklist.css"), _asset("worklist.js")
    words = made.words
    return _page().render(
        list=made,
        words=types.SimpleNamespace(**words.texts),
        language=words.texts_language,
        outcomes=OUTCOMES,
        mark=MARK,
        policy=(
            "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
            f"style-src {_hash_of(style)}; script-src {_hash_of(script)}"
        ),
        # Our own files, the only texts on the page that are not escaped: the policy names them by their hashes.
        style=markupsafe.Markup(style),  # noqa: S704
        script=markupsafe.Markup(script),  # noqa: S704
        made=words.say("made", date=made.made),
        count=words.say("tenants", count=len(made.entries)),
        intro=words.say("intro"),
        unverified=words.say("unverified", mark=Part("value", MARK)),
        macs_ten=words.say("macs_ten", command=Part("code", OLD_MAC_COMMAND)),
        new_id=words.say("new_id"),
        hand_back=hand_back_command("outcomes.json"),
    )


def hand_back_command(file: str) -> str:
    """What takes the outcomes in ``file`` back into the report."""
    return f"ansible-playbook -i INVENTORY fleetops.kesc.worklist -e license_rotation_worklist_outcomes={file}"


@functools.cache
def _page() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("worklist.html.j2")


@functools.cache
def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
