# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a task's options to what the operations want."""

from __future__ import annotations

import base64
import datetime as dt
import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import (
    InvalidActivationCodeError,
    InvalidRequestError,
)
from ansible_collections.fleetops.kesc.plugins.module_utils._license._guards import NOTHING_EXPECTED, Expected
from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import Position
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._removal import RemovalOrder
from ansible_collections.fleetops.kesc.plugins.module_utils._operations._replacement import ReplacementOrder
from ansible_collections.fleetops.kesc.plugins.module_utils._options import (
    _addresses,
    _argspec,
    _connection,
    _license_order,
    _secrets,
)
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, activation_code


def params(**given: t.Any) -> dict[str, t.Any]:
    """What Ansible hands to kesc_license for the options given."""
    spec = _argspec.license_arguments(lambda _name: None)["argument_spec"]
    defaults = {name: option.get("default") for name, option in spec.items()}
    minimum = {"server_url": "ksc.test", "username": "admin", "password": "pass-word", "activation_code": CODE}
    return {**defaults, **minimum, **given}


@pytest.mark.parametrize(
    ("text", "url"),
    [
        pytest.param("https://ksc.test:13299", "https://ksc.test:13299", id="whole"),
        pytest.param("https://ksc.test:8080/", "https://ksc.test:8080", id="a slash at the end"),
        pytest.param("https://ksc.test", "https://ksc.test:13299", id="no port"),
        pytest.param("ksc.test", "https://ksc.test:13299", id="a bare host"),
        pytest.param("ksc.test:1", "https://ksc.test:1", id="host and port"),
        pytest.param("HTTPS://KSC.test", "https://ksc.test:13299", id="capitals"),
        pytest.param("10.0.0.1:13299", "https://10.0.0.1:13299", id="an address"),
        pytest.param("https://[2001:db8::1]", "https://[2001:db8::1]:13299", id="an IPv6 address"),
        pytest.param("[::1]:13300", "https://[::1]:13300", id="a bare IPv6 address with a port"),
    ],
)
def test_server_addresses(text: str, url: str) -> None:
    assert _addresses.server_url(text) == url
    assert _connection.connection(params(server_url=text)).http.server_url == url


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("http://ksc.test", "begins with http://, only https:// is spoken", id="plain HTTP"),
        pytest.param("ftp://ksc.test", "begins with ftp://", id="another protocol"),
        pytest.param("", "not just a host and a port", id="nothing"),
        pytest.param("https://", "not just a host and a port", id="no host"),
        pytest.param("https://:13299", "not just a host and a port", id="a port only"),
        pytest.param("https://k sc.test", "not just a host and a port", id="a blank"),
        pytest.param("https://ksc.test/api/v1.0", "not just a host and a port", id="a path"),
        pytest.param("https://ksc.test?x=1", "not just a host and a port", id="a query"),
        pytest.param("https://ksc.test#x", "not just a host and a port", id="a fragment"),
        pytest.param("https://ksc.test:99999", "is not an address", id="a port that does not exist"),
        pytest.param("https://ksc.test:port", "is not an address", id="a port that is a word"),
        pytest.param("https://[::1", "is not an address", id="a bracket left open"),
        pytest.param("https://admin:pass-word@ksc.test", "holds credentials", id="credentials"),
        pytest.param("admin@ksc.test", "holds credentials", id="a user name"),
    ],
)
def test_wrong_server_addresses_are_refused_without_quoting_credentials(text: str, sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        _addresses.server_url(text)
    assert refused.value.remedy
    assert "pass-word" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("http://proxy.test:3128", "http://proxy.test:3128", id="whole"),
        pytest.param("proxy.test:3128", "http://proxy.test:3128", id="no scheme"),
        pytest.param("me:pass-word@proxy.test", "http://me:pass-word@proxy.test", id="no scheme, but credentials"),
        pytest.param("HTTPS://me:pass-word@proxy.test/", "https://me:pass-word@proxy.test", id="TLS"),
        pytest.param("socks5h://proxy.test:1080", "socks5h://proxy.test:1080", id="SOCKS"),
        pytest.param("socks5://10.0.0.1", "socks5://10.0.0.1", id="SOCKS with names looked up here"),
        pytest.param("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128", id="an IPv6 address"),
        pytest.param("", None, id="none"),
    ],
)
def test_addresses_of_proxies(text: str, address: str | None) -> None:
    assert _connection.connection(params(proxy=text)).http.proxy == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("ftp://me:pass-word@proxy.test", "proxy is of a kind that is not spoken", id="another protocol"),
        pytest.param("socks4://proxy.test", "proxy is of a kind that is not spoken", id="an older SOCKS"),
        pytest.param("http://me:pass-word@", "proxy is not an address", id="no host"),
        pytest.param("http://me:pass-word@proxy.test:99999", "proxy is not an address", id="no port that exists"),
        pytest.param("http://me:pass-word@proxy.test:port", "proxy is not an address", id="a port that is a word"),
        pytest.param("http://me:pass-word@pro xy.test", "proxy is not an address", id="a blank"),
        pytest.param("http://[::1", "proxy is not an address", id="a bracket left open"),
        pytest.param("http://me:pass-word@proxy.test/way", "proxy is not an address", id="a path"),
        pytest.param("http://me:pass?word@proxy.test", "proxy is not an address", id="a password that is not encoded"),
    ],
)
def test_wrong_addresses_of_proxies_are_refused_without_quoting_them(text: str, sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence) as refused:
        _connection.connection(params(proxy=text))
    assert "http, https, socks5, socks5h" in refused.value.remedy
    assert not any(part in refused.value.message for part in ("pass-word", "pass", "word@"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"timeout": 0}, "timeout is 0, it must be 1 or more", id="no time"),
        pytest.param({"timeout": -5}, "timeout is -5", id="negative time"),
        pytest.param({"retries": -1}, "retries is -1, it must be 0 or more", id="negative retries"),
        pytest.param({"server_fingerprint": "abc"}, "server_fingerprint is not", id="a short fingerprint"),
        pytest.param({"server_fingerprint": "g" * 64}, "server_fingerprint is not", id="a fingerprint that is not hex"),
        pytest.param({"username": None}, "needs username", id="no user name"),
        pytest.param({"totp": "12345"}, "totp is not six digits", id="five digits"),
    ],
)
def test_wrong_connections_are_refused(given: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=sentence):
        _connection.connection(params(**given))


