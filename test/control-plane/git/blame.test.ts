import { afterEach, beforeEach, expect, test } from "vitest";
import { canonicalJson } from "#core/canonical.ts";
import { readEstate } from "#core/estate.ts";
import { createParseCache } from "#core/parse-cache.ts";
import { type Fields, fieldsOf } from "#core/pipeline-fields.ts";
import { blamePipeline, type PipelineBlame } from "#git/blame.ts";
import { openSource } from "#git/open.ts";
import { type Files, TestRepository } from "#test/support/repository.ts";
import { seeded } from "#test/support/seeded.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository();
});
afterEach(() => repository[Symbol.dispose]());

async function blame(
  field: string | null = null,
  options: {
    limit?: number;
    folder?: string;
    transport?: "native" | "isomorphic";
    path?: string;
    environment?: string;
  } = {},
): Promise<PipelineBlame> {
  const { environment = null } = options;
  const { limit = 500, folder = "", transport = "native", path = repository.path } = options;
  const source = await openSource({ repository: path, cacheDir: "", transport });
  try {
    const found = await blamePipeline({
      ...{ reader: source, folder, name: "daily", environment, field, limit },
      cache: createParseCache(),
      commit: (await source.resolve("HEAD")) as string,
    });
    if (found === null || "diagnostics" in found) throw new Error("there is nothing to blame");
    return found;
  } finally {
    await source.close();
  }
}

/** `[commit, files]` of a field. */
async function of(path: string, options?: Parameters<typeof blame>[1]) {
  const found = (await blame(path, options)).fields.find((one) => one.path === path);
  return [found?.change.oid, ...(found?.files ?? [])];
}

const daily = (timeout: string, more = "") =>
  `name: daily\n${more}tasks:\n  load: {run: ./load.sh, timeout: ${timeout}}\n`;

test("each field goes to the newest commit that gave it its present value", async () => {
  const first = repository.commit({ "pipelines/daily.yaml": daily("1h") });
  const second = repository.commit({ "pipelines/daily.yaml": daily("2h") });
  repository.commit({ "pipelines/daily.yaml": daily("1h") });
  const back = repository.commit({ "pipelines/daily.yaml": daily("2h") });
  repository.commit({ "pipelines/other.yaml": daily("9h").replace("daily", "other") });
  expect(await of("tasks.load.timeoutMs")).toEqual([back, "pipelines/daily.yaml"]);
  expect(await of("tasks.load.action.script")).toEqual([first, "pipelines/daily.yaml"]);
  expect(second).not.toBe(back);
  const told = (await blame()).fields.map(({ path }) => path);
  expect(told).toEqual([
    ...["file", "name", "tasks.load.action.kind", "tasks.load.action.script"],
    ...["tasks.load.name", "tasks.load.timeoutMs"],
  ]);
});

test("what a change silenced is told with that change", async () => {
  repository.commit({ "pipelines/daily.yaml": daily("1h", "owner: ops\n") });
  const silenced = repository.commit({ "pipelines/daily.yaml": daily("1h") });
  const owner = (await blame()).fields.find(({ path }) => path === "owner");
  expect([owner?.value, owner?.change.oid]).toEqual([null, silenced]);
});

test("a file that moves keeps its history, and only its place is new", async () => {
  const first = repository.commit({ "pipelines/daily.yaml": daily("1h") });
  const moved = repository.commit({
    "pipelines/daily.yaml": null,
    "pipelines/gold/daily.yaml": daily("1h"),
  });
  const folder = repository.commit({
    "pipelines/gold/daily.yaml": null,
    "pipelines/daily/pipeline.yaml": "name: daily\n",
    "pipelines/daily/tasks/load.yaml": "run: ./load.sh\ntimeout: 1h\n",
  });
  expect(await of("file")).toEqual([folder, "pipelines/daily/pipeline.yaml"]);
  expect(moved).not.toBe(folder);
  expect(await of("tasks.load.timeoutMs")).toEqual([first, "pipelines/daily.yaml"]);
  const part = repository.commit({
    "pipelines/daily/tasks/load.yaml": "run: ./load.sh\ntimeout: 3h\n",
  });
  expect(await of("tasks.load.timeoutMs")).toEqual([part, "pipelines/daily/tasks/load.yaml"]);
});

