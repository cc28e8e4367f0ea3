# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A check of a server: how far it comes, what it finds, and what follows from that."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils import _errors
from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    AccessDeniedError,
    AuthenticationError,
    KescError,
    ServerError,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._editions import DEFAULT_CATALOG
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._server_check import (
    TOGETHER,
    CheckOrder,
    ServerCheck,
    Stage,
    check_server,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._server_findings import (
    Trust,
    Verdict,
    findings_of,
    sensible_concurrency,
    unknown_license_names,
    verdict,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._provider import Tenant
from ansible_collections.fleetops.kesc.plugins.module_utils._providers._survey import (
    Contact,
    Failure,
    ListSurvey,
    SeenTenant,
    SurveyedKey,
    TenantSurvey,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._presented import ServerCertificate
from ansible_collections.fleetops.kesc.tests.unit.support.clock import NOW

DENIED = Failure(error_code="access_denied", refusal="KLSTD 1184")
CERTIFICATE = ServerCertificate(issuer="other_authority", expires=NOW + dt.timedelta(days=400), fingerprint="ab" * 32)
TRUSTED = Trust(checked=True, pin=None, reusable_credentials=True)


def seen(number: int, name: str) -> SeenTenant:
    return SeenTenant(tenant=Tenant(tenant_id=number, name=name), unique_name=f"VSRV{number}")


class FakeServer:
    """Remembers who was signed in to; ``errors`` says which step fails with what."""

    def __init__(self, *tenants: SeenTenant, **errors: KescError) -> None:
        self._tenants = list(tenants)
        self._errors = errors
        self.entered: list[str | None] = []
        self.open = 0

    def certificate(self) -> ServerCertificate:
        return self._answer("certificate", CERTIFICATE)

    def contact(self) -> Contact:
        return self._answer("contact", Contact(status=401, clock_difference=None))

    def login_failure(self) -> Failure | None:
        return None

    def enter(self, name: str | None) -> FakeServer:
        self.entered.append(name)
        self._answer("tenant" if name else "main", None)
        self.open += 1
        return self

    def tenants(self) -> list[SeenTenant]:
        return self._answer("tenants", self._tenants)

    def seconds_of_a_call(self) -> float:
        return self._answer("ping", 0.1)

    def survey(self) -> TenantSurvey:
        return TenantSurvey(listed=listing(), calls=10, seconds=1.0)

    def survey_from_here(self, survey: TenantSurvey, tenant: Tenant) -> TenantSurvey:
        return dataclasses.replace(survey, external_id=str(tenant.tenant_id))

    def close(self) -> None:
        self.open -= 1

    def _answer(self, step: str, value: t.Any) -> t.Any:
        if step in self._errors:
            raise self._errors[step]
        return value


def listing(*keys: SurveyedKey, **values: t.Any) -> ListSurvey:
    whole: dict[str, t.Any] = {
        "keys": keys,
        "told_by_value": False,
        "announced": len(keys),
        "pieces": (len(keys),) if keys else (),
        "asked_at_a_time": 50,
        "end_flags": (True,) if keys else (),
        "beyond": 0,
        "after_release": None,
        "attributes": {},
        "unreadable": frozenset(),
    }
    return ListSurvey(**{**whole, **values})


def key(name: str = "Kaspersky Endpoint Security Cloud", position: Position = Position.ACTIVE) -> SurveyedKey:
    return SurveyedKey(license=License(license_id="S", name=name, position=position), used_by_server=1)


ORDER = CheckOrder(most_tenants=20, tries_login=True)


@pytest.mark.parametrize(
    ("errors", "stage"),
    [
        ({"contact": UnreachableError("no"), "certificate": UnreachableError("no")}, Stage.REACH),
        ({"main": AuthenticationError("no")}, Stage.SIGN_IN),
        ({"tenants": AccessDeniedError("no")}, Stage.TENANTS),
        ({"tenant": AuthenticationError("no")}, Stage.DONE),
        ({"ping": ServerError("no")}, Stage.DONE),
        ({}, Stage.DONE),
    ],
    ids=["nobody is there", "nobody is let in", "nothing is listed", "no tenant lets in", "no ping", "all is well"],
)
def test_a_check_comes_as_far_as_it_can_and_signs_out(errors: dict[str, KescError], stage: Stage) -> None:
    server = FakeServer(seen(1, "A"), seen(2, "B"), **errors)
    found = check_server(server, ORDER)
    assert found.stage is stage
    assert (found.failure is None) == (stage is Stage.DONE)
    assert server.open == 0
    findings = findings_of(found, trust=TRUSTED, catalog=DEFAULT_CATALOG, now=NOW)
    assert any(finding.stops for finding in findings) == (stage is not Stage.DONE)


def test_tenants_who_share_a_name_are_signed_in_to_by_their_unique_names() -> None:
    server = FakeServer(seen(1, "A"), seen(2, "Twin"), seen(3, "Twin"))
    found = check_server(server, ORDER)
    assert sorted(map(str, server.entered)) == ["A", "None", "VSRV2", "VSRV3"]
    assert [survey.external_id for _tenant, survey in found.surveyed] == ["1", "2", "3"]


@pytest.mark.parametrize(("most", "chosen"), [(0, []), (1, ["0"]), (3, ["0", "3", "6"]), (99, list("0123456789"))])
def test_few_of_many_tenants_are_chosen_from_all_over_the_list(most: int, chosen: list[str]) -> None:
    server = FakeServer(*(seen(number, str(number)) for number in range(10)))
    check_server(server, CheckOrder(most_tenants=most, tries_login=False))
    assert sorted(name for name in server.entered if name) == chosen


def test_an_account_that_is_refused_is_not_refused_again_and_again() -> None:
    server = FakeServer(*(seen(number, str(number)) for number in range(20)), tenant=AuthenticationError("no"))
    found = check_server(server, ORDER)
    assert len(server.entered) <= 1 + 1 + TOGETHER
    assert [str(survey.failure) for _tenant, survey in found.surveyed][-1] == "not_tried"
    (finding,) = findings_of(found, trust=TRUSTED, catalog=DEFAULT_CATALOG, now=NOW)
    assert "not_tried" in finding.text


def done(*surveys: TenantSurvey, **values: t.Any) -> ServerCheck:
    tenants = [Tenant(tenant_id=number, name=f"T{number}") for number in range(len(surveys))]
    here = values.pop("here", TenantSurvey(listed=listing(key())))
    return ServerCheck(
        **{
            "stage": Stage.DONE,
            "certificate": CERTIFICATE,
            "contact": Contact(status=401, clock_difference=1.0),
            "here": here,
            "tenants": tuple(SeenTenant(tenant=tenant, unique_name=None) for tenant in tenants),
            "surveyed": tuple(zip(tenants, surveys, strict=True)),
            **values,
        }
    )


def ends_in(days: int) -> ServerCertificate:
    return dataclasses.replace(CERTIFICATE, expires=NOW + dt.timedelta(days=days))


ONCE = dataclasses.replace(TRUSTED, reusable_credentials=False)
BLIND = dataclasses.replace(TRUSTED, checked=False)
BODY_HIDDEN = TenantSurvey(listed=listing(key()), body="left_out")
TWINS = tuple(seen(number, "Twin") for number in range(2))


@pytest.mark.parametrize(
    ("check", "trust", "subjects"),
    [
        pytest.param(done(), TRUSTED, [], id="nothing to say"),
        pytest.param(done(), BLIND, ["certificate"], id="a certificate that is not checked"),
        pytest.param(done(), dataclasses.replace(BLIND, pin="ab" * 32), [], id="a certificate that is pinned"),
        pytest.param(done(certificate=ends_in(29)), TRUSTED, ["certificate"], id="a certificate that ends soon"),
        pytest.param(done(certificate=ends_in(-1)), TRUSTED, ["certificate"], id="a certificate that has ended"),
        pytest.param(done(certificate=ends_in(30)), TRUSTED, [], id="a certificate that ends in a month"),
        pytest.param(done(contact=Contact(status=401, clock_difference=60.0)), TRUSTED, ["clock"], id="ahead"),
        pytest.param(done(contact=Contact(status=401, clock_difference=-60.0)), TRUSTED, ["clock"], id="behind"),
        pytest.param(done(contact=Contact(status=401, clock_difference=None)), TRUSTED, [], id="no clock"),
        pytest.param(done(), ONCE, ["sign_in"], id="credentials that work once"),
        pytest.param(done(tenants=TWINS), TRUSTED, ["tenants"], id="a shared name"),
        pytest.param(done(here=TenantSurvey(listed=listing())), TRUSTED, ["tenants"], id="nothing at all"),
        pytest.param(done(TenantSurvey(failure=DENIED)), TRUSTED, ["read"], id="a tenant that cannot be read"),
        pytest.param(done(TenantSurvey(listed=listing(key()), body="visible")), TRUSTED, [], id="bodies are visible"),
        pytest.param(done(BODY_HIDDEN), TRUSTED, ["export_license"], id="bodies are left out"),
        pytest.param(
            done(TenantSurvey(listed=listing(key(position=Position.UNKNOWN)))), TRUSTED, ["positions"], id="positions"
        ),
        pytest.param(
            done(TenantSurvey(listed=listing(key(), told_by_value=True))), TRUSTED, ["positions"], id="a value told"
        ),
        pytest.param(
            done(TenantSurvey(listed=listing(key(), unreadable=frozenset({"KLLIC_X"})))),
            TRUSTED,
            ["values"],
            id="a value that cannot be read",
        ),
        pytest.param(done(TenantSurvey(listed=listing(key(), beyond=1))), TRUSTED, ["count"], id="too many"),
        pytest.param(done(TenantSurvey(listed=listing(key(), announced=0))), TRUSTED, ["count"], id="unannounced"),
        pytest.param(done(TenantSurvey(listed=listing(key("X")))), TRUSTED, ["license_names"], id="an unknown name"),
        pytest.param(done(TenantSurvey(listed=listing(key()), repeated=2)), TRUSTED, ["load"], id="a busy server"),
    ],
)
def test_findings(check: ServerCheck, trust: Trust, subjects: list[str]) -> None:
    findings = findings_of(check, trust=trust, catalog=DEFAULT_CATALOG, now=NOW)
    assert [finding.subject for finding in findings] == subjects
    assert not any(finding.stops for finding in findings)
    assert verdict(findings) is (Verdict.WARNINGS if subjects else Verdict.READY)
    assert all(finding.text.endswith(".") and finding.remedy.endswith(".") for finding in findings)


def test_nothing_that_can_be_read_stops() -> None:
    check = done(TenantSurvey(failure=DENIED), here=TenantSurvey(failure=DENIED))
    findings = findings_of(check, trust=TRUSTED, catalog=DEFAULT_CATALOG, now=NOW)
    assert [finding.subject for finding in findings if finding.stops] == ["read"]
    assert verdict(findings) is Verdict.NOT_READY


ERRORS = [each for each in vars(_errors).values() if isinstance(each, type) and issubclass(each, KescError)]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.error_code)
def test_whatever_stops_it_is_a_sentence_with_a_remedy(error: type[KescError]) -> None:
    found = check_server(FakeServer(contact=error("Alder Dental said no", remedy="Ask Alder")), ORDER)
    (finding,) = findings_of(found, trust=TRUSTED, catalog=DEFAULT_CATALOG, now=NOW)
    assert finding.stops
    assert finding.remedy.endswith(".")
    assert "Alder" not in finding.text + finding.remedy


@pytest.mark.parametrize(
    ("alone", "together", "repeated", "concurrency"),
    [
        (0.1, 0.1, 0, 16),
        (0.1, 0.15, 0, 16),
        (0.1, 0.25, 0, 8),
        (0.1, 0.4, 0, 4),
        (0.001, 0.02, 0, 16),
        (0.1, None, 0, 16),
        (0.1, 0.1, 1, 4),
    ],
    ids=["no slower", "a little", "twice", "four times", "too fast to tell", "not measured", "busy"],
)
def test_a_sensible_concurrency(alone: float, together: float | None, repeated: int, concurrency: int) -> None:
    check = done(TenantSurvey(repeated=repeated), alone=alone, together=together)
    assert sensible_concurrency(check) == concurrency


def test_unknown_license_names_are_listed_once() -> None:
    surveys = [TenantSurvey(listed=listing(key(name))) for name in ("Zeta", "Alpha", "Zeta")]
    assert unknown_license_names(done(*surveys), DEFAULT_CATALOG) == ["Alpha", "Zeta"]
