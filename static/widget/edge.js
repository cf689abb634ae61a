/** The outside world that a connection uses. */

export const EDGE = {
  fetch: fetch.bind(window),
  setTimeout: setTimeout.bind(window),
  clearTimeout: clearTimeout.bind(window),
  WebSocket,
  random: Math.random,
  page: () => location.pathname,
  uuid: () => crypto.randomUUID?.() ?? plainUuid(),
};

/** Makes a random UUID where plain http offers none. */
function plainUuid() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}
