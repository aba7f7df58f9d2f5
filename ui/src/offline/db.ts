// What the phone keeps, in IndexedDB: the own open list, and what waits to be sent.

/** A matter of the own list, as the server words it. */
export interface Matter {
  id: string;
  number: string;
  category: string;
  weight: string;
  body: string;
  address: string;
  place: string;
  step: string;
  leg: number;
  whole: boolean;
}

export interface Named {
  code: string;
  name: string;
}

/** What `GET /api/v1/offline` gives. */
export interface Own {
  person: string;
  csrf: string | null;
  at: string;
  operations_max: number;
  photos_max: number;
  matters: Matter[];
  posts: Named[];
  stand_in: Spot | null;
  patrol: { windows: PatrolWindow[]; reasons: Named[] };
}

export interface Spot {
  lon: number;
  lat: number;
}

/** A window of a place that wants a look or a reason. */
export interface PatrolWindow {
  point: string;
  name: string;
  address: string;
  place: string;
  risk: string;
  opens: string;
  counts_from: string;
  counts_until: string;
  said: string;
  spot: Spot;
}

/** What the server says became of an operation. */
export interface Answer {
  id: string;
  state: "done" | "replayed" | "conflict" | "refused" | "later";
  matter: string | null;
  number: string | null;
  words: string | null;
  now: { step: string; holder: string; ended: boolean } | null;
}

/** An operation on the phone. `failed` and `told` wait for the person, `waiting` for a signal. */
export interface Kept {
  seq?: number;
  /** The client-made name by which it is done once; a change of what is asked makes a new one. */
  id: string;
  person: string;
  at: string;
  kind: string;
  payload: Record<string, unknown>;
  photos: Blob[];
  /** The number of the matter or the name of the place, for reading. */
  about: string;
  /** More for reading, where the payload holds only codes. */
  said?: string;
  state: "waiting" | "failed" | "told";
  answer?: Answer;
}

const NAME = "jieli-offline";
let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("own");
      asked.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    };
    asked.onsuccess = () => {
      const db = asked.result;
      const close = () => {
        db.close();
        opened = undefined;
      };
      db.onversionchange = close;
      db.onclose = () => (opened = undefined);
      done(db);
    };
    asked.onerror = () => {
      opened = undefined;
      failed(asked.error);
    };
  });
  return opened;
}

async function within<T>(
  store: "own" | "queue",
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T> | void,
): Promise<T | undefined> {
  const db = await open();
  return new Promise((done, failed) => {
    const transaction = db.transaction(store, mode);
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

/** Whether the phone can keep anything at all; some browsers refuse in private windows. */
export async function works(): Promise<boolean> {
  return "indexedDB" in self && open().then(() => true, () => false);
}

export async function own(): Promise<Own | undefined> {
  return within("own", "readonly", (store) => store.get("own") as IDBRequest<Own | undefined>);
}

export async function keepOwn(own: Own): Promise<void> {
  await within("own", "readwrite", (store) => void store.put(own, "own"));
}

export async function forgetOwn(): Promise<void> {
  await within("own", "readwrite", (store) => void store.clear());
}

/** Everything that is kept, the oldest first. */
export async function queue(): Promise<Kept[]> {
  return (await within("queue", "readonly", (store) => store.getAll() as IDBRequest<Kept[]>)) ?? [];
}

export async function put(...entries: Kept[]): Promise<void> {
  await within("queue", "readwrite", (store) => entries.forEach((entry) => void store.put(entry)));
}

export async function drop(...seqs: number[]): Promise<void> {
  await within("queue", "readwrite", (store) => seqs.forEach((seq) => void store.delete(seq)));
}

/** Takes everything off the phone. */
export async function erase(): Promise<void> {
  if (opened) (await opened).close();
  opened = undefined;
  await new Promise<void>((done) => {
    const asked = indexedDB.deleteDatabase(NAME);
    // Another tab closes when it is told; should it hang, emptying comes at its next contact.
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}

/** Whether anything was ever kept here, without making the database by asking. */
export async function exists(): Promise<boolean> {
  if (!("indexedDB" in self)) return false;
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
}
