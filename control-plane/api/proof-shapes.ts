// What the API answers about everything that is on record of where a run comes from.

import { breakGlassFacts } from "./break-glass-shapes.ts";
import { evidenceView } from "./evidence-shapes.ts";
import { definition, instant, list, maybe, object, text, truth } from "./schema.ts";

const revision = {
  commit: text("Its commit."),
  tree: text("Tree of the project's folder."),
  readBy: maybe(text("Which reading of specs made it.")),
  plan: text("Hash of the plan by which it was deployed."),
  appliedBy: text("Who deployed it."),
  evidence: evidenceView,
};

export const proofView = definition(
  "RunProof",
  {
    run: text("The run's id."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    actor: maybe(text("Who asked for the run; null where nobody did.")),
    uncommitted: truth("Made of a working tree by `trunkline try`."),
    repository: text("Path or URL of the repository, without credentials."),
    branch: text("The deployed branch."),
    path: text("Folder inside the repository; empty for its root."),
    environment: text("The project's environment, whose overlays are laid over its pipelines."),
    file: text("The spec file."),
    spec: text("The normalized spec, as it is stored."),
    contentHash: text("The hash under which it is stored."),
    deployed: object(revision, "The revision that was deployed when the run was made."),
    changed: object(
      {
        ...revision,
        base: maybe(text("The commit that was deployed before it.")),
        authorName: text("Author of the commit, as it is on record."),
        authorEmail: text("The author's address."),
        subject: text("First line of the message."),
      },
      "The revision that last changed the pipeline.",
    ),
    breakGlass: maybe(
      object(
        {
          ...breakGlassFacts,
          endedBy: maybe(text("Who or what ended it; null while it is in force.")),
          deployedHash: text("Hash of the spec that Git had deployed, in whose place it stands."),
        },
        "What two people had changed of the pipeline without a commit; null: it is as its commit has it.",
      ),
    ),
    trust: maybe(
      object(
        {
          required: truth("Whether signatures must be good."),
          allowedSigners: text("Keys of SSH that are trusted now."),
          pgpKeys: text("Keys of PGP that are trusted now."),
          revoked: list(text("A fingerprint."), "Keys that count no more."),
          forges: list(text("A principal."), "Signers that are forges."),
        },
        "The keys that are trusted now; null where signatures are not looked at.",
      ),
    ),
    audit: list(
      object(
        {
          act: text(
            "`apply`, `run`, `rerun`, `break-glass`, `break-glass-approve` or `break-glass-end`.",
          ),
          actor: text("Who."),
          at: instant("When"),
          commit: maybe(text("Of a deployment: its commit.")),
          plan: maybe(text("Of a deployment: the hash of its plan.")),
          evidence: maybe(text("Of a deployment: SHA-256 of its evidence.")),
          contentHash: maybe(text("Of a break-glass that was agreed to: hash of its spec.")),
        },
        "A record.",
      ),
      "Records of the deployments of both, of who asked for the run, and of the break-glass, oldest first.",
    ),
  },
  "What is on record of where a run comes from: `trunkline verify` compares it with Git.",
);
