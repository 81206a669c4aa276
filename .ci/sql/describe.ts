// Asks Postgres for the types of a query's parameters and columns. Nothing is executed: the protocol's Parse and Describe.

import type pg from "pg";

export interface Field {
  name: string;
  /** Type id, as in pg_type. */
  type: number;
  /** Table id and column number of a plain column; 0 for an expression. */
  table: number;
  column: number;
}

export interface Description {
  parameters: number[];
  fields: Field[];
}

interface RowDescription {
  fields: { name: string; dataTypeID: number; tableID: number; columnID: number }[];
}

/** The part of pg's connection that a query of our own uses. */
interface Wire {
  parse(message: { name: string; text: string; types: number[] }): void;
  describe(message: { type: "S"; name: string }): void;
  sync(): void;
  once(event: "parameterDescription", listener: (message: { dataTypeIDs: number[] }) => void): void;
}

/** @throws pg's DatabaseError, whose `position` counts characters of `text` from 1. */
export function describe(client: pg.Client, text: string): Promise<Description> {
  return new Promise((resolve, reject) => {
    const description: Description = { parameters: [], fields: [] };
    let failure: Error | undefined;
    client.query({
      submit(wire: unknown) {
        const connection = wire as Wire;
        connection.once("parameterDescription", ({ dataTypeIDs }) => {
          description.parameters = dataTypeIDs;
        });
        connection.parse({ name: "", text, types: [] });
        connection.describe({ type: "S", name: "" });
        connection.sync();
      },
      handleRowDescription({ fields }: RowDescription) {
        description.fields = fields.map((field) => ({
          name: field.name,
          type: field.dataTypeID,
          table: field.tableID,
          column: field.columnID,
        }));
      },
      handleError(error: Error) {
        failure = error;
        reject(error);
      },
      handleReadyForQuery() {
        if (!failure) resolve(description);
      },
    } as unknown as pg.Submittable);
  });
}
