import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { clock, LOCALES, say, supported, TEXTS } from "../../static/widget/texts.js";
import { day, TEXTS as LATER } from "../../static/widget/texts_later.js";

const ALL = { ...TEXTS, ...LATER };
const source = (name) => readFileSync(new URL(`../../static/widget/${name}`, import.meta.url), "utf8");
const parameters = (text) => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();

test("every text stands in English, Finnish and Swedish, with the same parameters", () => {
  for (const [key, text] of Object.entries(ALL)) {
    assert.deepEqual(Object.keys(text), Object.keys(LOCALES), key);
    const forms = Object.values(text).flat();
    for (const form of forms) assert.deepEqual(parameters(form), parameters(forms[0]), `${key}: ${form}`);
  }
});

test("no text is left in another language", () => {
  const shared = ["version"]; // the same word in two languages
  for (const [key, { en, fi, sv }] of Object.entries(ALL)) {
    if (!shared.includes(key)) assert.equal(new Set([`${en}`, `${fi}`, `${sv}`]).size, 3, key);
  }
});

test("no text is without use", () => {
  const code = ["panel", "footer", "frame", "log", "menu", "bodies", "request", "form"]
    .map((name) => source(`${name}.js`)).join("\n");
  for (const key of Object.keys(ALL)) assert.ok(code.includes(`"${key}"`), key);
});

test("the launcher has the same name before and after the panel is loaded", () => {
  const [, names] = source("loader.js").match(/NAME = (\{.*?\});/s);
  for (const locale of Object.keys(LOCALES)) assert.ok(names.includes(`${locale}: "${TEXTS.launcher[locale]}"`), locale);
});

test("regional and unknown languages fall to what the widget speaks", () => {
  assert.deepEqual(["sv-FI", "FI", "de", undefined].map(supported), ["sv", "fi", "en", "en"]);
});

test("numbers choose between singular and plural", () => {
  assert.equal(say("sv", "unread", { n: 1 }), "1 oläst");
  assert.equal(say("sv", "unread", { n: 2 }), "2 olästa");
});

test("days and times are written as people here expect", () => {
  assert.deepEqual(["en", "fi", "sv"].map((locale) => day("2026-04-07", locale)), ["7 April 2026", "7. huhtikuuta 2026", "7 april 2026"]);
  assert.equal(day("soon", "en"), "soon");
  assert.equal(clock("", "en"), "");
});
