import type { CelIssue } from "../issue.ts";
import type { RuleName } from "./grammar.ts";
import type { Prediction } from "./predict.ts";
import { predict } from "./predict.ts";
import type { Token, TokenKind } from "./token.ts";
import { formatTokenKinds } from "./token.ts";
import type { Tokens } from "./tokenize.ts";
import type { State, Transition } from "./transition-network.ts";
import { nextTokens, startState } from "./transition-network.ts";

/** A rule as it was read: skipped tokens are left out, tokens that recovery made up are in. */
export interface TreeNode {
  readonly rule: RuleName;
  /** Which alternative of the rule, 0 when none was reached. */
  alternative: number;
  readonly start: Token;
  readonly children: (TreeNode | Token)[];
}

/** The tree, and the syntax errors; `aborted` when a limit ended the reading. */
export interface ParseTree {
  readonly root: TreeNode;
  readonly issues: readonly CelIssue[];
  readonly aborted: boolean;
}

const RECURSION_LIMIT = 250;
const RECOVERY_LIMIT = 30;
const RECOVERY_LOOKAHEAD_LIMIT = 256;
const SYNTAX_ERROR_LIMIT = 100;
/** The position of an error that concerns the whole expression. */
export const NOWHERE = -2;

interface Frame {
  readonly rule: RuleName;
  readonly precedence: number;
  readonly parent: TreeNode | null;
  /** Where the calling rule goes on; null for the outermost. */
  readonly follow: State | null;
  node: TreeNode;
}

/** A syntax error that the current rule cannot repair: it is reported, tokens are skipped, the rule ends. */
type Failure =
  | { readonly is: "mismatch"; readonly expecting: ReadonlySet<TokenKind> }
  | { readonly is: "stuck"; readonly stuckAt: number };

const CONFUSED_KEYWORD = /no viable alternative at input '.(true|false|null)'/;

