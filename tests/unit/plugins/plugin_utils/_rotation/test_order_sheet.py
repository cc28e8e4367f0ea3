# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order sheet: what is read from a CSV file, whoever wrote it."""

from __future__ import annotations

import csv
import io
import typing as t
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from ansible_collections.fleetops.kesc.plugins.module_utils._errors import InvalidRequestError
from ansible_collections.fleetops.kesc.plugins.plugin_utils._rotation._order_sheet import keys_of_host, read_sheet
from ansible_collections.fleetops.kesc.tests.unit.support.builders import CODE, OTHER_CODE

WORDS = ("tenant", "activation_code", "name", "edition", "licensing_model", "limit", "expires")
# What a spreadsheet may hold in a cell, quotation marks, separators and line ends among them.
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")) | st.sampled_from('",;\t\r\n'), max_size=12)


class Sheet(t.NamedTuple):
    """A sheet as somebody's program wrote it."""

    content: bytes
    columns: dict[str, str]
    orders: list[dict[str, t.Any]]


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Columns in any order, others among them, under any heading; any separator, line end and quoting; empty lines."""
    headings = {word: draw(st.sampled_from([word, word.upper(), f" {word} ", f'Our "{word}"'])) for word in WORDS}
    columns = {word: heading for word, heading in headings.items() if heading.startswith("Our") or draw(st.booleans())}
    extra = [f"note {number}" for number in range(draw(st.integers(0, 2)))]
    order = draw(st.permutations([*WORDS, *extra]))
    stream = io.StringIO(newline="")
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    writer = csv.writer(
        stream,
        delimiter=draw(st.sampled_from(",;\t")),
        lineterminator=end,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerow([headings.get(word, word) for word in order])
    orders = []
    for number in range(draw(st.integers(0, 4))):
        stream.write(end * draw(st.integers(0, 2)))
        cells = {word: draw(CELLS) for word in order} | {"tenant": f"tenant {number}"}
        line = len(stream.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        writer.writerow([cells[word] for word in order])
        orders.append({"line": line, **{word: cells[word].strip() for word in WORDS}})
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return Sheet((mark + stream.getvalue()).encode(), columns, orders)


@hypothesis.given(sheets())
def test_every_line_is_read_with_its_number_whatever_wrote_the_sheet(sheet: Sheet) -> None:
    read_one = read_sheet("orders.csv", sheet.content, sheet.columns)
    flat = [
        {"line": order["line"], "tenant": order["tenant"], "activation_code": order["activation_code"]}
        | {word: order["expected"].get(word, "") for word in WORDS[2:]}
        for order in read_one.orders()
    ]
    assert flat == sheet.orders
    assert [read_one.order_of(["", order["tenant"]]) for order in sheet.orders] == read_one.orders()


def read(text: str | bytes, **columns: str) -> list[dict[str, t.Any]]:
    return read_sheet("orders.csv", text if isinstance(text, bytes) else text.encode(), columns).orders()


HEADINGS = "tenant,activation_code,name,limit,expires\n"


def test_an_order_has_what_its_line_says_of_the_license() -> None:
    assert read(f"{HEADINGS}Birch Legal,{CODE},Plus,25,2027-03-31\n") == [
        {
            "tenant": "Birch Legal",
            "activation_code": CODE,
            "expected": {"name": "Plus", "limit": "25", "expires": "2027-03-31"},
            "file": "orders.csv",
            "line": 2,
        }
    ]


@pytest.mark.parametrize("line", [f"Birch,{CODE}", f"Birch,{CODE},,,", f" Birch ,{CODE} , ,,,,,"], ids=repr)
def test_cells_at_the_end_of_a_line_may_be_empty_or_missing(line: str) -> None:
    (order,) = read(HEADINGS + line)
    assert (order["tenant"], order["activation_code"], order["expected"]) == ("Birch", CODE, {})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=repr)
def test_separators_within_a_heading_do_not_separate(delimiter: str) -> None:
    heading = delimiter.join(['"Customer, or, branch"', '"Code; a; b"', "limit"])
    columns = {"tenant": "Customer, or, branch", "activation_code": "Code; a; b"}
    (order,) = read(f"{heading}\r\n{delimiter.join(['Birch', CODE, '25'])}\r\n", **columns)
    assert (order["tenant"], order["activation_code"], order["expected"]) == ("Birch", CODE, {"limit": "25"})


def test_a_line_without_a_code_is_an_order_without_one() -> None:
    assert [order["activation_code"] for order in read(f"{HEADINGS}Birch\nCedar,,Plus")] == ["", ""]


@pytest.mark.parametrize("text", [HEADINGS, f"\n , \n{HEADINGS}\n\n,,,,\n"], ids=["headings alone", "empty lines"])
def test_a_sheet_without_a_line_has_no_orders(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "key",
    ["Birch", " Birch ", "Caf\u00e9  Blue", "Cafe\u0301 Blue"],
    ids=["as it is", "blanks", "composed", "decomposed"],
)
def test_blanks_and_the_encoding_of_an_accent_do_not_count_in_a_key(key: str) -> None:
    sheet = read_sheet("orders.csv", f"{HEADINGS}Birch,{CODE}\nCafe\u0301 Blue,{OTHER_CODE}".encode(), {})
    order = sheet.order_of([key])
    assert order is not None
    assert order["line"] == (2 if "Birch" in key else 3)


@pytest.mark.parametrize("keys", [[], [""], ["", "Cedar"], ["birch"]], ids=repr)
def test_a_tenant_that_is_not_on_the_sheet_has_no_order(keys: list[str]) -> None:
    assert read_sheet("orders.csv", f"{HEADINGS}Birch,{CODE}\n,{OTHER_CODE}".encode(), {}).order_of(keys) is None


def test_two_lines_for_one_tenant_are_refused() -> None:
    sheet = read_sheet("orders.csv", f'{HEADINGS}Birch,{CODE},"Plus\n"\nCedar\ncrm-2,{OTHER_CODE}'.encode(), {})
    with pytest.raises(InvalidRequestError) as raised:
        sheet.order_of(["Birch", "crm-2"])
    assert raised.value.cause == "lines 2, 5 of the order sheet 'orders.csv' mean the same tenant"


REFUSED = {
    "an empty file": (b"", {}, "the order sheet 'orders.csv' is empty"),
    "blanks alone": (b" \n,,\n", {}, "the order sheet 'orders.csv' is empty"),
    "another encoding": (HEADINGS.encode("utf-16"), {}, "'orders.csv' is not encoded in UTF-8"),
    "no heading": (f"Birch,{CODE}\n".encode(), {}, "line 1 of the order sheet 'orders.csv' has no heading 'tenant'"),
    "no codes": (b"\ntenant,limit\n", {}, "line 2 of the order sheet 'orders.csv' has no heading 'activation_code'"),
    "no named column": (
        HEADINGS.encode(),
        {"limit": "Seats"},
        "has no heading 'Seats', but these: 'tenant', 'activation",
    ),
    "a heading twice": (b"tenant,activation_code,Tenant\n", {}, "has 2 columns with the heading 'tenant'"),
    "a word that is not ours": (HEADINGS.encode(), {"code": "Key"}, "an order sheet has no column code for us"),
    "more cells than headings": (
        f"{HEADINGS}Birch,{CODE}\nBirch, Legal,{CODE},Plus,25,2027-03-31\n".encode(),
        {},
        "line 3 of the order sheet 'orders.csv' has 6 cells, but there are 5 headings",
    ),
    "a quotation mark that does not end": (
        f'{HEADINGS}Birch,{CODE}\n"Cedar,{CODE}\nDogwood,{CODE}\n'.encode(),
        {},
        "line 3 of the order sheet 'orders.csv' is no line of a CSV file",
    ),
    "text behind a quotation mark": (
        f'{HEADINGS}"Birch" Legal,{CODE}\n'.encode(),
        {},
        "line 2 of the order sheet 'orders.csv' is no line of a CSV file",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_is(case: str) -> None:
    content, columns, cause = REFUSED[case]
    with pytest.raises(InvalidRequestError) as raised:
        read(content, **columns)
    assert cause in raised.value.cause
    assert not [section for section in CODE.split("-") if section in raised.value.message]
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def heading_error(*headings: str) -> str:
    """What is said of a sheet that has no heading 'tenant'."""
    text = ",".join(f'"{heading}"' for heading in headings)
    with pytest.raises(InvalidRequestError) as raised:
        read_sheet("orders.csv", f"{text}\n".encode(), {})
    return raised.value.finding


def test_a_missing_heading_is_told_with_those_that_are_there_and_how_to_name_one() -> None:
    assert heading_error("Customer", "License  key", "", "Seats") == (
        "line 1 of the order sheet 'orders.csv' has no heading 'tenant', but these: 'Customer', 'License key', "
        "'Seats'. Correct the heading, or name the one that stands for tenant: license_rotation_order_columns: "
        "{tenant: ...}."
    )


def test_of_many_and_of_long_headings_a_part_is_told() -> None:
    told = heading_error(*(f"Column {number}" for number in range(30)), "x" * 60)
    assert "'Column 19' and 11 more." in told
    assert f"'{'y ' * 20}'" in heading_error("y " * 30)


def test_a_sheet_without_anything_that_could_be_a_heading_says_so() -> None:
    assert "but nothing that could be a heading" in heading_error(CODE)


@hypothesis.given(
    code=st.from_regex(r"[A-Z0-9]{5}(-[A-Z0-9]{5}){3}", fullmatch=True),
    separator=st.sampled_from(["-", "", " ", " - ", "_", "\N{EN DASH}"]),
    lower=st.booleans(),
    missing=st.integers(min_value=0, max_value=2),
)
def test_an_order_in_place_of_the_headings_shows_no_code(code: str, separator: str, lower: bool, missing: int) -> None:
    typed = code[: len(code) - missing].replace("-", separator)
    typed = typed.lower() if lower else typed
    told = heading_error("Birch Legal", typed, "25")
    assert "'Birch Legal'" in told
    assert typed not in told


@pytest.mark.parametrize(
    "heading",
    ["activation_code", "Kod aktywacyjny", "Kunde 2027", "Lizenzschl\N{LATIN SMALL LETTER U WITH DIAERESIS}ssel"],
)
def test_a_heading_is_not_taken_for_a_code(heading: str) -> None:
    assert repr(heading) in heading_error(heading)


@pytest.mark.parametrize(
    ("variables", "keys"),
    [
        ({}, {"birch"}),
        ({"license_rotation_tenant": " Birch  Legal ", "license_rotation_tenant_id": 7}, {"birch", "Birch Legal", "7"}),
        ({"license_rotation_tenant": "", "license_rotation_tenant_id": None, "kesc_tenant": None}, {"birch"}),
        (
            {"kesc_tenant": {"name": "Birch", "tenant_id": 7, "external_id": "crm-2", "enabled": True}},
            {"birch", "Birch", "7", "crm-2"},
        ),
    ],
    ids=["nothing", "the role's variables", "empty ones", "facts of the inventory plugin"],
)
def test_a_tenant_has_the_keys_of_its_host(variables: dict[str, t.Any], keys: set[str]) -> None:
    assert keys_of_host("birch", variables) == keys


def test_the_example_in_the_documentation_is_a_sheet() -> None:
    content = (Path(__file__).parents[5] / "docs" / "examples" / "orders.csv").read_bytes()
    assert [order["tenant"] for order in read(content)] == ["Alder Dental", "crm-1002", "cedar-clinics"]
