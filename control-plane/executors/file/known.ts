// Files that are done with, by digests: a place has many, and their names are data of strangers.

import { hash } from "node:crypto";
import type { FileState, ListedFile } from "#core/files/watch.ts";

/** Digests of contents by those of names. */
export type KnownFiles = ReadonlyMap<string, string>;

/** With so many characters of a digest, two of 100,000 names are alike once in 10^19. */
const nameCharacters = 16;
const contentCharacters = 8;

export const noFiles: KnownFiles = new Map();

export const stateOf = (file: ListedFile, known: KnownFiles): FileState => {
  const content = known.get(nameDigest(file));
  if (content === undefined) return "new";
  return content === contentDigest(file) ? "known" : "changed";
};

export const withFiles = (known: KnownFiles, files: readonly ListedFile[]): KnownFiles =>
  new Map([...known, ...files.map((file) => [nameDigest(file), contentDigest(file)] as const)]);

/** Without those that are not there any more, so that one of the same name is new again. */
export function amongFiles(known: KnownFiles, files: readonly ListedFile[]): KnownFiles {
  const there = new Set(files.map(nameDigest));
  return new Map([...known].filter(([name]) => there.has(name)));
}

/** As texts that are kept, and read again by `readKnown`. */
export const knownTexts = (known: KnownFiles): string[] =>
  Array.from(known, ([name, content]) => name + content);

export const readKnown = (texts: readonly string[]): KnownFiles =>
  new Map(texts.map((text) => [text.slice(0, nameCharacters), text.slice(nameCharacters)]));

const nameDigest = ({ name }: ListedFile): string => digest(name, nameCharacters);

/** A time too: what is put there anew with the same content is another file to most who wait for one. */
const contentDigest = ({ size, modifiedMs, mark }: ListedFile): string =>
  digest(`${size} ${modifiedMs} ${mark}`, contentCharacters);

const digest = (text: string, characters: number): string =>
  hash("sha256", text, "base64url").slice(0, characters);