def test_a_connection_carries_every_option() -> None:
    connection = _connection.connection(
        params(
            validate_certs=False,
            ca_path="/ca.pem",
            server_fingerprint="AB:" * 31 + "AB",
            timeout=7,
            retries=0,
            proxy="http://proxy:3128",
            tenant="Birch",
            tenant_id="12",
            internal_user=False,
            user_domain="CORP",
            domain_encoding="base64",
            totp="123456",
        )
    )
    http, credentials = connection.http, connection.credentials
    assert (http.validate_certs, http.ca_path, http.timeout, http.proxy) == (False, "/ca.pem", 7.0, "http://proxy:3128")
    assert http.server_fingerprint == "AB:" * 31 + "AB"
    assert (connection.tenant, connection.tenant_id, connection.retries) == ("Birch", "12", 0)
    assert (credentials.username, credentials.password, credentials.totp) == ("admin", "pass-word", "123456")
    assert (credentials.internal_user, credentials.user_domain, credentials.domain_encoding) == (
        False,
        "CORP",
        "base64",
    )
    assert "pass-word" not in repr(connection)


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ({}, ""),
        ({"tenant": "Birch"}, "Birch"),
        ({"tenant_id": "12"}, "id 12"),
        ({"tenant": "B", "tenant_id": "1"}, "B"),
    ],
    ids=["main server", "name", "id", "both"],
)
def test_what_to_call_the_tenant(given: dict[str, t.Any], label: str) -> None:
    assert _connection.tenant_label(params(**given)) == label


def test_an_order_has_careful_defaults() -> None:
    order = _license_order.order(params(), check_mode=True)
    assert isinstance(order, ReplacementOrder)
    assert (order.code, order.position, order.check_mode, order.staged) == (
        activation_code(),
        Position.ACTIVE,
        True,
        False,
    )
    assert (order.allowed, order.only_within_days, order.expected) == (frozenset(), None, NOTHING_EXPECTED)
    assert (order.purge_replaced, order.confirm_timeout) == (False, 60.0)


def test_an_order_carries_every_option() -> None:
    order = _license_order.order(
        params(
            position="reserve",
            check_mode_verification="staged",
            allow_downgrade=True,
            allow_smaller_limit=True,
            only_within_days=0,
            expected={"name": "Plus", "edition": None, "limit": 0, "expires": None},
            purge_replaced=True,
            confirm_timeout=0,
        ),
        check_mode=False,
    )
    assert isinstance(order, ReplacementOrder)
    assert (order.position, order.staged, order.only_within_days) == (Position.RESERVE, True, 0)
    assert order.allowed == {"downgrade", "smaller_limit"}
    assert order.expected == Expected(name="Plus", limit=0)
    assert (order.purge_replaced, order.confirm_timeout, order.check_mode) == (True, 0.0, False)


