import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, Connection } from "../../static/widget/connection.js";
import { Store } from "../../static/widget/store.js";
import { Edge, OPENING } from "./edge.mjs";

const WELCOME = { v: 1, t: "welcome", re: "hello", epoch: 1, head_seq: 0, mode: "resume", ping: 25 };
const entry = (seq, extra = {}) => ({ t: "entry", seq, kind: "message", from: { role: "bot" }, body: { type: "text", text: `${seq}` }, ...extra });

function begin(link = {}) {
  const [edge, store, heard] = [new Edge(), new Store(), []];
  const whole = { server: "https://privacy.example.org", controller: "acme", locale: "en", ...link };
  const connection = new Connection(whole, { store, edge, tell: (event, detail) => heard.push([event, detail]) });
  const told = (event) => heard.filter(([name]) => name === event).map(([, detail]) => detail);
  return { edge, store, connection, told };
}

async function opened(link) {
  const all = begin(link);
  all.connection.wake();
  await all.edge.settle();
  all.edge.socket.open();
  all.edge.socket.say(WELCOME);
  return all;
}

async function again({ edge }, welcome = {}) {
  await edge.pass(60_000);
  edge.socket.open();
  edge.socket.say({ ...WELCOME, ...welcome });
}

test("nothing is requested before it is woken", async () => {
  const { edge } = begin();
  await edge.pass(60_000);
  assert.deepEqual([edge.requests.length, edge.sockets.length], [0, 0]);
});

test("the first request names the controller and the locale and carries no cookie", async () => {
  const { edge } = await opened();
  const [{ url, method, body, credentials }] = edge.requests;
  assert.equal(url, "https://privacy.example.org/api/v1/conversations");
  assert.deepEqual({ method, body, credentials }, { method: "POST", body: { controller: "acme", locale: "en" }, credentials: "omit" });
});

test("the pass travels in the first frame and not in the address", async () => {
  const { edge } = await opened();
  assert.equal(edge.socket.url, "wss://privacy.example.org/api/v1/chat");
  assert.deepEqual(edge.socket.frames[0], {
    v: 1, t: "hello", id: "hello", pass: "pass-1", conv: "conv-1", locale: "en", epoch: 1, last_seq: 0,
  });
});

test("a chat that a page finds again is asked for with its token", async () => {
  const { edge } = await opened({ token: "token-0" });
  assert.equal(edge.requests[0].body.resume_token, "token-0");
  assert.equal(edge.socket.frames[0].pass, "pass-1");
});

test("after a cut the token and what was seen travel in the first frame, without a request", async () => {
  const { edge } = await opened();
  edge.socket.say(entry(1));
  for (const code of [1006, 1012]) {
    edge.socket.drop(code);
    await edge.pass(4_000);
    edge.socket.open();
    edge.socket.say(WELCOME);
    assert.deepEqual(edge.socket.frames[0], {
      v: 1, t: "hello", id: "hello", token: "token-1", conv: "conv-1", locale: "en", epoch: 1, last_seq: 1,
    });
  }
  assert.deepEqual([edge.requests.length, edge.sockets.length], [1, 3]);
});

for (const code of [4401, 4400, 1013]) {
  test(`a token that is refused with ${code} is followed by a request, and that by a pass`, async () => {
    const { edge } = await opened();
    edge.socket.drop(1006);
    await edge.pass(500);
    edge.socket.drop(code);
    await edge.pass(code === 4401 ? 0 : 8_000);
    assert.equal(edge.requests[1].body.resume_token, "token-1");
    edge.sockets[2].open();
    assert.deepEqual([edge.sockets[2].frames[0].pass, edge.sockets[2].frames[0].token], ["pass-1", undefined]);
  });
}

test("each fourth try is a request, for a browser does not say why a socket is refused", async () => {
  const { edge, told } = await opened();
  const requests = [];
  for (let tried = 0; tried < 7; tried += 1) {
    edge.socket.drop(1006);
    if (tried === 6) edge.answers.push({ status: 403 });
    await edge.pass(500 * 2 ** Math.min(tried, 6));
    requests.push(edge.requests.length);
  }
  assert.deepEqual(requests, [1, 1, 2, 2, 2, 2, 3]);
  assert.equal(told("state").at(-1).reason, "refused");
});