test("a new name that says which it was before keeps the history", async () => {
  const first = repository.commit({
    "pipelines/nightly.yaml": daily("1h").replace("daily", "nightly"),
  });
  const renamed = repository.commit({
    "pipelines/nightly.yaml": null,
    "pipelines/daily.yaml": daily("1h", "renamedFrom: nightly\n"),
  });
  expect(await of("tasks.load.timeoutMs")).toEqual([first, "pipelines/nightly.yaml"]);
  expect((await of("name"))[0]).toBe(renamed);
});

test("defaults, the project's file, templates and calendars are named where they say it", async () => {
  const first = repository.commit({
    "trunkline.yaml": "timezone: Europe/Berlin\n",
    "calendars/bank.yaml": "weekdays: [mon, tue]\n",
    "templates/load.yaml": "tasks:\n  fetch: {run: ./fetch.sh}\n",
    "pipelines/_defaults.yaml": "owner: ops\ndefaults: {timeout: 1h}\n",
    "pipelines/daily.yaml":
      "name: daily\ncalendar: bank\ntasks:\n  load: {uses: ./templates/load.yaml}\n  own: {run: ./own.sh}\n",
  });
  expect(await of("timezone")).toEqual([first, "trunkline.yaml"]);
  expect(await of("owner")).toEqual([first, "pipelines/_defaults.yaml"]);
  expect(await of("tasks.load.fetch.timeoutMs")).toEqual([first, "pipelines/_defaults.yaml"]);
  expect(await of("tasks.load.fetch.action.script")).toEqual([first, "templates/load.yaml"]);
  expect(await of("tasks.own.action.script")).toEqual([first, "pipelines/daily.yaml"]);
  // Which calendar, and which days those are.
  expect(await of("calendar")).toEqual([first, "pipelines/daily.yaml", "calendars/bank.yaml"]);
  const second = repository.commit({
    "calendars/bank.yaml": "weekdays: [mon]\n",
    "templates/load.yaml": "tasks:\n  fetch: {run: ./fetch.sh --all}\n",
    "pipelines/_defaults.yaml": null,
  });
  expect(await of("tasks.load.fetch.action.script")).toEqual([second, "templates/load.yaml"]);
  expect(await of("calendar")).toEqual([second, "calendars/bank.yaml"]);
  expect(await of("owner")).toEqual([second, "pipelines/_defaults.yaml"]);
  expect(await of("timezone")).toEqual([first, "trunkline.yaml"]);
});

test("what came with an error counts from the commit that mends it; a new pipeline begins anew", async () => {
  repository.commit({ "pipelines/daily.yaml": daily("1h") });
  repository.commit({ "pipelines/daily.yaml": null });
  const again = repository.commit({ "pipelines/daily.yaml": daily("1h") });
  repository.commit({ "pipelines/daily.yaml": daily("2h", "owner: [\n") });
  const mended = repository.commit({ "pipelines/daily.yaml": daily("2h") });
  expect(await of("name")).toEqual([again, "pipelines/daily.yaml"]);
  expect((await of("tasks.load.timeoutMs"))[0]).toBe(mended);
});

test("a merge counts as its first parent's change; the limit and a shallow clone say that it may be older", async () => {
  const first = repository.commit({ "estates/a/pipelines/daily.yaml": daily("1h") });
  repository.branch("change");
  repository.commit({ "estates/a/pipelines/daily.yaml": daily("2h") });
  repository.branch("main");
  const merged = repository.merge("change", "Merge pull request #12 from ada/change");
  const last = repository.commit({ "estates/a/pipelines/daily.yaml": daily("2h", "owner: ops\n") });
  const options = { folder: "estates/a" };
  expect((await of("tasks.load.timeoutMs", options))[0]).toBe(merged);
  expect((await of("name", { ...options, transport: "isomorphic" }))[0]).toBe(first);
  const limited = await blame("name", { ...options, limit: 1 });
  expect(limited).toMatchObject({ versions: 1, fields: [{ orEarlier: true }] });
  using clone = new TestRepository();
  clone.git("fetch", "--quiet", "--depth=1", `file://${repository.path}`, "main:copied");
  clone.git("switch", "--quiet", "copied");
  for (const transport of ["native", "isomorphic"] as const) {
    const shallow = await blame(null, { ...options, path: clone.path, transport });
    const name = shallow.fields.find(({ path }) => path === "name");
    expect([name?.change.oid, name?.orEarlier]).toEqual([last, true]);
  }
});

