// SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

(() => {
  const FORMAT = "fleetops.kesc.worklist_outcomes";
  const COLUMNS = [
    "host", "tenant", "partial_code", "outcome", "license_id", "name", "licensing_model", "limit", "expires",
    "macs_waiting", "recorded_by", "recorded_at", "note",
  ];
  const CODE = /(?<![A-Z0-9])(?:[A-Z0-9]{5}[-\s\u2010-\u2015\u2212]?){3}([A-Z0-9]{5})(?![A-Z0-9])/gi;
  // Four words of five letters are no code.
  const TELLS_A_CODE = /[-\d\u2010-\u2015\u2212]/;
  const list = document.body.dataset.worklist;
  const storageKey = `${FORMAT}.${list}`;
  const byId = (id) => document.getElementById(id);
  const tenants = [...document.querySelectorAll(".tenant")];
  // By host, then by data-key: true for a tick, otherwise a text.
  let entries = new Map();
  let kept = true;

  function load() {
    entries = new Map();
    byId("by").value = "";
    try {
      const stored = JSON.parse(localStorage.getItem(storageKey) || "{}");
      byId("by").value = String(stored.by || "");
      for (const [host, values] of stored.tenants || []) entries.set(host, new Map(values));
    } catch {
      kept = false;
    }
  }

  function save() {
    const stored = { by: byId("by").value, tenants: [...entries].map(([host, values]) => [host, [...values]]) };
    try {
      localStorage.setItem(storageKey, JSON.stringify(stored));
      kept = true;
    } catch {
      kept = false;
    }
    byId("kept").textContent = kept ? keptText : byId("kept").dataset.notKept;
  }
  const keptText = byId("kept").textContent;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const valuesOf = (tenant) => entries.get(tenant.dataset.host) || new Map();

  function show() {
    for (const tenant of tenants) {
      const values = valuesOf(tenant);
      for (const control of tenant.querySelectorAll("[data-key]")) {
        const value = values.get(control.dataset.key);
        if (control.type === "checkbox") control.checked = value === true;
        else if (control.type === "radio") control.checked = value === control.value;
        else if (control.value !== (value || "")) control.value = value || "";
      }
      showState(tenant);
    }
    showProgress();
  }

  function showState(tenant) {
    const outcome = valuesOf(tenant).get("outcome");
    const state = tenant.querySelector(".state");
    const chosen = tenant.querySelector('[data-key="outcome"]:checked');
    const warning = tenant.querySelector(".warning");
    if (outcome) tenant.dataset.outcome = outcome;
    else delete tenant.dataset.outcome;
    state.textContent = chosen ? chosen.closest("label").textContent.trim() : state.dataset.open;
    const compared = [...tenant.querySelectorAll("[data-field]")].every((tick) => tick.checked);
    warning.textContent = outcome === "replaced" && !compared ? warning.dataset.text : "";
  }

  function showProgress() {
    const done = tenants.filter((tenant) => tenant.dataset.outcome).length;
    byId("progress").value = done;
    byId("count").textContent = fill(byId("count").dataset.text, { done, total: tenants.length });
  }

  // A code that somebody typed into a text is neither kept nor exported.
  function masked(text) {
    return text.replace(CODE, (found, end) => (TELLS_A_CODE.test(found) ? `*****-*****-*****-${end}` : found));
  }

  function mask(control) {
    const clean = masked(control.value);
    if (clean === control.value) return;
    control.value = clean;
    byId("said").textContent = byId("said").dataset.masked;
  }

  function record(event) {
    const control = event.target;
    const tenant = control.closest(".tenant");
    if (control.id === "by") {
      mask(control);
      save();
      return;
    }
    if (!tenant || !control.dataset.key) return;
    const values = valuesOf(tenant);
    if (control.type === "checkbox") {
      if (control.checked) values.set(control.dataset.key, true);
      else values.delete(control.dataset.key);
    } else {
      if (control.type !== "radio") mask(control);
      values.set(control.dataset.key, control.value);
    }
    if (control.type === "radio") values.set("recorded_at", new Date().toISOString().replace(/\.\d+Z$/, "Z"));
    entries.set(tenant.dataset.host, values);
    save();
    showState(tenant);
    showProgress();
  }

  function outcomes() {
    return tenants.filter((tenant) => valuesOf(tenant).get("outcome")).map((tenant) => {
      const values = valuesOf(tenant);
      const ticked = [...tenant.querySelectorAll("[data-field]")].filter((tick) => tick.checked && tick.dataset.value);
      const macs = [...tenant.querySelectorAll("[data-mac]")];
      return {
        host: tenant.dataset.host,
        tenant: tenant.dataset.tenant,
        partial_code: tenant.dataset.partial,
        outcome: values.get("outcome"),
        license_id: (values.get("license_id") || "").trim(),
        agreed: Object.fromEntries(ticked.map((tick) => [tick.dataset.field, tick.dataset.value])),
        macs_waiting: macs.filter((mac) => !mac.checked).map((mac) => mac.dataset.mac),
        recorded_at: values.get("recorded_at") || "",
        note: (values.get("note") || "").trim(),
      };
    });
  }

  function asJson(rows) {
    const made = { format: FORMAT, version: 1, worklist: list, recorded_by: byId("by").value.trim(), tenants: rows };
    return `${JSON.stringify(made, null, 2)}\n`;
  }

  function asCsv(rows) {
    const by = byId("by").value.trim();
    const lines = rows.map(({ agreed, macs_waiting, ...row }) => {
      const cells = { ...row, ...agreed, macs_waiting: macs_waiting.join("\n"), recorded_by: by };
      return COLUMNS.map((column) => csvCell(cells[column] ?? ""));
    });
    return utf16([COLUMNS, ...lines].map((line) => `${line.join("\t")}\r\n`).join(""));
  }

  // With tabs and in UTF-16, Excel opens a file in columns and with all letters, whatever its language.
  function utf16(text) {
    const marked = `\ufeff${text}`;
    return Uint16Array.from({ length: marked.length }, (_, place) => marked.charCodeAt(place));
  }

  // A spreadsheet would run a cell that begins so as a formula; at another separator than ours, a part of a cell too.
  const FORMULA = /(^|[,;\t\r\n])([\s"]*'*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

  function csvCell(value) {
    const text = String(value).replace(FORMULA, "$1$2'");
    return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function offer(content, type, extension) {
    const moment = new Date().toISOString().replace(/[-:]|\.\d+Z$/g, "");
    const file = `outcomes-${list}-${moment}.${extension}`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    byId("said").textContent = fill(byId("said").dataset.exported, { count: outcomes().length, file });
  }

  let folded = [];
  function unfoldForPrint() {
    folded = tenants.filter((tenant) => !tenant.open);
    for (const tenant of folded) tenant.open = true;
  }

  document.documentElement.classList.add("scripted");
  document.addEventListener("change", record);
  byId("only-open").addEventListener("change", (event) => {
    document.body.classList.toggle("only-open", event.target.checked);
    if (event.target.checked) for (const tenant of tenants) if (tenant.dataset.outcome) tenant.open = false;
  });
  byId("unfold").addEventListener("click", () => {
    for (const tenant of tenants) tenant.open = true;
  });
  byId("print").addEventListener("click", () => window.print());
  byId("export-json").addEventListener("click", () => offer(asJson(outcomes()), "application/json;charset=utf-8", "json"));
  byId("export-csv").addEventListener("click", () => offer(asCsv(outcomes()), "text/csv;charset=utf-16", "csv"));
  byId("clear").addEventListener("click", () => {
    if (!window.confirm(byId("clear").dataset.text)) return;
    entries = new Map();
    byId("by").value = "";
    save();
    show();
  });
  window.addEventListener("beforeprint", unfoldForPrint);
  window.addEventListener("afterprint", () => {
    for (const tenant of folded) tenant.open = false;
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== storageKey && event.key !== null) return;
    load();
    show();
  });
  load();
  save();
  show();
})();
