// `trunkline connectors`: those of the project and those that come with Trunkline.

import { readdir } from "node:fs/promises";
import path from "node:path";
import { connectorNameOf } from "#core/connector/read.ts";
import { shippedConnectors } from "#core/connector/shipped.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "A connector says how to run something on another system; a task uses it as `uses: NAME`. A file connectors/NAME.yaml of the\n" +
    "project counts instead of one of that name that comes with Trunkline. PROOF says what shows that it is right.",
  arguments: { DIR: { description: "the project's root; default: here" } },
  options: {},
  examples: [{ command: "trunkline connectors", description: "names, with what each reaches" }],
  exits: ["failed"],
  async run({ args, out, cwd }) {
    const { connectorNamed } = await import("./connector-file.ts");
    const root = path.resolve(cwd, args.DIR ?? ".");
    const own = await readdir(path.join(root, "connectors")).catch(() => []);
    const ownNames = own.flatMap((file) => connectorNameOf(`connectors/${file}`) ?? []);
    const names = [...new Set([...Object.keys(shippedConnectors), ...ownNames])].sort();
    const found = await Promise.all(names.map((name) => connectorNamed(name, root, out)));
    const rows = found.map(({ name, file: { spec }, path: place }) => ({
      name,
      description: spec?.description ?? "",
      proof: spec?.proof ?? null,
      from: place === null ? "trunkline" : "project",
    }));
    out.list(rows, [
      { title: "CONNECTOR", value: ({ name }) => name },
      { title: "FROM", value: ({ from }) => from },
      { title: "PROOF", value: ({ proof }) => (proof ? `${proof.mark}, ${proof.date}` : "") },
      { title: "WHAT IT DOES", value: ({ description }) => description },
    ]);
  },
});
