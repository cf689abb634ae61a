/** The outside world that a connection uses. */

export const EDGE = {
  fetch: fetch.bind(window),
  setTimeout: setTimeout.bind(window),
  clearTimeout: clearTimeout.bind(window),
  WebSocket,
  random: Math.random,
  page: () => location.pathname,
  uuid: () => crypto.getRandomValues(new Uint32Array(4)).join("-"), // plain http has no randomUUID
};
