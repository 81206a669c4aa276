// `trunkline access explain`: why somebody may do something, or what is missing; from files, without a server.

import type { ExplainedPolicy } from "#access/explain.ts";
import { whatOptions } from "./access-what.ts";
import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Names the policies that permit or forbid it. Where nothing permits it, shows the permits that came closest, and which\n" +
    "of their conditions failed. WHO is an e-mail address, robot:NAME, group:NAME (whoever logs in with that group of the\n" +
    "identity provider) or local. The names of actions are in docs/access.md.",
  arguments: {
    WHO: { required: true, description: "such as ann@example.com" },
    ACTION: { required: true, description: "such as read, trigger or sync" },
    WHAT: { description: "PROJECT/PIPELINE, PROJECT, or nothing for the server" },
  },
  options: {
    ...whatOptions,
    mfa: { type: "boolean", description: "with a second factor" },
    grant: {
      type: "list",
      value: "KIND",
      description: "as if an incident or a ticket gave it for a while",
    },
  },
  examples: [
    {
      command: "trunkline access explain ann@example.com trigger finance-prd/gl-close",
      description: "in the control repository",
    },
    {
      command:
        "trunkline access explain group:grp-audit read finance-prd --tag data=pii --control ../control",
      description: "of any pipeline with this tag",
    },
  ],
  exits: ["failed"],
  async run({ args, options, out, cwd }) {
    const { projectRoot } = await import("./project-root.ts");
    const { accessOf, groundOfFolder } = await import("./access-ground.ts");
    const { actionOf, whatOf } = await import("./access-what.ts");
    const { explain } = await import("#access/explain.ts");
    const { identityOf } = await import("#core/access/people.ts");
    const { standingOf } = await import("#core/access/teams.ts");
    const action = actionOf(args.ACTION);
    const ground = await groundOfFolder(projectRoot(cwd, options.control));
    const what = await whatOf(ground, action, args.WHAT, options, cwd);
    const access = await accessOf(ground, what.own);
    const identity = identityOf(args.WHO, options.mfa);
    const input = { grants: options.grant };
    const explained = explain(ground.cedar, access, identity, action, what.resource, input);
    const standing = standingOf(ground.teams, identity);
    const { resource } = what;
    out.json({ who: args.WHO, action, what: what.shown, standing, resource, ...explained });
    const { allowed, deciding, nearest, errors } = explained;
    out.text(`${args.WHO} ${allowed ? "may" : "may not"} ${action} ${what.shown}`);
    out.text(`  ${args.WHO}: ${factsText({ ...standing, mfa: identity.mfa })}`);
    if (resource.kind === "pipeline") out.text(`  ${what.shown}: ${factsText(resource.facts)}`);
    if (resource.kind === "project") {
      const { owner, tags } = ground.projects[resource.name] ?? {};
      out.text(`  ${what.shown}: ${factsText({ environment: resource.environment, owner, tags })}`);
    }
    for (const policy of deciding) out.text(`${verbs[policy.effect]} ${placeOf(policy)}`);
    for (const error of errors) out.text(`denied, since it could not be evaluated: ${error}`);
    if (!allowed && deciding.length === 0 && errors.length === 0)
      out.text("nothing permits it; what came closest:");
    for (const policy of nearest) {
      out.text(`  ${placeOf(policy)}`);
      for (const condition of policy.failed) out.text(`    not so: ${condition}`);
      for (const condition of policy.met) out.text(`    so:     ${condition}`);
    }
    return allowed ? "ok" : "failed";
  },
});

const verbs = { permit: "permitted by", forbid: "forbidden by" } as const;

const placeOf = ({ id, file, line }: ExplainedPolicy): string => `${id} (${file}:${line})`;

/** `teams gl; roles viewer, operator; tags domain=finance`. */
const factsText = (facts: object): string =>
  Object.entries(facts)
    .map(([key, value]) => [key, wordsOf(value)] as const)
    .flatMap(([key, words]) => (words === "" ? [] : `${key} ${words}`))
    .join("; ") || "nothing is known of it";

function wordsOf(value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object") return String(value === true ? "yes" : value);
  return Object.entries(value)
    .flatMap(([key, values]) => (values as string[]).map((one) => `${key}=${one}`))
    .join(", ");
}
