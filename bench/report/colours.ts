import { CONTENDER_NAMES, type ContenderName, contenderEntry } from '../contenders/registry.ts';
import type { SeriesStyle } from './svg/legend.ts';

/** Told apart by people of all kinds of colour vision (Okabe and Ito). */
export const COLOURS = ['#0072b2', '#009e73', '#d55e00', '#e69f00', '#999999', '#cc79a7', '#56b4e9', '#000000'];

export function seriesStyle(name: ContenderName): SeriesStyle {
  return { title: contenderEntry(name).title, colour: COLOURS[CONTENDER_NAMES.indexOf(name) % COLOURS.length]! };
}
