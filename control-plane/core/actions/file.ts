// `uses: file`.

import type { FileInputs } from "#schemas/types.ts";
import type { FileAction } from "../action.ts";
import { connectionType } from "../connections/types.ts";
import { connectionUses } from "../connections/uses.ts";
import { filePlaceText, hostsOfFilePlace, secretsOfFilePlace } from "../file-place.ts";
import { checkWatch, fileWatch, watchSpec } from "../files/watch-spec.ts";
import { type LocalTask, placeIn } from "../local-task.ts";
import { quoted } from "../plan/wording.ts";
import type { Problem } from "../problem.ts";
import { otherChanges, placeChanges } from "./changes.ts";
import type { Kind } from "./kind.ts";

export const file: Kind<FileAction> = {
  needs: ["a folder and patterns of files", "with: {path: …, files: […]}"],
  check(task, source, problems) {
    const given = (task.spec.with ?? {}) as Readonly<Record<string, unknown>>;
    const at = (...path: (string | number)[]) => placeIn(task, "with", ...path);
    checkWatch(given, at, "`uses: file`", source, problems);
    checkAbsent(task, given, problems);
  },
  action(spec, source) {
    const inputs = spec.with as unknown as FileInputs;
    const { on = "exists", count = 1, all = false } = inputs;
    return { ...{ kind: "file", on, count, all }, ...fileWatch(inputs, source) };
  },
  spec: (action) => {
    const { on, count, all } = action;
    const { path, connection, files, every, ...rule } = watchSpec(action);
    const place = { ...(connection ? { connection } : {}), ...(path ? { path } : {}) };
    return {
      uses: "file",
      with: { ...place, files, on, every, ...(on === "absent" ? {} : { count, all, ...rule }) },
    };
  },
  connections: ({ connectionName }) => (connectionName === null ? [] : [connectionName]),
  secrets: secretsOfFilePlace,
  places: hostsOfFilePlace,
  uses: ({ connection }, source) => connectionUses(connection, ["connection"], source),
  text: (action) => {
    const what = `${action.files.map((text) => quoted(text)).join(", ")} in ${filePlaceText(action)}`;
    return action.on === "absent" ? `waits until no ${what} is there` : `waits for ${what}`;
  },
  changes: (before, after) => [
    ...placeChanges("folder", before, after),
    ...otherChanges(before, after, ["kind", "connectionName", "connection", "path"]),
  ],
  reaches: (action) => [`files of ${filePlaceText(action)}`],
  system: ({ connection }) =>
    connection === null ? null : connectionType(connection).text(connection),
};

const ofReady = ["count", "all", "stable", "minBytes", "minAge", "maxAge", "marker"] as const;

function checkAbsent(
  task: LocalTask,
  given: Readonly<Record<string, unknown>>,
  problems: Problem[],
): void {
  if (given.on !== "absent") return;
  for (const key of ofReady)
    if (key in given)
      problems.push({
        ...{ ...placeIn(task, "with", key), at: "key", code: "task-action" },
        message: `\`${key}\` says which files are ready; \`on: absent\` waits until there is none`,
      });
}
