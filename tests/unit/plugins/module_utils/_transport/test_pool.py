# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections that serve one session after another."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import AnswerLostError, InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.module_utils._transport._http import HttpPool, HttpSettings
from ansible_collections.fleetops.kesc.tests.unit.support.tls_server import http_answer

if t.TYPE_CHECKING:
    import socket

    from .conftest import Lab

FINE = http_answer(b"{}")


def pool_of(lab: Lab, url: str, **settings: t.Any) -> HttpPool:
    return HttpPool(
        HttpSettings(**{"server_url": url, "ca_path": str(lab.authority.file), "timeout": 10.0, **settings})
    )


def ask(client: t.Any) -> bytes:
    return t.cast(bytes, client.post("/", headers={}, body=b"{}").body)


def test_clients_one_after_another_share_a_connection(lab: Lab) -> None:
    server = lab.server(FINE)
    with pool_of(lab, server.url) as pool:
        for _session in range(3):
            client = pool.client()
            assert ask(client) == b"{}"
            client.close()
    assert (len(server.requests), server.connections) == (3, 1)


def test_clients_at_the_same_time_have_connections_of_their_own(lab: Lab) -> None:
    server = lab.server(FINE)
    with pool_of(lab, server.url) as pool:
        clients = [pool.client(), pool.client()]
        assert [ask(client) for client in clients] == [b"{}", b"{}"]
        for client in clients:
            client.close()
    assert server.connections == 2


def test_a_client_that_was_given_back_is_not_used_any_more(lab: Lab) -> None:
    server = lab.server(FINE)
    with pool_of(lab, server.url) as pool:
        client = pool.client()
        client.close()
        client.close()
        with pytest.raises(RuntimeError, match="given back"):
            ask(client)
        first, second = pool.client(), pool.client()
        assert [ask(first), ask(second)] == [b"{}", b"{}"]
        first.close()
        second.close()
    assert server.connections == 2, "closing twice gives back once"


def test_after_a_broken_connection_the_next_client_has_a_new_one(lab: Lab) -> None:
    def break_off(_connection: socket.socket) -> None:
        """Close it without an answer."""

    server = lab.server(FINE, break_off, FINE)
    with pool_of(lab, server.url) as pool:
        client = pool.client()
        ask(client)
        with pytest.raises(AnswerLostError):
            ask(client)
        client.close()
        client = pool.client()
        assert ask(client) == b"{}"
        client.close()
    assert server.connections == 2


def test_a_connection_that_the_server_closed_in_between_is_made_anew(lab: Lab) -> None:
    server = lab.server(http_answer(b"{}", Connection="close"))
    with pool_of(lab, server.url) as pool:
        for _session in range(2):
            client = pool.client()
            assert ask(client) == b"{}"
            client.close()
    assert server.connections == 2


def test_wrong_settings_are_told_for_every_client(lab: Lab) -> None:
    with pool_of(lab, "https://127.0.0.1:1", ca_path="/no/such/file") as pool:
        for _session in range(2):
            with pytest.raises(InvalidRequestError, match="cannot be used"):
                pool.client()
