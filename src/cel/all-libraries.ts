import type { CelLibrary } from "./define-functions.ts";
import { authorizerLibrary } from "./libraries/authorizer.ts";
import { comprehensionsLibrary } from "./libraries/comprehensions.ts";
import { encodersLibrary } from "./libraries/encoders.ts";
import {
  globalContextLibrary,
  namespacedGlobalContextLibrary,
} from "./libraries/global-context.ts";
import { gzipLibrary } from "./libraries/gzip.ts";
import { hashLibrary } from "./libraries/hash.ts";
import { httpLibrary, namespacedHttpLibrary } from "./libraries/http.ts";
import { imageDataLibrary } from "./libraries/image-data.ts";
import { imageLibrary } from "./libraries/image.ts";
import { jsonLibrary } from "./libraries/json.ts";
import { jsonpatchLibrary } from "./libraries/jsonpatch.ts";
import { kubernetesCidrLibrary } from "./libraries/kubernetes-cidr.ts";
import { kubernetesFormatsLibrary } from "./libraries/kubernetes-formats.ts";
import { kubernetesIpLibrary } from "./libraries/kubernetes-ip.ts";
import { kubernetesListsLibrary } from "./libraries/kubernetes-lists.ts";
import { kubernetesQuantityLibrary } from "./libraries/kubernetes-quantity.ts";
import { kubernetesRegexLibrary } from "./libraries/kubernetes-regex.ts";
import { kubernetesSemverLibrary } from "./libraries/kubernetes-semver.ts";
import { kubernetesUrlsLibrary } from "./libraries/kubernetes-urls.ts";
import { listsLibrary } from "./libraries/lists.ts";
import { kyvernoMathLibrary, mathLibrary } from "./libraries/math.ts";
import { optionalsLibrary, orValueCompatLibrary } from "./libraries/optionals.ts";
import { randomLibrary } from "./libraries/random.ts";
import { regexLibrary } from "./libraries/regex.ts";
import { namespacedResourceLibrary, resourceLibrary } from "./libraries/resource.ts";
import { setsLibrary } from "./libraries/sets.ts";
import { standardLibrary } from "./libraries/standard.ts";
import { stringsLibrary } from "./libraries/strings.ts";
import { timeLibrary } from "./libraries/time.ts";
import { transformLibrary } from "./libraries/transform.ts";
import { userLibrary } from "./libraries/user.ts";
import { x509Library } from "./libraries/x509.ts";
import { yamlLibrary } from "./libraries/yaml.ts";

/** cel-go's standard library and the extensions that Kyverno enables, in cel-go's versions. */
export const extensionLibraries: readonly CelLibrary[] = [
  standardLibrary,
  optionalsLibrary,
  comprehensionsLibrary,
  encodersLibrary,
  listsLibrary,
  mathLibrary,
  setsLibrary,
  stringsLibrary,
  regexLibrary,
];

/** The libraries of Kubernetes' own policies. */
export const kubernetesLibraries: readonly CelLibrary[] = [
  authorizerLibrary,
  kubernetesCidrLibrary,
  kubernetesFormatsLibrary,
  kubernetesIpLibrary,
  kubernetesListsLibrary,
  kubernetesQuantityLibrary,
  kubernetesRegexLibrary,
  kubernetesSemverLibrary,
  kubernetesUrlsLibrary,
];

/** What Kubernetes' expressions may use where Kyverno evaluates them: it patches `orValue` for all. */
export const admissionLibraries: readonly CelLibrary[] = [
  ...extensionLibraries,
  ...kubernetesLibraries,
  orValueCompatLibrary,
];

/** What Kyverno adds whatever the policy's scope. */
const commonLibraries: readonly CelLibrary[] = [
  ...extensionLibraries,
  ...kubernetesLibraries,
  orValueCompatLibrary,
  gzipLibrary,
  hashLibrary,
  imageDataLibrary,
  imageLibrary,
  jsonLibrary,
  jsonpatchLibrary,
  kyvernoMathLibrary,
  randomLibrary,
  timeLibrary,
  transformLibrary,
  userLibrary,
  x509Library,
  yamlLibrary,
];

/** Everything that a ValidatingPolicy may use. */
export const kyvernoLibraries: readonly CelLibrary[] = [
  ...commonLibraries,
  globalContextLibrary,
  httpLibrary,
  resourceLibrary,
];

/** Everything that a NamespacedValidatingPolicy of this namespace may use. */
export function namespacedKyvernoLibraries(namespace: string): readonly CelLibrary[] {
  return [
    ...commonLibraries,
    namespacedGlobalContextLibrary,
    namespacedHttpLibrary,
    namespacedResourceLibrary(namespace),
  ];
}
