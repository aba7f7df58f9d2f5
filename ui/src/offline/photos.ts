// Photos that wait on the phone: drawn anew (so without place and device), small, and no more of
// them than the phone should carry. The server draws them anew once more and trusts nothing here.
import { redrawn } from "../photo";
import { queue } from "./db";

/** A photo of 1,600 pixels has about 300 kB; one that is far beyond is drawn smaller. */
export const PHOTO_BYTES_MAX = 1_000_000;
/** What may wait on one phone: some hundred photos, and a tenth of what a browser gives a page. */
const ALL_BYTES_MAX = 50_000_000;
/** Sides and qualities that are tried until a photo is small enough. */
const TRIES: [number, number][] = [[1600, 0.82], [1280, 0.7], [960, 0.6]];

/** Why photos are not kept: a key of words and its facts. */
export interface Unfit {
  key: "photos-many" | "photo-unfit" | "photos-full";
  facts: Record<string, number>;
}

export async function fitting(files: Blob[], most: number): Promise<Blob[] | Unfit> {
  if (files.length > most) return { key: "photos-many", facts: { max: most } };
  const fit: Blob[] = [];
  for (const [at, file] of files.entries()) {
    const photo = await smallEnough(file);
    if (!photo) return { key: "photo-unfit", facts: { n: at + 1 } };
    fit.push(photo);
  }
  if (fit.length && bytes(fit) + (await waiting()) > ALL_BYTES_MAX) return { key: "photos-full", facts: {} };
  return fit;
}

async function smallEnough(file: Blob): Promise<Blob | undefined> {
  for (const [side, quality] of TRIES) {
    const photo = await redrawn(file, side, quality).catch(() => undefined);
    if (!photo || photo.size <= PHOTO_BYTES_MAX) return photo;
  }
  return undefined;
}

async function waiting(): Promise<number> {
  return (await queue()).reduce((sum, entry) => sum + bytes(entry.photos), 0);
}

function bytes(photos: Blob[]): number {
  return photos.reduce((sum, photo) => sum + photo.size, 0);
}
