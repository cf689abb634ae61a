/** A world without network: a clock that is moved by hand, sockets and answers that the test decides. */

export class Edge {
  now = 0;
  sockets = [];
  requests = [];
  answers = [];
  #timers = new Map();
  #count = 0;
  #ids = 0;

  constructor() {
    const edge = this;
    this.WebSocket = class {
      frames = [];
      isClosed = false;
      constructor(url) { this.url = url; edge.sockets.push(this); }
      send(text) { this.frames.push(JSON.parse(text)); }
      close() { this.isClosed = true; }
      open() { this.onopen(); }
      say(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
      drop(code) { this.onclose({ code }); }
      sent(t) { return this.frames.filter((frame) => frame.t === t); }
    };
    this.fetch = async (url, options) => {
      this.requests.push({ url, ...options, body: options.body && JSON.parse(options.body) });
      const answer = this.answers.shift() ?? { status: 201, body: OPENING };
      if (answer instanceof Error) throw answer;
      return { ok: answer.status < 400, status: answer.status, json: async () => answer.body };
    };
    this.setTimeout = (act, pause) => {
      this.#timers.set((this.#count += 1), { act, at: this.now + pause });
      return this.#count;
    };
    this.clearTimeout = (timer) => this.#timers.delete(timer);
    this.random = () => 1;
    this.uuid = () => `cid-${(this.#ids += 1)}`;
  }

  get socket() {
    return this.sockets[this.sockets.length - 1];
  }

  /** Moves the clock; whatever is due on the way happens in order. */
  async pass(pause) {
    const end = this.now + pause;
    for (;;) {
      await this.settle();
      const due = [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.now = due[1].at;
      due[1].act();
    }
    this.now = end;
  }

  /** Lets everything that only waits for answered promises go on. */
  async settle() {
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

export const OPENING = {
  conversation: "conv-1", epoch: 1, pass: "pass-1", resume_token: "token-1",
  limits: { message_characters: 4000 }, retention_days: 30, locale: "en", controller_name: "Acme Oy",
};
