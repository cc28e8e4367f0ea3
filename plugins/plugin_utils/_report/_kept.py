# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The reports of all runs, kept: a folder for each under the report folder, and the newest one beside them.

The newest is a copy, not a link: file shares, and archives of what CI jobs leave, keep files but not always links.
"""

from __future__ import annotations

import re
import shutil
import typing as t

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._output._files import (
    NotWrittenError,
    make_folder,
    write_whole,
)
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _html, _run
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._csv import report_csv
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._markdown import report_markdown
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import read_report, report_json
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._since import changes_since

if t.TYPE_CHECKING:
    import pathlib

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report._report import Report

_NAME = re.compile(rf"(\d{{4}}-\d\d-\d\d)T(\d\d)(\d\d)Z-({'|'.join(_run.TITLES)})(-check)?(-\d+)?")


def keep_report(
    report_dir: pathlib.Path, report: Report, run: _run.Run, *, csv_dialect: str
) -> tuple[Report, dict[str, pathlib.Path]]:
    """Write the report of a run in every form, into a folder of its own and as the newest of ``report_dir``.

    Returns the report completed with the run and with what changed since the newest one so far, and the paths of the
    newest one by form (``html``, ``md``, ``csv``, ``json``), with ``folder``. Raises :class:`NotWrittenError`.
    """
    make_folder(report_dir)
    earlier = _newest(report_dir)
    folder = _new_folder(report_dir, run)
    try:
        report = {**report, "run": {"name": folder.name, **run.to_dict()}}
        if earlier:
            name = (earlier["run"] or {}).get("name") or ""
            report["since"] = changes_since(report, earlier, name=name)
        page = _html.report_html(report)
        contents = {
            "json": report_json(report),
            "md": report_markdown(report).encode(),
            "csv": report_csv(report, dialect=csv_dialect),
            "html": page.encode(),
        }
        for form, content in contents.items():
            write_whole(folder / f"report.{form}", content)
        contents["html"] = _html.with_links(page, _links(report_dir, besides=folder.name)).encode()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    newest = {form: report_dir / f"report.{form}" for form in contents}
    for form, file in newest.items():
        write_whole(file, contents[form])
    return report, {**newest, "folder": folder}


def _newest(report_dir: pathlib.Path) -> Report | None:
    """The newest report so far; nothing where it cannot be read: it is only compared with."""
    try:
        return read_report(report_dir / "report.json")
    except InvalidRequestError:
        return None


def _new_folder(report_dir: pathlib.Path, run: _run.Run) -> pathlib.Path:
    """A folder that nobody else has, called by the time and the kind of the run."""
    name = f"{run.at:%Y-%m-%dT%H%MZ}-{run.kind}{'-check' if run.check_mode else ''}"
    number = 1
    while True:
        folder = report_dir / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(0o750)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise NotWrittenError(folder, error) from error
        else:
            return folder


def _links(report_dir: pathlib.Path, *, besides: str) -> list[_html.Link]:
    """The pages of the earlier reports, the newest first."""
    links = []
    for folder in sorted(report_dir.iterdir(), reverse=True):
        named = _NAME.fullmatch(folder.name)
        if named and folder.name != besides and (folder / "report.html").is_file():
            day, hour, minute, kind, check_mode, _number = named.groups()
            words = f"{day} {hour}:{minute} UTC, {kind}{' in check mode' if check_mode else ''}"
            links.append(_html.Link(f"{folder.name}/report.html", words))
    return links
