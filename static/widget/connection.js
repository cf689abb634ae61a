/**
 * One chat over HTTP and a socket. No DOM.
 *
 * `edge` is the outside world: {fetch, WebSocket, setTimeout, clearTimeout, random, uuid}.
 * `tell(event, detail)` hears: state, opened, welcome, reset, entries, written, limited, away, erased.
 */

const PATIENCE = { welcome: 10_000, pong: 10_000, ack: 10_000, longest: 30_000, shortest: 500 };
const STOPS = { 4403: "refused", 4409: "moved", 4426: "outdated" };
const DOUBLINGS = { 1012: 3, 1013: 4, 4429: 4 }; // restart and overload: all come back, but not all at once
const TOO_BIG = 1009;
const EACH = 4; // so often a try begins with a request, which tells why a socket is refused

/** Returns how long to wait before the next try, in ms: full jitter under a doubling ceiling. */
export function backoff(attempt, random) {
  return random() * Math.min(PATIENCE.longest, PATIENCE.shortest * 2 ** attempt);
}

export class Connection {
  /** idle, connecting, open, waiting or stopped. */
  state = "idle";
  #link;
  #store;
  #edge;
  #tell;
  #socket;
  #opening;
  #pass;
  #isKnown = false;
  #attempt = 0;
  #turn = 0;
  #retry;
  #heart;
  #watch;
  #awaited = new Map();
  #isCatchingUp = false;
  #count = 0;

  /** `link` is {server, controller, locale, token}; token and locale follow what the server says. */
  constructor(link, { store, edge, tell }) {
    this.#link = { ...link };
    this.#store = store;
    this.#edge = edge;
    this.#tell = tell;
  }

  /** Connects now, or asks for a sign of life if it seems connected. */
  wake() {
    if (this.state === "open") this.#probe();
    else if (this.state === "idle" || this.state === "waiting") this.#connect();
  }

  /** Lets go of the socket until the next wake. */
  rest() {
    if (this.state !== "stopped") this.#end("idle");
  }

  stop(reason = "") {
    this.#end("stopped", reason);
  }

  /** Sends a body until the server has it; its cid makes repeats harmless. */
  send(body) {
    this.#transmit(this.#store.write(this.#edge.uuid(), body));
  }

  /** Sends again what was late or refused. */
  retry(cid) {
    const written = this.#store.mark(cid, "sending");
    if (written) this.#transmit(written);
  }

  /** Sends a frame, now or after the next welcome, forget until it is done; rejects with a code. */
  ask(frame) {
    if (this.state === "stopped") return Promise.reject(new Error("offline"));
    return new Promise((resolve, reject) => {
      const asked = { ...frame, id: `${frame.t}-${(this.#count += 1)}` };
      this.#awaited.set(asked.id, { asked, resolve, reject });
      if (this.state === "open") this.#put(asked);
      else this.wake();
    });
  }

  /** Changes the language of what the assistant says from now on. */
  setLocale(locale) {
    this.#link.locale = locale;
    if (this.state === "open") this.ask({ t: "language", locale }).catch(() => {});
  }

