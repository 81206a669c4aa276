// Maps whose order of keys means nothing, in the order of their names: equal ones are then equal texts.

export function inOrder<T>(record: Record<string, T>): Record<string, T> {
  return mapValues(record, (value) => value);
}

export function mapValues<T, U>(
  record: Record<string, T>,
  map: (value: T) => U,
): Record<string, U> {
  const mapped: Record<string, U> = {};
  const keys = Object.keys(record);
  for (const key of keys.length < 2 ? keys : keys.sort()) mapped[key] = map(record[key] as T);
  return mapped;
}
