// Date conditions of extended calendars: the keywords that are evaluated, joined by `&`, `|`, NOT and parentheses. All other
// keywords are refused by name, since what they mean is not documented well enough to be proved.

export interface DayFacts {
  /** 0 is Sunday. */
  weekday: number;
  /** Of the month, from 1; and counted from its end, the last is 1. */
  day: number;
  fromEnd: number;
  /** Which workday of the month it is, counted both ways; null when it is none. */
  workday: { nth: number; fromEnd: number } | null;
}

type Test = (facts: DayFacts) => boolean;

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const mostDepth = 50;

const plain: Readonly<Record<string, Test>> = {
  DAILY: () => true,
  WEEKDAYS: ({ weekday }) => weekday >= 1 && weekday <= 5,
  WORKDAYS: ({ workday }) => workday !== null,
  FOM: ({ day }) => day === 1,
  EOM: ({ fromEnd }) => fromEnd === 1,
  FOMWORK: ({ workday }) => workday?.nth === 1,
  EOMWORK: ({ workday }) => workday?.fromEnd === 1,
};

/** `WORKD#nn`: the nth; `WORKDMnn`: the nth from the end, of which the last is 1. */
const counted: Readonly<Record<string, (n: number) => Test>> = {
  "WORKD#": (n) => (facts) => facts.workday?.nth === n,
  WORKDM: (n) => (facts) => facts.workday?.fromEnd === n,
  "MNTHD#": (n) => (facts) => facts.day === n,
  MNTHDM: (n) => (facts) => facts.fromEnd === n,
};

function keywordTest(word: string): Test | null {
  const known = plain[word];
  if (known) return known;
  const [, kind = "", number = ""] = /^([A-Z]+(?:#|M))(\d{1,2})$/.exec(word) ?? [];
  const n = Number(number);
  if (kind !== "" && n >= 1) {
    const count = counted[kind];
    if (count) return count(n);
    const weekday = weekdays.indexOf(kind.slice(0, -1));
    if (weekday >= 0 && n <= 5)
      return kind.endsWith("#")
        ? (facts) => facts.weekday === weekday && Math.ceil(facts.day / 7) === n
        : (facts) => facts.weekday === weekday && Math.ceil(facts.fromEnd / 7) === n;
  }
  const weekday = weekdays.indexOf(word);
  return weekday < 0 ? null : (facts) => facts.weekday === weekday;
}

/** The test that a condition is, or what of it isn't evaluated. */
export function readDateCondition(text: string): { test: Test } | { fault: string } {
  const words = text.toUpperCase().match(/[A-Z#0-9]+|[&|(){}]|\S/g) ?? [];
  if (words.length === 0) return { fault: "it has no date condition" };
  let at = 0;
  const term = (depth: number): Test | string => {
    const word = words[at++];
    if (depth > mostDepth) return "parentheses are nested too deep";
    if (word === undefined) return "a date condition is missing";
    if (word === "NOT") {
      const inner = term(depth + 1);
      return typeof inner === "string" ? inner : (facts) => !inner(facts);
    }
    if (word === "(" || word === "{") {
      const inner = expression(depth + 1);
      return words[at++] === (word === "(" ? ")" : "}") ? inner : "a parenthesis doesn't close";
    }
    return keywordTest(word) ?? `the date condition "${word}" isn't evaluated`;
  };
  const expression = (depth: number): Test | string => {
    const tests: Test[] = [];
    let operator: "&" | "|" | null = null;
    for (;;) {
      const test = term(depth);
      if (typeof test === "string") return test;
      tests.push(test);
      const word = words[at]?.replace("AND", "&").replace("OR", "|");
      if (word !== "&" && word !== "|") break;
      if (operator !== null && operator !== word)
        return "`&` and `|` meet without parentheses, and their order is not documented";
      operator = word;
      at++;
    }
    return operator === "|"
      ? (facts) => tests.some((test) => test(facts))
      : (facts) => tests.every((test) => test(facts));
  };
  const test = expression(0);
  if (typeof test === "string") return { fault: test };
  if (at < words.length) return { fault: "an operator is missing between date conditions" };
  return { test };
}
