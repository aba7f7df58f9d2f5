// The map pages: `<div data-map>` shows grids and points, `<div data-locate-map>` takes a tap.
// There is no base map: nothing is fetched from outside. The same facts stand in a table beside.
import { setWorkerUrl } from "maplibre-gl";
import { each } from "../words";
import { pick } from "./pick";
import { show } from "./show";

const worker = document.querySelector<HTMLMetaElement>('meta[name="map-worker"]');
if (worker?.content) {
  setWorkerUrl(new URL(worker.content, location.href).href);
  each<HTMLElement>("[data-map]", (box) => void show(box));
  each<HTMLElement>("[data-locate-map]", (box) => void pick(box));
}
