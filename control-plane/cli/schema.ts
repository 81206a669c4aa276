// `trunkline schema`: the JSON Schemas for editors and other tools.

import path from "node:path";
import { defineCommand } from "./command.ts";
import { readSchemas, writeSchemas } from "./editor-schemas.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Without a name, writes all schemas to .trunkline/schemas in the project, where the first line of each\n" +
    "pipeline (`# yaml-language-server: $schema=…`) finds them. With a name, prints that schema.",
  arguments: {
    NAME: { description: "pipeline, project, registration, calendar, template, task or defaults" },
  },
  options: {
    dir: { type: "string", value: "DIR", default: ".", description: "the project's root" },
  },
  examples: [
    { command: "trunkline schema", description: "completion and checks in the editor" },
    { command: "trunkline schema pipeline", description: "print the schema of a pipeline" },
  ],
  exits: ["refused"],
  async run({ args, options, out, cwd }) {
    if (args.NAME !== undefined) {
      const schemas = await readSchemas();
      const text = schemas.get(args.NAME);
      if (text === undefined) {
        const names = [...schemas.keys()].join(", ");
        throw new CommandError("usage", `there is no schema '${args.NAME}'`, `use one of ${names}`);
      }
      out.value(JSON.parse(text), () => text.trimEnd());
      return undefined;
    }
    const project = path.resolve(cwd, options.dir);
    const files = await writeSchemas(project).catch((error: Error) => {
      const hint = "name a folder that you may write to with --dir";
      throw new CommandError("refused", `can't write schemas: ${error.message}`, hint, error);
    });
    for (const file of files) {
      const shown = path.relative(cwd, file);
      out.value({ file: shown }, (made) => made.file);
    }
    return undefined;
  },
});
