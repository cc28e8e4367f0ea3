# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters around the work list: making it, writing it down, taking its outcomes back."""

from __future__ import annotations

import datetime as dt
import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError, KescError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._filter_errors import with_plain_errors
from ansible_collections.fleetops.kesc.plugins.plugin_utils._report import _report
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _markdown as _worklist_markdown
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _orders as _worklist_orders
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _outcomes as _worklist_outcomes
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _page as _worklist_page
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _words as _worklist_words
from ansible_collections.fleetops.kesc.plugins.plugin_utils._worklist import _worklist

if t.TYPE_CHECKING:
    from collections.abc import Callable

HostVariables: t.TypeAlias = "t.Mapping[str, t.Mapping[str, t.Any]]"


def worklist_hosts(hosts: list[str], hostvars: HostVariables) -> list[str]:
    """The hosts whose licenses a person replaces."""
    return [host for host in hosts if _worklist_orders.is_by_hand(hostvars[host])]


def worklist_files(
    hosts: list[str],
    hostvars: HostVariables,
    language: str | None = None,
    labels: str | None = None,
    show_codes: bool = False,
) -> dict[str, t.Any]:
    """The work list as files. ``language`` and ``labels`` count where no host has its own."""
    # Ansible puts the variables of a host together again each time that they are asked for.
    variables = {host: hostvars[host] for host in hosts}
    words = _worklist_words.words(
        _common("console_language", variables) or language or _worklist_words.ENGLISH,
        _common("console_labels", variables) or labels or None,
    )
    made = _worklist.worklist(
        [_order(host, variables[host]) for host in hosts],
        words=words,
        shows_codes=show_codes,
        now=dt.datetime.now(dt.UTC),
    )
    outcomes_file = f"outcomes-{made.identity}.csv"
    return {
        "html": _worklist_page.worklist_html(made),
        "markdown": _worklist_markdown.worklist_markdown(made, outcomes_file=outcomes_file),
        "outcomes": _worklist_outcomes.outcomes_csv(made),
        "outcomes_file": outcomes_file,
    }


def worklist_outcomes(
    report: t.Mapping[str, t.Any],
    files: str | list[str],
    hostvars: HostVariables,
    earlier_report: str | None = None,
) -> dict[str, t.Any]:
    """The report with the outcomes that people recorded."""
    paths = files.split(",") if isinstance(files, str) else files
    return _worklist_outcomes.with_outcomes(
        dict(report),
        _worklist_outcomes.read_outcomes(str(path) for path in paths),
        hostvars=hostvars,
        earlier=_report.read_report(earlier_report) if earlier_report else None,
    )


def _common(option: str, variables: HostVariables) -> str | None:
    name = f"{_worklist_orders.PREFIX}{option}"
    given = (of_a_host.get(name) for of_a_host in variables.values())
    values = sorted({str(value) for value in given if value is not None})
    if len(values) > 1:
        raise InvalidRequestError(
            f"the hosts have more than one {option}: {', '.join(values)}",
            remedy=f"Say which it is to be in {name} as an extra variable, or make a list for each",
        )
    return values[0] if values else None


def _order(host: str, variables: t.Mapping[str, t.Any]) -> _worklist_orders.WorkOrder:
    try:
        return _worklist_orders.work_order(host, variables)
    except KescError as error:
        raise AnsibleFilterError(f"{host}: {error.finding}") from None


class FilterModule:
    """Ansible's entry point."""

    def filters(self) -> dict[str, Callable[..., t.Any]]:
        return {
            "worklist_hosts": worklist_hosts,
            "worklist_files": with_plain_errors(worklist_files),
            "worklist_outcomes": with_plain_errors(worklist_outcomes),
        }
