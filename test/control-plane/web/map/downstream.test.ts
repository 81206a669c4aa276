import { expect, test } from "vitest";
import type { EstateMapView } from "#api/types.ts";
import { downstreamOf } from "#web/map/downstream.ts";
import { choose, type MapChoice, meant } from "#web/map/view.ts";

type Deadline = EstateMapView["pipelines"][number]["deadline"];

const pipeline = (name: string, deadline: Deadline = null, project = "shop") => ({
  ...{ project, name, tags: {}, deadline },
  state: "running" as const,
});
const due = (at: string, expectedAt: string, state: "on-track" | "at-risk" | "late") => ({
  ...{ at: `2026-03-01T${at}:00Z`, expectedAt: `2026-03-01T${expectedAt}:00Z`, state },
});
const choice: MapChoice = {
  ...{ project: null, by: "project", tag: "", group: null, focus: "shop/eod", hops: 1000 },
};
const around = (...behind: Deadline[]) => {
  const pipelines = [pipeline("eod"), ...behind.map((one, n) => pipeline(`p${n}`, one))];
  const conditions = behind.map((_, n) => [n === 2 ? 1 : 0, n + 1]);
  return downstreamOf(choose({ pipelines, conditions }, choice), "shop/eod");
};

test("it says whom it holds up and which deadline falls first, those that will be missed before all", () => {
  const { sentence, rows } = around(
    due("06:30", "06:12", "on-track"),
    due("05:30", "05:44", "at-risk"),
    due("05:00", "04:00", "on-track"),
    null,
  );
  expect(sentence).toBe(
    "shop/eod holds up 4 pipelines; 1 of their 3 deadlines will be missed: shop/p1, 05:30 UTC, by 14 min.",
  );
  expect(rows.map(({ one, hops }) => `${one.name} ${hops}`)).toEqual([
    ...["p1 1", "p0 1", "p2 2", "p3 1"],
  ]);
});

test("one deadline alone is told as such, and one that has passed as past", () => {
  expect(around(due("05:30", "05:44", "late"), null)).toMatchObject({
    sentence:
      "shop/eod holds up 2 pipelines; the only deadline among them has passed or will be missed: shop/p0, 05:30 UTC, by 14 min.",
    isThreatened: true,
  });
});

test("where all is well the first deadline is named; where none is known that is said", () => {
  expect(around(due("06:30", "06:12", "on-track")).sentence).toBe(
    "shop/eod holds up 1 pipeline; the first deadline falls at shop/p0, 06:30 UTC, 18 min left.",
  );
  expect(around(null).sentence).toBe(
    "shop/eod holds up 1 pipeline; no run of theirs that is under way has a deadline.",
  );
  expect(around().sentence).toBe("shop/eod holds up nothing.");
});

test("a part of a name is enough where only one has it; a whole name counts for more than a part", () => {
  const pipelines = [
    ...[pipeline("load"), pipeline("load-late"), pipeline("same"), pipeline("same", null, "bank")],
  ];
  const of = (text: string) => meant({ pipelines, conditions: [] }, text);
  expect(of("load")).toBe("shop/load");
  expect(of("LATE")).toBe("shop/load-late");
  expect(of("bank/same")).toBe("bank/same");
  expect(of("same")).toEqual(["shop/same", "bank/same"]);
  expect(of("none")).toEqual([]);
});

test("of one project only its own pipelines and the conditions between them are left", () => {
  const pipelines = [pipeline("a"), pipeline("b", null, "bank"), pipeline("c")];
  const view = {
    pipelines,
    conditions: [
      [0, 1],
      [1, 2],
      [0, 2],
    ],
  };
  const { estate } = choose(view, { ...choice, project: "shop", focus: null });
  expect(estate.pipelines.map(({ name }) => name)).toEqual(["a", "c"]);
  expect(estate.conditions).toEqual([[0, 1]]);
});
