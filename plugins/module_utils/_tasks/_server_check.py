# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""kesc_server_check, from options to result."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import tempfile
import typing as t

from .._clock import Clock
from .._errors import InvalidRequestError, Step, step
from .._license._editions import load_catalog
from .._operations._server_check import CheckOrder, check_server
from .._operations._server_findings import Trust, findings_of
from .._options._params import at_least
from .._options._secrets import secrets
from .._presentation._server_check import server_check_dict
from .._presentation._server_check_markdown import VERDICTS, markdown_of
from .._providers.openapi._connection import OpenApiConnection
from .._providers.openapi._surveyed_server import SurveyedServer
from .._transport._trust import parse_fingerprint
from ._connecting import connection_of, tenant_label
from ._result import TaskResult

if t.TYPE_CHECKING:
    from .._errors import KescError
    from .._license._editions import Catalog
    from .._options._params import Params
    from .._providers.console._connection import ConsoleConnection

_MODE = 0o640
_NAME = "kesc-check"


class _Checked(t.NamedTuple):
    """The report of a check, what is for the operator's eyes only, and further files by name."""

    report: dict[str, t.Any]
    error: KescError | None
    fingerprint: str | None
    files: dict[str, str]


def run_server_check(params: Params, _check_mode: bool, /) -> TaskResult:
    """kesc_server_check: whether the collection works with a server. Raises :class:`KescError` for wrong options."""
    with step(Step.VALIDATE, tenant=tenant_label(params)):
        at_least(params, tenants_to_check=0)
        connection = connection_of(params)
        catalog = load_catalog(params["editions_file"])
    if isinstance(connection, OpenApiConnection):
        checked = _over_openapi(params, connection, catalog, Clock())
    else:
        from ._console_check import over_console  # noqa: PLC0415 - slow to load for all that need no browser

        console_report, error, more = over_console(params, t.cast("ConsoleConnection", connection), Clock())
        checked = _Checked(console_report, error, None, more)
    report = checked.report
    files = {
        f"{_NAME}.json": json.dumps(report, indent=2, ensure_ascii=False) + "\n",
        f"{_NAME}.md": markdown_of(report),
        **checked.files,
    }
    with step(Step.VALIDATE, tenant=tenant_label(params)):
        written = [str(_write(params["dest"], name, text)) for name, text in files.items()] if params["dest"] else []
    values = {
        "changed": False,
        "verdict": report["verdict"],
        "summary": _summary(report, checked.error, written, unspeakable=secrets(params)),
        "findings": report["findings"],
        "report": report,
        "fingerprint": checked.fingerprint,
        "files": written,
    }
    return TaskResult(values)


def _over_openapi(params: Params, connection: OpenApiConnection, catalog: Catalog, clock: Clock) -> _Checked:
    reusable = connection.credentials.reusable
    only_here = bool(connection.tenant or connection.tenant_id)
    order = CheckOrder(
        most_tenants=params["tenants_to_check"] if reusable and not only_here else 0,
        tries_login=reusable and params["auth_method"] != "access_token",
    )
    check = check_server(SurveyedServer(connection, clock=clock), order)
    pin = parse_fingerprint(params["server_fingerprint"])
    trust = Trust(checked=params["validate_certs"], pin=pin, reusable_credentials=reusable)
    now = clock.now()
    findings = findings_of(check, trust=trust, catalog=catalog, now=now)
    report = server_check_dict(
        check, findings=findings, trust=trust, settings=_settings(params), catalog=catalog, now=now
    )
    return _Checked(report, check.error, check.certificate.fingerprint if check.certificate else None, {})


def _settings(params: Params) -> dict[str, t.Any]:
    """How the server was reached, without saying where and as whom."""
    shown = ("auth_method", "internal_user", "domain_encoding", "validate_certs", "timeout", "retries")
    given = ("tenant", "totp", "user_domain", "ca_path", "server_fingerprint", "proxy", "editions_file")
    return {
        **{name: params[name] for name in shown},
        **{name: "given" if params[name] else "not given" for name in given},
    }


def _summary(
    report: t.Mapping[str, t.Any], error: KescError | None, written: t.Sequence[str], *, unspeakable: set[str]
) -> list[str]:
    """The verdict in a few lines, for a terminal; what the server said is told here alone."""
    lines = [VERDICTS[report["verdict"]]]
    lines += [f"{each['severity'].upper()} {each['text']} {each['remedy']}" for each in report["findings"]]
    if error is not None:
        error.hide(unspeakable)
        lines.append(f"In full: {error.message}")
    if written:
        lines.append(f"Details, without secrets and names of customers: {', '.join(written)}")
    return lines


def _write(folder: str, name: str, text: str) -> pathlib.Path:
    """Written beside its place and moved there, so that nobody sees half of it. Raises :class:`InvalidRequestError`."""
    target = pathlib.Path(folder).absolute() / name
    with contextlib.ExitStack() as stack:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{name}.")
            beside = pathlib.Path(temporary)
            stack.callback(beside.unlink, missing_ok=True)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            beside.chmod(_MODE)
            beside.replace(target)
        except OSError as error:
            raise InvalidRequestError(
                f"{str(target)!r} cannot be written: {error.strerror}",
                remedy="Set dest to a folder that can be written",
            ) from None
    return target
