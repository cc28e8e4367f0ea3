# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""kesc_server_check against labs that answer in different ways, in process; and the playbook check_server."""

from __future__ import annotations

import json
import re
import stat
import textwrap
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.fleetops.kesc.plugins.module_utils._options import _argspec
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._server_check import run_server_check
from ansible_collections.fleetops.kesc.tests.playbooks.fleets import BASE, OPERATOR, PLUS, WITHOUT_EXPORT

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from ansible_collections.fleetops.kesc.tests.playbooks.ansible_runs import Ansible
    from ansible_collections.fleetops.kesc.tests.playbooks.running_lab import RunningLab

SINGLE = {"username": "single", "password": "s3cret-Single-Passw0rd", "tenants": ["Alder Dental"]}
SECOND_FACTOR = {"username": "careful", "password": "s3cret-Careful-Passw0rd", "totp": "123456"}
STATISTIC, ENUM = "VServers2.GetVServerStatistic", "LicenseKeys.EnumKeys"
NAMES = ("Alder Dental", "Birch Legal", "Cedar Clinics", "Twin", "Twin", "Dogwood & Söhne")


class Document(t.NamedTuple):
    """A fleet as it stands in a file."""

    document: dict[str, t.Any]


class Fleet:
    """Every tenant has an active and a reserve license, and one that is only stored."""

    def __init__(self, **choices: t.Any) -> None:
        codes, tenants = [], []
        for number, name in enumerate(NAMES, start=1):
            licenses = []
            for letter, position in zip("ARS", ("active", "reserve", "none"), strict=True):
                code = f"AAAA{letter}-BBBBB-CCCCC-{number:05d}"
                terms = {"serial": f"0A00-{number:06d}-{letter}0000001", "limit": 20, "created": "today-99d"}
                terms |= {"name": f"{PLUS} for {name}" if letter == "S" else BASE, "expires": "today+99d"}
                codes.append({"code": code, "license": terms})
                licenses.append({"code": code, "position": position})
            devices = [{"platform": "windows", "count": number}, {"platform": "macos", "names": [f"mac-{number}-desk"]}]
            whole = {"id": number, "name": name, "external_id": f"crm-{number}", "company": f"Holding {name}"}
            tenants.append({**whole, "licenses": licenses, "devices": devices})
        self.document = {
            "accounts": [OPERATOR, WITHOUT_EXPORT, SINGLE, SECOND_FACTOR],
            "activation_codes": codes,
            "tenants": tenants,
            "choices": choices,
        }


@pytest.fixture(scope="module")
def lab(start_lab: Callable[..., RunningLab]) -> RunningLab:
    """Answers as it does by default."""
    return start_lab(Fleet())


@pytest.fixture(scope="module")
def other(start_lab: Callable[..., RunningLab]) -> RunningLab:
    """Answers otherwise wherever it can choose."""
    choices = {"used_by_adm_srv": "absent", "eof": "page", "stale_iterator": "bad_format", "max_chunk": 2}
    return start_lab(Fleet(unknown_arguments="error", wrong_password_status=403, **choices))


class Checked(t.NamedTuple):
    values: dict[str, t.Any]
    report: dict[str, t.Any]
    markdown: str

    def severities(self) -> dict[str, str]:
        return {each["subject"]: each["severity"] for each in self.report["findings"]}


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Checked]:
    """Checks as a worker does; nothing is changed and no session stays open."""

    def run(lab: RunningLab, username: str = "operator", **options: t.Any) -> Checked:
        spec = _argspec.server_check_arguments(lambda _name: None)["argument_spec"]
        defaults = {name: option.get("default") for name, option in spec.items()}
        mark = lab.mark()
        done = run_server_check({**defaults, **lab.connection(username), "dest": str(tmp_path), **options}, False)
        assert done.error is None
        assert lab.writes(after=mark) == []
        assert lab.counters()["sessions_open"] == 0
        report = json.loads((tmp_path / "kesc-check.json").read_text(encoding="utf-8"))
        assert report == done.values["report"]
        return Checked(done.values, report, (tmp_path / "kesc-check.md").read_text(encoding="utf-8"))

    return run


