/** What is asked for seldom: commands of the page, links into the chat, the transcript. Loaded when asked for. */

const NAME = /^[a-z_-]{1,40}$/;

/** Obeys a command of the page: `act` is {open, choose}. */
export function obey(name, value, act) {
  const ways = {
    startRequest: () => { act.open(); act.choose(`request:${value}`, "…"); },
    ask: () => { act.open(); act.choose(`ask:${value}`, "…"); },
    setUser: () => {}, // the loader keeps it; the form of a request asks for it
    follow: () => follow(String(value ?? ""), act),
  };
  if (ways[name]) ways[name]();
  else console.warn(`PrivacyChat: unknown command ${name}`);
}

/** Follows the part of an address after `#`: ask=retention or request=erasure; each once. */
function follow(hash, act) {
  const wish = new URLSearchParams(hash.slice(1));
  const [ask, request] = ["ask", "request"].map((name) => wish.get(name));
  if (hash) history.replaceState(history.state, "", location.pathname + location.search);
  if (ask && NAME.test(ask)) act.choose(`ask:${ask}`, "…");
  if (request && NAME.test(request)) act.choose(`request:${request}`, "…");
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
