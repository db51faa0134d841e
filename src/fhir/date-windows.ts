import { ALL_TIME, type Window } from '../window/window.ts';

const PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
type Prefix = (typeof PREFIXES)[number];

const DATE =
  /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[-+ ]\d\d:\d\d)?)?)?)?$/;
/** The share of the time from now to a date that `ap` allows, as the specification recommends. */
const APPROXIMATELY = 0.1;

/**
 * The instants that all of some `date` parameters allow: a point in time against the span that each date stands for, to the
 * precision in which it is written (a year, a day, a minute). Values separated by commas are alternatives. Without an offset it is
 * UTC. https://hl7.org/fhir/R4/search.html#date, https://hl7.org/fhir/R4/search.html#prefix
 *
 * @param now Unix milliseconds, for `ap`.
 * @returns Windows in order of time, apart from each other; `undefined` when one of them is no date.
 */
export function dateWindows(parameters: readonly string[], now: number): readonly Window[] | undefined {
  let windows: readonly Window[] = [ALL_TIME];
  for (const parameter of parameters) {
    const choices = parameter.split(',').map((text) => windowsOf(text, now));
    if (choices.some((choice) => choice === undefined)) return undefined;
    windows = common(windows, merged(choices.flatMap((choice) => choice ?? [])));
  }
  return windows;
}

function windowsOf(text: string, now: number): readonly Window[] | undefined {
  const match = DATE.exec(text);
  const span = match === null ? undefined : spanOf(match);
  if (span === undefined) return undefined;
  const { from, to } = span;
  const before = { from: ALL_TIME.from, to: from - 1 };
  const after = { from: to + 1, to: ALL_TIME.to };
  const about = APPROXIMATELY * Math.abs(now - (from + to) / 2);
  const allowed: { readonly [prefix in Prefix]: readonly Window[] } = {
    eq: [span],
    ne: [before, after],
    gt: [after],
    sa: [after],
    lt: [before],
    eb: [before],
    ge: [{ from, to: ALL_TIME.to }],
    le: [{ from: ALL_TIME.from, to }],
    ap: [{ from: Math.floor(from - about), to: Math.ceil(to + about) }],
  };
  return common(allowed[(match![1] ?? 'eq') as Prefix], [ALL_TIME]);
}

/** The first and the last millisecond of what a date stands for; `undefined` where there is no such date. */
function spanOf(match: RegExpExecArray): Window | undefined {
  const [, , year, month, day, hour, minute, second, fraction, zone] = match;
  const parts = [year, month ?? '1', day ?? '1', hour ?? '0', minute ?? '0', second ?? '0'].map(Number);
  const [y, mo, d, h, mi, s] = parts as [number, number, number, number, number, number];
  const ms = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  const from = Date.UTC(y, mo - 1, d, h, mi, s, ms);
  const date = new Date(from);
  const isReal = y >= 1000 && date.getUTCMonth() === mo - 1 && date.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  const offset = offsetOf(zone);
  if (!isReal || offset === undefined) return undefined;
  let end = from + 1;
  if (month === undefined) end = Date.UTC(y + 1, 0);
  else if (day === undefined) end = Date.UTC(y, mo);
  else if (hour === undefined) end = from + 86_400_000;
  else if (second === undefined) end = from + 60_000;
  else if (fraction === undefined) end = from + 1000;
  return { from: from - offset, to: end - 1 - offset };
}

/** Milliseconds that a zone is ahead of UTC. In a URL an unescaped `+` is a blank. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const [hours, minutes] = zone.slice(1).split(':').map(Number) as [number, number];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The same instants in order, in windows that are apart. */
function merged(windows: readonly Window[]): readonly Window[] {
  const found: Window[] = [];
  for (const window of [...windows].sort((one, other) => one.from - other.from)) {
    const last = found.at(-1);
    if (last === undefined || window.from > last.to + 1) found.push(window);
    else found[found.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
  }
  return found;
}

/** The instants that are in both. */
function common(some: readonly Window[], others: readonly Window[]): readonly Window[] {
  return some.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from <= to),
  );
}
