# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The shipped feature catalog: families, editions, their names, and what is said of each feature.

The vendor's own comparisons of editions could not be read. So each cell has the source of its statement and the kind of
it; what nobody says of an edition is no cell, which is not "no". No edition is marked verified.
"""

from __future__ import annotations

import dataclasses
import types
import typing as t

from ._edition import Edition, Kind, Statement


@dataclasses.dataclass(frozen=True)
class _Source:
    """Where statements come from; each of the three is one."""

    name: str
    third_party: bool = False

    def _said(self, included: bool, kind: Kind) -> Statement:
        return Statement(included, Kind.THIRD_PARTY if self.third_party else kind, self.name)

    @property
    def yes(self) -> Statement:
        return self._said(True, Kind.VENDOR)

    @property
    def no(self) -> Statement:
        return self._said(False, Kind.VENDOR)

    @property
    def implied_no(self) -> Statement:
        return self._said(False, Kind.IMPLIED)

    @property
    def implied_yes(self) -> Statement:
        return self._said(True, Kind.IMPLIED)


def _family(
    family: str, editions: t.Mapping[str, tuple[str, ...]], rows: t.Mapping[str, t.Sequence[Statement | None]]
) -> dict[str, Edition]:
    """The editions of a family by each of their names; a row has a feature, with a cell for each edition, in order."""
    by_name: dict[str, Edition] = {}
    for column, (edition, names) in enumerate(editions.items()):
        cells = {feature: cell for feature, row in rows.items() if (cell := row[column]) is not None}
        entry = Edition(edition, types.MappingProxyType(cells), family=family)
        by_name |= dict.fromkeys((edition, *names), entry)
    return by_name


_HELP = "https://support.kaspersky.com/"

# "Available only if the application is activated under ..." names the editions that have it; that the others lack it is
# implied.
_CLOUD_ANOMALY = _Source(f"{_HELP}Cloud/1.0/en-US/230902.htm")
_CLOUD_ROOT_CAUSE = _Source("https://support.kaspersky.ru/Cloud/1.0/ru-RU/all-in-one.htm?sectionUrl=212583.htm")
_CLOUD_BLOCKING = _Source(f"{_HELP}Cloud/1.0/de-DE/139384.htm")
_CLOUD_DATA = _Source("https://support.kaspersky.co.jp/kescloud/208594")
# Older than Pro: it names Plus alone, which says nothing of Pro.
_CLOUD_PATCHES = _Source("https://help.kaspersky.com/Cloud/1.0/de-DE/153116.htm")
_CLOUD_OFFICE = _Source(f"{_HELP}Cloud/1.0/ja-JP/141213.htm")

_CLOUD = _family(
    "Kaspersky Endpoint Security Cloud",
    {
        "Kaspersky Endpoint Security Cloud": (),
        "Kaspersky Endpoint Security Cloud Plus": (),
        "Kaspersky Endpoint Security Cloud Pro": (),
    },
    {
        "Adaptive Anomaly Control": (_CLOUD_ANOMALY.implied_no, _CLOUD_ANOMALY.implied_no, _CLOUD_ANOMALY.yes),
        # Under Pro the whole Endpoint Detection and Response stands in its place.
        "Root-Cause Analysis": (_CLOUD_ROOT_CAUSE.implied_no, _CLOUD_ROOT_CAUSE.yes, _CLOUD_ROOT_CAUSE.implied_yes),
        "Endpoint Detection and Response": (
            _CLOUD_ROOT_CAUSE.implied_no,
            _CLOUD_ROOT_CAUSE.implied_no,
            _CLOUD_ROOT_CAUSE.yes,
        ),
        "Cloud Discovery: blocking": (_CLOUD_BLOCKING.implied_no, _CLOUD_BLOCKING.yes, _CLOUD_BLOCKING.yes),
        "Data Discovery": (_CLOUD_DATA.implied_no, _CLOUD_DATA.yes, _CLOUD_DATA.yes),
        "Patch Management": (_CLOUD_PATCHES.implied_no, _CLOUD_PATCHES.yes, None),
        "Kaspersky Security for Microsoft Office 365": (_CLOUD_OFFICE.implied_no, _CLOUD_OFFICE.yes, _CLOUD_OFFICE.yes),
    },
)

# The vendor's three pages name EDR Optimum and XDR Expert only. They are older than XDR Optimum and MXDR Optimum
# (September 2025) and silent about EDR Expert: for these three they say nothing.
_NEXT_ANOMALY = _Source(f"{_HELP}help/NextPro/1.0/en-US/230902.htm")
_NEXT_BLOCKING = _Source(f"{_HELP}help/NextPro/1.0/it-IT/139384.htm")
_NEXT_PATCHES = _Source(f"{_HELP}help/NextPro/1.0/de-DE/153116.htm")
_NEXT_ALERTS = _Source(f"{_HELP}KSCLinux/15.4/en-US/307610.htm")
_NEXT_TENANTS = _Source("https://support.kaspersky.co.jp/help/XDR/1.2/en-US/all-in-one.htm?sectionUrl=249277.htm")
_ALSO = _Source(
    "https://www.also.com/ec/cms5/de_1010/1010_anbieter/kaspersky/lizenzprogramm/index.jsp, a distributor",
    third_party=True,
)
_PRESS = _Source(
    "https://www.connect-professional.de/news/kaspersky-next-edr-foundations-im-test-403988.html, trade press",
    third_party=True,
)
_DOSSIER = _Source("a dossier on Kaspersky Next of June 2026 that cites the vendor's topic 101540", third_party=True)

_IN_EVERY_TIER = (_DOSSIER.yes, _DOSSIER.yes, _DOSSIER.yes, None, None, _DOSSIER.yes)
_FROM_OPTIMUM_ON = (_DOSSIER.implied_no, _DOSSIER.yes, _DOSSIER.yes, None, None, _DOSSIER.yes)
_FROM_XDR_OPTIMUM_ON = (_DOSSIER.implied_no, _DOSSIER.implied_no, _DOSSIER.yes, None, None, _DOSSIER.yes)
_IN_XDR_EXPERT = (_DOSSIER.implied_no, _DOSSIER.implied_no, _DOSSIER.implied_no, None, None, _DOSSIER.yes)

_NEXT = _family(
    "Kaspersky Next",
    {
        "Kaspersky Next EDR Foundations": (),
        "Kaspersky Next EDR Optimum": (),
        "Kaspersky Next XDR Optimum": (),
        "Kaspersky Next MXDR Optimum": (),
        "Kaspersky Next EDR Expert": (),
        "Kaspersky Next XDR Expert": (),
    },
    {
        "Adaptive Anomaly Control": (
            _NEXT_ANOMALY.implied_no,
            _NEXT_ANOMALY.yes,
            _DOSSIER.yes,
            None,
            None,
            _NEXT_ANOMALY.yes,
        ),
        "Cloud Discovery: blocking": (
            _NEXT_BLOCKING.implied_no,
            _NEXT_BLOCKING.yes,
            None,
            None,
            None,
            _NEXT_BLOCKING.yes,
        ),
        "Patch Management": (_NEXT_PATCHES.implied_no, _NEXT_PATCHES.yes, _DOSSIER.yes, None, None, _NEXT_PATCHES.yes),
        # Of the conditions of this page only the licenses could be read.
        "Alert aggregation": (None, _NEXT_ALERTS.implied_no, _NEXT_ALERTS.yes, None, None, None),
        "Multitenancy": (None, None, _NEXT_ALERTS.yes, None, None, _NEXT_TENANTS.yes),
        "Root-Cause Analysis": (_PRESS.yes, _DOSSIER.yes, _DOSSIER.yes, None, None, _DOSSIER.yes),
        "Encryption Management": _FROM_OPTIMUM_ON,
        "Microsoft 365 mailboxes": (_ALSO.implied_no, _ALSO.yes, _ALSO.yes, None, None, _ALSO.yes),
        "Device Control": (_PRESS.yes, None, None, None, None, None),
        "Cloud Discovery: monitoring": (_PRESS.yes, None, None, None, None, None),
        "Behavior Detection": _IN_EVERY_TIER,
        "Exploit Prevention": _IN_EVERY_TIER,
        "Host Intrusion Prevention": _IN_EVERY_TIER,
        "Mobile Device Management": _IN_EVERY_TIER,
        "Threat Hunting": _FROM_XDR_OPTIMUM_ON,
        "Case Management": _IN_XDR_EXPERT,
        "Playbooks": _IN_XDR_EXPERT,
        "SIEM": _IN_XDR_EXPERT,
    },
)

# "Kaspersky Endpoint Security for Business", (c) 2017, read in the copy that FeeiCN/Security-PPT on GitHub keeps.
_DATASHEET = _Source("the vendor's datasheet of 2017 on Endpoint Security for Business")

_IN_SELECT = (_DATASHEET.yes, _DATASHEET.yes, _DATASHEET.yes)
# For Select there are add-ons: the license itself does not have them.
_ADD_ON_TO_SELECT = (_DATASHEET.no, _DATASHEET.yes, _DATASHEET.yes)
_IN_TOTAL = (_DATASHEET.implied_no, _DATASHEET.implied_no, _DATASHEET.yes)

_BUSINESS = _family(
    "Kaspersky Endpoint Security for Business",
    {
        "Kaspersky Endpoint Security for Business Select": (
            "KES Select",
            "Kaspersky Endpoint Security для бизнеса Стандартный",
        ),
        "Kaspersky Endpoint Security for Business Advanced": ("Kaspersky Endpoint Security для бизнеса Расширенный",),
        "Kaspersky Total Security for Business": (),
    },
    {
        "Exploit Prevention": _IN_SELECT,
        "Host Intrusion Prevention": _IN_SELECT,
        "Application Control": _IN_SELECT,
        "Web Control": _IN_SELECT,
        "Device Control": _IN_SELECT,
        "File server security": _IN_SELECT,
        "Mobile security": _IN_SELECT,
        "Role-based access": _IN_SELECT,
        "Vulnerability assessment and patch management": _ADD_ON_TO_SELECT,
        "Systems management": _ADD_ON_TO_SELECT,
        "Encryption": _ADD_ON_TO_SELECT,
        "SIEM integration": (_DATASHEET.implied_no, _DATASHEET.yes, _DATASHEET.yes),
        "Mail server security": _IN_TOTAL,
        "Web gateway security": _IN_TOTAL,
        "SharePoint security": _IN_TOTAL,
    },
)

SHIPPED: t.Mapping[str, Edition] = types.MappingProxyType({**_CLOUD, **_NEXT, **_BUSINESS})
"""The shipped editions by name."""
