// What the schemas say of a key of a spec, wherever in it the key stands: `tasks.load.retry.delay` is told as retry's `delay`.

import { readdirSync, readFileSync } from "node:fs";

interface Schema {
  description?: string;
  type?: string;
  enum?: readonly unknown[];
  $ref?: string;
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  definitions?: Readonly<Record<string, Schema>>;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
}

/** A place in a schema, with the file whose definitions it goes by. */
interface Place {
  schema: Schema;
  root: Schema;
}

export interface KeyWords {
  description: string;
  /** What may be written, where that is a short list. */
  values: readonly string[];
}

const folder = new URL("../../../schemas/", import.meta.url);
const schemas: ReadonlyMap<string, Schema> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".schema.json"))
    .map((name) => [
      name.replace(/\.schema\.json$/, ""),
      JSON.parse(readFileSync(new URL(name, folder), "utf8")),
    ]),
);

/**
 * @param path Keys from the spec's root; places in lists as numbers.
 * @param uses Of the task in which the key is: its `with` is told by that kind's own schema.
 */
export function wordsOfKey(
  path: readonly (string | number)[],
  uses: string | null = null,
): KeyWords | null {
  const root = schemas.get("pipeline");
  if (root === undefined) return null;
  let places: Place[] = [{ schema: root, root }];
  for (const [depth, step] of path.entries()) {
    const own = depth === 2 && step === "with" && uses !== null ? schemas.get(uses) : undefined;
    places =
      own !== undefined && depth < path.length - 1
        ? [{ schema: own, root: own }]
        : places.flatMap((place) => below(place, step));
  }
  const said = places.flatMap((place) => forms(place));
  const description = said.find(({ schema }) => schema.description)?.schema.description;
  if (description === undefined) return null;
  const values = said.flatMap(({ schema }) => schema.enum ?? []).map(String);
  return { description, values: values.length > mostValues ? [] : [...new Set(values)] };
}

const mostValues = 12;

/** What a step leads to in each form that the place may have. */
const below = (place: Place, step: string | number): Place[] =>
  forms(place).flatMap(({ schema, root }) => {
    const { properties = {}, additionalProperties, items } = schema;
    const found =
      typeof step === "number"
        ? items
        : Object.hasOwn(properties, step)
          ? properties[step]
          : typeof additionalProperties === "object"
            ? additionalProperties
            : undefined;
    return found === undefined ? [] : [{ schema: found, root }];
  });

/** The place itself, what it refers to and its alternatives; the nearest first, so that what is said at a key comes before what is said of its type. */
function forms({ schema, root }: Place, depth = 0): Place[] {
  if (depth > deepest) return [];
  const { $ref, oneOf = [], anyOf = [], allOf = [] } = schema;
  const referred = $ref === undefined ? [] : [at($ref, root)];
  return [
    { schema, root },
    ...[
      ...referred,
      ...[...oneOf, ...anyOf, ...allOf].map((one) => ({ schema: one, root })),
    ].flatMap((one) => (one === null ? [] : forms(one, depth + 1))),
  ];
}

const deepest = 8;

/** `#/definitions/NAME`, also of another file: `pipeline.schema.json#/definitions/NAME`. */
function at(reference: string, root: Schema): Place | null {
  const [file = "", name = ""] = reference.split("#/definitions/");
  const other =
    file === "" ? root : schemas.get(file.replace(/^.*\//, "").replace(/\.schema\.json$/, ""));
  if (other === undefined) return null;
  const schema = name === "" ? other : other.definitions?.[name];
  return schema === undefined ? null : { schema, root: other };
}
