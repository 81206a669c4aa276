import { expect, test } from "vitest";
import {
  type Change,
  changesBetween,
  distinctChanges,
  marksOf,
  visibleTo,
} from "#core/live/changes.ts";

const run = (id: string, classId: number | null = 1): Change => ({
  ...{ kind: "run", project: "shop", pipeline: "loads" },
  ...{ run: id, classId },
});
const project = (name: string): Change => ({
  ...{ kind: "project", project: name, pipeline: null, run: null, classId: null },
});

test("what is new, gone or marked otherwise has changed, and nothing else", () => {
  const before = marksOf([
    { mark: "a", isOver: false, change: run("1") },
    { mark: "a", isOver: false, change: run("2") },
    { mark: "a", isOver: false, change: run("3") },
    { mark: "a", isOver: false, change: project("shop") },
  ]);
  const after = marksOf([
    { mark: "a", isOver: false, change: run("1") },
    { mark: "b", isOver: false, change: run("2") },
    { mark: "a", isOver: false, change: run("4") },
    { mark: "a", isOver: false, change: project("shop") },
  ]);
  expect(changesBetween(before, after)).toEqual([run("2"), run("4"), run("3")]);
  expect(changesBetween(after, after)).toEqual([]);
  const over = marksOf([{ mark: "a", isOver: true, change: run("5") }]);
  expect(changesBetween(over, after)).not.toContainEqual(run("5"));
});

test("a run and a project of the same name are two things, and each is told once", () => {
  expect(distinctChanges([run("1"), project("1"), run("1")])).toEqual([run("1"), project("1")]);
});

test("only what may be read is told; a run without a class is for who may read all", () => {
  const server: Change = { ...project(""), kind: "server" };
  const all = [run("1", 1), run("2", 2), run("3", null), project("shop"), project("hr"), server];
  expect(visibleTo(all, { classes: null, projects: null })).toEqual(all);
  expect(visibleTo(all, { classes: [2], projects: ["shop"] })).toEqual([
    run("2", 2),
    project("shop"),
  ]);
  expect(visibleTo(all, { classes: [], projects: [""] })).toEqual([]);
});
