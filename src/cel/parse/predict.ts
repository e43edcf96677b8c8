import type { RuleName } from "./grammar.ts";
import type { Token, TokenKind } from "./token.ts";
import type { State, Transition } from "./transition-network.ts";

/**
 * ANTLR's adaptive prediction (Parr, Harwell, Fisher: "Adaptive LL(*) Parsing", 2014), which decides where cel-go's
 * parser says "no viable alternative": look ahead with all ways at once, first without regard to the calling rules
 * (cached), and where that is ambiguous once more with them.
 */

/** The states to return to when rules end; `null` is the end of what is known. */
interface ReturnStack {
  readonly id: number;
  readonly to: State;
  readonly below: ReturnStack | null;
}

/** Equal stacks are the same object. */
type Stacks = Map<string, ReturnStack>;

function push(stacks: Stacks, below: ReturnStack | null, to: State): ReturnStack {
  const key = `${below?.id ?? 0}:${to.id}`;
  const known = stacks.get(key);
  if (known) return known;
  const stack = { id: stacks.size + 1, to, below };
  stacks.set(key, stack);
  return stack;
}

/** Stacks that do not depend on the callers; lookahead is short, so there are few. */
const STACKS: Stacks = new Map();

interface Config {
  readonly state: State;
  readonly alternative: number;
  readonly stack: ReturnStack | null;
  /** It ended the rule in which the decision stands. */
  readonly leftRule: boolean;
  /** It came round through the left-recursive rule itself: the precedence filter must keep it. */
  readonly throughRecursion: boolean;
  /** A left-recursive step of this precedence must be allowed, 0 for none. */
  readonly precedence: number;
}

type Configs = Map<string, Config>;

interface Lookahead {
  readonly configs: Configs;
  /** The alternative decided on, or 0. */
  readonly decided: number;
  readonly ambiguous: boolean;
  readonly edges: Map<TokenKind, Lookahead | null>;
}

/** What a prediction needs to know of the parser. */
export interface PredictionContext {
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly precedence: number;
  /** The states that the open rules return to, the outermost first. */
  readonly callers: () => readonly State[];
}

const keyOf = (config: Config): string =>
  `${config.state.id} ${config.alternative} ${config.stack?.id ?? 0} ${config.precedence}`;

interface Closure {
  readonly configs: Configs;
  readonly seen: Set<string>;
  readonly recursiveRule: RuleName | null;
  /** The precedence to test at the decision itself; null once tokens were read: tests are passed over then. */
  readonly precedence: number | null;
  readonly full: boolean;
  readonly stacks: Stacks;
}

function add(configs: Configs, config: Config): void {
  const key = keyOf(config);
  const known = configs.get(key);
  configs.set(
    key,
    known
      ? {
          ...known,
          leftRule: known.leftRule || config.leftRule,
          throughRecursion: known.throughRecursion || config.throughRecursion,
        }
      : config,
  );
}

/** Follows everything that needs no token; `depth` 0 is the rule of the decision. */
function close(config: Config, depth: number, closure: Closure): void {
  const { state, stack } = config;
  if (state.kind === "ruleStop") {
    if (stack) {
      close({ ...config, state: stack.to, stack: stack.below }, depth - 1, closure);
      return;
    }
    if (closure.full || state.transitions.length === 0) {
      add(closure.configs, config);
      return;
    }
  }
  for (const transition of state.transitions) {
    if (transition.is === "tokens") {
      add(closure.configs, config);
      continue;
    }
    const next = follow(config, transition, depth, closure);
    if (!next) continue;
    const key = `${keyOf(next)} ${next.throughRecursion}`;
    if (closure.seen.has(key)) continue;
    closure.seen.add(key);
    close(next, nextDepth(state, transition, depth), closure);
  }
}

function nextDepth(state: State, transition: Transition, depth: number): number {
  if (state.kind === "ruleStop") return depth - 1;
  return transition.is === "rule" && depth >= 0 ? depth + 1 : depth;
}

function follow(
  config: Config,
  transition: Exclude<Transition, { is: "tokens" }>,
  depth: number,
  closure: Closure,
): Config | null {
  const state = transition.to;
  if (transition.is === "rule") {
    return { ...config, state, stack: push(closure.stacks, config.stack, transition.follow) };
  }
  if (transition.is === "wrap") {
    if (closure.precedence === null || depth !== 0) return { ...config, state };
    if (!closure.full) return { ...config, state, precedence: transition.precedence };
    return transition.precedence >= closure.precedence ? { ...config, state } : null;
  }
  if (config.state.kind !== "ruleStop") return { ...config, state };
  const { leftRecursionOf } = transition;
  const throughRecursion = leftRecursionOf !== null && leftRecursionOf === closure.recursiveRule;
  return {
    ...config,
    state,
    leftRule: true,
    throughRecursion: config.throughRecursion || throughRecursion,
  };
}

