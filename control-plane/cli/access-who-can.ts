// `trunkline access who-can`: everybody who may do something, and by which policies; from files, without a server.

import { whatOptions } from "./access-what.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Lists people, robots and groups of teams.yaml, and the local token. A group stands for whoever logs in with it. MFA:\n" +
    "only with a second factor.",
  arguments: {
    ACTION: { required: true, description: "such as read, trigger or sync" },
    WHAT: { description: "PROJECT/PIPELINE, PROJECT, or nothing for the server" },
  },
  options: whatOptions,
  examples: [
    {
      command: "trunkline access who-can trigger finance-prd/gl-close",
      description: "in the control repository",
    },
    {
      command: "trunkline access who-can read finance-prd --tag data=pii --output json",
      description: "one {who, policies, needsMfa} a line",
    },
  ],
  exits: ["failed"],
  async run({ args, options, out, cwd }) {
    const { projectRoot } = await import("./project-root.ts");
    const { accessOf, groundOfFolder } = await import("./access-ground.ts");
    const { actionOf, whatOf } = await import("./access-what.ts");
    const { whoCan } = await import("#access/who-can.ts");
    const action = actionOf(args.ACTION);
    const ground = await groundOfFolder(projectRoot(cwd, options.control));
    const what = await whatOf(ground, action, args.WHAT, options, cwd);
    const able = whoCan(await accessOf(ground, what.own), ground.teams, action, what.resource);
    out.list(able, [
      { title: "WHO", value: ({ who }) => who },
      { title: "MFA", value: ({ needsMfa }) => (needsMfa ? "needed" : "") },
      { title: "BY", value: ({ policies }) => policies.join(", ") },
    ]);
    if (able.length === 0) out.note(`nobody may ${action} ${what.shown}`);
    return "ok";
  },
});
