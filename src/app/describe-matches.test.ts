import { expect, test } from "vitest";
import { describeMatches } from "./describe-matches.ts";

const rule = (apiGroups: readonly string[], ...resources: readonly string[]) => ({
  matchConstraints: { resourceRules: [{ apiGroups, resources }] },
});

test.for([
  [rule([""], "pods"), "pods"],
  [rule(["apps"], "deployments", "statefulsets"), "deployments.apps, statefulsets.apps"],
  [rule(["*"], "*"), "*"],
  [rule([""], "a", "b", "c", "d", "e", "f", "g", "h"), "a, b, c, d, e, f and 2 more"],
  [
    { rules: [{ match: { any: [{ resources: { kinds: ["Pod", "apps/v1/Deployment"] } }] } }] },
    "Pod, apps/v1/Deployment",
  ],
  [{ rules: [{ match: { resources: { kinds: ["Pod"] } } }] }, "Pod"],
  [{ match: { all: [{ resources: { kinds: ["Pod"] } }] }, schedule: "* * * * *" }, "Pod"],
  [{}, "nothing named"],
  [null, "nothing named"],
] as const)("%j matches %s", ([spec, text]) => {
  expect(describeMatches(spec)).toBe(text);
});
