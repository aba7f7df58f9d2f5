// A demo district of its own for the browser tests: made, served, and thrown away.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const PROGRAM = resolve(import.meta.dirname, "../../target/debug/jieli");
const BROWSER = process.env.JIELI_TEST_CHROMIUM ?? "/usr/bin/chromium";
/** Makes the district small: the pages are the same. */
const MATTERS = 400;

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export class Town {
  /** Makes the district with so many matters, serves it, starts the browser. With `send`, the text of
   * a settings file, letters may leave; a demo itself never lets any. */
  static async start({ matters = MATTERS, send } = {}) {
    const town = new Town();
    town.folder = mkdtempSync(join(tmpdir(), "jieli-browser-"));
    let arguments_ = ["demo", "--dir", town.folder, "--fresh", "--matters", String(matters), "--serve", "--listen", "127.0.0.1:0"];
    if (send) {
      const made = spawn(PROGRAM, arguments_.filter((it) => it !== "--serve"), { stdio: ["ignore", "ignore", "inherit"] });
      await new Promise((done) => made.on("exit", done));
      const at = (name) => join(town.folder, name);
      writeFileSync(at("send.toml"), send);
      chmodSync(at("send.toml"), 0o600);
      const places = ["--database", at("jieli.db"), "--keys", at("jieli.key"), "--policy", at("policy"), "--send", at("send.toml")];
      arguments_ = ["serve", ...places, "--listen", "127.0.0.1:0"];
    }
    town.server = spawn(PROGRAM, arguments_, { stdio: ["ignore", "pipe", "inherit"] });
    town.address = await new Promise((found, failed) => {
      let said = "";
      town.server.stdout.on("data", (data) => {
        said += data;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
        if (address) found(address[0]);
      });
      town.server.on("exit", (code) => failed(new Error(`jieli ended with ${code}:\n${said}`)));
    });
    town.signIns = signIns(readFileSync(join(town.folder, "sign-ins.txt"), "utf8"));
    town.browser = await chromium.launch({ executablePath: BROWSER, args: QUIET });
    return town;
  }

  async stop() {
    await this.browser?.close();
    const ended = new Promise((done) => this.server.on("exit", done));
    this.server.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A reader with a browser of their own: `lang` zh or en, `wide` or a phone, with or without script. */
  async reader({ lang = "zh", wide = false, script = true, role } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.address,
      viewport: wide ? { width: 1440, height: 900 } : { width: 390, height: 844 },
      locale: lang === "zh" ? "zh-CN" : "en-GB",
      timezoneId: "Asia/Shanghai",
      javaScriptEnabled: script,
      hasTouch: !wide,
    });
    await context.addCookies([{ name: "lang", value: lang, url: this.address }]);
    const page = await context.newPage();
    const faults = [];
    page.on("console", (said) => said.type() === "error" && faults.push(said.text()));
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("request", (request) => {
      const url = request.url();
      const own = url.startsWith(this.address) || url.startsWith("data:") || url.startsWith("blob:");
      if (!own) faults.push(`asks outside: ${url}`);
    });
    if (role) await this.signIn(page, role);
    return { page, faults, close: () => context.close() };
  }

  async signIn(page, role) {
    const { login, password } = this.signIns[role];
    await page.goto("/sign-in");
    await page.fill("#login", login);
    await page.fill("#password", password);
    await Promise.all([page.waitForNavigation(), page.press("#password", "Enter")]);
    if (page.url().includes("/sign-in")) throw new Error(`${role} cannot sign in`);
  }
}

/** By how many pixels a page scrolls sideways: none should. */
export const overflow = (page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));

/** Reads the lines that hold a login and a password: the last two words of each. */
function signIns(text) {
  const found = {};
  for (const line of text.split("\n")) {
    const words = line.trim().split(/\s+/);
    const at = words.findIndex((word) => /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/i.test(word));
    if (at > 0) found[words[at - 1]] = { login: words[at - 1], password: words[at] };
  }
  if (Object.keys(found).length === 0) throw new Error("sign-ins.txt names no sign-in");
  return found;
}
