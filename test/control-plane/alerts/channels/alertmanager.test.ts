// Against a real Alertmanager where there is one; else against a server that refuses what its API v2 refuses.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { alertmanager, countsMs } from "#alerts/channels/alertmanager.ts";
import { messageActs } from "#core/alerts/message.ts";
import { alertWord } from "#test/support/alert-events.ts";
import { sendWord, targetOf } from "#test/support/channel-context.ts";
import { eventually } from "#test/support/eventually.ts";
import { answer, type Handler, webServer } from "#test/support/web-server.ts";

interface Alert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  generatorURL?: string;
}

const api: Handler = ({ path, body }, response) => {
  const alerts = JSON.parse(body) as Alert[];
  const isGood = (one: Alert) =>
    Object.entries({ ...one.labels, ...one.annotations }).every(
      ([name, text]) => /^[A-Za-z_]\w*$/.test(name) && typeof text === "string" && text !== "",
    ) && Date.parse(one.startsAt) <= Date.parse(one.endsAt);
  const isTaken = path === "/api/v2/alerts" && alerts.every(isGood);
  answer(response, isTaken ? 200 : 400, isTaken ? "" : "bad_data");
};

test.each(messageActs)("%s is taken, as a golden file has it", async (act) => {
  await using server = await webServer(api);
  const word = alertWord({ act, resolvedAt: "2026-11-27T07:39:30.000Z" });
  const target = targetOf("alertmanager", { url: `${server.url}/` });
  await sendWord(alertmanager, target, word);
  await expect(JSON.stringify(alertmanager.preview(target, word), null, 2)).toMatchFileSnapshot(
    `../../../golden/alerts/alertmanager/${act}.json`,
  );
});

test("a success ends by itself, after the time that a group waits", async () => {
  await using server = await webServer(api);
  const word = alertWord({}, { kind: "succeeded" });
  await sendWord(alertmanager, targetOf("alertmanager", { url: server.url }), word);
  const [{ endsAt }] = JSON.parse(server.asked[0]?.body ?? "") as [Alert];
  expect(Date.parse(endsAt) - Date.parse(word.now)).toBe(600_000);
});

test("labels stay the same from the first word to the last", () => {
  const target = targetOf("alertmanager", { url: "http://am.example" });
  const of = (act: "open" | "resolve") =>
    (alertmanager.preview(target, alertWord({ act })) as Alert[])[0]?.labels;
  expect(of("resolve")).toEqual(of("open"));
  expect(countsMs).toBeGreaterThan(3_600_000);
});

const program = ["prometheus-alertmanager", "alertmanager"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

test("a real one lists what is open, and no more what is over", async (context) => {
  if (program === undefined)
    return context.skip("there is no Alertmanager here: apt-get install prometheus-alertmanager");
  const folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  const port = await freePort();
  writeFileSync(join(folder, "am.yml"), "route: {receiver: none}\nreceivers: [{name: none}]\n");
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program, [
    ...[`--config.file=${join(folder, "am.yml")}`, `--storage.path=${folder}`],
    ...[`--web.listen-address=127.0.0.1:${port}`, "--cluster.listen-address="],
  ]);
  try {
    const ready = () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually("ready", ready);
    const target = targetOf("alertmanager", { url });
    const now = new Date().toISOString();
    const word = alertWord({ openedAt: now, now });
    const active = async () =>
      (await fetch(`${url}/api/v2/alerts?active=true`)).json() as Promise<Alert[]>;
    await sendWord(alertmanager, target, word);
    await sendWord(alertmanager, target, word);
    expect((await active()).map(({ labels }) => labels.alertname)).toEqual(["TrunklineFailed"]);
    await sendWord(alertmanager, target, {
      ...word,
      act: "resolve",
      resolvedAt: new Date().toISOString(),
    });
    await eventually("over", async () => (await active()).length === 0);
  } finally {
    const exited = once(child, "exit");
    child.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
