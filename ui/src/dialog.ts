// `<a href="#id" data-dialog>` opens `<dialog id>` as a modal. Without script the browser shows
// the dialog as the target of the link (see components/dialog.css), so nothing is out of reach.
import { each, word } from "./words";

export function dialogs(): void {
  each<HTMLAnchorElement>("a[data-dialog]", (opener) => {
    opener.setAttribute("aria-haspopup", "dialog");
    opener.addEventListener("click", (event) => {
      const dialog = document.getElementById(opener.hash.slice(1));
      if (!(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      dialog.showModal();
    });
  });
  each<HTMLElement>("dialog [data-close]", (closer) => {
    closer.addEventListener("click", (event) => {
      const dialog = closer.closest("dialog");
      if (!dialog?.open) return;
      event.preventDefault();
      dialog.close();
    });
  });
}

/** Menus of the header close when one presses beside them, or Escape. */
export function menus(): void {
  const close = (except?: Node) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(".bar details[open]")) {
      if (except && menu.contains(except)) continue;
      const within = menu.contains(document.activeElement);
      menu.open = false;
      if (within && !except) menu.querySelector("summary")?.focus();
    }
  };
  document.addEventListener("click", (event) => close(event.target as Node));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
}

/** Gives a toast a button to close it. It never goes by itself: reading takes as long as it takes. */
export function toasts(): void {
  each<HTMLElement>(".toast", (toast) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "toast-close";
    button.setAttribute("aria-label", word("close"));
    button.textContent = "×";
    button.addEventListener("click", () => toast.remove());
    toast.append(button);
  });
}
