import type { Piece, RuleName } from "./grammar.ts";
import { GRAMMAR, RULE_NAMES } from "./grammar.ts";
import type { TokenKind } from "./token.ts";

/** What a state is for: error recovery differs at the start of a block, at a loop's entry and after each round. */
type StateKind = "basic" | "blockStart" | "loopEntry" | "loopBack" | "plusLoopBack" | "ruleStop";

/** A state of the grammar's transition network (ANTLR's ATN). */
export interface State {
  readonly id: number;
  readonly rule: RuleName;
  readonly kind: StateKind;
  readonly transitions: readonly Transition[];
  readonly decision: Decision | null;
}

export type Transition =
  | { readonly is: "epsilon"; readonly to: State; readonly leftRecursionOf: RuleName | null }
  | { readonly is: "tokens"; readonly kinds: ReadonlySet<TokenKind>; readonly to: State }
  | {
      readonly is: "rule";
      readonly rule: RuleName;
      readonly precedence: number;
      readonly to: State;
      readonly follow: State;
    }
  | {
      readonly is: "wrap";
      readonly precedence: number;
      readonly alternative: number;
      readonly to: State;
    };

/** A point with more than one way on. */
interface Decision {
  /** The chosen way's number is the alternative that the tree node keeps, and one way must be chosen. */
  readonly labels: boolean;
  /** One token decides between the ways out: `null` where more lookahead is needed. */
  singleToken: readonly ReadonlySet<TokenKind>[] | null;
  /** The loop of a left-recursive rule. */
  readonly leftRecursive: boolean;
}

interface Draft extends State {
  readonly transitions: Transition[];
}

const LEFT_RECURSIVE: ReadonlySet<RuleName> = new Set(["relation", "calc", "member"]);

class Builder {
  readonly starts = new Map<RuleName, Draft>();
  readonly stops = new Map<RuleName, Draft>();
  readonly states: Draft[] = [];

  state(rule: RuleName, kind: StateKind, decision: Decision | null = null): Draft {
    const state: Draft = { id: this.states.length, rule, kind, transitions: [], decision };
    this.states.push(state);
    return state;
  }

  /** Lays a piece from one state to another. */
  lay(piece: Piece, from: Draft, to: Draft): void {
    if (typeof piece === "string") {
      from.transitions.push({ is: "tokens", kinds: new Set([piece]), to });
      return;
    }
    switch (piece.is) {
      case "set":
        from.transitions.push({ is: "tokens", kinds: new Set(piece.kinds), to });
        break;
      case "rule":
        this.#layRule(piece.rule, piece.precedence, from, to);
        break;
      case "wrap":
        from.transitions.push({ ...piece, to });
        break;
      case "sequence":
        this.#laySequence(piece.pieces, from, to);
        break;
      case "choice":
        this.#layChoice(piece.choices, from, to);
        break;
      case "optional":
      case "star":
      case "plus":
        this.#layRepetition(piece.is, piece.piece, from, to);
        break;
    }
  }

  #layRule(rule: RuleName, precedence: number, from: Draft, follow: Draft): void {
    const to = this.starts.get(rule);
    if (to) from.transitions.push({ is: "rule", rule, precedence, to, follow });
    const leftRecursionOf = LEFT_RECURSIVE.has(rule) && precedence === 0 ? rule : null;
    this.stops.get(rule)?.transitions.push({ is: "epsilon", to: follow, leftRecursionOf });
  }

  #laySequence(pieces: readonly Piece[], from: Draft, to: Draft): void {
    let at = from;
    for (const [index, piece] of pieces.entries()) {
      const next = index === pieces.length - 1 ? to : this.state(from.rule, "basic");
      this.lay(piece, at, next);
      at = next;
    }
  }

  #way(from: Draft, to: Draft): void {
    from.transitions.push({ is: "epsilon", to, leftRecursionOf: null });
  }

  #layChoice(choices: readonly Piece[], from: Draft, to: Draft): void {
    const start = this.state(from.rule, "blockStart", decide(!LEFT_RECURSIVE.has(from.rule)));
    this.#way(from, start);
    for (const piece of choices) {
      const first = this.state(from.rule, "basic");
      this.#way(start, first);
      this.lay(piece, first, to);
    }
  }

  #layRepetition(is: "optional" | "star" | "plus", piece: Piece, from: Draft, to: Draft): void {
    const body = this.state(from.rule, is === "plus" ? "blockStart" : "basic");
    if (is === "optional") {
      const start = this.state(from.rule, "blockStart", decide(false));
      this.#way(from, start);
      this.#way(start, body);
      this.#way(start, to);
      this.lay(piece, body, to);
      return;
    }
    const loops = decide(false, LEFT_RECURSIVE.has(from.rule));
    const back = this.state(
      from.rule,
      is === "plus" ? "plusLoopBack" : "loopBack",
      is === "plus" ? loops : null,
    );
    // ANTLR synchronises at a loop's start once, then after each round: rounds of `plus` skip the start.
    const first = this.state(from.rule, "basic");
    this.#way(body, first);
    this.lay(piece, first, back);
    const entry = is === "plus" ? back : this.state(from.rule, "loopEntry", loops);
    if (is === "star") this.#way(back, entry);
    this.#way(from, is === "plus" ? body : entry);
    this.#way(entry, is === "plus" ? first : body);
    this.#way(entry, to);
  }
}

