// Keeps a half-written text from being lost: asks before the page is left, and tells of files that are too
// large before they are sent in vain. Nothing depends on it.

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
