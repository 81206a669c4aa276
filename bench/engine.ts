// How much of raw graphile-worker's rate is left when every task is a durable state machine with needs?

import { benchDatabase } from "./support/database.ts";
import { benchEngine, type shapes } from "./support/engine.ts";
import type { Result } from "./support/rounds.ts";

export async function run(name: keyof typeof shapes, rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  return await benchEngine(db, name, rounds);
}
