// `trunkline access explain`: why somebody may do something, or what is missing; from files, or as a server has it.

import type { Resource } from "#access/access.ts";
import type { ExplainedPolicy } from "#access/explain.ts";
import type { Explanation } from "#access/explanation.ts";
import type { ExplanationView } from "#api/client.ts";
import type { AccessAction } from "#core/access/action.ts";
import { grantKinds, type HeldGrant } from "#core/access/grant.ts";
import { asksServer, sideOptions, sideText } from "./access-side.ts";
import { defineCommand, type Input } from "./command.ts";
import { CommandError } from "./exit.ts";
import type { Output } from "./output.ts";

const args = {
  WHO: { required: true, description: "such as ann@example.com" },
  ACTION: { required: true, description: "such as read, trigger or sync" },
  WHAT: { description: "PROJECT/PIPELINE, PROJECT, or nothing for the server" },
} as const;

const options = {
  ...sideOptions,
  mfa: { type: "boolean", description: "with a second factor" },
  grant: {
    type: "list",
    value: "KIND",
    description: "as if an incident or a ticket gave it for a while; a server knows what does",
  },
} as const;

export const command = defineCommand({
  description:
    "Names the policies that permit or forbid it. Where nothing permits it, shows the permits that came closest, and which\n" +
    "of their conditions failed. WHO is an e-mail address, robot:NAME, group:NAME (whoever logs in with that group of the\n" +
    `identity provider) or local. The names of actions are in docs/access.md.\n\n${sideText}`,
  arguments: args,
  options,
  examples: [
    {
      command: "trunkline access explain ann@example.com trigger finance-prd/gl-close",
      description: "in the control repository, or of a server",
    },
    {
      command: "trunkline access explain me trigger finance-prd/gl-close --server",
      description: "why you may not",
    },
    {
      command:
        "trunkline access explain group:grp-audit read finance-prd --tag data=pii --control ../control",
      description: "of any pipeline with this tag",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, env, cwd, out } = input;
    const isAsked = asksServer(options, env, cwd);
    const explained = isAsked ? await fromServer(input) : await fromFiles(input);
    out.json(explained);
    print(out, explained);
    return explained.allowed ? "ok" : "failed";
  },
});

type Asked = Input<typeof args, typeof options>;

async function fromServer(input: Asked): Promise<ExplanationView> {
  const { args, options, signal } = input;
  const { actionOf } = await import("./access-what.ts");
  const { askedPlace, askedQuery } = await import("./access-side.ts");
  const { withServer } = await import("./connect.ts");
  if (options.grant.length > 0)
    throw new CommandError(
      "usage",
      "a server knows what was granted for a while",
      "leave --grant out, or name files with --control",
    );
  const action = actionOf(args.ACTION);
  const { place } = askedPlace(action, args.WHAT);
  const who = args.WHO === "me" ? {} : { who: args.WHO };
  const query = { ...askedQuery(action, place, options), ...who, mfa: options.mfa };
  return withServer(input, signal, (api) => api.explain(place, query));
}

async function fromFiles({ args, options, cwd }: Asked): Promise<Explanation> {
  const { projectRoot } = await import("./project-root.ts");
  const { accessOf, groundOfFolder } = await import("./access-ground.ts");
  const { actionOf, whatOf } = await import("./access-what.ts");
  const { explanationOf } = await import("#access/explanation.ts");
  const { identityOf } = await import("#core/access/people.ts");
  const action = actionOf(args.ACTION);
  if (args.WHO === "me")
    throw new CommandError(
      "usage",
      "files don't know who you are",
      "write your e-mail address, or ask a server with --server",
    );
  const ground = await groundOfFolder(projectRoot(cwd, options.control));
  const what = await whatOf(ground, action, args.WHAT, options, cwd);
  const access = await accessOf(ground, what.own);
  const identity = identityOf(args.WHO, options.mfa);
  return explanationOf(ground.cedar, access, {
    ...{ who: args.WHO, identity, action, what: what.shown },
    resource: what.resource,
    grants: options.grant.map((kind) => wholeGrant(kind, action, what.resource)),
  });
}

/** Of all that is asked about. */
function wholeGrant(kind: string, action: AccessAction, resource: Resource): HeldGrant {
  const known = grantKinds.find((one) => one === kind);
  if (known === undefined)
    throw new CommandError(
      "usage",
      `nothing is granted because of "${kind}"`,
      `--grant ${grantKinds.join(" or ")}`,
    );
  const project = resource.kind === "pipeline" ? resource.facts.project : nameOf(resource);
  return { kind: known, actions: [action], project, pipelines: [], tags: {} };
}

const nameOf = (resource: Resource): string => ("name" in resource ? (resource.name ?? "") : "");

function print(out: Output, explained: ExplanationView | Explanation): void {
  const { who, what, action, allowed, standing, mfa, grants, facts } = explained;
  const { deciding, nearest, errors } = explained;
  out.text(`${who} ${allowed ? "may" : "may not"} ${action} ${what}`);
  out.text(`  ${who}: ${factsText({ ...standing, mfa, grants })}`);
  if (Object.keys(facts).length > 0) out.text(`  ${what}: ${factsText(facts)}`);
  for (const policy of deciding) out.text(`${verbs[policy.effect]} ${placeOf(policy)}`);
  for (const error of errors) out.text(`denied, since it could not be evaluated: ${error}`);
  if (!allowed && deciding.length === 0 && errors.length === 0)
    out.text(
      nearest.length === 0 ? "nothing permits it" : "nothing permits it; what came closest:",
    );
  for (const policy of nearest) {
    out.text(`  ${placeOf(policy)}`);
    for (const condition of policy.failed) out.text(`    not so: ${condition}`);
    for (const condition of policy.met) out.text(`    so:     ${condition}`);
  }
}

const verbs = { permit: "permitted by", forbid: "forbidden by" } as const;

const placeOf = ({ id, file, line }: Pick<ExplainedPolicy, "id" | "file" | "line">): string =>
  `${id} (${file}:${line})`;

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
