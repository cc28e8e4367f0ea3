# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The servers of an inventory, and reading their tenants side by side."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidRequestError,
    ServerAnswer,
    ServerError,
    Step,
    UnreachableError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._tasks._result import TaskResult
from ansible_collections.fleetops.kesc.plugins.plugin_utils._inventory import _servers as servers

OPTIONS = {
    "provider",
    "server_url",
    "tenant",
    "tenant_id",
    "auth_method",
    "username",
    "password",
    "token",
    "totp",
    "proxy",
    "user_domain",
    "internal_user",
    "console_state",
    "editions_file",
    "license_facts",
    "external_ids",
}


@dataclasses.dataclass
class Validation:
    validated_parameters: dict[str, t.Any]
    error_messages: list[str]


def validate(values: dict[str, t.Any]) -> Validation:
    """Fills in what is not given; the option ``username`` may not be ``bad``."""
    problem = [f"username may not be bad; {values.get('password')}"] if values.get("username") == "bad" else []
    return Validation({**dict.fromkeys(OPTIONS), **values}, problem)


def servers_of(**settings: t.Any) -> list[servers.Server]:
    return servers.servers_of(settings, options=OPTIONS, validate=validate)


def test_a_file_without_a_list_names_one_server() -> None:
    (only,) = servers_of(server_url="https://ksc.test:1", username="me", plugin="x")
    assert (only.name, only.params["username"], only.given) == ("ksc.test", "me", {"server_url", "username"})


def test_an_entry_goes_before_the_top_of_the_file() -> None:
    north, south = servers_of(
        username="me",
        servers=[{"name": "north", "server_url": "n"}, {"server_url": "s.test", "username": "other"}],
    )
    assert (north.name, north.params["username"]) == ("north", "me")
    assert (south.name, south.params["username"]) == ("s.test", "other")
    assert north.given == {"username", "server_url"}


def test_a_tenant_of_the_environment_is_not_meant() -> None:
    (only,) = servers_of(server_url="n")
    assert (only.params["tenant"], only.params["tenant_id"]) == ("", "")
    (only,) = servers_of(server_url="n", tenant="Birch")
    assert only.params["tenant"] == "Birch"


def test_a_console_has_the_vendors_address_by_default() -> None:
    assert [each.name for each in servers_of(provider="console")] == ["cloud.kaspersky.com"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param({"servers": {"a": 1}}, "servers is not a list of dictionaries", id="no list"),
        pytest.param({"servers": ["a"]}, "servers is not a list of dictionaries", id="no dictionaries"),
        pytest.param({"servers": [{"nmae": "a"}]}, "server without an address: there is no option nmae", id="a typo"),
        pytest.param({"username": "bad", "server_url": "n"}, "server n: username may not be bad", id="a wrong value"),
        pytest.param({"username": "bad", "server_url": "//["}, "server without an address: user", id="no address"),
        pytest.param({"servers": [{"server_url": "n"}] * 2}, "the servers n and n would share", id="the same twice"),
        pytest.param({"servers": [{"name": "a.b"}, {"name": "a b"}]}, "servers a.b and a b would", id="one group"),
    ],
)
def test_what_is_wrong_is_named(settings: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence.replace("[", r"\[")):
        servers_of(**settings)


def test_no_message_shows_a_secret() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        servers_of(server_url="n", username="bad", password="pass-word")
    assert "pass-word" not in caught.value.message


def test_a_reading_depends_on_what_is_asked_and_not_on_secrets_or_the_way() -> None:
    def asked(**settings: t.Any) -> list[t.Any]:
        return servers_of(server_url="n", **settings)[0].asked

    plain = asked()
    for option in ("username", "tenant", "tenant_id", "license_facts", "external_ids", "editions_file", "provider"):
        assert asked(**{option: "console"}) != plain
    assert asked(password="p1", token="p2", totp="p3", proxy="http://a:p4@b") == plain


def tenant(name: str, message: str | None = None) -> dict[str, t.Any]:
    return {"name": name, "error": {"message": message} if message else None}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, TaskResult | Exception]:
    """What reading a server gives, by the server's address."""
    given: dict[str, TaskResult | Exception] = {}

    def run_tenants(params: dict[str, t.Any], *, tell: t.Callable[[str], None]) -> TaskResult:
        tell("1 of 2 tenants read")
        answer = given[params["server_url"]]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(servers, "run_tenants", run_tenants)
    return given


def read(*names: str, **settings: t.Any) -> list[servers.Reading]:
    asked = servers_of(servers=[{"server_url": name} for name in names], **settings)
    return servers.read_servers(asked, tell=lambda _line: None)


def test_a_server_that_cannot_be_read_does_not_hide_the_others(answers: dict[str, TaskResult | Exception]) -> None:
    answers.update(n=UnreachableError("gone"), s=TaskResult({"tenants": [tenant("A")]}, ("a note",)))
    north, south = read("n", "s")
    assert north.error is not None
    assert (north.tenants, north.error["error_code"]) == ([], "unreachable")
    assert (north.failures, south.failures) == ([f"Server n: {UnreachableError('gone').message}"], [])
    assert (south.tenants, south.warnings) == ([tenant("A")], ["Server s: a note"])


def test_progress_names_its_server(answers: dict[str, TaskResult | Exception]) -> None:
    answers.update(n=TaskResult({"tenants": []}), s=TaskResult({"tenants": []}))
    lines: list[str] = []
    servers.read_servers(servers_of(servers=[{"server_url": "n"}, {"server_url": "s"}]), tell=lines.append)
    assert sorted(lines) == ["Server n: 1 of 2 tenants read", "Server s: 1 of 2 tenants read"]


def test_servers_are_read_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(3, timeout=600)

    def run_tenants(_params: dict[str, t.Any], **_tell: t.Any) -> TaskResult:
        together.wait()
        return TaskResult({"tenants": []})

    monkeypatch.setattr(servers, "run_tenants", run_tenants)
    assert [reading.error for reading in read("a", "b", "c")] == [None] * 3


def test_options_that_are_wrong_are_no_unreachable_server(answers: dict[str, TaskResult | Exception]) -> None:
    wrong = InvalidRequestError("timeout is 0", remedy="Raise it")
    answers.update(n=wrong.at(tenant="", step=Step.VALIDATE))
    with pytest.raises(InvalidRequestError, match=r"^Failed: server n: timeout is 0. Raise it.$"):
        read("n")


def test_a_secret_that_the_server_quotes_is_hidden(answers: dict[str, TaskResult | Exception]) -> None:
    answers.update(n=ServerError("refused", server=ServerAnswer(text="not pass-word again")))
    (reading,) = read("n", password="pass-word")
    assert "pass-word" not in str((reading.error, reading.failures))


def test_the_failures_of_a_fleet_fit_a_screen(answers: dict[str, TaskResult | Exception]) -> None:
    tenants = [tenant(str(number), f"no {number}.") for number in range(100)]
    answers.update(n=TaskResult({"tenants": [tenant("fine"), *tenants]}))
    (reading,) = read("n")
    assert reading.failures[:2] == ["Server n: no 0.", "Server n: no 1."]
    assert reading.failures[5:] == ["Server n: 95 more could not be read."]


def test_a_defect_is_not_told_as_an_unreachable_server(answers: dict[str, TaskResult | Exception]) -> None:
    answers.update(n=ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        read("n")
