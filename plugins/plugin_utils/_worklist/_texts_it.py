# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list's own words in Italian."""

from __future__ import annotations

TEXTS = {
    # The head of the list
    "title": "Elenco di lavoro: licenze da sostituire a mano",
    "made": "Creato il {date}",
    "tenants": "Clienti: {count}",
    "intro": "Procedere un cliente alla volta. Nessun passaggio prima di {apply} modifica qualcosa nella console.",
    "unverified": "Queste etichette non sono state verificate in questa lingua: {labels}. "
    "La console può usare altre parole: cercare quelle più simili.",
    "unverified_all": "Le etichette della console non sono state verificate in questa lingua. "
    "La console può usare altre parole: cercare quelle più simili.",
    "codes_hidden": "Di ogni codice di attivazione si vedono solo gli ultimi cinque caratteri. Prendere il codice "
    "intero da dove è conservato.",
    "codes_shown": "Questo elenco contiene codici di attivazione completi. Chi lo possiede può consumarli. Non "
    "inviarlo a nessuno, ritirare subito le stampe e distruggerlo a lavoro finito.",
    # The steps
    "step_open": "Accedere a {url}, trovare l'area di lavoro {tenant} e aprire la relativa {console}.",
    "step_id": "L'ID sotto il nome dell'area di lavoro deve essere {tenant_id}.",
    "step_tab": "Aprire la sezione {section}, poi la scheda {tab}. Annotare il valore attuale di {license_id}.",
    "step_enter": "Fare clic su {enter}. Si apre la finestra {replacement}.",
    "step_code": "Inserire il codice di attivazione che termina con {partial}: quattro blocchi di cinque caratteri. "
    "Fare clic su {submit}.",
    "step_whole_code": "Inserire il codice di attivazione {code}. Fare clic su {submit}.",
    "step_refused": "Se la console dichiara il codice non valido, controllarlo e riprovare una volta. Se è "
    "rifiutato di nuovo, non proseguire e registrare «{failed}».",
    "step_compare": "Si apre la finestra {check}. Confrontare ogni riga con la tabella qui sotto e spuntare ciò che "
    "corrisponde.",
    "step_decide": "Se c'è un motivo per fermarsi, chiudere la finestra senza {apply} e registrare «{held_back}».",
    "step_apply": "Altrimenti fare clic su {apply}.",
    "step_later": "Se si apre la finestra {try} (solo dopo un upgrade), fare clic su {later}.",
    "step_features": "Se si apre la finestra {try} (solo dopo un upgrade), configurare {features} e fare clic su {ok}.",
    "step_confirm": "Guardare di nuovo la scheda {tab}: deve mostrare la nuova licenza, e il valore di {license_id} "
    "deve essere cambiato. Registrare il nuovo valore di {license_id}.",
    # The comparison
    "steps": "Passaggi",
    "compare": "Che cosa deve mostrare la finestra",
    "line": "Riga",
    "now": "Adesso",
    "after": "Dopo",
    "agrees": "Corrisponde",
    "not_known": "non noto",
    "not_stated": "non indicato nell'ordine",
    "per_user": "per utente",
    "per_device": "per dispositivo",
    "renewal": "La finestra deve annunciare un semplice rinnovo: le stesse funzionalità di adesso.",
    "upgrade": "La finestra deve annunciare un upgrade. Funzionalità acquisite: {features}.",
    "downgrade": "La finestra deve annunciare un downgrade. Funzionalità perse: {features}.",
    "unknown": "Qui non è noto se si acquisiscono o si perdono funzionalità: leggere l'elenco nella finestra.",
    # Reasons to stop
    "stops": "Motivi per fermarsi",
    "stop_differs": "Una riga è diversa dalla colonna «{after}».",
    "stop_same": "Ogni riga mostra un solo valore: la licenza è già presente. Chiudere la finestra e registrare "
    "«{unchanged}».",
    "stop_features": "La finestra elenca funzionalità che andrebbero perse.",
    "stop_limit_below_use": "Il nuovo valore di {limit} è inferiore a quanto è in uso.",
    "stop_in_use": "Il nuovo valore di {limit} è inferiore ai {in_use} in uso.",
    "stop_smaller_limit": "Il nuovo valore di {limit} è inferiore al vecchio, a parità di {model}.",
    "stop_earlier_expiry": "Il nuovo valore di {expires} è precedente al vecchio.",
    "stop_expired": "Il nuovo valore di {expires} è già passato.",
    "allowed": "Consentito per questo cliente: {option}",
    "do_not_start": "Non iniziare: già in base all'ordine c'è un motivo per fermarsi",
    "found_downgrade": "Andrebbero perse delle funzionalità: {features}.",
    "found_limit_below_use": "Il nuovo limite {new} è inferiore ai {old} in uso.",
    "found_smaller_limit": "Il nuovo limite {new} è inferiore al vecchio limite {old}.",
    "found_earlier_expiry": "La nuova licenza termina il {new}, la vecchia il {old}.",
    "found_expired": "La nuova licenza è terminata il {new}.",
    "found_too_early": "Alla licenza attuale restano {old} giorni; va sostituita quando ne restano {new} o meno.",
    # Devices
    "macs": "Mac",
    "macs_wait": "I dispositivi Windows, Android, iOS e iPadOS prendono da soli la nuova licenza. Un Mac la prende "
    "quando termina la vecchia. Per averla prima, eseguire in un terminale su ogni Mac:",
    "macs_ten": "In Kaspersky Endpoint Security 10 for Mac il comando è {command}.",
    "macs_unknown": "Qui non è noto quali Mac abbia questo cliente: cercarli nella console.",
    "code_ending": "codice che termina con {partial}",
    # The outcome
    "record": "Registrare",
    "outcome": "Esito",
    "open": "aperto",
    "replaced": "sostituita",
    "unchanged": "già presente",
    "held_back": "fermato",
    "failed": "non riuscito",
    "not_reached": "non eseguito",
    "new_id": "Nuovo valore di {license_id}",
    "note": "Nota",
    "no_code": "mai un codice",
    "recorded_by": "Il tuo nome",
    "not_compared": "Registrata come sostituita, ma non ogni riga è spuntata come corrispondente.",
    "masked": "Dal testo è stato tolto qualcosa che sembrava un codice di attivazione.",
    "progress": "{done} clienti registrati su {total}",
    "only_open": "Solo clienti aperti",
    "unfold": "Espandi tutto",
    "export_json": "Esporta esiti (JSON)",
    "export_csv": "Esporta esiti (CSV)",
    "print": "Stampa",
    "clear": "Cancella tutto",
    "clear_question": "Cancellare da questo dispositivo tutte le spunte e i dati inseriti in questo elenco?",
    "exported": "Esiti di {count} clienti esportati in {file}.",
    "kept_here": "Spunte e dati restano solo in questo browser, su questo dispositivo. Alla fine esportare gli esiti.",
    "not_kept": "Questo browser non conserva i dati: esportare gli esiti prima di chiudere la pagina.",
    "no_script": "Senza JavaScript questa pagina non conserva nulla: stamparla e scrivere gli esiti nel file CSV "
    "che si trova accanto.",
    "hand_back": "Restituire gli esiti",
    "hand_back_how": "Mettere il file con gli esiti dove gira Ansible ed eseguire questo comando. Il rapporto "
    "conterrà questi esiti:",
    "by_file": "Scrivere ogni esito in {file}, come uno di: {outcomes}.",
}
