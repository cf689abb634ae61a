/** Opens and closes the dialog, and puts the focus where it belongs. */

const PHONE = "(max-width: 480px), (max-height: 480px)";

export class Door {
  #frame;
  #shell;
  #on;
  #opener;
  #phone = matchMedia(PHONE);
  /** Whether the chat is a page of its own rather than a corner of one. */
  isPage;
  /** Whether fingers point here: then no keyboard pops up by itself. */
  isTouch = matchMedia("(pointer: coarse)").matches;

  /** `on` is {open, close, fit, escape}; escape returns whether it closed something smaller. */
  constructor(frame, shell, { signal, on }) {
    this.#frame = frame;
    this.#shell = shell;
    this.#on = on;
    this.isPage = shell.mode === "page";
    const { dialog, closeButton } = frame;
    closeButton.hidden = this.isPage;
    const attend = (target, event, act) => target.addEventListener(event, act, { signal });
    attend(dialog, "keydown", (event) => this.#escape(event));
    attend(dialog, "cancel", (event) => { event.preventDefault(); this.close(); });
    attend(dialog, "close", () => this.#closed());
    attend(closeButton, "click", () => this.close());
    attend(this.#phone, "change", () => this.isOpen && this.#show());
    attend(visualViewport, "resize", () => this.#fit());
    frame.head.prepend(shell.launcher.querySelector("svg").cloneNode(true));
    shell.root.append(dialog);
  }

  get isOpen() {
    return this.#frame.dialog.open;
  }

  /** Shows the dialog. Without `focus`, after a reload, the page keeps the focus. */
  open({ focus = true } = {}) {
    if (this.isOpen) return;
    const { activeElement } = document;
    const { host, launcher } = this.#shell;
    const isOfPage = activeElement && activeElement !== document.body && activeElement !== host;
    this.#opener = isOfPage ? activeElement : launcher;
    this.#show();
    launcher.setAttribute("aria-expanded", "true");
    if (focus) (this.isTouch ? this.#frame.title : this.#frame.field).focus();
    this.#on.open();
  }

  /** On a phone the dialog fills the screen and is modal; elsewhere the page stays usable. */
  #show() {
    const { dialog } = this.#frame;
    const hadFocus = this.#shell.root.activeElement;
    if (dialog.open) dialog.close();
    if (this.#phone.matches && !this.isPage) dialog.showModal();
    else dialog.setAttribute("open", "");
    hadFocus?.focus();
    this.#fit();
  }

  #fit() {
    this.#frame.dialog.style.setProperty("--height", `${visualViewport.height}px`);
    this.#on.fit();
  }

  close() {
    const { dialog } = this.#frame;
    this.#on.escape();
    const hadFocus = dialog.contains(this.#shell.root.activeElement);
    if (this.isOpen) dialog.close();
    this.#closed(hadFocus);
  }

  #closed(hadFocus = true) {
    const { launcher } = this.#shell;
    if (this.isOpen || launcher.getAttribute("aria-expanded") === "false") return;
    launcher.setAttribute("aria-expanded", "false");
    if (hadFocus) (this.#opener.isConnected ? this.#opener : launcher).focus();
    this.#on.close();
  }

  #escape(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#on.escape() && !this.isPage) this.close();
  }
}
