# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: stdout
short_description: The progress of a fleet instead of a line for each tenant
version_added: 0.1.0
author:
  - fleetops.kesc contributors (@fleetops)
description:
  - Shows of tasks that replace or read licenses how far they have come, every few seconds, instead of a line for each
    tenant. In the playbook C(fleetops.kesc.rotate), tenants that failed or that a guard held back are named at the end
    of their batch.
  - Of other tasks it shows what went wrong and what they say, and at the end totals instead of a recap of all hosts.
  - With C(--diff) the comparison of every tenant is shown, as it is without this plugin.
requirements:
  - Set E(ANSIBLE_STDOUT_CALLBACK) to V(fleetops.kesc.progress), or C(stdout_callback) in C(ansible.cfg).
extends_documentation_fragment:
  - default_callback
  - result_format_callback
options:
  progress_interval:
    description: Seconds between two lines of progress at least, V(0) for a line after each tenant.
    type: float
    default: 10
    env:
      - name: KESC_PROGRESS_INTERVAL
    ini:
      - section: callback_kesc_progress
        key: interval
"""

import time
import typing as t

from ansible.plugins.callback.default import CallbackModule as DefaultCallback

from ansible_collections.fleetops.kesc.plugins.plugin_utils._progress import Progress

_OF_TENANTS = frozenset({"fleetops.kesc.kesc_license", "fleetops.kesc.kesc_license_info"})
_TALKING = frozenset({"debug", "ansible.builtin.debug"})
# More hosts than these are a fleet.
_FEW = 10


class CallbackModule(DefaultCallback):
    """See the documentation."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "fleetops.kesc.progress"

    def __init__(self) -> None:
        super().__init__()
        self._play: t.Any = None
        self._progress: Progress | None = None
        self._failed: dict[str, set[str]] = {}

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        """The batches of a play come as plays of their own and are counted on."""
        if self._play is not None and self._play.get_name() == play.get_name():
            self._play = play
            return
        self._end_of_play()
        super().v2_playbook_on_play_start(play)
        self._progress = Progress(
            interval=self.get_option("progress_interval"),
            now=time.monotonic,
        )
        hosts = play.get_variable_manager().get_vars(play=play).get("ansible_play_hosts_all", ())
        self._progress.begin(len(hosts))

    def v2_playbook_on_task_start(self, task: t.Any, is_conditional: bool) -> None:
        """A task shows its banner when it has something to say."""
        del is_conditional
        self._last_task_name = task.get_name().strip()
        self._task_type_cache[task._uuid] = "TASK"

    def v2_runner_on_ok(self, result: t.Any) -> None:
        if result._task.action in _OF_TENANTS:
            self._count(result)
        elif result._task.action in _TALKING or self._display.verbosity:
            super().v2_runner_on_ok(result)

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        if result._task.action in _OF_TENANTS:
            # Newer cores tell it by the event alone.
            self._count(result, failed=True)
        if self._is_news(result):
            super().v2_runner_on_failed(result, ignore_errors)

    def v2_runner_item_on_ok(self, result: t.Any) -> None:
        if self._display.verbosity:
            super().v2_runner_item_on_ok(result)

    def v2_runner_on_skipped(self, result: t.Any) -> None:
        if self._display.verbosity:
            super().v2_runner_on_skipped(result)

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        if self._is_news(result):
            super().v2_runner_on_unreachable(result)

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._end_of_play()
        if len(stats.processed) <= _FEW:
            super().v2_playbook_on_stats(stats)
            return
        summaries = [stats.summarize(host) for host in stats.processed]
        totals = {
            name: sum(1 for summary in summaries if summary[name])
            for name in ("changed", "failures", "unreachable", "rescued", "ignored")
        }
        self._display.banner("PLAY RECAP")
        self._display.display(
            f"{len(summaries)} hosts, of which " + ", ".join(f"{name}: {count}" for name, count in totals.items())
        )

    def _count(self, result: t.Any, **outcome: bool) -> None:
        values = {**result._result, **outcome}
        for line in self._progress.count(values) if self._progress else ():
            self._display.display(line)

    def _is_news(self, result: t.Any) -> bool:
        """Whether the task has not yet failed for many others."""
        hosts = self._failed.setdefault(result._task._uuid, set())
        hosts.add(result._host.get_name())
        return len(hosts) <= _FEW

    def _end_of_play(self) -> None:
        for line in self._progress.end() if self._progress else ():
            self._display.display(line)
