// What stands within a folder or a job of JSON, as the parts that XML would have: events, resources, variables, actions.

import type { LegacyAttribute, Statement } from "#migrators/statement.ts";
import { setterOf, setWhen } from "./define-when.ts";
import { Fields, type Part } from "./definition.ts";
import { JsonObject, listOf } from "./json-object.ts";

const dates: ReadonlyMap<string, string> = new Map([
  ["OrderDate", "ODAT"],
  ["PreviousOrderDate", "PREV"],
  ["NextOrderDate", "NEXT"],
  ["NoDate", "STAT"],
  ["AnyDate", "****"],
]);

type Values = Record<
  string,
  { value: string; from: LegacyAttribute | null } | LegacyAttribute | string | null
>;

export function part(kind: string, statement: Statement, values: Values, parts: Part[] = []): Part {
  const fields = new Fields();
  for (const [name, each] of Object.entries(values)) {
    if (each === null) continue;
    if (typeof each === "string") fields.set(name, { value: each, from: [] });
    else if ("from" in each)
      fields.set(name, { value: each.value, from: each.from ? [each.from] : [] });
    else fields.set(name, { value: each.value, from: [each] });
  }
  return { kind, statement, fields, parts };
}

const attributeIn = ({ attributes }: Statement, name: string): LegacyAttribute | null =>
  attributes.find((attribute) => attribute.name === name) ?? null;

/** Its date under XML's name. Dates of JSON are MM/DD, whatever the site's order is. */
function dateIn(statement: Statement): Values[string] {
  const from = attributeIn(statement, "Date") ?? attributeIn(statement, "OrderDate");
  if (from === null) return null;
  const mmdd = /^(\d{2})\/?(\d{2})$/.exec(from.value);
  return { value: mmdd ? `${mmdd[1]}/${mmdd[2]}` : (dates.get(from.value) ?? from.value), from };
}

/** Parts of one child; of a kind that we don't know it is a part of that kind, which refuses the job. */
export function partsOfChild(child: Statement): Part[] {
  const type = attributeIn(child, "Type")?.value ?? "";
  if (child.name === "Variables") return variables(child);
  if (type === "WaitForEvents") return waits(child);
  if (type === "AddEvents" || type === "DeleteEvents")
    return events(child).flatMap((each) =>
      "attributes" in each
        ? [
            part("OUTCOND", each, {
              NAME: attributeIn(each, "Event"),
              ODATE: dateIn(each),
              SIGN: type === "AddEvents" ? "+" : "-",
            }),
          ]
        : [],
    );
  if (type === "Resource:Pool" || type === "Resource:Semaphore")
    return [
      part("QUANTITATIVE", child, { NAME: child.name, QUANT: attributeIn(child, "Quantity") }),
    ];
  if (type === "Resource:Lock" || type === "Resource:Mutex") {
    const from = attributeIn(child, "LockType") ?? attributeIn(child, "MutexType");
    return [
      part("CONTROL", child, {
        NAME: child.name,
        TYPE: from && { value: from.value.slice(0, 1), from },
      }),
    ];
  }
  if (type === "If" || type.startsWith("If:")) return [on(child)];
  if (type === "Notify:OK" || type === "Notify:NotOK")
    return [
      part("SHOUT", child, {
        WHEN: type.slice(7).toUpperCase(),
        DEST: attributeIn(child, "Destination"),
        MESSAGE: attributeIn(child, "Message"),
      }),
    ];
  return [part(type || (child.name ?? "object"), child, {})];
}

