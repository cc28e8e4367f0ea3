# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration: a fleet of ten made-up tenants, audited, rotated, and rotated again.

``make demo`` sets everything up and runs it; it needs ansible-core, the collection and the lab on its path.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import typing as t
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLEET = ROOT / "lab" / "fleets" / "demo.yml"
INVENTORY = ROOT / "lab" / "fleets" / "demo-inventory.yml"
FOLDER = ROOT / ".work" / "demo"

# What must become of the tenants: a demonstration that ends otherwise has failed.
ROTATED = {
    "alder-dental": "replaced",
    "birch-legal": "replaced",
    "cedar-clinics": "replaced",
    "dogwood-design": "replaced",
    "elm-bakery": "held_back",
    "fir-logistics": "failed",
    "ginkgo-travel": "unchanged",
    "hazel-studio": "replaced",
    "ivy-accounting": "replaced",
    "juniper-foods": "refreshed",
}
CHANGED = {"replaced", "refreshed"}
AGAIN = {host: "unchanged" if outcome in CHANGED else outcome for host, outcome in ROTATED.items()}

# ansible-playbook's exit codes: all well, and "a host failed".
DONE, FAILED = 0, 2


class Lab(t.NamedTuple):
    """The running practice server: its ready line, and where it logs every call."""

    ready: dict[str, t.Any]

    def writing_calls(self) -> int:
        """How many calls that change something it has been asked for so far."""
        whole_lines = Path(self.ready["audit_log"]).read_text(encoding="utf-8").rpartition("\n")[0]
        return sum(json.loads(line)["writes"] for line in whole_lines.splitlines())


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state, _lab(Path(state)) as lab:
        _say("The audit: every tenant compared with its new code, in check mode, with diffs")
        _play(lab, "audit", "--check", "--diff", expected=DONE)
        _say(f"The audit made {lab.writing_calls()} calls that change something, as the lab's log shows")
        audited = lab.writing_calls()

        _say("The rotation: the downgrade is held back, the unknown code is refused, the others go on")
        _play(lab, "rotate", expected=FAILED)
        rotated = _outcomes()
        _say(f"The rotation made {lab.writing_calls() - audited} calls that change something. Its report:")
        print((FOLDER / "license-rotation-report" / "report.md").read_text(encoding="utf-8"))

        _say("The rotation once more: nothing is left to change")
        _play(lab, "rotate", expected=FAILED)
        again = _outcomes()

    if audited or rotated != ROTATED or again != AGAIN:
        print("The demonstration did not end as it should:", file=sys.stderr)
        print(f"writing calls in the audit: {audited}", file=sys.stderr)
        for name, found, wanted in (("first", rotated, ROTATED), ("second", again, AGAIN)):
            wrong = {host: (found.get(host), wanted[host]) for host in wanted if found.get(host) != wanted[host]}
            print(f"{name} rotation (found, expected): {wrong}", file=sys.stderr)
        return 1
    changed = sum(outcome in CHANGED for outcome in rotated.values())
    _say(f"Done: {changed} of {len(rotated)} tenants changed at first, none the second time; the lab is stopped")
    print(f"The report: {FOLDER / 'license-rotation-report' / 'report.md'} (also .json and .csv)")
    return 0


@contextlib.contextmanager
def _lab(state: Path) -> t.Iterator[Lab]:
    _say("The lab: a practice server with ten made-up tenants")
    command = [sys.executable, "-m", "kesc_lab", "serve", "--fleet", str(FLEET), "--state-dir", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            if not line:
                raise SystemExit("the lab did not start")
            lab = Lab(json.loads(line))
            print(f"serves {lab.ready['url']}, logs every call to {lab.ready['audit_log']}")
            yield lab
        finally:
            server.terminate()


def _play(lab: Lab, playbook: str, *options: str, expected: int) -> None:
    account = lab.ready["accounts"][0]
    environment = {
        **os.environ,
        "KESC_SERVER_URL": lab.ready["url"],
        "KESC_CA_PATH": lab.ready["ca_file"],
        "KESC_USERNAME": account["username"],
        "KESC_PASSWORD": account["password"],
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_FORKS": "5",
        "ANSIBLE_LOCALHOST_WARNING": "false",
    }
    command = ["ansible-playbook", "--inventory", str(INVENTORY), f"fleetops.kesc.{playbook}", *options]
    print("$", " ".join(command), flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=FOLDER, env={**environment, "PWD": str(FOLDER)}, check=False).returncode
    print(f"took {time.monotonic() - started:.1f} s", flush=True)
    if code != expected:
        raise SystemExit(f"{playbook} ended with {code} instead of {expected}")


def _outcomes() -> dict[str, str]:
    report = json.loads((FOLDER / "license-rotation-report" / "report.json").read_text(encoding="utf-8"))
    return {row["host"]: row["outcome"] for row in report["tenants"]}


def _say(text: str) -> None:
    print(f"\n=== {text}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted; the lab is stopped")
