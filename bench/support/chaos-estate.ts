// The estate of a chaos run: chains, diamonds, fans, retries, gates, followers, pools, lists, iterations, pipelines that run
// another, and what leaves its process group.

import { existsSync, readFileSync } from "node:fs";
import type { Files } from "#test/support/repository.ts";
import type {
  ChaosCount,
  ChaosEffect,
  ChaosFollower,
  ChaosPool,
  ChaosSchedule,
} from "./chaos-facts.ts";

/** Every so many seconds; each divides an hour, so due times are the multiples since 1970. */
const everySeconds: Record<string, number> = {
  ...{ chain: 4, fan: 6, retry: 5, gate: 6, giver: 10, taker: 6, leaver: 12 },
  ...{ pooled: 5, poster: 6, reader: 4, each: 10, ticker: 10, parent: 12 },
};

/** Started by requests with a key, not by time. */
export const requested = "diamond";

/** Cleared by each run that waited for it: it must be emitted again until nothing waits. */
export const turn = "TURN";

export const schedules: readonly Pick<ChaosSchedule, "pipeline" | "everyMs">[] = Object.entries(
  everySeconds,
).map(([pipeline, seconds]) => ({ pipeline, everyMs: seconds * 1_000 }));

export const followers: readonly ChaosFollower[] = [{ pipeline: "follower", follows: "chain" }];

/** Whoever posts has all of a lock. */
const wholeLock = 1_000;

export const pools: readonly ChaosPool[] = [
  {
    ...{ pool: "press", units: 2 },
    takes: [
      { pipeline: "pooled", task: "a", units: 1 },
      { pipeline: "pooled", task: "b", units: 2 },
      { pipeline: "each", task: "item", units: 1 },
    ],
  },
  {
    ...{ pool: "ledger", units: wholeLock },
    takes: [
      { pipeline: "poster", task: "post", units: wholeLock },
      { pipeline: "reader", task: "read", units: 1 },
    ],
  },
];

export const counts: readonly ChaosCount[] = [
  { pipeline: "each", task: "item", of: "instances", count: 3 },
  { pipeline: "ticker", task: "tick", of: "iterations", count: 3 },
  { pipeline: "parent", task: "call", of: "runs", count: 1 },
  { pipeline: "parent", task: "tell", of: "runs", count: 1 },
];

/** The files, with schedules or (at the end, so that everything settles) without. */
export function chaosFiles(effects: string, scheduled: boolean): Files {
  const file = (name: string, text: string): [string, string] => {
    const every = everySeconds[name];
    const triggers =
      every === undefined || !scheduled
        ? ""
        : `triggers: [{schedule: {every: ${every}s}, missed: all}]\n`;
    return [`pipelines/${name}.yaml`, `name: ${name}\n${triggers}${text}`];
  };
  /** A task in YAML: what it does between its first and its last line, and what else it says. */
  const task = (
    name: string,
    beats: number,
    { fields = "", before = "", after = "" } = {},
  ) => `  ${name}:
${fields}    run: |
      ${say(effects)}
      say start
      ${before}
      n=0; while [ $n -lt ${beats} ]; do n=$((n + 1)); sleep 0.2; say beat; done
      ${after}
      say end
`;
  const fields = (...lines: string[]) => ({
    fields: lines.map((line) => `    ${line}\n`).join(""),
  });
  const needs = (...names: string[]) => ({ fields: `    needs: [${names.join(", ")}]\n` });
  return Object.fromEntries([
    file("chain", `tasks:\n${task("a", 2)}${task("b", 2, needs("a"))}${task("c", 1, needs("b"))}`),
    file(
      "diamond",
      `tasks:\n${task("a", 1)}${task("b", 3, needs("a"))}${task("c", 2, needs("a"))}${task("d", 1, needs("b", "c"))}`,
    ),
    file(
      "fan",
      `tasks:\n${task("part", 4, { fields: "    matrix: {n: [1, 2, 3]}\n" })}${task("join", 1, needs("part"))}`,
    ),
    file(
      "retry",
      `tasks:\n${task("flaky", 1, {
        fields: "    retry: {retries: 3, delay: 1s}\n",
        after: "if [ $TRUNKLINE_ATTEMPT -lt 2 ]; then exit 7; fi",
      })}`,
    ),
    file(
      "gate",
      `tasks:\n${task("first", 3)}${task("second", 1, { fields: "    awaits: {task: first}\n" })}`,
    ),
    file(
      "giver",
      `tasks:\n${task("give", 1, { fields: `    emits: [{event: ${turn}, date: static}]\n` })}`,
    ),
    file(
      "taker",
      `awaits: {event: ${turn}, date: static}\ntasks:\n${task("take", 2, {
        fields: `    clears: [{event: ${turn}, date: static}]\n`,
      })}`,
    ),
    file(
      "leaver",
      `tasks:\n${task("leave", 6, {
        before: `setsid sh -c '${say(effects)}; n=0; while [ $n -lt 40 ]; do n=$((n + 1)); say left; sleep 0.2; done' >/dev/null 2>&1 </dev/null &`,
      })}`,
    ),
    ["pools.yaml", "press: {units: 2}\nledger: {lock: true}\n"],
    file(
      "pooled",
      `tasks:\n${task("a", 2, fields("pools: {press: 1}"))}${task("b", 1, fields("needs: [a]", "pools: {press: 2}"))}`,
    ),
    file("poster", `tasks:\n${task("post", 2, fields("locks: {ledger: exclusive}"))}`),
    file("reader", `tasks:\n${task("read", 2, fields("locks: {ledger: shared}"))}`),
    file(
      "each",
      `tasks:\n${task("list", 1, {
        ...fields("outputs: {names: list<string>}"),
        after: `echo 'names=["a", "b", "c"]' >> "$TRUNKLINE_OUTPUT"`,
      })}${task(
        "item",
        1,
        fields("needs: [list]", "forEach: ${{ needs.list.outputs.names }}", "pools: {press: 1}"),
      )}${task("join", 1, needs("item"))}`,
    ),
    file("ticker", `tasks:\n${task("tick", 1, fields("repeat: {every: 1s, from: end, max: 3}"))}`),
    file(
      "parent",
      `tasks:
  call: {uses: pipeline, with: {pipeline: child}}
  tell: {needs: [call], uses: pipeline, with: {pipeline: child, wait: false}}
${task("last", 1, needs("tell"))}`,
    ),
    file("child", `tasks:\n${task("work", 2)}`),
    file(
      "follower",
      `triggers: [{after: {pipeline: chain}, per: run}]\ntasks:\n${task("follow", 1)}`,
    ),
  ]);
}

/** Shell: `say WHAT` appends a line, in one write. */
const say = (file: string): string =>
  `say() { echo "$1 $TRUNKLINE_RUN_ID $TRUNKLINE_TASK $TRUNKLINE_ATTEMPT $(date +%s%3N)" >> ${file}; }`;

export function readChaosEffects(file: string): ChaosEffect[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [what, run = "", task = "", attempt, at] = line.split(" ");
    return { what, run, task, attempt: Number(attempt), at: Number(at) } as ChaosEffect;
  });
}
