import type { DeviceShare } from '../importers/device-tally.ts';
import type { ImportReport } from '../importers/import-job.ts';
import type { LeftOutReason } from '../importers/left-out.ts';
import type { Numbered } from '../importers/reading-format.ts';
import { plainText } from '../model/plain-text.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { Receipt } from '../store/store.ts';
import { describeError } from './error-line.ts';
import { formatCount, formatNumberOf } from './format/numbers.ts';
import { table } from './format/table.ts';
import type { BesideRows } from './nothing-taken.ts';
import { receiptCounts, totalReceipt } from './receipt-report.ts';

/** The result of one member of an archive, or of a plain file. */
export interface MemberResult {
  readonly name: string;
  readonly format: string;
  readonly numbered: Numbered;
  readonly receipt: Receipt;
  readonly ms: number;
  readonly report: ImportReport;
  readonly failure: unknown;
}

/** The result of one file. */
export interface FileResult {
  readonly file: string;
  readonly timezone: string | undefined;
  readonly members: readonly MemberResult[];
  /** Members that could not be opened. */
  readonly broken: readonly { readonly name: string; readonly failure: unknown }[];
  /** Members of no known format. */
  readonly skipped: readonly string[];
  readonly isContainer: boolean;
  /** What people should know of it as a whole. */
  readonly notes: readonly string[];
  readonly receipt: Receipt;
  readonly ms: number;
  readonly failure: unknown;
}

/** Names of files to show where there are many. */
const SHOWN_FILES = 3;

type LeftOut = { readonly [reason in LeftOutReason]?: number };

/** Whether a file was read to its end. */
export function isWhole(failure: unknown): boolean {
  return failure === undefined || (failure instanceof PulsebaseError && failure.code === 'NOTHING_TAKEN');
}

/** For machines. */
export function fileJson(result: FileResult) {
  const { file, timezone, members, broken, skipped, isContainer, receipt, ms, failure } = result;
  const formats = [...new Set(members.map(({ format }) => format))];
  return {
    file,
    format: formats.length === 0 ? null : formats.join('+'),
    timezone: members.length === 0 ? null : (timezone ?? null),
    isTimezoneUsed: members.some(({ report }) => report.isZoneUsed),
    ...receiptCounts(receipt, ms),
    leftOut: leftOutOf(members),
    devices: devicesOf(members).map(deviceJson),
    warnings: warningsOf(result),
    ...(isContainer ? { members: [...members.map(memberJson), ...broken.map(brokenJson)], skipped } : {}),
    ...(failure === undefined ? {} : { error: describeError(failure) }),
  };
}

function memberJson({ name, format, receipt, ms, report, failure }: MemberResult) {
  return {
    name,
    format,
    isTimezoneUsed: report.isZoneUsed,
    ...receiptCounts(receipt, ms),
    leftOut: report.leftOut,
    devices: report.devices.map(deviceJson),
    warnings: report.warnings,
    ...(failure === undefined ? {} : { error: describeError(failure) }),
  };
}

function brokenJson({ name, failure }: { readonly name: string; readonly failure: unknown }) {
  return { name, format: null, error: describeError(failure) };
}

function deviceJson({ first, last, ...device }: DeviceShare) {
  return { ...device, first: new Date(first).toISOString(), last: new Date(last).toISOString() };
}

/** For people: what was found besides the readings. */
export function findingLines(result: FileResult, isDeviceChosen: boolean): string[] {
  const { members, broken, skipped, isContainer } = result;
  const leftOut = Object.entries(leftOutOf(members));
  const devices = devicesOf(members);
  const failed = members.filter((member) => member.failure !== undefined);
  return [
    ...leftOut.map(([reason, records]) => `left out as ${reason}: ${formatNumberOf(records, 'record')}`),
    ...(devices.length > 1 ? deviceLines(devices, isDeviceChosen) : []),
    ...(isContainer
      ? [`${formatNumberOf(members.length, 'file')} with readings in it, ${formatCount(skipped.length)} without`]
      : []),
    ...some([...failed, ...broken], ({ name, failure }) => `${name}: ${describeError(failure).message}`),
    ...warningsOf(result).map((warning) => `note: ${plainText(warning)}`),
  ];
}

