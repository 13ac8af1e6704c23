// The keys of the page of decisions. Each does what a button of the row does; without this script the buttons remain.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("tr:has(form.decide)")];
  const undo = document.querySelector("form.undo button");
  let at = -1;

  const go = (to) => {
    if (rows.length === 0) return;
    rows[at]?.removeAttribute("aria-current");
    at = Math.min(Math.max(to, 0), rows.length - 1);
    rows[at].setAttribute("aria-current", "true");
    rows[at].querySelector("button").focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };

  const press = (selector) => rows[at]?.querySelector(selector)?.click();

  const keys = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    e: () => press("button[value=keep]"),
    r: () => press("button[value=restore]"),
    p: () => press("input[name=pin]"),
    u: () => undo?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  rows.forEach((row, i) => row.addEventListener("focusin", () => { if (i !== at) { rows[at]?.removeAttribute("aria-current"); at = i; row.setAttribute("aria-current", "true"); } }));
})();