/** All that the ways out of a decision may do before the first token. */
function begin(decision: State, context: PredictionContext, callers: Stacks | null): Configs {
  const recursiveRule = decision.decision?.leftRecursive === true ? decision.rule : null;
  const configs: Configs = new Map();
  const precedence = context.precedence;
  const stacks = callers ?? STACKS;
  const full = callers !== null;
  const closure = { configs, seen: new Set<string>(), recursiveRule, precedence, full, stacks };
  let stack: ReturnStack | null = null;
  if (full) for (const to of context.callers()) stack = push(stacks, stack, to);
  for (const [index, transition] of decision.transitions.entries()) {
    const config: Config = {
      state: transition.to,
      alternative: index + 1,
      stack,
      leftRule: false,
      throughRecursion: false,
      precedence: 0,
    };
    close(config, 0, closure);
  }
  return recursiveRule && !full ? filterByPrecedence(configs, precedence) : configs;
}

const placeOf = ({ state, stack }: Config): string => `${state.id} ${stack?.id ?? 0}`;

/** Going on with the loop wins over leaving it and coming back to the same place from outside. */
function filterByPrecedence(configs: Configs, precedence: number): Configs {
  const kept: Configs = new Map();
  const all = [...configs.values()];
  const going = all.filter((config) => config.alternative === 1);
  const allowed = going.filter((each) => each.precedence === 0 || each.precedence >= precedence);
  for (const config of allowed) add(kept, { ...config, precedence: 0 });
  const inLoop = new Set(allowed.map(placeOf));
  for (const config of all) {
    const stays = config.throughRecursion || !inLoop.has(placeOf(config));
    if (config.alternative !== 1 && stays) add(kept, config);
  }
  return kept;
}

function accepts(transition: Transition, kind: TokenKind): boolean {
  return transition.is === "tokens" && transition.kinds.has(kind);
}

/** All that is possible after one more token. */
function reach(from: Configs, kind: TokenKind, callers: Stacks | null): Configs {
  const configs: Configs = new Map();
  const stopped: Config[] = [];
  const full = callers !== null;
  const closure: Closure = {
    configs,
    seen: new Set(),
    recursiveRule: null,
    precedence: null,
    full,
    stacks: callers ?? STACKS,
  };
  for (const config of from.values()) {
    if (config.state.kind === "ruleStop" && (full || kind === "EOF")) stopped.push(config);
    for (const transition of config.state.transitions) {
      if (!accepts(transition, kind)) continue;
      const next = { ...config, state: transition.to };
      closure.seen.add(`${keyOf(next)} ${next.throughRecursion}`);
      close(next, 0, closure);
    }
  }
  if (kind === "EOF") keepStopped(configs);
  const ended = [...configs.values()].some(({ state }) => state.kind === "ruleStop");
  if (!full || !ended) for (const config of stopped) add(configs, config);
  return configs;
}

function keepStopped(configs: Configs): void {
  for (const [key, { state }] of configs) if (state.kind !== "ruleStop") configs.delete(key);
}

function uniqueAlternative(configs: Configs): number {
  let unique = 0;
  for (const { alternative } of configs.values()) {
    if (unique !== 0 && unique !== alternative) return 0;
    unique = alternative;
  }
  return unique;
}

/** Stacks per place, the way ANTLR merges them: without callers, an unknown rest stands for any rest. */
function placesOf(configs: Configs, full: boolean): Map<string, Set<number>> {
  const stacks = new Map<
    string,
    { readonly config: Config; readonly all: (ReturnStack | null)[] }
  >();
  for (const config of configs.values()) {
    const key = `${config.state.id} ${config.alternative}`;
    const known = stacks.get(key);
    if (known) known.all.push(config.stack);
    else stacks.set(key, { config, all: [config.stack] });
  }
  const places = new Map<string, Set<number>>();
  for (const { config, all } of stacks.values()) {
    const ids = full ? all.map((stack) => String(stack?.id ?? 0)) : mergedStacks(all);
    const place = `${config.state.id} ${ids.toSorted().join(",")}`;
    const alternatives = places.get(place) ?? new Set<number>();
    alternatives.add(config.alternative);
    places.set(place, alternatives);
  }
  return places;
}

function pathOf(stack: ReturnStack | null): string {
  const ids: number[] = [];
  for (let at = stack; at; at = at.below) ids.push(at.to.id);
  return ids.map((id) => `${id}/`).join("");
}

