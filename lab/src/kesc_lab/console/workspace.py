# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Management Console of one workspace: Information panel, License tab, and the replacement step by step."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from kesc_lab.console.hub import page_of
from kesc_lab.console.licenses import (
    PLATFORM_TEXTS,
    STATUS_TEXTS,
    compared,
    expiry_text,
    model_text,
    status_of,
    type_text,
)
from kesc_lab.console.sessions import Replaced
from kesc_lab.console.visit import Visit
from kesc_lab.domain import replacement
from kesc_lab.domain.replacement import Offer
from kesc_lab.errors import ApiError
from kesc_lab.server.http import Response

INVALID = "The activation code is invalid. Check it and try again."
UNREACHED = "The activation servers are not available now. Nothing was changed; try again later."
_CHANGED = "The license of this workspace has changed since the comparison. Enter the code again."
_CODE = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}", re.ASCII)
_DEVICES_ON_A_PAGE = 200


def information_panel(visit: Visit) -> Response:
    """Show the section with its tabs; the License tab tells once that the license has been replaced."""
    visit.lab.world.count_reading(visit.workspace)
    return _panel(visit)


def replacement_window(visit: Visit) -> Response:
    """Show the window that asks for a code, for browsers that can't open it by themselves."""
    return _panel(visit, window="replacement")


def submit(visit: Visit) -> Response:
    """Ask the activation servers what the code stands for: the comparison, or a message in the same window."""
    code = visit.field("activation_code").strip().upper()
    if not _CODE.fullmatch(code):
        return _refused(visit, INVALID)
    visit.record.partial_code = code[-5:]
    try:
        visit.reach_activation_servers()
        offer = replacement.check(visit.lab.world, visit.workspace, code)
    except ApiError as error:
        visit.note(error)
        return _refused(visit, _refusal_text(visit, error))
    visit.record.serial = offer.after.serial
    number = visit.browser.remember(visit.workspace.id, offer)
    if visit.workspace.migration_wizard == "instead_of_comparison":
        return visit.redirect(f"{_base(visit)}/license/migration", check=number)
    return visit.redirect(f"{_base(visit)}/license/check/{number}")


def comparison_window(visit: Visit) -> Response:
    """Show what applying the code would do."""
    number = _number(visit)
    offer = visit.browser.offer(number, visit.workspace.id)
    if offer is None:
        return _to_license_tab(visit)
    return _comparison(visit, number, offer)


def apply(visit: Visit) -> Response:
    """Put the compared license in force; each comparison serves once."""
    number = _number(visit)
    offer = visit.browser.offer(number, visit.workspace.id)
    if offer is None:
        return _panel(visit, status=409, window="replacement", message=visit.texts.marked(_CHANGED))
    visit.record.serial, visit.record.partial_code = offer.after.serial, offer.code[-5:]
    try:
        visit.reach_activation_servers()
        replacement.apply(visit.lab.world, visit.workspace, offer)
    except replacement.OutdatedError as error:
        visit.note(error)
        del visit.browser.offers[number]
        return _panel(visit, status=409, window="replacement", message=visit.texts.marked(_CHANGED))
    except ApiError as error:
        visit.note(error)
        text = "The license can't be applied. Nothing was changed." if _expired(error) else _refusal_text(visit, error)
        return _comparison(visit, number, offer, status=_status(error), message=visit.texts.marked(text))
    del visit.browser.offers[number]
    tenant = visit.workspace
    visit.browser.replaced[tenant.id] = Replaced([device.name for device in replacement.waiting_macs(tenant)])
    if offer.outcome == "upgrade":
        visit.browser.new_features[tenant.id] = offer.gained
    if tenant.migration_wizard == "after_apply":
        return visit.redirect(f"{_base(visit)}/license/migration")
    return visit.redirect(f"{_base(visit)}/license/features") if offer.outcome == "upgrade" else _to_license_tab(visit)


def features_window(visit: Visit) -> Response:
    """Offer to set up the features that an upgrade has brought."""
    if visit.workspace.id not in visit.browser.new_features:
        return _to_license_tab(visit)
    return _panel(visit, window="features")


def set_up_features(visit: Visit) -> Response:
    """Set up the chosen features."""
    tenant = visit.workspace
    offered = visit.browser.new_features.get(tenant.id, ())
    chosen = [name for name in offered if name in visit.form.get("feature", [])]
    if not offered:
        return _to_license_tab(visit)
    if not chosen:
        message = visit.texts.marked("Choose at least one feature, or leave it for later.")
        return _panel(visit, status=422, window="features", message=message)
    tenant.features_set_up += [name for name in chosen if name not in tenant.features_set_up]
    visit.lab.world.changed(tenant)
    del visit.browser.new_features[tenant.id]
    return _to_license_tab(visit)


def leave_features(visit: Visit) -> Response:
    """Leave the new features for another time."""
    visit.browser.new_features.pop(visit.workspace.id, None)
    return _to_license_tab(visit)


