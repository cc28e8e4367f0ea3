# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading keys, and telling which license is in which position."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import typing as t

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.fleetops.kesc.plugins.module_utils._license._license import License, Position
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._keys import FIELDS, Key, place, read_key
from ansible_collections.fleetops.kesc.plugins.module_utils._providers.openapi._typed_values import decode_params

END = dt.datetime(2027, 3, 31, 23, 59, 59, tzinfo=dt.UTC)
LATER = dt.datetime(2028, 3, 31, 23, 59, 59, tzinfo=dt.UTC)
_LETTERS = {"A": Position.ACTIVE, "R": Position.RESERVE, "?": Position.UNKNOWN, "-": Position.NONE}


def key(serial: str, used: int | None = None, now: int | None = None, following: int | None = None) -> Key:
    """A key that the server uses so, and that so many devices use now and next."""
    return Key(License(license_id=serial, in_use=now, waiting=following), used)


def deployed(serial: str, used: int | None = None, now: int | None = None) -> Key:
    """The same for a key that is deployed automatically."""
    return Key(License(license_id=serial, in_use=now, automatic_deployment=True), used)


@pytest.mark.parametrize(
    ("keys", "positions", "warns"),
    [
        pytest.param([], "", False, id="no keys"),
        pytest.param([key("a", 0, 0, 0)], "-", False, id="a key that nobody uses"),
        pytest.param([key("a")], "?", True, id="a key of which nothing is told"),
        pytest.param([key("a"), key("b", None, 5)], "-A", False, id="nothing told of it, but devices use another"),
        pytest.param([key("a"), key("b", 0, 0)], "?-", True, id="nothing told of one, and the other is not used"),
        pytest.param([key("a", 1)], "A", False, id="the server uses one"),
        pytest.param([key("a", 2)], "A", False, id="the server uses one, whatever the value"),
        pytest.param([key("a", 0), key("b", 1)], "-A", False, id="the server uses one of two"),
        pytest.param([key("a", 0, 90), key("b", 1, 3)], "-A", False, id="the server's word counts more than devices"),
        pytest.param([key("a", 0, 90), key("b", 1)], "-A", False, id="also where devices use only another"),
        pytest.param(
            [key("a", 0, 0, 5), key("b", 1)], "RA", False, id="devices tell the reserve where the server does not"
        ),
        pytest.param([key("a", 0, 0, 5), key("b", 1), key("c", 2)], "-AR", True, id="but not where the server does"),
        pytest.param([key("a", 1, 9), key("b", 1, 0)], "AR", False, id="of two used keys, devices tell the active one"),
        pytest.param([key("a", 1, 0), key("b", 2, 9)], "RA", False, id="devices count more than the value"),
        pytest.param([key("a", 2, 3), key("b", 1, 9)], "RA", False, id="the one that most devices use"),
        pytest.param([key("a", 2), key("b", 1)], "RA", True, id="no device tells: the value 1 is read as active"),
        pytest.param([key("a", 1, 5), key("b", 2, 5)], "AR", True, id="devices tie: the value 1"),
        pytest.param([key("a", 1), key("b", 1)], "??", True, id="no device and no value tells"),
        pytest.param([key("a", 2), key("b", 3)], "??", True, id="values that say nothing"),
        pytest.param([key("a", 1, 9), key("b", 2), key("c", 2)], "A??", False, id="two that could be the reserve"),
        pytest.param([key("a", 1), key("b", 2), key("c", 0, 7)], "AR-", True, id="a third that only devices use"),
        pytest.param([key("a", None, 5), key("b", None, 0)], "A-", False, id="devices use one"),
        pytest.param([key("a", 0, 5), key("b", 0, 9)], "-A", False, id="devices use one more than the other"),
        pytest.param(
            [key("a", None, 5, 0), key("b", None, 0, 3)], "AR", False, id="devices have another as their next"
        ),
        pytest.param(
            [key("a", None, 5, 7), key("b", None, 0, 3)], "AR", False, id="the active one is not its own reserve"
        ),
        pytest.param([key("a", None, 5), key("b", None, 5)], "??", True, id="devices tie"),
        pytest.param([key("a", None, 5), key("b", None, 0, 2), key("c", None, 0, 2)], "A--", False, id="reserves tie"),
        pytest.param([key("a", None, 0, 3)], "R", False, id="devices have it as their next only"),
        pytest.param([deployed("a"), key("b")], "A-", False, id="a silent server: the only key that it deploys"),
        pytest.param([deployed("a"), key("b", None, 9)], "A-", True, id="a silent server: before devices followed"),
        pytest.param([deployed("a"), deployed("b")], "??", True, id="a silent server that deploys two"),
        pytest.param(
            [deployed("a", None, 3), deployed("b", None, 9)], "-A", False, id="that deploys two: devices tell"
        ),
        pytest.param(
            [deployed("a", 0), key("b", 0, 9)], "-A", False, id="a server that tells: deployment tells nothing"
        ),
    ],
)
def test_positions(keys: list[Key], positions: str, warns: bool) -> None:
    expected = dict(zip("abc", (_LETTERS[letter] for letter in positions), strict=False))
    for order in itertools.permutations(keys):
        placed, warnings = place(order)
        assert {each.serial: each.license.position for each in placed} == expected, "the order of keys says nothing"
        assert [each.serial for each in placed] == sorted(expected)
        assert bool(warnings) is warns


