# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``kesc-lab serve``, ``kesc-lab generate`` and ``kesc-lab show``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from kesc_lab.clock import parse_instant
from kesc_lab.errors import LabError
from kesc_lab.generate.fleet import DEFAULT_MIX, generate, parse_mix
from kesc_lab.server.run import Options, serve
from kesc_lab.show import counters_text, read_ready, tenant_text, tenants_text

_EPILOG = """example:
  kesc-lab serve --fleet fleets/demo.yml
  The line of JSON on standard output tells the address, the CA file and the accounts."""

_SERVE_EPILOG = """The line of JSON on standard output tells the address of the Open API ('url'), that of the console
('console_url'), the CA file and the accounts.

fault rules:
  [{"method": "console.submit", "tenant": "Alder Dental", "fault": "activation_servers_down", "times": 1}]
  'fault' is latency, status, error, reset_before, reset_after, truncate, not_json, not_json_type, session_expired, slow
  or activation_servers_down; the lab's README tells their members. 'method' is a method of the Open API, login, *, or
  what somebody does in the console:
  console.sign_in_page console.sign_in console.second_factor console.sign_out console.start console.companies
  console.licenses console.information_panel console.devices console.replacement console.submit console.comparison
  console.apply console.features console.set_up_features console.later console.migration
  console.migrate console.unknown"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status. 2 means one sentence on standard error."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except LabError as error:
        sys.stderr.write(f"kesc-lab: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kesc-lab",
        description="A practice server for license work over the Kaspersky Security Center Open API. It is built from "
        "public documentation, not from a live server, and stands in for the vendor in tests and rehearsals.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_serve(commands.add_parser("serve", help="serve a made-up fleet over TLS"))
    _add_generate(commands.add_parser("generate", help="make a fleet file of any size, and its inventory"))
    _add_show(commands.add_parser("show", help="look at a running lab: its tenants, one tenant, its counters"))
    return parser


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Serve a made-up fleet over TLS until SIGTERM or Ctrl-C: the Open API, and the pages of a practice console."
    )
    parser.epilog = _SERVE_EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--fleet", type=Path, required=True, metavar="FILE", help="the fleet file (YAML)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="the port to listen on; 0 takes a free one (default: 0)")
    parser.add_argument(
        "--state-dir",
        type=Path,
        metavar="DIR",
        help="keep certificates, state and audit log there and continue with them at the next start; without it "
        "everything is forgotten at the end",
    )
    parser.add_argument("--audit-log", type=Path, metavar="FILE", help="write the log of all calls there instead")
    parser.add_argument(
        "--latency-ms", type=_milliseconds, default=0.0, metavar="N", help="delay each call by so many milliseconds"
    )
    parser.add_argument(
        "--now", type=_instant, metavar="RFC3339", help="let the lab's clock start there, such as 2027-03-31T08:00:00Z"
    )
    parser.add_argument(
        "--faults", type=Path, metavar="FILE", help="a list of fault rules to start with (YAML or JSON)"
    )
    parser.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    serve(
        Options(
            fleet=options.fleet,
            host=options.host,
            port=options.port,
            state_dir=options.state_dir,
            audit_log=options.audit_log,
            latency_ms=options.latency_ms,
            now=options.now,
            faults=options.faults,
        )
    )
    return 0


def _add_generate(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Make a fleet file, and an Ansible inventory with a new code for each of its tenants. The same "
    )
    parser.description += "arguments give the same bytes."
    parser.add_argument("--tenants", type=int, required=True, metavar="N", help="how many tenants, 10 to 20000")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="another seed makes another fleet")
    parser.add_argument("--fleet", type=Path, required=True, metavar="FILE", help="write the fleet file there")
    parser.add_argument("--inventory", type=Path, metavar="FILE", help="write the inventory there")
    parser.add_argument(
        "--mix",
        metavar="CASE=WEIGHT,...",
        help="how the cases share the tenants; the cases and their weights are "
        + ",".join(f"{name}={weight}" for name, weight in DEFAULT_MIX.items()),
    )
    parser.add_argument(
        "--today",
        type=_day,
        metavar="DATE",
        help="write absolute dates counted from this day, with the expiry in the inventory's 'expected'; without it "
        "dates are relative to the lab's first start",
    )
    parser.add_argument(
        "--names",
        choices=("plain", "real"),
        default="plain",
        help="real: license names with region, band, term and kind, as the vendor writes them (default: plain)",
    )
    parser.set_defaults(run=_generate)


def _generate(options: argparse.Namespace) -> int:
    mix = parse_mix(options.mix) if options.mix is not None else DEFAULT_MIX
    made = generate(options.tenants, options.seed, mix, options.today, real_names=options.names == "real")
    for path, text in ((options.fleet, made.fleet), (options.inventory, made.inventory)):
        if path is not None:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise LabError(f"Failed to write {path}: {error.strerror or error}.") from error
    return 0


def _add_show(parser: argparse.ArgumentParser) -> None:
    parser.description = "Look at a running lab through its control plane."
    parser.add_argument(
        "--ready",
        type=Path,
        required=True,
        metavar="FILE",
        help="the file with the line that 'serve' printed ('ready.json' in its --state-dir)",
    )
    parser.add_argument("tenant", nargs="?", help="a tenant's name or uid, or 'main'; without it all are listed")
    parser.add_argument("--counters", action="store_true", help="show the counters instead")
    parser.set_defaults(run=_show)


def _show(options: argparse.Namespace) -> int:
    ready = read_ready(options.ready)
    if options.counters:
        sys.stdout.write(counters_text(ready))
    else:
        sys.stdout.write(tenant_text(ready, options.tenant) if options.tenant else tenants_text(ready))
    return 0


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port number")
    return int(text)


def _milliseconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 600_000:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of milliseconds from 0 to 600000")
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no date such as 2027-03-31") from error


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no RFC 3339 instant") from error
