import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { beginOf } from "#web/pipeline/spec-begin.ts";

const tasks = [
  ...[task("a"), task("m[1]", { group: "m" }), task("b", { needs: [1] })],
  ...[task("m[2]", { group: "m" }), task("c", { needs: [2] }), task("d")],
];
const namesOf = (least: number) =>
  beginOf(pipeline("p", tasks), least).tasks.map(({ name }) => name);

test("it ends behind so many declared tasks, and never between instances of one", () => {
  expect(namesOf(1)).toEqual(["a"]);
  expect(namesOf(2)).toEqual(["a", "m[1]", "b", "m[2]"]);
  expect(namesOf(4)).toEqual(["a", "m[1]", "b", "m[2]", "c"]);
  expect(namesOf(9)).toHaveLength(6);
});
