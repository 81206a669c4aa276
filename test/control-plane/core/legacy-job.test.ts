import { expect, test } from "vitest";
import { isOneOfMany, legacyJobOf } from "#core/legacy-job.ts";
import { task } from "#test/support/deploy.ts";

const instance = (region: string, job: string) =>
  task(`post[${region}]`, { group: "post", matrix: { region }, legacy: { job } });

test("an instance of a matrix is the job that its values name", () => {
  expect(legacyJobOf(instance("eu", "GL_POST_${{ matrix.region }}"))).toBe("GL_POST_eu");
  expect(legacyJobOf(instance("eu", "GL_${{matrix.region}}_${{ matrix.other }}"))).toBe(
    "GL_eu_${{ matrix.other }}",
  );
  expect(legacyJobOf(task("post", { legacy: { job: "POST" } }))).toBe("POST");
  expect(legacyJobOf(task("post"))).toBeNull();
});

test("instances that were one job can't be told apart; those that were one each can, and so can other tasks", () => {
  const regions = ["eu", "us"];
  const alike = regions.map((region) => instance(region, "POST"));
  expect(isOneOfMany(alike, "post[eu]")).toBe(true);
  const each = regions.map((region) => instance(region, "POST_${{ matrix.region }}"));
  expect(isOneOfMany(each, "post[eu]")).toBe(false);
  // One job that became two tasks is whole in neither, but each has its own end.
  const two = ["load", "post"].map((name) => task(name, { legacy: { job: "POST" } }));
  expect(isOneOfMany(two, "post")).toBe(false);
  expect(isOneOfMany(alike, "")).toBe(false);
});
