// Addresses of other systems: templates with the names of what they lead to.

export interface LinkValues {
  traceId: string;
  run: string;
  project: string;
  pipeline: string;
}

/** `https://jaeger.example/trace/{traceId}` with each value encoded; names that it doesn't know stay. */
export function filledLink(template: string | null, values: LinkValues): string | null {
  const known = new Map(Object.entries(values));
  return (
    template?.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = known.get(name);
      return value === undefined ? whole : encodeURIComponent(value);
    }) ?? null
  );
}