test("what was written without connection is sent after the welcome, in order", async () => {
  const { edge, connection } = begin();
  connection.send({ type: "text", text: "One" });
  connection.send({ type: "text", text: "Two" });
  await edge.settle();
  edge.socket.open();
  assert.equal(edge.socket.sent("send").length, 0);
  edge.socket.say(WELCOME);
  assert.deepEqual(edge.socket.sent("send").map((f) => f.body.text), ["One", "Two"]);
});

test("what was not acknowledged is sent again under the same cid, what was acknowledged is not", async () => {
  const all = await opened();
  all.connection.send({ type: "text", text: "One" });
  all.connection.send({ type: "text", text: "Two" });
  all.edge.socket.say({ t: "ack", cid: "cid-1", seq: 1, dup: false });
  all.edge.socket.drop(1006);
  await again(all);
  assert.deepEqual(all.edge.socket.sent("send").map((f) => f.cid), ["cid-2"]);
});

test("what has no answer after ten seconds is told to be late", async () => {
  const { edge, connection, told } = await opened();
  connection.send({ type: "text", text: "One" });
  await edge.pass(9_999);
  assert.deepEqual(told("written").map((w) => w.state), ["sending"]);
  await edge.pass(1);
  assert.equal(told("written")[1].state, "late");
});

test("a gap is filled from the entries that the server keeps", async () => {
  const { edge, told } = await opened();
  edge.socket.say(entry(1));
  edge.answers.push({ status: 200, body: { epoch: 1, head_seq: 3, entries: [entry(2), entry(3)] } });
  edge.socket.say(entry(3));
  await edge.settle();
  assert.equal(edge.requests[1].url, "https://privacy.example.org/api/v1/conversations/conv-1/entries?after=1&limit=200");
  assert.equal(edge.requests[1].headers.Authorization, "Bearer token-1");
  assert.deepEqual(told("entries").flat().map((e) => e.seq), [1, 2, 3]);
});

test("pages are fetched until the head is reached", async () => {
  const { edge, told } = await opened();
  edge.answers.push({ status: 200, body: { epoch: 1, head_seq: 2, entries: [entry(1)] } });
  edge.answers.push({ status: 200, body: { epoch: 1, head_seq: 2, entries: [entry(2)] } });
  edge.socket.say({ t: "resync", reason: "too_many" });
  await edge.settle();
  assert.deepEqual(told("entries").flat().map((e) => e.seq), [1, 2]);
});

test("a snapshot drops what was held before", async () => {
  const all = await opened();
  all.edge.socket.say(entry(1));
  all.edge.socket.drop(1006);
  await again(all, { mode: "snapshot", epoch: 2 });
  assert.equal(all.told("reset").length, 1);
  assert.deepEqual([all.store.epoch, all.store.lastSeq], [2, 0]);
});

test("waits double up to thirty seconds and are spread from nothing", () => {
  assert.deepEqual([0, 1, 2, 6, 20].map((n) => backoff(n, () => 1)), [500, 1000, 2000, 30_000, 30_000]);
  assert.equal(backoff(6, () => 0), 0);
});

test("a dead network is tried again, and a wake does not wait", async () => {
  const { edge, connection } = begin();
  edge.answers.push(new TypeError("network"), new TypeError("network"));
  connection.wake();
  await edge.pass(500);
  assert.equal(edge.requests.length, 2);
  assert.equal(connection.state, "waiting");
  connection.wake();
  await edge.settle();
  assert.equal(edge.sockets.length, 1);
});

test("after a restart the return is spread over seconds", async () => {
  const { edge } = await opened();
  edge.socket.drop(1012);
  await edge.pass(3_999);
  assert.equal(edge.sockets.length, 1);
  await edge.pass(1);
  assert.equal(edge.sockets.length, 2);
});

test("a refused pass is replaced at once", async () => {
  const { edge } = await opened();
  edge.socket.drop(4401);
  await edge.pass(0);
  assert.equal(edge.requests.length, 2);
});

