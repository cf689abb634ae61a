/** What only requests look like: an offer to file one, its form, and the receipt. Loaded when the first comes. */

import { choicesOf, lawOf, link, quotesOf, remarkOf, words } from "./bodies.js";
import { icon, make, safeUrl } from "./dom.js";
import { formOf } from "./form.js";
import { day, say } from "./texts.js";

const TICK = "M5 12.5l4.5 4.5L19 7.5";

export const kinds = {
  offer: (it) => [
    stepsOf(it, 0),
    make("div", { class: "card" }, rightsOf(it), dueOf(it)),
    words(it), choicesOf(it), remarkOf(it.body.other_ways), quotesOf(it), lawOf(it, it.body.law),
  ],
  form: (it) => [it.body.files_request && stepsOf(it, 1), formOf(it, words(it)), choicesOf(it)],
  filed: (it) => [it.body.verify_url && stepsOf(it, 2), filedOf(it), choicesOf(it)],
};

/** The way of a request, and where on it this message stands. */
function stepsOf({ locale }, at) {
  const names = ["stepWhat", "stepReach", "stepProve"].map((key) => say(locale, key));
  return make("ol", { class: "steps", role: "list", "aria-label": say(locale, "steps") },
    ...names.map((name, place) => make("li", { "aria-current": place === at && "step", class: place < at && "past" },
      make("span", { class: "dot" }, place < at ? icon(TICK) : String(place + 1)), make("span", {}, name))));
}

function rightsOf({ body }) {
  return body.rights?.length
    && make("ul", { class: "rights", role: "list" }, ...body.rights.map(({ label }) => make("li", {}, icon(TICK), make("span", {}, label))));
}

function dueOf({ body, locale }) {
  if (!body.due_text) return body.due && factsOf([[say(locale, "due"), dayOf(body.due, locale)]]);
  return make("p", { class: "due" }, body.due_text);
}

function dayOf(due, locale) {
  return make("time", { datetime: due }, day(due, locale));
}

function factsOf(rows) {
  return make("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function filedOf(it) {
  const { body, locale, chat } = it;
  const facts = [
    body.reference && [say(locale, "reference"), make("code", {}, body.reference)],
    body.due && [say(locale, "due"), dayOf(body.due, locale)],
  ];
  const [verify, status] = [safeUrl(body.verify_url, chat.server), safeUrl(body.status_url, chat.server)];
  return make("div", { class: "card filed" },
    make("div", { class: "seal" }, icon(TICK), words(it)),
    factsOf(facts.filter(Boolean)),
    (verify || status) && make("p", { class: "ways" },
      verify && link(verify, body.verify_label, locale, "button main"),
      status && link(status, body.status_label, locale, verify ? "button" : "button main")),
    body.trace?.length && make("details", {}, make("summary", {}, say(locale, "trace")),
      make("ol", {}, ...body.trace.map((step) => make("li", {}, step)))));
}

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.steps { display: flex; gap: 6px; margin-block: 2px 12px !important; font-size: .78em; line-height: 1.3; }
.steps li { flex: 1; display: flex; flex-direction: column; gap: 4px; padding-block-start: 6px;
  border-block-start: 3px solid var(--line); color: var(--soft); }
.steps .past { border-color: var(--link); }
.steps [aria-current] { border-color: var(--link); color: var(--ink); font-weight: 650; }
.dot { display: none; }
.card { margin-block: 4px 12px; padding: 16px 18px; border: 1px solid var(--line); border-radius: 14px; }
.ways { display: flex; flex-wrap: wrap; gap: 8px; margin: 14px 0 0; }
[data-type="offer"] .remark { white-space: pre-line; }
.rights li { display: flex; gap: 10px; align-items: flex-start; font-weight: 600; }
.rights li + li { margin-block-start: 6px; }
.rights span::first-letter { text-transform: uppercase; }
.rights .icon { margin-block-start: .16em; color: var(--link); }
.due { margin: 10px 0 0; color: var(--soft); font-size: .9375em; }
.filed { margin-block-start: 6px; background: var(--wash); border-color: transparent; }
.seal { display: flex; gap: 12px; align-items: flex-start; }
.seal p:first-child { font-weight: 650; }
.seal .icon { padding: 3px; inline-size: 1.6em; block-size: 1.6em; border-radius: 50%;
  background: var(--fill); color: var(--on-fill); stroke-width: 2.4; }
.facts { display: grid; grid-template-columns: fit-content(38%) 1fr; gap: 4px 12px; margin: 14px 0 0;
  font-size: .9375em; }
.facts dt { color: var(--ink); opacity: .8; }
.facts dd { margin: 0; font-weight: 650; overflow-wrap: anywhere; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .95em;
  letter-spacing: .02em; user-select: all; }
details { margin-block-start: 12px; font-size: .875em; }
summary { cursor: pointer; padding-block: 4px; font-weight: 600; border-radius: 4px; }
details ol { margin: 4px 0 0; padding-inline-start: 1.4em; }
fieldset { min-inline-size: 0; margin: 16px 0 0; padding: 0; border: 0; }
.field { margin-block-end: 16px; }
.field label { display: block; margin-block-end: 4px; font-weight: 600; font-size: .9375em; }
.hint { margin: 0 0 6px; color: var(--soft); font-size: .875em; line-height: 1.45; }
.field input, .field textarea { inline-size: 100%; min-block-size: 44px; padding: 9px 12px;
  border: 1px solid var(--edge); border-radius: 10px; background: var(--surface); line-height: 1.45;
  resize: vertical; font-size: max(1em, 16px); }
[aria-invalid="true"] { border-color: var(--bad) !important; box-shadow: inset 0 0 0 1px var(--bad); }
.error { margin: 6px 0 0; color: var(--bad); font-size: .875em; font-weight: 600; }
.error:empty { display: none; }
fieldset:disabled { opacity: .6; }
@media (forced-colors: active) { .card { border: 1px solid CanvasText; } }`);
