# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""kesc_server_check over both consoles: pages and tabs are opened, and nothing is submitted."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._label_file import load_labels
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._server_check import run_server_check
from ansible_collections.fleetops.kesc.tests.console.other_console import Terms
from ansible_collections.fleetops.kesc.tests.console.signed_in import signed_in
from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ansible_collections.fleetops.kesc.tests.console.other_console import OtherConsole

# One worker, so that one server does for all of them.
pytestmark = pytest.mark.xdist_group("lab")

CLOUD = "Kaspersky Endpoint Security Cloud"
NAMES = ("Alder Dental", "Birch Legal")
ON_THE_TAB = {"Enter activation code", "License name", "License limit", "License expiration date", "License ID"}


def _fleet() -> dict[str, t.Any]:
    codes, tenants = [], []
    for number, name in enumerate(NAMES, start=1):
        license = {"serial": f"2A10-{number:06d}-00000001", "name": CLOUD, "limit": 40, "licensing_model": "user"}
        code = f"OLDXX-OLDXX-OLDXX-OLD{number:02d}"
        codes.append({"code": code, "license": {**license, "created": "today-300d", "expires": "today+20d"}})
        licenses = [{"code": code, "position": "active"}]
        devices = [{"platform": "macos", "names": [f"mac-of-{number}"]}]
        whole = {"id": number, "name": name, "company": f"Holding {number}"}
        tenants.append({**whole, "licenses": licenses, "devices": devices})
    account = {"username": "operator-of-kesc", "password": "made-up-password", "tenants": "all"}
    return {"accounts": [account], "activation_codes": codes, "tenants": tenants}


class Checked(t.NamedTuple):
    values: dict[str, t.Any]
    report: dict[str, t.Any]
    files: dict[str, str]

    def labels(self, state: str) -> set[str]:
        return {each["id"] for each in self.report["labels"] if each["state"] == state}


