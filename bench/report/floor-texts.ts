import type { BenchResult, CellResult } from '../bench-result.ts';
import type { ContenderName } from '../contenders/registry.ts';
import { shortFigure } from './figures.ts';

/** What nothing can go below, in words, measured in the same run; `cell` is the kind of query that was worst. */
export type FloorText = (result: BenchResult, cell: CellResult | undefined) => string | undefined;

/** An empty statement, and the rows that must be read. */
export function emptyStatementFloor(name: ContenderName): FloorText {
  return ({ floors }, cell) => {
    const empty = floors.emptyStatement[name];
    if (empty === undefined) return undefined;
    const rows =
      cell === undefined
        ? ''
        : `; ${shortFigure(cell.needed.rollups)} rows of roll-ups and ${shortFigure(cell.needed.raw)} readings to read`;
    return `an empty statement ${pair(empty)} ms${rows}`;
  };
}

/** A call that does nothing, against an empty statement in the process. */
export const overHttpFloor: FloorText = ({ floors }) => {
  const [call, embedded] = [floors.emptyStatement.http, floors.emptyStatement.embedded];
  if (call === undefined || embedded === undefined) return undefined;
  return `a call of /livez ${pair(call)} ms`;
};

/** The ratio if the answer were an empty statement. */
export function fullSpeedFloor(name: ContenderName): FloorText {
  return ({ floors }, cell) => {
    const [empty, plain] = [floors.emptyStatement[name], cell?.warm.plainSchema];
    if (empty === undefined || plain === undefined) return undefined;
    return `an empty statement would be ${shortFigure(plain.p50 / empty.p50)} x`;
  };
}

/** The generator with nobody behind it. */
export const generatorFloor: FloorText = ({ floors: { generator } }) =>
  `making the readings alone ${shortFigure(generator.readings / generator.seconds / 1e6)} M/s`;

/** One wait for the disk. */
export const syncFloor: FloorText = ({ floors: { sync } }) => `one synced page ${pair(sync)} ms`;

/** A process that does nothing, and the opening of a store. */
export const processFloor: FloorText = ({ floors: { nodeStart }, contenders }) => {
  const open = contenders.find(({ name }) => name === 'embedded')?.open;
  const opening = open === undefined ? '' : `; opening the store ${pair(open)} ms`;
  return `an empty Node process ${pair(nodeStart)} ms${opening}`;
};

/** The raw readings without roll-ups. */
export function rawDiskFloor(name: ContenderName): FloorText {
  return ({ contenders, plan }) => {
    const disk = contenders.find((contender) => contender.name === name)?.disk;
    return disk === undefined ? undefined : `raw readings alone ${shortFigure(disk.readings / plan.readings)}`;
  };
}

/** The process that only asks. */
export function openMemoryFloor(name: ContenderName): FloorText {
  return ({ contenders }) => {
    const memory = contenders.find((contender) => contender.name === name)?.peakMemory;
    return memory === undefined ? undefined : `a process that only asks ${shortFigure(memory.queries / 1e9)}`;
  };
}

function pair({ p50, p95 }: { readonly p50: number; readonly p95: number }): string {
  return `${shortFigure(p50)} (p95 ${shortFigure(p95)})`;
}