def migration_window(visit: Visit) -> Response:
    """Show the wizard of a migration that nobody asked for; without agreement it leads on to where the person was."""
    if visit.workspace.migration_wizard is None:
        return _to_license_tab(visit)
    return _panel(visit, window="migration")


def migrate(visit: Visit) -> Response:
    """Migrate the workspace, which can't be undone."""
    tenant = visit.workspace
    if tenant.migration_wizard is None:
        return _to_license_tab(visit)
    if visit.field("agreed") != "yes":
        message = visit.texts.marked("Accept the agreements first.")
        return _panel(visit, status=422, window="migration", message=message)
    tenant.migrated, tenant.migration_wizard = True, None
    visit.lab.world.changed(tenant)
    return _to_license_tab(visit)


def devices(visit: Visit) -> Response:
    """List the workspace's devices with the licenses that they have."""
    tenant = visit.workspace
    page = page_of(visit, tenant.devices, _DEVICES_ON_A_PAGE)
    return visit.page(
        "devices.html",
        f"{_base(visit)}/devices",
        page=page,
        platform_texts=PLATFORM_TEXTS,
        **_common(visit, section="devices"),
    )


def _panel(visit: Visit, *, status: int = 200, window: str = "", **values: Any) -> Response:
    tenant = visit.workspace
    active = tenant.in_position("active")
    terms = active.terms if active else None
    details = []
    if terms is not None:
        details = [
            ("License name", terms.name),
            ("License type", type_text(visit, terms)),
            ("Licensing model", model_text(visit, terms)),
            ("License limit", visit.number(terms.limit)),
            ("In use", visit.number(replacement.in_use(tenant, terms.licensing_model))),
            ("License expiration date", expiry_text(visit, terms)),
            ("License ID", terms.serial),
        ]
    tab = "license" if window or visit.query.get("tab") == "license" else "overview"
    shown: dict[str, Any] = {
        "message": "",
        "offer": None,
        "compared": [],
        "offer_number": "",
        "replaced": visit.browser.replaced.pop(tenant.id, None) if tab == "license" and not window else None,
        **values,
    }
    return visit.page(
        "information_panel.html",
        f"{_base(visit)}{'?tab=license' if tab == 'license' else ''}",
        status,
        tab=tab,
        window=window,
        details=details,
        can_replace=visit.may("modify"),
        new_features=visit.browser.new_features.get(tenant.id, ()),
        shows_wizard=window == "migration" or (window == "comparison" and tenant.migration_wizard == "over_comparison"),
        after_wizard=_after_wizard(visit),
        platforms=Counter(PLATFORM_TEXTS[device.platform] for device in tenant.devices),
        **shown,
        **_common(visit, section="information_panel"),
    )


def _comparison(visit: Visit, number: str, offer: Offer, *, status: int = 200, message: str = "") -> Response:
    return _panel(
        visit,
        status=status,
        window="comparison",
        offer=offer,
        compared=compared(visit, offer),
        offer_number=number,
        message=message,
    )


def _common(visit: Visit, section: str) -> dict[str, Any]:
    active = visit.workspace.in_position("active")
    status = status_of(visit, active.terms if active else None)
    return {
        "workspace": visit.workspace,
        "workspace_base": _base(visit),
        "section": section,
        "license_status": status,
        "license_status_text": STATUS_TEXTS[status],
    }


def _after_wizard(visit: Visit) -> str:
    """Return where a person comes to who leaves the wizard of the migration."""
    number = visit.query.get("check", "")
    if visit.browser.offer(number, visit.workspace.id) is not None:
        return f"{_base(visit)}/license/check/{quote(number, safe='')}"
    return f"{_base(visit)}/license/features"


def _refused(visit: Visit, text: str) -> Response:
    """Show the window again, empty: a code never goes back to the browser."""
    status = 503 if text == UNREACHED else 422
    return _panel(visit, status=status, window="replacement", message=visit.texts.marked(text))


def _refusal_text(visit: Visit, error: ApiError) -> str:
    """Return the message of a refusal; whether the console tells the reasons apart is not documented."""
    choices = visit.lab.world.choices
    if _status(error) == 503 or (error.module, error.subcode) == ("KLOLA", choices.subcodes.unavailable):
        return UNREACHED
    own = {
        choices.subcodes.blocked: "The activation code is blocked.",
        choices.subcodes.expired: "A license of this code has expired.",
        choices.subcodes.exhausted: "The activation code has been used too many times.",
    }
    return own.get(error.subcode, INVALID) if choices.console_refusals == "own_messages" else INVALID


def _expired(error: ApiError) -> bool:
    return (error.module, error.code) == ("KLSTD", 1193)


def _status(error: ApiError) -> int:
    return 422 if error.module == "KLOLA" or _expired(error) else 503


def _number(visit: Visit) -> str:
    return visit.request.path.split("/check/", 1)[1].partition("/")[0]


def _base(visit: Visit) -> str:
    return f"workspaces/{quote(visit.workspace.uid, safe='')}"


def _to_license_tab(visit: Visit) -> Response:
    return visit.redirect(_base(visit), tab="license")
