// `trunkline connectors show`: what a connection, a task and its followers may write of a connector.

import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Shows what connections of this type say, what a task gives in `with`, which outputs it may declare, and what the connector\n" +
    "can't do. The JSON is the connector's file.",
  arguments: {
    NAME: { required: true, description: "its name, or the path of a file" },
  },
  options: {},
  examples: [
    { command: "trunkline connectors show databricks", description: "what it takes and gives" },
  ],
  exits: ["failed"],
  async run({ args, out, cwd }) {
    const { connectorNamed } = await import("./connector-file.ts");
    const { name, file } = await connectorNamed(args.NAME, cwd, out);
    const { spec } = file;
    if (spec === null) return;
    if (out.format === "json") {
      out.json({ name, ...spec });
      return;
    }
    const part = (title: string, lines: readonly string[]) => {
      if (lines.length === 0) return;
      out.text();
      out.text(out.style("bold", title));
      for (const line of lines) out.text(`  ${line}`);
    };
    const { fields = {}, secrets = {} } = spec.connection ?? {};
    const isFree = (one: { optional?: boolean | undefined }) => one.optional || "default" in one;
    const needed = (one: { optional?: boolean | undefined }) => (isFree(one) ? "" : " (needed)");
    out.text(spec.description);
    part(`connections/NAME.yaml, type: ${name}`, [
      ...Object.entries(fields).map(([key, one]) => `${key}${needed(one)}: ${one.description}`),
      ...Object.entries(secrets).map(
        ([key, one]) => `${key}${needed(one)}, the name of a secret: ${one.description}`,
      ),
    ]);
    part(`uses: ${name}, with`, [
      ...Object.entries(spec.inputs ?? {}).map(
        ([key, one]) => `${key}${needed(one)}, ${one.type}: ${one.description}`,
      ),
      ...(spec.rerunFailed
        ? ["rerun, all (default) or failed: what is asked for after a run that failed"]
        : []),
    ]);
    part(
      "outputs",
      Object.entries(spec.outputs ?? {}).map(([key, one]) => `${key}: ${one.description}`),
    );
    const cannot = [
      ...(spec.cancel === "none" ? ["A run can't be cancelled: it goes on there."] : []),
      ...(spec.adopt || spec.submit.idempotent
        ? []
        : [
            "When the answer to a submission gets lost, a person must look whether it was started.",
          ]),
      ...(spec.rerunFailed
        ? []
        : ["It can't rerun the failed parts of a run: `rerun: failed` is refused."]),
      ...(spec.logs ? [] : ["Its output stays there."]),
    ];
    part("what it can't do", cannot);
    const { proof } = spec;
    if (proof)
      part("proof", [
        `${proof.mark}, ${proof.date}: ${proof.source}`,
        ...(proof.note ? [proof.note] : []),
      ]);
  },
});
