// Keys for a whole shift: they press what stands on the page, so everything works without them too.

const dialog = document.getElementById("keys");
const off = document.getElementById("keys-off");
const KEPT = "console-keys-off";

const ROWS = "table.tickets td.reference a, .timeline > li:not(.earlier), .earlier summary";
const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
const isWriting = (target) =>
  target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((row) => row === document.activeElement || row.closest("tr, li")?.classList.contains("here"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  for (const row of all) row.closest("tr, li").classList.toggle("here", row === next);
  if (next.tagName === "LI") next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function open() {
  const link = document.querySelector("tr.here td.reference a");
  if (!link || document.activeElement === link) return false;
  link.click();
  return true;
}

function into(id) {
  const field = document.getElementById(id);
  if (!field) return false;
  const folded = field.closest("details:not([open])");
  if (folded) folded.open = true;
  field.focus();
  field.scrollIntoView({ block: "center" });
  return true;
}

function press(selector) {
  const button = document.querySelector(selector);
  button?.click();
  return Boolean(button);
}

function choose() {
  const box = document.querySelector("tr.here td.pick input");
  if (box) box.checked = !box.checked;
  return Boolean(box);
}

function help() {
  if (dialog.open) dialog.close();
  else dialog.showModal();
  return true;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  Enter: open,
  x: choose,
  r: () => into("reply-text"),
  c: () => into("comment-text"),
  a: () => press("[data-key='a']"),
  u: () => press("[data-key='u']"),
  "/": () => into("q") || press("[data-key='u']"),
  "?": help,
};

if (dialog) {
  off.checked = localStorage.getItem(KEPT) === "1";
  off.addEventListener("change", () => localStorage.setItem(KEPT, off.checked ? "1" : "0"));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isWriting(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if ((off.checked && event.key !== "?") || (dialog.open && event.key !== "?")) return;
    if (KEYS[event.key]?.()) event.preventDefault();
  });
  for (const button of document.querySelectorAll("[data-opens='keys']")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
}
