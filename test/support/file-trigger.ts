// Pipelines that files set off, and which files have runs.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import type { FileSource, MessageTrigger } from "#core/triggers/message-trigger.ts";
import { pipeline, task } from "./deploy.ts";

/** A run for each file that comes into the folder; there is no worker for its tasks. */
export function filesPipeline(
  path: string,
  source: Partial<FileSource> = {},
  more: Partial<MessageTrigger> = {},
): Pipeline {
  const trigger: MessageTrigger = {
    ...{ condition: null, date: null, key: null, maxWaiting: 1000, runsOn: [] },
    params: { name: "${{ message.body.name }}", size: "${{ message.body.size }}" },
    source: {
      ...{ kind: "file", connectionName: null, connection: null, path, files: ["*.csv"] },
      ...{ on: "created", existing: false, everyMs: 50, stableMs: 0, minBytes: 0 },
      ...{ minAgeMs: 0, maxAgeMs: null, marker: null },
      ...source,
    },
    ...more,
  };
  return pipeline("files", [task("load", { runsOn: ["nobody"] })], {
    params: {
      name: { type: "string", default: null, description: null },
      size: { type: "integer", default: null, description: null },
    },
    messages: [trigger],
  });
}

/** `name size` of each that has a run, in the order of these. */
export async function filesRun({ pool }: { pool: pg.Pool }): Promise<string[]> {
  const { rows } = await pool.query(
    "select params ->> 'name' as name, params ->> 'size' as size from trunkline.run where trigger_kind = 'message' order by id",
  );
  return rows.map(({ name, size }) => `${name} ${size}`);
}
