import { Environment } from "@marcbachmann/cel-js";
import { evaluate as celJsEvaluate, parse as celJsParse } from "cel-js";
import { kyvernoLibraries } from "../src/cel/all-libraries.ts";
import { compileExpression } from "../src/cel/compile-expression.ts";
import type { CelEnvironment } from "../src/cel/environment.ts";
import { offlineHost } from "../src/engine/offline-host.ts";
import { generatePods } from "./generate-pods.ts";
import { type Figure, rate } from "./measure.ts";

/** Expressions as policies have them; a peer that can't say one is left out of its line. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  "has() chains over containers":
    "object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || c.securityContext.privileged == false)",
  "volume types": "!has(object.spec.volumes) || object.spec.volumes.all(v, !has(v.hostPath))",
  "nested host ports":
    "object.spec.containers.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))",
  "capabilities in a list":
    "object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.capabilities) || !has(c.securityContext.capabilities.drop) || c.securityContext.capabilities.drop.exists(d, d == 'ALL'))",
  "strings of labels":
    "object.metadata.labels.app.startsWith('app-') && size(object.metadata.labels) > 1",
};

const environment: CelEnvironment = {
  variables: [{ name: "object", type: { kind: "dyn" } }],
  objectTypes: [],
  libraries: kyvernoLibraries,
  homogeneousLiterals: true,
  orValueCompat: true,
  twoVariableMacros: true,
};

type Evaluate = (object: unknown) => unknown;

const ENGINES: Readonly<Record<string, (source: string) => Evaluate>> = {
  ours(source) {
    const compiled = compileExpression(source, environment);
    if (!compiled.ok) throw new Error(compiled.error.text);
    const host = offlineHost([]);
    return (object) => compiled.program.evaluate({ slots: [object], host });
  },
  "@marcbachmann/cel-js"(source) {
    const program = new Environment({ unlistedVariablesAreDyn: true }).parse(source);
    return (object): unknown => program({ object });
  },
  "cel-js"(source) {
    const parsed = celJsParse(source);
    if (!parsed.isSuccess) throw new Error(parsed.errors.join("; "));
    return (object) => celJsEvaluate(parsed.cst, { object });
  },
};

/** The same compiled expressions over the same pods in this engine and its peers; the answers must agree. */
export function compareWithPeers(): Figure[] {
  const pods = generatePods(1000);
  return Object.entries(EXPRESSIONS).flatMap(([title, source]) => {
    const expected = pods.map(prepare("ours", source));
    return Object.keys(ENGINES).map((engine): Figure => {
      const name = `${title}: ${engine}`;
      try {
        const evaluate = prepare(engine, source);
        const differing = pods.filter((pod, index) => evaluate(pod) !== expected[index]).length;
        const value = rate(pods.length, () => pods.forEach(evaluate), 1);
        return {
          name,
          value,
          unit: "evaluations/s",
          ...(differing > 0 && { note: `${differing} answers differ` }),
        };
      } catch (error) {
        return {
          name,
          value: 0,
          unit: "evaluations/s",
          note: `can't: ${String(error).split("\n")[0]?.slice(0, 70)}`,
        };
      }
    });
  });
}

function prepare(engine: string, source: string): Evaluate {
  const compile = ENGINES[engine];
  if (compile === undefined) throw new Error(`no engine ${engine}`);
  return compile(source);
}
