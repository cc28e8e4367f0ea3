# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages say, by language. The English text is the key.

DOCUMENTED holds what the vendor's help names, word for word (SOURCES.md, section 17). Everything else is the lab's own
wording: English for all languages, and Polish for the whole console. In the other languages a text without an entry
is shown in English and marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

LANGUAGES = {"en": "English", "pl": "Polski", "de": "Deutsch", "it": "Italiano", "es-MX": "Español (México)"}

DOCUMENTED: dict[str, dict[str, str]] = {
    "pl": {
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
    },
    "de": {
        "Management Console": "Management-Konsole",
        "Licenses": "Lizenzen",
        "License": "Lizenz",
        "License replacement": "Lizenz austauschen",
        "Summary": "Zusammenfassung",
        "License name": "Lizenzname",
        "Licensing model": "Lizenzierungsmodell",
        "License limit": "Lizenzbeschränkung",
        "License expiration date": "Ablaufdatum der Lizenz",
        "License ID": "Lizenz-ID",
    },
    "it": {
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
    "es-MX": {
        "Management Console": "Consola de administración",
        "License": "Licencia",
        "License replacement": "Sustitución de la licencia",
        "License name": "Nombre de la licencia",
        "Licensing model": "Modelo de licencia",
        "License limit": "Límite de la licencia",
        "License expiration date": "Fecha de caducidad de la licencia",
        "License ID": "Id. de la licencia",
    },
}

# Languages whose window has no such word: the part is there, without a heading.
WITHOUT_SUMMARY = ("pl", "es-MX")

# The lab's own Polish; the three outcomes use the verbs of the vendor's page.
POLISH: dict[str, str] = {
    "A practice console. It is not Kaspersky's, and everything in it is made up.": "Konsola do ćwiczeń. Nie należy do "
    "firmy Kaspersky, a wszystko w niej jest zmyślone.",
    "A license of this code has expired.": "Licencja tego kodu wygasła.",
    "Accept the agreements first.": "Najpierw zaakceptuj umowy.",
    "Account": "Konto",
    "Activation code": "Kod aktywacyjny",
    "Active": "Aktywna",
    "Additional features are set up: {features}.": "Dodatkowe funkcje zostały skonfigurowane: {features}.",
    "After Apply you will downgrade to an earlier version of the solution. These features will be lost:": "Po "
    "zastosowaniu przejdziesz do starszej wersji rozwiązania. Utracisz następujące funkcje:",
    "After Apply you will renew the license. The set of features stays the same.": "Po zastosowaniu odnowisz licencję. "
    "Zestaw funkcji pozostanie bez zmian.",
    "After Apply you will upgrade the solution. These features will be gained:": "Po zastosowaniu zaktualizujesz "
    "rozwiązanie. Zyskasz następujące funkcje:",
    "Android": "Android",
    "Applying the license…": "Stosowanie licencji…",
    "Back to the list": "Wróć do listy",
    "Business Hub": "Business Hub",
    "Cancel": "Anuluj",
    "Checking the code with the activation servers…": "Sprawdzanie kodu na serwerach aktywacji…",
    "Choose what you want to set up now. The license is in force already.": "Wybierz, co chcesz skonfigurować teraz. "
    "Licencja już obowiązuje.",
    "Choose at least one feature, or leave it for later.": "Wybierz co najmniej jedną funkcję lub odłóż to na później.",
    "Close": "Zamknij",
    "Commercial": "Komercyjna",
    "Companies": "Firmy",
    "Connected devices": "Podłączone urządzenia",
    "Continue": "Dalej",
    "Devices": "Urządzenia",
    "Devices by platform": "Urządzenia według platform",
    "Enter the code that you received from a Kaspersky representative: four blocks of five characters.": "Wprowadź kod "
    "otrzymany od przedstawiciela firmy Kaspersky: cztery bloki po pięć znaków.",
    "Expired": "Wygasła",
    "Expires soon": "Wkrótce wygaśnie",
    "Features gained besides:": "Ponadto zyskasz następujące funkcje:",
    "Features set up": "Skonfigurowane funkcje",
    "Go to the start page": "Przejdź do strony głównej",
    "I accept the agreements": "Akceptuję umowy",
    "In use": "W użyciu",
    "Language": "Język",
    "License kept until it ends": "Licencja używana do wygaśnięcia",
    "License on the device": "Licencja na urządzeniu",
    "License type": "Typ licencji",
    "Licenses": "Licencje",
    "Linux": "Linux",
    "Migration to Expert View": "Migracja do Expert View",
    "Name": "Nazwa",
    "Next": "Następna",
    "Next license": "Następna licencja",
    "No company matches the search.": "Żadna firma nie pasuje do wyszukiwania.",
    "No expiration date": "Bez daty wygaśnięcia",
    "No license": "Brak licencji",
    "No licenses yet.": "Nie ma jeszcze licencji.",
    "None": "Brak",
    "One-time code": "Kod jednorazowy",
    "Open": "Otwórz",
    "Other": "Inne",
    "Overview": "Przegląd",
    "Page {page} of {pages}": "Strona {page} z {pages}",
    "Pages": "Strony",
    "Password": "Hasło",
    "Per device": "Na urządzenie",
    "Per user": "Na użytkownika",
    "Platform": "Platforma",
    "Practice console": "Konsola do ćwiczeń",
    "Previous": "Poprzednia",
    "Search": "Szukaj",
    "Search by company, workspace or ID": "Szukaj według firmy, obszaru roboczego lub ID",
    "Second factor": "Drugi składnik",
    "Sections": "Sekcje",
    "Sign in": "Zaloguj się",
    "Sign out": "Wyloguj się",
    "Signed in as {account}": "Zalogowano jako {account}",
    "Skip to content": "Przejdź do treści",
    "Start migration": "Rozpocznij migrację",
    "Status": "Stan",
    "Subscription": "Subskrypcja",
    "The activation servers are not available now. Nothing was changed; try again later.": "Serwery aktywacji są teraz "
    "niedostępne. Niczego nie zmieniono; spróbuj ponownie później.",
    "The form was open too long. Nothing was changed; open the page again.": "Formularz był otwarty zbyt długo. "
    "Niczego nie zmieniono; otwórz stronę ponownie.",
    "The activation code is blocked.": "Kod aktywacyjny jest zablokowany.",
    "The activation code has been used too many times.": "Kod aktywacyjny został użyty zbyt wiele razy.",
    "The activation code is invalid. Check it and try again.": "Kod aktywacyjny jest nieprawidłowy. Sprawdź go i "
    "spróbuj ponownie.",
    "The license can't be applied. Nothing was changed.": "Nie można zastosować licencji. Niczego nie zmieniono.",
    "The license has been replaced.": "Licencja została wymieniona.",
    "The license of this code comes with a migration of the workspace. It can't be undone.": "Z licencją tego kodu "
    "wiąże się migracja obszaru roboczego. Nie można jej cofnąć.",
    "The license of this workspace expires soon.": "Licencja tego obszaru roboczego wkrótce wygaśnie.",
    "The license of this workspace has changed since the comparison. Enter the code again.": "Licencja tego obszaru "
    "roboczego zmieniła się po porównaniu. Wprowadź kod ponownie.",
    "The license of this workspace has expired. Nothing but the license can be changed.": "Licencja tego obszaru "
    "roboczego wygasła. Oprócz licencji niczego nie można zmienić.",
    "The one-time code is wrong.": "Kod jednorazowy jest nieprawidłowy.",
    "The page doesn't exist, or your account can't see it.": "Strona nie istnieje albo konto nie ma do niej dostępu.",
    "The service can't answer now.": "Usługa nie może teraz odpowiedzieć.",
    "The user name or the password is wrong.": "Nazwa użytkownika lub hasło są nieprawidłowe.",
    "These Macs have registered the new license and take it when the old one ends: {names}.": "Te komputery Mac "
    "zarejestrowały nową licencję i zaczną jej używać, gdy wygaśnie stara: {names}.",
    "Trial": "Próbna",
    "User name": "Nazwa użytkownika",
    "Windows": "Windows",
    "Windows, Linux, Android, iOS and iPadOS devices have taken the new license.": "Urządzenia z systemem Windows, "
    "Linux, Android, iOS i iPadOS przyjęły nową licencję.",
    "Workspace ID": "ID obszaru roboczego",
    "Workspaces": "Obszary robocze",
    "You are signed out.": "Wylogowano.",
    "Your account may view the license, but not replace it.": "Konto może wyświetlać licencję, ale nie może jej "
    "wymienić.",
    "Your session has ended. Sign in again.": "Sesja wygasła. Zaloguj się ponownie.",
    "becomes": "zmienia się na",
    "iOS and iPadOS": "iOS i iPadOS",
    "macOS": "macOS",
}

_NEUTRAL = ("en",)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language."""

    language: str

    def plain(self, text: str, **parts: object) -> str:
        """Return a text for a place that holds no markup, such as an attribute or a title."""
        return self._find(text)[0].format(**parts)

    def marked(self, text: str, **parts: object) -> Markup:
        """Return a text for a page; one that is not in the page's language says so in its markup."""
        found, known = self._find(text)
        escaped = Markup(found).format(**parts)  # noqa: S704 - a text of this file; the parts are escaped by format()
        return escaped if known else Markup('<span lang="en">{}</span>').format(escaped)

    @property
    def has_summary(self) -> bool:
        """Whether the comparison window of this language has the word Summary."""
        return self.language not in WITHOUT_SUMMARY

    def _find(self, text: str) -> tuple[str, bool]:
        if self.language in _NEUTRAL:
            return text, True
        found = DOCUMENTED.get(self.language, {}).get(text)
        if found is None and self.language == "pl":
            found = POLISH[text]
        return (found, True) if found is not None else (text, False)


def choose(asked: str, accepted: str) -> str:
    """Return the language asked for, else the best of an Accept-Language header, else English."""
    if asked in LANGUAGES:
        return asked
    weighted = []
    for item in accepted.split(","):
        name, _, quality = item.strip().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighted.append((weight, name.strip().lower()))
    for _weight, name in sorted(weighted, key=lambda pair: -pair[0]):
        for language in LANGUAGES:
            if name.partition("-")[0] == language.lower().partition("-")[0]:
                return language
    return "en"
