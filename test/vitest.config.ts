import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./support/longest-first.ts";
import { SkipReasons } from "./support/skip-reasons.ts";

/** Where .ci/run wants the results as JSON, beside what is printed. */
const report = process.env.TRUNKLINE_TEST_REPORT;

/** Two forks: the suites start real servers and Postgres clusters; more only slows a small machine. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/**/*.test.ts"],
    reporters: [
      "default",
      new SkipReasons(),
      ...(report ? [["json", { outputFile: report }] as ["json", object]] : []),
    ],
    sequence: { sequencer: LongestFirst },
    globalSetup: ["test/support/postgres-server.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
