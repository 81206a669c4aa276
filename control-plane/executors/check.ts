// The executor of `uses: check`: asks a Postgres for what checks need in one snapshot, judges them, moves what is to be set
// aside in the same transaction, and hands over what was found.

import type { CheckAction, CheckResult, DataCheck } from "#core/checks/check.ts";
import { quarantineText, sampleText } from "#core/checks/statements.ts";
import { judgeCheck } from "#core/checks/verdict.ts";
import { type CheckedRows, findAll } from "./check/find.ts";
import { type CheckSession, checkSession } from "./check/session.ts";
import type { AttemptRequest, Executor } from "./executor.ts";
import { InProcessAttempts, type LiveAttempt, TaskFailure } from "./in-process.ts";

export interface CheckExecutorOptions {
  /** How long a server may take to end what is cancelled. */
  graceMs?: number;
}

export function createCheckExecutor(options: CheckExecutorOptions = {}): Executor<CheckAction> {
  const attempts = new InProcessAttempts(options.graceMs);
  return {
    kind: "check",
    run: (request) => attempts.run(request, (live) => runChecks(request, live)),
    killAll: () => attempts.killAll(),
    close: () => attempts.close(),
  };
}

async function runChecks(
  request: AttemptRequest<CheckAction>,
  live: LiveAttempt,
): Promise<Record<string, string>> {
  await using session = await checkSession(request, live);
  const { action } = session;
  const rows = await findAll(session);
  const results: CheckResult[] = [];
  for (const check of action.checks) results.push(await judged(check, rows, session, request));
  await session.commit();
  // Before the task ends: a check that blocks is looked at, and one that passed is what the next run compares with.
  await request.figures?.record(results);
  for (const { name, verdict, message } of results)
    await live.print(`${verdict.padEnd(11)} ${name}: ${message}\n`);
  const failed = results.filter(({ verdict }) => verdict === "failed");
  if (failed.length > 0)
    throw new TaskFailure(
      `The data is not as expected: ${failed.map(({ name, message }) => `${name}: ${message}`).join("; ")}.`,
    );
  return outputsOf(results);
}

async function judged(
  check: DataCheck,
  rows: CheckedRows,
  session: CheckSession,
  { figures }: Pick<AttemptRequest, "figures">,
): Promise<CheckResult> {
  const { name, rule } = check;
  const { action } = session;
  const most =
    rule.kind === "rows" && rule.usual !== null
      ? rule.usual.of
      : rule.kind === "columns" && rule.columns === null
        ? 1
        : 0;
  const earlier = most === 0 ? [] : ((await figures?.earlier(name, most)) ?? []);
  const found = await rows.of(check);
  const result = { name, sample: [], ...judgeCheck(check, found, earlier) };
  if (result.verdict === "held" || result.verdict === "unknown") return result;
  const text = sampleText(check, action);
  const sample = text === null ? [] : await session.records(text);
  if (result.verdict !== "quarantined") return { ...result, sample };
  const moved = await session.count(
    quarantineText(check, action, Object.keys(await rows.columns())),
  );
  const message = `${result.message}; ${moved} moved to ${action.quarantine}`;
  return { ...result, sample, message };
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
