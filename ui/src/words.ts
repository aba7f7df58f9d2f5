// Words and addresses that the server puts into the page, so that no text stands in a script.

const kept = new Map<string, string>();

/** A word of the page's language, with `{name}` replaced. */
export function word(key: string, facts: Record<string, string | number> = {}): string {
  if (kept.size === 0) read();
  let text = kept.get(key) ?? "";
  for (const [name, value] of Object.entries(facts)) {
    text = text.replace(`{${name}}`, String(value));
  }
  return text;
}

function read(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="jieli-words"]');
  const words: Record<string, string> = JSON.parse(meta?.content || "{}");
  for (const [key, text] of Object.entries(words)) kept.set(key, text);
}

/** Runs `start` on every element that matches, now and in whatever htmx brings in later. */
export function each<T extends Element>(selector: string, start: (element: T) => void): void {
  const begun = new WeakSet<Element>();
  const scan = () => {
    for (const element of document.querySelectorAll<T>(selector)) {
      if (begun.has(element)) continue;
      begun.add(element);
      start(element);
    }
  };
  scan();
  document.addEventListener("htmx:after:swap", scan);
}

/** Tells a screen reader, without moving the focus. */
export function say(text: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** A copy of what a `<template>` holds. */
export function copy(id: string): HTMLElement {
  const template = document.getElementById(id) as HTMLTemplateElement;
  return document.importNode(template.content, true).firstElementChild as HTMLElement;
}
