# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demonstration: a fleet of made-up tenants, audited, rotated, and rotated again.

``make demo`` sets everything up and runs it; it needs ansible-core, the collection and the lab on its path. Ten tenants
are reached over the Open API. An eleventh is one that only the console reaches: it takes part where KESC_BROWSER_PATH
names a Chromium, which then needs playwright and babel too.

Of each run it shows what matters, so that all fits two screens; what else ansible-playbook printed is in a log.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import typing as t
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLEET = ROOT / "lab" / "fleets" / "demo.yml"
INVENTORY = ROOT / "lab" / "fleets" / "demo-inventory.yml"
CONSOLE_INVENTORY = ROOT / "lab" / "fleets" / "demo-console-inventory.yml"
SIGN_IN = ROOT / "demo" / "sign_in.py"
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
ROTATED_IN_CONSOLE = {"kapok-freight": "replaced"}
CHANGED = {"replaced", "refreshed"}

# What is shown of the output: a tenant's comparison, the summary, a rotation from its first tenant to the report.
COMPARED = "Cedar Clinics"
SUMMARY = r"^(Tenant +Outcome|\d+ tenants, ).*?^Report: .*?$"
ROTATION = r"^PLAY \[Replace the licenses.*?^Report: .*?$"

# ansible-playbook's exit codes: all well, and "a host failed".
DONE, FAILED = 0, 2


class Lab(t.NamedTuple):
    """The running practice server: its ready line, and the saved sign-in to its console, where there is one."""

    ready: dict[str, t.Any]
    console_state: Path | None

    def writing_calls(self) -> int:
        """How many calls that change something it has been asked for so far."""
        whole_lines = Path(self.ready["audit_log"]).read_text(encoding="utf-8").rpartition("\n")[0]
        return sum(json.loads(line)["writes"] for line in whole_lines.splitlines())


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as state, _lab(Path(state)) as lab:
        _say("The audit: every tenant compared with its new code, changing nothing. One comparison, and the summary:")
        audit = _play(lab, "audit", expected=DONE)
        print(_excerpt(rf"^--- before: {COMPARED}:.*?\n\n", audit), end="\n\n")
        print(_excerpt(SUMMARY, audit))
        audited = lab.writing_calls()

        _say("The rotation: the downgrade is held back, the unknown code is refused, the others go on")
        print(_excerpt(ROTATION, _play(lab, "rotate", expected=FAILED)))
        rotated, written = _outcomes(), lab.writing_calls() - audited

        _say("The rotation once more: nothing is left to change")
        print(_excerpt(SUMMARY, _play(lab, "rotate", expected=FAILED)))
        again = _outcomes()

    rotation = ROTATED | (ROTATED_IN_CONSOLE if lab.console_state else {})
    repetition = {host: "unchanged" if outcome in CHANGED else outcome for host, outcome in rotation.items()}
    if audited or rotated != rotation or again != repetition:
        print("The demonstration did not end as it should:", file=sys.stderr)
        print(f"writing calls in the audit: {audited}", file=sys.stderr)
        for name, found, wanted in (("first", rotated, rotation), ("second", again, repetition)):
            wrong = {host: (found.get(host), wanted[host]) for host in wanted if found.get(host) != wanted[host]}
            print(f"{name} rotation (found, expected): {wrong}", file=sys.stderr)
        return 1
    changed = sum(outcome in CHANGED for outcome in rotated.values())
    _say(
        f"Done: the audit made no call that changes something, the first rotation {written}; {changed} of "
        f"{len(rotated)} tenants changed at first, none the second time; the lab is stopped"
    )
    return 0


@contextlib.contextmanager
def _lab(state: Path) -> t.Iterator[Lab]:
    _say("The lab: a practice server with made-up tenants")
    command = [sys.executable, "-m", "kesc_lab", "serve", "--fleet", str(FLEET), "--state-dir", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            if not line:
                raise SystemExit("the lab did not start")
            ready = json.loads(line)
            print(f"serves {ready['url']}, logs every call to {ready['audit_log']}")
            yield Lab(ready, _signed_in(ready))
        finally:
            server.terminate()


def _signed_in(ready: dict[str, t.Any]) -> Path | None:
    """The saved sign-in to the lab's console, or nothing where there is no browser."""
    if not os.environ.get("KESC_BROWSER_PATH"):
        _say("No Chromium found: the tenant that only the console reaches is left out (Debian: apt install chromium)")
        return None
    _say("The sign-in to the lab's console, which a person makes once: here a script does")
    state = Path(ready["state_dir"]) / "console-state.json"
    command = [sys.executable, str(SIGN_IN), str(Path(ready["state_dir"]) / "ready.json"), str(state)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit("the sign-in to the lab's console failed")
    print(f"saved for tenants with 'provider: console', reached at {ready['console_url']}")
    return state


def _play(lab: Lab, playbook: str, *, expected: int) -> str:
    """Run one of the collection's playbooks over the whole fleet; gives its output."""
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
        # A line for what needs attention instead of one for each tenant.
        "ANSIBLE_STDOUT_CALLBACK": "fleetops.kesc.progress",
    }
    inventories = ["-i", str(INVENTORY)]
    if lab.console_state:
        environment |= {"KESC_CONSOLE_STATE": str(lab.console_state), "KESC_CONSOLE_URL": lab.ready["console_url"]}
        inventories += ["-i", str(CONSOLE_INVENTORY)]
    command = ["ansible-playbook", *inventories, f"fleetops.kesc.{playbook}"]
    log = FOLDER / f"{playbook}.log"
    print("$", *(Path(word).name for word in command), f"  # all of its output: {log}", flush=True)
    done = subprocess.run(
        command, cwd=FOLDER, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with log.open("a", encoding="utf-8") as file:
        file.write(done.stdout)
    if done.returncode != expected:
        print(done.stdout, file=sys.stderr)
        raise SystemExit(f"{playbook} ended with {done.returncode} instead of {expected}")
    return done.stdout


def _excerpt(pattern: str, output: str) -> str:
    """The part of the output that a pattern describes, as it is printed there."""
    found = re.search(pattern, output, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SystemExit(f"the run did not show what the demonstration is to show:\n{output}")
    return found[0].strip()


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
