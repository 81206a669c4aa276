// The README's commands, run as they stand, in order, in a clone of this repository.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Fenced `sh` blocks of a Markdown text, in order. */
const shellBlocks = (markdown: string): string[] =>
  [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1] as string);

const identity = {
  GIT_AUTHOR_NAME: "Reader",
  GIT_AUTHOR_EMAIL: "reader@example.org",
  GIT_COMMITTER_NAME: "Reader",
  GIT_COMMITTER_EMAIL: "reader@example.org",
  GIT_CONFIG_GLOBAL: "/dev/null",
  NO_COLOR: "1",
};

/** Answers what the block printed; rejects when a command of it fails. */
function sh(cwd: string, script: string): Promise<string> {
  const child = spawn("/bin/sh", ["-e", "-c", script], {
    cwd,
    env: { ...process.env, ...identity },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that what a block starts can be ended with it.
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      text += chunk;
    });
  return new Promise((fulfil, reject) => {
    child.on("close", (code) =>
      code === 0 ? fulfil(text) : reject(new Error(`${script}\nended with ${code}:\n${text}`)),
    );
  });
}

test("every command of the README does what it says", async () => {
  const blocks = shellBlocks(readFileSync(join(root, "README.md"), "utf8"));
  const [start = "", ...rest] = blocks;
  // The two commands are run as they stand by test/flow/installation.test.ts; the modules of this checkout serve here.
  expect(start).toMatch(/^git clone .*\nnpm ci && npm start\n$/);
  await using folder = temporaryDirectory();
  // Under root Postgres runs as another user, who must get through; else its data would be elsewhere and stay.
  chmodSync(folder.path, 0o711);
  const clone = join(folder.path, "trunkline");
  execFileSync("git", ["clone", "--quiet", root, clone]);
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));

  const up = spawn("npm", ["start"], {
    cwd: clone,
    env: { ...process.env, ...identity },
    detached: true,
  });
  let printed = "";
  for (const stream of [up.stdout, up.stderr])
    stream.on("data", (chunk) => {
      printed += chunk;
    });
  const ended = once(up, "close");
  try {
    await eventually(
      "npm start has run the main job",
      () => printed.includes("Ctrl-C stops it"),
      60_000,
    );
    expect(printed).toContain("Run 1 succeeded");
    const [look = "", change = "", plan = "", own = "", attempt = ""] = rest;
    const looked = await sh(clone, look);
    expect(looked).toContain("Synced");
    expect(looked).toContain("prepare.generate[eu]");
    const changed = await sh(clone, change.replace("git commit", "git -c core.pager=cat commit"));
    expect(changed).toContain("retail");
    await eventually("the commit is deployed", async () =>
      (await sh(clone, "npm exec trunkline -- history daily-revenue")).includes("Revenue an hour"),
    );
    expect(await sh(clone, plan)).toContain("~ daily-revenue");
    // The last command of the last block serves until it is stopped; the test does the rest of it.
    const lines = own.trim().split("\n");
    expect(lines.at(-1)).toBe("npm exec trunkline -- up ../jobs --state ../jobs-state");
    await sh(clone, lines.slice(0, -1).join("\n"));
    const served = `${lines.at(-1)} --run hello --once`;
    expect(await sh(clone, served)).toContain("Run 1 succeeded");
    expect(await sh(clone, attempt)).toContain("succeeded");
    expect(rest).toHaveLength(5);
  } finally {
    process.kill(-(up.pid as number), "SIGTERM");
    await ended;
  }
}, 180_000);

test("every relative link of the documentation leads to a file, and every page is in the index", () => {
  const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md"];
  for (const name of readdirSync(join(root, "docs"), { recursive: true }) as string[])
    if (name.endsWith(".md")) pages.push(join("docs", name));
  const broken: string[] = [];
  const linked = new Set<string>();
  for (const page of new Set(pages))
    for (const [, target = ""] of readFileSync(join(root, page), "utf8").matchAll(
      /\]\(([^)#\s]+)/g,
    )) {
      if (/^[a-z]+:/.test(target)) continue;
      const path = resolve(root, dirname(page), target);
      if (!existsSync(path)) broken.push(`${page} → ${target}`);
      if (page === join("docs", "README.md")) linked.add(path);
    }
  expect(broken).toEqual([]);
  const index = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== "docs/README.md");
  expect(index.filter((page) => !linked.has(join(root, page)))).toEqual([]);
});
