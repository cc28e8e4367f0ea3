// SPDX-FileCopyrightText: 2026 fleetops.kesc contributors
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("tenants");
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
  // What a column is sorted by; the limit and the end of a license are those that come after the arrow.
  const keys = {
    Limit: (row, column) => Number.parseInt(row.cells[column].textContent.split("→").pop(), 10),
    Ends: (row) => row.dataset.ends,
  };
  const rows = [...body.rows].map((element) => ({ element, text: element.textContent.toLowerCase() }));
  let sorted = { column: -1, descending: false };

  function sort(column, descending) {
    const key = keys[headings[column].textContent] || ((row) => row.cells[column].textContent.trim());
    const decorated = rows.map((row, place) => ({ row, place, key: key(row.element, column) }));
    const inOrder = typeof decorated[0]?.key === "number" ? (a, b) => a - b : compare;
    const direction = descending ? -1 : 1;
    // Rows without a value come last either way, and equal ones stay in the order of the report.
    const without = (value) => value === "" || Number.isNaN(value);
    decorated.sort((a, b) =>
      without(a.key) - without(b.key) || direction * inOrder(a.key, b.key) || a.place - b.place);
    body.replaceChildren(...decorated.map(({ row }) => row.element));
    headings.forEach((heading, place) => {
      if (place === column) heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    });
    byId("order").value = `${column} ${descending}`;
    sorted = { column, descending };
  }

  function filter() {
    const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcome = byId("outcome").value;
    let shown = 0;
    for (const { element, text } of rows) {
      const fits = outcome === "" || element.dataset.outcome === outcome
        || (outcome === "attention" && element.classList.contains("attention"));
      element.hidden = !fits || !words.every((word) => text.includes(word));
      if (!element.hidden) shown += 1;
    }
    const total = rows.length.toLocaleString("en");
    byId("shown").textContent = shown === rows.length ? `${total} shown` : `${shown.toLocaleString("en")} of ${total} shown`;
    byId("nothing").hidden = shown > 0 || rows.length === 0;
  }

  function showWhatHasEnded() {
    const today = new Date().toISOString().slice(0, 10);
    for (const bar of document.querySelectorAll("[data-month]")) {
      if (bar.dataset.month < today.slice(0, 7)) bar.classList.add("past");
    }
    let ended = 0;
    for (const { element } of rows) {
      if (!element.dataset.ends || element.dataset.ends >= today) continue;
      element.classList.add("ended");
      ended += 1;
    }
    const licenses = ended === 1 ? "1 license has" : `${ended ? ended.toLocaleString("en") : "no"} licenses have`;
    byId("ended").textContent = `As of ${today}, ${licenses} ended.`;
  }

  let folded = [];
  document.documentElement.classList.add("scripted");
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(column, sorted.column === column && !sorted.descending));
    heading.replaceChildren(button);
    for (const descending of [false, true]) {
      const label = `${button.textContent} ${descending ? "(last first)" : ""}`;
      byId("order").append(new Option(label, `${column} ${descending}`));
    }
  });
  byId("order").prepend(new Option("as reported", "", true, true));
  byId("order").addEventListener("change", ({ target }) => {
    const [column, descending] = target.value.split(" ");
    if (column) sort(Number(column), descending === "true");
  });
  byId("text").addEventListener("input", filter);
  byId("outcome").addEventListener("change", filter);
  byId("reset").addEventListener("click", () => {
    byId("text").value = byId("outcome").value = "";
    filter();
    byId("text").focus();
  });
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
  showWhatHasEnded();
  filter();
})();
