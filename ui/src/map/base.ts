// What both maps share: a style of plain polygons in the colours of the page, and how to begin.
import { LngLatBounds, Map as MapView, NavigationControl, type StyleSpecification } from "maplibre-gl";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import { word } from "../words";

export type Features = FeatureCollection<Geometry, Record<string, unknown>>;

/** A colour of the page's tokens, so that the map follows light and dark. */
export function colour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}

export async function fetched(address: string | undefined): Promise<Features> {
  const none: Features = { type: "FeatureCollection", features: [] };
  if (!address) return none;
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  return answer.ok ? await answer.json() : none;
}

/** Opens a map on `box` with an empty ground, fitted to the features. */
export function open(box: HTMLElement, features: Features): MapView {
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": colour("--sunken") } }],
  };
  const map = new MapView({
    container: box,
    style,
    bounds: around(features),
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: box.dataset.gestures === "cooperative",
    locale: { "Map.Title": box.dataset.label || word("map-label") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return map;
}

export function around(features: Features): LngLatBounds | undefined {
  const bounds = new LngLatBounds();
  for (const feature of features.features) for (const [lon, lat] of corners(feature)) bounds.extend([lon, lat]);
  return bounds.isEmpty() ? undefined : bounds;
}

function corners(feature: Feature): [number, number][] {
  const found: [number, number][] = [];
  const walk = (part: Position | Position[] | Position[][] | Position[][][]) => {
    if (typeof part[0] === "number") found.push([part[0], part[1] as number]);
    else for (const inner of part as Position[][]) walk(inner);
  };
  if ("coordinates" in feature.geometry) walk(feature.geometry.coordinates);
  return found;
}

/** The borders of the grids, without the fill. */
export function borders(map: MapView): void {
  map.addLayer({
    id: "grid-border",
    type: "line",
    source: "grids",
    paint: { "line-color": colour("--line-strong"), "line-width": ["interpolate", ["linear"], ["zoom"], 10, 0.4, 15, 1.6] },
  });
}
