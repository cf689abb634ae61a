// Says who else has the ticket open and that it changed, and counts down until a reply is mailed.

const SECONDS = 15;
const place = document.getElementById("presence");
const undo = document.querySelector("form.undo");

function doing() {
  const at = document.activeElement?.id;
  const wrote = (id) => document.getElementById(id)?.value.trim();
  if (at === "reply-text" || wrote("reply-text")) return "replying";
  if (at === "comment-text" || wrote("comment-text")) return "commenting";
  return "reading";
}

function show(told) {
  const lines = told.changed ? [told.notice, ...told.others] : told.others;
  const old = [...place.children].map((line) => line.textContent);
  if (lines.join("\n") === old.join("\n")) return;
  place.replaceChildren(
    ...lines.map((text) => {
      const line = document.createElement("p");
      line.className = "notice soon";
      line.textContent = text;
      return line;
    }),
  );
}

async function look() {
  if (document.visibilityState === "hidden") return;
  const { csrf, version } = place.dataset;
  const body = new URLSearchParams({ csrf, version, doing: doing() });
  try {
    const answer = await fetch(place.dataset.place + location.search, { method: "POST", body });
    if (answer.ok) show(await answer.json());
  } catch {
    // The network is away; the next look may find it.
  }
}

if (place) {
  look();
  setInterval(look, SECONDS * 1000);
  for (const id of ["reply-text", "comment-text"]) document.getElementById(id)?.addEventListener("focus", look);
}
if (undo) setTimeout(() => undo.remove(), Number(undo.dataset.seconds) * 1000);
