# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is sent, the lab answers with a documented kind of answer and stays alive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import Client, Lab, code, key_info

from kesc_lab.protocol.api import METHOD_MODULES
from kesc_lab.protocol.registry import METHODS, Kind

assert METHOD_MODULES  # importing them fills the table of methods

words = st.sampled_from(["", "S-OLD-1", "S-NEW-1", "KLLIC_SERIAL", "KLLICSRV_KEYDATA", "KLVSRV_DN", code("RES01")])
scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
wrapped = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["long", "datetime", "date", "binary", "float", "double", "params", "x"]),
        "value": scalars | st.text(max_size=12) | st.just({}) | st.just([]),
    }
)
anything = st.recursive(
    scalars | words | st.text(max_size=12) | wrapped,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
fitting = {
    Kind.INT: st.integers(-5, 5),
    Kind.TEXT: words,
    Kind.FLAG: st.booleans(),
    Kind.ARRAY: st.lists(words, max_size=3),
    Kind.NAMES: st.lists(words, max_size=3),
    Kind.PARAMS: st.just({"KLLIC_SERIAL": "S-OLD-1", "KLLICSRV_AUTOKEY": True}) | st.just(key_info(code("RES01"))),
}


@pytest.fixture(scope="module")
def clients(lab: Lab) -> Iterator[list[Client]]:
    yield [lab.client(), lab.client("Pear")]


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, Any]:
    name = draw(st.sampled_from(sorted(set(METHODS) - {"Session.EndSession", "VServers.AddVServerInfo"})))
    body = {
        argument.name: draw(fitting[argument.kind] if draw(st.integers(0, 3)) else anything)
        for argument in METHODS[name].arguments
    }
    return name, draw(anything) if draw(st.integers(0, 19)) == 0 else body


@settings(max_examples=150)
@given(calls(), st.integers(0, 1))
def test_no_call_breaks_the_lab(clients: list[Client], call: tuple[str, Any], which: int) -> None:
    name, body = call
    answer = clients[which].send(f"/api/v1.0/{name}", json.dumps(body).encode())
    assert answer.status == (200 if isinstance(body, dict) else 400)


@settings(max_examples=50)
@given(st.binary(max_size=200).filter(lambda data: b"\n" not in data), st.binary(max_size=50))
def test_no_header_breaks_the_lab(clients: list[Client], value: bytes, body: bytes) -> None:
    text = "".join(chr(byte) for byte in value if byte >= 32 and byte != 127).strip()
    headers = {"Authorization": text, "X-KSC-VServer": text, "X-KSC-RequestId": text, "Accept-Encoding": text or "x"}
    assert Client.send(clients[0], "/api/v1.0/login", body, **headers).status in (400, 401)


def test_the_lab_is_still_well(clients: list[Client]) -> None:
    assert clients[0].call("Session.Ping").json == {}
