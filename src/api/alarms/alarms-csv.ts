import { rowPieces } from '../../exporters/text-pieces.ts';
import { csvLine } from '../../model/csv-line.ts';
import { markedAsText } from '../../model/marked-as-text.ts';
import type { AlarmList, AlarmPosition, HandledAlarm } from './alarm-list.ts';

const PAGE = 1000;

/** How each column is called, and what is in it; times are ISO 8601, UTC. */
const COLUMNS: { readonly [name: string]: (alarm: HandledAlarm) => string | number | null } = {
  id: ({ id }) => id,
  rule: ({ ruleName }) => ruleName,
  severity: ({ severity }) => severity,
  from: ({ from }) => time(from),
  raised_at: ({ raisedAt }) => time(raisedAt),
  until: ({ until }) => time(until),
  peak: ({ peak }) => peak,
  readings: ({ readings }) => readings,
  arrival: ({ arrival }) => arrival,
  told_at: ({ toldAt }) => time(toldAt),
  state: ({ state }) => state,
  acknowledged_at: ({ acknowledgedAt }) => time(acknowledgedAt),
  acknowledged_by: ({ acknowledgedBy }) => acknowledgedBy,
  closed_at: ({ closedAt }) => time(closedAt),
  closed_by: ({ closedBy }) => closedBy,
  note: ({ note }) => note,
  snoozed_until: ({ snoozedUntil }) => time(snoozedUntil),
};

/** The alarms of a user as a table, newest first, with what people did about them. */
export function alarmsCsv(list: AlarmList, userId: number): AsyncGenerator<string> {
  return rowPieces(
    pagesOf(list, userId),
    (alarm) => csvLine(Object.values(COLUMNS).map((cellOf) => cell(cellOf(alarm)))),
    csvLine(Object.keys(COLUMNS)),
  );
}

async function* pagesOf(list: AlarmList, userId: number): AsyncGenerator<readonly HandledAlarm[]> {
  let after: AlarmPosition | undefined;
  for (;;) {
    const page = await list.page({ userId }, after, PAGE);
    yield page;
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}

function cell(value: string | number | null): string | number {
  return typeof value === 'string' ? markedAsText(value) : (value ?? '');
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
