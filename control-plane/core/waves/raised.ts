// Events that another scheduler raises: named and dated as that says it, and known again when they are told twice.

export interface Raised {
  name: string;
  /** As schedulers write it, in eight digits. */
  date: string;
  /** The same for the same event, date and ordinal, whichever way it is raised. */
  id: string;
}

/** `20261127`, as `%%$ODATE` of Control-M has it, as a date of ours; null: the text is none. */
export function dateInDigits(text: string): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  return found === null ? null : `${found[1]}-${found[2]}-${found[3]}`;
}

/**
 * @param date In eight digits, or with dashes.
 * @param ordinal Which time of the date it is.
 * @param id What the other scheduler calls it instead, such as an order's id.
 */
export function raised(name: string, date: string, ordinal: number, id?: string): Raised {
  const digits = /^\d{4}-\d{2}-\d{2}$/.test(date) ? date.replaceAll("-", "") : date;
  return { name, date: digits, id: id ?? `${name}/${digits}/${ordinal}` };
}
