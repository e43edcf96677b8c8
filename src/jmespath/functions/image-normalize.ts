import { parseImageInfo } from "../../values/image-info.ts";
import { defineFunction } from "../define-function.ts";
import { fail } from "./fail.ts";

/** `image_normalize`: an image with its registry and its tag or digest written out. */
export const imageNormalize = defineFunction({
  name: "image_normalize",
  summary: "an image with registry and tag or digest written out",
  args: [["string"]],
  returns: ["string"],
  call: ([image]) => {
    const info = parseImageInfo(String(image));
    return info.ok ? info.value.reference : fail("image_normalize", info.error);
  },
});
