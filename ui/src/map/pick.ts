// `<div data-locate-map data-src>` inside `[data-locate]`: a tap puts the place into the form.
import { Marker, type Map as MapView } from "maplibre-gl";
import { place } from "../locate";
import { borders, colour, fetched, open } from "./base";

const CLOSE_ZOOM = 15;

export async function pick(box: HTMLElement): Promise<void> {
  const form = box.closest<HTMLElement>("[data-locate]");
  if (!form) return;
  const map = open(box, await fetched(box.dataset.src));
  const pin = new Marker({ color: colour("--seal"), draggable: true });
  const put = (lon: number, lat: number) => pin.setLngLat([lon, lat]).addTo(map);
  begin(map, form);
  form.addEventListener("jieli:begin", () => begin(map, form));
  map.on("load", () => {
    void fetched(box.dataset.src).then((grids) => {
      map.addSource("grids", { type: "geojson", data: grids });
      borders(map);
    });
    const [lon, lat] = ["lon", "lat"].map((name) => form.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value);
    if (lon && lat) put(Number(lon), Number(lat));
  });
  map.on("click", ({ lngLat }) => place(form, lngLat.lng, lngLat.lat));
  pin.on("dragend", () => place(form, pin.getLngLat().lng, pin.getLngLat().lat));
  form.closest("form")?.addEventListener("reset", () => pin.remove());
  // For the keyboard: arrows move the map, Enter takes its middle.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    place(form, map.getCenter().lng, map.getCenter().lat);
  });
  form.addEventListener("jieli:place", (event) => {
    const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    put(lon, lat);
    map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
  });
}

/** Where whoever reports works, once the page knows: one tap is a place there. A place that was
 * chosen stays where it is. */
function begin(map: MapView, form: HTMLElement): void {
  const [lon, lat] = (form.dataset.begin ?? "").split(",").map(Number);
  if (lon && lat && !form.querySelector<HTMLInputElement>('input[name="lon"]')?.value) map.jumpTo({ center: [lon, lat], zoom: CLOSE_ZOOM });
}
