/**
 * The same function with the answers for its last `limit` different arguments kept, for where the same few come again
 * and again; the argument is compared as a Map's key.
 */
export function remember<K, V>(compute: (key: K) => V, limit: number): (key: K) => V {
  const known = new Map<K, { readonly value: V }>();
  return (key) => {
    const old = known.get(key);
    if (old !== undefined) return old.value;
    const value = compute(key);
    // All at once: dropping the oldest one by one costs more than computing them again.
    if (known.size >= limit) known.clear();
    known.set(key, { value });
    return value;
  };
}
