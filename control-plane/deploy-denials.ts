// What policies keep from being deployed of a plan: each pipeline that it changes is judged by everybody who made what is
// behind it, with what is deployed and what would be. docs/access.md says it for people.

import type { CedarAccess } from "#access/cedar.ts";
import { type DeployJudge, deployJudge } from "#access/deploy-judge.ts";
import {
  type Denial,
  deniedDiagnostic,
  deniedText,
  whomToAsk,
} from "#core/access/deploy-denied.ts";
import { guardsDeploy, isOfProject } from "#core/access/guards-deploy.ts";
import type { HeldBack } from "#core/bundles.ts";
import type { Judged } from "#core/judge.ts";
import { touchedBy } from "#core/owners/touched.ts";
import type { Change, Plan } from "#core/plan.ts";
import { GitError } from "#git/source.ts";
import { brokenSince } from "#store/sources.sql.ts";
import { deploySides } from "./deploy-sides.ts";
import { type BroughtChange, broughtSince } from "./makers-of.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";

export interface DenialsInput extends VerifyInput {
  verify: (input: VerifyInput) => Promise<Verification>;
  access: CedarAccess;
}

export interface Denials {
  /** Pipelines that stay as they are, by the names that are deployed or were to be. */
  pipelines: Map<string, HeldBack & { denial: Denial }>;
  /** Why nothing of the revision is deployed; null: nothing that belongs to the whole project is denied. */
  refused: string | null;
}

/** Null where no policy could keep anything from being deployed. */
export function deployDenials(input: DenialsInput): DenialsOf | null {
  return guardsDeploy(input.access.policies, input.project.name) ? new DenialsOf(input) : null;
}

export class DenialsOf {
  readonly #input: DenialsInput;
  readonly #judge: DeployJudge;
  readonly #brought = new Map<string | null, Promise<BroughtChange[] | string>>();

  constructor(input: DenialsInput) {
    this.#input = input;
    this.#judge = deployJudge(input.access);
  }

  async of(plan: Plan, judged: Pick<Judged, "good" | "sources">): Promise<Denials> {
    const pipelines: Denials["pipelines"] = new Map();
    const found = await this.#project();
    const refused =
      found &&
      (typeof found === "string"
        ? found
        : `${deniedText(found, `what belongs to all of project ${plan.project}`)}; ${whomToAsk(found)}`);
    const sides = await deploySides(this.#input, plan, judged);
    const since = await this.#since(plan);
    // By change that came in, the pipelines that it touches: known once for all of a plan.
    const touched = new Map<BroughtChange, ReadonlySet<string>>();
    const touches = (one: BroughtChange, { pipeline }: Change) =>
      one.paths === null ||
      touched
        .getOrInsertComputed(
          one,
          () => new Set(touchedBy(plan.changes, judged.sources, one.paths ?? [])),
        )
        .has(pipeline);
    for (const change of plan.changes) {
      const base = since(change);
      const brought = await this.#broughtSince(base);
      const own = sides(change);
      const denial =
        typeof brought === "string"
          ? untold(brought)
          : this.#judge.pipeline(own, behind(change, brought, touches));
      if (denial !== null)
        pipelines.set(change.renamedFrom ?? change.pipeline, kept(change, denial));
    }
    return { pipelines, refused };
  }

  /** Files that belong to all of a project are denied as a whole: nothing of them can be left out. */
  async #project(): Promise<Denial | string | null> {
    const { base, project } = this.#input;
    const brought = await this.#broughtSince(base);
    if (typeof brought === "string") return brought;
    const { name, environment } = project;
    return this.#judge.project(
      { name, environment },
      brought.filter(({ paths }) => paths === null || paths.some(isOfProject)),
    );
  }

  #broughtSince(base: string | null): Promise<BroughtChange[] | string> {
    return this.#brought.getOrInsertComputed(base, () =>
      broughtSince(base, this.#input, this.#input.verify).catch((error: unknown) => {
        const isUntold =
          error instanceof GitError && (error.kind === "missing" || error.kind === "tooLarge");
        if (!isUntold || base === null) throw error;
        return `which changes came in since ${base.slice(0, 12)} can't be told: ${error.message}`;
      }),
    );
  }

  /** What was in error when it came in is judged with what it brought then, whoever mends it. */
  async #since({ changes }: Plan): Promise<(change: Change) => string | null> {
    const { pool, project, base } = this.#input;
    const paths = changes.flatMap((change) => filesOf(change));
    const rows = base === null ? [] : await brokenSince(pool, { project: project.id, paths });
    const since = new Map(rows.map(({ path, since }) => [path, since]));
    return (change) => {
      const path = filesOf(change).find((one) => since.has(one));
      return path === undefined ? base : (since.get(path) ?? null);
    };
  }
}

const filesOf = ({ before, after }: Change): string[] => [
  ...new Set([before?.file ?? [], after?.file ?? []].flat()),
];

/** What none of the files explains each change may be behind. */
function behind(
  change: Change,
  brought: readonly BroughtChange[],
  touches: (one: BroughtChange, change: Change) => boolean,
): readonly BroughtChange[] {
  const touching = brought.filter((one) => touches(one, change));
  return touching.length === 0 ? brought : touching;
}

function kept({ action, file, before }: Change, denial: Denial): HeldBack & { denial: Denial } {
  const was = before?.file ?? file;
  return {
    ...{ file: action === "added" ? file : was, denial },
    ...(was === file ? {} : { successor: file }),
    diagnostic: deniedDiagnostic(denial),
  };
}

const untold = (reason: string): Denial => ({
  ...{ who: { name: "nobody", proven: false }, change: "none is known", side: "new" },
  ...{ policies: [], approvalBy: [], errors: [reason] },
});
