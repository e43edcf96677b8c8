/** Names of objects that were given, in the order of the files whatever the order of the threads: the first of two counts. */
export interface Claims {
  /** Waits for its turn, takes the names and answers which, by place, were taken before; empty names are nobody's. */
  readonly claim: (order: number, keys: readonly string[]) => Promise<readonly number[]>;
  /** Says that `order` has claimed all that it will. */
  readonly pass: (order: number) => void;
  /** Gives back what was claimed from `order` on. */
  readonly forget: (order: number) => void;
}

/** Nothing is claimed yet; the first turn is that of 0. */
export function createClaims(): Claims {
  const taken = new Map<string, number>();
  const passed = new Set<number>();
  const waiting = new Map<number, () => void>();
  let turn = 0;

  const pass = (order: number): void => {
    passed.add(order);
    while (passed.delete(turn)) turn += 1;
    waiting.get(turn)?.();
    waiting.delete(turn);
  };
  return {
    pass,
    claim: async (order, keys) => {
      if (order > turn) await new Promise<void>((resolve) => waiting.set(order, resolve));
      const repeated = keys.flatMap((key, index) => {
        if (key === "") return [];
        if (taken.has(key)) return [index];
        taken.set(key, order);
        return [];
      });
      pass(order);
      return repeated;
    },
    forget: (from) => {
      for (const [key, order] of taken) if (order >= from) taken.delete(key);
    },
  };
}
