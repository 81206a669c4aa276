import { describe, expect, test } from "vitest";
import { type Refusal, refusals } from "#core/shell-rules.ts";
import { shellScript } from "#core/shell-text.ts";

/** `€` stands for an expression. */
const script = (text: string) => shellScript(text.replaceAll("€", "${{ params.x }}"));

test("an expression becomes a quoted variable; equal ones share it", () => {
  const { script, variables, issues } = shellScript(
    "./load --date=${{ params.date }} ${{run.id}} ${{ params.date }}",
  );
  expect(issues).toEqual([]);
  expect(script).toBe('./load --date="$TRUNKLINE_EXPR_1" "$TRUNKLINE_EXPR_2" "$TRUNKLINE_EXPR_1"');
  expect(variables).toEqual({ TRUNKLINE_EXPR_1: "params.date", TRUNKLINE_EXPR_2: "run.id" });
});

test("a script without expressions is untouched, whatever it is", () => {
  const text = "cat <<EOF\n\"' $( `\n(((";
  expect(shellScript(text)).toEqual({ script: text, variables: {}, issues: [] });
});

test("the escape gives the characters themselves, also inside quotes", () => {
  expect(shellScript("echo '$${{ x }}'").script).toBe("echo '${{ x }}'");
});

test.each([
  "if [ € = a ]; then echo €; fi",
  "case € in a|b) echo €;; (€) f € ;; esac; echo €",
  'y=$(date -d €); echo "$(echo €)" €',
  "for f in € b; do echo $f €; done",
  "f() { echo €; }\nf €",
  "a \\\n  --b € \\\n  | grep € > € 2>&1",
  "timeout 5 cmd €; sudo -u etl cmd €; env A=€ cmd €",
  "echo ${a:-b} $$ $# $((1 + 2)) €",
  "sh -c 'echo \"$1\"' _ €",
  "python3 load.py --date €; awk -v d=€ '{print d}' f",
  "printf '%s\\n' €",
  "export A=€ B=€; local c=€",
  "cat <<'EOF' > f\nit's $(\nEOF\ncmd €",
  'cat <<-EOF | cmd €\n\t$(date "+%F")\n\tEOF\ncmd €',
  "while read -r l; do echo $l €; done < f",
  "echo it\\'s #€\n".replace("#€", "a#€"),
  "set -eu\nset -- €",
  "! cmd € && { cmd €; } || ( cmd € )",
  "find . -name € -exec cmd € \\;",
  "echo $'plain' €",
  "psql -v day=€ -h € -f load.sql",
  "docker run image --day €",
  "git commit -m €",
  '[ -n € ] && [ € = "x" ] && [ 1 -eq € ]',
])("accepted: %s", (text) => {
  expect(script(text).issues).toEqual([]);
});

