import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";

const found = (triggers: string, finishBy = "07:00") => {
  const text = `name: p\ntimezone: Europe/Berlin\ntriggers: ${triggers}\ndeadline: {finishBy: "${finishBy}"}\ntasks: {a: {run: ./a.sh}}\n`;
  return readEstate([{ path: "pipelines/p.yaml", text }]).diagnostics.map(({ code }) => code);
};

test("a deadline that some due time leaves time for is no surprise", () => {
  expect(found('[{schedule: "0 6 * * *"}]')).toEqual([]);
  expect(found('[{schedule: {daily: ["06:00", "22:00"]}}]')).toEqual([]);
  expect(found('[{schedule: "0 22 * * *"}]', "07:00+1d")).toEqual([]);
});

test("one before every due time is", () => {
  expect(found('[{schedule: "0 22 * * *"}, {schedule: {every: 1h, from: "07:00"}}]')).toEqual([
    "deadline-passed",
  ]);
});

test("nothing is said of due times that aren't known", () => {
  expect(found("[]")).toEqual([]);
  expect(found("[{after: {event: OPEN}}]")).toEqual([]);
  expect(found('[{schedule: "0 22 * * *", timezone: Asia/Tokyo}]')).toEqual([]);
  expect(found('[{schedule: "23:00 Asia/Tokyo", dialect: systemd}]', "20:00")).toEqual([]);
  expect(found('[{schedule: "99 22 * * *"}]')).toEqual(["invalid-schedule"]);
});

test("a length after the due time leaves time, and the end is not before the start", () => {
  const often = '[{schedule: {daily: ["06:00", "22:00"]}}]';
  expect(found(often, "+10m")).toEqual([]);
  expect(found(often, "+0m")).toEqual(["deadline-passed"]);
  expect(found(often, '+10m", startBy: "+5m')).toEqual([]);
  expect(found(often, '+10m", startBy: "+1h')).toEqual(["invalid-deadline"]);
  expect(found(often, '+10m", startBy: "06:00')).toEqual(["deadline-passed"]);
});
