import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { safeUrl } from "../../static/widget/dom.js";

const FOLDER = new URL("../../static/widget/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));
const source = (name) => readFileSync(new URL(name, FOLDER), "utf8");

test("every file can be read by a browser, those without tests of their own included", () => {
  for (const name of FILES) {
    const checked = spawnSync(process.execPath, ["--check", fileURLToPath(new URL(name, FOLDER))]);
    assert.equal(checked.status, 0, `${name}: ${checked.stderr}`);
  }
});

test("text never enters the page as markup or code", () => {
  const ways = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|setAttribute\("style"/;
  for (const name of FILES) assert.doesNotMatch(source(name), ways, name);
});

test("only the memory keeps anything, and the launcher only ever removes it", () => {
  const kept = /(local|session)Storage|document\.cookie|indexedDB|caches\./;
  for (const name of FILES.filter((one) => !["memory.js", "loader.js"].includes(one))) assert.doesNotMatch(source(name), kept, name);
  assert.doesNotMatch(source("memory.js") + source("loader.js"), /document\.cookie|indexedDB|caches\./);
  assert.doesNotMatch(source("loader.js"), /setItem/);
});

test("no message of another window is listened to or sent", () => {
  for (const name of FILES) assert.doesNotMatch(source(name), /postMessage|window\.onmessage|Listener\("message"/, name);
});

test("no text is added to what a person may find only with the eyes", () => {
  for (const name of FILES) assert.doesNotMatch(source(name), /content: "[^"]/, name);
});

test("only safe addresses can be followed", () => {
  const server = "https://privacy.example.org";
  assert.equal(safeUrl("/policy/acme/en#x", server), "https://privacy.example.org/policy/acme/en#x");
  assert.equal(safeUrl("https://tietosuoja.fi/", server), "https://tietosuoja.fi/");
  assert.equal(safeUrl("mailto:dpo@example.org", server), "mailto:dpo@example.org");
  for (const address of ["javascript:alert(1)", "data:text/html,x", "http://evil.example.org/", "", null, "https://"]) {
    assert.equal(safeUrl(address, server), undefined, String(address));
  }
});

test("the server's own address may be plain http, as on one's own machine", () => {
  assert.equal(safeUrl("/requests/R", "http://127.0.0.1:8000"), "http://127.0.0.1:8000/requests/R");
});