def _check(folder: Path, **options: t.Any) -> Checked:
    spec = _argspec.server_check_arguments(lambda _name: None)["argument_spec"]
    defaults = {name: option.get("default") for name, option in spec.items()}
    done = run_server_check({**defaults, "provider": "console", "dest": str(folder), **options}, False)
    files = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    report = json.loads(files["kesc-check.json"])
    assert report == done.values["report"]
    assert set(files) == {"kesc-check.json", "kesc-check.md", "console-labels.yml"}
    return Checked(done.values, report, files)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    running = RunningLab(_fleet(), tmp_path_factory.mktemp("lab"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def state(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> str:
    return signed_in(lab, tmp_path_factory.mktemp("state") / "state.json")


@pytest.fixture
def check(lab: RunningLab, state: str, patience: int, tmp_path: Path) -> Callable[..., Checked]:
    """Checks the practice console, which does nothing but show pages."""

    def run(language: str = "en", **options: t.Any) -> Checked:
        connection = {"server_url": lab.ready["console_url"], "ca_path": lab.ca_file, "console_state": state}
        mark = lab.mark()
        found = _check(tmp_path, console_language=language, timeout=patience, **{**connection, **options})
        opened = {call["method"] for call in lab.calls(after=mark)}
        # What is unknown is the HEAD request that brings the certificate.
        pages = {"start", "sign_in_page", "companies", "information_panel", "unknown"}
        assert opened <= {f"console.{page}" for page in pages}
        return found

    return run


def test_a_console_whose_labels_are_known_is_ready(check: Callable[..., Checked], lab: RunningLab) -> None:
    found = check()
    assert (found.values["verdict"], found.report["findings"]) == ("ready", [])
    assert (found.report["settings"]["language_of_the_pages"], found.report["license_read"]) == ("en", True)
    assert found.labels("found") >= {"Information panel", "License", "Licenses", *ON_THE_TAB}
    assert found.labels("not_looked_at") >= {"License replacement", "Submit", "Apply", "upgrade"}
    assert lab.writes() == []


def test_no_report_quotes_the_pages(check: Callable[..., Checked], lab: RunningLab) -> None:
    found = check()
    document = _fleet()
    private = {tenant[member] for tenant in document["tenants"] for member in ("name", "company")}
    private |= {code[member] for code in document["activation_codes"] for member in ("code",)}
    private |= {code["license"]["serial"] for code in document["activation_codes"]}
    private |= {"operator-of-kesc", "made-up-password", "mac-of-1", lab.url, "127.0.0.1", lab.ca_file}
    for name in ("kesc-check.json", "kesc-check.md"):
        assert [text for text in private if text in found.files[name]] == []
    assert "Alder Dental" in found.files["console-labels.yml"], "the draft quotes them, and says so"
    assert "Do not attach it" in found.files["console-labels.yml"]


def test_what_is_not_known_of_a_language_is_drafted(check: Callable[..., Checked], tmp_path: Path) -> None:
    found = check("de")
    assert found.values["verdict"] == "not_ready"
    assert found.labels("unknown") >= {"Information panel", "Enter activation code", "Submit"}
    assert found.labels("found") >= {"License", "License name", "License limit", "License ID"}
    (finding,) = found.report["findings"]
    assert "'Submit'" in finding["text"]
    draft = found.files["console-labels.yml"]
    assert '\n# "Enter activation code": ""\n' in draft
    assert '"Enter activation code"' in draft.partition("# On the page are: ")[2], "what stands there instead"
    labels = load_labels(str(tmp_path / "console-labels.yml"), language="de")
    assert (labels.get("License name"), labels.get("Submit")) == ("Lizenzname", None)


def test_the_list_of_another_language_is_found_by_its_known_labels(check: Callable[..., Checked]) -> None:
    found = check("pl")
    assert (found.values["verdict"], found.report["settings"]["language_of_the_pages"]) == ("ready", "pl")
    named = check("pl", tenant="Birch Legal")
    assert named.values["verdict"] == "ready"
    assert named.labels("found") >= {"Information panel", "License", *ON_THE_TAB}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"console_state": "/nowhere/state.json"}, "invalid_request"),
        ({"ca_path": None}, "certificate_refused"),
        ({"tenant": "Nobody Known"}, "tenant_not_found"),
    ],
    ids=lambda each: each if isinstance(each, str) else next(iter(each)),
)
def test_what_stops_is_said(check: Callable[..., Checked], options: dict[str, t.Any], code: str) -> None:
    found = check(**options)
    assert (found.values["verdict"], found.report["failure"]["error_code"]) == ("not_ready", code)
    assert "Nobody Known" not in found.files["kesc-check.md"]


def test_a_sign_in_that_has_run_out_is_said(check: Callable[..., Checked], tmp_path: Path) -> None:
    empty = tmp_path.parent / f"{tmp_path.name}-empty.json"
    empty.write_text(json.dumps({"cookies": [], "origins": []}), encoding="utf-8")
    empty.chmod(0o644)
    found = check(console_state=str(empty))
    assert found.report["failure"]["error_code"] == "authentication_failed"
    assert [each["subject"] for each in found.report["findings"]] == ["console", "console_state"]


@pytest.mark.parametrize("style", ["list", "sections", "plain"])
def test_other_pages_with_the_same_labels(
    serve: Callable[..., OtherConsole], params: Callable[..., dict[str, t.Any]], tmp_path: Path, style: str
) -> None:
    console = serve(present=Terms(id="1A2B-000001-00000001", expires="March 31, 2099"), style=style)
    folder = tmp_path / "check"
    folder.mkdir()
    connection = params({"argument_spec": {}}, tenant="Birch Legal")
    found = _check(folder, **connection)
    assert (found.report["license_read"], console.acts) == (True, [])
    assert found.labels("found") >= {"Information panel", "License", *ON_THE_TAB}
    assert {each["subject"] for each in found.report["findings"]} <= {"language"}
