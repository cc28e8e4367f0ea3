# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The options of kesc_license that say what is wanted of the tenant."""

from __future__ import annotations

import typing as t

from .._errors import InvalidRequestError
from .._journal._tenant_journal import JournalPlace
from .._license._activation_code import ActivationCode
from .._license._guards import ALLOWED_BY, Expected
from .._license._license import Position, parse_day
from .._license._off_plan import Planned, Terms
from .._operations._assessment import ReplacementOrder
from .._options._params import LATER, at_least, how_to_give, require
from ._connecting import tenant_label

if t.TYPE_CHECKING:
    import datetime as dt

    from .._operations._removal import RemovalOrder
    from .._options._params import Params
    from .._providers._provider import Capabilities


def order_of(params: Params, *, able: Capabilities, check_mode: bool) -> ReplacementOrder | RemovalOrder:
    """What is wanted of the tenant, by a provider that is ``able`` to do so. Raises :class:`InvalidRequestError`."""
    at_least(params, only_within_days=0, confirm_timeout=0)
    _refuse_unnamed_tenant(params, able)
    _refuse_what_it_cannot(params, able)
    if params["state"] == "absent":
        require(params, "license_id")
        from .._operations._removal import RemovalOrder  # noqa: PLC0415 - few tasks remove a license

        return RemovalOrder(
            tenant=tenant_label(params),
            license_id=params["license_id"],
            position=Position(params["position"]),
            check_mode=check_mode,
            purge=params["purge_replaced"],
            confirm_timeout=float(params["confirm_timeout"]),
        )
    require(params, "activation_code")
    return ReplacementOrder(
        tenant=tenant_label(params),
        code=ActivationCode.parse(params["activation_code"]),
        position=Position(params["position"]),
        license_id=params["license_id"] or None,
        check_mode=check_mode,
        staged=params["check_mode_verification"] == "staged",
        allowed=frozenset(guard for guard, option in ALLOWED_BY.items() if params[option]),
        only_within_days=params["only_within_days"],
        expected=_expected(params["expected"] or {}),
        purge_replaced=params["purge_replaced"],
        confirm_timeout=float(params["confirm_timeout"]),
        planned=_planned(params["planned"]),
    )


def journal_place(params: Params) -> JournalPlace | None:
    """Where the replacement is written down, ``None`` for nowhere."""
    return None if params["journal"] is None else JournalPlace(**params["journal"])


def _refuse_unnamed_tenant(params: Params, able: Capabilities) -> None:
    """Without this, a forgotten name would change the licenses of the Administration Server itself."""
    named = bool(params["tenant"] or params["tenant_id"])
    if params["main_server"] and not able.has_main_server:
        raise InvalidRequestError(
            f"the provider {params['provider']} has no main server", remedy="Name a workspace in tenant or tenant_id"
        )
    if params["main_server"] and named:
        raise InvalidRequestError(
            "main_server is true although a tenant is named", remedy="Leave main_server out, or tenant and tenant_id"
        )
    if not named and not params["main_server"]:
        main = f"; for the main server itself set {how_to_give(params, 'main_server')} to true"
        raise InvalidRequestError(
            "no tenant is named",
            remedy=f"Set {how_to_give(params, 'tenant')}{main if able.has_main_server else ''}",
        )


def _refuse_what_it_cannot(params: Params, able: Capabilities) -> None:
    provider = params["provider"]
    if params["additional_features"] not in ([], [LATER]) and not able.sets_up_features:
        raise InvalidRequestError(
            f"the provider {provider} cannot set up additional features",
            remedy=f"Leave additional_features at '{LATER}'",
        )
    if able.keeps_a_store:
        return
    wanted = {
        "remove a license (state: absent)": params["state"] == "absent",
        "put a license in reserve (position: reserve)": params["position"] == "reserve",
        "purge the replaced license (purge_replaced: true)": params["purge_replaced"],
    }
    for act in (act for act, asked_for in wanted.items() if asked_for):
        raise InvalidRequestError(f"the {provider} cannot {act}: it shows one license, the one in force")


def _expected(values: t.Mapping[str, t.Any]) -> Expected:
    expires = values.get("expires")
    return Expected(
        name=values.get("name"),
        edition=values.get("edition"),
        licensing_model=values.get("licensing_model"),
        limit=values.get("limit"),
        expires=_day(expires) if expires else None,
    )


def _planned(values: Params | None) -> Planned | None:
    return None if values is None else Planned(_terms(values["before"]), _terms(values["after"]))


def _terms(values: Params | None) -> Terms | None:
    if values is None:
        return None
    return Terms(**{**values, "expires": _day(values["expires"]) if values["expires"] else None})


def _day(text: str) -> dt.date:
    try:
        return parse_day(text)
    except ValueError:
        raise InvalidRequestError(
            f"expected.expires is neither a date nor an RFC 3339 moment: {text!r}", remedy="Write it as 2027-03-31"
        ) from None
