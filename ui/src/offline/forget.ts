// Takes things off the phone: the own list when a session is over, everything when one signs out.
import { word } from "../words";
import { erase, exists, forgetOwn, queue } from "./db";
import { changed, locked, send } from "./send";

/** A tab that is just sending gets so long to end. */
const PATIENCE_MS = 3_000;

/** Nobody is signed in here: what belonged to a session goes. What was written down waits for its
 * writer to sign in again; nobody else's page shows or sends it. */
export async function sessionIsOver(): Promise<void> {
  if (await exists()) await forgetOwn();
  await dropPages();
}

/** Before signing out: sends what waits, asks where that is not possible, then erases all. */
export function watchSignOut(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/sign-out") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void leave(form);
    },
    { capture: true },
  );
}

async function leave(form: HTMLFormElement): Promise<void> {
  if (await exists()) {
    if ((await unsent()) > 0) await send().catch(() => "offline");
    const n = await unsent();
    if (n > 0 && !window.confirm(word("leave-unsent", { n }))) return;
    const tooLong = new Promise<void>((done) => window.setTimeout(done, PATIENCE_MS));
    await Promise.race([locked(erase), tooLong]);
    changed?.postMessage("erased");
  }
  await dropPages();
  form.submit();
}

async function unsent(): Promise<number> {
  return (await queue()).filter((entry) => entry.state !== "told").length;
}

async function dropPages(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registered = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registered.map((one) => one.unregister()));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("jieli-")).map((name) => caches.delete(name)));
}
