# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what the role license_rotation repeats of the modules: its argument specs.

python tests/tools/role_options.py           write the file again
python tests/tools/role_options.py --check   exit with 1 where it differs from what would be written

It runs where ansible-doc finds the collection.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
import typing as t
from pathlib import Path

ROLE = Path(__file__).parents[2] / "roles" / "license_rotation"
PREFIX = "license_rotation_"
HEADER = """\
# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Written by tests/tools/role_options.py from the documentation of the modules.
---
"""
# What the role does not offer: it puts licenses in place, one tenant a host.
NOT_OFFERED = {"state", "variables_prefix"}
NO_LOG = {"activation_code", "order", "password", "totp", "token"}

Option: t.TypeAlias = dict[str, t.Any]
Options: t.TypeAlias = dict[str, Option]

THROTTLE: Options = {
    "throttle": {
        "description": ["How many tenants are worked on at the same time, V(0) for as many as there are forks."],
        "type": "int",
        "default": 0,
    }
}
ORDER: Options = {
    "order_sheet": {
        "description": [
            "A CSV file with a line for each tenant, read by P(fleetops.kesc.order_sheet#lookup). Empty for none. "
            "The variables of a host take precedence over its line.",
        ],
        "type": "str",
        "default": "",
    },
    "order_columns": {
        "description": ["The headings of the order sheet that differ from ours."],
        "type": "dict",
        "default": {},
    },
    "order": {
        "description": [
            "The order of this host's tenant, with C(activation_code) and C(expected). By default its line of the "
            "order sheet.",
        ],
        "type": "dict",
    },
    "plan": {
        "description": ["The plan to carry out, as the playbook C(fleetops.kesc.plan) wrote it. Empty for none."],
        "type": "str",
        "default": "",
    },
}
FROM_THE_ORDER = "By default that of O(license_rotation_order)."
FROM_THE_PLAN = "By default what O(license_rotation_plan) says of this host."


def main() -> int:
    file = ROLE / "meta" / "argument_specs.yml"
    text = _argument_specs(_module_options("kesc_license"))
    is_stale = file.read_text(encoding="utf-8") != text
    if "--check" in sys.argv[1:]:
        if is_stale:
            print(f"{file.relative_to(ROLE.parents[1])} is not what the modules' documentation makes it")
        return 1 if is_stale else 0
    file.write_text(text, encoding="utf-8")
    return 0


def _module_options(module: str) -> Options:
    name = f"fleetops.kesc.{module}"
    command = ["ansible-doc", "--type", "module", "--json", name]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    options: Options = json.loads(output)[name]["doc"]["options"]
    return {name: options[name] for name in sorted(options) if name not in NOT_OFFERED}


def _argument_specs(options: Options) -> str:
    offered = {name: _role_option(option) for name, option in options.items()}
    ordered = {name: _with_words(offered[name], FROM_THE_ORDER) for name in ("activation_code", "expected")}
    planned = {"planned": _with_words(offered["planned"], FROM_THE_PLAN)}
    return HEADER + "\n".join(
        [
            "argument_specs:",
            *_entry_point(
                "main",
                "Rotate the license of this host's tenant",
                [
                    "Replaces the license of one tenant, which is one host of the inventory.",
                    "An option that is not set falls back to the environment and to the default of "
                    "M(fleetops.kesc.kesc_license).",
                ],
                {**offered, **ordered, **planned, **ORDER, **THROTTLE},
            ),
            *_entry_point(
                "audit",
                "Show what a rotation would change",
                [
                    "Compares the license in use with the one behind the code, in check mode and with a diff, "
                    "whatever the mode of the play. A tenant without a code is only read.",
                ],
                {**offered, **ordered, **planned, **ORDER, **THROTTLE},
            ),
            "",
        ]
    )


def _with_words(option: Option, words: str) -> Option:
    return {**option, "description": [*option["description"], words]}


def _role_option(option: Option) -> Option:
    """The module's option under the role's name: no default, for the module has it."""
    description = [re.sub(r"O\((\w+)", rf"O({PREFIX}\1", text) for text in option["description"]]
    description = [text for text in description if f"O({PREFIX}state" not in text]
    kept: Option = {key: option[key] for key in ("type", "elements", "choices", "suboptions") if key in option}
    return {"description": description, **kept}


def _entry_point(name: str, short: str, description: list[str], options: Options) -> list[str]:
    lines = [
        f"  {name}:",
        f"    short_description: {short}",
        "    version_added: 0.1.0",
        "    author: fleetops.kesc contributors (@fleetops)",
        "    description:",
        *(line for text in description for line in _wrapped(text, 6)),
        "    options:",
    ]
    for option_name in sorted(options):
        lines += _option(PREFIX + option_name, options[option_name], indent=6, no_log=option_name in NO_LOG)
    return lines


def _option(name: str, option: Option, *, indent: int, no_log: bool = False) -> list[str]:
    inner = " " * (indent + 2)
    description = option["description"]
    description = [description] if isinstance(description, str) else description
    lines = [f"{' ' * indent}{name}:", f"{inner}description:"]
    lines += [line for text in description for line in _wrapped(text, indent + 4)]
    lines.append(f"{inner}type: {option['type']}")
    if "elements" in option:
        lines.append(f"{inner}elements: {option['elements']}")
    if "choices" in option:
        lines.append(f"{inner}choices: [{', '.join(option['choices'])}]")
    if "default" in option:
        lines.append(f"{inner}default: {json.dumps(option['default'])}")
    if option.get("required"):
        lines.append(f"{inner}required: true")
    if no_log:
        lines.append(f"{inner}no_log: true")
    if "suboptions" in option:
        lines.append(f"{inner}options:")
        for sub, suboption in option["suboptions"].items():
            lines += _option(sub, suboption, indent=indent + 4)
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    """A list item folded to the line length, as a block where YAML would read something else."""
    first, rest = " " * indent + "- ", " " * (indent + 2)
    if ": " in text or text.startswith(("{", "[", "'", '"', "&", "*", "!", "|", ">", "%", "@", "`")):
        return [f"{first}>-", *textwrap.wrap(text, 120, initial_indent=rest, subsequent_indent=rest)]
    return textwrap.wrap(text, 120, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(main())
