// Work without signal, on the pages of staff. Where a browser cannot keep anything, the pages are
// as they are without script.
import { works } from "./db";
import { sessionIsOver, watchSignOut } from "./forget";
import { otherForms } from "./form";
import { WorkPage } from "./page";
import { type End, send } from "./send";

/** While something waits, so often is tried again, should no event come. */
const RETRY_MS = 30_000;
/** So often the service worker is asked for where it does not come through. */
const INSTALLS = 10;

const meta = document.querySelector<HTMLMetaElement>('meta[name="jieli-offline"]');
watchSignOut();
if (meta?.content === "on") void begin();
else void sessionIsOver().catch(() => undefined);

async function begin(): Promise<void> {
  if (!(await works())) return;
  let timer = 0;
  let over = false;
  const root = document.querySelector<HTMLElement>("[data-work]");
  const sending = async (): Promise<End> => {
    window.clearTimeout(timer);
    const end = await send().catch((): End => "offline");
    if (end === "waiting" || end === "offline") {
      timer = window.setTimeout(again, RETRY_MS);
      void inBackground();
    }
    if (end === "signed-out") {
      over = true;
      await sessionIsOver();
    }
    return end;
  };
  const page = root ? new WorkPage(root, sending) : undefined;
  const again = () => void (page ? page.sync() : sending());
  otherForms();
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  window.addEventListener("pageshow", (event) => event.persisted && again());
  // The own list waits for nothing else: it is what the person came for.
  void keepPages(INSTALLS, () => over);
  again();
}

/** Lets the service worker answer for pages without signal, and keep the page it answers with. */
async function keepPages(tries: number, isOver: () => boolean): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage("keep"));
  await install(tries, isOver);
}

/** Where the signal is weak it may not come through whole; then once more while the page is open. */
async function install(tries: number, isOver: () => boolean): Promise<void> {
  if (tries === 0 || isOver()) return;
  const again = () => window.setTimeout(() => void install(tries - 1, isOver), RETRY_MS);
  try {
    const registered = await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
    const coming = registered.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "redundant" && !registered.active) again();
    });
  } catch {
    // Not built, or no signal: the queue works all the same while the page is open.
    again();
  }
}

/** Where the browser has background sync, it sends even after the page is closed. */
async function inBackground(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registered = await navigator.serviceWorker.getRegistration();
  const sync = (registered as unknown as { sync?: { register(tag: string): Promise<void> } })?.sync;
  await sync?.register("jieli-send").catch(() => undefined);
}
