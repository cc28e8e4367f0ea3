# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sentences that errors become, and the same facts for programs."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import KescError, NotFoundError, ServerAnswer, Step
from ansible_collections.fleetops.kesc.plugins.module_utils._operations import _result as _loaded  # noqa: F401 - so that its class is there


def _classes(base: type[KescError]) -> list[type[KescError]]:
    return [base, *(each for child in base.__subclasses__() for each in _classes(child))]


def _refused(**answer: t.Any) -> KescError:
    return KescError("no", remedy="Mend it", server=ServerAnswer(**answer))


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(KescError("it broke"), f"Failed: it broke. {KescError.what_to_do}.", id="nothing but a cause"),
        pytest.param(KescError("it broke", remedy="Mend it."), "Failed: it broke. Mend it.", id="a remedy"),
        pytest.param(
            KescError("it broke", remedy="Mend it").at(tenant="Birch", step=Step.INSPECT),
            "Failed to read the licenses of tenant 'Birch': it broke. Mend it.",
            id="a step of a tenant",
        ),
        pytest.param(
            KescError("it broke", remedy="Mend it").at(tenant="", step=Step.CONNECT),
            "Failed to connect for the main server: it broke. Mend it.",
            id="the main server",
        ),
        pytest.param(
            KescError(
                "no",
                remedy="Mend it",
                server=ServerAnswer(module="KLSTD", code=1186, subcode=7, text="x", request_id="R1"),
            ),
            "Failed: no (KLSTD 1186, subcode 7, said: x, request id R1). Mend it.",
            id="what the server said",
        ),
        pytest.param(
            _refused(status=502, request_id="R1"),
            "Failed: no (HTTP 502, request id R1). Mend it.",
            id="an HTTP status",
        ),
        pytest.param(
            _refused(code=5),
            "Failed: no (error 5). Mend it.",
            id="a code without a module",
        ),
        pytest.param(
            _refused(),
            "Failed: no. Mend it.",
            id="a server that said nothing",
        ),
    ],
)
def test_sentences(error: KescError, sentence: str) -> None:
    assert error.message == sentence
    assert str(error) == sentence


def test_the_aftermath_stands_before_the_remedy() -> None:
    error = KescError("it broke", remedy="Mend it")
    error.aftermath += ["License X stays", "It was tried 3 times."]
    assert error.message == "Failed: it broke. License X stays. It was tried 3 times. Mend it."


def test_the_first_tenant_and_step_stay() -> None:
    error = KescError("no").at(tenant="", step=Step.VERIFY)
    assert error.at(tenant="Birch", step=Step.APPLY) is error
    assert (error.tenant, error.step) == ("", Step.VERIFY)


def test_the_facts_for_programs() -> None:
    server = ServerAnswer(status=None, module="KLSTD", code=1186, subcode=0, text="gone", request_id="R1")
    error = NotFoundError("no such key", remedy="Look", server=server).at(tenant="Birch", step=Step.CONFIRM_REMOVAL)
    assert error.to_dict() == {
        "error_code": "not_found",
        "passing": False,
        "tenant": "Birch",
        "step": "confirm_removal",
        "cause": "no such key",
        "remedy": "Look",
        "server": {
            "status": None,
            "module": "KLSTD",
            "code": 1186,
            "subcode": 0,
            "text": "gone",
            "request_id": "R1",
        },
    }
    assert KescError("no").to_dict()["server"] is None


def test_every_class_has_an_error_code_of_its_own() -> None:
    codes = [each.error_code for each in _classes(KescError)]
    assert len(codes) == len(set(codes)) >= 20


def test_every_class_says_what_to_do_where_an_error_itself_does_not() -> None:
    assert KescError("it broke").message.endswith(f"{KescError.what_to_do}.")
    assert KescError("it broke", remedy="Mend it").message.endswith("Mend it.")
    borrowed = [each for each in _classes(KescError)[1:] if not vars(each).get("what_to_do")]
    assert borrowed == [], "a kind of failure has a remedy of its own"


def test_every_step_completes_the_sentence() -> None:
    for step in Step:
        message = KescError("x").at(tenant="T", step=step).message
        assert message.startswith(f"Failed to {step.value} ")
        assert "tenant 'T'" in message


def test_a_step_that_is_about_no_tenant_names_none() -> None:
    error = KescError("x", remedy="Mend it").at(tenant=None, step=Step.SIGN_IN)
    assert error.message == "Failed to save a sign-in: x. Mend it."


def test_secrets_that_the_server_quoted_are_blanked_out() -> None:
    error = _refused(text="session abc123 and abc, ended")
    error.hide(["abc", "abc123", "xyz"])
    assert "session ******** and ********, ended" in error.message


def test_hiding_nothing_changes_nothing() -> None:
    error = _refused(text="all is well")
    error.hide([])
    assert error.server == ServerAnswer(text="all is well")


def test_what_may_pass_by_itself_is_a_server_that_was_not_reached_or_busy_or_whose_answer_was_lost() -> None:
    passing = {each.error_code for each in _classes(KescError) if each.passing}
    assert passing == {"unreachable", "unavailable", "answer_lost", "answer_late", "unexpected_answer"}
