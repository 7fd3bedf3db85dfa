"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const bodies = [...document.querySelectorAll("tbody")];
  const home = new Map(bodies.map((body) => [body, [...body.querySelectorAll(".line")]]));
  const lines = [...home.values()].flat();
  const text = new Map(lines.map((line) => [line, line.textContent.toLowerCase()]));
  const digits = new Map(lines.map((line) => [line, line.querySelector(".ship")?.textContent.replace(/\D/g, "") ?? ""]));
  const flightOf = new Map([...home].flatMap(([body, own]) => own.map((line) => [line, body.dataset.flight])));
  const shelf = document.createElement("tbody");
  shelf.className = "shelf";
  const key = "accu " + document.body.dataset.list;
  // ticks live in this browser only; where it keeps nothing they last as long as the page
  let ticks = new Set();
  try { ticks = new Set(JSON.parse(localStorage.getItem(key) || "[]")); } catch { /* nothing kept */ }

  const matches = (line, words) => words.every((word) => {
    const number = word.replace(/\D/g, "");
    return text.get(line).includes(word) || (number.length > 3 && number.length + 1 >= word.length && digits.get(line).includes(number));
  });
  const show = () => {
    const words = $("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const line of lines) {
      line.hidden = !(matches(line, words)
        && (!$("stream").value || line.dataset.stream === $("stream").value)
        && (!$("flight").value || flightOf.get(line) === $("flight").value)
        && !($("hide").checked && ticks.has(line.dataset.line)));
      count += line.hidden ? 0 : 1;
    }
    for (const body of bodies) body.hidden = home.get(body).every((line) => line.hidden);
    $("count").textContent = `${count} / ${lines.length} ${$("count").dataset.word}`;
  };
  const order = () => {
    const byLine = $("order").value === "line";
    if (byLine) {
      shelf.append(...[...lines].sort((a, b) => a.dataset.line - b.dataset.line));
      bodies.forEach((body) => body.remove());
      document.querySelector("table").append(shelf);
    } else {
      shelf.remove();
      for (const [body, own] of home) { body.append(...own); document.querySelector("table").append(body); }
    }
  };
  const tick = (line, on) => {
    line.querySelector(".done").checked = on;
    line.classList.toggle("ticked", on);
    ticks[on ? "add" : "delete"](line.dataset.line);
    try { localStorage.setItem(key, JSON.stringify([...ticks])); } catch { /* nothing kept */ }
    show();
  };
  const step = (by) => {
    const seen = [...document.querySelectorAll(".line")].filter((line) => !line.hidden);
    const at = seen.indexOf(document.activeElement.closest?.(".line"));
    const next = seen[at < 0 ? 0 : Math.min(seen.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "center" });
  };
  const clock = () => {
    const now = Date.now() / 1000;
    for (const left of document.querySelectorAll(".left")) {
      const { until, from, words, over } = left.dataset;
      if (now < from || now > Number(from) + 172800) continue; // an old list keeps the times it was made with
      const minutes = Math.floor((until - now) / 60);
      left.classList.toggle("soon", minutes < 60);
      left.textContent = minutes <= 0 ? over
        : words.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", minutes % 60);
    }
  };
  if (!lines.length) return;
  for (const line of lines) {
    const box = line.querySelector(".done");
    box.addEventListener("change", () => tick(line, box.checked));
    if (ticks.has(line.dataset.line)) { box.checked = true; line.classList.add("ticked"); }
  }
  for (const id of ["find", "stream", "flight", "hide"]) $(id).addEventListener("input", show);
  $("order").addEventListener("input", order);
  $("filter").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const field = event.target.matches("input[type=search], select");
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") { $("find").value = ""; document.activeElement.blur(); show(); return; }
    if (field) return;
    const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (event.key === "/") $("find").focus();
    else if (by) step(by);
    else if (event.key === "x" && document.activeElement.matches(".line")) tick(document.activeElement, !ticks.has(document.activeElement.dataset.line));
    else return;
    event.preventDefault();
  });
  $("filter").hidden = false;
  show();
  clock();
  setInterval(clock, 30000);
})();
