import { expect, test } from "vitest";
import { offlineHost } from "../../offline-host.ts";
import { requestFor } from "../../request-for.ts";
import { requestDocument } from "../context/request-document.ts";
import { Failure } from "../failure.ts";
import { compileText } from "./variable-text.ts";

/** The text with variables of an object that has this spec. */
function fillIn(text: string, spec: unknown): unknown {
  const compiled = compileText(text, "/message");
  if (typeof compiled === "string") return compiled;
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", namespace: "n" }, spec };
  return compiled(requestDocument(requestFor(object), offlineHost([]), []));
}

test.for([
  ["{{ request.object.spec.a }}!", { a: "x" }, "x!"],
  ["{{ request.object.spec.a }}!", { a: "{{ request.object.spec.b }}", b: "y" }, "y!"],
  ["{{ request.object.spec.{{ request.object.spec.a }} }}", { a: "b", b: "z" }, "z"],
  [String.raw`is \{{ request.object.spec.a }}`, { a: "x" }, "is {{ request.object.spec.a }}"],
] as const)("%j on %j is %j", ([text, spec, wanted]) => {
  expect(fillIn(text, spec)).toBe(wanted);
});

test.for([
  ["brings itself", { a: "{{ request.object.spec.a }} " }],
  ["brings itself twice", { a: "{{ request.object.spec.a }}{{ request.object.spec.a }}" }],
  ["brings a long object often", { a: "{{ request.object }}".repeat(200), b: "x".repeat(1e6) }],
  ["brings its whole object", { a: "{{ request.object }}", b: "{{ request.object }}" }],
] as const)("a value that %s is a failure, soon", ([, spec]) => {
  const started = performance.now();
  const filled = fillIn("a: {{ request.object.spec.a }}", spec);
  expect(filled).toBeInstanceOf(Failure);
  expect(filled).toHaveProperty(
    "message",
    expect.stringMatching(/^failed to resolve .* never ends$/),
  );
  expect(performance.now() - started).toBeLessThan(2000);
});
