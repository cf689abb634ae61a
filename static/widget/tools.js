/** What is asked for seldom: commands of the page, links into the chat, the transcript. Loaded when asked for. */

/** Obeys a command of the page: `act` is {open, choose, reset, setUser, move, locale}. */
export function obey(name, value, act) {
  const ways = {
    startRequest: () => { act.open(); act.choose(`request:${value}`, String(value)); },
    ask: () => { act.open(); act.choose(`ask:${value}`, String(value)); },
    setUser: () => act.setUser(value),
    reset: () => act.reset(),
    follow: () => follow(String(value ?? ""), act),
  };
  if (ways[name]) ways[name]();
  else console.warn(`PrivacyChat: unknown command ${name}`);
}

/** Follows the part of an address after `#`: ask=retention, request=erasure, resume=CODE; each once. */
function follow(hash, act) {
  const wish = new URLSearchParams(hash.replace(/^#/, ""));
  const [ask, request, resume] = ["ask", "request", "resume"].map((name) => wish.get(name));
  if (!ask && !request && !resume) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  if (resume) act.move(resume);
  if (ask) act.choose(`ask:${ask}`, ask);
  if (request) act.choose(`request:${request}`, request);
}

/** Fetches the transcript and lets the browser save it. */
export async function download(connection, format, locale) {
  const answer = await connection.call(`/transcript?format=${format}&lang=${locale}`);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `chat.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Returns a link that takes the chat to another device, and for how many minutes it works. */
export async function moveLink(connection, { server, controller }) {
  const { code, minutes } = await (await connection.call("/move", { method: "POST" })).json();
  return { address: `${server}/chat/${controller}#resume=${code}`, minutes };
}
