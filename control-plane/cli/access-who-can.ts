// `trunkline access who-can`: everybody who may do something, and by which policies; from files, or as a server has it.

import { asksServer, sideOptions, sideText } from "./access-side.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Lists people, robots and groups of teams.yaml, and the local token. A group stands for whoever logs in with it; a server\n" +
    "also lists who has logged in with one, and who has the right for a while. MFA: only with a second factor.\n\n" +
    sideText,
  arguments: {
    ACTION: { required: true, description: "such as read, trigger or sync" },
    WHAT: { description: "PROJECT/PIPELINE, PROJECT, or nothing for the server" },
  },
  options: sideOptions,
  examples: [
    {
      command: "trunkline access who-can trigger finance-prd/gl-close",
      description: "in the control repository, or of a server",
    },
    {
      command: "trunkline access who-can read finance-prd --tag data=pii --output json",
      description: "one {who, policies, needsMfa} a line",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, cwd, env, signal } = input;
    const { actionOf, whatOf } = await import("./access-what.ts");
    const action = actionOf(args.ACTION);
    const find = async () => {
      if (asksServer(options, env, cwd)) {
        const { askedPlace, askedQuery } = await import("./access-side.ts");
        const { withServer } = await import("./connect.ts");
        const { place, shown } = askedPlace(action, args.WHAT);
        const query = askedQuery(action, place, options);
        return { shown, able: await withServer(input, signal, (api) => api.whoCan(place, query)) };
      }
      const { projectRoot } = await import("./project-root.ts");
      const { accessOf, groundOfFolder } = await import("./access-ground.ts");
      const { whoCan } = await import("#access/who-can.ts");
      const ground = await groundOfFolder(projectRoot(cwd, options.control));
      const { own, resource, shown } = await whatOf(ground, action, args.WHAT, options, cwd);
      const able = whoCan(await accessOf(ground, own), ground.teams, action, resource);
      return { shown, able };
    };
    const { able, shown } = await find();
    out.list(able, [
      { title: "WHO", value: ({ who }) => who },
      { title: "MFA", value: ({ needsMfa }) => (needsMfa ? "needed" : "") },
      { title: "BY", value: ({ policies }) => policies.join(", ") },
    ]);
    if (able.length === 0) out.note(`nobody may ${action} ${shown}`);
    return "ok";
  },
});
