import type { CelLibrary } from "./define-functions.ts";
import { comprehensionsLibrary } from "./libraries/comprehensions.ts";
import { encodersLibrary } from "./libraries/encoders.ts";
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
import { regexLibrary } from "./libraries/regex.ts";
import { setsLibrary } from "./libraries/sets.ts";
import { standardLibrary } from "./libraries/standard.ts";
import { stringsLibrary } from "./libraries/strings.ts";

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
  kubernetesCidrLibrary,
  kubernetesFormatsLibrary,
  kubernetesIpLibrary,
  kubernetesListsLibrary,
  kubernetesQuantityLibrary,
  kubernetesRegexLibrary,
  kubernetesSemverLibrary,
  kubernetesUrlsLibrary,
];

/** Everything that a ValidatingPolicy may use. */
export const kyvernoLibraries: readonly CelLibrary[] = [
  ...extensionLibraries,
  ...kubernetesLibraries,
  orValueCompatLibrary,
  kyvernoMathLibrary,
  jsonpatchLibrary,
];