function decide(labels: boolean, leftRecursive = false): Decision {
  return { labels, leftRecursive, singleToken: null };
}

/** What may come next from a state: `leavesRule` when its rule may end before any token. */
interface NextTokens {
  readonly kinds: ReadonlySet<TokenKind>;
  readonly leavesRule: boolean;
}

const NEXT_TOKENS = new Map<State, NextTokens>();

/** The tokens that may come next within the state's rule. */
export function nextTokens(state: State): NextTokens {
  const known = NEXT_TOKENS.get(state);
  if (known) return known;
  const kinds = new Set<TokenKind>();
  let leavesRule = false;
  const seen = new Set<string>();
  const walk = (at: State, returns: readonly State[]): void => {
    const key = `${at.id}/${returns.map(({ id }) => id).join(",")}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (at.kind === "ruleStop") {
      const [to] = returns.slice(-1);
      if (to) walk(to, returns.slice(0, -1));
      else leavesRule = true;
      return;
    }
    for (const transition of at.transitions) {
      if (transition.is === "tokens") for (const kind of transition.kinds) kinds.add(kind);
      else if (transition.is === "rule") walk(transition.to, [...returns, transition.follow]);
      else walk(transition.to, returns);
    }
  };
  walk(state, []);
  const found = { kinds, leavesRule };
  NEXT_TOKENS.set(state, found);
  return found;
}

/** The tokens that may come next, anywhere after the rule too; null behind a precedence test, which one token cannot decide. */
function look(from: State): ReadonlySet<TokenKind> | null {
  const kinds = new Set<TokenKind>();
  const seen = new Set<string>();
  let tested = false;
  const walk = (at: State, returns: readonly State[]): void => {
    const key = `${at.id}/${returns.map(({ id }) => id).join(",")}`;
    if (seen.has(key)) return;
    seen.add(key);
    const [top] = returns.slice(-1);
    if (at.kind === "ruleStop" && top) {
      walk(top, returns.slice(0, -1));
      return;
    }
    for (const transition of at.transitions) {
      if (transition.is === "tokens") for (const kind of transition.kinds) kinds.add(kind);
      else if (transition.is === "wrap") tested = true;
      else if (transition.is === "rule") walk(transition.to, [...returns, transition.follow]);
      else walk(transition.to, returns);
    }
  };
  walk(from, []);
  return tested || kinds.size === 0 ? null : kinds;
}

function singleTokenWays(state: State): readonly ReadonlySet<TokenKind>[] | null {
  const ways: ReadonlySet<TokenKind>[] = [];
  for (const transition of state.transitions) {
    const kinds = look(transition.to);
    if (!kinds || ways.some((way) => [...way].some((kind) => kinds.has(kind)))) return null;
    ways.push(kinds);
  }
  return ways;
}

function build(): Builder {
  const builder = new Builder();
  for (const rule of RULE_NAMES) {
    builder.starts.set(rule, builder.state(rule, "basic"));
    builder.stops.set(rule, builder.state(rule, "ruleStop"));
  }
  for (const rule of RULE_NAMES) {
    const [from, to] = [builder.starts.get(rule), builder.stops.get(rule)];
    if (from && to) builder.lay(GRAMMAR[rule], from, to);
  }
  for (const state of builder.states) {
    if (state.decision) state.decision.singleToken = singleTokenWays(state);
  }
  return builder;
}

let start: State | null = null;

/** Where the whole grammar starts. The network is built when it is first asked for: few expressions need it. */
export function startState(): State {
  if (start) return start;
  const built = build();
  start = built.states[0] ?? built.state("start", "basic");
  return start;
}
