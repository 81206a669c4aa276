// Estates for benchmarks: deterministic specs of about 2 kB as teams write them, on disk or as a Git history.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomFrom } from "./random.ts";

export interface EstateSize {
  specs: number;
  folders: number;
  /** Of the history; each after the first changes `filesPerCommit` files. */
  commits: number;
}

/** The estate of the reference figures: 10,000 specs, 19 MB, 200 folders, 500 commits, some 21,500 objects. */
export const largeEstate: EstateSize = { specs: 10_000, folders: 200, commits: 500 };
export const smallEstate: EstateSize = { specs: 1_000, folders: 20, commits: 50 };

const filesPerCommit = 14;
/** Changes of one commit lie close together, as a team's do. */
const foldersPerCommit = 4;

const domains = ["sales", "finance", "logistics", "marketing", "people", "risk", "web", "stores"];
const feeds = ["orders", "invoices", "shipments", "visits", "prices", "stock", "claims", "ledgers"];
const zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"];

/** Path of the n-th spec. */
export function specPath(n: number, { folders }: EstateSize): string {
  const folder = n % folders;
  return `pipelines/${domains[folder % domains.length]}-${folder}/${specName(n)}.yaml`;
}

const specName = (n: number): string => `${feeds[n % feeds.length]}-${String(n).padStart(5, "0")}`;

/** Text of the n-th spec; each version differs in a few lines. */
export function specText(n: number, version = 0): string {
  const random = randomFrom(n);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const name = specName(n);
  const feed = feeds[n % feeds.length];
  const domain = pick(domains);
  const minute = Math.floor(random() * 60);
  const hour = Math.floor(random() * 24);
  const steps = Array.from({ length: 3 + Math.floor(random() * 4) }, (_, k) =>
    transform(k, feed as string, domain),
  );
  return `# Brings the ${feed} of ${domain} into the warehouse. Change ${version}.
name: ${name}
description: Loads the ${feed} of ${domain} (feed ${n}) for a business date, checks them and publishes a mart.
owner: ${domain}-data
tags: {domain: [${domain}], tier: [${pick(["gold", "silver", "bronze"])}]}
timezone: ${pick(zones)}
params:
  date: {type: date, default: "\${{ run.date }}", description: Business date to load}
  batch: {type: integer, default: ${500 + version}, description: Rows per statement}
triggers:
  - schedule: "${minute} ${hour} * * ${pick(["*", "1-5"])}"
    missed: latest
concurrency: {runs: 1, whenBusy: queue}
defaults:
  timeout: 30m
  retry: {retries: 3, delay: 30s, backoff: exponential, maxDelay: 10m}
env:
  FEED: ${feed}/${n}
  TARGET: warehouse/raw/${domain}/${feed}
tasks:
  extract:
    matrix: {region: [eu, us, apac]}
    run: |
      ./scripts/extract.sh --feed ${feed} --region \${{ matrix.region }} \\
        --date \${{ params.date }}
  check:
    needs: [extract]
    run: ./scripts/check.sh --feed ${feed} --date \${{ params.date }} --at-least ${100 + (n % 900)}
    timeout: 5m
    outputs: {rows: integer, rejected: integer}
  load:
    needs: [check]
    if: needs.check.outputs.rows > 0
    run: ./scripts/load.sh --date \${{ params.date }} --batch \${{ params.batch }}
    env:
      ROWS: "\${{ needs.check.outputs.rows }}"
${steps.join("")}  repair:
    needs: [load]
    if: failed('load')
    # Leaves the partition as it was before the load.
    run: ./scripts/repair.sh --feed ${feed} --date \${{ params.date }}
`;
}

const transform = (k: number, feed: string, domain: string): string => `  transform${k}:
    needs: [${k === 0 ? "load" : `transform${k - 1}`}]
    run: ./scripts/sql.sh models/${domain}/${feed}_${k}.sql --date \${{ params.date }}
    retry: {retries: ${k}, delay: 1m}
`;

const sharedFiles = (): [string, string][] => [
  ["trunkline.yaml", "name: estate\ntimezone: UTC\n"],
  ...["extract", "check", "load", "sql", "repair"].map((name): [string, string] => [
    `scripts/${name}.sh`,
    `#!/bin/sh\necho ${name} "$@"\n`,
  ]),
];

/** Writes the estate's newest state as files below `root`. */
export function writeEstate(root: string, size: EstateSize): void {
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of sharedFiles()) put(path, text);
  for (let n = 0; n < size.specs; n++) put(specPath(n, size), specText(n));
}

/** Makes a bare repository at `path` whose branch `main` has the estate and its history. */
export function createEstateRepository(path: string, size: EstateSize): void {
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", path]);
  const first: [string, string][] = [...sharedFiles()];
  for (let n = 0; n < size.specs; n++) first.push([specPath(n, size), specText(n)]);
  const commits = [commit(1, first)];
  const random = randomFrom(size.specs);
  for (let at = 2; at <= size.commits; at++) {
    const folder = Math.floor(random() * size.folders);
    const files = Array.from({ length: filesPerCommit }, (_, k): [string, string] => {
      const row = Math.floor((random() * size.specs) / size.folders);
      const n = row * size.folders + ((folder + (k % foldersPerCommit)) % size.folders);
      return [specPath(n, size), specText(n, at)];
    });
    commits.push(commit(at, files));
  }
  fastImport(path, commits.join(""));
  // As a server that has been tidied: one pack.
  execFileSync("git", ["-C", path, "repack", "-adq"]);
}

/** Adds a commit to `main` that changes one spec; `at` counts commits and makes its content new. */
export function commitOneChange(path: string, size: EstateSize, at: number): void {
  const n = (at * 7919) % size.specs;
  fastImport(path, commit(at, [[specPath(n, size), specText(n, at)]], "refs/heads/main^0"));
}

const firstCommitAt = Date.UTC(2026, 0, 1) / 1000;

function commit(at: number, files: readonly [string, string][], from?: string): string {
  const who = `Ada Lovelace <ada@example.com> ${firstCommitAt + at * 60} +0000`;
  const parts = [
    `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(`Change ${at}`)}`,
    from === undefined ? "" : `from ${from}\n`,
    ...files.map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ];
  return `${parts.join("")}\n`;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

function fastImport(path: string, stream: string): void {
  execFileSync("git", ["-C", path, "fast-import", "--quiet"], { input: stream, stdio: "pipe" });
}
