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

_SHARED_STYLE = pathlib.Path(__file__).with_name("page.css")


def page(template: pathlib.Path, **values: t.Any) -> str:
    """The page of a template, ``NAME.html.j2``, over the values, each of which is escaped.

    Beside the template are its style and its script, ``NAME.css`` and ``NAME.js``. Nothing in the page is loaded from
    anywhere, and only its own script and style may run in it. The style is the one that all pages share, then the
    page's own.
    """
    own = template.with_name(template.name.removesuffix(".html.j2"))
    style, script = _text(_SHARED_STYLE) + _text(own.with_suffix(".css")), _text(own.with_suffix(".js"))
    return _template(template).render(
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
def _template(file: pathlib.Path) -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_text(file))


@functools.cache
def _text(file: pathlib.Path) -> str:
    return file.read_text(encoding="utf-8")


def _hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