for (const [code, reason] of [[4403, "refused"], [4426, "outdated"]]) {
  test(`close code ${code} ends the trying`, async () => {
    const { edge, connection, told } = await opened();
    edge.socket.drop(code);
    connection.wake();
    await edge.pass(120_000);
    assert.deepEqual([edge.sockets.length, connection.state], [1, "stopped"]);
    assert.deepEqual(told("state").at(-1), { state: "stopped", reason });
  });
}

test("a socket that the server closed in peace returns when it is needed", async () => {
  const { edge, connection } = await opened();
  edge.socket.drop(1000);
  await edge.pass(120_000);
  assert.equal(edge.sockets.length, 1);
  connection.send({ type: "text", text: "Hello again" });
  await edge.settle();
  assert.equal(edge.sockets.length, 2);
});

test("a page that may not embed the chat is told so", async () => {
  const { edge, connection, told } = begin();
  edge.answers.push({ status: 403 });
  connection.wake();
  await edge.pass(120_000);
  assert.equal(edge.requests.length, 1);
  assert.equal(told("state").at(-1).reason, "refused");
});

test("a chat that is kept no longer begins anew", async () => {
  const { edge, connection, told } = begin({ token: "old" });
  edge.answers.push({ status: 404 });
  connection.wake();
  await edge.settle();
  assert.equal(edge.requests[1].body.resume_token, undefined);
  assert.equal(told("opened")[0], OPENING);
});

test("a silent connection is given up after one ping without answer", async () => {
  const { edge } = await opened();
  await edge.pass(25_000);
  assert.equal(edge.sockets[0].sent("ping").length, 1);
  await edge.pass(10_500);
  assert.deepEqual([edge.sockets[0].isClosed, edge.sockets.length], [true, 2]);
});

test("an answered ping keeps the connection", async () => {
  const { edge } = await opened();
  await edge.pass(25_000);
  edge.socket.say({ t: "pong", n: 1 });
  await edge.pass(20_000);
  assert.equal(edge.sockets.length, 1);
});

test("too fast a message is sent again after the pause that the server names", async () => {
  const { edge, connection, told } = await opened();
  connection.send({ type: "text", text: "Fast" });
  edge.socket.say({ t: "error", code: "rate_limited", re: "cid-1", retry_after_ms: 3000 });
  assert.deepEqual(told("limited"), [3000]);
  await edge.pass(3000);
  assert.deepEqual(edge.socket.sent("send").map((f) => f.cid), ["cid-1", "cid-1"]);
});

test("a message that the server refuses is told with its code and not sent again by itself", async () => {
  const all = await opened();
  all.connection.send({ type: "text", text: "Long" });
  all.edge.socket.say({ t: "error", code: "too_long", re: "cid-1" });
  assert.deepEqual([all.told("written").at(-1).state, all.told("written").at(-1).code], ["failed", "too_long"]);
  all.edge.socket.drop(1006);
  await again(all);
  assert.equal(all.edge.socket.sent("send").length, 0);
});

test("a request is settled by done, by an error, or by the loss of the connection", async () => {
  const { edge, connection } = await opened();
  const asked = [1, 2, 3].map((seq) => connection.ask({ t: "feedback", seq, helpful: true }));
  const [first, second] = edge.socket.sent("feedback");
  edge.socket.say({ t: "done", re: first.id });
  edge.socket.say({ t: "error", code: "rate_limited", re: second.id });
  edge.socket.drop(1006);
  const results = await Promise.allSettled(asked);
  assert.deepEqual(results.map((r) => r.reason?.message), [undefined, "rate_limited", "offline"]);
});

test("a request made without connection is sent after the welcome", async () => {
  const all = await opened();
  all.edge.socket.drop(1006);
  const asked = all.connection.ask({ t: "forget" });
  await all.edge.settle();
  all.edge.socket.open();
  all.edge.socket.say(WELCOME);
  const [{ id }] = all.edge.socket.sent("forget");
  all.edge.socket.say({ t: "done", re: id });
  await asked;
});

test("a chat whose erasure was confirmed to nobody counts as erased when it is gone", async () => {
  const all = await opened();
  const forgetting = all.connection.ask({ t: "forget" });
  all.edge.answers.push({ status: 401 });
  all.edge.socket.drop(1006);
  await all.edge.pass(60_000);
  await forgetting;
  assert.deepEqual([all.told("erased").length, all.edge.requests.length], [1, 2]);
});

