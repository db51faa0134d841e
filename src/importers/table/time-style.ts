import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ClockChanges } from '../clock-changes.ts';
import { DelimitedRows } from '../delimited/delimited-rows.ts';
import type { HeaderForm } from '../delimited/header.ts';
import type { TextPiece } from '../input/text-pieces.ts';
import type { DateOrder } from '../table-options.ts';
import { lookAtRows } from './look-at-rows.ts';
import type { TableHeader } from './table-header.ts';
import type { HeldPieces } from './table-text.ts';
import { halfClockLost, ORDERS, orderAdvice, type TimeStyle } from './time-column.ts';
import { TimeEvidence } from './time-evidence.ts';
import { timeOfRow } from './time-of-row.ts';
import { showWitness } from './witness.ts';

/** Characters that are looked at of every table. */
export const HEAD_CHARACTERS = 64 * 1024;
/** Characters that are looked at where the bytes come once, and the head leaves something open. */
const MOST_HELD = 256 * 1024;

/** A table whose times are to be understood. */
export interface TableLook {
  /** How messages call it. */
  readonly name: string;
  readonly form: HeaderForm<TableHeader>;
  readonly header: TableHeader;
  readonly headerLine: number;
  readonly pieces: HeldPieces;
  readonly clocks: ClockChanges;
  readonly givenOrder: DateOrder | undefined;
  /** Such tables write the month first where they write AM and PM. */
  readonly isUsual12Hour: boolean;
  /** The text once more, from the header on; left out where it comes once. */
  reopen?(): Promise<AsyncGenerator<TextPiece>>;
}

/**
 * How the times of a table are to be read, where all of them tell it together. Its first rows are looked at; where they leave it
 * open, all of them are, or as many as may be held.
 *
 * @throws PulsebaseError `INVALID_FILE` when it stays open, and what the pieces throw.
 */
export async function timeStyle(table: TableLook): Promise<TimeStyle> {
  const { pieces, givenOrder } = table;
  const head = await evidenceIn(table, pieces.first(HEAD_CHARACTERS).pieces, false);
  const isOpen = isOrderOpen(head, givenOrder) || head.halfLost !== undefined || table.clocks.wantsLook;
  if (!isOpen) return { givenOrder, order: undefined, orderTold: undefined, hasHalf: head.hasHalf, isSettled: false };
  const { evidence, isWhole } = await furtherEvidence(table);
  const { halfLost, hasHalf } = evidence;
  if (halfLost !== undefined && isWhole) {
    throw refused(
      table,
      `${halfClockLost(halfLost)}; use the original export, or sort the rows if the clock has 24 hours`,
    );
  }
  return { givenOrder, ...orderOf(table, evidence), hasHalf, isSettled: isWhole };
}

function isOrderOpen({ either, shown }: TimeEvidence, givenOrder: DateOrder | undefined): boolean {
  return givenOrder === undefined && (either !== undefined || shown.dmy !== undefined || shown.mdy !== undefined);
}

/** Looks at the rest of the rows: from the first again, or those that are held. */
async function furtherEvidence(table: TableLook): Promise<{ evidence: TimeEvidence; isWhole: boolean }> {
  const { pieces, clocks } = table;
  let rows: AsyncIterable<TextPiece> | readonly TextPiece[];
  let isWhole = true;
  if (table.reopen !== undefined && !pieces.isAll) rows = await table.reopen();
  else {
    await pieces.hold(MOST_HELD);
    const first = pieces.first(MOST_HELD);
    rows = first.pieces;
    isWhole = first.isAll;
  }
  const evidence = await evidenceIn(table, rows, isWhole);
  if (isWhole) clocks.endLook();
  return { evidence, isWhole };
}

async function evidenceIn(
  { form, header, headerLine, clocks, givenOrder }: TableLook,
  pieces: AsyncIterable<TextPiece> | readonly TextPiece[],
  isWholeLook: boolean,
): Promise<TimeEvidence> {
  const evidence = new TimeEvidence(clocks, givenOrder, isWholeLook);
  const rows = new DelimitedRows(form, header, headerLine);
  try {
    await lookAtRows(pieces, rows, (line, cells, { found }) => {
      evidence.add(
        line,
        timeOfRow(cells, found).trim(),
        found.user === undefined ? undefined : cells[found.user.index],
      );
    });
  } catch (error) {
    // Where the file is damaged, its rows end for whoever reads them, too.
    if (!(error instanceof PulsebaseError) || error.code !== 'INVALID_FILE') throw error;
  }
  return evidence;
}

function orderOf(table: TableLook, evidence: TimeEvidence): Pick<TimeStyle, 'order' | 'orderTold'> {
  const { shown, either, hasHalf } = evidence;
  if (table.givenOrder !== undefined) return { order: undefined, orderTold: undefined };
  const { dmy, mdy } = shown;
  if (dmy !== undefined && mdy !== undefined) {
    const both = `${showWitness(dmy)} has ${ORDERS.dmy}, ${showWitness(mdy)} ${ORDERS.mdy}`;
    throw refused(table, `${both}; import the parts apart, each with --date-order`);
  }
  const witness = dmy ?? mdy;
  if (witness !== undefined) {
    const order = dmy === undefined ? 'mdy' : 'dmy';
    return { order, orderTold: `dates are read with ${ORDERS[order]}, as ${showWitness(witness)} shows` };
  }
  if (either === undefined) return { order: undefined, orderTold: undefined };
  if (hasHalf && table.isUsual12Hour) {
    const told = `dates are read with ${ORDERS.mdy}, as Fitabase writes them; none of them shows it: --date-order dmy reads them otherwise`;
    return { order: 'mdy', orderTold: told };
  }
  throw refused(
    table,
    `${showWitness(either)} could be two days, and no other date tells which; ${orderAdvice(hasHalf)}`,
  );
}

function refused({ name }: TableLook, why: string): PulsebaseError {
  return new PulsebaseError('INVALID_FILE', `${name}: ${why}`);
}
