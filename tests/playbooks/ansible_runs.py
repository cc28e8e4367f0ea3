# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real runs of ansible-playbook and ansible-inventory, in a folder of their own, and what came of them."""

from __future__ import annotations

import codecs
import csv
import dataclasses
import io
import json
import os
import signal
import subprocess
import time
import typing as t
from pathlib import Path

import yaml

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SECONDS_BETWEEN_LOOKS = 0.01
_HERE = Path(__file__).parent
_CONNECTION_PLUGINS = _HERE.parent / "integration" / "targets" / "through_modules" / "connection_plugins"


@dataclasses.dataclass(frozen=True)
class Run:
    """A finished run. ``events`` is one dict for each task and host: ``task``, ``host``, ``status``, ``result``."""

    folder: Path
    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """What a terminal shows."""
        return self.stdout + self.stderr

    @property
    def events(self) -> list[dict[str, t.Any]]:
        text = (self.folder / "events.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    @property
    def report(self) -> dict[str, t.Any]:
        return json.loads((self.folder / "report" / "report.json").read_text(encoding="utf-8"))

    @property
    def report_csv(self) -> list[dict[str, str]]:
        return read_csv(self.folder / "report" / "report.csv")

    @property
    def report_markdown(self) -> str:
        return (self.folder / "report" / "report.md").read_text(encoding="utf-8")

    def rows(self) -> dict[str, dict[str, t.Any]]:
        """The rows of the report by host."""
        return {row["host"]: row for row in self.report["tenants"]}

    def outcomes(self) -> dict[str, str]:
        return {host: row["outcome"] for host, row in self.rows().items()}

    def results(self, module: str = "fleetops.kesc.kesc_license") -> dict[str, dict[str, t.Any]]:
        """The last result of a module on each host."""
        return {event["host"]: event["result"] for event in self.events if event["action"] == module}

    def written_files(self) -> list[Path]:
        """Everything that the run left on disk."""
        # Python keeps what it compiled wherever it may: that has nothing of the run.
        return [file for file in self.folder.rglob("*") if file.is_file() and file.suffix != ".pyc"]


def text_of(file: Path) -> str:
    """What is in a file, in the encoding that its first bytes tell: a spreadsheet's may be UTF-16."""
    content = file.read_bytes()
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace")


def read_csv(file: Path) -> list[dict[str, str]]:
    """The lines of a CSV file as the collection writes it by default."""
    return list(csv.DictReader(io.StringIO(text_of(file), newline=""), dialect=csv.excel_tab, strict=True))


class RunningRun:
    """A run under way, in a process group of its own."""

    def __init__(self, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
        self._folder = folder
        self._terminal = folder / "terminal"
        with self._terminal.open("w", encoding="utf-8") as terminal:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> RunningRun:
        return self

    def __exit__(self, *_exc: object) -> None:
        """A run that its test gives up must not go on beside the next one."""
        if self._process.poll() is None:
            self.signal(signal.SIGKILL)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to hold, while the run goes on."""
        wait_until(lambda: self._goes_on() and holds())

    def signal(self, number: signal.Signals) -> Run:
        """Send the signal to every process of the run, as a terminal does it, and wait for its end."""
        os.killpg(self._process.pid, number)
        return self.end()

    def kill(self, *, workers: bool) -> None:
        """End the run at once. Its ``workers``, which ansible-core may have put into other groups, go on or not."""
        os.kill(self._process.pid, signal.SIGSTOP)
        for worker in _children(self._process.pid) if workers else ():
            os.kill(worker, signal.SIGKILL)
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> Run:
        """Wait for the end of the run."""
        exit_code = self._process.wait()
        return Run(self._folder, exit_code, self._terminal.read_text(encoding="utf-8"), "")

    def _goes_on(self) -> bool:
        assert self._process.poll() is None, self._terminal.read_text(encoding="utf-8")
        return True


class Ansible:
    """Starts ansible-playbook or ansible-inventory; every run has its own home, temporary folders, logs and report.

    ``through`` is what carries a task out: its ``action``, in the worker, or its ``module``.
    """

    def __init__(self, folder: Path, *, through: str = "action") -> None:
        self._folder = folder
        self._through = {"action": {}, "module": {"ansible_connection": "apart"}}[through]
        self._count = 0

    def playbook(
        self,
        playbook: str | Sequence[Mapping[str, t.Any]],
        *arguments: str,
        inventory: Mapping[str, t.Any] | None = None,
        variables: Mapping[str, t.Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Run:
        """Run a playbook, by its name or as plays, and wait for its end."""
        command, folder, env = self.prepare(
            playbook, *arguments, inventory=inventory, variables=variables, environment=environment
        )
        return _run(command, folder, env)

    def inventory(self, source: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Run:
        """Have ansible-inventory list a source, and wait for its end."""
        folder = self._new_folder()
        command = ["ansible-inventory", f"--inventory={source}", "--list", *arguments]
        return _run(command, folder, _environment(folder) | dict(environment or {}))

    def start(
        self,
        playbook: str,
        *,
        inventory: Mapping[str, t.Any] | None = None,
        variables: Mapping[str, t.Any] | None = None,
    ) -> RunningRun:
        """Start a playbook, and go on."""
        return RunningRun(*self.prepare(playbook, inventory=inventory, variables=variables, environment=None))

    def prepare(
        self,
        playbook: str | Sequence[Mapping[str, t.Any]],
        *arguments: str,
        inventory: Mapping[str, t.Any] | None,
        variables: Mapping[str, t.Any] | None,
        environment: Mapping[str, str] | None,
    ) -> tuple[list[str], Path, dict[str, str]]:
        """The command, the folder and the environment of a run that the caller starts."""
        folder = self._new_folder()
        command = ["ansible-playbook"]
        if isinstance(playbook, str):
            command.append(playbook)
        else:
            # Not in the run's folder: what the user wrote is no leftover.
            file = self._folder / f"playbook-{self._count}.yml"
            file.write_text(yaml.safe_dump(list(playbook), sort_keys=False), encoding="utf-8")
            command.append(str(file))
        if inventory is not None:
            file = self._folder / f"inventory-{self._count}.yml"
            file.write_text(yaml.safe_dump(dict(inventory), sort_keys=False), encoding="utf-8")
            command.append(f"--inventory={file}")
        own_variables = {
            "license_rotation_report_dir": str(folder / "report"),
            "license_rotation_retry_delay": 0,
            **self._through,
        }
        all_variables = own_variables | dict(variables or {})
        file = self._folder / f"variables-{self._count}.json"
        file.write_text(json.dumps(all_variables), encoding="utf-8")
        command += [f"--extra-vars=@{file}", *arguments]
        return command, folder, _environment(folder) | dict(environment or {})

    def _new_folder(self) -> Path:
        self._count += 1
        folder = self._folder / f"run-{self._count}"
        folder.mkdir(parents=True)
        return folder


def _children(pid: int) -> list[int]:
    """The processes that a process has started, as Linux tells."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again until it holds."""
    while not holds():
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def connection_variables(options: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Options of the modules as the role's variables."""
    return {f"license_rotation_{name}": value for name, value in options.items()}


def _run(command: list[str], folder: Path, env: dict[str, str]) -> Run:
    with subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    ) as process:
        try:
            stdout, stderr = process.communicate()
        finally:
            # A run that its test gives up must not go on beside the next one.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return Run(folder, process.returncode, stdout, stderr)


def _environment(folder: Path) -> dict[str, str]:
    foreign = ("ANSIBLE_", "KESC_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "ANSIBLE_ASYNC_DIR": str(folder / "async"),
        "ANSIBLE_CALLBACKS_ENABLED": "events",
        "ANSIBLE_CALLBACK_PLUGINS": str(_HERE / "callback_plugins"),
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
        "ANSIBLE_CONNECTION_PLUGINS": str(_CONNECTION_PLUGINS),
        "ANSIBLE_FORKS": "6",
        "ANSIBLE_HOME": str(folder / "ansible-home"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCAL_TEMP": str(folder / "local-temp"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_REMOTE_TEMP": str(folder / "remote-temp"),
        "HOME": str(folder),
        "TEST_EVENTS": str(folder / "events.jsonl"),
        "TMPDIR": str(_made(folder / "tmp")),
    }


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