test("forgetting is asked for again until the server has done it", async () => {
  const all = await opened();
  const forgetting = all.connection.ask({ t: "forget" });
  all.edge.socket.drop(1006);
  await again(all);
  assert.equal(all.edge.socket.sent("forget").length, 1);
  all.edge.socket.say({ t: "erased", epoch: 2 });
  await forgetting;
});

test("a language chosen without connection is said in the next hello", async () => {
  const { edge, connection } = begin();
  connection.setLocale("fi");
  connection.wake();
  await edge.settle();
  edge.socket.open();
  assert.equal(edge.socket.frames[0].locale, "fi");
});

test("a chat that is erased for its visitor alone is told to be kept", async () => {
  const { edge, told } = await opened();
  edge.socket.say({ t: "erased", epoch: 2, kept: "A claim keeps it." });
  assert.deepEqual(told("erased"), ["A claim keeps it."]);
});

test("an erased chat forgets its token and what was unsent, and stays quiet until it is begun anew", async () => {
  const { edge, connection, store, told } = await opened();
  connection.send({ type: "text", text: "Secret" });
  const forgetting = connection.ask({ t: "forget" });
  edge.socket.say({ t: "erased", epoch: 2 });
  await forgetting;
  connection.wake();
  await edge.pass(60_000);
  assert.deepEqual([told("erased").length, store.outbox().length, edge.sockets.length], [1, 0, 1]);
  connection.startAnew();
  await edge.settle();
  assert.equal(edge.requests[1].body.resume_token, undefined);
});

test("while the database is away it is told where to write, and the chat comes back by itself", async () => {
  const { edge, connection, told } = begin();
  edge.answers = [{ status: 503, body: { error: { code: "unavailable", contact: "Write to privacy@example.org." } } }];
  connection.wake();
  await edge.settle();
  assert.deepEqual(told("away"), ["Write to privacy@example.org."]);
  await edge.pass(60_000);
  edge.socket.open();
  edge.socket.say(WELCOME);
  assert.equal(connection.state, "open");
});

test("where too many chats were begun it is said, and tried again only when asked", async () => {
  const { edge, connection, told } = begin();
  edge.answers.push({ status: 429, body: { error: { code: "rate_limited", retry_after_ms: 3_600_000 } } });
  connection.wake();
  await edge.pass(600_000);
  assert.equal(edge.requests.length, 1);
  assert.deepEqual(told("state").at(-1), { state: "stopped", reason: "crowded" });
  connection.startAnew();
  await edge.settle();
  assert.equal(edge.requests.length, 2);
});

test("a chat that was moved to another device ends here", async () => {
  const all = await opened({ token: "token-0" });
  all.edge.socket.drop(4409);
  await all.edge.pass(600_000);
  assert.deepEqual(all.told("state").at(-1), { state: "stopped", reason: "moved" });
  assert.equal(all.edge.requests.length, 1);
});

test("a chat that comes from another device is opened with its code, and anew where the code is used up", async () => {
  const { edge, connection } = begin({ code: "code-1" });
  edge.answers.push({ status: 401, body: { error: { code: "unauthorized" } } });
  connection.wake();
  await edge.settle();
  assert.equal(edge.requests[0].body.move, "code-1");
  assert.equal(edge.requests[1].body.move, undefined);
});

test("the frames of a person are handed on, and a last known state stays", async () => {
  const { edge, store, told, connection } = await opened();
  edge.socket.say(entry(1, { kind: "state", body: { type: "state", state: "queued", queue_pos: 2, text: "In line." } }));
  edge.socket.say({ t: "queue", pos: 1 });
  edge.socket.say({ t: "typing", on: true, name: "Anna" });
  edge.socket.say({ t: "read", seq: 1 });
  assert.equal(store.talk.state, "queued");
  assert.deepEqual(told("live").map(({ t }) => t), ["queue", "typing", "read"]);
  connection.put({ t: "typing", on: true });
  assert.equal(edge.socket.sent("typing").length, 1);
});
