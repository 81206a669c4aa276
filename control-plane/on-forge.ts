// A project and its forge: what the forge says of commits that are deployed, what it shows of syncs, and of changes
// that aren't merged. Everything is worked out anew from rows at each look, so a crash in between loses nothing; and
// nothing here stops a sync.

import type pg from "pg";
import type { CedarAccess } from "#access/cedar.ts";
import { isGuarded } from "#access/plan-deploying.ts";
import { canonicalJson } from "#core/canonical.ts";
import { isUnlimited } from "#core/ceilings/ceilings.ts";
import { approversOf, type ChangeEvidence } from "#core/evidence.ts";
import { type ChangeReport, checkOf, commentOf, saidIn } from "#core/forges/report.ts";
import { deploymentOf, statusOf } from "#core/forges/sync-report.ts";
import { rulesOf, type StoredRules } from "#core/registration.ts";
import { rulesText } from "#core/rules/in-force.ts";
import type { Forge, OpenChange } from "#git/forges/forge.ts";
import type { Outbox } from "#git/forges/outbox.ts";
import type { Commit, GitSource } from "#git/source.ts";
import { messageOf } from "#store/errors.ts";
import {
  attachChange,
  forgetChanges,
  isWished,
  keepPlannedChange,
  newestRevision,
  type PlannedChangesRow as Planned,
  plannedChanges,
  revisionsWithoutChange,
} from "#store/forges.sql.ts";
import { getProject } from "#store/projects.sql.ts";
import { storable, storableJson } from "#store/storable.ts";
import { planOfChange } from "./change-plan.ts";
import { changesOf } from "./changes-of.ts";
import type { ReconcileOptions } from "./reconcile-options.ts";
import { sha256 } from "./revision-plan.ts";

export interface OnForgeOptions {
  pool: pg.Pool;
  project: { id: number; name: string; environment: string; branch: string; path: string };
  source: GitSource;
  forge: Forge;
  outbox: Pick<Outbox, "wish">;
  shows: { comment: boolean; checks: boolean; deployments: boolean };
  /** What a change is judged by where it is deployed. */
  deploying?: ReconcileOptions["deploying"];
  onMessage: (message: string) => void;
}

export interface OnForge {
  /** What the forge says of a commit; null also while it doesn't answer: the revision gets it later. */
  changeOf(commit: Commit, isNeeded?: boolean): Promise<ChangeEvidence | null>;
  /** After a sync, whatever it came to: says it on the forge, and asks for what wasn't known of older revisions. */
  afterSync(): Promise<void>;
  /** Plans the open changes that are new, have moved, or whose base has. */
  lookAtChanges(): Promise<void>;
  /** A person asked for the check of this commit again. */
  rerun(commit: string): Promise<void>;
}

/** What decides on a change besides its files. */
interface Judges {
  /** Policies; null: none. */
  access: CedarAccess | null;
  /** Names the organisation's rules, the waivers that count today, and the project's ceilings. */
  limits: string;
}

/** Planned in one look; the others are in the next ones. */
const mostPlans = 20;
/** Older revisions stay as they are. */
const withinMs = 7 * 86_400_000;

