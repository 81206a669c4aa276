// Manifests lose nothing, whatever they say.

import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { readManifests } from "#migrators/sources/cron/kubernetes/read.ts";
import { expectAccounted } from "#test/support/cron-ledger.ts";
import { cronTexts } from "#test/support/cron-texts.ts";
import { expectLossless } from "#test/support/lossless.ts";

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc.constantFrom(
  "a",
  "yes",
  "5",
  "${{ x }}",
  "two\nlines\n",
  "# no",
  "",
  "é: x",
  "---",
);
const container = fc.record(
  {
    name: text,
    image: fc.constantFrom("busybox", "registry.example/a@sha256:00"),
    command: fc.array(text, { maxLength: 3 }),
    args: maybe(fc.array(text, { maxLength: 3 })),
    env: fc.array(fc.record({ name: fc.constantFrom("A", "B", "A-B"), value: maybe(text) })),
    resources: fc.record({ limits: fc.constantFrom({ memory: "1Gi" }, { cpu: 1 }, {}) }),
    securityContext: fc.constantFrom({}, { privileged: true }, { runAsNonRoot: true }),
    volumeMounts: maybe(fc.constant([{ name: "a", mountPath: "/a" }])),
  },
  { requiredKeys: ["image"] },
);
const pod = fc.record(
  {
    restartPolicy: fc.constantFrom("Never", "OnFailure", "Always"),
    serviceAccountName: text,
    automountServiceAccountToken: fc.boolean(),
    nodeSelector: fc.constantFrom({ a: "b" }, { a: 5 }),
    tolerations: fc.constant([{ key: "a", operator: "Exists" }, { tolerationSeconds: 5 }]),
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["containers"] },
);
const jobSpec = fc.record(
  {
    backoffLimit: fc.constantFrom<unknown>(0, 3, "x", null),
    activeDeadlineSeconds: fc.constantFrom(60, 5400),
    parallelism: fc.constantFrom(1, 2),
    template: fc.record({ spec: pod }),
  },
  { requiredKeys: ["template"] },
);
const cronJob = fc.record({
  apiVersion: fc.constant("batch/v1"),
  kind: fc.constantFrom("CronJob", "CronJob", "CronJob", "Secret"),
  metadata: fc.record({ name: text, namespace: maybe(text), labels: fc.constant({ a: "b" }) }),
  spec: fc.record(
    {
      schedule: fc.oneof(
        cronTexts.filter(({ dialect }) => dialect === "kubernetes").map((each) => each.text),
        fc.constantFrom(
          "@daily",
          "@every 5m",
          "TZ=UTC 0 5 * * *",
          "0 0 31 2 *",
          "5/15 8 * * ?",
          "x",
        ),
      ),
      timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Nowhere"),
      suspend: fc.boolean(),
      concurrencyPolicy: fc.constantFrom("Allow", "Forbid", "Replace", "Other"),
      startingDeadlineSeconds: fc.constantFrom(10, 600),
      jobTemplate: fc.record({ spec: jobSpec }),
    },
    { requiredKeys: ["schedule", "jobTemplate"] },
  ),
});
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const files = fc.oneof(
  fc
    .array(cronJob, { minLength: 1, maxLength: 3 })
    .map((jobs) => jobs.map((job) => `# one\n${dump(plain(job))}`).join("--- # next\n")),
  fc
    .array(cronJob, { minLength: 1, maxLength: 3 })
    .map((items) => dump({ kind: "List", apiVersion: "v1", items: plain(items) })),
  fc
    .array(cronJob, { minLength: 1, maxLength: 3 })
    .map((items) => JSON.stringify({ kind: "List", apiVersion: "v1", items })),
);
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "kind: CronJob\n",
        "---\n",
        "- ",
        "&a ",
        "*a",
        "{",
        "[",
        "}",
        ": ",
        "|\n  ",
        "!!x ",
      ),
      fc.constantFrom(
        "spec:\n",
        "  schedule: '0 5 * * *'\n",
        "...\n",
        "%YAML 1.2\n",
        "#",
        "\t",
        "\r\n",
      ),
      fc.string(),
    ),
  )
  .map((parts) => `kind: CronJob\n${parts.join("")}`);

test("documents, comments and marks are the file", () => {
  fc.assert(
    fc.property(fc.oneof(files, hostile), (content) => {
      const { file } = readManifests("a.yaml", content, "utf-8");
      if (!file.refused) expectLossless(content, file, /^(?:\s|---|\.\.\.)*$/);
    }),
    { numRuns: 300 },
  );
});

test("every field is accounted for, and both sides fire alike", { timeout: 60_000 }, () => {
  const options = fc.constantFrom({ timezone: "UTC", connection: "cluster" }, { timezone: null });
  fc.assert(
    fc.property(fc.oneof(files, hostile), options, (content, given) => {
      expectAccounted({ "a.yaml": content }, given);
    }),
    { numRuns: 120 },
  );
});

test("many objects and deep nesting are read in no time, or refused", () => {
  const begun = performance.now();
  const one = "kind: CronJob\nmetadata: {name: a}\nspec: {schedule: '0 5 * * *'}\n---\n";
  const { manifests } = readManifests("a.yaml", one.repeat(20_000), "utf-8");
  expect(manifests.length).toBe(20_000);
  expect(readManifests("a.yaml", "[".repeat(1_000_000), "utf-8").file.refused).toBe(true);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