def test_a_server_that_answers_as_the_lab_does_by_default(check: Callable[..., Checked], lab: RunningLab) -> None:
    found = check(lab)
    assert found.values["verdict"] == "ready_with_warnings"
    assert found.severities() == {"tenants": "warning", "license_names": "warning"}
    assert found.report["tenants"] == {"seen": 6, "checked": 6}
    assert found.report["certificate"]["issuer"] == "other_authority"
    assert found.values["fingerprint"] == lab.fingerprint
    answers = found.report["answers"]
    assert answers["Version of the server"] == (
        "no documented call tells it; the collection is written for 13 to 16; signs of 13.1 or later "
        "(KLLIC_USED_BY_ADM_SRV), later than 15.1 (AcquireKeyUsageStatistics)"
    )
    del answers["Version of the server"]
    assert answers == {
        "Status of a call without signing in": "HTTP 401",
        "The server's clock": "not told: the answer has no Date",
        "Signing in to a session (Session.StartSession)": "works",
        "Signing in a connection (/login)": "works",
        "Signing in to a tenant by its unique name": "works (2)",
        "Right to read": "in 7 of 7 license stores",
        "Right to modify licenses": "unknown, for no documented call that only reads tells it",
        "Right ExportLicense": "in 6 of 6 license stores that hold any",
        "KLLIC_USED_BY_ADM_SRV": "0: 6 licenses, 0 of them used by devices; 1: 6 licenses, 6 of them used by devices; "
        "2: 6 licenses, 0 of them used by devices",
        "Which license is in force": "told in 6 of 6 license stores that hold any, open in 0",
        "lKeyCount": "right in 7 of 7 lists, too small in 0",
        "Size of a piece": "as many as asked, or what remained",
        "bEOF": "true with the last piece",
        "A result that was given back": "not_found (KLSTD 1186) (6)",
        "Attributes of another type": "none",
        "VServers2.GetVServerStatistic": "answers; lists the tenant's own licenses in 6 of 6 cases",
        "LicenseKeys.AcquireKeyUsageStatistics": "answers",
        "ExtTenant.GetExternalTenantId": "told (6)",
        "KLHST_WKS_PTYPE": "10: macos (6), 2: windows (21)",
    }
    assert "KLVSRV_LICENSES[].KLLIC_SERIAL: string" in found.report["shapes"][STATISTIC]
    assert found.report["license_attributes"]["KLLIC_LIMIT_DATE"] == ["datetime"]
    assert found.report["load"]["concurrency"] in (4, 8, 16)
    assert {license["position"] for store in found.report["stores"][1:] for license in store["licenses"]} == {
        "active",
        "reserve",
        "none",
    }


def test_a_server_that_answers_otherwise(check: Callable[..., Checked], other: RunningLab) -> None:
    found = check(other)
    answers = found.report["answers"]
    assert answers["KLLIC_USED_BY_ADM_SRV"] == "missing from all 18 licenses"
    assert "13.1" not in answers["Version of the server"]
    assert "later than 15.1" in answers["Version of the server"]
    assert answers["Size of a piece"] == "at most 2, fewer than asked although more remained"
    assert answers["bEOF"] == "false with the last piece; true with those before"
    assert answers["A result that was given back"] == "server_error (KLSTD 1192) (6)"
    assert answers["lKeyCount"] == "right in 7 of 7 lists, too small in 0"


def test_hidden_bodies_are_a_missing_right(check: Callable[..., Checked], lab: RunningLab) -> None:
    found = check(lab, "plain")
    assert found.report["answers"]["Right ExportLicense"] == (
        "in 0 of 6 license stores that hold any; else access_denied (KLSTD 1184) (6)"
    )
    assert found.severities()["export_license"] == "warning"


def test_rights_may_differ_by_virtual_server(check: Callable[..., Checked], lab: RunningLab) -> None:
    lab.misbehave(tenant="Birch Legal", method=ENUM, fault="error", module="KLSTD", code=1184, message="Birch Legal")
    try:
        found = check(lab)
    finally:
        lab.behave()
    assert found.severities()["read"] == "warning"
    assert found.report["answers"]["Right to read"] == "in 6 of 7 license stores"
    failures = [store["failure"] for store in found.report["stores"] if store["failure"]]
    assert failures == [{"error_code": "access_denied", "status": None, "refusal": "KLSTD 1184"}]


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ({"fault": "error", "module": "KLCONN", "code": 1194}, "server_error (KLCONN 1194)"),
        ({"fault": "error", "module": "KLSTD", "code": 1184}, "access_denied (KLSTD 1184)"),
        ({"fault": "not_json"}, "unexpected_answer"),
    ],
    ids=["an older server", "no right to it", "a web page"],
)
def test_a_statistic_that_is_not_there(
    check: Callable[..., Checked], lab: RunningLab, rule: dict[str, t.Any], answer: str
) -> None:
    lab.misbehave(method=STATISTIC, message="no", **rule) if rule["fault"] == "error" else lab.misbehave(
        method=STATISTIC, **rule
    )
    try:
        found = check(lab)
    finally:
        lab.behave()
    assert found.report["answers"][STATISTIC] == answer
    assert found.values["verdict"] == "ready_with_warnings"


