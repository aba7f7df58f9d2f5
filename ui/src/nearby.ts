// `<form data-nearby="/address">`: while somebody describes a matter, shows what is already known
// nearby, so that it is not reported twice, and whom to call about a danger. The server answers with a ready piece of page.
import { each } from "./words";

const PAUSE_MS = 500;
const LEAST_CHARACTERS = 2;

export function nearby(): void {
  each<HTMLFormElement>("form[data-nearby]", (form) => {
    const list = form.querySelector<HTMLElement>("[data-nearby-list]");
    if (!list) return;
    list.setAttribute("aria-live", "polite");
    let timer = 0;
    let running: AbortController | undefined;
    const later = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        running?.abort();
        running = new AbortController();
        void look(form, list, running.signal);
      }, PAUSE_MS);
    };
    form.addEventListener("input", later);
    form.addEventListener("jieli:place", later);
  });
}

async function look(form: HTMLFormElement, list: HTMLElement, signal: AbortSignal): Promise<void> {
  const asked = new URLSearchParams();
  for (const name of ["what", "category", "lon", "lat", "grid"]) {
    const value = new FormData(form).get(name);
    if (typeof value === "string" && value) asked.set(name, value);
  }
  if ((asked.get("what") ?? "").length < LEAST_CHARACTERS && !asked.has("category")) {
    list.replaceChildren();
    return;
  }
  try {
    const answer = await fetch(`${form.dataset.nearby}?${asked}`, { headers: { "HX-Request": "true" }, signal });
    if (answer.ok) list.innerHTML = await answer.text();
  } catch {
    // A suggestion that does not come is no failure: the form works without it.
  }
}