  async #connect() {
    const turn = (this.#turn += 1);
    this.#edge.clearTimeout(this.#retry);
    this.#set("connecting");
    this.#pass = undefined;
    if (!this.#isKnown || this.#attempt % EACH === EACH - 1) {
      try {
        this.#opening = await this.#open();
      } catch (fault) {
        if (turn === this.#turn) this.#afterFault(fault);
        return;
      }
      if (turn !== this.#turn) return;
      this.#pass = this.#opening.pass;
      this.#link.token = this.#opening.resume_token;
      this.#link.code = undefined;
      this.#tell("opened", this.#opening);
    }
    this.#listen(turn);
  }

  /** Opens the chat, or gets a new pass for it: each admits one socket. The token admits whoever was welcomed. */
  #open() {
    const { controller, locale, token, code } = this.#link;
    const more = { ...(token && { resume_token: token }), ...(code && { move: code }) };
    const body = JSON.stringify({ controller, locale, ...more });
    return this.#fetch("/api/v1/conversations", { method: "POST", body });
  }

  async #fetch(path, options) {
    return (await this.#request(path, options)).json();
  }

  /** Asks for something of this conversation besides its socket. */
  call(path, options) {
    return this.#request(`/api/v1/conversations/${this.#opening?.conversation}${path}`, options);
  }

  async #request(path, { method = "GET", body } = {}) {
    const { server, token } = this.#link;
    const headers = { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }) };
    const options = { method, body, headers, credentials: "omit", cache: "no-store" };
    const answer = await this.#edge.fetch(server + path, options);
    const { status } = answer;
    if (answer.ok) return answer;
    throw Object.assign(new Error("refused"), (await answer.json().catch(() => null))?.error, { status });
  }

  #afterFault({ status, contact }) {
    if (this.#link.code && status === 401) {
      this.#link.code = undefined; // used or too old: begin anew
      this.#connect();
      return;
    }
    const isGone = this.#link.token && [401, 404, 410].includes(status);
    if (isGone && this.#isForgetting()) this.#erased({ epoch: null });
    else if (isGone) {
      this.#forget(); // begin anew
      this.#reset(null);
      this.#connect();
    } else if (status === 429 && !this.#link.token) this.stop("crowded");
    else if (status >= 400 && status < 500 && status !== 408 && status !== 429) this.stop("refused");
    else this.#later(status === 429 ? 4 : 0);
    if (contact) this.#tell("away", contact);
  }

  #isForgetting() {
    return [...this.#awaited.values()].some(({ asked }) => asked.t === "forget");
  }

  #listen(turn) {
    const address = new URL("/api/v1/chat", this.#link.server);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new this.#edge.WebSocket(address.href);
    this.#socket = socket;
    socket.onopen = () => this.#hello();
    socket.onmessage = ({ data }) => turn === this.#turn && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => turn === this.#turn && this.#afterClose(code);
    this.#expect(PATIENCE.welcome);
  }

  #hello() {
    const { conversation, epoch } = this.#opening;
    const { token, locale } = this.#link;
    const key = this.#pass ? { pass: this.#pass } : { token };
    this.#put({
      v: 1, t: "hello", id: "hello", ...key, conv: conversation, locale,
      epoch: this.#store.epoch ?? epoch, last_seq: this.#store.lastSeq,
      page: this.#edge.page?.(),
    });
  }

  #hear(frame) {
    this.#edge.clearTimeout(this.#watch);
    const hearing = {
      welcome: () => this.#welcome(frame),
      entry: () => this.#entry(frame),
      ack: () => this.#written(this.#store.mark(frame.cid, "sent")),
      done: () => this.#settle(frame.re, "resolve"),
      resync: () => this.#catchUp(),
      erased: () => this.#erased(frame),
      queue: () => this.#tell("live", frame),
      typing: () => this.#tell("live", frame),
      read: () => this.#tell("live", frame),
      error: () => this.#error(frame),
    };
    hearing[frame.t]?.();
  }

  #welcome(frame) {
    this.#attempt = 0;
    this.#isKnown = true;
    if (frame.mode === "snapshot" || (this.#store.epoch ?? frame.epoch) !== frame.epoch) this.#reset(frame.epoch);
    this.#store.epoch = frame.epoch;
    this.#set("open");
    this.#tell("welcome", frame);
    this.#beat((frame.ping ?? 25) * 1000);
    for (const { asked } of this.#awaited.values()) this.#put(asked);
    for (const written of this.#store.outbox()) this.#transmit(written);
  }

  #reset(epoch) {
    this.#store.reset(epoch);
    this.#tell("reset");
  }

  #entry(frame) {
    this.#show(this.#store.receive(frame));
    if (this.#store.hasGap) this.#catchUp();
  }

  #show(entries) {
    if (entries.length) this.#tell("entries", entries);
  }

  async #catchUp() {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    const turn = this.#turn;
    try {
      while (await this.#fetchPage(turn));
    } catch {
      if (turn === this.#turn) this.#later();
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /** Fetches what follows the last entry; returns whether there is more. */
  async #fetchPage(turn) {
    const chat = `/api/v1/conversations/${this.#opening.conversation}`;
    const page = await this.#fetch(`${chat}/entries?after=${this.#store.lastSeq}&limit=200`);
    if (turn !== this.#turn) return false;
    if (page.epoch !== this.#store.epoch) {
      this.#reset(page.epoch);
      return true;
    }
    this.#show(this.#store.fill(page.entries));
    return page.entries.length > 0 && (this.#store.hasGap || this.#store.lastSeq < page.head_seq);
  }

  #erased({ epoch, kept }) {
    this.#store.erase(epoch);
    for (const id of [...this.#awaited.keys()]) this.#settle(id, "resolve");
    this.#forget();
    this.stop("erased");
    this.#tell("erased", kept);
  }

  /** Begins a new chat after an end. */
  startAnew() {
    this.renew();
    this.#connect();
  }

  /** Is as at the beginning, without a chat to return to. */
  renew() {
    this.#end("idle");
    this.#store.reset(null);
    this.#forget();
  }

  #forget() {
    this.#link.token = undefined;
    this.#isKnown = false;
  }

  /** Sends what may be lost, if there is a connection. */
  put(frame) {
    if (this.state === "open") this.#put(frame);
  }

  #error({ code, re, retry_after_ms: pause = 5000 }) {
    this.#settle(re, "reject", code);
    const written = this.#store.pending(re);
    if (!written) return;
    if (code === "rate_limited") {
      this.#tell("limited", pause);
      this.#edge.setTimeout(() => this.state === "open" && this.#isOut(re) && this.#transmit(written), pause);
      return;
    }
    this.#written(this.#store.mark(re, "failed"), code);
  }

  #isOut(cid) {
    return this.#store.outbox().some((written) => written.cid === cid);
  }

  #settle(id, how, code) {
    const asked = this.#awaited.get(id);
    this.#awaited.delete(id);
    asked?.[how](how === "reject" ? new Error(code) : undefined);
  }

  #written(written, code) {
    if (written) this.#tell("written", { ...written, code });
  }

  #transmit(written) {
    this.#written(written);
    const { cid, body } = written;
    if (this.state === "open") this.#put({ t: "send", cid, body });
    else this.wake();
    this.#edge.setTimeout(() => this.#written(this.#store.mark(cid, "late")), PATIENCE.ack);
  }

  #put(frame) {
    this.#socket?.send(JSON.stringify(frame));
  }

  #afterClose(code) {
    const refused = code === TOO_BIG ? this.#store.outbox() : [];
    for (const { cid } of refused) this.#written(this.#store.mark(cid, "failed"), "too_long");
    if (STOPS[code]) this.stop(STOPS[code]);
    else if (code === 1000) this.#end("idle"); // the server saw nobody here; a wake resumes
    else {
      const isRefused = code === 4401 && (this.#isKnown || this.#attempt === 0);
      if (code > 1012) this.#isKnown = false; // what stands in the way is told to a request
      this.#later(DOUBLINGS[code], isRefused ? 0 : undefined);
    }
  }

  /** Tries again after a while, with at least so many doublings behind it. */
  #later(attempts = 0, pause = undefined) {
    this.#attempt = Math.max(this.#attempt, attempts);
    const delay = pause ?? backoff(this.#attempt, this.#edge.random);
    this.#attempt += 1;
    this.#end("waiting");
    this.#retry = this.#edge.setTimeout(() => this.#connect(), delay);
  }

  #end(state, reason) {
    this.#turn += 1;
    for (const timer of [this.#retry, this.#heart, this.#watch]) this.#edge.clearTimeout(timer);
    for (const [id, { asked }] of [...this.#awaited]) {
      if (asked.t !== "forget" || state === "stopped") this.#settle(id, "reject", "offline");
    }
    this.#socket?.close();
    this.#socket = undefined;
    this.#set(state, reason);
  }

  #beat(pause) {
    this.#heart = this.#edge.setTimeout(() => {
      this.#probe();
      this.#beat(pause);
    }, pause);
  }

  /** Asks for a sign of life; any frame counts as one. */
  #probe() {
    this.#put({ t: "ping", n: (this.#count += 1) });
    this.#expect(PATIENCE.pong);
  }

  #expect(patience) {
    this.#edge.clearTimeout(this.#watch);
    this.#watch = this.#edge.setTimeout(() => this.#later(), patience);
  }

  #set(state, reason = "") {
    this.state = state;
    this.#tell("state", { state, reason });
  }
}
