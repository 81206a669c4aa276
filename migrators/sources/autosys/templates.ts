// Variables of the generators that sites write JIL with, `~{$SITE}~` and `@[SITE]`: where people have said their values, they
// are put in before anything is understood. The texts of statements stay as they were read.

import type { LegacyAttribute, LegacyFile, Statement } from "#migrators/statement.ts";

const variable = /~\{\s*\$?([\w.-]{1,64})\s*\}~|@\[\s*\$?([\w.-]{1,64})\s*\]/g;

/** @param values By name. */
export function rendered(file: LegacyFile, values: Readonly<Record<string, string>>): LegacyFile {
  if (Object.keys(values).length === 0) return file;
  const put = (text: string): string =>
    text.replaceAll(variable, (written, tilde, at) => {
      const name: string = tilde ?? at;
      return Object.hasOwn(values, name) ? (values[name] as string) : written;
    });
  const ofAttribute = ({ name, text, value, place }: LegacyAttribute): LegacyAttribute => ({
    ...{ name, text, value: put(value), place },
  });
  const ofStatement = (statement: Statement): Statement => {
    const { kind, name, text, place, attributes, children } = statement;
    if (text.search(variable) < 0) return statement;
    return {
      ...{ kind, name: name === null ? null : put(name), text, place },
      ...{ attributes: attributes.map(ofAttribute), children: children.map(ofStatement) },
    };
  };
  return { ...file, statements: file.statements.map(ofStatement) };
}

/** Attributes of a statement into which values were put. Most statements have no variable, which their texts tell at once. */
export const renderedIn = ({ text, attributes }: Statement): readonly LegacyAttribute[] =>
  text.includes("~{") || text.includes("@[") ? attributes.filter(isRendered) : [];

const isRendered = ({ text, value }: LegacyAttribute): boolean =>
  text.search(variable) >= 0 && value.search(variable) < 0;