def test_reading_the_undocumented_value_is_said() -> None:
    _placed, warnings = place([key("a", 2), key("b", 1)])
    assert "its values are not documented" in warnings[0]
    _placed, warnings = place([key("a", 1), key("b", 1)])
    assert "their positions are unknown" in warnings[0]


def item(**values: t.Any) -> dict[str, t.Any]:
    return {
        "KLLIC_SERIAL": "S-1",
        "KLLIC_PROD_NAME": "Plus",
        "KLLIC_KEY_TYPE": 1,
        "KLLIC_LIC_COUNT": 50,
        "KLLIC_CREATION_DATE": END,
        "KLLIC_LIMIT_DATE": END,
        "KLLIC_NHOSTS_ASCURRENT": 12,
        "KLLIC_NHOSTS_ASNEXT": 3,
        "KLLIC_USED_BY_ADM_SRV": 1,
        "KLLICSRV_AUTOKEY": True,
        **values,
    }


def test_a_whole_key() -> None:
    assert read_key(item()) == Key(
        License(
            license_id="S-1",
            name="Plus",
            license_type="commercial",
            limit=50,
            in_use=12,
            waiting=3,
            created=END,
            expires=END,
            automatic_deployment=True,
            assigned=True,
        ),
        used_by_server=1,
    )


def test_a_key_of_which_only_the_serial_is_told() -> None:
    assert read_key({"KLLIC_SERIAL": "S-1"}) == Key(License(license_id="S-1"), None)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (1, "commercial"),
        (2, "beta"),
        (3, "trial"),
        (4, "test"),
        (5, "oem"),
        (6, "subscription"),
        (7, None),
        (None, None),
    ],
)
def test_types(code: int | None, name: str | None) -> None:
    assert read_key(item(KLLIC_KEY_TYPE=code)).license.license_type == name


@pytest.mark.parametrize(
    ("values", "expires", "never"),
    [
        pytest.param({}, END, False, id="the key's own end"),
        pytest.param({"KLLIC_SUBSCRINFO_ENDDATE": LATER}, LATER, False, id="the subscription's end"),
        pytest.param({"KLLIC_SUBSCRINFO_ENDDATE": None}, END, False, id="a subscription that tells none"),
        pytest.param({"KLLIC_SUBSCRINFO_ENDDATETYPE": 1}, None, True, id="no end"),
        pytest.param({"KLLIC_SUBSCRINFO_ENDDATETYPE": 2}, END, False, id="an end"),
        pytest.param({"KLLIC_LIMIT_DATE": None}, None, False, id="nothing known"),
    ],
)
def test_the_end_of_a_subscription(values: dict[str, t.Any], expires: dt.datetime | None, never: bool) -> None:
    license = read_key(item(KLLIC_LICTYPE_IS_SUBSCRIPTION=True, **values)).license
    assert (license.license_type, license.expires, license.never_expires) == ("subscription", expires, never)


@pytest.mark.parametrize(
    "values", [{"KLLIC_SUBSCRINFO_ENDDATE": LATER}, {"KLLIC_SUBSCRINFO_ENDDATETYPE": 1}], ids=["end", "no end"]
)
def test_what_belongs_to_subscriptions_is_not_read_of_other_keys(values: dict[str, t.Any]) -> None:
    license = read_key(item(KLLIC_SUBSCRINFO_STATE=1, **values)).license
    assert (license.expires, license.never_expires, license.subscription_state) == (END, False, None)


@pytest.mark.parametrize(
    ("code", "state"),
    [(0, "active"), (1, "paused"), (2, "soft_canceled"), (3, "hard_canceled"), (9, None)],
)
def test_states_of_a_subscription(code: int, state: str | None) -> None:
    assert read_key(item(KLLIC_KEY_TYPE=6, KLLIC_SUBSCRINFO_STATE=code)).license.subscription_state == state


@pytest.mark.parametrize(
    ("used", "automatic", "assigned"),
    [
        pytest.param(1, None, True, id="used by the server"),
        pytest.param(True, None, True, id="used by the server, told as a truth value"),
        pytest.param(0, True, True, id="handed out to devices"),
        pytest.param(0, False, False, id="neither"),
        pytest.param(False, False, False, id="neither, told as a truth value"),
        pytest.param(0, None, False, id="not used, and nothing told of devices"),
        pytest.param(None, False, None, id="a server that does not tell"),
        pytest.param(None, True, None, id="a server that does not tell, but deploys"),
    ],
)
def test_whether_the_tenant_itself_uses_a_key(used: int | None, automatic: bool | None, assigned: bool | None) -> None:
    subject = read_key(item(KLLIC_USED_BY_ADM_SRV=used, KLLICSRV_AUTOKEY=automatic))
    assert subject.license.assigned is assigned
    assert subject.license.automatic_deployment is automatic