function deviceLines(devices: readonly DeviceShare[], isDeviceChosen: boolean): string[] {
  const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
  return [
    ...table(
      [
        { title: 'device' },
        { title: 'readings', right: true },
        { title: 'first' },
        { title: 'last' },
        { title: 'shared hours', right: true },
      ],
      devices.map(({ device, readings, first, last, overlappingHours }) => [
        plainText(device),
        formatCount(readings),
        day(first),
        day(last),
        formatCount(overlappingHours),
      ]),
    ),
    ...(isDeviceChosen
      ? []
      : ['All devices were taken; --device NAME takes one, or prefers one to another in hours that they share.']),
  ];
}

function some<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - SHOWN_FILES;
  return [
    ...items.slice(0, SHOWN_FILES).map((item) => plainText(line(item))),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

function leftOutOf(members: readonly MemberResult[]): LeftOut {
  const sum: { [reason in LeftOutReason]?: number } = {};
  for (const { report } of members) {
    for (const [reason, records] of Object.entries(report.leftOut) as [LeftOutReason, number][]) {
      sum[reason] = (sum[reason] ?? 0) + records;
    }
  }
  return sum;
}

/** Shared hours are added up over members: hours shared between two members are not known. */
function devicesOf(members: readonly MemberResult[]): readonly DeviceShare[] {
  const devices = new Map<string, DeviceShare>();
  for (const share of members.flatMap(({ report }) => report.devices)) {
    const known = devices.get(share.device);
    devices.set(
      share.device,
      known === undefined
        ? share
        : {
            device: share.device,
            readings: known.readings + share.readings,
            first: Math.min(known.first, share.first),
            last: Math.max(known.last, share.last),
            overlappingHours: known.overlappingHours + share.overlappingHours,
          },
    );
  }
  return [...devices.values()].sort((a, b) => b.readings - a.readings);
}

function warningsOf({ members, notes }: FileResult): readonly string[] {
  const isOne = members.length === 1;
  const ofMembers = members.flatMap(({ name, report }) =>
    report.warnings.map((warning) => (isOne ? warning : `${name}: ${warning}`)),
  );
  return [...notes, ...ofMembers];
}

/** Says which of the devices that were asked for are not there, and which are. */
export function unknownDevices(members: readonly MemberResult[], wanted: readonly string[]): readonly string[] {
  const reports = members.map(({ report }) => report);
  const names = new Set(
    reports.flatMap(({ devices, otherDevices }) => [...devices.map(({ device }) => device), ...otherDevices]),
  );
  const unknown = wanted.filter((name) => !names.has(name));
  if (unknown.length === 0 || members.length === 0) return [];
  const there = names.size === 0 ? 'it names no device' : `there are ${[...names].map(showValue).join(', ')}`;
  return [`no device is called ${unknown.map(showValue).join(' or ')}; ${there}`];
}

/** What a file held beside rows. */
export function besideRows({
  members,
  skipped,
  isContainer,
  notes,
}: Pick<FileResult, 'members' | 'skipped' | 'isContainer' | 'notes'>): BesideRows {
  const [only] = members.length === 1 ? members : [];
  return {
    leftOut: leftOutOf(members),
    skipped: skipped.length,
    files: isContainer ? members.length : undefined,
    seen: only === undefined ? undefined : seenIn(only),
    notes,
  };
}

function seenIn({ format, numbered, report: { seen } }: MemberResult): string | undefined {
  if (seen === undefined && numbered === 'lines') return undefined;
  return `it is read as ${format}, and ${seen ?? 'none of its records has a heart rate'}`;
}

/** The receipt of all members. */
export function receiptOf(members: readonly MemberResult[]): Receipt {
  const [only] = members;
  return members.length === 1 && only !== undefined
    ? only.receipt
    : totalReceipt(members.map(({ receipt }) => receipt));
}
