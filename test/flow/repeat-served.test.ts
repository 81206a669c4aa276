// A repeating task through a server, a worker and the command line.

import { expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { serverUnderTest } from "#test/support/server.ts";

const files = {
  "trunkline.yaml": "name: shop\n",
  "pipelines/ticks.yaml": `
name: ticks
tasks:
  tick:
    repeat: {every: 1s, from: start, max: 2}
    outputs: {n: integer}
    run: |
      echo "tick $TRUNKLINE_ITERATION of" \${{ run.iteration }}
      echo "n=$TRUNKLINE_ITERATION" >> "$TRUNKLINE_OUTPUT"
  report: {needs: [tick], run: "echo after \${{ needs.tick.outputs.n }}"}
`,
  "pipelines/night.yaml": `
name: night
tasks:
  poll: {repeat: {every: 1h, max: 9}, run: echo polled}
  report: {needs: [poll], run: echo reported}
`,
};

test("iterations are shown, with output and spans of their own", async () => {
  await using server = await serverUnderTest(files);
  const text = async (words: string[]) => (await server.trunkline(words)).stdout;
  const made = await server.trunkline(["run", "ticks", "--wait", "--output", "json"]);
  expect(made.stderr).toBe("");
  const run = JSON.parse(made.stdout);
  expect(run).toMatchObject({
    state: "succeeded",
    tasks: [
      {
        name: "tick",
        outputs: { n: 2 },
        attempts: [
          { attempt: 1, iteration: 1, state: "succeeded" },
          { attempt: 2, iteration: 2, state: "succeeded" },
        ],
      },
      { name: "report", attempts: [{ attempt: 1, iteration: null }] },
    ],
  });
  const [first, second] = run.tasks[0].attempts;
  expect(Date.parse(second.startedAt) - Date.parse(first.startedAt)).toBeGreaterThanOrEqual(999);
  expect(await text(["logs", run.id, "--task", "tick"])).toBe("tick 1 of 1\ntick 2 of 2\n");
  expect(await text(["logs", run.id, "--task", "tick", "--attempt", "2"])).toBe("tick 2 of 2\n");
  expect(await text(["logs", run.id, "--task", "report"])).toBe("after 2\n");
  expect(await text(["runs", "show", run.id, "--trace"])).toContain(
    "tick (iteration 2, attempt 2)",
  );

  const [{ id }] = await server.json(["run", "night"]);
  await eventually("the next iteration is planned", async () =>
    (await text(["runs", "show", id])).includes("next iteration at"),
  );
  await eventually("why says when", async () =>
    /iteration 2 at \d{4}-.*it is earlier/.test(await text(["why", id])),
  );
  await text(["mark", id, "succeeded", "--task", "poll", "--reason", "enough of it"]);
  await eventually(
    "what needs it goes on",
    async () => (await server.json(["runs", "show", id]))[0].state === "succeeded",
  );
});
