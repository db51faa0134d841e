import type { Command } from 'commander';
import type { StoreStats } from '../../engine/store-stats.ts';
import type { CommandContext } from '../command-context.ts';
import { formatBytes, formatCount } from '../format/numbers.ts';
import { table } from '../format/table.ts';

export function defineStats(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase stats
  pulsebase stats --json | jq .readings`,
    )
    .action(() => stats(context));
}

async function stats(context: CommandContext): Promise<void> {
  await context.withStore(async (store) => {
    const found = await context.unlessInterrupted(store.stats());
    const first = found.firstReading?.toISOString() ?? null;
    const last = found.lastReading?.toISOString() ?? null;
    await context.print({ ...found, firstReading: first, lastReading: last }, () => statsLines(found, first, last));
  });
}

function statsLines(stats: StoreStats, first: string | null, last: string | null): string[] {
  const { rollups, bytes } = stats;
  const each = stats.readings === 0 ? '' : `, ${(bytes.total / stats.readings).toFixed(1)} a reading`;
  const [, ...lines] = table(
    [{ title: '' }, { title: '' }],
    [
      ['engine', `${stats.engine} ${stats.engineVersion}`],
      ['schema', `version ${stats.schemaVersion}`],
      ['users', formatCount(stats.users)],
      ['readings', formatCount(stats.readings)],
      ['first reading', first ?? 'none'],
      ['last reading', last ?? 'none'],
      [
        'roll-ups',
        `${formatCount(rollups.hour)} hours, ${formatCount(rollups.day)} days, ${formatCount(rollups.month)} months`,
      ],
      [
        'on disk',
        `${formatBytes(bytes.total)}${each} (readings ${formatBytes(bytes.readings)}, roll-ups ${formatBytes(bytes.rollups)})`,
      ],
      ['pending writes', formatCount(stats.pendingWrites)],
    ],
  );
  return lines;
}
