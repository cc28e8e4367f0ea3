# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From options to a way into a workspace, before any browser is started."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.console._connection import ConsoleConnection
from ansible_collections.fleetops.kesc.tests.unit.support.task_params import params


def connection(**given: t.Any) -> ConsoleConnection:
    return ConsoleConnection.from_options(params("license", provider="console", **given))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param(None, "https://cloud.kaspersky.com", id="nothing"),
        pytest.param("lab.test:8443", "https://lab.test:8443", id="a bare host with a port"),
        pytest.param("https://lab.test/console/", "https://lab.test/console/", id="a path"),
    ],
)
def test_addresses_of_the_console(text: str | None, address: str) -> None:
    found = connection(server_url=text, console_state="/s.json")
    assert found.browser.http.server_url == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("http://lab.test", "begins with http://, only https:// is spoken", id="plain HTTP"),
        pytest.param("https://lab.test:99999", "is not an address", id="a port that does not exist"),
        pytest.param("https://me:pass-word@lab.test", "holds credentials", id="credentials"),
        pytest.param("https:///x", "names no host", id="no host"),
    ],
)
def test_wrong_addresses_of_the_console_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        connection(server_url=text)
    assert "pass-word" not in refused.value.message


def test_a_connection_to_the_console_carries_every_option() -> None:
    found = connection(
        tenant="Birch",
        tenant_id="ws-1",
        console_state="/state.json",
        console_language="es_MX",
        console_artifacts_dir="/pictures",
        browser_path="/opt/chromium",
        timeout=7,
        additional_features=["later", "Encryption"],
    )
    browser = found.browser
    assert (browser.state, browser.language, browser.executable) == ("/state.json", "es-MX", "/opt/chromium")
    assert (browser.headless, browser.http.timeout) == (True, 7.0)
    assert (found.tenant, found.tenant_id, found.artifacts) == ("Birch", "ws-1", "/pictures")
    assert found.features == ("Encryption",)
    assert found.labels.get("License") == "Licencia"
