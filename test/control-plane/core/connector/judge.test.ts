import { describe, expect, test } from "vitest";
import { messageIn, stateIn, textIn } from "#core/connector/judge.ts";

const poll = {
  state: {
    failed: "response.body.error != ''",
    succeeded: "response.body.done",
    running: "response.status == 202",
  },
};
const answered = (status: number, body: unknown = {}) => ({
  response: { status, headers: {}, body, text: "" },
});

describe("the state that an answer shows", () => {
  test.each([
    ["the first that holds", 200, { error: "x", done: true }, "failed"],
    ["one that names what is missing doesn't hold", 200, { done: true }, "succeeded"],
    ["also by the status alone", 202, {}, "running"],
    ["nothing holds", 200, { done: "perhaps" }, "unknown"],
    ["a body that is no JSON", 200, undefined, "unknown"],
    ["what isn't there any more", 404, {}, "gone"],
    ["a server in trouble", 503, {}, "unknown"],
  ])("%s", (_, status, body, state) => {
    expect(stateIn(poll, answered(status, body))).toBe(state);
  });

  test("a run that takes a while to be known isn't gone", () => {
    expect(stateIn({ ...poll, gone: "unknown" }, answered(404))).toBe("unknown");
  });
});

test("messages and texts come from the answer, or are empty", () => {
  const data = answered(200, { why: " disk full ", list: [1, 2] });
  expect(messageIn({ message: "response.body.why" }, data)).toBe("disk full");
  expect(messageIn({ message: "response.body.other" }, data)).toBe("");
  expect(messageIn({}, data)).toBe("");
  expect(textIn("response.body.list", data)).toBe("[1,2]");
});
