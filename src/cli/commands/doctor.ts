import type { Command } from 'commander';
import type { Finding } from '../../engine/finding.ts';
import { plainText } from '../../model/plain-text.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { retentionFindings } from '../../store/retention-findings.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';

export function defineDoctor(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase doctor
  pulsebase doctor --json | jq '.findings[] | select(.grade != "fine")'

Looks at versions, replicas, parts, unfinished writes and settings: what applies to the engine. Exit code 1 when something
is at fault. It does not compare roll-ups with readings; pulsebase verify does.`,
    )
    .action(() => doctor(context));
}

async function doctor(context: CommandContext): Promise<void> {
  await context.withStore(async (store) => {
    const findings = await context.unlessInterrupted(findingsOf(context, store));
    const faults = findings.filter(({ grade }) => grade === 'fault');
    await context.print({ ok: faults.length === 0, engine: store.engine, findings }, () => findings.flatMap(lines));
    if (faults.length === 0) return;
    await context.out.flush();
    throw new PulsebaseError(
      'STORE_DAMAGED',
      `${faults.length} fault${faults.length === 1 ? '' : 's'} found: ${plainText(faults[0]!.message)}`,
    );
  });
}

/** Those of the store, and what follows from the settings of this process; a service has told what follows from its own. */
async function findingsOf(context: CommandContext, store: Store): Promise<readonly Finding[]> {
  const found = await store.diagnose();
  const { retentionDays } = await context.settings();
  if (retentionDays === 0 || found.some(({ subject }) => subject === 'retention')) return found;
  return [...found, ...retentionFindings(await store.stats(), retentionDays, Date.now())];
}

function lines({ grade, subject, message, advice }: Finding): string[] {
  const text = `${grade.padEnd(7)}  ${subject.padEnd(10)}  ${plainText(message)}`;
  return advice === undefined ? [text] : [text, `${' '.repeat(21)}${plainText(advice)}`];
}
