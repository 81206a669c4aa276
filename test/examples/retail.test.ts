// The bundled estate without the engine: its scripts as a person runs them, checked against sums made here.

import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const estate = fileURLToPath(new URL("../../examples/retail", import.meta.url));
const regions = ["eu", "us", "apac"];
/** An ordinary Thursday; and a date on which the payment provider errs, as its day is a multiple of 5. */
const soundDay = "2026-11-19";
const badDay = "2026-11-20";

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), "retail-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
}

/** Runs a script as a task does: with little in its environment, and a file for outputs. */
function script(name: string, ...args: string[]): Ending {
  const outputFile = path.join(data, "outputs");
  writeFileSync(outputFile, "");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`./scripts/${name}.mjs`, ...args],
    {
      cwd: estate,
      encoding: "utf8",
      env: { TRUNKLINE_DATA: data, TRUNKLINE_OUTPUT: outputFile },
    },
  );
  const lines = readFileSync(outputFile, "utf8").trim().split("\n");
  const outputs = Object.fromEntries(lines.map((line) => line.split("=", 2)));
  return { code: status, stdout, stderr, outputs };
}

function succeed(name: string, ...args: string[]): Ending {
  const ending = script(name, ...args);
  expect(ending, `${name} ${args.join(" ")}`).toMatchObject({ code: 0, stderr: "" });
  return ending;
}

function generate(date: string): void {
  for (const region of regions) succeed("generate", "--date", date, "--region", region);
}

function prepare(date: string): Ending {
  generate(date);
  const { outputs } = succeed("validate", "--date", date);
  return succeed("load", "--date", date, "--expect-rows", outputs.rows ?? "");
}

const landed = (date: string, region: string, file: string) =>
  path.join(data, "landing", date, region, file);

/** Cells by column name; nothing of the estate's own reader. */
function rowsOf(date: string, region: string, kind: string): Record<string, string>[] {
  const text = readFileSync(landed(date, region, `${kind}.csv`), "utf8").trim();
  const [header = [], ...rows] = text.split("\n").map((line) => line.split(","));
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""])));
}

const cents = (rows: Record<string, string>[]) =>
  rows.reduce((sum, row) => sum + Number(row.amount_cents), 0);

/** The whole warehouse as text, but for its snapshots. */
function warehouse(): string {
  using db = new DatabaseSync(path.join(data, "warehouse.sqlite"), { readOnly: true });
  const tables = ["product", "orders", "refund", "payment", "payment_adjustment"];
  return tables
    .map((table) => JSON.stringify(db.prepare(`select * from ${table} order by 1`).all()))
    .join("\n");
}

/** Replaces a text in a landed file, which must be there. */
function spoil(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(from);
  writeFileSync(file, text.replace(from, to));
}

describe("a day, from files to report", () => {
  test("the report's totals are those of the files", () => {
    prepare(soundDay);
    const { outputs } = succeed("report", "--date", soundDay);
    const orders = regions.flatMap((region) => rowsOf(soundDay, region, "orders"));
    const refunds = regions.flatMap((region) => rowsOf(soundDay, region, "refunds"));
    expect(orders.length).toBeGreaterThan(300);
    expect(refunds.length).toBeGreaterThan(0);
    expect(outputs).toEqual({
      report: path.join(data, "reports", `${soundDay}.html`),
      orders: String(orders.length),
      net_cents: String(cents(orders) - cents(refunds)),
    });
  });

  test("the page has each region's and product's net, the refunds, and a bar per product", () => {
    prepare(soundDay);
    const html = readFileSync(succeed("report", "--date", soundDay).outputs.report ?? "", "utf8");
    const euro = (amount: number) =>
      `€${(amount / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`;
    for (const region of regions) {
      const net =
        cents(rowsOf(soundDay, region, "orders")) - cents(rowsOf(soundDay, region, "refunds"));
      expect(html).toMatch(
        new RegExp(`<tr><td>${region}</td>.*<td>${euro(net).replace(".", "\\.")}</td></tr>`),
      );
    }
    const refunds = regions.flatMap((region) => rowsOf(soundDay, region, "refunds"));
    expect(html).toContain(`less ${euro(cents(refunds))} refunds`);
    expect(html.match(/<rect /g)).toHaveLength(6);
    expect(html).toContain("Hand Grinder &lt;Pro&gt;");
    expect(html).not.toContain("<Pro>");
    expect(html).not.toContain("NaN");
  });

  test("doing it twice changes nothing", () => {
    prepare(badDay);
    const first = { warehouse: warehouse(), page: page() };
    prepare(badDay);
    expect({ warehouse: warehouse(), page: page() }).toEqual(first);
    function page(): string {
      return readFileSync(succeed("report", "--date", badDay).outputs.report ?? "", "utf8");
    }
  });

  test("a second date leaves the first as it was", () => {
    prepare(soundDay);
    const before = succeed("report", "--date", soundDay).outputs;
    prepare("2026-11-21");
    expect(succeed("report", "--date", soundDay).outputs).toEqual(before);
    expect(succeed("report", "--date", "2026-11-21").outputs).not.toEqual(before);
  });
});

