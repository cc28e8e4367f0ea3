# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real runs of ansible-playbook, each in a folder of its own, disturbed or left alone."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
import typing as t
from pathlib import Path

from observed import FinishedRun
from variations import Act

if t.TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cases import Values
    from labs import Lab
    from variations import Interruption

SECONDS_TO_RUN = 1800
"""After that a run counts as one that never ends."""

INTERRUPTED = -999
"""The exit code of a run that never ended."""

_SECONDS_TO_DISAPPEAR = 600
_LOOK_AGAIN_SECONDS = 0.05
_TERMINAL = "terminal"


class Runs:
    """Starts rotations over one inventory with one journal; ``settings`` are variables of the role, unprefixed."""

    def __init__(self, folder: Path, *, inventory: Values, settings: Values, forks: int) -> None:
        self._folder = folder
        self._inventory = folder / "inventory.json"
        self._inventory.write_text(json.dumps(inventory, indent=1), encoding="utf-8")
        self._settings = settings
        self._forks = forks
        self._count = 0
        # A short path: ansible-core makes sockets there, whose paths must not be long.
        self._temporary = tempfile.TemporaryDirectory(prefix="kesc-campaign-", ignore_cleanup_errors=True)

    def rotate(
        self,
        lab: Lab,
        interruption: Interruption,
        *,
        faults: Sequence[Values] = (),
        settings: Values | None = None,
        quiet: bool = False,
    ) -> FinishedRun:
        """Run fleetops.kesc.rotate to its end, or to the end that the interruption makes of it."""
        self._count += 1
        folder = self._folder / f"run-{self._count}"
        temporary = Path(self._temporary.name) / str(self._count)
        for each in (folder, temporary):
            each.mkdir()
        variables = {**self._settings, **lab.connection(), **(settings or {}), "report_dir": str(folder / "report")}
        process = _start(folder, self._command(variables), _environment(folder, temporary, forks=self._forks))
        try:
            cut_off = _disturb(process, lab, interruption, faults)
            exit_code = process.wait(SECONDS_TO_RUN)
        except subprocess.TimeoutExpired:
            cut_off, exit_code = True, INTERRUPTED
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return FinishedRun(
            number=self._count,
            exit_code=exit_code,
            cut_off=cut_off,
            quiet=quiet,
            report=_read_report(folder / "report" / "report.json"),
            texts=_texts(folder)
            | _texts(temporary)
            | {file.name: _read(file) for file in self._folder.glob("journal*")},
        )

    def put_journal_away(self) -> None:
        """Begin anew in the documented way."""
        journal = self._folder / "journal.jsonl"
        if journal.exists():
            journal.rename(self._folder / f"journal-before-run-{self._count + 1}.jsonl")

    def left_over(self, *, within: float = _SECONDS_TO_DISAPPEAR) -> list[int]:
        """The processes of runs that are still there after so many seconds."""
        deadline = time.monotonic() + within
        while (alive := self._alive()) and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_SECONDS)
        return alive

    def stop_all(self) -> None:
        """Stop what is left, and remove what it left in the temporary folder."""
        for process in self._alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._temporary.cleanup()

    def _alive(self) -> list[int]:
        return _processes_with(f"HOME={self._folder}/run-".encode())

    def _command(self, variables: Values) -> list[str]:
        variables = {f"license_rotation_{name}": value for name, value in variables.items()}
        variables["license_rotation_journal_file"] = str(self._folder / "journal.jsonl")
        file = self._folder / f"variables-{self._count}.json"
        file.write_text(json.dumps(variables, indent=1), encoding="utf-8")
        playbook = ["ansible-playbook", "fleetops.kesc.rotate", "-vvvv", "--diff"]
        return [*playbook, f"--inventory={self._inventory}", f"--extra-vars=@{file}"]


def _start(folder: Path, command: list[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with (folder / _TERMINAL).open("wb") as terminal:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _disturb(process: subprocess.Popen[bytes], lab: Lab, interruption: Interruption, faults: Sequence[Values]) -> bool:
    """Interrupt a run when it has come so far; whether it is not to come to its end now."""
    if interruption.act is Act.NONE:
        return False
    goal = lab.count_calls() + interruption.after
    deadline = time.monotonic() + SECONDS_TO_RUN
    while lab.count_calls() < goal:
        if process.poll() is not None:
            return False
        if time.monotonic() > deadline:
            raise subprocess.TimeoutExpired(process.args, SECONDS_TO_RUN)
        time.sleep(_LOOK_AGAIN_SECONDS)
    if interruption.act is Act.KILL_LAB:
        lab.kill()
        lab.start_again()
        lab.misbehave(faults)
        return False
    with contextlib.suppress(ProcessLookupError):
        _INTERRUPT[interruption.act](process.pid)
    return True


def _kill_all(pid: int) -> None:
    """The workers are stopped first: ansible-core may have put them into process groups of their own."""
    os.kill(pid, signal.SIGSTOP)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    for worker in map(int, children.split()):
        os.kill(worker, signal.SIGKILL)
    os.kill(pid, signal.SIGKILL)


_INTERRUPT: dict[Act, t.Callable[[int], None]] = {
    Act.CTRL_C: lambda pid: os.killpg(pid, signal.SIGINT),
    Act.TERMINATE: lambda pid: os.kill(pid, signal.SIGTERM),
    Act.KILL: _kill_all,
    Act.OTHER_SERVER: _kill_all,
    Act.KILL_MAIN: lambda pid: os.kill(pid, signal.SIGKILL),
}


def _environment(folder: Path, temporary: Path, *, forks: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "KESC_"))}
    return kept | {
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
        "ANSIBLE_FORKS": str(forks),
        "ANSIBLE_HOME": str(folder / "ansible-home"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "ANSIBLE_NOCOLOR": "1",
        "HOME": str(folder),
        "TMPDIR": str(temporary),
    }


def _read_report(file: Path) -> Values | None:
    try:
        report: Values = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return report


def _texts(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): _read(file) for file in folder.rglob("*") if file.is_file()}


def _read(file: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8", errors="replace")
    return ""


def _processes_with(variable: bytes) -> list[int]:
    """The processes whose environment has a variable that begins so, as Linux tells."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(each.startswith(variable) for each in (place / "environ").read_bytes().split(b"\0")):
                found.append(int(place.name))
    return found
