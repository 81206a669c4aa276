// Keeps the registered projects in step with a control repository: what its files say is written down in one
// transaction, and a mistake in one of them touches no other.

import type pg from "pg";
import { type ControlFiles, readControlFiles } from "#core/control/control-files.ts";
import {
  planRegistrations,
  type RecordedProject,
  type RegistrationPlan,
} from "#core/control/registration-plan.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import type { StoredRules } from "#core/registration.ts";
import {
  type ControlSettings,
  type ControlSource,
  type ControlState,
  openControl,
} from "#git/control-source.ts";
import type { SourceOptions } from "#git/options.ts";
import { GitError } from "#git/source.ts";
import {
  knowControl,
  lockControl,
  projectsToSync,
  putRegistration,
  type RegisteredByRow,
  recordControl,
  registeredBy,
  setRegistration,
  setRules,
} from "#store/registrations.sql.ts";
import { storableJson } from "#store/storable.ts";
import { transaction } from "#store/transaction.ts";
import { writeAudit } from "#store/write-audit.ts";
import { judgeAccess, keepAccess } from "./control-access.ts";
import { keepAlerts } from "./control-alerts.ts";
import { type Guarded, guardControl } from "./guard-control.ts";
import type { ProjectSettings } from "./project-set.ts";

export interface ControlSyncOptions extends ControlSettings, Omit<SourceOptions, "repository"> {
  pool: pg.Pool;
  actor: string;
  env: NodeJS.ProcessEnv;
  onMessage: (message: string) => void;
}

export interface ControlSync {
  /**
   * Looks once. What can't be read, or lacks signatures or approvals, leaves every project as it is registered.
   * @param asked Somebody asks: what is held is judged again. @throws for faults of the database.
   */
  look(asked?: boolean): Promise<void>;
  /** Of its row. */
  readonly id: number;
  /** The projects that are registered now, whichever server has read them. */
  projects(): Promise<ProjectSettings[]>;
  close(): Promise<void>;
}

export async function startControlSync(options: ControlSyncOptions): Promise<ControlSync> {
  const { pool, repository, branch, path } = options;
  const known = await knowControl(pool, { repository, branch, path });
  if (!known) throw new Error(`the control repository ${repository} could not be written down`);
  const { id } = known;
  const guard = guardControl(options, id);
  let source: ControlSource | null = null;
  // Until this process has read it once: the version before may have read the same files by other rules.
  let looked: string | null = null;
  let said = "";
  const say = (message: string) => {
    if (message !== said && message !== "") options.onMessage(message);
    said = message;
  };

  const look = async (asked = false): Promise<void> => {
    try {
      source ??= await openControl(options, options);
      const tip = await source.tip();
      if (tip === looked || (!asked && guard?.stillHolds(tip))) {
        await recordControl(pool, { id, reached: true });
        return tip === looked ? say("") : undefined;
      }
      const state = await source.read();
      const guarded = guard && source.git && (await guard.judge(source.git, state.commit));
      if (guarded?.verdict.refused)
        return say(
          `The control repository is held at ${state.commit.slice(0, 12)}, and what is registered stays: ${guarded.verdict.refused}`,
        );
      const { place } = source;
      const applied = await applyControl(
        options,
        id,
        state,
        readControlFiles(state.files, place, Temporal.Now.plainDateISO("UTC").toString()),
        source,
        guarded,
      );
      if (applied) looked = tip;
      said = "";
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const reason = error.hint === null ? error.message : `${error.message}. ${error.hint}`;
      await recordControl(pool, { id, reason, reached: false });
      say(`The control repository was not read: ${reason}`);
    }
  };
  return {
    id,
    look,
    async projects() {
      const rows = await projectsToSync(pool, { control: id });
      return rows.map(({ rules, registration, ...row }) => ({
        ...row,
        rules: JSON.stringify(rules),
        forge: (rules as StoredRules).forge ?? null,
        isGone: registration === "unregistered",
      }));
    },
    close: async () => source?.close(),
  };
}

