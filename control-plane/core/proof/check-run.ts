// Compares what is on record of a run with what Git has, check by check.

import { breakGlassText } from "../break-glass.ts";
import { isMet } from "../owners/required.ts";
import { reviewersOf } from "../owners/reviewers.ts";
import { describeSignature } from "../signatures/verdict.ts";
import { breakGlassFault } from "./break-glass-fault.ts";
import type { FoundInGit, RecordedRevision, RecordedRun } from "./recorded.ts";

export const proofVerdicts = ["passed", "failed", "unknown"] as const;
export type ProofVerdict = (typeof proofVerdicts)[number];

export interface ProofCheck {
  check: string;
  /** Unknown: there is nothing to check, or it can't be checked here. */
  verdict: ProofVerdict;
  message: string;
}

const passed = (message: string) => ({ verdict: "passed", message }) as const;
const failed = (message: string) => ({ verdict: "failed", message }) as const;
const unknown = (message: string) => ({ verdict: "unknown", message }) as const;
type Answer = Omit<ProofCheck, "check">;
type Check = (recorded: RecordedRun, found: FoundInGit) => Answer;

const short = (oid: string): string => oid.slice(0, 12);

/** In this order. */
const checks: Record<string, Check> = {
  commit: ({ deployed, changed }, found) => {
    const missing = [
      ...(found.deployed === null ? [deployed.commit] : []),
      ...(found.changed === null ? [changed.commit] : []),
    ];
    return missing.length === 0
      ? passed(`${short(deployed.commit)} and ${short(changed.commit)} are in the repository`)
      : failed(`${[...new Set(missing)].map(short).join(" and ")} is not in the repository`);
  },
  branch: ({ deployed, branch }, { isOnBranch }) => {
    if (isOnBranch === null) return unknown(`the branch ${branch} can't be asked for here`);
    return isOnBranch
      ? passed(`${short(deployed.commit)} is on ${branch}`)
      : failed(`${short(deployed.commit)} is not on ${branch}: its history was rewritten`);
  },
  tree: ({ deployed, changed }, found) => {
    const wrong = [[deployed, found.deployed] as const, [changed, found.changed] as const].find(
      ([recorded, commit]) => commit !== null && commit.tree !== recorded.tree,
    );
    if (found.deployed === null) return unknown("the commit is not there");
    if (wrong === undefined)
      return passed(`files and scripts are tree ${short(deployed.tree)} of the commit`);
    const [recorded, commit] = wrong;
    return failed(
      `on record is tree ${short(recorded.tree)}, ${short(recorded.commit)} has ${commit?.tree ? short(commit.tree) : "none"}`,
    );
  },
  "stored spec": ({ contentHash }, { storedHash }) =>
    storedHash === contentHash
      ? passed(`the spec on record has its hash ${short(contentHash)}`)
      : failed(
          `the spec on record has the hash ${short(storedHash)}, not ${short(contentHash)}: it was altered`,
        ),
  pipeline: ({ contentHash, changed, file, breakGlass }, { pipeline, reader }) => {
    // Git has what was deployed; that the run had what two people made of it is the audit's to say.
    const expected = breakGlass?.deployedHash ?? contentHash;
    const had = breakGlass === null ? "the run had" : "break-glass changed";
    if (typeof pipeline === "object" && pipeline.hash === expected)
      return passed(
        breakGlass === null
          ? `${file} at ${short(changed.commit)} makes the pipeline of the run`
          : `${file} at ${short(changed.commit)} makes what was changed for a time by ${breakGlassText(breakGlass)}`,
      );
    if (changed.readBy !== reader)
      return unknown(
        `it was read by version ${changed.readBy ?? "of a working tree"}, here is ${reader}: specs may be read otherwise`,
      );
    return failed(
      typeof pipeline === "string"
        ? pipeline
        : `${file} at ${short(changed.commit)} makes ${short(pipeline.hash)}, ${had} ${short(expected)}`,
    );
  },
  author: ({ changed }, found) => {
    if (found.changed === null) return unknown("the commit is not there");
    const { authorName, authorEmail, subject } = found.changed;
    const by = `${authorName} <${authorEmail}>`;
    if (changed.authorName !== authorName || changed.authorEmail !== authorEmail)
      return failed(
        `on record is ${changed.authorName} <${changed.authorEmail}>, the commit is by ${by}`,
      );
    return changed.subject === subject
      ? passed(by)
      : failed(`on record is the subject "${changed.subject}", the commit's is "${subject}"`);
  },
  signatures: (recorded, found) => signatures(recorded, found),
  approvals: (recorded, found) => approvals(recorded, found),
  audit: (recorded, found) => audited(recorded, found),
  request: ({ run, actor, audit }) => {
    if (actor === null) return unknown("nobody asked for it: it was due");
    const asked = audit.find(({ act }) => act === "run" || act === "rerun");
    if (asked === undefined) return failed(`the audit has no record of who asked for run ${run}`);
    return asked.actor === actor
      ? passed(`asked for by ${actor}`)
      : failed(`on record is ${actor}, the audit says ${asked.actor}`);
  },
};

