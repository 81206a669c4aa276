// Shapes of answers to why somebody may do something, and who may.

import type { Resource } from "#access/access.ts";
import { everyAction } from "#core/access/scopes.ts";
import { roles } from "#core/access/teams.ts";
import {
  definition,
  integer,
  list,
  mapOf,
  maybe,
  object,
  oneOf,
  opaque,
  optional,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const tags = (description: string) => mapOf(list(text("A value."), "All of them."), description);

const policy = {
  id: text("As decisions name it: `FILE#ID`."),
  effect: oneOf(["permit", "forbid"], "What it does."),
  file: text("Where it is written; a project's own begin with the project's name."),
  line: integer("Its first line there."),
  text: text("As it is written."),
};

export const explanationView = definition(
  "AccessExplanation",
  {
    who: text("An e-mail address, `robot:NAME`, `group:GROUP` or `local`."),
    action: oneOf(everyAction, "What is to be done."),
    what: text("To what: `PROJECT/PIPELINE`, the project, or the server."),
    mfa: truth("Whether they are taken to have used a second factor."),
    grants: list(
      text("`incident` or `ticket`."),
      "What gives it for a while, where nothing else does.",
    ),
    standing: object(
      {
        teams: list(text("Its name."), "Those that they are in."),
        roles: list(oneOf(roles, "A role."), "Those of their teams and their own."),
        tags: tags("Those of their teams and their own."),
      },
      "All that policies know of them.",
    ),
    facts: object(
      {
        project: optional(text("In which it is.")),
        environment: optional(text("Of its project.")),
        folder: optional(text("Of a pipeline's file.")),
        owner: optional(maybe(text("The team that answers for it."))),
        tags: optional(tags("Of a pipeline, or of a project's registration.")),
      },
      "All that policies know of what it is done to.",
    ),
    resource: opaque<Resource>("The same as policies are asked with it."),
    allowed: truth("Whether they may."),
    deciding: list(object(policy, "A policy."), "Those that permit it, or forbid it."),
    nearest: list(
      object(
        {
          ...policy,
          met: list(text("As the policy says it."), "Conditions that are so."),
          failed: list(text("As the policy says it."), "Conditions that are not so."),
        },
        "A policy.",
      ),
      "Where nothing permits and nothing forbids: the permits that came closest.",
    ),
    errors: list(text("What went wrong."), "While it was evaluated: then it is denied."),
  },
  "Why somebody may do something or not.",
);

const able = definition(
  "Able",
  {
    who: text("An e-mail address, `robot:NAME`, `group:GROUP` or `local`."),
    policies: list(text("`FILE#ID`."), "Those that permit it."),
    needsMfa: truth("With a second factor only."),
  },
  "Somebody who may.",
);
export const ablePage = pageOf("AblePage", able);
