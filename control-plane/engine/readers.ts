// Reads who may read the other projects that waiters ask about; who asks about none costs nothing.

import type { Question } from "#core/conditions/question.ts";
import type { Waiter } from "#core/conditions/waiter.ts";
import type { Db } from "#store/connect.ts";
import { readersOf } from "#store/projects.sql.ts";

interface Asking {
  waiter: Waiter;
  questions: readonly Question[];
}

/** Gives the waiters what they are judged by when they ask about other projects. */
export async function withReaders(db: Db, asking: readonly Asking[]): Promise<void> {
  const abroad = asking.filter(({ waiter, questions }) =>
    questions.some((one) => "project" in one && one.project !== waiter.project),
  );
  if (abroad.length === 0) return;
  const names = abroad.flatMap(({ questions }) =>
    questions.flatMap((one) => ("project" in one ? one.project : [])),
  );
  const rows = await readersOf(db, { names: [...new Set(names)] });
  const readers = new Map(rows.map(({ name, readable_by }) => [name, readable_by]));
  for (const { waiter } of abroad) waiter.readers = readers;
}