describe("payments that don't match", () => {
  test("are found, repaired, and stay repaired when the date is loaded again", () => {
    prepare(badDay);
    const expected = regions.flatMap((region) => mismatchesOf(badDay, region));
    expect(expected).toHaveLength(6);
    const found = script("reconcile", "check", "--date", badDay);
    expect(found).toMatchObject({ code: 1, outputs: { mismatches: "6" } });
    for (const orderId of expected) expect(found.stderr).toContain(`${orderId}: ordered`);

    expect(succeed("reconcile", "repair", "--date", badDay).outputs).toEqual({ repaired: "6" });
    expect(succeed("reconcile", "check", "--date", badDay).outputs).toEqual({ mismatches: "0" });
    expect(succeed("reconcile", "repair", "--date", badDay).outputs).toEqual({ repaired: "0" });
    prepare(badDay);
    expect(succeed("reconcile", "check", "--date", badDay).outputs).toEqual({ mismatches: "0" });
  });

  test("are absent on an ordinary date", () => {
    prepare(soundDay);
    expect(succeed("reconcile", "check", "--date", soundDay).outputs).toEqual({ mismatches: "0" });
  });

  /** Order ids whose payments don't sum up to the order's amount. */
  function mismatchesOf(date: string, region: string): string[] {
    const paid = Map.groupBy(rowsOf(date, region, "payments"), (row) => row.order_id);
    return rowsOf(date, region, "orders")
      .filter((order) => cents(paid.get(order.order_id) ?? []) !== Number(order.amount_cents))
      .map((order) => order.order_id ?? "");
  }
});

describe("unsound files", () => {
  beforeEach(() => generate(soundDay));

  test.each([
    [
      "a word for a number",
      "orders",
      /(,\d+){2}$/m,
      ",x,1",
      /orders\.csv:2: unit_cents must be a whole number, not "x"/,
    ],
    [
      "a missing field",
      "payments",
      /,\w+,\d+$/m,
      ",card",
      /payments\.csv:2: has 3 fields, 4 are expected/,
    ],
    [
      "another header",
      "refunds",
      "refund_id",
      "id",
      /refunds\.csv:1: the header must be "refund_id,/,
    ],
    [
      "a payment without an order",
      "payments",
      /,EU-\d+-0002/,
      ",EU-1",
      /payments\.csv:3: order EU-1 does not exist/,
    ],
    ["a wrong product of numbers", "orders", /\d+$/m, "1", /orders\.csv:2: \d × \d+ is not 1/],
  ])("%s is named with file and line", (_, kind, from, to, message) => {
    spoil(landed(soundDay, "eu", `${kind}.csv`), from, to);
    const ending = script("validate", "--date", soundDay, "--region", "eu");
    expect(ending.code).toBe(1);
    expect(ending.stderr).toMatch(message);
    expect(ending.stderr).toMatch(new RegExp(`landing/${soundDay}/eu/${kind}\\.csv: sha256 is`));
    expect(ending.stderr).not.toContain("    at ");
  });

  test("a row less than promised is found", () => {
    spoil(landed(soundDay, "us", "refunds.csv"), /\n[^\n]+\n$/, "\n");
    expect(script("validate", "--date", soundDay).stderr).toMatch(
      /us\/refunds\.csv: has \d+ rows, the manifest says \d+/,
    );
  });

  test("are not loaded; the warehouse keeps what it had", () => {
    prepare(soundDay);
    const before = warehouse();
    spoil(landed(soundDay, "apac", "orders.csv"), /BEANS|TEA|MUG/, "NAIL");
    expect(script("load", "--date", soundDay)).toMatchObject({ code: 1 });
    expect(warehouse()).toBe(before);
  });

  test("that changed after they were validated are not loaded", () => {
    prepare(soundDay);
    const before = warehouse();
    const ending = script("load", "--date", soundDay, "--expect-rows", "7");
    expect(ending).toMatchObject({ code: 1, outputs: {} });
    expect(ending.stderr).toContain("nothing was loaded");
    expect(warehouse()).toBe(before);
  });

  test("go to the quarantine alone, and a new ingest heals the date", () => {
    spoil(landed(soundDay, "eu", "orders.csv"), "MUG", "NAIL");
    expect(succeed("quarantine", "--date", soundDay).outputs).toEqual({ moved: "1" });
    const faults = readFileSync(
      path.join(data, "quarantine", soundDay, "eu-1", "faults.txt"),
      "utf8",
    );
    expect(faults).toContain("product NAIL is not in data/products.csv");
    expect(existsSync(landed(soundDay, "us", "orders.csv"))).toBe(true);
    expect(script("validate", "--date", soundDay).stderr).toContain("run ingest-orders");
    expect(succeed("quarantine", "--date", soundDay).outputs).toEqual({ moved: "0" });
    prepare(soundDay);
  });
});