def test_a_busy_server_is_read_by_fewer_at_a_time(check: Callable[..., Checked], lab: RunningLab) -> None:
    lab.misbehave(method=ENUM, fault="status", status=503, times=1)
    try:
        found = check(lab)
    finally:
        lab.behave()
    assert found.severities()["load"] == "warning"
    assert found.report["load"] | {"concurrency": 4, "repeated_calls": 1} == found.report["load"]


def test_a_lost_piece_says_nothing_of_the_server(check: Callable[..., Checked], lab: RunningLab) -> None:
    lab.misbehave(method="GroupSyncIterator.GetNextItems", tenant="Alder Dental", fault="reset_after", times=1)
    try:
        assert "read" not in check(lab).severities()
    finally:
        lab.behave()


def test_few_of_many_tenants_are_signed_in_to(check: Callable[..., Checked], lab: RunningLab) -> None:
    mark = lab.mark()
    found = check(lab, tenants_to_check=2)
    assert found.report["tenants"] == {"seen": 6, "checked": 2}
    assert lab.touched(after=mark) == {"", "Alder Dental", "Dogwood & Söhne"}


@pytest.mark.parametrize(
    ("username", "options"),
    [("single", {"tenant": "Alder Dental"}), ("careful", {"totp": "123456"}), ("operator", {"tenants_to_check": 0})],
    ids=["an account of one virtual server", "a second factor", "as asked"],
)
def test_only_one_server_is_signed_in_to(
    check: Callable[..., Checked], lab: RunningLab, username: str, options: dict[str, t.Any]
) -> None:
    mark = lab.mark()
    found = check(lab, username, **options)
    assert len({call["tenant"] for call in lab.calls(after=mark) if call["status"] == 200}) == 1
    assert [store["store"] for store in found.report["stores"]] == ["server"]
    assert ("sign_in" in found.severities()) == (username == "careful")


NOT_READY = {
    "nobody listens": ({"server_url": "https://127.0.0.1:9", "retries": 0}, "reach", "unreachable"),
    "a certificate that is not trusted": ({"ca_path": None}, "reach", "certificate_refused"),
    "a wrong fingerprint": ({"server_fingerprint": "0" * 64}, "reach", "certificate_refused"),
    "a wrong password": ({"password": "wr0ng-Passw0rd"}, "sign_in", "authentication_failed"),
    "a tenant that is not there": ({"tenant": "Nobody Known"}, "sign_in", "tenant_not_found"),
}


@pytest.mark.parametrize("case", NOT_READY)
def test_what_stops_is_said_with_what_to_do(check: Callable[..., Checked], lab: RunningLab, case: str) -> None:
    options, stage, code = NOT_READY[case]
    found = check(lab, **options)
    assert found.values["verdict"] == "not_ready"
    assert (found.report["stage"], found.report["failure"]["error_code"]) == (stage, code)
    (stopping,) = [each for each in found.report["findings"] if each["severity"] == "error"]
    assert stopping["remedy"]
    assert stopping["remedy"] in found.markdown
    assert any(line.startswith("In full: Failed") for line in found.values["summary"])
    if code == "certificate_refused":
        assert found.values["fingerprint"] == lab.fingerprint
        wrong = {"ca_path": None, "server_fingerprint": False}[next(iter(options))]
        assert found.report["certificate"]["matches_server_fingerprint"] is wrong


def test_a_refusal_while_listing_stops(check: Callable[..., Checked], lab: RunningLab) -> None:
    lab.misbehave(method="VServers.GetVServers", fault="error", module="KLSTD", code=1184, message="no")
    try:
        found = check(lab)
    finally:
        lab.behave()
    assert (found.report["stage"], found.values["verdict"]) == ("tenants", "not_ready")


