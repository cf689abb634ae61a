// Keeps a half-written text from being lost: asks before the page is left. Nothing depends on it.

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