/** Every check with its verdict. A run of a working tree leads to no commit, so there is nothing to compare. */
export function checkRun(recorded: RecordedRun, found: FoundInGit): ProofCheck[] {
  if (recorded.uncommitted)
    return [{ check: "commit", ...unknown("it ran files that were not committed") }];
  return Object.entries(checks).map(([check, answer]) => ({ check, ...answer(recorded, found) }));
}

function signatures({ changed }: RecordedRun, found: FoundInGit): Answer {
  const { signatures: kept, confirmation } = changed.evidence;
  if (kept === undefined) return unknown("none were asked for");
  if (typeof found.signatures === "string") return failed(found.signatures);
  const now = new Map(found.signatures.map((verdict) => [verdict.commit, verdict]));
  for (const then of kept.commits) {
    const verdict = now.get(then.commit);
    if (verdict === undefined)
      return failed(`${short(then.commit)} is on record and did not come in with the revision`);
    if (verdict.state === then.state && verdict.fingerprint === then.fingerprint) continue;
    const differs = `${describeSignature(verdict)}; on record it is ${then.state}`;
    return found.isSameTrust ? failed(differs) : unknown(`${differs}; the keys have changed since`);
  }
  const known = new Set(kept.commits.map(({ commit }) => commit));
  const other = found.signatures.find(({ commit }) => !known.has(commit));
  if (other) return failed(`${short(other.commit)} came in as well and is not on record`);
  const bad = kept.commits.find(({ state }) => state !== "good");
  if (bad === undefined) return passed(`${kept.commits.length} verified by the trusted keys`);
  if (confirmation) return passed(`${describeSignature(bad)}; released by ${confirmation.by}`);
  return kept.required ? failed(describeSignature(bad)) : unknown(describeSignature(bad));
}

function approvals({ changed }: RecordedRun, found: FoundInGit): Answer {
  const { approvals: kept, change, confirmation } = changed.evidence;
  if (kept === undefined) return unknown("none were asked for");
  if (kept.rules !== found.owners)
    return failed(`the OWNERS on record is not the one of ${short(kept.rulesAt ?? "no commit")}`);
  if (change) {
    const one = kept.changes.find((each) => each.change?.number === change.number);
    const { counted } = reviewersOf(change);
    if (one && one.approvers.join() !== counted.join())
      return failed(
        `on record are ${one.approvers.join(", ") || "none"}; its reviews are by ${counted.join(", ") || "none that count"}`,
      );
  }
  const open = kept.changes.flatMap(({ requirements }) =>
    requirements.filter((one) => !isMet(one)),
  );
  const by = [...new Set(kept.changes.flatMap(({ approvers }) => approvers))].join(", ");
  if (open.length === 0) return passed(by === "" ? "none were needed" : `approved by ${by}`);
  const [first] = open;
  return confirmation
    ? passed(`${first?.rule} was not met; released by ${confirmation.by}`)
    : failed(`${first?.rule} was not met, and nobody released it`);
}

function audited(recorded: RecordedRun, { evidence }: FoundInGit): Answer {
  const { deployed, changed, audit, breakGlass } = recorded;
  const recordOf = ({ commit, plan }: RecordedRevision) =>
    audit.find((row) => row.act === "apply" && row.commit === commit && row.plan === plan);
  for (const revision of [deployed, changed]) {
    const row = recordOf(revision);
    if (row === undefined)
      return failed(
        `the audit has no record that ${short(revision.commit)} was deployed by its plan`,
      );
    if (row.actor !== revision.appliedBy)
      return failed(`on record is ${revision.appliedBy}, the audit says ${row.actor}`);
  }
  const row = recordOf(changed);
  if (row?.evidence && row.evidence !== evidence)
    return failed("the evidence of the revision is not what the audit recorded: it was altered");
  const fault = breakGlass && breakGlassFault(recorded, breakGlass);
  if (fault) return failed(fault);
  const by = `deployed by ${changed.appliedBy}, as the audit says`;
  return passed(breakGlass === null ? by : `${by}; changed by ${breakGlassText(breakGlass)}`);
}
