// What the API answers about the proof that a revision was deployed upon.

import { contentProofs } from "#core/provenance.ts";
import { signatureStates } from "#core/signatures/verdict.ts";
import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  optional,
  text,
  truth,
} from "./schema.ts";

const signature = definition(
  "SignatureVerdict",
  {
    commit: text("The commit."),
    state: oneOf(signatureStates, "What became of its signature."),
    kind: maybe(oneOf(["ssh", "pgp"], "The kind of the signature.")),
    fingerprint: maybe(text("Fingerprint of the key, where it could be read.")),
    signer: maybe(text("Whose key it is, as the trusted keys say.")),
    seenAt: instant("When the commit was first seen: by then its key had to be good"),
    isForge: truth("The signer is a forge, which vouches for what it merged."),
    reason: maybe(text("Why it is not good.")),
  },
  "The signature of a commit, judged.",
);

const review = object(
  {
    user: text("Who."),
    name: optional(text("What the forge shows them as.")),
    mayWrite: optional(truth("The forge says that they may write to the repository.")),
    state: oneOf(["approved", "changesRequested", "dismissed", "commented"], "What they said."),
    commit: maybe(text("The commit that was looked at.")),
    at: instant("When"),
  },
  "A review.",
);

const changeEvidence = definition(
  "ChangeEvidence",
  {
    forge: text("The forge."),
    number: integer("Its number."),
    url: text("Its page."),
    title: text("Its title."),
    author: text("Who asked for it."),
    coauthors: list(text("A person."), "Others who are named as authors of its commits."),
    headCommit: text("Newest commit of its branch."),
    mergeCommit: maybe(text("What the merge made of it.")),
    mergedBy: maybe(text("Who merged it.")),
    mergedAt: maybe(instant("When it was merged")),
    lastPusher: maybe(text("Who pushed its newest commit.")),
    reviews: list(review, "Its reviews, as they were then."),
    readAt: instant("When the forge was asked"),
  },
  "A pull or merge request, as the forge had it.",
);

const requirement = object(
  {
    rule: text("The rule, such as `OWNERS:3 tag:tier=gold`."),
    owners: list(
      text("A team or a person."),
      "Who may approve; empty: whoever may write to the repository.",
    ),
    count: integer("So many of them."),
    because: list(text("A file or a pipeline."), "What falls under the rule."),
    approvedBy: list(text("A person."), "Who did."),
  },
  "An approval that a change needed.",
);

const changeApproval = definition(
  "ChangeApproval",
  {
    commits: list(text("A commit."), "Its commits on the branch, newest first."),
    change: maybe(
      object(
        {
          forge: text("The forge."),
          number: integer("Its number."),
          url: text("Its page."),
          author: text("Who asked for it."),
          headCommit: text("The commit that had to be reviewed."),
        },
        "The pull or merge request; null where the forge knows of none.",
      ),
    ),
    content: oneOf(contentProofs, "How sure it is that what was merged is what was reviewed."),
    approvers: list(text("A person."), "Whose approvals count."),
    passedOver: list(
      object({ user: text("Who."), why: text("Why, as a clause.") }, "An approval."),
      "Approvals that don't count.",
    ),
    requirements: list(requirement, "What it needed."),
    plan: maybe(
      text(
        "SHA-256 of what its pipelines are at the reviewed commit, where approvals are bound to that.",
      ),
    ),
  },
  "The approvals of one change that came in.",
);

export const evidenceView = definition(
  "Evidence",
  {
    change: optional(changeEvidence),
    signatures: optional(
      object(
        {
          required: truth("Whether they had to be good."),
          trust: text("SHA-256 of the keys that were trusted."),
          commits: list(signature, "The commits that came in, newest first."),
        },
        "The signatures of the commits that came in.",
      ),
    ),
    approvals: optional(
      object(
        {
          from: oneOf(["forge", "trailers"], "Whose word counts for who approved."),
          rulesAt: maybe(text("The commit whose OWNERS was asked.")),
          rules: maybe(text("SHA-256 of that OWNERS.")),
          changes: list(changeApproval, "The changes that came in, newest first."),
        },
        "The approvals that were needed and given.",
      ),
    ),
    confirmation: optional(
      object(
        {
          by: text("Who released it."),
          plan: text("Hash of the plan that they named."),
          of: text("Why it was held."),
          reason: maybe(text("Why it goes all the same, in their words.")),
        },
        "A person let it through though it was held.",
      ),
    ),
  },
  "What a revision was deployed upon; a part is left out where nobody asked for it.",
);