/** Some edits of an estate, each of which may leave it in error. */
const edits: readonly ((pick: (of: number) => number, at: number) => Files)[] = [
  (pick) => ({
    "pipelines/_defaults.yaml": `owner: o${pick(2)}\ndefaults: {timeout: ${1 + pick(3)}h}\n`,
  }),
  () => ({ "pipelines/_defaults.yaml": "{}\n" }),
  (pick) => ({ "trunkline.yaml": `timezone: ${["UTC", "Europe/Berlin"][pick(2)]}\n` }),
  (pick) => ({ "templates/load.yaml": `tasks:\n  fetch: {run: ./fetch.sh ${pick(3)}}\n` }),
  (pick) => ({ "templates/load.yaml": `tasks:\n  fetch: {run: ./f.sh, needs: [n${pick(2)}]}\n` }),
  (_, at) => ({ "README.md": `change ${at}\n` }),
];
const places = ["pipelines/daily.yaml", "pipelines/gold/daily.yaml", "pipelines/x.yaml"];

function randomSpec(pick: (of: number) => number): string {
  const lines = ["name: daily"];
  if (pick(3) === 0) lines.push(`owner: p${pick(2)}`);
  if (pick(3) === 0) lines.push(`tags: {domain: [d${pick(2)}]}`);
  if (pick(9) === 0) lines.push("nonsense: true");
  lines.push("tasks:", `  a: {run: ./a.sh ${pick(2)}}`);
  if (pick(2) === 0) lines.push(`  b: {run: ./b.sh, timeout: ${1 + pick(2)}h, needs: [a]}`);
  if (pick(2) === 0) lines.push("  load: {uses: ./templates/load.yaml}");
  return `${lines.join("\n")}\n`;
}

/** Who set each field, by reading the whole estate at every commit. */
function naive(states: readonly { oid: string; fields: Fields | "error" | null }[]) {
  const found: Record<string, string> = {};
  const present = states.at(-1)?.fields as Fields;
  for (const [path, { value }] of present) {
    const text = canonicalJson(value);
    for (const { oid, fields } of states.toReversed()) {
      if (fields === "error") continue;
      const then = fields?.get(path);
      if (then === undefined || canonicalJson(then.value) !== text) break;
      found[path] = oid;
    }
  }
  return found;
}

test("blame of random histories is what reading every commit says", {
  timeout: 120_000,
}, async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    using own = new TestRepository();
    const random = seeded(seed);
    const pick = (of: number) => Math.floor(random() * of);
    const files: Record<string, string> = {};
    let place: string | null = null;
    const states: { oid: string; fields: Fields | "error" | null }[] = [];
    const length = 24;
    for (let at = 0; at < length; at++) {
      const changed: Files = {};
      const isLast = at === length - 1;
      if (isLast || pick(2) === 0) {
        const next: string | null =
          isLast || pick(8) > 0 ? (places[pick(5)] ?? place ?? "pipelines/daily.yaml") : null;
        if (place !== null && place !== next) changed[place] = null;
        if (next)
          changed[next] = isLast ? "name: daily\ntasks: {a: {run: ./a.sh 1}}\n" : randomSpec(pick);
        place = next ?? null;
      } else Object.assign(changed, edits[pick(edits.length)]?.(pick, at));
      for (const [path, content] of Object.entries(changed))
        if (content === null) delete files[path];
        else files[path] = content as string;
      const oid = own.commit(changed);
      const estate = readEstate(Object.entries(files).map(([path, text]) => ({ path, text })));
      const source = estate.sources.find(({ name }) => name === "daily");
      const fields = source?.pipeline ? fieldsOf(source.path, source.pipeline) : null;
      states.push({ oid, fields: source && fields === null ? "error" : fields });
    }
    const { fields } = await blame("tasks", { path: own.path });
    const rest = await Promise.all(
      ["file", "owner", "timezone", "tags", "name"].map((path) => blame(path, { path: own.path })),
    );
    const all = [...fields, ...rest.flatMap((one) => one.fields)];
    const expected = naive(states);
    expect(
      Object.fromEntries(all.map(({ path, change }) => [path, change.oid])),
      `seed ${seed}`,
    ).toEqual(Object.fromEntries(all.map(({ path }) => [path, expected[path]])));
  }
});
