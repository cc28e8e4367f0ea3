# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Addresses as people write them."""

from __future__ import annotations

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._options import _addresses


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
    ],
)
def test_addresses_of_proxies(text: str, address: str) -> None:
    assert _addresses.proxy_address(text) == address


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
        _addresses.proxy_address(text)
    assert "http, https, socks5, socks5h" in refused.value.remedy
    assert not any(part in refused.value.message for part in ("pass-word", "pass", "word@"))