/** Events and the words between them, in their order. */
function events(of: Statement): (Statement | LegacyAttribute)[] {
  const list = of.children.find(({ name }) => name === "Events");
  return [...(list?.children ?? []), ...(list?.attributes ?? [])].sort(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
}

function waits(of: Statement): Part[] {
  const found: Part[] = [];
  let operator = "A";
  let opening = "";
  for (const each of events(of)) {
    if ("attributes" in each) {
      found.push(
        part("INCOND", each, {
          NAME: attributeIn(each, "Event"),
          ODATE: dateIn(each),
          AND_OR: operator,
          OP: opening,
        }),
      );
      operator = "A";
      opening = "";
      continue;
    }
    const last = found.at(-1);
    if (each.value === "(") opening += "(";
    else if (each.value === ")" && last)
      last.fields.set("OP", { value: `${last.fields.get("OP")?.value ?? ""})`, from: [each] });
    else operator = each.value.toUpperCase() === "OR" ? "O" : "A";
  }
  return found;
}

/** A list of objects with a member for each variable. */
const variables = ({ children }: Statement): Part[] =>
  children.flatMap((each) =>
    each.attributes.map((from) =>
      part(
        "VARIABLE",
        { ...each, attributes: [from] },
        {
          NAME: { value: from.name.startsWith("%%") ? from.name : `%%${from.name}`, from },
          VALUE: from,
        },
      ),
    ),
  );

function on(of: Statement): Part {
  const status = attributeIn(of, "CompletionStatus");
  const output = attributeIn(of, "Code");
  const numeric = status ? /^(>=|<=|!=|[<>=]?)\s?(\d{1,9})$/.exec(status.value) : null;
  const code = numeric ? `COMPSTAT ${numeric[1] || "="} ${numeric[2]}` : status?.value;
  const values: Values =
    code !== undefined
      ? { CODE: { value: code, from: status } }
      : { CODE: output, STMT: attributeIn(of, "Statement") };
  return part("ON", of, values, of.children.map(action));
}

function action(of: Statement): Part {
  const type = attributeIn(of, "Type")?.value.replace(/^Action:/, "") ?? "";
  const simple: Readonly<Record<string, string>> = {
    Rerun: "RERUN",
    SetToOK: "OK",
    SetToNotOK: "NOTOK",
    StopCyclicRun: "SPCYC",
  };
  if (Object.hasOwn(simple, type)) return part("DOACTION", of, { ACTION: simple[type] as string });
  switch (type) {
    case "Mail":
      return part("DOMAIL", of, {
        DEST: attributeIn(of, "To"),
        CC_DEST: attributeIn(of, "CC"),
        SUBJECT: attributeIn(of, "Subject"),
        MESSAGE: attributeIn(of, "Message"),
      });
    case "Event:Add":
    case "Event:Delete":
      return part("DOCOND", of, {
        NAME: attributeIn(of, "Event"),
        ODATE: dateIn(of),
        SIGN: type === "Event:Add" ? "+" : "-",
      });
    case "Run":
      return part("DOFORCEJOB", of, {
        FOLDER_NAME: attributeIn(of, "Folder"),
        NAME: attributeIn(of, "Job"),
        ODATE: dateIn(of),
      });
    case "Notify":
      return part("DOSHOUT", of, {
        DEST: attributeIn(of, "Destination"),
        MESSAGE: attributeIn(of, "Message"),
      });
    default:
      return part(type, of, {});
  }
}

/** Rule-based calendars that a `When` names and defines. */
export function calendarParts(when: JsonObject | null): Part[] {
  const calendars = when?.object("RuleBasedCalendars");
  if (!calendars) return [];
  const reference = (name: string, from: LegacyAttribute) =>
    part(
      "RULE_BASED_CALENDARS",
      { ...statementOf(from), attributes: [from] },
      { NAME: { value: name, from } },
    );
  const named = (member: string, prefix: string): Part[] => {
    const from = calendars.attribute(member);
    return from
      ? listOf(from).map((name) =>
          reference(`${prefix}${name === "USE PARENT" ? "*" : name}`, from),
        )
      : [];
  };
  const defined = calendars.children().map((child) => {
    const found = part("RULE_BASED_CALENDAR", child, { NAME: child.name });
    setWhen(new JsonObject([child]).object("When"), setterOf(found.fields));
    return found;
  });
  return [...defined, ...named("Included", ""), ...named("Excluded", "!")];
}

/** A statement for one name of a list, which is none of its own. */
const statementOf = ({ name, text, place }: LegacyAttribute): Statement => ({
  ...{ kind: "RULE_BASED_CALENDARS", name, text, place, attributes: [], children: [] },
});
