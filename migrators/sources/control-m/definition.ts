// Folders and jobs under today's names, whichever of the two formats they were written in. Values are still texts.

import type { Refusal, Sourced } from "#migrators/legacy.ts";
import type { Finding, LegacyAttribute, Statement } from "#migrators/statement.ts";

/** Of more attributes the places are kept by name. */
const mostSearched = 8;

/**
 * Values by today's names. Those of attributes are looked up where they stand: a copy of each would be most of the
 * memory that a big estate takes.
 */
export class Fields {
  readonly #attributes: readonly LegacyAttribute[];
  /** Of the first of each name, once it is asked for. */
  #places: Map<string, number> | null = null;
  #set: Map<string, Sourced<string>> | null = null;

  /** @param attributes each under its own name. */
  constructor(attributes: readonly LegacyAttribute[] = []) {
    this.#attributes = attributes;
  }

  get(name: string): Sourced<string> | undefined {
    const set = this.#set?.get(name);
    if (set) return set;
    const found = this.#named(name);
    return found && { value: found.value, from: [found] };
  }

  value(name: string): string | undefined {
    return (this.#set?.get(name) ?? this.#named(name))?.value;
  }

  has(name: string): boolean {
    return this.#set?.has(name) || this.#named(name) !== undefined;
  }

  #named(name: string): LegacyAttribute | undefined {
    const attributes = this.#attributes;
    if (attributes.length <= mostSearched) return attributes.find((each) => each.name === name);
    const place = this.#first.get(name);
    return place === undefined ? undefined : attributes[place];
  }

  get #first(): Map<string, number> {
    this.#places ??= firstPlaces(this.#attributes);
    return this.#places;
  }

  /** Says a value under a name, whatever the attributes say. */
  set(name: string, value: Sourced<string>): void {
    this.#set ??= new Map();
    this.#set.set(name, value);
  }

  names(): Set<string> {
    const names = new Set(this.#first.keys());
    for (const name of this.#set?.keys() ?? []) names.add(name);
    return names;
  }
}

function firstPlaces(attributes: readonly LegacyAttribute[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, { name }] of attributes.entries())
    if (!places.has(name)) places.set(name, place);
  return places;
}

/** What stands within a definition, such as `INCOND`, `ON`, `RULE_BASED_CALENDAR`. */
export interface Part {
  kind: string;
  statement: Statement;
  fields: Fields;
  parts: Part[];
}

export interface Definition {
  kind: "FOLDER" | "SMART_FOLDER" | "SUB_FOLDER" | "JOB";
  /** Folder path and name; one that was there before has `#2`, `#3` and so on. */
  key: string;
  name: string;
  statement: Statement;
  parent: Definition | null;
  fields: Fields;
  parts: Part[];
  members: Definition[];
  refusals: Refusal[];
}

export interface Definitions {
  /** Each before its members, in the order of the files. */
  all: Definition[];
  findings: Finding[];
}

/** A value that says something: neither absent nor empty. */
export function given(fields: Fields, name: string): string | null {
  const value = fields.value(name)?.trim();
  return value === undefined || value === "" ? null : value;
}

/** All attributes that some fields were read from. */
export function sourcesOf(fields: Fields, names: readonly string[]): LegacyAttribute[] {
  const found: LegacyAttribute[] = [];
  for (const name of names)
    for (const attribute of fields.get(name)?.from ?? []) found.push(attribute);
  return found;
}

export function partsOf({ parts }: { parts: readonly Part[] }, kind: string): Part[] {
  return parts.filter((part) => part.kind === kind);
}

export function refuse(
  definition: Definition,
  code: string,
  message: string,
  from: Refusal["from"] = [],
): void {
  definition.refusals.push({ code, message, from });
}

/** Gives keys in the order of the files, so that a repeated name always gets the same one. */
export class Keys {
  readonly #used = new Map<string, number>();

  of(parent: Definition | null, name: string): string {
    const path = parent ? `${parent.key}/${name}` : name;
    const before = this.#used.get(path) ?? 0;
    this.#used.set(path, before + 1);
    return before === 0 ? path : `${path}#${before + 1}`;
  }
}
