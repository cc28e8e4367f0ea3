// SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Everything works without this file; with it windows are modal, tabs need no reload, and a sent form says so.
"use strict";

const here = document.body.dataset.here;

function openWindow(dialog) {
  dialog.removeAttribute("open");
  dialog.showModal();
}

function forget(dialog) {
  for (const field of dialog.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")) {
    field.value = "";
    field.removeAttribute("aria-invalid");
  }
  for (const message of dialog.querySelectorAll("[role=alert]")) {
    message.remove();
  }
}

for (const dialog of document.querySelectorAll("dialog")) {
  const leave = dialog.querySelector("[data-cancels]");
  if (leave) {
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      leave.click();
    });
  }
  dialog.addEventListener("close", () => {
    forget(dialog);
    history.replaceState(null, "", here);
    document.querySelector("[data-opens]")?.focus();
  });
  if (dialog.open) {
    openWindow(dialog);
  }
}

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    openWindow(document.getElementById(button.dataset.opens));
  });
}

// A reload of an answer to a form would send the form again.
if (document.body.dataset.posted === "true") {
  history.replaceState(null, "", here);
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formMethod === "dialog") {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-disabled", "true");
    form.querySelector(".busy").textContent = form.dataset.busy;
  });
}

for (const list of document.querySelectorAll("[role=tablist]")) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const select = (chosen) => {
    for (const tab of tabs) {
      const selected = tab === chosen;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !selected;
    }
    history.replaceState(null, "", chosen.href);
    chosen.focus();
  };
  const keys = {
    ArrowRight: (place) => (place + 1) % tabs.length,
    ArrowLeft: (place) => (place + tabs.length - 1) % tabs.length,
    Home: () => 0,
    End: () => tabs.length - 1,
    " ": (place) => place,
  };
  for (const [place, tab] of tabs.entries()) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      select(tab);
    });
    tab.addEventListener("keydown", (event) => {
      const target = keys[event.key];
      if (target) {
        event.preventDefault();
        select(tabs[target(place)]);
      }
    });
  }
}
