// Builders of the JSON Schemas beside the routes. A schema carries its TypeScript type, so answers are checked by tsc.

declare const type: unique symbol;

/** JSON Schema of a T. */
export interface Schema<T> {
  readonly [type]?: T;
  readonly [keyword: string]: unknown;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

type Properties = Record<string, Schema<unknown>>;
type OptionalKeys<P> = { [K in keyof P]: undefined extends Infer<P[K]> ? K : never }[keyof P];
type ObjectOf<P> = { [K in Exclude<keyof P, OptionalKeys<P>>]: Infer<P[K]> } & {
  [K in OptionalKeys<P>]?: Exclude<Infer<P[K]>, undefined>;
};

export const text = (description: string, limits: object = {}): Schema<string> => ({
  type: "string",
  description,
  ...limits,
});

export const oneOf = <const V extends string>(
  values: readonly V[],
  description: string,
): Schema<V> => ({ type: "string", enum: values, description });

export const instant = (description: string): Schema<string> => ({
  type: "string",
  description: `${description} (RFC 3339, UTC)`,
});

export const integer = (description: string, limits: object = {}): Schema<number> => ({
  type: "integer",
  description,
  ...limits,
});

export const truth = (description: string): Schema<boolean> => ({ type: "boolean", description });

export const maybe = <T>(schema: Schema<T>): Schema<T | null> => {
  if (typeof schema.type === "string" && schema.enum === undefined)
    return { ...schema, type: [schema.type, "null"] } as Schema<T | null>;
  const { description, ...rest } = schema;
  return { description, anyOf: [rest, { type: "null" }] };
};

/** May be left out. */
export const optional = <T>(schema: Schema<T>): Schema<T | undefined> =>
  ({ ...schema, "x-optional": true }) as Schema<T | undefined>;

export const list = <T>(items: Schema<T>, description: string): Schema<T[]> => ({
  type: "array",
  description,
  items,
});

export const mapOf = <T>(values: Schema<T>, description: string): Schema<Record<string, T>> => ({
  type: "object",
  description,
  additionalProperties: values,
});

/** A value that another part of the product defines. */
export const opaque = <T>(description: string): Schema<T> => ({
  type: "object",
  description,
  additionalProperties: true,
});

/** Any JSON value. */
export const anything = (description: string): Schema<unknown> => ({ description });

/** String, number or boolean. */
export const anyScalar = <T>(description: string): Schema<T> => ({
  type: ["string", "number", "boolean"],
  description,
});

/** A string, number or boolean, or a list of such. */
export const anyOutput = <T>(description: string): Schema<T> => ({
  anyOf: [
    anyScalar("One value."),
    { type: "array", items: anyScalar("An item."), description: "A list." },
  ],
  description,
});

/** An object that has these properties and no others. */
export function object<P extends Properties>(
  properties: P,
  description: string,
): Schema<ObjectOf<P>> {
  const required = Object.keys(properties).filter((key) => !properties[key]?.["x-optional"]);
  const plain = Object.entries(properties).map(([key, schema]) => {
    const { "x-optional": _, ...rest } = schema as Record<string, unknown>;
    return [key, rest];
  });
  return {
    type: "object",
    description,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(plain),
  };
}

const named = new Map<string, Schema<unknown>>();

/** An object that is written once under its name and referred to everywhere else. */
export function definition<P extends Properties>(
  name: string,
  properties: P,
  description: string,
): Schema<ObjectOf<P>> {
  named.set(name, { $id: name, title: name, ...object(properties, description) });
  return { $ref: `${name}#` };
}

export const definitions = (): Schema<unknown>[] => [...named.values()];

/** A page of a list. */
export const pageOf = <T>(
  name: string,
  items: Schema<T>,
): Schema<{ items: T[]; next: string | null }> =>
  definition(
    name,
    {
      items: list(items, "The items of this page, in order."),
      next: maybe(text("`after` of the next page; null on the last.")),
    },
    "One page of a list.",
  ) as Schema<{ items: T[]; next: string | null }>;
