# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running ansible-rulebook, and the events that it prints."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import threading
import typing as t

import yaml

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_EVENT = re.compile(r"^\*\* [^\n]* \[event\] \*+\n(.*?)\n\*{20,}$", re.DOTALL | re.MULTILINE)


class Rulebook:
    """A process of ansible-rulebook over a folder with an inventory; ``wait_for`` its output instead of a time."""

    def __init__(
        self, rulebook: str, folder: Path, *arguments: str, variables: Mapping[str, t.Any], environment: dict[str, str]
    ) -> None:
        file = folder / "variables.yml"
        file.write_text(yaml.safe_dump(dict(variables)), encoding="utf-8")
        foreign = ("ANSIBLE_", "EDA_", "KESC_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        own = {
            "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
            "ANSIBLE_HOME": str(folder / "ansible-home"),
            "ANSIBLE_NOCOLOR": "1",
            "HOME": str(folder),
        }
        self._output, self._parsed, self._ended = "", 0, False
        self._events: list[dict[str, t.Any]] = []
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            ["ansible-rulebook", f"--rulebook={rulebook}", f"--vars={file}", *arguments],
            cwd=folder,
            env={**kept, **own, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def output(self) -> str:
        with self._news:
            return self._output

    @property
    def events(self) -> list[dict[str, t.Any]]:
        """The tenants' events that the rulebook has printed."""
        with self._news:
            return list(self._events)

    def wait_for(self, what: str, holds: Callable[[], bool]) -> None:
        """Return when it holds; it is asked at each end of a banner, an event or a play."""
        with self._news:
            self._news.wait_for(lambda: self._ended or holds())
            if not holds():
                raise AssertionError(f"there was not {what}: {self._output}")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._output += line
                if line.endswith("***\n"):
                    self._parse()
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _parse(self) -> None:
        while found := _EVENT.search(self._output, self._parsed):
            self._events.append(ast.literal_eval(found[1])["kesc"])
            self._parsed = found.end()
