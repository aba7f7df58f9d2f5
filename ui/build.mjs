// Bundles style, scripts, icons and the map worker into dist/, each under a name with its hash,
// beside a gzip and a brotli copy, and writes manifest.json: plain name -> hashed name.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const modules = join(here, "node_modules");

// Office machines of a district are seldom new; the map alone asks for a recent browser.
const TARGET = ["chrome87", "firefox78", "safari15"];
const MAP_TARGET = ["es2022"];

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  outdir: dist,
  write: false,
  legalComments: "linked",
  loader: { ".svg": "dataurl" },
};

const manifest = {};
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const pages = await build({
  ...shared,
  entryPoints: { app: "src/app.ts", offline: "src/offline/main.ts", style: "style/app.css" },
  format: "esm",
  target: TARGET,
});
const map = await build({
  ...shared,
  entryPoints: { map: "src/map/main.ts", "map-style": "src/map/map.css" },
  format: "esm",
  target: MAP_TARGET,
});
for (const { path, contents } of [...pages.outputFiles, ...map.outputFiles]) {
  if (!path.endsWith(".LEGAL.txt")) keep(basename(path), Buffer.from(contents));
}
// The map computes in a worker; a file of our own keeps `worker-src 'self'` enough.
const worker = readFileSync(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), "utf8");
keep("map-worker.js", Buffer.from(worker.replace(/\n\/\/# sourceMappingURL=.*/, "")));
keep("icons.svg", Buffer.from(sprite()));
keep("licenses.txt", Buffer.from(licenses()));
keep("icon.svg", readFileSync(join(here, "icon.svg")));
// Drawn from icon.svg by icons.mjs, for phones whose home screen takes no SVG.
for (const name of ["icon-192.png", "icon-512.png", "icon-maskable.png"]) keep(name, readFileSync(join(here, "icons", name)));
// Last, because the service worker knows the hashed names of what it keeps.
const addresses = (names) => JSON.stringify(names.map((name) => `/assets/${manifest[name]}`));
const ASSETS = addresses(["style.css", "app.js", "offline.js", "icons.svg", "icon.svg", "icon-192.png"]);
const MAP_ASSETS = addresses(["map.js", "map-style.css", "map-worker.js"]);
const background = await build({
  ...shared,
  entryPoints: { "service-worker": "src/service-worker.ts" },
  format: "iife",
  target: TARGET,
  define: { ASSETS, MAP_ASSETS },
});
for (const { path, contents } of background.outputFiles) {
  if (!path.endsWith(".LEGAL.txt")) keep(basename(path), Buffer.from(contents));
}
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
report();

/** Writes a file under its hashed name, with what a browser may take instead of it. */
function keep(name, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 12);
  const end = extname(name);
  const hashed = `${basename(name, end)}.${hash}${end}`;
  manifest[name] = hashed;
  writeFileSync(join(dist, hashed), contents);
  writeFileSync(join(dist, hashed + ".gz"), gzipSync(contents, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: contents.length > 400_000 ? 9 : 11 };
  writeFileSync(join(dist, hashed + ".br"), brotliCompressSync(contents, { params }));
}

/** One file with the icons of icons.txt, each a symbol drawn in the colour of its text. */
function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** The licence texts of what is bundled, to be served with it. */
function licenses() {
  const packages = readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((sub) => `${name}/${sub}`) : [name],
  );
  const tools = /^(\.|typescript|@typescript|esbuild|@esbuild|axe-core|playwright-core|@types)/;
  const texts = packages.filter((name) => !tools.test(name)).map((name) => {
    const file = readdirSync(join(modules, name)).find((entry) => /^licen[cs]e/i.test(entry));
    const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    const text = file ? readFileSync(join(modules, name, file), "utf8").trim() : "";
    return `== ${name} ${version} (${license})\n\n${text}\n`;
  });
  return texts.join("\n");
}

function report() {
  for (const [name, hashed] of Object.entries(manifest)) {
    const size = (end) => (readFileSync(join(dist, hashed + end)).length / 1024).toFixed(1);
    console.log(`${name.padEnd(16)} ${size("").padStart(8)} KiB  ${size(".br").padStart(7)} br`);
  }
}
