/** What an element of a Go layout reads, by the name of its constant in Go's package time without `std`. */
export type ElementKind =
  | "year"
  | "longYear"
  | "month"
  | "longMonth"
  | "numMonth"
  | "zeroMonth"
  | "weekDay"
  | "longWeekDay"
  | "day"
  | "underDay"
  | "zeroDay"
  | "underYearDay"
  | "zeroYearDay"
  | "hour"
  | "hour12"
  | "zeroHour12"
  | "minute"
  | "zeroMinute"
  | "second"
  | "zeroSecond"
  | "PM"
  | "pm"
  | "zone"
  | "zoneName"
  | "exactFraction"
  | "anyFraction";

/** One element of a layout: the text before it, itself as written, and what it reads. */
export interface LayoutElement {
  readonly prefix: string;
  readonly text: string;
  readonly kind: ElementKind;
}

/** A layout taken apart: its elements, and the text behind the last one. */
export interface Layout {
  readonly elements: readonly LayoutElement[];
  readonly suffix: string;
}

/** Elements in the order in which Go looks for them at a place. */
// oxfmt-ignore
const ELEMENTS: readonly (readonly [RegExp, ElementKind])[] = [
  [/January/y, "longMonth"],
  [/Jan(?![a-z])/y, "month"],
  [/Monday/y, "longWeekDay"],
  [/Mon(?![a-z])/y, "weekDay"],
  [/MST/y, "zoneName"],
  [/002/y, "zeroYearDay"],
  [/01/y, "zeroMonth"],
  [/02/y, "zeroDay"],
  [/03/y, "zeroHour12"],
  [/04/y, "zeroMinute"],
  [/05/y, "zeroSecond"],
  [/06/y, "year"],
  [/15/y, "hour"],
  [/1/y, "numMonth"],
  [/2006/y, "longYear"],
  [/2/y, "day"],
  [/__2/y, "underYearDay"],
  [/_2(?!006)/y, "underDay"],
  [/3/y, "hour12"],
  [/4/y, "minute"],
  [/5/y, "second"],
  [/PM/y, "PM"],
  [/pm/y, "pm"],
  [/-(?:070000|07:00:00|0700|07:00|07)/y, "zone"],
  [/Z(?:070000|07:00:00|0700|07:00|07)/y, "zone"],
  [/[.,]0+(?!\d)/y, "exactFraction"],
  [/[.,]9+(?!\d)/y, "anyFraction"],
];

/** Takes a layout apart as Go's package time does: everything that is no element stands for itself. */
export function readLayout(layout: string): Layout {
  const elements: LayoutElement[] = [];
  let from = 0;
  for (let at = 0; at < layout.length;) {
    const element = elementAt(layout, at);
    if (element === undefined) {
      at += 1;
      continue;
    }
    elements.push({ ...element, prefix: layout.slice(from, at) });
    at += element.text.length;
    from = at;
  }
  return { elements, suffix: layout.slice(from) };
}

function elementAt(layout: string, at: number): { text: string; kind: ElementKind } | undefined {
  for (const [pattern, kind] of ELEMENTS) {
    pattern.lastIndex = at;
    const text = pattern.exec(layout)?.[0];
    if (text !== undefined) return { text, kind };
  }
  return undefined;
}
