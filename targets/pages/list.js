"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const table = document.querySelector(".list");
  if (!table) return;
  const bodies = [...table.tBodies];
  const home = new Map(bodies.map((body) => [body, [...body.rows]]));
  const lines = [...table.querySelectorAll(".line")];
  const text = new Map(lines.map((line) => [line, line.textContent.toLowerCase()]));
  const digits = new Map(lines.map((line) => [line, line.cells[2].textContent.replace(/\D/g, "") ?? ""]));
  const flightOf = new Map(lines.map((line) => [line, String(bodies.indexOf(line.parentElement) + 1)]));
  const numberOf = (line) => Number(line.id.slice(1));
  const shelf = document.createElement("tbody");
  shelf.className = "shelf";
  const { list, from, left: words, over, done } = document.body.dataset;
  const key = "accu " + list;
  // ticks live in this browser only; where it keeps nothing they last as long as the page
  let ticks = new Set();
  try { ticks = new Set(JSON.parse(localStorage.getItem(key) || "[]")); } catch { /* nothing kept */ }

  const matches = (line, asked) => asked.every((word) => {
    const number = word.replace(/\D/g, "");
    return text.get(line).includes(word) || (number.length > 3 && number.length + 1 >= word.length && digits.get(line).includes(number));
  });
  const chosen = (id) => $(id)?.value || "";
  const fits = (line, asked) => matches(line, asked)
    && ["stream", "do", "state"].every((id) => !chosen(id) || (line.dataset[id] || "kept") === chosen(id))
    && (!chosen("flight") || flightOf.get(line) === chosen("flight"))
    && !($("hide").checked && ticks.has(numberOf(line)));
  // a heading is shown where a line below it is: the flight's to the end of its body, a master's over its houses
  const head = (rows) => {
    let master = null, flight = null;
    for (const row of rows) {
      if (row.matches(".flight")) { flight = row; row.hidden = true; }
      else if (row.matches(".master")) { master = row; row.hidden = true; }
      else {
        if (!row.matches(".below")) master = null;
        if (!row.hidden && flight) flight.hidden = false;
        if (!row.hidden && master) master.hidden = false;
      }
    }
  };
  const show = () => {
    const asked = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const line of lines) line.hidden = !fits(line, asked);
    for (const rows of home.values()) head(rows);
    $("count").textContent = `${lines.filter((line) => !line.hidden).length} / ${lines.length} ${$("count").dataset.word}`;
  };
  const by = {
    line: (a, b) => numberOf(a) - numberOf(b),
    priority: (a, b) => (b.dataset.priority || -1) - (a.dataset.priority || -1) || numberOf(a) - numberOf(b),
  };
  const order = () => {
    const wanted = chosen("order"), [first, second] = table.tHead.rows[0].cells;
    first.removeAttribute("aria-sort");
    second.removeAttribute("aria-sort");
    if (wanted === "line") first.setAttribute("aria-sort", "ascending");
    if (wanted === "time") second.setAttribute("aria-sort", "ascending");
    if (wanted === "priority") second.setAttribute("aria-sort", "descending");
    if (wanted === "time") {
      shelf.remove();
      for (const [body, rows] of home) { body.append(...rows); table.append(body); }
    } else {
      shelf.append(...[...lines].sort(by[wanted]));
      bodies.forEach((body) => body.remove());
      table.append(shelf);
    }
  };
  const tick = (line, on) => {
    line.querySelector("input").checked = on;
    line.classList.toggle("ticked", on);
    ticks[on ? "add" : "delete"](numberOf(line));
    try { localStorage.setItem(key, JSON.stringify([...ticks])); } catch { /* nothing kept */ }
    show();
  };
  // the line at hand says all; it changes after a click, never while the button is down: nothing moves under the pointer
  const hold = (line) => {
    table.querySelector(".now")?.classList.remove("now");
    line?.classList.add("now");
  };
  const step = (by) => {
    const seen = [...table.querySelectorAll(".line")].filter((line) => !line.hidden);
    const at = seen.indexOf(document.activeElement.closest?.(".line"));
    const next = seen[at < 0 ? 0 : Math.min(seen.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    hold(next);
    next?.scrollIntoView({ block: "center" });
  };
  const clock = () => {
    const now = Date.now() / 1000;
    for (const left of table.querySelectorAll(".left")) {
      if (now < from || now > Number(from) + 172800) continue; // an old list keeps the times it was made with
      const minutes = Math.floor((left.dataset.until - now) / 60);
      left.classList.toggle("soon", minutes < 60);
      left.textContent = minutes <= 0 ? over
        : words.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
    }
  };
  const clear = () => {
    for (const id of ["find", "stream", "flight", "do", "state"]) if ($(id)) $(id).value = "";
    document.activeElement.blur();
    show();
  };
  const open = (line) => { const shut = line?.querySelector("details"); if (shut) shut.open = !shut.open; };
  const keys = {
    "/": () => $("find").focus(), "?": () => $("help").showModal(),
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    x: (line) => line && tick(line, !ticks.has(numberOf(line))), o: open,
  };
  for (const line of lines) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", `${done} ${numberOf(line)}`);
    line.cells[0].firstChild.after(box);
    const told = line.closest("tbody").querySelector(".flight .left");
    if (told && !line.querySelector(".left") && line.querySelector("em")) { // as long as its flight; said again where lines stand alone
      const again = told.cloneNode(true);
      again.classList.add("again");
      line.querySelector("em").after(document.createElement("small"));
      line.querySelector("em + small").append(again);
    }
    box.addEventListener("change", () => tick(line, box.checked));
    box.checked = ticks.has(numberOf(line));
    line.classList.toggle("ticked", box.checked);
  }
  for (const id of ["find", "stream", "flight", "do", "state", "hide"]) $(id)?.addEventListener("input", show);
  $("order").addEventListener("input", order);
  $("filter").addEventListener("submit", (event) => event.preventDefault());
  $("keys").addEventListener("click", keys["?"]);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || $("help").open) return;
    if (event.key === "Escape") { clear(); return; }
    if (event.target.matches("input[type=search], select") || !Object.hasOwn(keys, event.key)) return;
    keys[event.key](document.activeElement.closest?.(".line"));
    event.preventDefault();
  });
  table.addEventListener("click", (event) => hold(event.target.closest(".line")));
  document.addEventListener("keyup", (event) => { if (event.key === "Tab") hold(document.activeElement.closest(".line")); });
  // on paper everything is open, in browsers too whose style cannot say so
  const shut = () => document.querySelectorAll("details:not([open])");
  let opened = [];
  addEventListener("beforeprint", () => { opened = [...shut()]; for (const one of opened) one.open = true; });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; });
  document.body.classList.add("js");
  $("filter").hidden = $("keys").hidden = false;
  $("count").setAttribute("aria-live", "polite");
  order();
  show();
  clock();
  setInterval(clock, 30000);
})();
