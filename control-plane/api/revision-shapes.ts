// What the API answers about revisions: where each comes from, what it took back, and who let it through.

import { change, commit, person } from "./project-shapes.ts";
import { definition, instant, integer, list, maybe, object, pageOf, text } from "./schema.ts";

/** Of a project's revisions and of a pipeline's history alike. */
export const originProperties = {
  backTo: maybe(
    object(
      { revision: integer("That revision."), commit },
      "An earlier revision whose content it brought back after another: a roll-back.",
    ),
  ),
  reverts: list(text("Id of a commit."), "Commits that its message says to take back."),
  confirmedBy: maybe(text("Who let it through though it was held.")),
  breakGlass: maybe(text("Id of the break-glass that it put in force, or ended.")),
};

export const revisionEntry = definition(
  "RevisionEntry",
  {
    revision: integer("Counted by the server."),
    commit,
    subject: text("First line of the commit message."),
    author: person,
    authoredAt: instant("When the change was written"),
    change,
    approvers: list(text("A person."), "Who approved."),
    appliedAt: instant("When it was deployed"),
    appliedBy: text("Who deployed it."),
    plan: text("Hash of the plan that was applied."),
    pipelines: object(
      {
        added: integer("How many were new."),
        changed: integer("How many changed, moved ones and changed scripts included."),
        removed: integer("How many went."),
      },
      "What it did to pipelines.",
    ),
    evidence: list(
      object({ about: text("Such as `signed by`."), says: text("In words.") }, "A part."),
      "What it was deployed upon: signatures, approvals that were needed, who let it through.",
    ),
    ...originProperties,
  },
  "A deployed revision of a project.",
);
export const revisionPage = pageOf("RevisionPage", revisionEntry);
