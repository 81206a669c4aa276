// What writes the answers: of each route and status one function, made of its schema when it is first needed.
//
// fastify would make all of them at the start, each with every definition of the description: of 95 routes that took 1.8 s.

import {
  type Serializer,
  type SerializerFactory,
  SerializerSelector,
} from "@fastify/fast-json-stringify-compiler";

/** JSON Schemas by their `$id`. */
type Definitions = Readonly<Record<string, unknown>>;

/** For fastify's `schemaController.compilersFactory`. */
export function serializers(): SerializerFactory {
  const build = SerializerSelector();
  return (definitions, options) => (route) => {
    let serialize: Serializer | undefined;
    return (answer) => {
      serialize ??= build(referred(route.schema, definitions as Definitions), options)(route);
      return serialize(answer);
    };
  };
}

/** The definitions that a schema refers to, and those that they do. */
export function referred(schema: unknown, definitions: Definitions): Definitions {
  const found: Record<string, unknown> = {};
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("$ref" in node && typeof node.$ref === "string") {
      const name = node.$ref.split("#", 1)[0] as string;
      if (name in definitions && !(name in found)) {
        found[name] = definitions[name];
        visit(found[name]);
      }
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(schema);
  return found;
}
