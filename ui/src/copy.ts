// `<button data-copy="id" hidden>`: puts the text of that element into the clipboard. Without
// script the button stays hidden, and the text is marked whole by one press on it.
import { each, say, word } from "./words";

export function copies(): void {
  each<HTMLButtonElement>("button[data-copy]", (button) => {
    const from = document.getElementById(button.dataset.copy ?? "");
    if (!from) return;
    const label = button.querySelector("span") ?? button;
    button.hidden = false;
    button.addEventListener("click", () => {
      void copied(from).then((done) => {
        if (done) label.textContent = word("copied");
        say(word(done ? "copied" : "copy-failed"));
      });
    });
  });
}

/** By the clipboard where the browser gives it, which it does over TLS only; else by a selection. */
async function copied(from: HTMLElement): Promise<boolean> {
  const text = from.textContent?.trim() ?? "";
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(from);
    return document.execCommand("copy");
  }
}
