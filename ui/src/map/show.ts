// `<div data-map data-src data-fill data-points data-unit data-cluster>`: grids filled by a number,
// points in clusters, or with "off" each by itself; with a unit, it begins there.
import { Popup, type ExpressionSpecification, type GeoJSONSource, type Map as MapView } from "maplibre-gl";
import { borders, colour, fetched, open, type Features } from "./base";

const STEPS = 5;
const CLUSTER_PX = 44;

export async function show(box: HTMLElement): Promise<void> {
  const [grids, points] = await Promise.all([fetched(box.dataset.src), fetched(box.dataset.points)]);
  const chosen = within(grids, box.dataset.unit);
  fillIn(grids, points);
  const map = open(box, [chosen, grids, points].find((some) => some.features.length) ?? points);
  map.on("load", () => {
    map.addSource("grids", { type: "geojson", data: grids });
    fill(map, grids, box.dataset.fill);
    borders(map);
    if (chosen.features.length) outline(map, chosen);
    if (points.features.length) cluster(map, points, box.dataset.cluster !== "off");
    names(map);
    cards(map);
    box.dataset.ready = "";
  });
}

/** The grids of a street or a community; none where none is chosen. */
function within(grids: Features, unit = ""): Features {
  const is = ({ properties }: Features["features"][number]) =>
    unit !== "" && (properties?.street === unit || properties?.community === unit);
  const itself = grids.features.filter(({ id }) => unit !== "" && id === unit);
  if (itself.length) return { ...grids, features: itself };
  return { ...grids, features: grids.features.filter(is) };
}

/** What the points bring with them about the grids they lie in, by the grid's number. */
function fillIn(grids: Features, points: Features & { grids?: Record<string, Record<string, unknown>> }): void {
  if (!points.grids) return;
  for (const grid of grids.features) Object.assign((grid.properties ??= {}), points.grids[String(grid.id)]);
}

/** Stronger borders around the grids of the chosen unit. */
function outline(map: MapView, chosen: Features): void {
  map.addSource("chosen", { type: "geojson", data: chosen });
  map.addLayer({
    id: "chosen-border",
    type: "line",
    source: "chosen",
    paint: { "line-color": colour("--accent"), "line-width": 2 },
  });
}

/** Five shades between nothing and the most; a district with no number is plain. */
function fill(map: MapView, grids: Features, property = "value"): void {
  const values = grids.features.map((grid) => Number(grid.properties?.[property]) || 0);
  const most = Math.max(1, ...values);
  const shades: unknown[] = ["step", ["to-number", ["get", property], 0], colour("--map-0")];
  const limits = new Set<number>();
  for (let step = 1; step <= STEPS; step++) {
    const from = Math.max(1, Math.ceil((most * (step - 1)) / STEPS) + (step > 1 ? 1 : 0));
    if (!limits.has(from)) shades.push(from, colour(`--map-${step}`));
    limits.add(from);
  }
  map.addLayer({
    id: "grid-fill",
    type: "fill",
    source: "grids",
    paint: { "fill-color": shades as unknown as ExpressionSpecification, "fill-opacity": 0.9 },
  });
}

function byState(): ExpressionSpecification {
  const [bad, warn, good, none] = ["--bad", "--warn", "--good", "--ink-3"].map(colour);
  return ["match", ["get", "state"], ["over", "missed"], bad, ["soon", "explained"], warn, "covered", good, "none", none, colour("--accent")] as unknown as ExpressionSpecification;
}

function cluster(map: MapView, points: Features, together: boolean): void {
  map.addSource("points", { type: "geojson", data: points, cluster: together, clusterRadius: CLUSTER_PX });
  const many: ExpressionSpecification = ["has", "point_count"];
  map.addLayer({
    id: "clusters",
    type: "circle",
    source: "points",
    filter: many,
    paint: {
      "circle-color": colour("--accent"),
      "circle-radius": ["step", ["get", "point_count"], 13, 10, 17, 100, 22],
      "circle-stroke-width": 2,
      "circle-stroke-color": colour("--surface"),
    },
  });
  map.addLayer({
    id: "cluster-count",
    type: "symbol",
    source: "points",
    filter: many,
    layout: { "text-field": ["get", "point_count_abbreviated"], "text-size": 13, "text-allow-overlap": true },
    paint: { "text-color": colour("--on-accent") },
  });
  map.addLayer({
    id: "points",
    type: "circle",
    source: "points",
    filter: ["!", many],
    paint: {
      "circle-color": byState(),
      "circle-radius": ["case", ["has", "mark"], 9, 7],
      "circle-stroke-width": 2,
      "circle-stroke-color": colour("--surface"),
    },
  });
  // A sign beside the colour, for whoever does not tell colours apart.
  map.addLayer({
    id: "marks",
    type: "symbol",
    source: "points",
    filter: ["has", "mark"],
    layout: { "text-field": ["get", "mark"], "text-size": 12, "text-allow-overlap": true, "text-ignore-placement": true },
    paint: { "text-color": colour("--surface") },
  });
  map.on("click", "clusters", (event) => {
    const found = event.features?.[0];
    if (!found || found.geometry.type !== "Point") return;
    const centre = found.geometry.coordinates as [number, number];
    const source = map.getSource("points") as GeoJSONSource;
    void source.getClusterExpansionZoom(found.properties.cluster_id).then((zoom) => map.easeTo({ center: centre, zoom }));
  });
}

/** The names of the grids, once they are large enough to read. */
function names(map: MapView): void {
  map.addLayer({
    id: "grid-name",
    type: "symbol",
    source: "grids",
    minzoom: 14,
    layout: { "text-field": ["coalesce", ["get", "code"], ["get", "name"], ""], "text-size": 12 },
    paint: { "text-color": colour("--ink"), "text-halo-color": colour("--surface"), "text-halo-width": 1.2 },
  });
}

/** A press on a grid or a point shows its name with a link to its page. */
function cards(map: MapView): void {
  for (const layer of ["points", "grid-fill"]) {
    if (!map.getLayer(layer)) continue;
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("click", (event) => {
    const layers = ["clusters", "points", "grid-fill"].filter((layer) => map.getLayer(layer));
    const found = map.queryRenderedFeatures(event.point, { layers })[0];
    if (!found || found.layer.id === "clusters") return;
    const said = found.properties as Record<string, string | undefined>;
    const { name = said[`name_${document.documentElement.lang}`], code, note, href } = said;
    const card = document.createElement("div");
    const title = document.createElement(href?.startsWith("/") ? "a" : "strong");
    title.textContent = name ?? code ?? "";
    if (title instanceof HTMLAnchorElement) title.href = href ?? "";
    card.append(title);
    if (note) card.append(document.createElement("br"), note);
    new Popup({ maxWidth: "280px", closeButton: true }).setLngLat(event.lngLat).setDOMContent(card).addTo(map);
  });
}
