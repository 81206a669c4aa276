// Data never becomes code: shown on the real shells of the machine.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shellScript } from "#core/shell-text.ts";
import { runBatch, type ShellCase, shells } from "#test/support/shell-batch.ts";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "trunkline-shell-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const expression = "${{ params.x }}";
const other = "${{ params.y }}";

/** Values that would create a file X wherever a shell reads them as code. */
const hostile = [
  "$(touch X)",
  "`touch X`",
  "; touch X; ",
  "a[$(touch X)]",
  "-va[$(touch X)]",
  "x=$(touch X)",
  "'; touch X; '",
  '"; touch X; "',
  "\ntouch X\n",
  "\nEOF\ntouch X\n",
  ") ; touch X; (",
  "}; touch X; {",
  "))\ntouch X\n((",
  "| touch X",
  "& touch X &",
  "`\ntouch X\n`",
  "';;esac\ntouch X\n'",
  "touch X",
  "\\$(touch X)",
  "${x:-$(touch X)}",
  "$((a[$(touch X)]))",
  "#\ntouch X",
  "-v",
];

function fresh(): string {
  return mkdtempSync(join(root, "batch-"));
}

describe.each(shells)("$name", (shell) => {
  const value = fc.oneof(
    fc.constantFrom(
      ...hostile,
      "",
      " ",
      "*",
      "~",
      "-n",
      "--",
      "a b",
      "\n",
      "a\n\n",
      "é€😀",
      "\\",
      "\r",
    ),
    fc
      .string({ unit: "binary", maxLength: 40 })
      .map((text) => text.replaceAll("\0", "").toWellFormed()),
    fc.string({ unit: fc.constantFrom(..."'\"`$(){}[]\\\n\t *?~!#&;|<>=-ax"), maxLength: 20 }),
  );

  /** Ways to hand two expressions to `record`, and the arguments it must then see. */
  const placements: fc.Arbitrary<[text: string, expected: (a: string, b: string) => string[]]> =
    fc.constantFrom<[string, (a: string, b: string) => string[]]>(
      ["record A B", (a, b) => [a, b]],
      ["record --date=A -- B", (a, b) => [`--date=${a}`, "--", b]],
      ["record AB", (a, b) => [a + b]],
      ["record 'it'\\''s 'A\" $(echo no) \"B", (a, b) => [`it's ${a} no ${b}`]],
      ["record \\\n  A \\\n  B", (a, b) => [a, b]],
      ["if true; then record A; else record no; fi; : B", (a) => [a]],
      ['f() { record "$@" B; }\nf A', (a, b) => [a, b]],
      ['for item in A B; do set -- "$@" "$item"; done\nrecord "$@"', (a, b) => [a, b]],
      ["case A in x) : ;; esac; record B", (_a, b) => [b]],
      ["case B in\n  (q|z) ;;\n  *) record A B ;;\nesac", (a, b) => [a, b]],
      ['copy=A; record "$copy" B', (a, b) => [a, b]],
      ['export copy=A; record "$copy" B', (a, b) => [a, b]],
      ["copy=A record_env B", (a, b) => [a, b]],
      ["x=$(record A); record_again B", (a, b) => [a, b]],
      [': "$(case x in x) record A;; esac)"; record_again B', (a, b) => [a, b]],
      ["{ record A; } ; ( record_again B )", (a, b) => [a, b]],
      ['cat <<EOF # it\'s\n$(echo "nothing")\'"\nEOF\nrecord A B', (a, b) => [a, b]],
      ["cat <<'EOF' <<-\\END; record A B\n$( ' `\nEOF\n\t\"\n\tEND\n", (a, b) => [a, b]],
      ["! record A && : || record_again B", (a, b) => [a, b]],
      [
        'record A <<-EOF >/dev/null; record_again B\n\tit\'s $(echo "(")\n\tEOF\n',
        (a, b) => [a, b],
      ],
      ["# it's\nrecord A#B # `", (a, b) => [`${a}#${b}`]],
      ["if [ A = A ] && [ -n x ]; then record B; fi", (_a, b) => [b]],
    );

  /** Text that tempts a reader to lose its place in quotes, comments, here-documents or parentheses. */
  const noise = fc.constantFrom(
    "# it's a \" comment with $( and `",
    'echo \'a " # $( `\' "it\'s # \\" \\` \\$( " >/dev/null',
    'echo `echo "\'" | cat` "`echo \')\'`" $((1 << 2)) $(( (3) + 4 ))#x >/dev/null',
    "echo `echo \\`echo x # '\\`` >/dev/null",
    'x=${x:-a#b} y="${x%b}" z=$#$$',
    "echo $(echo \"$(echo ')' # it's )\n)\") a\\'b\\\"c\\#d >/dev/null",
    "cat <<-'E 1' <<E2 >/dev/null # <<E3\n\t' \" ` $( ${ \\\n\tE 1\n' \" # $(echo ')') \\$( \\`\nE2",
    "case it\\'s in (a|\"b)\") ;; c*) echo ')' ;; esac",
    "( : ; ( : ) ) && { :; } || :",
    "echo a\\\n'b\nc' \\\n  d >/dev/null",
    "f() { case $1 in x) ;; esac; }; f x >/dev/null 2>&1 </dev/null",
    "for i in 1 2; do if :; then :; elif ! :; then :; else :; fi; done",
  );

  type Piece = [text: string, expected: (a: string, b: string) => string[]];
  const group = (inside: string) => `(\n${inside}\n)`;
  // bash 5.2 prints a $( ) and parses it again, and drops a `;` after a here-document: a syntax error of its own.
  const isTooMuchForBash = (wrap: (inside: string) => string, text: string) =>
    wrap("").includes("$(") && text.includes("<<");
  const wrappers: readonly ((inside: string) => string)[] = [
    group,
    (inside) => `{\n${inside}\n}`,
    (inside) => `: "it's $(\n${inside}\n)"`,
    (inside) => `x=$( ${inside}\n)`,
    (inside) => `if :; then\n${inside}\nfi`,
    (inside) => `case x in\n  y) ;;\n  (x)\n${inside}\n  ;;\nesac`,
    (inside) => `: $(case x in x)\n${inside}\n;; esac)`,
    (inside) => `for i in 1; do\n${inside}\ndone`,
    (inside) => `g() {\n${inside}\n}\ng`,
  ];
  const { piece: pieces } = fc.letrec<{ piece: Piece; one: Piece }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      placements.map(([text, expected]): Piece => [`( ${text}\n)`, expected]),
      fc
        .tuple(fc.constantFrom(...wrappers), tie("piece"))
        .map(
          ([wrap, [text, expected]]): Piece => [
            (isTooMuchForBash(wrap, text) ? group : wrap)(`${text}\n:`),
            expected,
          ],
        ),
    ),
    piece: fc
      .array(
        fc.oneof(
          noise.map((text): Piece => [text, () => []]),
          tie("one"),
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map(
        (all): Piece => [
          all.map(([text]) => text).join("\n"),
          (a, b) => all.flatMap(([, expected]) => expected(a, b)),
        ],
      ),
  }));

  const prelude =
    'record() { printf \'%s\\0\' "$@" >&3; }; record_again() { record "$@"; }; record_env() { record "$copy" "$@"; }\n';

  test("a value arrives byte for byte as one argument", () => {
    const drawn = fc.sample(fc.tuple(fc.oneof(placements, pieces), value, value), SAFE_TEXTS);
    const cases: ShellCase[] = [];
    const expected: string[][] = [];
    for (const [[text, wanted], a, b] of drawn) {
      const { script, variables, issues } = shellScript(
        text.replaceAll("A", "${{ params.a }}").replaceAll("B", "${{ params.b }}"),
      );
      expect(issues, text).toEqual([]);
      const values: Record<string, string> = { "params.a": a, "params.b": b };
      const named = Object.entries(variables).map(([name, cel]) => [name, values[cel] ?? ""]);
      cases.push({ script: prelude + script, variables: Object.fromEntries(named) });
      expected.push(wanted(a, b));
    }
    for (let start = 0; start < cases.length; start += batchSize) {
      const directory = fresh();
      runBatch(shell, cases.slice(start, start + batchSize), directory);
      for (const [index, wanted] of expected.slice(start, start + batchSize).entries()) {
        const record = readFileSync(join(directory, String(index), "record"));
        const text = cases[start + index]?.script;
        expect(record, text).toEqual(Buffer.from(wanted.map((part) => `${part}\0`).join("")));
      }
    }
  });

  const tokens =
    "'|\"|`|\\|\n| |\t|$|(|)|{|}|[|]|;|&|<|>|<<|<<-|EOF|\nEOF\n|#|case x in |esac|;;|a)|if true; then |fi|for x in |; do |" +
    " done |eval |sh -c |[ |[[ |]]|=|x=|a[|echo |$((|))|((|${x:-|$'|test |-eq |-v |printf |export |declare -i x\n|" +
    "1 + |1 -eq |((1 +|[ -n |f() {|\\\n|! |time |time -p |function f |command |exec |trap |alias e=eval\n|e |+|1|&&|$(|$[|{eval,|,|x|*|. |" +
    'let |read |SECONDS=|PS4=|set -x\n|set |unset |<<<|EOF\n|"$1"|$EMPTY |\\\'|\\"|<(|~|%|;&|()|-|@(|local |return |in |' +
    "'a'|\"b\"|'|\"|\n|\n|${|#";
  const anyToken = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(...tokens.replaceAll("|", "\u0001").split("\u0001"), "|", "||"),
    },
    { weight: 2, arbitrary: fc.constant(" ") },
    { weight: 1, arbitrary: fc.constant("echo ") },
    { weight: 2, arbitrary: fc.constantFrom(expression, other, ` ${expression} `) },
  );
  const text = fc
    .tuple(fc.array(anyToken, { maxLength: 9 }), fc.array(anyToken, { maxLength: 6 }))
    .map(([before, after]) => before.join("") + expression + after.join(""));

  test("around an expression any text is refused, or never runs the value", () => {
    const drawn = fc.sample(
      fc.tuple(text, fc.constantFrom(...hostile), fc.constantFrom(...hostile)),
      RANDOM_TEXTS,
    );
    const cases: ShellCase[] = [];
    for (const [run, attack, second] of drawn) {
      const { script, variables, issues } = shellScript(run);
      if (issues.length > 0) continue;
      const named = Object.entries(variables).map(([name, cel]) => [
        name,
        cel === "params.x" ? attack : second,
      ]);
      cases.push({ script, variables: Object.fromEntries(named) });
    }
    // Refusing everything would be safe and useless.
    expect(cases.length).toBeGreaterThan(drawn.length / 50);
    const directory = fresh();
    for (let start = 0; start < cases.length; start += batchSize) {
      const part = cases.slice(start, start + batchSize);
      const place = join(directory, String(start));
      runBatch(shell, part, place);
      const broken = part.filter((_, index) => existsSync(join(place, String(index), "X")));
      expect(broken).toEqual([]);
      expect(existsSync(join(place, "X"))).toBe(false);
    }
  });
});

/** How often to try: more with TRUNKLINE_FUZZ=100, for instance after a change to the reader of scripts. */
const factor = Number(process.env.TRUNKLINE_FUZZ ?? 1);
const RANDOM_TEXTS = 2000 * factor;
const SAFE_TEXTS = 250 * factor;
/** Cases of one shell process; their values must fit its environment. */
const batchSize = 250;
