# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list's own words in German."""

from __future__ import annotations

TEXTS = {
    # The head of the list
    "title": "Arbeitsliste: von Hand zu ersetzende Lizenzen",
    "made": "Erstellt am {date}",
    "tenants": "Mandanten: {count}",
    "intro": "Arbeiten Sie einen Mandanten nach dem anderen ab. Kein Schritt vor {apply} ändert etwas in der Konsole.",
    "unverified": "Diese Beschriftungen konnten in dieser Sprache nicht geprüft werden: {labels}. "
    "Die Konsole kann anders formulieren: Suchen Sie den ähnlichsten Wortlaut.",
    "unverified_all": "Die Beschriftungen der Konsole konnten in dieser Sprache nicht geprüft werden. "
    "Die Konsole kann anders formulieren: Suchen Sie den ähnlichsten Wortlaut.",
    "codes_hidden": "Von jedem Aktivierungscode sind nur die letzten fünf Zeichen zu sehen. Nehmen Sie den ganzen "
    "Code von dort, wo Sie ihn aufbewahren.",
    "codes_shown": "Diese Liste enthält vollständige Aktivierungscodes. Wer sie hat, kann sie verbrauchen. Senden "
    "Sie sie niemandem, holen Sie Ausdrucke sofort ab und vernichten Sie sie nach getaner Arbeit.",
    # The steps
    "step_open": "Melden Sie sich unter {url} an, suchen Sie den Arbeitsbereich {tenant} und öffnen Sie dessen "
    "{console}.",
    "step_id": "Die ID unter dem Namen des Arbeitsbereichs muss {tenant_id} lauten.",
    "step_tab": "Öffnen Sie den Abschnitt {section}, dann die Registerkarte {tab}. Notieren Sie die jetzige "
    "{license_id}.",
    "step_enter": "Klicken Sie auf {enter}. Das Fenster {replacement} öffnet sich.",
    "step_code": "Geben Sie den Aktivierungscode ein, der auf {partial} endet: vier Blöcke mit je fünf Zeichen. "
    "Klicken Sie auf {submit}.",
    "step_whole_code": "Geben Sie den Aktivierungscode {code} ein. Klicken Sie auf {submit}.",
    "step_refused": "Nennt die Konsole den Code ungültig, prüfen Sie ihn und versuchen Sie es noch einmal. Wird er "
    "wieder abgelehnt, brechen Sie ab und vermerken „{failed}\u201c.",
    "step_compare": "Das Fenster {check} öffnet sich. Vergleichen Sie jede Zeile mit der Tabelle unten und haken "
    "Sie ab, was übereinstimmt.",
    "step_decide": "Gibt es einen Grund zum Abbruch, schließen Sie das Fenster ohne {apply} und vermerken "
    "„{held_back}\u201c.",
    "step_apply": "Andernfalls klicken Sie auf {apply}.",
    "step_later": "Öffnet sich das Fenster {try} (nur nach einem Upgrade), klicken Sie auf {later}.",
    "step_features": "Öffnet sich das Fenster {try} (nur nach einem Upgrade), richten Sie {features} ein und "
    "klicken Sie auf {ok}.",
    "step_confirm": "Sehen Sie die Registerkarte {tab} noch einmal an: Sie muss die neue Lizenz zeigen, und die "
    "{license_id} muss sich geändert haben. Vermerken Sie die neue {license_id}.",
    # The comparison
    "steps": "Schritte",
    "compare": "Was das Fenster zeigen soll",
    "line": "Zeile",
    "now": "Jetzt",
    "after": "Danach",
    "agrees": "Stimmt",
    "not_known": "nicht bekannt",
    "not_stated": "steht nicht in der Bestellung",
    "per_user": "je Benutzer",
    "per_device": "je Gerät",
    "renewal": "Das Fenster soll eine einfache Verlängerung ankündigen: dieselben Funktionen wie jetzt.",
    "upgrade": "Das Fenster soll ein Upgrade ankündigen. Neue Funktionen: {features}.",
    "downgrade": "Das Fenster soll ein Downgrade ankündigen. Wegfallende Funktionen: {features}.",
    "unknown": "Ob Funktionen hinzukommen oder wegfallen, ist hier nicht bekannt: Lesen Sie die Liste im Fenster.",
    # Reasons to stop
    "stops": "Gründe zum Abbruch",
    "stop_differs": "Eine Zeile weicht von der Spalte „{after}\u201c ab.",
    "stop_same": "Jede Zeile zeigt nur einen Wert: Die Lizenz ist schon da. Schließen Sie das Fenster und vermerken "
    "„{unchanged}\u201c.",
    "stop_features": "Das Fenster nennt Funktionen, die verloren gehen.",
    "stop_limit_below_use": "Der neue Wert {limit} ist kleiner als das, was in Gebrauch ist.",
    "stop_in_use": "Der neue Wert {limit} ist kleiner als die {in_use} in Gebrauch.",
    "stop_smaller_limit": "Der neue Wert {limit} ist kleiner als der alte, und {model} ist gleich geblieben.",
    "stop_earlier_expiry": "Der neue Wert {expires} liegt vor dem alten.",
    "stop_expired": "Der neue Wert {expires} ist schon vorbei.",
    "allowed": "Für diesen Mandanten erlaubt: {option}",
    "do_not_start": "Nicht beginnen: Schon nach der Bestellung gibt es einen Grund zum Abbruch",
    "found_downgrade": "Funktionen gingen verloren: {features}.",
    "found_limit_below_use": "Die neue Beschränkung {new} ist kleiner als die {old} in Gebrauch.",
    "found_smaller_limit": "Die neue Beschränkung {new} ist kleiner als die alte, {old}.",
    "found_earlier_expiry": "Die neue Lizenz endet am {new}, die alte am {old}.",
    "found_expired": "Die neue Lizenz endete am {new}.",
    "found_too_early": "Die jetzige Lizenz läuft noch {old} Tage; ersetzt werden soll sie, wenn es {new} oder "
    "weniger sind.",
    # Devices
    "macs": "Macs",
    "macs_wait": "Geräte mit Windows, Android, iOS und iPadOS übernehmen die neue Lizenz von selbst. Ein Mac "
    "übernimmt sie, wenn die alte endet. Soll es früher sein, führen Sie auf jedem Mac in einem Terminal aus:",
    "macs_ten": "In Kaspersky Endpoint Security 10 for Mac heißt der Befehl {command}.",
    "macs_unknown": "Welche Macs dieser Mandant hat, ist hier nicht bekannt: Sehen Sie in der Konsole nach.",
    "code_ending": "Code, der auf {partial} endet",
    # The outcome
    "record": "Ergebnis vermerken",
    "outcome": "Ergebnis",
    "open": "offen",
    "replaced": "ersetzt",
    "unchanged": "schon da",
    "held_back": "abgebrochen",
    "failed": "fehlgeschlagen",
    "not_reached": "nicht erledigt",
    "new_id": "Neue {license_id}",
    "note": "Bemerkung",
    "no_code": "nie ein Code",
    "recorded_by": "Ihr Name",
    "not_compared": "Als ersetzt vermerkt, aber nicht jede Zeile ist als übereinstimmend abgehakt.",
    "masked": "Etwas, das wie ein Aktivierungscode aussah, wurde aus Ihrem Text entfernt.",
    "progress": "{done} von {total} Mandanten vermerkt",
    "only_open": "Nur offene Mandanten",
    "unfold": "Alle aufklappen",
    "export_json": "Ergebnisse exportieren (JSON)",
    "export_csv": "Ergebnisse exportieren (CSV)",
    "print": "Drucken",
    "clear": "Alle Einträge löschen",
    "clear_question": "Alle Haken und Einträge dieser Liste auf diesem Gerät löschen?",
    "exported": "Ergebnisse von {count} Mandanten als {file} exportiert.",
    "kept_here": "Haken und Einträge bleiben nur in diesem Browser auf diesem Gerät. Exportieren Sie am Ende die "
    "Ergebnisse.",
    "not_kept": "Dieser Browser bewahrt keine Einträge auf: Exportieren Sie die Ergebnisse, bevor Sie die Seite "
    "schließen.",
    "no_script": "Ohne JavaScript merkt sich diese Seite nichts: Drucken Sie sie aus und tragen Sie die Ergebnisse "
    "in die CSV-Datei ein, die daneben liegt.",
    "hand_back": "Ergebnisse zurückgeben",
    "hand_back_how": "Legen Sie die Datei mit den Ergebnissen dorthin, wo Ansible läuft, und starten Sie dies. Der "
    "Bericht enthält dann diese Ergebnisse:",
    "by_file": "Tragen Sie jedes Ergebnis in {file} ein, als eines von: {outcomes}.",
}
