// An object of Automation API JSON with the defaults that hold for it: the nearest layer that has a member says it.

import type { LegacyAttribute, Statement } from "#migrators/statement.ts";

export class JsonObject {
  /** Own first, then defaults, the nearest first. */
  readonly #layers: readonly Statement[];

  constructor(layers: readonly Statement[]) {
    this.#layers = layers;
  }

  attribute(name: string): LegacyAttribute | null {
    for (const { attributes } of this.#layers) {
      const found = attributes.find((attribute) => attribute.name === name);
      if (found) return found;
    }
    return null;
  }

  /** Plain values of a member: of a list each, of a single value itself. */
  list(name: string): string[] | null {
    const found = this.attribute(name);
    return found === null ? null : listOf(found);
  }

  object(name: string): JsonObject | null {
    const found = this.#layers.flatMap(({ children }) =>
      children.filter((child) => child.name === name),
    );
    return found.length === 0 ? null : new JsonObject(found);
  }

  /** Objects and lists within: own ones, and those of defaults that own ones don't replace. */
  children(): Statement[] {
    const found = new Map<string, Statement[]>();
    for (const { children } of this.#layers) {
      const known = new Set(found.keys());
      for (const child of children) {
        const name = child.name ?? "";
        if (!known.has(name)) found.set(name, [...(found.get(name) ?? []), child]);
      }
    }
    return [...found.values()].flat();
  }

  /** Of all layers, each name once. */
  attributes(): LegacyAttribute[] {
    const names = new Set(
      this.#layers.flatMap(({ attributes }) => attributes.map((each) => each.name)),
    );
    return [...names].map((name) => this.attribute(name) as LegacyAttribute);
  }
}

export function listOf({ text, value }: LegacyAttribute): string[] {
  return text.startsWith("[") ? (JSON.parse(text) as unknown[]).map(String) : [value];
}

/** Layers of defaults for a type such as `Job:Command`: of its exact type, of `Job`, and what holds for all. */
export function defaultsFor(type: string, defaults: readonly Statement[]): Statement[] {
  const family = type.split(":")[0] as string;
  return defaults.flatMap((each) => [
    ...each.children.filter(({ name }) => name === type),
    ...(family === type ? [] : each.children.filter(({ name }) => name === family)),
    // What is for another type is a child too, and none of a job's members has such a name.
    each,
  ]);
}