export function onForge(options: OnForgeOptions): OnForge {
  const { pool, project, source, forge, outbox, shows, onMessage } = options;
  const { name, branch } = project;
  const report = (what: string, error: unknown) =>
    onMessage(`${what} of ${name}: ${messageOf(error)}`);

  const plan = async (change: OpenChange, again: boolean, last?: Planned): Promise<void> => {
    const commit = await source.fetchChange(forge.changeRef(change.number));
    const judges = await judgesNow();
    const made = await reportOn(commit, judges.access, change.number);
    const digest = sha256(canonicalJson(contentOf(made.report) as never));
    const key = `check:${change.number}`;
    const isSaid = last?.plan_digest === digest && last.head_commit === change.headCommit && !again;
    // Asked for again by a person: the same content is another check run.
    const asked = again ? sha256(`${digest} ${Temporal.Now.instant()}`) : digest;
    if (shows.checks && !isSaid) await outbox.wish(key, checkOf(made.report, asked));
    if (shows.comment && !isSaid) await comment(made.report, change.number);
    await keepPlannedChange(pool, {
      ...{ project: project.id, number: change.number, head: change.headCommit },
      ...{ base: made.base, digest },
    });
    judgedBy.set(change.number, judgedAt(change, judges));
  };

  const comment = async (report: ChangeReport, number: number): Promise<void> => {
    const key = `comment:${number}`;
    const wanted = commentOf(report, number);
    if (wanted) return outbox.wish(key, wanted);
    // One that stands there would go on telling of an older commit.
    const there = await isWished(pool, { project: project.id, key });
    if (there.length > 0) await outbox.wish(key, saidIn(report, number));
  };

  /** By what an open change was judged last; where nothing but its files decides "" is enough. */
  const judgedBy = new Map<number, string>();
  /** Policies are asked with the reviews of a change; rules and ceilings about its files alone. */
  const judgedAt = ({ updatedAt }: OpenChange, { access, limits }: Judges) =>
    (access === null ? "" : `${isGuarded(access, name) ? updatedAt : ""} ${versionOf(access)} `) +
    limits;
  /** What of teams and policies this project goes by: those of other projects change as they like. */
  let version = { of: "", for: "" };
  const versionOf = (access: CedarAccess): string => {
    if (version.of !== access.version)
      version = {
        of: access.version,
        for: sha256(canonicalJson(groundsOf(access, name) as never)),
      };
    return version.for;
  };
  const judgesNow = async (): Promise<Judges> => {
    const row = await getProject(pool, { name });
    if (!row) return { access: null, limits: "" };
    const { environment } = project;
    const today = Temporal.Now.plainDateISO("UTC").toString();
    const rules = rulesOf(row.rules as StoredRules, { project: name, environment, today });
    const { allow, checks } = rules;
    const isFree = checks === null && isUnlimited(rules);
    return {
      access: (await options.deploying?.(name, row.policies)) ?? null,
      limits: isFree ? "" : sha256(canonicalJson({ allow, rules: checks && rulesText(checks) })),
    };
  };

  const reportOn = async (commit: string, access: CedarAccess | null, number: number) => {
    const made = await planOfChange({
      ...{ pool, project: name, source, commit, access },
      evidence: () => forge.evidenceOf(number),
    });
    const { base } = made;
    const report: ChangeReport = {
      ...{ project: name, environment: project.environment, path: project.path, commit },
      ...{ plan: made.plan, foresight: made.foresight, deploying: made.deploying },
      ...{ diagnostics: made.diagnostics, problem: made.problem },
      notes: [
        ...(made.isUnrelated ? [unrelated(branch)] : []),
        ...(made.waves === null ? [] : [made.waves]),
        ...(made.isLarge ? [large] : []),
      ],
      conflicts: made.conflicts,
    };
    return { base, report };
  };

  return {
    changeOf: changesOf({ forge, branch, source, report }),

    async afterSync() {
      const row = await newestRevision(pool, { name });
      if (!row) return;
      const status = statusOf(row, name);
      if (status) await outbox.wish(`status:${status.commit}`, status);
      const deployment = shows.deployments && forge.deployment ? deploymentOf(row, name) : null;
      if (deployment) await outbox.wish(`deployment:${deployment.externalId}`, deployment);
      for (const { id, commit_oid } of await revisionsWithoutChange(pool, {
        name,
        withinMs: String(withinMs),
      })) {
        const change = await forge.changeForCommit(commit_oid, branch);
        await attachChange(pool, {
          id,
          change: JSON.parse(storableJson(change)),
          number: change === null ? null : String(change.number),
          approvers: change === null ? null : approversOf(change).map(storable),
        });
      }
    },

    async lookAtChanges() {
      if (!shows.checks && !shows.comment) return;
      const row = await newestRevision(pool, { name });
      // The first sync is on its way: against nothing all would be new, and said anew a moment later.
      if (!row || row.observed_commit === null) return;
      const open = await forge.openChanges(branch);
      const deployed = row.commit;
      const known = new Map(
        (await plannedChanges(pool, { project: project.id })).map((one) => [one.number, one]),
      );
      const judges = await judgesNow();
      const due = open.filter((change) => {
        const last = known.get(change.number);
        const isMoved = last?.head_commit !== change.headCommit || last.base_commit !== deployed;
        return isMoved || (judgedBy.get(change.number) ?? "") !== judgedAt(change, judges);
      });
      for (const change of due.slice(0, mostPlans))
        await plan(change, false, known.get(change.number)).catch((error: unknown) =>
          report(`the plan of #${change.number}`, error),
        );
      const numbers = open.map(({ number }) => number);
      for (const number of judgedBy.keys()) if (!numbers.includes(number)) judgedBy.delete(number);
      await forgetChanges(pool, { project: project.id, open: numbers });
    },

    async rerun(commit) {
      const open = await forge.openChanges(branch);
      for (const change of open.filter(({ headCommit }) => headCommit === commit))
        await plan(change, true);
    },
  };
}

const unrelated = (branch: string): string =>
  `This branch has nothing in common with \`${branch}\`: what it doesn't have shows as removed.`;

const large =
  "There are too many pipelines to look here at what it means for others, for run times, deadlines and rules: `trunkline plan` does.";

const groundsOf = ({ policies, teams, projects }: CedarAccess, name: string) => ({
  policies: policies
    .filter(({ project = name }) => project === name)
    .map(({ id, text }) => [id, text]),
  ...{ teams, project: projects[name] ?? null },
});

/** What readers of it see: the same against another base is the same. */
function contentOf({ plan, deploying, foresight, diagnostics, ...report }: ChangeReport) {
  const { notes, conflicts, commit, problem } = report;
  const { base: _, hash: __, at: ___, ...said } = plan ?? { base: null, hash: "", at: "" };
  // Left out where there is none, so that what was said before there could be any stays said.
  const kept = deploying === null ? {} : { deploying };
  const { access, unasked } = foresight?.rights ?? {};
  const rights = access === undefined ? {} : { rights: { access, unasked: unasked ?? 0 } };
  return { said, ...kept, ...rights, diagnostics, problem, notes, conflicts, commit };
}
