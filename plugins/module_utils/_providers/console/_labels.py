# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""What the console's buttons, tabs, windows and fields are called, by language.

Message ids are the English labels. What is not ``provisional`` stands in a page of the vendor's help that was read:
topic 137454 ("Viewing license details and entering an activation code") in Polish, German, Italian, Spanish (Mexico)
and Japanese, and pages beside it. No English copy of the step list could be read, so nearly all English labels are
provisional. Nothing is translated; what no page names is missing, and an operator completes it (option
``console_labels``).
"""

from __future__ import annotations

import dataclasses
import types
import typing as t

ELEMENTS = (
    "Management Console",
    "Information panel",
    "License",
    "Enter activation code",
    "License replacement",
    "Submit",
    "Check the new license details",
    "Summary",
    "License name",
    "Licensing model",
    "License limit",
    "License expiration date",
    "Apply",
    "Try additional features",
    "OK",
    "Later",
    "License ID",
)
"""The elements that the help page names, in the order in which a person meets them."""

OUTCOMES = ("upgrade", "downgrade", "renewal")
"""Words of the sentence that says what a replacement means."""

OPTIONAL = ("Summary", "In use", "Per user", "Per device", "Licenses", "Next")
"""What can be read where it is known and is done without elsewhere.

``Licenses`` is the tab of Business Hub, ``Next`` what turns its list over to the next page.
"""

MESSAGE_IDS = tuple(dict.fromkeys((*ELEMENTS, *OUTCOMES, *OPTIONAL)))


@dataclasses.dataclass(frozen=True)
class LabelSet:
    """The labels of one language by message id.

    ``provisional`` are the ids of labels that nobody has read, neither in the vendor's help nor in a console.
    """

    language: str
    labels: t.Mapping[str, str]
    provisional: frozenset[str] = frozenset()

    def get(self, message_id: str) -> str | None:
        return self.labels.get(message_id)

    def is_verified(self, message_id: str) -> bool:
        """Whether the label is the vendor's own, or the operator's."""
        return message_id in self.labels and message_id not in self.provisional

    def completed(self, labels: t.Mapping[str, str]) -> LabelSet:
        """The same set with labels of the operator's, which win."""
        merged = types.MappingProxyType({**self.labels, **labels})
        return dataclasses.replace(self, labels=merged, provisional=self.provisional - labels.keys())


def _set(language: str, labels: t.Mapping[str, str], *, provisional: t.Iterable[str] = ()) -> LabelSet:
    return LabelSet(language, types.MappingProxyType(dict(labels)), frozenset(provisional))


LABEL_SETS: t.Mapping[str, LabelSet] = types.MappingProxyType(
    {
        "en": _set(
            "en",
            {
                **{element: element for element in ELEMENTS},
                "upgrade": "upgrade",
                "downgrade": "downgrade",
                "renewal": "renew",
                "In use": "In use",
                "Per user": "Per user",
                "Per device": "Per device",
                "Licenses": "Licenses",
                "Next": "Next",
            },
            # The one that is not: https://support.kaspersky.com/help/NextPro/1.0/en-us/123382.htm, of Kaspersky Next.
            provisional=set(MESSAGE_IDS) - {"Information panel"},
        ),
        # https://support.kaspersky.com/pl/kes-cloud/1.0/137454; of Business Hub,
        # https://support.kaspersky.com/Cloud/1.0/pl-PL/159899.htm
        "pl": _set(
            "pl",
            {
                "Management Console": "Konsola zarządzająca",
                "Information panel": "Panel informacyjny",
                "License": "Licencja",
                "Enter activation code": "Wprowadź kod aktywacyjny",
                "License replacement": "Wymiana licencji",
                "Submit": "Wyślij",
                "Check the new license details": "Sprawdź szczegóły nowej licencji",
                "License name": "Nazwa licencji",
                "Licensing model": "Model licencjonowania",
                "License limit": "Limit licencji",
                "License expiration date": "Data wygaśnięcia licencji",
                "Apply": "Zastosuj",
                "Try additional features": "Wypróbuj dodatkowe funkcje",
                "OK": "OK",
                "Later": "Później",
                "License ID": "ID licencji",
                "Licenses": "Licencje",
                "upgrade": "zaktualizujesz",
                "downgrade": "przejdziesz do starszej wersji",
                "renewal": "odnowisz licencję",
            },
        ),
        # https://support.kaspersky.com/Cloud/1.0/de-DE/137454.htm and 159845.htm
        "de": _set(
            "de",
            {
                "Management Console": "Management-Konsole",
                "License": "Lizenz",
                "License replacement": "Lizenz austauschen",
                "Summary": "Zusammenfassung",
                "License name": "Lizenzname",
                "Licensing model": "Lizenzierungsmodell",
                "License limit": "Lizenzbeschränkung",
                "License expiration date": "Ablaufdatum der Lizenz",
                "License ID": "Lizenz-ID",
                "Licenses": "Lizenzen",
            },
        ),
        # https://support.kaspersky.com/Cloud/1.0/it-IT/137454.htm
        "it": _set(
            "it",
            {
                "Management Console": "Console di gestione",
                "License": "Licenza",
                "License replacement": "Sostituzione licenza",
                "Summary": "Riepilogo",
                "License name": "Nome licenza",
                "Licensing model": "Modello licenza",
                "License limit": "Limitazione licenza",
                "License expiration date": "Data di scadenza della licenza",
                "License ID": "ID licenza",
            },
        ),
        # https://support.kaspersky.com/help/Cloud/1.0/es-MX/137454.htm
        "es-MX": _set(
            "es-MX",
            {
                "Management Console": "Consola de administración",
                "License": "Licencia",
                "License replacement": "Sustitución de la licencia",
                "License name": "Nombre de la licencia",
                "Licensing model": "Modelo de licencia",
                "License limit": "Límite de la licencia",
                "License expiration date": "Fecha de caducidad de la licencia",
                "License ID": "Id. de la licencia",
            },
        ),
        # https://support.kaspersky.ru/Cloud/1.0/ru-RU/all-in-one.htm?sectionUrl=138081.htm
        "ru": _set("ru", {"Management Console": "Консоль управления"}),
        # https://support.kaspersky.com/help/Cloud/1.0/zh-Hans/137548.htm
        "zh-Hans": _set("zh-Hans", {"Management Console": "管理控制台", "Information panel": "信息面板"}),
        # https://support.kaspersky.com/help/Cloud/1.0/ja-jp/137454.htm
        "ja": _set(
            "ja",
            {
                "Management Console": "管理コンソール",
                "License": "ライセンス",
                "License replacement": "ライセンスの交換",
                "License name": "ライセンス名",
                "Licensing model": "ライセンス単位",
                "License limit": "ライセンス制限",
                "License expiration date": "ライセンスの有効期限",
                "License ID": "ライセンス ID",
            },
        ),
    }
)


def label_set(language: str) -> LabelSet:
    """The shipped labels of a language tag, such as ``pl`` or ``en-GB``; an empty set where there are none.

    A tag with a region takes the set of its language, but Spanish is only known as it is in Mexico.
    """
    tag = language.replace("_", "-")
    by_tag = {known.casefold(): labels for known, labels in LABEL_SETS.items()}
    found = by_tag.get(tag.casefold()) or by_tag.get(tag.partition("-")[0].casefold())
    return dataclasses.replace(found, language=tag) if found else LabelSet(tag, types.MappingProxyType({}))
