# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list's own words in Polish."""

from __future__ import annotations

TEXTS = {
    # The head of the list
    "title": "Lista zadań: licencje do ręcznej wymiany",
    "made": "Sporządzono: {date}",
    "tenants": "Liczba klientów: {count}",
    "intro": "Obsługuj klientów po kolei. Żaden krok przed kliknięciem {apply} niczego w konsoli nie zmienia.",
    "unverified": "Tych etykiet nie udało się sprawdzić w tym języku: {labels}. "
    "W konsoli mogą brzmieć inaczej: szukaj najbliższego odpowiednika.",
    "unverified_all": "Etykiet konsoli nie udało się sprawdzić w tym języku. "
    "W konsoli mogą brzmieć inaczej: szukaj najbliższego odpowiednika.",
    "codes_hidden": "Z każdego kodu aktywacyjnego widać tylko ostatnich pięć znaków. Cały kod weź z miejsca, w "
    "którym go przechowujesz.",
    "codes_shown": "Ta lista zawiera pełne kody aktywacyjne. Kto ją ma, może je wykorzystać. Nikomu jej nie "
    "wysyłaj, wydruki odbieraj od razu, a po zakończeniu pracy ją zniszcz.",
    # The steps
    "step_open": "Zaloguj się pod adresem {url}, znajdź obszar roboczy {tenant} i otwórz jego {console}.",
    "step_id": "Identyfikator pod nazwą obszaru roboczego musi brzmieć {tenant_id}.",
    "step_tab": "Otwórz sekcję {section}, a potem kartę {tab}. Zanotuj obecny {license_id}.",
    "step_enter": "Kliknij {enter}. Otworzy się okno {replacement}.",
    "step_code": "Wpisz kod aktywacyjny kończący się na {partial}: cztery bloki po pięć znaków. Kliknij {submit}.",
    "step_whole_code": "Wpisz kod aktywacyjny {code}. Kliknij {submit}.",
    "step_refused": "Jeśli konsola uzna kod za nieprawidłowy, sprawdź go i spróbuj jeszcze raz. Jeśli znów zostanie "
    "odrzucony, przerwij i zapisz wynik „{failed}\u201d.",
    "step_compare": "Otworzy się okno {check}. Porównaj każdy jego wiersz z tabelą poniżej i zaznacz to, co się "
    "zgadza.",
    "step_decide": "Jeśli jest powód do przerwania, zamknij okno bez klikania {apply} i zapisz wynik "
    "„{held_back}\u201d.",
    "step_apply": "W przeciwnym razie kliknij {apply}.",
    "step_later": "Jeśli otworzy się okno {try} (tylko po przejściu na wyższą wersję), kliknij {later}.",
    "step_features": "Jeśli otworzy się okno {try} (tylko po przejściu na wyższą wersję), skonfiguruj {features} i "
    "kliknij {ok}.",
    "step_confirm": "Spójrz ponownie na kartę {tab}: musi pokazywać nową licencję, a {license_id} musi być inny. "
    "Zapisz nowy {license_id}.",
    # The comparison
    "steps": "Kroki",
    "compare": "Co powinno pokazać okno",
    "line": "Wiersz",
    "now": "Teraz",
    "after": "Po zmianie",
    "agrees": "Zgadza się",
    "not_known": "nieznane",
    "not_stated": "brak w zamówieniu",
    "per_user": "na użytkownika",
    "per_device": "na urządzenie",
    "renewal": "Okno powinno zapowiadać zwykłe odnowienie: funkcje te same co teraz.",
    "upgrade": "Okno powinno zapowiadać przejście na wyższą wersję. Nowe funkcje: {features}.",
    "downgrade": "Okno powinno zapowiadać przejście na niższą wersję. Utracone funkcje: {features}.",
    "unknown": "Nie wiadomo tutaj, czy jakichś funkcji przybędzie lub ubędzie: przeczytaj listę w oknie.",
    # Reasons to stop
    "stops": "Powody do przerwania",
    "stop_differs": "Któryś wiersz różni się od kolumny „{after}\u201d.",
    "stop_same": "Każdy wiersz pokazuje tylko jedną wartość: licencja jest już na miejscu. Zamknij okno i zapisz "
    "wynik „{unchanged}\u201d.",
    "stop_features": "Okno wymienia funkcje, które zostałyby utracone.",
    "stop_limit_below_use": "Nowa wartość {limit} jest mniejsza niż liczba licencji w użyciu.",
    "stop_in_use": "Nowa wartość {limit} jest mniejsza niż {in_use} w użyciu.",
    "stop_smaller_limit": "Nowa wartość {limit} jest mniejsza od starej, a {model} jest ten sam.",
    "stop_earlier_expiry": "Nowa wartość {expires} jest wcześniejsza od starej.",
    "stop_expired": "Nowa wartość {expires} już minęła.",
    "allowed": "Dozwolone dla tego klienta: {option}",
    "do_not_start": "Nie zaczynaj: już z samego zamówienia wynika powód do przerwania",
    "found_downgrade": "Utracone zostałyby funkcje: {features}.",
    "found_limit_below_use": "Nowy limit {new} jest mniejszy niż {old} w użyciu.",
    "found_smaller_limit": "Nowy limit {new} jest mniejszy od starego limitu {old}.",
    "found_earlier_expiry": "Nowa licencja kończy się {new}, stara {old}.",
    "found_expired": "Nowa licencja skończyła się {new}.",
    "found_too_early": "Obecnej licencji pozostało dni: {old}; ma zostać wymieniona, gdy pozostanie ich {new} lub "
    "mniej.",
    # Devices
    "macs": "Komputery Mac",
    "macs_wait": "Urządzenia z systemami Windows, Android, iOS i iPadOS przejmą nową licencję same. Mac przejmie "
    "ją, gdy stara się skończy. Aby stało się to wcześniej, na każdym Macu uruchom w terminalu:",
    "macs_ten": "W programie Kaspersky Endpoint Security 10 for Mac polecenie brzmi {command}.",
    "macs_unknown": "Nie wiadomo tutaj, jakie Maki ma ten klient: sprawdź w konsoli.",
    "code_ending": "kod kończący się na {partial}",
    # The outcome
    "record": "Zapis wyniku",
    "outcome": "Wynik",
    "open": "otwarte",
    "replaced": "wymieniono",
    "unchanged": "już na miejscu",
    "held_back": "przerwano",
    "failed": "nie udało się",
    "not_reached": "nie wykonano",
    "new_id": "Nowy {license_id}",
    "note": "Uwagi",
    "no_code": "nigdy kod",
    "recorded_by": "Twoje imię i nazwisko",
    "not_compared": "Zapisano jako wymienione, ale nie każdy wiersz jest zaznaczony jako zgodny.",
    "masked": "Z tekstu usunięto coś, co wyglądało na kod aktywacyjny.",
    "progress": "Zapisano wyniki: {done} z {total}",
    "only_open": "Tylko otwarte",
    "unfold": "Rozwiń wszystko",
    "export_json": "Eksportuj wyniki (JSON)",
    "export_csv": "Eksportuj wyniki (CSV)",
    "print": "Drukuj",
    "clear": "Usuń wszystkie wpisy",
    "clear_question": "Usunąć na tym urządzeniu wszystkie zaznaczenia i wpisy tej listy?",
    "exported": "Wyeksportowano wyniki (liczba: {count}) do pliku {file}.",
    "kept_here": "Zaznaczenia i wpisy są przechowywane tylko w tej przeglądarce, na tym urządzeniu. Na koniec "
    "wyeksportuj wyniki.",
    "not_kept": "Ta przeglądarka nie przechowuje wpisów: wyeksportuj wyniki, zanim zamkniesz stronę.",
    "no_script": "Bez JavaScriptu strona niczego nie zapamiętuje: wydrukuj ją, a wyniki wpisz do pliku CSV, który "
    "leży obok.",
    "hand_back": "Przekazanie wyników",
    "hand_back_how": "Umieść plik z wynikami tam, gdzie działa Ansible, i uruchom to polecenie. Wyniki trafią do "
    "raportu:",
    "by_file": "Wpisz każdy wynik do pliku {file}, jako jedno ze słów: {outcomes}.",
}
