import { hostOverload, type CelLibrary } from "../define-functions.ts";
import type { CelHost } from "../host.ts";
import type { CelValue } from "../values.ts";
import { withContext } from "./host-answer.ts";
import { LibraryObject } from "./library-object.ts";

const TYPE = "imagedata.Context";

/** Kyverno's `image.GetMetadata`: what a registry says of an image. */
export const imageDataLibrary: CelLibrary = {
  name: "kyverno.imageData",
  constants: { image: { type: TYPE, value: new LibraryObject(TYPE) } },
  functions: ["GetMetadata", "getMetadata"].map((name) =>
    hostOverload(TYPE, name, ["string"], "dyn", (host: CelHost, _: CelValue, reference: string) =>
      withContext("failed to get image data", host.getImageData(reference)),
    ),
  ),
};
