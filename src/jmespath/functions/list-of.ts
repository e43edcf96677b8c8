/** The list that an argument is; the declared type has made sure of it. */
export function listOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : [];
}
