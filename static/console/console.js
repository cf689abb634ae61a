// Keeps a half-written text from being lost: asks before the page is left, and tells of files that are too
// large before they are sent in vain. Unfolds what a link leads into. Nothing depends on it.

const written = () =>
  [...document.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
let isSending = false;

addEventListener("submit", () => {
  isSending = true;
});
addEventListener("pageshow", () => {
  isSending = false;
});
addEventListener("beforeunload", (event) => {
  if (!isSending && written()) event.preventDefault();
});

for (const input of document.querySelectorAll("input[type=file][data-most]")) {
  input.addEventListener("change", () => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    input.setCustomValidity(size > Number(input.dataset.most) ? input.dataset.tooLarge : "");
    input.reportValidity();
  });
}

// What is folded unfolds for a link into it and for paper, also in browsers that do not do so by themselves.
const follow = () => {
  const place = location.hash && document.getElementById(location.hash.slice(1));
  const fold = place && place.closest(".earlier details");
  if (!fold || fold.open) return;
  fold.open = true;
  place.scrollIntoView();
};
addEventListener("hashchange", follow);
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(".earlier details")) fold.open = true;
});
follow();
