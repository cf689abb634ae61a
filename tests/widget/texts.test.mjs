import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, day, learn, learnLater, LOCALES, say, supported, teach } from "../../static/widget/texts.js";

teach("en", "first", { unread: ["%(n)s unread", "%(n)s unread"], close: "Close chat" });
teach("sv", "first", { unread: ["%(n)s oläst", "%(n)s olästa"], staff: "%(name)s, dataskyddsteamet" });
teach("sv", "later", { due: "Svar senast" });

test("regional and unknown languages fall to what the widget speaks", () => {
  assert.deepEqual(["sv-FI", "FI", "de", undefined].map(supported), ["sv", "fi", "en", "en"]);
  assert.deepEqual(Object.keys(LOCALES), ["en", "fi", "sv"]);
});

test("numbers choose between singular and plural", () => {
  assert.equal(say("sv", "unread", { n: 1 }), "1 oläst");
  assert.equal(say("sv", "unread", { n: 2 }), "2 olästa");
});

test("a parameter is text, whatever it looks like, and one that is not given stays visible", () => {
  assert.equal(say("sv", "staff", { name: "$& <b>%(n)s" }), "$& <b>%(n)s, dataskyddsteamet");
  assert.equal(say("sv", "staff"), "%(name)s, dataskyddsteamet");
});

test("both parts are spoken, and words that are no key stay as they are", () => {
  assert.equal(say("sv", "due"), "Svar senast");
  assert.equal(say("en", "Write to privacy@example.org."), "Write to privacy@example.org.");
});

test("a language is fetched once, and every part that was asked for comes with it", async () => {
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(String(address).split("/texts/")[1]);
    return { ok: true, json: async () => ({}) };
  };
  await learn("fi", "fi-FI");
  await learn("fi");
  assert.deepEqual([...new Set(asked)], ["fi/first.json"]);
  await learnLater();
  assert.ok(asked.includes("fi/later.json") && asked.includes("en/later.json"));
  assert.ok(!asked.includes("sv/later.json"));
});

test("days and times are written as people here expect", () => {
  assert.deepEqual(["en", "fi", "sv"].map((locale) => day("2026-04-07", locale)), ["7 April 2026", "7. huhtikuuta 2026", "7 april 2026"]);
  assert.equal(day("soon", "en"), "soon");
  assert.equal(clock("", "en"), "");
});
