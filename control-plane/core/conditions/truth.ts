// The truth of a group from that of its parts, where some of it may not be known and some can't change any more.

export interface Truth {
  holds: boolean;
  /** It holds, or may for all that the waiter is allowed to know: what it may not read is neither so nor not so. */
  may: boolean;
  /** It can't change any more. */
  final: boolean;
}

export function atLeast(count: number, of: readonly Truth[]): Truth {
  const holds = of.filter((one) => one.holds).length >= count;
  const certain = of.filter((one) => one.holds && one.final).length;
  const possible = of.filter((one) => one.holds || !one.final).length;
  const may = of.filter((one) => one.may).length >= count;
  return { holds, may, final: certain >= count || possible < count };
}

export const opposite = ({ holds, may, final }: Truth): Truth => ({
  holds: !may,
  may: !holds,
  final,
});

/** What stands around a fact: whether its opposite is asked for, and of how many facts of its group how many are enough. */
export interface Around {
  isNegated: boolean;
  /** Null: all of them. */
  enough: string | null;
}

export const around = ({ isNegated, enough }: Around, count: number, size: number): Around => {
  // That not two of three hold takes two that don't.
  const needed = isNegated ? size - count + 1 : count;
  if (needed >= size) return { isNegated, enough };
  return { isNegated, enough: `${needed} of ${size} ${needed === 1 ? "is" : "are"} enough` };
};
