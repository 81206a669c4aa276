// Runs all benchmarks, each in a process of its own, and writes the dated report with the machine they ran on.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { benchmarks } from "./benchmarks.ts";
import { runNode } from "./support/child.ts";
import { benchDatabase } from "./support/database.ts";
import type { Result } from "./support/rounds.ts";

const script = fileURLToPath(new URL("run.ts", import.meta.url));
const folder = fileURLToPath(new URL("results", import.meta.url));

interface Measured {
  name: string;
  /** Null when the benchmark failed; the report says so and the others go on. */
  result: Result | null;
  seconds: number;
  error: string;
}

/** Answers whether every target was met. Prints each result as a line of JSON, the report's path last. */
export async function runAll(rounds: number): Promise<boolean> {
  const facts = await machine(rounds);
  const measured: Measured[] = [];
  for (const name of Object.keys(benchmarks)) {
    const one = await measure(name, rounds);
    measured.push(one);
    console.log(one.result ? JSON.stringify(one.result) : `${name}: ${one.error}`);
  }
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${date}.md`, report(date, facts, measured));
  console.log(`bench/results/${date}.md`);
  return measured.every((one) => verdict(one) !== "missed" && one.result !== null);
}

async function measure(name: string, rounds: number): Promise<Measured> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const { stdout } = await runNode([script, name, "--rounds", String(rounds)]);
    const result = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Result;
    return { name, result, seconds: seconds(), error: "" };
  } catch (error) {
    return { name, result: null, seconds: seconds(), error: (error as Error).message };
  }
}

function verdict({ name, result }: Measured): string {
  const target = benchmarks[name]?.target;
  if (!result) return "failed";
  if (!target) return "";
  return target.met(result) ? "met" : "missed";
}

/** What figures depend on; the load tells whether the machine was quiet. */
async function machine(rounds: number): Promise<[string, string][]> {
  await using db = await benchDatabase();
  const { rows } = await db.pool.query("show server_version");
  const text = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: "utf8" }).trim();
  return [
    ["cores", `${cpus().length} × ${cpus()[0]?.model.trim()}`],
    ["memory", `${Math.round(totalmem() / 2 ** 30)} GB`],
    ["load at the start", (loadavg()[0] ?? 0).toFixed(2)],
    ["platform", `${process.platform} ${process.arch}`],
    ["Node", process.version],
    ["Postgres", `${rows[0].server_version}, embedded, with its default settings`],
    ["Git", text("git", "--version").replace("git version ", "")],
    ["commit", text("git", "rev-parse", "--short", "HEAD")],
    ["rounds", `${rounds}, alternating with the reference; medians`],
  ];
}

function report(date: string, facts: [string, string][], measured: readonly Measured[]): string {
  const lines = measured.map((one) => {
    const { question, target } = benchmarks[one.name] ?? {};
    const { ours, reference, ratio, unit } = one.result ?? {};
    const cells = [
      one.name,
      question,
      `${figure(ours)} ${unit ?? ""}`,
      `${figure(reference)} ${unit ?? ""}`,
      figure(ratio),
      target?.text ?? "",
      verdict(one),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return `# Benchmarks of ${date}

Made by \`npm run bench -- all\`.

| | |
|---|---|
${facts.map(([name, value]) => `| ${name} | ${value} |`).join("\n")}

| benchmark | question | ours | reference | ratio | target | verdict |
|---|---|---|---|---|---|---|
${lines.join("\n")}

Everything that was measured:

\`\`\`json
${measured.map((one) => (one.result ? JSON.stringify(one.result) : `"${one.name} failed"`)).join("\n")}
\`\`\`
`;
}

/** Three significant digits, or all of a larger whole number. */
function figure(value: number | undefined): string {
  if (value === undefined) return "–";
  return value >= 100
    ? Math.round(value).toLocaleString("en")
    : String(Number(value.toPrecision(3)));
}
