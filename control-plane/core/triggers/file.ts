// `file:` of a trigger: files that come into a folder.

import type { FileTriggerSpec } from "#schemas/types.ts";
import { connectionUses } from "../connections/uses.ts";
import { hasExpression } from "../expression.ts";
import {
  type FilePlace,
  filePlaceText,
  hostsOfFilePlace,
  secretsOfFilePlace,
} from "../file-place.ts";
import { checkWatch, fileWatch, watchSpec } from "../files/watch-spec.ts";
import { quoted } from "../plan/wording.ts";
import type { SourceKind } from "./kind.ts";
import type { FileSource } from "./message-trigger.ts";

/** The schema's descriptions repeat them for people. */
const defaults = { on: "created", existing: false } as const;

export const file: SourceKind<FileSource> = {
  isFollowed: true,
  isKept: () => true,
  check(written, at, source, problems) {
    checkWatch(written, at, "a `file` trigger", source, problems);
    const { path, files } = written as Partial<FileTriggerSpec>;
    const texts = [
      { text: path, place: () => at("path") },
      ...(files ?? []).map((text, index) => ({ text, place: () => at("files", index) })),
    ];
    for (const { text, place } of texts)
      if (typeof text === "string" && hasExpression(text))
        problems.push({
          ...{ ...place(), code: "invalid-trigger" },
          message:
            "where files are looked for is the same at all times: no run has given it values",
          help: "write a pattern, and take apart `message.body.name` in `params` or `date`",
        });
  },
  normalize({ file: spec }, source) {
    const { on = defaults.on, existing = defaults.existing } = spec as FileTriggerSpec;
    return { kind: "file", ...fileWatch(spec as FileTriggerSpec, source), on, existing };
  },
  spec: (source) => ({
    file: { ...watchSpec(source), on: source.on, existing: source.existing },
  }),
  connections: ({ connectionName }) => (connectionName === null ? [] : [connectionName]),
  secrets: secretsOfFilePlace,
  places: hostsOfFilePlace,
  uses: ({ connection }, source) => connectionUses(connection, ["connection"], source),
  reaches: (source) => [`files of ${filePlaceText(source)}`],
  text: (source) => {
    const { on, files } = source;
    return `file ${files.map((text) => quoted(text)).join(", ")} that is ${on === "created" ? "new" : "new or changed"} in ${filePlaceText(source)}`;
  },
  // With other patterns, files that are there already may match: they are no new ones.
  identity: (source) => ({ ...folderOf(source), path: source.path, files: source.files }),
};

function folderOf({ connection }: FilePlace) {
  switch (connection?.type) {
    case undefined:
      return {};
    case "ssh":
      return { host: connection.host, port: connection.port, user: connection.user };
    case "s3":
      return { endpoint: connection.endpoint, bucket: connection.bucket };
    default:
      return connection satisfies never;
  }
}
