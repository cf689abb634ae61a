import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { safeUrl } from "../../static/widget/dom.js";

const FOLDER = new URL("../../static/widget/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));
const source = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const zipped = (name) => gzipSync(source(name), { level: 9 }).length;

/** Returns the files that a module pulls in by itself, the module included. */
function pulled(name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    for (const [, other] of source(name).matchAll(/^import [^;]*?"\.\/(.*?)";/gm)) pulled(other, found);
  }
  return found;
}

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

test("nothing is kept but the one key of the tab", () => {
  for (const name of FILES) assert.doesNotMatch(source(name), /localStorage|document\.cookie|indexedDB|caches\./, name);
});

test("the launcher weighs at most 4 kB, everything until the first answer at most 25 kB", () => {
  assert.ok(zipped("loader.js") <= 4_000);
  const all = ["loader.js", ...pulled("panel.js")].reduce((sum, name) => sum + zipped(name), 0);
  assert.ok(all <= 25_000, `${all} bytes`);
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
