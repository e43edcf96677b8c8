import { expect, test } from "vitest";
import { fakeKubeconfig, fakeServices } from "../../test/fake-services.ts";
import { resolveContext } from "./resolve-context.ts";

const twoContexts = { loadKubeconfig: () => Promise.resolve(fakeKubeconfig("prod", "staging")) };

test("the named context comes first, then the session's, then the kubeconfig's", async () => {
  const services = fakeServices(twoContexts);
  expect(await resolveContext(undefined, services)).toBe("prod");
  services.selection.select("staging");
  expect(await resolveContext(undefined, services)).toBe("staging");
  expect(await resolveContext("prod", services)).toBe("prod");
});

test("an unknown context is refused with the nearest one", async () => {
  await expect(resolveContext("stagin", fakeServices(twoContexts))).rejects.toThrow(
    'there is no context "stagin" in the kubeconfig. Did you mean "staging"?',
  );
});

test("without a kubeconfig the answer says where it was looked for", async () => {
  await expect(resolveContext(undefined, fakeServices())).rejects.toThrow(
    "no cluster is configured: no context found in /home/someone/.kube/config",
  );
});

function withoutCurrent(...names: readonly string[]) {
  const kubeconfig = { ...fakeKubeconfig(...names), currentContext: undefined };
  return fakeServices({ loadKubeconfig: () => Promise.resolve(kubeconfig) });
}

test("the only context needs no name, of several one must be named", async () => {
  expect(await resolveContext(undefined, withoutCurrent("solo"))).toBe("solo");
  await expect(resolveContext(undefined, withoutCurrent("a", "b"))).rejects.toThrow(
    "no context was named",
  );
});
