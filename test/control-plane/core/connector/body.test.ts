import { expect, test } from "vitest";
import { bodyOf } from "#core/connector/body.ts";

const data = { inputs: { csv: "a,b\n", name: 'rows".csv', more: { a: 1, b: 2 } }, key: "k" };

test("a body as text keeps it as it is", () => {
  expect(bodyOf({ body: "${{ inputs.csv }}" }, data, "x")).toEqual({
    text: "a,b\n",
    contentType: "text/plain; charset=utf-8",
  });
});

test("a form with files has its parts between boundaries, and no name ends early", () => {
  const multipart = {
    job: { json: { "...": "${{ inputs.more }}", b: "${{ key }}" } },
    content: { text: "${{ inputs.csv }}", filename: "${{ inputs.name }}", contentType: "text/csv" },
  };
  expect(bodyOf({ multipart }, data, "x")).toEqual({
    contentType: "multipart/form-data; boundary=x",
    text: [
      "--x",
      'Content-Disposition: form-data; name="job"',
      "Content-Type: application/json",
      "",
      '{"a":1,"b":"k"}',
      "--x",
      'Content-Disposition: form-data; name="content"; filename="rows%22.csv"',
      "Content-Type: text/csv",
      "",
      "a,b\n",
      "--x--",
      "",
    ].join("\r\n"),
  });
});

test("a request without one has none", () => {
  expect(bodyOf({ path: "/" }, data, "x")).toBeNull();
});
