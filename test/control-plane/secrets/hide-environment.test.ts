import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(
  new URL("../../../control-plane/secrets/hide-environment.ts", import.meta.url),
);

test("others see what is kept and nothing else; the process itself, and its children, still see all", (context) => {
  if (process.platform !== "linux") context.skip("only Linux has /proc/PID/environ");
  const script = `
    import { readFileSync } from "node:fs";
    import { execFileSync } from "node:child_process";
    const { hideEnvironment } = await import(${JSON.stringify(source)});
    const why = hideEnvironment((name) => name === "PATH");
    const seen = execFileSync("/bin/cat", ["/proc/" + process.pid + "/environ"]).toString();
    console.log(JSON.stringify({
      why,
      seen: seen.split("\\0").filter((one) => one !== "").map((one) => one.split("=")[0]),
      own: process.env.DATABASE_URL,
      child: execFileSync("/bin/sh", ["-c", "echo $TRUNKLINE_SECRET_A"]).toString().trim(),
      empty: process.env.EMPTY,
    }));`;
  const env = {
    ...{ PATH: process.env.PATH, DATABASE_URL: "postgres://secret", EMPTY: "" },
    ...{ TRUNKLINE_SECRET_A: "first\nsecond", LAST: "x" },
  };
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { env });
  expect(JSON.parse(printed.toString())).toEqual({
    ...{ why: null, seen: ["PATH"], own: "postgres://secret", empty: "" },
    child: "first second",
  });
});
