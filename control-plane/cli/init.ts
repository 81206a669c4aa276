// `trunkline init`: a small project that deploys and runs as it is.

import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { defineCommand } from "./command.ts";
import { writeSchemas } from "./editor-schemas.ts";
import { CommandError } from "./exit.ts";

const projectFile = (
  name: string,
): string => `# yaml-language-server: $schema=.trunkline/schemas/project.schema.json
name: ${name}
timezone: UTC
`;

const pipelineFile = `# yaml-language-server: $schema=../.trunkline/schemas/pipeline.schema.json
name: hello
description: Greets once a day; the second task reads what the first one found out.
params:
  date: {type: date, default: "\${{ run.date }}"}
triggers:
  - schedule: "0 6 * * *"
tasks:
  count:
    run: |
      echo "files=$(ls | wc -l | tr -d ' ')" >> "$TRUNKLINE_OUTPUT"
    outputs: {files: integer}
  greet:
    needs: [count]
    run: echo Hello, it is \${{ params.date }} and I see \${{ needs.count.outputs.files }} files
`;

const ignoreFile = "# Made by `trunkline schema` and by a local `trunkline up`\n.trunkline/\n";

export const command = defineCommand({
  description:
    "Writes trunkline.yaml, pipelines/hello.yaml and .gitignore, the schemas for editors, and makes a Git\n" +
    "repository when Git is installed and the folder isn't in one. A file that exists is left as it is.",
  arguments: { DIR: { description: "the project's root; made when missing; default: here" } },
  options: {},
  examples: [{ command: "trunkline init jobs", description: "a new project in the folder jobs" }],
  exits: ["refused"],
  async run({ args, out, cwd }) {
    const root = path.resolve(cwd, args.DIR ?? ".");
    const files: [string, string][] = [
      ["trunkline.yaml", projectFile(projectName(root))],
      ["pipelines/hello.yaml", pipelineFile],
      [".gitignore", ignoreFile],
    ];
    try {
      for (const [file, text] of files) {
        const outcome = await writeNew(path.join(root, file), text);
        out.value(
          { file, outcome },
          () => `${outcome === "written" ? "+" : "="} ${file} ${outcome}`,
        );
      }
      await writeSchemas(root);
    } catch (error) {
      const { message } = error as Error;
      throw new CommandError("refused", `can't make a project in ${root}: ${message}`, null, error);
    }
    const repository = makeRepository(root);
    out.value(
      { file: ".git", outcome: repository },
      () => `${marks[repository]} ${texts[repository]}`,
    );
    for (const line of nextSteps(path.relative(cwd, root))) out.note(line);
    return undefined;
  },
});

/** A folder's name as a project may be called; `jobs` when nothing of it fits. */
function projectName(root: string): string {
  const slug = path
    .basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  return slug.slice(0, 60) || "jobs";
}

async function writeNew(file: string, text: string): Promise<"written" | "kept"> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(file, text, { flag: "wx" });
    return "written";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return "kept";
    throw error;
  }
}

type Repository = "written" | "kept" | "missing";
const marks: Record<Repository, string> = { written: "+", kept: "=", missing: "!" };
const texts: Record<Repository, string> = {
  written: "Git repository made, branch main",
  kept: "Git repository kept",
  missing: "no Git repository: git isn't installed or failed",
};

function makeRepository(root: string): Repository {
  const git = (...args: string[]): boolean =>
    spawnSync("git", ["-C", root, ...args], { stdio: "ignore", timeout: 10_000 }).status === 0;
  if (git("rev-parse", "--is-inside-work-tree")) return "kept";
  // `init -b` needs Git 2.28; the symbolic ref works with all.
  return git("init") && git("symbolic-ref", "HEAD", "refs/heads/main") ? "written" : "missing";
}

const nextSteps = (folder: string): string[] => [
  "",
  "Next:",
  ...(folder === "" ? [] : [`  cd ${folder}`]),
  "  trunkline validate                            check the files",
  "  trunkline next hello                          see when it would run",
  '  git add . && git commit -m "First pipeline"   what is committed is what runs',
];