function mergedStacks(stacks: readonly (ReturnStack | null)[]): string[] {
  const paths = stacks.map(pathOf);
  return paths.filter((path) => !paths.some((other) => other !== path && path.startsWith(other)));
}

/** ANTLR's heuristic for giving up without callers: places where alternatives meet, and no state left to one alone. */
function isAmbiguous(configs: Configs): boolean {
  const all = [...configs.values()];
  if (all.every(({ state }) => state.kind === "ruleStop")) return true;
  const meets = [...placesOf(configs, false).values()].some(({ size }) => size > 1);
  if (!meets) return false;
  const byState = new Map<number, Set<number>>();
  for (const { state, alternative } of all) {
    const alternatives = byState.get(state.id) ?? new Set<number>();
    byState.set(state.id, alternatives.add(alternative));
  }
  return [...byState.values()].every(({ size }) => size > 1);
}

const BEGINNINGS = new Map<string, Lookahead>();
const LOOKAHEADS = new Map<string, Lookahead>();

function lookaheadOf(decision: State, configs: Configs, first: boolean): Lookahead {
  const key = `${decision.id}|${[...configs.entries()]
    .map(([id, { leftRule }]) => (leftRule ? `${id}!` : id))
    .toSorted()
    .join("|")}`;
  const known = LOOKAHEADS.get(key);
  if (known) return known;
  const unique = first ? 0 : uniqueAlternative(configs);
  const lookahead: Lookahead = {
    configs,
    decided: unique,
    ambiguous: !first && unique === 0 && isAmbiguous(configs),
    edges: new Map(),
  };
  LOOKAHEADS.set(key, lookahead);
  return lookahead;
}

/** The lowest alternative that ended its rule in good order before the token that fits none; 0 for none. */
function endedAlternative(configs: Configs): number {
  let lowest = 0;
  for (const { alternative, leftRule, state, stack } of configs.values()) {
    const ended = leftRule || (state.kind === "ruleStop" && stack === null);
    if (ended && (lowest === 0 || alternative < lowest)) lowest = alternative;
  }
  return lowest;
}

/** The way to take; 0 where none fits, with the index of the token that fits none. */
export interface Prediction {
  readonly alternative: number;
  readonly stuckAt?: number;
}

function stop(configs: Configs, stuckAt: number): Prediction {
  return { alternative: endedAlternative(configs), stuckAt };
}

const kindAt = (context: PredictionContext, index: number): TokenKind =>
  context.tokens[index]?.kind ?? "EOF";

function beginning(decision: State, context: PredictionContext): Lookahead {
  const key = `${decision.id} ${context.precedence}`;
  const known = BEGINNINGS.get(key);
  if (known) return known;
  const lookahead = lookaheadOf(decision, begin(decision, context, null), true);
  BEGINNINGS.set(key, lookahead);
  return lookahead;
}

/** The lookahead after one more token; null when the token fits no way. */
function after(decision: State, lookahead: Lookahead, kind: TokenKind): Lookahead | null {
  const known = lookahead.edges.get(kind);
  if (known !== undefined) return known;
  const configs = reach(lookahead.configs, kind, null);
  const next = configs.size === 0 ? null : lookaheadOf(decision, configs, false);
  lookahead.edges.set(kind, next);
  return next;
}

/** Chooses a way out of a decision: 1 is the first. */
export function predict(decision: State, context: PredictionContext): Prediction {
  const ways = decision.decision?.singleToken;
  if (ways) {
    const kind = kindAt(context, context.index);
    const way = ways.findIndex((kinds) => kinds.has(kind));
    if (way >= 0) return { alternative: way + 1 };
    const isChoice = decision.decision?.labels ?? false;
    return isChoice ? { alternative: 0, stuckAt: context.index } : { alternative: 2 };
  }
  let lookahead = beginning(decision, context);
  for (let index = context.index; ; index++) {
    const next = after(decision, lookahead, kindAt(context, index));
    if (next === null) return stop(lookahead.configs, index);
    if (next.decided > 0) return { alternative: next.decided };
    if (next.ambiguous) return predictWithCallers(decision, context);
    lookahead = next;
  }
}

function predictWithCallers(decision: State, context: PredictionContext): Prediction {
  const stacks: Stacks = new Map();
  let configs = begin(decision, context, stacks);
  for (let index = context.index; ; index++) {
    const next = reach(configs, kindAt(context, index), stacks);
    if (next.size === 0) return stop(configs, index);
    const unique = uniqueAlternative(next);
    if (unique > 0) return { alternative: unique };
    const lowest = new Set([...placesOf(next, true).values()].map((all) => Math.min(...all)));
    const [only] = lowest;
    if (lowest.size === 1 && only !== undefined) return { alternative: only };
    configs = next;
  }
}
