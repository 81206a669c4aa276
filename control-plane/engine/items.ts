// The items of instances of `forEach`: the questions of many attempts travel together.

import type { Scalar } from "#core/pipeline.ts";
import type { Db } from "#store/connect.ts";
import { itemsOfTasks } from "#store/tasks.sql.ts";
import { Batcher } from "./batcher.ts";

export interface Items {
  /** The item of the instance at a place of a run. */
  of(run: string, idx: number): Promise<Scalar>;
}

export function createItems(db: Db): Items {
  const questions = new Batcher<{ run: string; idx: number }, Scalar | undefined>(async (asked) => {
    const rows = await itemsOfTasks(db, {
      runs: asked.map(({ run }) => run),
      idxs: asked.map(({ idx }) => idx),
      questions: asked.map((_, question) => question),
    });
    const items = new Map(rows.map(({ question, item }) => [question, item as Scalar]));
    return asked.map((_, question) => items.get(question));
  });
  return {
    async of(run, idx) {
      const item = await questions.add({ run, idx });
      if (item === undefined)
        throw new Error(`task ${idx} of run ${run} is no instance of forEach`);
      return item;
    },
  };
}