def test_a_certificate_that_is_not_checked_is_a_warning(check: Callable[..., Checked], lab: RunningLab) -> None:
    assert check(lab, validate_certs=False).severities()["certificate"] == "warning"
    found = check(lab, validate_certs=False, ca_path=None, server_fingerprint=lab.fingerprint)
    assert found.report["certificate"]["matches_server_fingerprint"] is True
    assert "certificate" not in found.severities()


def everything_private(lab: RunningLab) -> set[str]:
    """Every name, serial, host, address, user, secret of the fleet, and what else tells whose it is."""
    texts: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            for member in value.values():
                collect(member)
        elif isinstance(value, list):
            for member in value:
                collect(member)
        elif isinstance(value, str):
            texts.add(value)

    document = Fleet().document
    collect([document["accounts"], document["activation_codes"], document["tenants"]])
    for tenant in lab.tenants().values():
        collect(tenant)
    public = {BASE, "active", "reserve", "none", "windows", "macos", "read", "modify", "export_license", "plain"}
    public |= {text for text in texts if re.fullmatch(r"today[+-]\d+d|[\d-]{10}(T[\d:]{8}Z)?", text)}
    host, port = lab.url.removeprefix("https://").split(":")
    return (texts - public) | {host, port, lab.url, lab.ca_file, lab.fingerprint, "operator", "single", "127.0.0.1"}


def test_no_file_names_a_customer_or_holds_a_secret(
    check: Callable[..., Checked], lab: RunningLab, tmp_path: Path
) -> None:
    private = everything_private(lab)
    assert {"Alder Dental", "crm-3", "mac-2-desk", "0A00-000001-A0000001", "AAAAA-BBBBB-CCCCC-00001"} <= private
    lab.misbehave(tenant="Birch Legal", method=ENUM, fault="error", module="Birch", code=9, message="Birch Legal")
    try:
        for options in ({}, {"password": "s3cret-Wrong"}, {"tenant": "Twin"}, {"server_url": "https://127.0.0.1:9"}):
            check(lab, **options)
            for file in sorted(tmp_path.iterdir()):
                text = file.read_text(encoding="utf-8")
                assert [each for each in private if each in text] == [], file.name
    finally:
        lab.behave()


def test_the_playbook_prints_a_verdict_and_writes_where_the_user_stands(ansible: Ansible, lab: RunningLab) -> None:
    variables = {f"license_rotation_{name}": value for name, value in lab.connection().items()}
    run = ansible.playbook("fleetops.kesc.check_server", variables=variables)
    assert run.exit_code == 0, run.output
    assert "Ready, with warnings: the collection works with this server." in run.output
    for name in ("kesc-check.json", "kesc-check.md"):
        assert stat.S_IMODE((run.folder / name).stat().st_mode) == 0o640
    assert OPERATOR["password"] not in run.output


def test_the_playbook_fails_where_the_server_is_not_ready(ansible: Ansible, lab: RunningLab, tmp_path: Path) -> None:
    variables = {f"license_rotation_{name}": value for name, value in lab.connection().items()}
    wrong = {"license_rotation_password": "wr0ng-Passw0rd", "check_server_dest": str(tmp_path / "new")}
    run = ansible.playbook("fleetops.kesc.check_server", "--check", variables={**variables, **wrong})
    assert run.exit_code == 2
    assert "Check username, password and internal_user." in " ".join(run.output.split())
    assert json.loads((tmp_path / "new" / "kesc-check.json").read_text(encoding="utf-8"))["verdict"] == "not_ready"


GUIDE = Path(__file__).parents[2] / "docs" / "docsite" / "rst" / "check.rst"
VOLATILE = re.compile(r"Made \S+ by|days left \| \d+|milliseconds[a-z ]* \| \d+|concurrency \| \d+")


def test_the_guide_shows_a_report_of_the_lab(
    check: Callable[..., Checked], start_lab: Callable[..., RunningLab]
) -> None:
    """As it is, but for its time and its measurements."""
    demo = yaml.safe_load((GUIDE.parents[3] / "lab" / "fleets" / "demo.yml").read_text(encoding="utf-8"))
    found = check(start_lab(Document(demo)))
    block = GUIDE.read_text(encoding="utf-8").partition(".. code-block:: markdown\n\n")[2].partition("\n.. ")[0]
    shown = textwrap.dedent(block).strip()
    assert VOLATILE.sub("", shown) == VOLATILE.sub("", found.markdown.strip())
