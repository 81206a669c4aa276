// How long after a run has failed has the first channel been told of it (MTTD), against the bare webhook of --webhook, which
// knows of no routes?

import { startAlerts } from "#alerts/alerts.ts";
import { startWebhook } from "#alerts/webhook.ts";
import { readAlerts } from "#core/alerts/read-alerts.ts";
import { openSecrets } from "#secrets/open.ts";
import { putAlertSource } from "#store/alerts.sql.ts";
import { deploy, pipeline, task } from "#test/support/deploy.ts";
import { createRun, newWorker, perform } from "#test/support/engine.ts";
import { answer, webServer } from "#test/support/web-server.ts";
import { benchDatabase } from "./support/database.ts";
import { alternate, type Result } from "./support/rounds.ts";

const secret = "a secret of some length";
/** Runs before the one that fails: what an alert says of them is looked for among these. */
const earlier = 1_000;

export async function run(rounds: number): Promise<Result> {
  await using db = await benchDatabase();
  const heard = new Map<string, () => void>();
  await using web = await webServer(({ path, body }, response) => {
    answer(response, 204);
    const { pipeline, data } = JSON.parse(body);
    heard.get(`${path} ${pipeline ?? data.pipeline}`)?.();
  });
  // Each fails once: a pipeline that fails again is not told at once again.
  const [bare, routed] = ["bare", "routed"].map((word) =>
    Array.from({ length: rounds }, (_, n) => `${word}${n}`),
  ) as [string[], string[]];
  const names = [...bare, ...routed];
  const ids = await deploy(
    db.pool,
    names.map((name) => pipeline(name, [task("load")])),
  );
  const worker = await newWorker(db.pool);
  let due = 0;
  const fail = async (name: string, state: "failed" | "succeeded" = "failed") => {
    const id = ids.get(name) as number;
    const made = await createRun(db.pool, id, new Date(Date.UTC(2026, 0, 1) + 60_000 * due++));
    await perform(db.pool, worker, made as string, 0, state);
  };
  for (let n = 0; n < earlier; n++) await fail(names[n % names.length] as string, "succeeded");
  const told = (path: string, name: string) => async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    heard.set(`${path} ${name}`, resolve);
    await fail(name);
    const since = performance.now();
    await promise;
    return performance.now() - since;
  };
  const { settings } = readAlerts([
    {
      path: "alerts/bench.yaml",
      bytes: `channels: {hook: {webhook: {url: "${web.url}/routed", secret: bench/hook}, limit: {messages: 1000}}}
routes: [{name: all, to: [hook]}]`,
    },
  ]);
  await putAlertSource(db.pool, { name: "option", content: settings });
  const onMessage = (message: string) => console.error(message);
  const secrets = openSecrets(null, { TRUNKLINE_SECRET_BENCH__HOOK: secret });
  const alerts = startAlerts({ pool: db.pool, secrets, onMessage });
  const webhook = await startWebhook({ pool: db.pool, url: `${web.url}/bare`, secret, onMessage });
  let round = 0;
  const { all, ...figures } = await alternate(
    rounds,
    () => told("/bare", bare[round] as string)(),
    () => told("/routed", routed[round++] as string)(),
  );
  await Promise.all([alerts.stop(), webhook.stop()]);
  return { name: "alert-told", ...figures, unit: "ms", params: { rounds, earlier, all } };
}
