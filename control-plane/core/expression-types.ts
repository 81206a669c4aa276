// Types of values in expressions: those that specs declare, and what CEL calls them.

import type { OutputType, ParamType, ScalarType } from "./pipeline.ts";

/** Types of CEL that a value here can have; a date is a string YYYY-MM-DD. */
export type CelType = "string" | "int" | "double" | "bool";
/** Outputs may be lists of them. */
export type CelListType = `list<${CelType}>`;
const celTypes: Record<ParamType | ScalarType, CelType> = {
  string: "string",
  date: "string",
  integer: "int",
  number: "double",
  boolean: "bool",
};

/** Of a declared type. */
export const celTypeOf = (type: ParamType | OutputType): CelType | CelListType => {
  const element = elementOf(type);
  return element === null ? celTypes[type as ScalarType] : `list<${celTypes[element]}>`;
};

const listText = /^list<(\w+)>$/;

/** Of a list the type of its items; null: it is none. */
export const elementOf = (type: ParamType | OutputType): ScalarType | null =>
  (listText.exec(type)?.[1] as ScalarType | undefined) ?? null;

/** The same of a type of CEL. */
export const celElementOf = (type: string): CelType | null =>
  (listText.exec(type)?.[1] as CelType | undefined) ?? null;

/** What a follower reads of a task with `forEach`: the outputs of its instances, as lists. */
export const listsOf = (outputs: Record<string, OutputType>): Record<string, OutputType> =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, type]) => [name, `list<${type as ScalarType}>`]),
  );
