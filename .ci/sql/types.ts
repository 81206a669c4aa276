// TypeScript's names for Postgres' types, as node-postgres sends and receives them with the settings of connect.ts.

import type pg from "pg";

interface PgType {
  oid: number;
  name: string;
  /** pg_type.typtype: b(ase), c(omposite), d(omain), e(num), p(seudo). */
  kind: string;
  element: number;
  base: number;
  labels: string[];
}

/** How a value is written in a signature, and sent. */
export interface Typed {
  type: string;
  /** Must be stringified, else pg would write an array as a Postgres array. */
  json?: "value" | "elements";
  /** An array whose elements need no quotes. */
  plain?: true;
  /** An array of texts. */
  texts?: true;
}

const BY_NAME: Readonly<Record<string, { out: string; in?: string }>> = {
  bool: { out: "boolean" },
  int2: { out: "number" },
  int4: { out: "number" },
  oid: { out: "number" },
  float4: { out: "number" },
  float8: { out: "number" },
  // Beyond 2^53 a number would lie; small ones (limits, milliseconds) may come as numbers.
  int8: { out: "string", in: "string | number | bigint" },
  numeric: { out: "string", in: "string | number" },
  text: { out: "string" },
  varchar: { out: "string" },
  bpchar: { out: "string" },
  name: { out: "string" },
  uuid: { out: "string" },
  xid8: { out: "string" },
  regclass: { out: "string" },
  date: { out: "string" },
  time: { out: "string" },
  timestamp: { out: "string" },
  interval: { out: "string" },
  timestamptz: { out: "Date", in: "Date | string" },
  json: { out: "unknown" },
  jsonb: { out: "unknown" },
  bytea: { out: "Buffer", in: "Uint8Array" },
  void: { out: "unknown" },
};

/** Arrays of these are parsed by pg; of an enum it would hand out the raw text. */
const ARRAY_ELEMENTS = new Set(
  "bool int2 int4 int8 float4 float8 text varchar uuid date timestamptz json jsonb bytea".split(
    " ",
  ),
);

/** As text they hold neither quotes nor commas. An int8 may be given as a string, which could hold anything. */
const PLAIN = new Set(["bool", "int2", "int4", "oid", "float4", "float8"]);

export class Types {
  readonly #byId: Map<number, PgType>;

  private constructor(rows: PgType[]) {
    this.#byId = new Map(rows.map((row) => [row.oid, row]));
  }

  static async load(client: pg.Client): Promise<Types> {
    const { rows } = await client.query<PgType>(
      `select t.oid::int4 as oid, t.typname as name, t.typtype as kind, t.typelem::int4 as element, t.typbasetype::int4 as base,
              array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels
         from pg_type t`,
    );
    return new Types(rows);
  }

  /** @throws Error that says what to cast, when pg has no useful value for the type. */
  output(oid: number): string {
    const type = this.#resolve(oid);
    const element = this.#element(type);
    if (!element) return this.#scalar(type).out;
    if (!ARRAY_ELEMENTS.has(element.name))
      throw new Error(`has the type ${element.name}[]; cast it to text[]`);
    return `${this.#scalar(element).out}[]`;
  }

  /** @throws Error for a composite or unknown type. */
  input(oid: number): Typed {
    const type = this.#resolve(oid);
    const element = this.#element(type);
    const scalar = this.#scalar(element ?? type);
    const written = scalar.in ?? scalar.out;
    const json = (element ?? type).name.startsWith("json");
    const one = written.includes("|") ? `(${written})` : written;
    if (element)
      return {
        type: `readonly ${one}[]`,
        ...(json && { json: "elements" }),
        ...(PLAIN.has(element.name) && { plain: true }),
        ...(element.name === "text" && { texts: true }),
      };
    return { type: written, ...(json && { json: "value" }) };
  }

  #resolve(oid: number): PgType {
    const type = this.#byId.get(oid);
    if (!type) throw new Error(`has the unknown type ${oid}`);
    return type.kind === "d" ? this.#resolve(type.base) : type;
  }

  #element(type: PgType): PgType | undefined {
    return type.name.startsWith("_") && type.element ? this.#resolve(type.element) : undefined;
  }

  #scalar(type: PgType): { out: string; in?: string } {
    if (type.kind === "e")
      return { out: type.labels.map((label) => JSON.stringify(label)).join(" | ") };
    const known = BY_NAME[type.name];
    if (!known) throw new Error(`has the type ${type.name}, which has no TypeScript type; cast it`);
    return known;
  }
}
