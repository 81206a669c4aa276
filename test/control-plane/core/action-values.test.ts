import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionTexts, actionWithValues, urlWithValues } from "#core/action-values.ts";
import type { PostgresConnection } from "#core/connections/postgres.ts";
import { httpAction } from "#core/http-action.ts";
import { sqlAction } from "#core/sql-action.ts";
import { valuesWith } from "#test/support/attempt-values.ts";

const url = "https://api.example/orders/${{ params.id }}/lines?of=${{ params.id }}";

test("in a URL a value stays one segment and one field, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (id) => {
      fc.pre(id !== "." && id !== "..");
      const made = new URL(urlWithValues(url, valuesWith({ id })));
      expect(made.host).toBe("api.example");
      const segments = made.pathname.split("/");
      expect(segments).toHaveLength(4);
      expect(decodeURIComponent(segments[2] ?? "")).toBe(id.toWellFormed());
      expect([...made.searchParams]).toEqual([["of", id.toWellFormed()]]);
      expect(made.hash).toBe("");
    }),
    { numRuns: 500 },
  );
});

test.each(["", ".", ".."])("%j would be another path", (id) => {
  expect(() => urlWithValues(url, valuesWith({ id }))).toThrow("path would be");
});

test("dots that come together are noticed", () => {
  const text = "https://api.example/a/.${{ params.id }}/b";
  expect(() => urlWithValues(text, valuesWith({ id: "." }))).toThrow('".."');
  expect(urlWithValues(text, valuesWith({ id: "well-known" }))).toContain("/.well-known/");
});

describe("an action", () => {
  const http = httpAction(
    {
      url,
      query: { a: "${{ params.id }}", b: 1 },
      json: {
        list: ["${{ run.generation }}", { deep: "n ${{ run.generation }}" }],
        __proto__: 1,
        n: 2,
      },
      expect: "response.body.n == 1",
      poll: { url: "https://api.example/${{ response.body.id }}", until: "response.body.done" },
    },
    { n: "integer" },
  );

  test("gets its values; what speaks of an answer waits for one", () => {
    const made = actionWithValues(http, valuesWith({ id: "x" }));
    expect(made.json).toEqual({ list: [1, { deep: "n 1" }], n: 2 });
    expect(made.query).toEqual({ a: "x", b: "1" });
    expect(made.poll?.url).toContain("${{ response.body.id }}");
    expect(made.outputs).toEqual({ n: "response.body.n" });
    expect(http.query.a).toBe("${{ params.id }}");
  });

  test("tells every text that may name a need", () => {
    expect(actionTexts(http)).toEqual([
      url,
      "${{ params.id }}",
      "${{ run.generation }}",
      "n ${{ run.generation }}",
      "response.body.n == 1",
      "https://api.example/${{ response.body.id }}",
      "response.body.done",
      "response.body.n",
    ]);
    expect(actionTexts({ kind: "command", script: "", variables: { A: "needs.a.state" } })).toEqual(
      ["needs.a.state"],
    );
  });

  test("of a statement binds typed values", () => {
    const connection: PostgresConnection = {
      type: "postgres",
      host: "h",
      port: 1,
      database: "d",
      user: "u",
      password: null,
      ssl: "off",
      ca: null,
    };
    const params = { n: "${{ run.generation }}", t: "n ${{ run.generation }}", b: true };
    const action = sqlAction({ connection: "c", sql: "select :n, :t, :b", params }, connection);
    expect(actionWithValues(action, valuesWith()).params).toEqual({ n: 1, t: "n 1", b: true });
  });
});
