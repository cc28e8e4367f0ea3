# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a check: what they show, and that no text of a server breaks them."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import DEFAULT_CATALOG
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._console_findings import console_findings
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._server_check import (
    ServerCheck,
    Stage,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._server_findings import Trust
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._console_check import (
    console_check_dict,
    labels_draft,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._server_check import server_check_dict
from ansible_collections.fleetops.kesc.plugins.module_utils._presentation._server_check_markdown import markdown_of
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Tenant
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._survey import (
    Failure,
    ListSurvey,
    SeenTenant,
    SurveyedKey,
    TenantSurvey,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._labels import (
    MESSAGE_IDS,
    label_set,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._survey import (
    HUB,
    LICENSE,
    ConsoleSurvey,
    Label,
)
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

TRUST = Trust(checked=True, pin=None, reusable_credentials=True)


def report_of(*licenses: License, tenants: t.Sequence[str] = ()) -> dict[str, t.Any]:
    listed = ListSurvey(
        keys=tuple(SurveyedKey(license=license, used_by_server=None) for license in licenses),
        told_by_value=False,
        announced=len(licenses),
        pieces=(),
        asked_at_a_time=50,
        end_flags=(),
        beyond=0,
        after_release=None,
        attributes={},
        unreadable=frozenset(),
    )
    seen = tuple(
        SeenTenant(tenant=Tenant(tenant_id=number, name=name), unique_name=None) for number, name in enumerate(tenants)
    )
    check = ServerCheck(stage=Stage.DONE, here=TenantSurvey(listed=listed), tenants=seen)
    return server_check_dict(check, findings=[], trust=TRUST, settings={}, catalog=DEFAULT_CATALOG, now=NOW)


@pytest.mark.parametrize(
    ("serial", "shown"),
    [("0A00-000001-A0000001", "...0001"), ("123456789012", "...9012"), ("12345678901", "..."), ("", "...")],
    ids=["long", "just long enough", "too short to cut", "none"],
)
def test_serial_numbers_are_cut_short(serial: str, shown: str) -> None:
    report = report_of(License(license_id=serial, position=Position.ACTIVE))
    assert report["stores"][0]["licenses"][0]["license"] == shown


def test_a_license_name_that_holds_a_tenants_is_left_out() -> None:
    licenses = [License(license_id=str(n), name=name) for n, name in enumerate(("Plus X", "Plus for ALDER dental"))]
    report = report_of(*licenses, tenants=["Alder Dental", "X"])
    assert report["unknown_license_names"] == ["Plus X", "(a name that holds the name of a tenant)"]


@given(name=st.text(min_size=1))
def test_no_license_name_breaks_the_page(name: str) -> None:
    lines = markdown_of(report_of(License(license_id="S", name=f"X {name}"))).splitlines()
    head = lines.index("## License names that the catalog does not know")
    assert lines[head + 2].startswith("- `X ")
    assert lines[head + 2].count("`") == 2
    assert lines[head + 3 : head + 5] == ["", "## Not checked"]
    assert all(line.isprintable() for line in lines)


def seen_on(step: str, *texts: str, **labels: Label) -> ConsoleSurvey:
    states = dict.fromkeys(MESSAGE_IDS, Label.UNSEEN)
    return ConsoleSurvey({**states, **labels}, step=step, texts={step: list(texts)})


@given(texts=st.lists(st.text(), max_size=4))
def test_a_draft_can_be_loaded_whatever_the_pages_say(texts: list[str]) -> None:
    survey = seen_on(LICENSE, *texts, License=Label.FOUND)
    assert yaml.safe_load(labels_draft(survey, label_set("pl"))) == {"License": "Licencja"}
    assert yaml.safe_load(labels_draft(seen_on(HUB, *texts), label_set("pl"))) == {}


FOUND = ("Information panel", "License", "Enter activation code", "License name", "License limit")
FOUND = (*FOUND, "License expiration date", "License ID")


def whole(**values: t.Any) -> ConsoleSurvey:
    survey = seen_on(LICENSE, **dict.fromkeys(FOUND, Label.FOUND))
    return dataclasses.replace(survey, language="en-US", readable=True, **values)


def without(label: str, state: Label) -> ConsoleSurvey:
    survey = whole()
    return dataclasses.replace(survey, labels={**survey.labels, label: state})


@pytest.mark.parametrize(
    ("survey", "subjects", "verdict"),
    [
        pytest.param(whole(), [], "ready", id="all is well"),
        pytest.param(without("Next", Label.NOT_FOUND), [], "ready", id="an optional label is not there"),
        pytest.param(without("License ID", Label.NOT_FOUND), ["labels"], "not_ready", id="a field is not there"),
        pytest.param(without("Submit", Label.UNKNOWN), ["labels"], "not_ready", id="a label of the wizard is missing"),
        pytest.param(without("Summary", Label.UNKNOWN), [], "ready", id="an optional one is missing"),
        pytest.param(
            dataclasses.replace(whole(), readable=False), ["license"], "not_ready", id="a date of another form"
        ),
        pytest.param(
            dataclasses.replace(whole(), language="pl"), ["language"], "ready_with_warnings", id="another language"
        ),
        pytest.param(dataclasses.replace(whole(), language=None), [], "ready", id="no language"),
        pytest.param(
            dataclasses.replace(whole(), others_read_the_state=True),
            ["console_state"],
            "ready_with_warnings",
            id="an open sign-in",
        ),
        pytest.param(
            dataclasses.replace(whole(), failure=Failure(error_code="unheard_of")),
            ["console"],
            "not_ready",
            id="an unknown failure",
        ),
    ],
)
def test_findings_of_a_console(survey: ConsoleSurvey, subjects: list[str], verdict: str) -> None:
    findings = console_findings(survey, language="en_GB")
    report = console_check_dict(survey, findings=findings, settings={}, now=NOW)
    assert [finding.subject for finding in findings] == subjects
    assert report["verdict"] == verdict
    page = markdown_of(report)
    assert all(finding.text in page and finding.remedy in page for finding in findings)


def test_a_language_that_is_none_is_not_shown() -> None:
    survey = dataclasses.replace(whole(), language="Alder Dental")
    report = console_check_dict(survey, findings=[], settings={}, now=NOW)
    assert report["settings"]["language_of_the_pages"] is None
