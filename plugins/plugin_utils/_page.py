# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""HTML pages that need nothing else: the work list and the report."""

from __future__ import annotations

import base64
import functools
import hashlib
import pathlib
import typing as t

import jinja2
import markupsafe

_TEMPLATES = pathlib.Path(__file__).parents[2] / "roles" / "license_rotation" / "templates"


def page(name: str, **values: t.Any) -> str:
    """The page of the template ``name`` over the values, each of which is escaped.

    Nothing in it is loaded from anywhere, and only its own script and style may run in it. The style is the one that
    all pages share, then the page's own.
    """
    style, script = _asset("page.css") + _asset(f"{name}.css"), _asset(f"{name}.js")
    return _template(f"{name}.html.j2").render(
        policy=(
            "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
            f"style-src {_hash_of(style)}; script-src {_hash_of(script)}"
        ),
        # Our own files, the only texts on the page that are not escaped: the policy names them by their hashes.
        style=markupsafe.Markup(style),  # noqa: S704
        script=markupsafe.Markup(script),  # noqa: S704
        **values,
    )


@functools.cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


@functools.cache
def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