def test_a_state_that_is_not_told_is_not_invented() -> None:
    assert read_key(item(KLLIC_KEY_TYPE=6)).license.subscription_state is None


@pytest.mark.parametrize("value", ["50", True, 1.5, [50]], ids=repr)
def test_a_number_of_another_type_is_not_guessed(value: object) -> None:
    assert read_key(item(KLLIC_LIC_COUNT=value)).license.limit is None


MOMENT = {"type": "datetime", "value": "2027-03-31T23:59:59Z"}
WHOLE = {
    "KLLIC_PROD_NAME": "Plus",
    "KLLIC_KEY_TYPE": 6,
    "KLLIC_LIC_COUNT": 50,
    "KLLIC_CREATION_DATE": MOMENT,
    "KLLIC_LIMIT_DATE": MOMENT,
    "KLLIC_NHOSTS_ASCURRENT": 12,
    "KLLIC_NHOSTS_ASNEXT": 3,
    "KLLIC_USED_BY_ADM_SRV": 1,
    "KLLICSRV_AUTOKEY": True,
    "KLLIC_LICTYPE_IS_SUBSCRIPTION": True,
    "KLLIC_SUBSCRINFO_ENDDATE": MOMENT,
    "KLLIC_SUBSCRINFO_ENDDATETYPE": 2,
    "KLLIC_SUBSCRINFO_STATE": 0,
}
"""A subscription that tells everything, as it goes over the wire."""
TRUTHS = {"KLLICSRV_AUTOKEY", "KLLIC_LICTYPE_IS_SUBSCRIPTION", "KLLIC_USED_BY_ADM_SRV"}
WRONG = st.one_of(
    st.sampled_from(["2027-03-31T23:59:59Z", "never", "50", "true", 1.5, -1, -(2**31), 99, [], {}, [50], {"x": 1}]),
    st.sampled_from([{"type": kind, "value": "soon"} for kind in ("datetime", "date", "long", "double", "binary")]),
    st.sampled_from([{"type": "date", "value": "2027-03-31"}, {"type": "double", "value": 50}, {"type": 5}]),
    st.booleans(),
    st.floats(),
    st.text(min_size=1),
)


@given(name=st.sampled_from(sorted(WHOLE)), value=WRONG)
def test_a_value_of_another_type_is_unknown_and_said_so(name: str, value: t.Any) -> None:
    assume(not (name == "KLLIC_PROD_NAME" and isinstance(value, str)))
    assume(not (name in TRUTHS and isinstance(value, bool)))
    assume(not (name == "KLLIC_USED_BY_ADM_SRV" and isinstance(value, int)))
    assume(not (name in ("KLLIC_LIC_COUNT", "KLLIC_NHOSTS_ASCURRENT", "KLLIC_NHOSTS_ASNEXT") and value == 99))
    whole = read_key(decode_params({"KLLIC_SERIAL": "S", **WHOLE}))
    found = read_key(decode_params({"KLLIC_SERIAL": "S", **WHOLE, name: value}))
    assert found.unreadable == (name,)
    for field in dataclasses.fields(License):
        told, now = getattr(whole.license, field.name), getattr(found.license, field.name)
        assert now in (told, None), f"{field.name} was made up"
    assert not found.license.never_expires
    assert any(name in warning for warning in place([found])[1])


@given(value=WRONG)
def test_an_end_that_cannot_be_read_is_no_end_that_is_known(value: t.Any) -> None:
    for name, kind in (("KLLIC_LIMIT_DATE", 1), ("KLLIC_SUBSCRINFO_ENDDATE", 6)):
        terms = {**WHOLE, "KLLIC_LICTYPE_IS_SUBSCRIPTION": kind == 6, "KLLIC_KEY_TYPE": kind}
        license = read_key(decode_params({"KLLIC_SERIAL": "S", **terms, name: value})).license
        assert license.end_untold


def test_what_is_missing_or_null_is_unknown_and_not_worth_a_warning() -> None:
    for told in ({}, dict.fromkeys(WHOLE)):
        assert read_key({"KLLIC_SERIAL": "S", **told}) == Key(License(license_id="S"), None)


def test_every_field_is_in_the_table() -> None:
    assert {"KLLIC_SERIAL", *WHOLE} == set(FIELDS)


def test_nothing_personal_is_asked_for() -> None:
    assert not [field for field in FIELDS if "CUSTOMER" in field or "SUPPORT" in field or "LICINFO" in field]
    assert "KLLICSRV_KEYDATA" not in FIELDS, "the body cannot be asked for in EnumKeys"
