// `<fieldset data-locate>`: fills lon and lat by the phone's position, asked for by a press only.
// A tap on the map beside it does the same (map/pick.ts). Both are optional.
import { each, say, word } from "./words";

/** How long a phone may look for its position, and how old a fix may be. */
const LOOK_MS = 15_000;
const OLD_MS = 30_000;

export function locates(): void {
  each<HTMLElement>("[data-locate]", (box) => {
    const button = box.querySelector<HTMLButtonElement>("[data-locate-here]");
    if (!button || !("geolocation" in navigator) || !window.isSecureContext) return;
    button.hidden = false;
    button.addEventListener("click", () => here(box, button));
  });
}

function here(box: HTMLElement, button: HTMLButtonElement): void {
  button.setAttribute("aria-busy", "true");
  const done = (text: string) => {
    button.removeAttribute("aria-busy");
    status(box, text);
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      place(box, coords.longitude, coords.latitude);
      done(word("located", { metres: Math.max(1, Math.round(coords.accuracy)) }));
    },
    (failed) => done(word(failed.code === failed.PERMISSION_DENIED ? "locate-denied" : "locate-failed")),
    { enableHighAccuracy: true, timeout: LOOK_MS, maximumAge: OLD_MS },
  );
}

/** Puts a point into the form and tells whoever listens (the map, the look for neighbours). */
export function place(box: HTMLElement, lon: number, lat: number): void {
  set(box, "lon", lon);
  set(box, "lat", lat);
  box.dispatchEvent(new CustomEvent("jieli:place", { bubbles: true, detail: { lon, lat } }));
}

function set(box: HTMLElement, name: string, degrees: number): void {
  const input = box.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (input) input.value = degrees.toFixed(6);
}

function status(box: HTMLElement, text: string): void {
  const line = box.querySelector("[data-locate-status]");
  if (line) line.textContent = text;
  else say(text);
}