def test_an_order_to_remove() -> None:
    order = _license_order.order(
        params(state="absent", license_id="X", position="reserve", purge_replaced=True, tenant="Birch"),
        check_mode=False,
    )
    assert order == RemovalOrder(tenant="Birch", license_id="X", position=Position.RESERVE, purge=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2027-03-31", dt.date(2027, 3, 31), id="a date"),
        pytest.param("2027-03-31T23:59:59Z", dt.date(2027, 3, 31), id="a moment in UTC"),
        pytest.param("2027-04-01T01:30:00+02:00", dt.date(2027, 3, 31), id="a moment in another zone"),
        pytest.param("2027-03-31T23:59:59", dt.date(2027, 3, 31), id="a moment without a zone"),
    ],
)
def test_expected_ends(text: str, day: dt.date) -> None:
    order = _license_order.order(params(expected={"expires": text}), check_mode=False)
    assert isinstance(order, ReplacementOrder)
    assert order.expected == Expected(expires=day)


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        pytest.param({"expected": {"expires": "31.03.2027"}}, InvalidRequestError, "'31.03.2027'", id="a German date"),
        pytest.param({"expected": {"expires": "2027-02-30"}}, InvalidRequestError, "'2027-02-30'", id="no such day"),
        pytest.param({"expected": {"expires": "soon"}}, InvalidRequestError, "neither a date nor", id="a word"),
        pytest.param({"only_within_days": -1}, InvalidRequestError, "only_within_days is -1", id="negative days"),
        pytest.param({"confirm_timeout": -1}, InvalidRequestError, "confirm_timeout is -1", id="negative time"),
        pytest.param({"additional_features": ["mail"]}, InvalidRequestError, "additional features", id="features"),
        pytest.param({"activation_code": "ABC"}, InvalidActivationCodeError, "4 sections", id="a bad code"),
        pytest.param({"activation_code": None}, InvalidActivationCodeError, "0 section", id="a code that is null"),
    ],
)
def test_wrong_orders_are_refused(given: dict[str, t.Any], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        _license_order.order(params(**given), check_mode=False)


@pytest.mark.parametrize(("concurrency", "fine"), [(1, True), (16, True), (0, False), (-2, False)])
def test_concurrency_is_one_or_more(concurrency: int, fine: bool) -> None:
    if fine:
        assert _connection.concurrency(params(concurrency=concurrency)) == concurrency
    else:
        with pytest.raises(InvalidRequestError, match="concurrency is"):
            _connection.concurrency(params(concurrency=concurrency))


def test_no_more_than_two_browsers_are_open_at_a_time() -> None:
    assert _connection.concurrency(params(provider="console", concurrency=16)) == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"position": "reserve"}, "cannot put a license in reserve", id="reserve"),
        pytest.param({"state": "absent", "license_id": "X"}, "cannot remove a license", id="removal"),
        pytest.param({"purge_replaced": True}, "cannot purge the replaced license", id="purge"),
    ],
)
def test_what_the_console_cannot_do_is_refused_before_it_is_opened(given: dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(InvalidRequestError, match=f"the console {sentence}"):
        _license_order.order(params(provider="console", **given), check_mode=False)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param(None, "https://cloud.kaspersky.com", id="nothing"),
        pytest.param("lab.test:8443", "https://lab.test:8443", id="a bare host with a port"),
        pytest.param("https://lab.test/console/", "https://lab.test/console/", id="a path"),
    ],
)
def test_addresses_of_the_console(text: str | None, address: str) -> None:
    connection = _connection.connection(params(provider="console", server_url=text, console_state="/s.json"))
    assert connection.browser.http.server_url == address


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
        _connection.connection(params(provider="console", server_url=text))
    assert "pass-word" not in refused.value.message


def test_a_connection_to_the_console_carries_every_option() -> None:
    connection = _connection.connection(
        params(
            provider="console",
            tenant="Birch",
            tenant_id="ws-1",
            console_state="/state.json",
            console_language="es_MX",
            console_artifacts_dir="/pictures",
            browser_path="/opt/chromium",
            timeout=7,
            additional_features=["later", "Encryption"],
        )
    )
    browser = connection.browser
    assert (browser.state, browser.language, browser.executable) == ("/state.json", "es-MX", "/opt/chromium")
    assert (browser.headless, browser.http.timeout) == (True, 7.0)
    assert (connection.tenant, connection.tenant_id, connection.artifacts) == ("Birch", "ws-1", "/pictures")
    assert connection.features == ("Encryption",)
    assert connection.labels.get("License") == "Licencia"


def test_secrets_are_every_secret_in_every_spelling() -> None:
    typed = CODE.lower().replace("-", "\u2013")
    secrets = _secrets.secrets(params(activation_code=typed, password="pass-word", totp="123456", token="tok-en"))
    assert secrets >= {typed, "pass-word", "123456", "tok-en"}
    assert secrets >= activation_code().spellings()


def test_a_code_that_is_none_is_still_secret_as_typed() -> None:
    assert _secrets.secrets(params(activation_code="ABCDE-FGHIJ-KLMNO-PQRS")) == {"pass-word", "ABCDE-FGHIJ-KLMNO-PQRS"}


def test_no_secret_is_empty() -> None:
    secrets = _secrets.secrets({"activation_code": None, "password": "", "totp": None, "token": ""})
    assert secrets == set()


def test_the_password_of_a_proxy_is_a_secret() -> None:
    secrets = _secrets.secrets(params(proxy="http://someone:proxy-pass@proxy.test:3128"))
    assert "proxy-pass" in secrets


def test_a_password_in_the_server_address_is_a_secret() -> None:
    assert "url-pass" in _secrets.secrets(params(server_url="https://someone:url-pass@ksc.test"))


def test_base64_of_a_code_is_a_secret() -> None:
    assert base64.b64encode(CODE.encode()).decode() in _secrets.secrets(params())
