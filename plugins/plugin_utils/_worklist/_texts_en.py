# SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is internal to fleetops.kesc: nothing outside the collection may import it.
# It can change or go in any release.

"""The work list's own words in English; the other languages have the same keys and the same names in braces.

Names in braces that :data:`._words.LABELS` has stand for labels of the console: those are never
translated here. All other names stand for values.
"""

from __future__ import annotations

TEXTS = {
    # The head of the list
    "title": "Work list: licenses to replace by hand",
    "made": "Made on {date}",
    "tenants": "Tenants: {count}",
    "intro": "Work through one tenant after the other. No step before {apply} changes anything in the console.",
    "unverified": "These labels could not be checked in this language: {labels}. "
    "The console may word them differently: look for the nearest wording.",
    "unverified_all": "The labels of the console could not be checked in this language. "
    "The console may word them differently: look for the nearest wording.",
    "codes_hidden": "Of each activation code only the last five characters are shown. Take the whole code from "
    "where you keep it.",
    "codes_shown": "This list holds complete activation codes. Whoever has it can use them up. Do not send it to "
    "anyone, collect prints at once, and destroy it when the work is done.",
    # The steps
    "step_open": "Sign in at {url}, find the workspace {tenant} and open its {console}.",
    "step_id": "The ID under the name of the workspace must be {tenant_id}.",
    "step_tab": "Open the section {section}, then the tab {tab}. Note the present {license_id}.",
    "step_enter": "Click {enter}. The window {replacement} opens.",
    "step_code": "Enter the activation code that ends in {partial}: four blocks of five characters. Click {submit}.",
    "step_whole_code": "Enter the activation code {code}. Click {submit}.",
    "step_refused": "If the console calls the code invalid, check it and try once more. If it is refused again, go "
    "no further and record \u201c{failed}\u201d.",
    "step_compare": "The window {check} opens. Compare every line of it with the table below and tick what agrees.",
    "step_decide": "If there is a reason to stop, close the window without {apply} and record \u201c{held_back}\u201d.",
    "step_apply": "Otherwise click {apply}.",
    "step_later": "If the window {try} opens (after an upgrade only), click {later}.",
    "step_features": "If the window {try} opens (after an upgrade only), set up {features} and click {ok}.",
    "step_confirm": "Look at the tab {tab} again: it must show the new license, and the {license_id} must have "
    "changed. Record the new {license_id}.",
    # The comparison
    "steps": "Steps",
    "compare": "What the window should show",
    "line": "Line",
    "now": "Now",
    "after": "After",
    "agrees": "Agrees",
    "not_known": "not known",
    "not_stated": "not in the order sheet",
    "per_user": "per user",
    "per_device": "per device",
    "renewal": "The window should announce a plain renewal: the same features as now.",
    "upgrade": "The window should announce an upgrade. Features gained: {features}.",
    "downgrade": "The window should announce a downgrade. Features lost: {features}.",
    "unknown": "Whether features are gained or lost is not known here: read the window's own list.",
    # Reasons to stop
    "stops": "Reasons to stop",
    "stop_differs": "A line differs from the column \u201c{after}\u201d.",
    "stop_same": "Every line shows one value only: the license is already in place. Close the window and record "
    "\u201c{unchanged}\u201d.",
    "stop_features": "The window lists features that would be lost.",
    "stop_limit_below_use": "The new {limit} is smaller than what is in use.",
    "stop_in_use": "The new {limit} is smaller than the {in_use} in use.",
    "stop_smaller_limit": "The new {limit} is smaller than the old one, and the {model} is the same.",
    "stop_earlier_expiry": "The new {expires} is earlier than the old one.",
    "stop_expired": "The new {expires} has already passed.",
    "allowed": "Allowed for this tenant: {option}",
    "do_not_start": "Do not start: by the order sheet alone there is a reason to stop",
    "found_downgrade": "Features would be lost: {features}.",
    "found_limit_below_use": "The new limit {new} is smaller than the {old} in use.",
    "found_smaller_limit": "The new limit {new} is smaller than the old limit {old}.",
    "found_earlier_expiry": "The new license ends on {new}, the old one on {old}.",
    "found_expired": "The new license ended on {new}.",
    "found_too_early": "The present license has {old} days left; it is to be replaced when {new} or fewer are left.",
    # Devices
    "macs": "Macs",
    "macs_wait": "Windows, Android, iOS and iPadOS devices take the new license by themselves. A Mac takes it when "
    "the old license ends. To have it earlier, run this in a terminal on each Mac:",
    "macs_ten": "In Kaspersky Endpoint Security 10 for Mac the command is {command}.",
    "macs_unknown": "Which Macs this tenant has is not known here: look them up in the console.",
    "code_ending": "code ending in {partial}",
    # The outcome
    "record": "Record",
    "outcome": "Outcome",
    "open": "open",
    "replaced": "replaced",
    "unchanged": "already in place",
    "held_back": "stopped",
    "failed": "failed",
    "not_reached": "not done",
    "new_id": "New {license_id}",
    "note": "Note",
    "no_code": "never a code",
    "recorded_by": "Your name",
    "not_compared": "Recorded as replaced, but not every line is ticked as agreeing.",
    "masked": "Something that looked like an activation code was taken out of your text.",
    "progress": "{done} of {total} tenants recorded",
    "only_open": "Only open tenants",
    "unfold": "Unfold all",
    "export_json": "Export outcomes (JSON)",
    "export_csv": "Export outcomes (CSV)",
    "print": "Print",
    "clear": "Clear all entries",
    "clear_question": "Clear every tick and entry of this list on this device?",
    "exported": "Outcomes of {count} tenants exported as {file}.",
    "kept_here": "Ticks and entries are kept in this browser, on this device only. Export the outcomes when you are "
    "done.",
    "not_kept": "This browser keeps no entries: export the outcomes before you close the page.",
    "no_script": "Without JavaScript this page keeps nothing: print it, and write the outcomes into the CSV file "
    "that lies beside it.",
    "hand_back": "Hand the outcomes back",
    "hand_back_how": "Put the file with the outcomes where Ansible runs and start this. The report then has these "
    "outcomes:",
    "by_file": "Write each outcome into {file}, as one of: {outcomes}.",
}
