import { expect, test } from "vitest";
import {
  afterFiles,
  firstPlace,
  messageOf,
  placeOf,
  positionOf,
  withoutGone,
} from "#triggers/file/place.ts";

const file = (name: string, modifiedMs = 0) => ({ name, size: 1, modifiedMs, mark: "" });

test("a name that comes again is another message, also after a restart", () => {
  const first = firstPlace([file("old")], false);
  const key = (place: typeof first, index = 0) => messageOf(file("a"), "/in/a", place, index).key;
  expect([key(first), key(first, 1)]).toEqual(["a 1", "a 2"]);
  const taken = afterFiles(first, [file("a"), file("b")]);
  const again = placeOf(JSON.parse(JSON.stringify(positionOf(withoutGone(taken, [file("b")])))));
  expect(key(again)).toBe("a 3");
  expect(again.known.size).toBe(1);
});

test("a time that is none to others is null", () => {
  const place = firstPlace([], true);
  const body = (ms: number) => messageOf(file("a", ms), "/in/a", place, 0);
  expect(body(1_000)).toEqual({
    ...{ key: "a 1", headers: {}, sentAt: new Date(1_000) },
    body: { name: "a", path: "/in/a", size: 1, modified: "1970-01-01T00:00:01.000Z" },
  });
  expect(body(1e17)).toMatchObject({ sentAt: null, body: { modified: null } });
});
