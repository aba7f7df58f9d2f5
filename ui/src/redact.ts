// `<div data-redact="areas">` around a photo: parts are marked on it by pressing and dragging, and
// stand in the field of that name as four numbers a line, as somebody without script types them.
import { each } from "./words";

/** In hundredths of the photo's width and height. */
interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A mark smaller than this was no mark, but a slip of the finger. */
const LEAST = 1;

export function redactions(): void {
  each<HTMLElement>("[data-redact]", (box) => {
    const field = document.getElementById(box.dataset.redact ?? "");
    if (!(field instanceof HTMLTextAreaElement)) return;
    document.querySelectorAll<HTMLElement>("[data-redact-hint]").forEach((hint) => (hint.hidden = false));
    box.dataset.ready = "";
    draw(box, field);
    field.addEventListener("input", () => draw(box, field));
    box.addEventListener("pointerdown", (event) => begin(box, field, event));
  });
}

function begin(box: HTMLElement, field: HTMLTextAreaElement, event: PointerEvent): void {
  if (event.button !== 0) return;
  const mark = (event.target as Element).closest<HTMLElement>(".redact-mark");
  event.preventDefault();
  if (mark) {
    const areas = read(field);
    areas.splice(Number(mark.dataset.at), 1);
    write(box, field, areas);
    return;
  }
  const from = point(box, event);
  const drawn = box.appendChild(document.createElement("span"));
  drawn.className = "redact-mark";
  box.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent) => place(drawn, between(from, point(box, moved)));
  const end = (ended: PointerEvent) => {
    box.removeEventListener("pointermove", move);
    const area = between(from, point(box, ended));
    const areas = read(field);
    if (area.width >= LEAST && area.height >= LEAST) areas.push(area);
    write(box, field, areas);
    const cover = document.querySelector<HTMLInputElement>('input[name="deed"][value="cover"]');
    if (cover && areas.length) cover.checked = true;
  };
  box.addEventListener("pointermove", move);
  box.addEventListener("pointerup", end, { once: true });
}

function point(box: HTMLElement, event: PointerEvent): { x: number; y: number } {
  const frame = box.getBoundingClientRect();
  const part = (at: number, size: number) => Math.min(100, Math.max(0, (at / size) * 100));
  return { x: part(event.clientX - frame.left, frame.width), y: part(event.clientY - frame.top, frame.height) };
}

/** Rounded outwards, so that an edge is rather covered than not. */
function between(a: { x: number; y: number }, b: { x: number; y: number }): Area {
  const [left, top] = [Math.floor(Math.min(a.x, b.x)), Math.floor(Math.min(a.y, b.y))];
  const [right, bottom] = [Math.ceil(Math.max(a.x, b.x)), Math.ceil(Math.max(a.y, b.y))];
  return { left, top, width: right - left, height: bottom - top };
}

function read(field: HTMLTextAreaElement): Area[] {
  const rows = field.value.split("\n").map((line) => line.split(/[\s,，]+/).filter(Boolean).map(Number));
  const whole = rows.filter((row) => row.length === 4 && row.every((n) => Number.isInteger(n) && n >= 0 && n <= 100));
  return whole.map(([left = 0, top = 0, width = 0, height = 0]) => ({ left, top, width, height }));
}

function write(box: HTMLElement, field: HTMLTextAreaElement, areas: Area[]): void {
  field.value = areas.map((it) => `${it.left} ${it.top} ${it.width} ${it.height}`).join("\n");
  draw(box, field);
}

function draw(box: HTMLElement, field: HTMLTextAreaElement): void {
  box.querySelectorAll(".redact-mark").forEach((mark) => mark.remove());
  read(field).forEach((area, at) => {
    const mark = box.appendChild(document.createElement("span"));
    mark.className = "redact-mark";
    mark.dataset.at = String(at);
    place(mark, area);
  });
}

function place(mark: HTMLElement, { left, top, width, height }: Area): void {
  mark.style.insetInlineStart = `${left}%`;
  mark.style.insetBlockStart = `${top}%`;
  mark.style.inlineSize = `${width}%`;
  mark.style.blockSize = `${height}%`;
}
