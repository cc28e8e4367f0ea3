# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""Writing a work list: the page, the same as Markdown, and the file for outcomes."""

from __future__ import annotations

import typing as t

from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._csv import csv_content
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import FILE_MODE, make_folder, write_whole
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._recorded import COLUMNS
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._html import worklist_html
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._markdown import worklist_markdown

if t.TYPE_CHECKING:
    import pathlib

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist._worklist import Worklist

_MODE_WITH_CODES = 0o600


def write_worklist(folder: pathlib.Path, made: Worklist, *, csv_dialect: str, command: str) -> dict[str, pathlib.Path]:
    """The paths of the files by form (``html``, ``md``, ``outcomes``). ``command`` is as in :func:`worklist_html`.

    A file for outcomes that is there already is left alone: somebody may have begun to fill it in. Raises
    :class:`NotWrittenError`.
    """
    make_folder(folder)
    outcomes = folder / f"outcomes-{made.identity}.csv"
    files = {"html": folder / "worklist.html", "md": folder / "worklist.md", "outcomes": outcomes}
    contents = {
        "html": worklist_html(made, command=command),
        "md": worklist_markdown(made, outcomes_file=outcomes.name, command=command),
    }
    for form, content in contents.items():
        mode = _MODE_WITH_CODES if made.shows_codes else FILE_MODE
        write_whole(files[form], content.encode("utf-8", "backslashreplace"), mode=mode)
    if not outcomes.exists():
        write_whole(outcomes, outcomes_csv(made, dialect=csv_dialect))
    return files


def outcomes_csv(made: Worklist, *, dialect: str) -> bytes:
    """The CSV file for whoever records without the page: a line a tenant, the outcome still open."""
    lines = [{"host": entry.host, "tenant": entry.tenant, "partial_code": entry.partial_code} for entry in made.entries]
    return csv_content([COLUMNS, *([line.get(column, "") for column in COLUMNS] for line in lines)], dialect=dialect)


def told(made: Worklist, files: t.Mapping[str, pathlib.Path]) -> list[str]:
    """What to tell whoever watches the run."""
    count = len(made.entries)
    tenants = "1 tenant" if count == 1 else f"{count} tenants"
    lines = [
        f"Work list of {tenants}: {files['html']} (also .md)",
        f"Outcomes are recorded there, or in {files['outcomes']}",
    ]
    return (
        [*lines, "It holds complete activation codes: destroy it when the work is done."] if made.shows_codes else lines
    )
