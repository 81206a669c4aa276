// The executor of `uses: check`: asks a Postgres for what checks need in one snapshot, judges them, moves what is to be set
// aside in the same transaction, and hands over what was found.

import type { CheckAction, CheckResult, DataCheck } from "#core/checks/check.ts";
import { quarantineText, sampleText } from "#core/checks/statements.ts";
import { judgeCheck } from "#core/checks/verdict.ts";
import { type AddressSettings, type JudgeAddress, judgeAddresses } from "./addresses.ts";
import { type CheckedRows, findAll } from "./check/find.ts";
import { type CheckSession, checkSession } from "./check/session.ts";
import type { AttemptRequest, Executor } from "./executor.ts";
import { InProcessAttempts, type LiveAttempt, TaskFailure } from "./in-process.ts";

export interface CheckExecutorOptions {
  /** Which addresses databases may have. */
  addresses?: AddressSettings;
  /** How long a server may take to end what is cancelled. */
  graceMs?: number;
}

export function createCheckExecutor(options: CheckExecutorOptions = {}): Executor<CheckAction> {
  const attempts = new InProcessAttempts(options.graceMs);
  const judge = judgeAddresses(options.addresses);
  return {
    kind: "check",
    run: (request) => attempts.run(request, (live) => runChecks(request, live, judge)),
    killAll: () => attempts.killAll(),
    close: () => attempts.close(),
  };
}

async function runChecks(
  request: AttemptRequest<CheckAction>,
  live: LiveAttempt,
  judge: JudgeAddress,
): Promise<Record<string, string>> {
  await using session = await checkSession(request, live, judge);
  const rows = await findAll(session);
  const judged: CheckResult[] = [];
  for (const check of session.action.checks)
    judged.push(await judgedWithSample(check, rows, session, request.figures));
  const failed = judged.filter(({ verdict }) => verdict === "failed");
  const results = await setAside(judged, rows, session, failed.length === 0);
  // Before the task ends: a check that blocks is looked at, and one that passed is what the next run compares with.
  await request.figures?.record(results);
  for (const { name, verdict, message } of results)
    await live.print(`${verdict.padEnd(11)} ${name}: ${message}\n`);
  if (failed.length > 0)
    throw new TaskFailure(
      `The data is not as expected: ${failed.map(({ name, message }) => `${name}: ${message}`).join("; ")}.`,
    );
  return outputsOf(results);
}

async function judgedWithSample(
  check: DataCheck,
  rows: CheckedRows,
  { action, records }: CheckSession,
  figures: AttemptRequest["figures"],
): Promise<CheckResult> {
  const { name } = check;
  const most = earlierRunsOf(check);
  const earlier = most === 0 ? [] : ((await figures?.earlier(name, most)) ?? []);
  const result = { name, ...judgeCheck(check, await rows.of(check), earlier) };
  const isFine = result.verdict === "held" || result.verdict === "unknown";
  const text = isFine ? null : sampleText(check, action);
  return { ...result, sample: text === null ? [] : await records(text) };
}

/** How many of them it is measured by. */
function earlierRunsOf({ rule }: DataCheck): number {
  if (rule.kind === "rows") return rule.usual?.of ?? 0;
  return rule.kind === "columns" && rule.columns === null ? 1 : 0;
}

/** Moves rows, unless the task fails anyway: then whoever looks finds all as it was. */
async function setAside(
  results: readonly CheckResult[],
  rows: CheckedRows,
  { action, count, commit }: CheckSession,
  isToMove: boolean,
): Promise<CheckResult[]> {
  const told: CheckResult[] = [];
  for (const [index, result] of results.entries()) {
    const check = action.checks[index];
    if (result.verdict !== "quarantined" || check === undefined) told.push(result);
    else {
      const moved = isToMove
        ? await count(quarantineText(check, action, Object.keys(await rows.columns())))
        : 0;
      const what = isToMove
        ? `${moved} moved to ${action.quarantine}`
        : "none moved, as others fail";
      told.push({ ...result, message: `${result.message}; ${what}` });
    }
  }
  await commit();
  return told;
}

/** The word for all of them is that of the worst. */
function outputsOf(results: readonly CheckResult[]): Record<string, string> {
  const count = (verdict: CheckResult["verdict"]) =>
    results.filter((one) => one.verdict === verdict).length;
  const [warned, quarantined] = [count("warned"), count("quarantined")];
  const figures = results.flatMap(({ name, figure }) =>
    figure === null
      ? []
      : [[name, typeof figure === "number" ? String(figure) : JSON.stringify(figure)]],
  );
  return {
    ...Object.fromEntries(figures),
    result: quarantined > 0 ? "quarantined" : warned > 0 ? "warned" : "passed",
    failed: "0",
    warned: String(warned),
    quarantined: String(quarantined),
  };
}
