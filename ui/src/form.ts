// One press, one submission; and the first wrong field gets the focus.
import { each, say, word } from "./words";

export function forms(): void {
  document.addEventListener("submit", guard);
  // A page that comes back from the browser's cache may be sent again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(free));
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.target instanceof Element) free(event.target);
  });
  each<HTMLElement>(".error-summary", (summary) => summary.focus());
  each<HTMLTextAreaElement>("textarea[maxlength]", counter);
  each<HTMLSelectElement>("select[data-submit]", (select) => {
    select.addEventListener("change", () => select.form?.requestSubmit());
  });
}

function guard(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.busy !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "";
  event.submitter?.setAttribute("aria-busy", "true");
  say(word("sending"));
}

function free(form: Element): void {
  delete (form as HTMLElement).dataset.busy;
  form.querySelectorAll('[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
}

/** Says how many characters are left, once it is getting tight. */
function counter(area: HTMLTextAreaElement): void {
  const line = document.createElement("p");
  line.className = "field-count";
  line.setAttribute("aria-live", "polite");
  area.after(line);
  const show = () => {
    const left = area.maxLength - area.value.length;
    line.textContent = left < area.maxLength / 5 ? word("characters-left", { n: left }) : "";
  };
  area.addEventListener("input", show);
  show();
}
