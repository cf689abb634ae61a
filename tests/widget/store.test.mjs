import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../static/widget/store.js";

const bot = (seq, body = {}) => ({ seq, kind: "message", from: { role: "bot" }, body: { type: "text", text: "Hello.", ...body } });
const visitor = (seq, body = {}, cid = undefined) => ({ seq, kind: "message", from: { role: "visitor" }, cid, body });
const CHOICES = { choices: [{ id: "a", label: "A" }, { id: "b", label: "B" }] };

function storeWith(...entries) {
  const store = new Store();
  store.fill(entries);
  return store;
}

test("an entry is shown once, however often it comes", () => {
  const store = new Store();
  assert.deepEqual(store.receive(bot(1)).map((e) => e.seq), [1]);
  assert.deepEqual(store.receive(bot(1)), []);
});

test("entries that come out of order are shown in order, once the missing one is there", () => {
  const store = storeWith(bot(1));
  assert.deepEqual(store.receive(bot(3)), []);
  assert.equal(store.hasGap, true);
  assert.deepEqual(store.receive(bot(2)).map((e) => e.seq), [2, 3]);
  assert.equal(store.hasGap, false);
});

test("a fetched page may leap, for the server has nothing between", () => {
  const store = storeWith(bot(5), bot(9));
  assert.equal(store.lastSeq, 9);
  assert.equal(store.hasGap, false);
});

test("a fetched page that overlaps what came live shows nothing twice", () => {
  const store = storeWith(bot(1));
  store.receive(bot(4));
  assert.deepEqual(store.fill([bot(2), bot(3), bot(4)]).map((e) => e.seq), [2, 3, 4]);
  assert.equal(store.hasGap, false);
});

test("what is written stays in the outbox until the server has it", () => {
  const store = new Store();
  store.write("c1", { type: "text", text: "First" });
  store.write("c2", { type: "text", text: "Second" });
  assert.deepEqual(store.outbox().map((w) => w.cid), ["c1", "c2"]);
  store.mark("c1", "sent");
  assert.deepEqual(store.outbox().map((w) => w.cid), ["c2"]);
});

test("what is late is still in the outbox, what was refused is not", () => {
  const store = new Store();
  store.write("c1", {});
  store.write("c2", {});
  store.mark("c1", "late");
  store.mark("c2", "failed");
  assert.deepEqual(store.outbox().map((w) => w.cid), ["c1"]);
});

test("what the server has does not become late", () => {
  const store = new Store();
  store.write("c1", {});
  store.mark("c1", "sent");
  assert.equal(store.mark("c1", "late"), undefined);
});

test("the entry with the same cid takes the place of what was written", () => {
  const store = new Store();
  store.write("c1", { type: "text", text: "Hi" });
  store.receive(visitor(1, { type: "text", text: "Hi" }, "c1"));
  assert.equal(store.pending("c1"), undefined);
});

test("only the newest message with choices can be answered", () => {
  const store = storeWith(bot(1, CHOICES), bot(2, CHOICES), bot(3));
  assert.deepEqual([store.isOpen(1), store.isOpen(2)], [false, true]);
  assert.equal(store.isOver(1), true);
});

test("a choice closes at once when it is sent, and opens again when the server refuses it", () => {
  const store = storeWith(bot(1, CHOICES));
  store.write("c1", { type: "choice", of: 1, id: "b" });
  assert.deepEqual([store.isOpen(1), store.answerTo(1)], [false, "b"]);
  store.mark("c1", "failed");
  assert.equal(store.isOpen(1), true);
});

test("a choice made before a reload is known from the visitor's entry", () => {
  const store = storeWith(bot(1, CHOICES), visitor(2, { type: "choice", of: 1, id: "a", text: "A" }));
  assert.deepEqual([store.isOver(1), store.answerTo(1)], [true, "a"]);
});

test("a form stays open while questions are asked beside it, until the next form", () => {
  const store = storeWith(bot(1, { type: "form", fields: [] }), visitor(2, { type: "text", text: "Why?" }), bot(3, CHOICES));
  assert.equal(store.isOpen(1), true);
  store.receive(bot(4, { type: "form", fields: [] }));
  assert.equal(store.isOpen(1), false);
});

test("a form that is only on its way is closed, but not over", () => {
  const store = storeWith(bot(1, { type: "form", fields: [] }));
  store.write("c1", { type: "form", of: 1, values: {} });
  assert.deepEqual([store.isOpen(1), store.isOver(1)], [false, false]);
});

test("unread are the others' entries after the last that was read", () => {
  const store = storeWith(bot(1));
  store.markRead();
  store.fill([visitor(2), bot(3), bot(4)]);
  assert.equal(store.unread, 2);
  store.markRead();
  assert.equal(store.unread, 0);
});

test("a reset forgets the entries and keeps what is unsent, erasing forgets both", () => {
  const store = storeWith(bot(1));
  store.write("c1", { type: "text", text: "Hi" });
  store.reset(2);
  assert.deepEqual([store.epoch, store.lastSeq, store.outbox().length], [2, 0, 1]);
  store.erase(3);
  assert.deepEqual([store.epoch, store.outbox().length], [3, 0]);
});
