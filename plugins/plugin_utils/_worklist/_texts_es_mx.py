# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list's own words in Spanish as written in Mexico."""

from __future__ import annotations

TEXTS = {
    # The head of the list
    "title": "Lista de trabajo: licencias por sustituir a mano",
    "made": "Elaborada el {date}",
    "tenants": "Clientes: {count}",
    "intro": "Atienda a un cliente tras otro. Ningún paso antes de {apply} cambia nada en la consola.",
    "unverified": "Estas etiquetas no pudieron comprobarse en este idioma: {labels}. "
    "La consola puede usar otras palabras: busque las más parecidas.",
    "unverified_all": "Las etiquetas de la consola no pudieron comprobarse en este idioma. "
    "La consola puede usar otras palabras: busque las más parecidas.",
    "codes_hidden": "De cada código de activación solo se muestran los últimos cinco caracteres. Tome el código "
    "completo de donde lo guarda.",
    "codes_shown": "Esta lista contiene códigos de activación completos. Quien la tenga puede gastarlos. No la "
    "envíe a nadie, recoja las impresiones de inmediato y destrúyala al terminar el trabajo.",
    # The steps
    "step_open": "Inicie sesión en {url}, busque el espacio de trabajo {tenant} y abra su {console}.",
    "step_id": "El id. debajo del nombre del espacio de trabajo debe ser {tenant_id}.",
    "step_tab": "Abra la sección {section} y luego la pestaña {tab}. Anote el valor actual de {license_id}.",
    "step_enter": "Haga clic en {enter}. Se abre la ventana {replacement}.",
    "step_code": "Escriba el código de activación que termina en {partial}: cuatro bloques de cinco caracteres. "
    "Haga clic en {submit}.",
    "step_whole_code": "Escriba el código de activación {code}. Haga clic en {submit}.",
    "step_refused": "Si la consola dice que el código no es válido, revíselo e intente una vez más. Si lo rechaza "
    "de nuevo, no siga y registre \u201c{failed}\u201d.",
    "step_compare": "Se abre la ventana {check}. Compare cada línea con la tabla de abajo y marque lo que coincide.",
    "step_decide": "Si hay un motivo para detenerse, cierre la ventana sin {apply} y registre \u201c{held_back}\u201d.",
    "step_apply": "De lo contrario, haga clic en {apply}.",
    "step_later": "Si se abre la ventana {try} (solo tras una mejora de versión), haga clic en {later}.",
    "step_features": "Si se abre la ventana {try} (solo tras una mejora de versión), configure {features} y haga "
    "clic en {ok}.",
    "step_confirm": "Mire otra vez la pestaña {tab}: debe mostrar la nueva licencia, y el valor de {license_id} "
    "debe haber cambiado. Registre el nuevo valor de {license_id}.",
    # The comparison
    "steps": "Pasos",
    "compare": "Lo que debe mostrar la ventana",
    "line": "Línea",
    "now": "Ahora",
    "after": "Después",
    "agrees": "Coincide",
    "not_known": "no se sabe",
    "not_stated": "no está en el pedido",
    "per_user": "por usuario",
    "per_device": "por dispositivo",
    "renewal": "La ventana debe anunciar una simple renovación: las mismas funciones que ahora.",
    "upgrade": "La ventana debe anunciar una mejora de versión. Funciones que se ganan: {features}.",
    "downgrade": "La ventana debe anunciar un cambio a una versión inferior. Funciones que se pierden: {features}.",
    "unknown": "Aquí no se sabe si se ganan o se pierden funciones: lea la lista de la ventana.",
    # Reasons to stop
    "stops": "Motivos para detenerse",
    "stop_differs": "Una línea difiere de la columna \u201c{after}\u201d.",
    "stop_same": "Cada línea muestra un solo valor: la licencia ya está puesta. Cierre la ventana y registre "
    "\u201c{unchanged}\u201d.",
    "stop_features": "La ventana enumera funciones que se perderían.",
    "stop_limit_below_use": "El nuevo valor de {limit} es menor que lo que está en uso.",
    "stop_in_use": "El nuevo valor de {limit} es menor que los {in_use} en uso.",
    "stop_smaller_limit": "El nuevo valor de {limit} es menor que el anterior, con el mismo {model}.",
    "stop_earlier_expiry": "El nuevo valor de {expires} es anterior al viejo.",
    "stop_expired": "El nuevo valor de {expires} ya pasó.",
    "allowed": "Permitido para este cliente: {option}",
    "do_not_start": "No empiece: ya por el pedido hay un motivo para detenerse",
    "found_downgrade": "Se perderían funciones: {features}.",
    "found_limit_below_use": "El nuevo límite {new} es menor que los {old} en uso.",
    "found_smaller_limit": "El nuevo límite {new} es menor que el límite anterior {old}.",
    "found_earlier_expiry": "La nueva licencia termina el {new}; la anterior, el {old}.",
    "found_expired": "La nueva licencia terminó el {new}.",
    "found_too_early": "A la licencia actual le quedan {old} días; debe sustituirse cuando queden {new} o menos.",
    # Devices
    "macs": "Equipos Mac",
    "macs_wait": "Los dispositivos Windows, Android, iOS y iPadOS toman la nueva licencia por sí solos. Una Mac la "
    "toma cuando termina la anterior. Para tenerla antes, ejecute esto en una terminal en cada Mac:",
    "macs_ten": "En Kaspersky Endpoint Security 10 for Mac el comando es {command}.",
    "macs_unknown": "Aquí no se sabe qué equipos Mac tiene este cliente: búsquelos en la consola.",
    "code_ending": "código que termina en {partial}",
    # The outcome
    "record": "Registrar",
    "outcome": "Resultado",
    "open": "pendiente",
    "replaced": "sustituida",
    "unchanged": "ya estaba puesta",
    "held_back": "detenido",
    "failed": "falló",
    "not_reached": "no se hizo",
    "new_id": "Nuevo valor de {license_id}",
    "note": "Nota",
    "no_code": "nunca un código",
    "recorded_by": "Su nombre",
    "not_compared": "Se registró como sustituida, pero no todas las líneas están marcadas como coincidentes.",
    "masked": "Se quitó de su texto algo que parecía un código de activación.",
    "progress": "{done} de {total} clientes registrados",
    "only_open": "Solo clientes pendientes",
    "unfold": "Desplegar todo",
    "export_json": "Exportar resultados (JSON)",
    "export_csv": "Exportar resultados (CSV)",
    "print": "Imprimir",
    "clear": "Borrar todo",
    "clear_question": "¿Borrar de este dispositivo todas las marcas y entradas de esta lista?",
    "exported": "Resultados de {count} clientes exportados en {file}.",
    "kept_here": "Las marcas y entradas se guardan solo en este navegador, en este dispositivo. Al terminar, "
    "exporte los resultados.",
    "not_kept": "Este navegador no guarda entradas: exporte los resultados antes de cerrar la página.",
    "no_script": "Sin JavaScript esta página no guarda nada: imprímala y escriba los resultados en el archivo CSV "
    "que está junto a ella.",
    "hand_back": "Devolver los resultados",
    "hand_back_how": "Ponga el archivo con los resultados donde se ejecuta Ansible e inicie esto. El informe tendrá "
    "entonces estos resultados:",
    "by_file": "Escriba cada resultado en {file}, como uno de: {outcomes}.",
}
