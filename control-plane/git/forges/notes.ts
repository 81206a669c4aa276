// Keeps one comment on a change where the forge has plain notes: found by its hidden marker among our own.

import type { DesiredComment, Done } from "#core/forges/desired.ts";
import { ForgeError, type Keep } from "./forge.ts";

export interface Note {
  id: number;
  body: string;
  /** Account that wrote it. */
  author: string | null;
}

export interface Notes {
  /** The account of our token; null where it may not ask. */
  self(): Promise<string | null>;
  list(change: number, until: (note: Note) => boolean): Promise<Note[]>;
  add(change: number, body: string): Promise<number>;
  change(change: number, id: number, body: string): Promise<void>;
}

export async function bringNote(
  notes: Notes,
  { change, marker, body: text }: DesiredComment,
  done: Done,
  keep: Keep,
): Promise<void> {
  const body = `${marker}\n${text}`;
  const update = (id: number): Promise<boolean> =>
    notes.change(change, id, body).then(
      () => true,
      (error: unknown) => {
        // Somebody has deleted it, or it isn't ours after all.
        if (error instanceof ForgeError && error.isOutOfReach) return false;
        throw error;
      },
    );
  if (done.id !== undefined && (await update(Number(done.id)))) return;
  const self = await notes.self();
  // Anybody may write the marker. Where nobody knows who we are, one with the same text will do, and no other.
  const isOurs = (note: Note) =>
    note.body.startsWith(marker) && (self === null ? note.body === body : note.author === self);
  const found = (await notes.list(change, isOurs)).find(isOurs);
  if (found && (found.body === body || (await update(found.id))))
    return keep({ id: String(found.id) });
  await keep({ id: String(await notes.add(change, body)) });
}

/** Null where the token may not say whose it is. */
export async function unlessDenied<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    const status = error instanceof ForgeError ? error.failure.status : null;
    if (status === 401 || status === 403 || status === 404) return null;
    throw error;
  }
}
