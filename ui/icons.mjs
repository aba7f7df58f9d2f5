// Draws icon.svg as the PNG files that a phone's home screen wants: `node icons.mjs`.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const here = import.meta.dirname;
const svg = readFileSync(join(here, "icon.svg"), "utf8");
const SEAL = "#b3362b";
/** Name, size, and how much of it the drawing fills: a maskable one is cut to a circle. */
const ICONS = [["icon-192.png", 192, 1], ["icon-512.png", 512, 1], ["icon-maskable.png", 512, 0.72]];

const browser = await chromium.launch({ executablePath: process.env.JIELI_TEST_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
mkdirSync(join(here, "icons"), { recursive: true });
for (const [name, size, filled] of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const ground = filled < 1 ? SEAL : "transparent";
  const side = `${size * filled}px`;
  await page.setContent(`<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}">${svg.replace("<svg", `<svg width="${side}" height="${side}"`)}`);
  await page.screenshot({ path: join(here, "icons", name), omitBackground: true });
  await page.close();
}
await browser.close();
