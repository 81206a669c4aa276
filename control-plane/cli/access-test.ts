// `trunkline access test`: asks the decision cases beside the policies, without a server.

import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Asks each case of policies/cases/*.yaml of what teams and policies say as the files are, committed or not. A case names\n" +
    "who does what to what, and what must become of it. A file may have teams of its own.",
  arguments: { DIR: { description: "the control repository's folder; default: here" } },
  options: {},
  examples: [
    { command: "trunkline access test", description: "in the control repository" },
    {
      command: "trunkline access test ../control --output json",
      description: "one {file, line, name, who, does, expect, allowed, policies, wrong} a line",
    },
  ],
  exits: ["failed"],
  async run({ args, out, cwd }) {
    const { projectRoot } = await import("./project-root.ts");
    const { caseFiles, groundOfFolder, refuse } = await import("./access-ground.ts");
    const { readCases } = await import("#core/access/cases.ts");
    const { readPolicies } = await import("#access/policy-set.ts");
    const { runCases } = await import("#access/run-cases.ts");
    const { CommandError } = await import("./exit.ts");
    const root = projectRoot(cwd, args.DIR);
    const ground = await groundOfFolder(root);
    for (const warning of ground.warnings) out.error(warning);
    const files = caseFiles(root);
    if (files.length === 0)
      throw new CommandError(
        "failed",
        `there are no cases in ${root}`,
        "write policies/cases/NAME.yaml; docs/access.md has an example",
      );
    let asked = 0;
    let wrong = 0;
    for (const { path, bytes } of files) {
      const read = readCases(path, bytes);
      refuse(read.diagnostics, () => new TextDecoder().decode(bytes));
      const teams = read.teams ?? ground.teams;
      const texts = ground.policies.map(({ file, text }) => [file, text] as const);
      // Its policies must fit the teams of the cases as they fit those of the control repository.
      if (read.teams) refuse(readPolicies(ground.cedar, texts, teams).diagnostics, () => undefined);
      const projects = read.projects
        ? Object.fromEntries(
            Object.entries(read.projects).map(([name, one]) => [
              name,
              {
                environment: one.environment ?? "default",
                owner: one.owner ?? null,
                tags: one.tags ?? {},
              },
            ]),
          )
        : ground.projects;
      for (const answer of await runCases(read.cases, {
        ...{ teams, policies: ground.policies, projects },
      })) {
        asked++;
        if (answer.wrong !== null) wrong++;
        const { file, line, name = null, who, does, expect } = answer.asked;
        out.json({ file, line, name, who, does, expect, ...answer.decision, wrong: answer.wrong });
        if (answer.wrong !== null)
          out.text(`${file}:${line}: ${name ?? `${who} ${does}`}: ${answer.wrong}`);
      }
    }
    out.note(`${asked} cases, ${wrong} wrong`);
    return wrong > 0 ? "failed" : "ok";
  },
});
