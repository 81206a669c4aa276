// A statement that says in its own message what it may see: Postgres takes both as one transaction and answers once, where a
// begin and a commit of their own would be two more answers to wait for.

import pg from "pg";

/** What it may see ends with the transaction, and so with the message: the connection keeps nothing of it. */
const seeing = {
  name: "trunkline.seeing",
  text: "select set_config('trunkline.classes', $1, true)",
};

/** A statement with a name, as the generated functions ask them. */
export interface NamedStatement extends pg.QueryConfig {
  name: string;
}

type Answer = (error: Error | null | undefined, result: pg.QueryResult) => void;

/** Parts of a query that the driver's types leave out: what it sends, and how it takes answers. */
interface DriverQuery extends pg.Submittable {
  prepare(connection: pg.Connection): void;
  handleDataRow(row: unknown): void;
  handleCommandComplete(command: unknown, connection: pg.Connection): void;
}

const DriverQuery = pg.Query as unknown as new (
  statement: NamedStatement,
  answer: Answer,
) => DriverQuery;

class SeeingQuery extends DriverQuery {
  readonly #classes: string;
  /** The first answer is that to what it may see. */
  #isBehind = false;

  constructor(classes: string, statement: NamedStatement, answer: Answer) {
    super(statement, answer);
    this.#classes = classes;
  }

  /** All of it is sent together. Should the first part fail, Postgres passes over the second. */
  override prepare(connection: pg.Connection): void {
    connection.bind({ statement: seeing.name, values: [this.#classes] }, true);
    connection.execute({}, true);
    super.prepare(connection);
  }

  override handleDataRow(row: unknown): void {
    if (this.#isBehind) super.handleDataRow(row);
  }

  override handleCommandComplete(command: unknown, connection: pg.Connection): void {
    if (this.#isBehind) super.handleCommandComplete(command, connection);
    else this.#isBehind = true;
  }
}

const prepared = new WeakSet<pg.PoolClient>();

/**
 * One statement in a transaction of its own.
 * @param classes as `trunkline.classes` says it.
 */
export async function askSeeing(
  client: pg.PoolClient,
  classes: string,
  statement: NamedStatement,
): Promise<pg.QueryResult> {
  if (!prepared.has(client)) {
    await client.query({ ...seeing, values: ["{}"] });
    prepared.add(client);
  }
  return await new Promise((resolve, reject) => {
    const answer: Answer = (error, result) => (error ? reject(error) : resolve(result));
    client.query(new SeeingQuery(classes, statement, answer));
  });
}