describe("stock", () => {
  test("is the opening stock less what was sold up to the instant", () => {
    prepare(soundDay);
    const at = `${soundDay}T12:00:00Z`;
    expect(succeed("stock", "--at", at).outputs).toEqual({ products: "6" });
    expect(succeed("stock", "--at", at).outputs).toEqual({ products: "6" });
    const sold = regions
      .flatMap((region) => rowsOf(soundDay, region, "orders"))
      .filter((order) => order.product === "TEA" && (order.placed_at ?? "") <= at)
      .reduce((sum, order) => sum + Number(order.quantity), 0);
    using db = new DatabaseSync(path.join(data, "warehouse.sqlite"), { readOnly: true });
    expect(db.prepare("select * from stock_snapshot where product = 'TEA'").all()).toEqual([
      { taken_at: at, product: "TEA", units: 20_000 - sold },
    ]);
  });

  test("of an empty warehouse is no error", () => {
    expect(succeed("stock", "--at", `${soundDay}T12:00:00Z`).outputs).toEqual({ products: "0" });
  });
});

describe("arguments", () => {
  test.each([
    ["a date that isn't one", ["load", "--date", "2026-02-30"], "--date must be a date"],
    ["a date that is a path", ["load", "--date", "../../2026"], "--date must be a date"],
    [
      "a region that is a path",
      ["generate", "--date", soundDay, "--region", "../eu"],
      "--region must be one of eu, us, apac",
    ],
    ["a missing one", ["report"], "--date is missing"],
    ["an unknown one", ["report", "--day", soundDay], "'--day'"],
    ["a date never loaded", ["report", "--date", soundDay], "nothing has landed"],
  ])("%s is refused in one text", (_, [name = "", ...args], message) => {
    const ending = script(name, ...args);
    expect(ending.code).toBe(1);
    expect(ending.stderr).toContain(message);
    expect(ending.stderr).not.toContain("    at ");
  });

  test("no data directory: the text says what to set", () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ["./scripts/report.mjs", "--date", soundDay],
      { cwd: estate, encoding: "utf8", env: {} },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^TRUNKLINE_DATA is not set/);
  });
});

test("every script that a spec runs exists, and every script is run", () => {
  const specs = globSync("{pipelines,templates}/**/*.yaml", { cwd: estate });
  const texts = specs.map((file) => readFileSync(path.join(estate, file), "utf8"));
  const run = new Set(texts.join("\n").match(/\.\/scripts\/[a-z]+\.mjs/g));
  for (const file of run) expect(existsSync(path.join(estate, file)), file).toBe(true);
  const programs = globSync("scripts/*.mjs", { cwd: estate }).filter((file) =>
    /^task\(/m.test(readFileSync(path.join(estate, file), "utf8")),
  );
  expect([...run].map((file) => file.slice(2)).sort()).toEqual(programs.sort());
});
