/** The size of a text in a drawing, in rem. */
const SIZE = 12 / 14;
/** What a rem is where nobody has asked for larger or smaller texts, in pixels. */
const USUAL_REM = 14;

/** The font of what is written in a drawing: as large, beside other texts, as a reader has asked for. */
export function chartFont(element: Element): string {
  return `${SIZE * USUAL_REM * textScale()}px ${getComputedStyle(element).fontFamily}`;
}

/** By how much texts are larger than usual. */
export function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_REM;
}
