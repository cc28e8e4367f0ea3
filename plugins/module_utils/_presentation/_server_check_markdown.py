# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The values of a check as a page to read and to attach to an issue."""

from __future__ import annotations

import typing as t

Report: t.TypeAlias = "t.Mapping[str, t.Any]"

VERDICTS = {
    "ready": "Ready: the collection works with this server, as far as reading can tell.",
    "ready_with_warnings": "Ready, with warnings: the collection works with this server. Read the warnings first.",
    "not_ready": "Not ready: as things are, the collection does not work with this server.",
}
_PROVIDERS = {"openapi": "the KSC Open API", "console": "the console"}
_MOST_ROWS = 50


def markdown_of(report: Report) -> str:
    """The whole of kesc-check.md."""
    sections = [_head(report), _findings(report), _details(report)]
    sections += [_answers(report), _stores(report)] if report["provider"] == "openapi" else [_labels(report)]
    sections += [_names(report), _not_checked(report)]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(report: Report) -> str:
    return (
        f"# Check of a server over {_PROVIDERS[report['provider']]}\n\n"
        f"**{VERDICTS[report['verdict']]}**\n\n"
        f"Made {report['checked']} by the collection fleetops.kesc. It holds no secret and no name of a customer, host "
        "or account: tenants are numbered, serial numbers are cut short."
    )


def _findings(report: Report) -> str:
    if not report["findings"]:
        return "## What was found\n\nNothing that needs attention."
    rows = [(each["severity"], each["text"], each["remedy"]) for each in report["findings"]]
    return "## What was found\n\n" + _table(("", "Found", "What to do"), rows)


def _details(report: Report) -> str:
    rows: list[tuple[str, object]] = []
    for title, member in (("Certificate", "certificate"), ("Tenants", "tenants"), ("Load", "load")):
        values = report.get(member) or {}
        rows += [(f"{title}: {name.replace('_', ' ')}", _shown(value)) for name, value in values.items()]
    rows += [(f"Option {name}", _shown(value)) for name, value in report["settings"].items()]
    return "## Server and options\n\n" + _table(("", ""), rows)


def _answers(report: Report) -> str:
    return "## What the server answers\n\n" + _table(("Question", "Answer"), list(report["answers"].items()))


def _stores(report: Report) -> str:
    if not report["stores"]:
        return ""
    rows = [
        (
            store["store"],
            _words(store["failure"]) if store["failure"] else "read",
            len(store["licenses"]),
            ", ".join(license["position"] for license in store["licenses"]),
            _words(store["body"]) if isinstance(store["body"], dict) else _shown(store["body"]),
        )
        for store in report["stores"][:_MOST_ROWS]
    ]
    more = len(report["stores"]) - len(rows)
    rest = f"\n\n{more} more are in kesc-check.json." if more > 0 else ""
    return "## License stores\n\n" + _table(("Store", "", "Licenses", "Positions", "Stored as"), rows) + rest


def _labels(report: Report) -> str:
    rows = [
        (each["id"], each["step"], _shown(each["needed"]), each["state"].replace("_", " ")) for each in report["labels"]
    ]
    return "## Labels of the console\n\n" + _table(("Label", "Step", "Needed", ""), rows)


def _names(report: Report) -> str:
    names = report.get("unknown_license_names")
    if not names:
        return ""
    return "## License names that the catalog does not know\n\n" + "\n".join(f"- `{_plain(name)}`" for name in names)


def _not_checked(report: Report) -> str:
    return "## Not checked\n\n" + "\n".join(f"- {line}" for line in report["not_checked"])


def _words(failure: Report) -> str:
    detail = failure["refusal"] or (f"HTTP {failure['status']}" if failure["status"] else "")
    return f"{failure['error_code']} ({detail})" if detail else str(failure["error_code"])


def _shown(value: object) -> str:
    if value is None:
        return "not told"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _table(head: t.Sequence[str], rows: t.Sequence[t.Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_plain(str(cell)) for cell in line)} |" for line in lines)


def _plain(text: str) -> str:
    """On one line, without what would end a cell or begin markup."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable.replace("|", "/").replace("`", "'").replace("<", "(").replace(">", ")")