describe("refused", () => {
  const cases: Record<Refusal, string[]> = {
    singleQuotes: ["echo 'a €'", "echo $'€'"],
    doubleQuotes: ['echo "a €"', 'echo "$(date) €"', 'echo $"€"'],
    comment: ["echo # €", "# €", "(# €\n)"],
    hereDocument: ["cat <<EOF\n€\nEOF", "cat <<'EOF'\n€\nEOF", "cat <<A <<B\nA\n€\nB"],
    delimiter: ["cat <<€"],
    hereString: ["cat <<< €"],
    backticks: ["echo `date €`", 'echo "`€`"'],
    arithmetic: ["echo $((1 + €))", 'echo "$((€))"', "echo $(( (1) - € ))"],
    braces: ["echo ${a:-€}", 'echo "${a#€}"'],
    backslash: ["echo \\€", 'echo "\\€"'],
    subscript: ["a[€]=1", "a[ € ]=1", "ls [€]*"],
    braceList: ["echo {a,€}"],
    commandWord: [
      "€",
      "€ a",
      "x=1 €",
      "if €; then :; fi",
      "timeout 5 €",
      "exec €",
      "{eval,} €",
      "sudo €",
    ],
    duplicate: ["cmd >&€", "cmd 2<&€"],
    variableName: ["export €", "printf -v n %s €", "for €in a; do :; done", "[ -v € ]"],
    runsArguments: [
      "eval €",
      "\\eval €",
      'e"val" €',
      "command eval €",
      "$SUDO eval €",
      '"$1"eval €',
      '"$1eval" €',
      "ev$1al €",
      '$SUDO "$1"eval €',
      "timeout 5 ${1}sh -c €",
      'psql "$1"-c €',
      "trap € EXIT",
      ". €",
      "source €",
      "let €",
      "sh -c €",
      "/bin/bash -ec €",
      "bash €",
      "env A=1 sh -c €",
      "nohup sh -c €",
      "python3 -c €",
      "perl -e €",
      "sed €",
      "sed -e s/a/€/",
      "ssh host €",
      "printf €",
      "read €",
      "unset €",
      "set €",
      "function f { eval €; }",
      "time -p eval €",
      "find . -exec eval €",
      "command . €",
      "xargs sh -c €",
      "find . -exec sh -c €",
      "if eval €; then :; fi",
      "x=$(eval €)",
      "wait €",
      "if :; th\\\nen eval €; fi",
      "make DATE=€",
      "docker exec c sh -c €",
      "psql -c €",
      "mysql --execute=€",
      "sqlite3 f €",
    ],
    specialVariable: [
      "for SECONDS in €; do :; done",
      "PS4=€",
      "SECONDS=€",
      "export BASH_ENV=€",
      "RANDOM=€ cmd",
    ],
    doubleBrackets: ['[[ "]]" && 1 -eq € ]]', "[[ a -eq € ]]", "[[ a && 1 -eq € ]]"],
    testOperator: ['b=x; [ € "$b" ]', "[ $op € ]", "[ € € ]", "test a -a € € "],
    array: ["x=(a €)"],
    aliases: ["alias q=x\ncmd €"],
    integers: [
      "declare -{i,x} n\nn=€",
      "command declare -i n; n=€",
      "declare -i n\nn=€",
      "typeset -ri n=€",
    ],
    ansiQuotes: ["echo $'a\\'b' €"],
    oldArithmetic: ["echo $[1 + €]"],
    doubleParentheses: ["(( € ))", "((echo €) )"],
    oddContinuation: ["cat <\\\n<EOF €", "echo $\\\n(€)"],
    oddArithmetic: [
      "echo $((1\n)) €".replace("$((1\n)) €", "$((1\n))\necho €"),
      "echo $((a); b)\necho €",
    ],
    oddBraces: ["echo ${a:-'}\necho €"],
    oddHereDocument: [
      "cat <<EOF\n$(\nEOF\n)\nEOF\necho €",
      "cat <<EOF\na\\\nEOF\necho €",
      "x=$(cat <<EOF)\nEOF\necho €",
    ],
    oddSyntax: ["echo )\necho €", "echo a(b €)"],
    tooDeep: [`${"$(".repeat(200)}€`, `${"${a:-".repeat(200)}€`],
    coproc: ["coproc cmd €"],
  };

  test.each(
    Object.entries(cases).flatMap(([reason, texts]) =>
      texts.map((text) => [reason as Refusal, text] as const),
    ),
  )("%s: %s", (reason, text) => {
    const [message, help] = refusals[reason];
    const { issues } = script(text);
    expect(issues.map((issue) => issue.message)).toContain(message);
    expect(issues[0]?.help).toBe(help);
  });
});

test("the place of an issue is that of the whole expression", () => {
  const text = "echo a\necho 'b ${{ params.x }}'";
  const [issue] = shellScript(text).issues;
  expect(text.slice(issue?.offset, (issue?.offset ?? 0) + (issue?.length ?? 0))).toBe(
    "${{ params.x }}",
  );
});

test("reserved names, NUL and open expressions are issues", () => {
  expect(shellScript("echo $TRUNKLINE_EXPR_1").issues).toHaveLength(1);
  expect(shellScript("echo \0").issues).toHaveLength(1);
  expect(shellScript("echo ${{ a").issues).toHaveLength(1);
});

test("256 kB of script come to an end", () => {
  const text = 'cmd --x € "$(date)" <<EOF\nbody\nEOF\n'.repeat(7000);
  expect(script(text).issues).toEqual([]);
});

test("deep nesting is refused, not a crash", () => {
  expect(script(`${"$(".repeat(20_000)}€`).issues).toHaveLength(1);
});
