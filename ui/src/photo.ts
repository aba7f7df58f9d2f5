// `<input type="file" data-photo>`: makes a photo small before it goes over a phone's line, and
// shows it. The server decodes and re-encodes it anyway; here only time and data are saved. On a
// phone a button beside it opens the camera, one photo at a time, and keeps those before.
import { each, say, word } from "./words";

const SIDE_PX = 1600;
const QUALITY = 0.82;

export function photos(): void {
  each<HTMLInputElement>('input[type="file"][data-photo]', (input) => {
    const preview = document.createElement("div");
    preview.className = "photo-preview";
    input.after(preview);
    input.addEventListener("change", () => void shrink(input, preview));
    if (window.matchMedia("(pointer: coarse)").matches) camera(input);
  });
}

/** A button that opens the camera and adds what it takes. */
function camera(input: HTMLInputElement): void {
  const taken = document.createElement("input");
  taken.type = "file";
  taken.accept = "image/*";
  taken.setAttribute("capture", "environment");
  taken.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-large camera";
  button.textContent = word("camera");
  button.addEventListener("click", () => taken.click());
  taken.addEventListener("change", () => {
    const all = [...Array.from(input.files ?? []), ...Array.from(taken.files ?? [])];
    taken.value = "";
    input.files = transfer(all);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.before(button, taken);
}

async function shrink(input: HTMLInputElement, preview: HTMLElement): Promise<void> {
  preview.replaceChildren();
  const files = Array.from(input.files ?? []);
  const side = Number(input.dataset.maxPx) || SIDE_PX;
  const smaller = await Promise.all(files.map((file) => small(file, side).catch(() => file)));
  if (smaller.some((file, at) => file !== files[at])) input.files = transfer(smaller);
  for (const file of smaller) preview.append(await picture(file));
  if (smaller.length) say(word("photo-ready", { n: smaller.length }));
}

function transfer(files: File[]): FileList {
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  return transfer.files;
}

/** The photo at most so many pixels wide and high; the same file where nothing is won. */
async function small(file: File, side: number): Promise<File> {
  const blob = await redrawn(file, side, QUALITY);
  if (blob.size >= file.size) return file;
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

/** The photo drawn anew, without what else its file holds; fails where it cannot be read. */
export async function redrawn(file: Blob, side = SIDE_PX, quality = QUALITY): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!blob) throw new Error("the photo cannot be drawn");
  return blob;
}

async function picture(file: File): Promise<HTMLElement> {
  const image = document.createElement("img");
  image.alt = word("photo-alt", { kb: Math.ceil(file.size / 1024) });
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  return image;
}