/** False where somebody has applied a later state meanwhile. */
async function applyControl(
  options: ControlSyncOptions,
  control: number,
  state: ControlState,
  read: ControlFiles,
  source: ControlSource,
  guarded: Guarded | null,
): Promise<boolean> {
  const { pool, onMessage } = options;
  const names = [...read.projects.keys()];
  const judged = read.access && (await judgeAccess(read.access));
  const done = await transaction(pool, async (db) => {
    const locked = await lockControl(db, { id: control });
    const observed = locked?.observed_commit ?? null;
    if (
      observed !== null &&
      observed !== state.commit &&
      (await source.isOlder(state.commit, observed))
    )
      return null;
    // What came in was judged since another commit.
    if (guarded && observed !== guarded.base) return null;
    const recorded = (await registeredBy(db, { control, names })).map(recordedOf);
    const plan = planRegistrations({
      ...{ control, read, recorded, unreadable: state.diagnostics },
      commit: state.commit.slice(0, 12),
    });
    for (const { name, environment, repository, branch, path, rules, file } of plan.put)
      await putRegistration(db, {
        name,
        environment,
        repository,
        branch,
        path,
        rules,
        control,
        file,
      });
    for (const { id, state, reason } of plan.set) await setRegistration(db, { id, state, reason });
    for (const { id, rules } of plan.ruled) await setRules(db, { id, rules });
    if (plan.changedRules.length > 0)
      await writeAudit(db, {
        ...{ actor: options.actor, subject: options.repository, act: "change rules" },
        detail: { commit: state.commit, changed: plan.changedRules },
      });
    await keepAlerts(db, { control, read, actor: options.actor, commit: state.commit });
    if (guarded && observed !== state.commit)
      await writeAudit(db, {
        ...{ actor: options.actor, subject: options.repository, act: "apply control repository" },
        detail: { commit: state.commit, since: observed, evidence: guarded.verdict.evidence },
      });
    const access = await keepAccess(db, { control, judged, actor: options.actor, state });
    for (const line of actsOf(plan, recorded))
      await writeAudit(db, {
        ...{ actor: options.actor, subject: line.name, act: line.act },
        detail: { commit: state.commit, ...line.detail },
      });
    const diagnostics = [
      ...read.diagnostics,
      ...state.diagnostics,
      ...plan.diagnostics,
      ...access.diagnostics,
    ];
    await recordControl(db, {
      ...{ id: control, observed: state.commit, reason: null, reached: true },
      diagnostics: JSON.parse(storableJson(diagnostics)),
    });
    return { plan, recorded, diagnostics, access };
  });
  if (done === null) return false;
  for (const { act, name } of actsOf(done.plan, done.recorded))
    onMessage(`${sentences[act]} ${name}`);
  if (done.plan.changedRules.length > 0)
    onMessage(`Changed what the organisation asks of specs: ${done.plan.changedRules.join(", ")}`);
  if (done.access.said !== null) onMessage(done.access.said);
  for (const { name, reason } of done.plan.set) onMessage(`${name}: ${reason}`);
  for (const one of done.diagnostics) if (isSaid(one)) onMessage(lineOf(one));
  return true;
}

const sentences = {
  register: "Registered project",
  "change registration": "Changed the registration of project",
  unregister: "No longer registered, and held until that is confirmed: project",
};

interface RegistrationAct {
  act: keyof typeof sentences;
  name: string;
  detail: object;
}

function actsOf(plan: RegistrationPlan, recorded: readonly RecordedProject[]): RegistrationAct[] {
  const known = new Map(recorded.map((one) => [one.name, one]));
  const isKnown = (name: string) => ["registered", "broken"].includes(known.get(name)?.state ?? "");
  return [
    ...plan.put.map(
      ({ name, file, rules, ...source }): RegistrationAct => ({
        act: isKnown(name) ? "change registration" : "register",
        name,
        detail: { file, ...source, allow: rules.allow ?? null, sync: rules.sync ?? null },
      }),
    ),
    ...plan.set.flatMap(({ name, state, reason }): RegistrationAct[] =>
      state === "unregistered" ? [{ act: "unregister", name, detail: { reason } }] : [],
    ),
  ];
}

/** Other warnings are for whoever writes the file. */
const isSaid = ({ severity, code }: Diagnostic): boolean =>
  severity === "error" || code === "policy-permits-all";

const lineOf = ({ file, line, column, severity, code, message }: Diagnostic): string =>
  `${file}:${line}:${column}: ${severity}[${code}]: ${message}`;

const recordedOf = (row: RegisteredByRow): RecordedProject => ({
  id: row.id,
  name: row.name,
  environment: row.environment,
  repository: row.repository,
  branch: row.branch,
  path: row.path,
  rules: row.rules,
  control: row.control_id,
  file: row.registration_file,
  state: row.registration as RecordedProject["state"],
  reason: row.registration_reason,
});
