import { type ImportFileOptions, openImport } from '../../../src/importers/open-import.ts';

/** What became of a file in an archive or a folder. */
export interface MemberOutcome {
  /** From the end of the archive's own name on. */
  readonly name: string;
  /** `undefined` when it was passed over, or could not be opened. */
  readonly format?: string;
  /** `user ISO-instant bpm`. */
  readonly readings?: readonly string[];
  readonly error?: string;
}

/** Reads all that a file or a folder holds. */
export async function readMembers(path: string, options: Partial<ImportFileOptions> = {}): Promise<MemberOutcome[]> {
  const target = await openImport(path, { format: 'auto', ...options });
  const outcomes: MemberOutcome[] = [];
  for await (const member of target.members()) {
    const name = member.name === target.name ? '' : member.name.slice(target.name.length + 1);
    if ('isSkipped' in member) outcomes.push({ name });
    else if ('failure' in member) outcomes.push({ name, error: messageOf(member.failure, path) });
    else {
      const { format } = member;
      const readings: string[] = [];
      try {
        for await (const block of member.blocks()) {
          for (let at = 0; at < block.length; at += 1) {
            const instant = new Date(block.timestamps[at]!).toISOString();
            readings.push(`${block.userAt(at)} ${instant} ${block.heartRates[at]! / 1000}`);
          }
        }
        outcomes.push({ name, format, readings });
      } catch (error) {
        outcomes.push({ name, format, readings, error: messageOf(error, path) });
      }
    }
  }
  return outcomes;
}

function messageOf(error: unknown, path: string): string {
  return String(error).replaceAll(path, 'FILE');
}
