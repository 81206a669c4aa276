import { expect, test } from "vitest";
import { differences } from "#core/connector/conversation.ts";

const asked = {
  method: "POST",
  url: "https://jobs.example/jobs?x=1",
  headers: { authorization: "Bearer t" },
  body: JSON.stringify({ key: "0-1", n: 1, list: [1, 2], map: { a: true } }),
};

test("stars stand for any part, and what is not named may be anything", () => {
  const json = { key: "*", n: 1, list: [1, 2], map: { a: "*" } };
  expect(
    differences(
      {
        method: "POST",
        url: "https://jobs.example/*",
        headers: { Authorization: "Bearer *" },
        json,
      },
      asked,
    ),
  ).toEqual([]);
});

test("each difference is told with its place", () => {
  const json = { key: "0-1", n: 2, list: [1], other: 5, map: { a: true } };
  expect(
    differences({ method: "GET", url: asked.url, headers: { "x-y": "1" }, json }, asked),
  ).toEqual([
    "the request is POST https://jobs.example/jobs?x=1, and GET https://jobs.example/jobs?x=1 is expected",
    "the header x-y is not there, and 1 is expected",
    "the body.n is 1, and 2 is expected",
    "the body.list.1 is 2, and undefined is expected",
    "the body.other is undefined, and 5 is expected",
  ]);
});

test("a form is compared by its fields", () => {
  const form = { ...asked, body: "grant_type=client_credentials&a=b" };
  expect(
    differences({ method: "POST", url: "*", form: { grant_type: "client_*", c: "d" } }, form),
  ).toEqual(["the field c is not there, and d is expected"]);
});