function quote(text: string): string {
  return `'${text.replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
}

/** Runs the grammar over the tokens, and reports and repairs errors the way ANTLR's default strategy does. */
class TreeParser {
  readonly issues: CelIssue[] = [];
  aborted = false;
  /** The source by code points, without what could not be read. */
  readonly #readable: readonly string[];
  readonly #tokens: readonly Token[];
  readonly #frames: Frame[] = [];
  readonly #depths = new Map<RuleName, number>();
  #index = 0;
  #state: State = startState();
  #syntaxErrors = 0;
  #recovering = false;
  #recoveries = 0;
  #failedAt = -1;
  #failedStates = new Set<State>();

  constructor(source: string, { tokens, unreadable }: Tokens) {
    this.#tokens = tokens;
    const readable = Array.from(source);
    for (const { at, end, text } of unreadable) {
      this.#report(at, `Syntax error: token recognition error at: '${text}'`);
      readable.fill("", at, end);
    }
    this.#readable = readable;
  }

  run(): TreeNode {
    const root = this.#enter("start", 0, null);
    let from: State | null = null;
    while (this.#frames.length > 0 && !this.aborted) {
      const before: State = this.#state;
      const failure = this.#step(from);
      from = before;
      if (!failure) continue;
      this.#fail(failure);
      from = null;
    }
    return root;
  }

  #tokenAt(index: number): Token {
    return this.#tokens[Math.min(index, this.#tokens.length - 1)] ?? EMPTY_TOKEN;
  }

  get #token(): Token {
    return this.#tokenAt(this.#index);
  }

  get #node(): TreeNode {
    return this.#frames.at(-1)?.node ?? NO_NODE;
  }

  #enter(rule: RuleName, precedence: number, follow: State | null): TreeNode {
    const node: TreeNode = { rule, alternative: 0, start: this.#token, children: [] };
    const parent = this.#frames.at(-1)?.node ?? null;
    parent?.children.push(node);
    this.#frames.push({ rule, precedence, parent, follow, node });
    const depth = (this.#depths.get(rule) ?? 0) + 1;
    this.#depths.set(rule, depth);
    if (depth > RECURSION_LIMIT) {
      this.#abort(`expression recursion limit exceeded: ${RECURSION_LIMIT}`);
    }
    return node;
  }

  #leave(): void {
    const frame = this.#frames.pop();
    if (!frame) return;
    this.#depths.set(frame.rule, (this.#depths.get(frame.rule) ?? 1) - 1);
    if (frame.follow) this.#state = frame.follow;
  }

  /** Moves on by one state. */
  #step(from: State | null): Failure | null {
    const state = this.#state;
    if (state.kind === "ruleStop") {
      this.#leave();
      return null;
    }
    // A round of a loop was synchronised when it ended.
    const afterRound = state.kind === "loopEntry" && from?.kind === "loopBack";
    const failure = state.kind === "basic" || afterRound ? null : this.#synchronise();
    if (failure) return failure;
    if (!state.decision) return this.#take(state.transitions[0]);
    const prediction = this.#predict();
    if (prediction.alternative === 0) {
      return { is: "stuck", stuckAt: prediction.stuckAt ?? this.#index };
    }
    if (state.decision.labels) this.#node.alternative = prediction.alternative;
    return this.#take(state.transitions[prediction.alternative - 1]);
  }

  #predict(): Prediction {
    return predict(this.#state, {
      tokens: this.#tokens,
      index: this.#index,
      precedence: this.#frames.at(-1)?.precedence ?? 0,
      callers: () => this.#frames.flatMap(({ follow }) => follow ?? []),
    });
  }

  #take(transition: Transition | undefined): Failure | null {
    if (!transition) return null;
    if (transition.is === "tokens") return this.#match(transition.kinds, transition.to);
    if (transition.is === "rule") {
      this.#enter(transition.rule, transition.precedence, transition.follow);
    } else if (transition.is === "wrap") this.#wrap(transition.alternative);
    this.#state = transition.to;
    return null;
  }

  /** What was read of the left-recursive rule becomes the first child of a new node. */
  #wrap(alternative: number): void {
    const frame = this.#frames.at(-1);
    if (!frame) return;
    const inner = frame.node;
    const { rule, start } = inner;
    const node: TreeNode = { rule, alternative, start, children: [inner] };
    frame.parent?.children.splice(-1, 1, node);
    frame.node = node;
  }

  #match(kinds: ReadonlySet<TokenKind>, to: State): Failure | null {
    if (kinds.has(this.#token.kind)) this.#matched();
    else {
      const failure = this.#recoverInline(to);
      if (failure) return failure;
    }
    this.#state = to;
    return null;
  }

  #matched(): void {
    this.#endRecovery();
    this.#node.children.push(this.#token);
    this.#consume();
  }

  #consume(): void {
    if (this.#token.kind !== "EOF") this.#index++;
  }

  #endRecovery(): void {
    this.#recovering = false;
    this.#failedAt = -1;
    this.#failedStates = new Set();
  }

  /** Every token that may come next, given the rules that are open. */
  #expected(state: State): ReadonlySet<TokenKind> {
    let next = nextTokens(state);
    const kinds = new Set(next.kinds);
    for (let depth = this.#frames.length - 1; depth >= 0 && next.leavesRule; depth--) {
      const follow = this.#frames[depth]?.follow;
      if (!follow) break;
      next = nextTokens(follow);
      for (const kind of next.kinds) kinds.add(kind);
    }
    return kinds;
  }

  #recoverInline(after: State): Failure | null {
    this.#countRecovery();
    const expecting = this.#expected(this.#state);
    if (this.#deleteOne(expecting)) {
      this.#matched();
      return null;
    }
    const token = this.#token;
    if (!this.#expected(after).has(token.kind)) return { is: "mismatch", expecting };
    this.#reportUnlessRecovering(
      token,
      `missing ${formatTokenKinds(expecting)} at ${quote(token.text)}`,
    );
    const [kind] = [...expecting];
    const madeUp = { kind: kind ?? "EOF", text: `<missing ${kind}>`, at: token.at, end: token.at };
    this.#node.children.push(madeUp);
    return null;
  }

  /** Skips one token if the one after it fits. */
  #deleteOne(expecting: ReadonlySet<TokenKind>): boolean {
    if (!expecting.has(this.#tokenAt(this.#index + 1).kind)) return false;
    this.#reportUnwanted(expecting);
    this.#consume();
    this.#endRecovery();
    return true;
  }

  #reportUnwanted(expecting: ReadonlySet<TokenKind>): void {
    const token = this.#token;
    const message = `extraneous input ${quote(token.text)} expecting ${formatTokenKinds(expecting)}`;
    this.#reportUnlessRecovering(token, message);
  }

  #synchronise(): Failure | null {
    if (this.#recovering) return null;
    const state = this.#state;
    const next = nextTokens(state);
    if (next.leavesRule || next.kinds.has(this.#token.kind)) return null;
    const expecting = this.#expected(state);
    if (state.kind === "blockStart" || state.kind === "loopEntry") {
      return this.#deleteOne(expecting) ? null : { is: "mismatch", expecting };
    }
    this.#reportUnwanted(expecting);
    this.#consumeUntil(new Set([...expecting, ...this.#recoverySet()]), Infinity);
    return null;
  }

  /** Whatever may follow one of the open rules. */
  #recoverySet(): ReadonlySet<TokenKind> {
    const kinds = new Set<TokenKind>();
    for (const { follow } of this.#frames) {
      if (follow) for (const kind of nextTokens(follow).kinds) kinds.add(kind);
    }
    return kinds;
  }

  #consumeUntil(kinds: ReadonlySet<TokenKind>, limit: number): void {
    for (let left = limit; this.#token.kind !== "EOF" && !kinds.has(this.#token.kind); left--) {
      if (left <= 0) {
        return this.#abort(
          `error recovery token lookahead limit exceeded: ${RECOVERY_LOOKAHEAD_LIMIT}`,
        );
      }
      this.#consume();
    }
  }

  #countRecovery(): void {
    if (this.#recoveries === RECOVERY_LIMIT) {
      const message = `error recovery attempt limit exceeded: ${RECOVERY_LIMIT}`;
      this.#report(this.#token.at, `Syntax error: ${message}`);
      this.aborted = true;
    }
    this.#recoveries++;
  }

  /** Reports a failure, skips what cannot follow any open rule, and ends the rule. */
  #fail(failure: Failure): void {
    if (failure.is === "mismatch") {
      const token = this.#token;
      const expecting = formatTokenKinds(failure.expecting);
      this.#reportUnlessRecovering(
        token,
        `mismatched input ${quote(token.text)} expecting ${expecting}`,
      );
    } else this.#reportStuck(failure.stuckAt);
    this.#countRecovery();
    let limit = RECOVERY_LOOKAHEAD_LIMIT;
    if (this.#failedAt === this.#index && this.#failedStates.has(this.#state)) {
      this.#consume();
      limit--;
    }
    this.#failedAt = this.#index;
    this.#failedStates.add(this.#state);
    this.#consumeUntil(this.#recoverySet(), limit);
    this.#leave();
  }

  #reportStuck(stuckAt: number): void {
    const last = this.#tokenAt(stuckAt);
    const start = this.#token;
    const end = last.kind === "EOF" ? this.#readable.length : last.end;
    const text = start.kind === "EOF" ? "<EOF>" : this.#readable.slice(start.at, end).join("");
    const message = `no viable alternative at input ${quote(text)}`;
    this.#reportUnlessRecovering(
      last,
      message.replace(CONFUSED_KEYWORD, "mismatched input '$1' expecting IDENTIFIER"),
    );
  }

  #reportUnlessRecovering(token: Token, message: string): void {
    if (this.#recovering) return;
    this.#recovering = true;
    this.#report(token.at, `Syntax error: ${message}`);
  }

  #report(at: number, message: string): void {
    if (this.aborted) return;
    if (this.#syntaxErrors < SYNTAX_ERROR_LIMIT) {
      this.#syntaxErrors++;
      this.issues.push({ at, message });
      return;
    }
    const tooMany = `Syntax error: More than ${SYNTAX_ERROR_LIMIT} syntax errors`;
    this.issues.push({ at, message: tooMany });
    this.aborted = true;
  }

  #abort(message: string): void {
    if (!this.aborted) this.issues.push({ at: NOWHERE, message });
    this.aborted = true;
  }
}

const EMPTY_TOKEN: Token = { kind: "EOF", text: "<EOF>", at: 0, end: 0 };
const NO_NODE: TreeNode = { rule: "start", alternative: 0, start: EMPTY_TOKEN, children: [] };

/** Reads an expression into a tree; a wrong one gives cel-go's syntax errors and a tree with holes. */
export function parseTree(source: string, tokens: Tokens): ParseTree {
  const parser = new TreeParser(source, tokens);
  const root = parser.run();
  return { root, issues: parser.issues, aborted: parser.aborted };
}
