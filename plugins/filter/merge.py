# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters that make one report and one journal out of those of slices."""

from __future__ import annotations

import functools
import json
import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.plugin_utils._filter_errors import with_plain_errors
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation import _merge

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report


def merge_reports(sources: list[_merge.Slice]) -> _report.Report:
    """One report out of those of several runs."""
    return _merge.merged_report(sources)


def merge_journals(sources: list[_merge.Slice]) -> str:
    """One journal out of those of several rotations, as the text of its file."""
    return "".join(f"{json.dumps(record, separators=(',', ':'))}\n" for record in _merge.merged_journal(sources))


def open_rotations(sources: list[_merge.Slice]) -> list[str]:
    """A sentence for each rotation that has not come to its end."""
    return _merge.open_slices(sources)


def _of_paths(run: Callable[[list[_merge.Slice]], t.Any]) -> Callable[[object], t.Any]:
    """A filter over the paths of reports and report folders, one or a list of them."""

    @functools.wraps(run)
    def checked(paths: object) -> t.Any:
        listed = [paths] if isinstance(paths, str) else paths
        if not isinstance(listed, (list, tuple)):
            raise AnsibleFilterError("this is no list of paths: name the report folders of the slices")
        return run(_merge.slices(str(path) for path in listed))

    return with_plain_errors(checked)


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., t.Any]]:
        return {run.__name__: _of_paths(run) for run in (merge_reports, merge_journals, open_rotations)}
