import type { ImportJob } from '../../importers/import-job.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import { DryRun } from '../../store/dry-run.ts';
import { EMPTY_RECEIPT } from '../../store/empty-receipt.ts';
import type { Receipt } from '../../store/store.ts';
import { sumOfReceipts } from '../../store/sum-of-receipts.ts';
import type { LoadLimits } from '../service-context.ts';
import { MAX_NAMED } from '../watch/audit-log.ts';
import { DEFAULT_REJECTIONS } from '../writes/default-rejections.ts';
import type { RequestWrite } from '../writes/request-write.ts';
import { readHead } from './body-head.ts';
import { readingBody } from './reading-body.ts';
import type { ReadingBodyFormat } from './reading-body-formats.ts';
import { takeBatches } from './take-batches.ts';

/** Bytes of memory for a rejected row until it is answered; in the body it may be a single byte. */
const REJECTION_BYTES = 128;

export interface BodyOptions {
  readonly unknownUsers?: 'reject' | 'create';
  readonly dryRun?: boolean;
  readonly timezone?: string;
  readonly maxRejections?: number;
  readonly user?: string;
  readonly userId?: number;
}

export interface Body {
  readonly chunks: AsyncGenerator<Buffer>;
  readonly format: ReadingBodyFormat;
  readonly job: ImportJob;
  readonly options: BodyOptions;
  readonly load: LoadLimits;
  /** Why the service is stopping, if it is. */
  readonly refusal: () => string | undefined;
  /** Called as soon as it is known; all of a small body has arrived by then. */
  readonly onHead: (isSmall: boolean) => void;
  /** Filled with the users of the readings, if requested. */
  readonly users: Set<number>;
}

export type TakenBody = Receipt & { readonly lastCommittedRow: number; readonly warnings?: readonly string[] };

/** Reads a body and commits it: a small one together with others, a large one batch by batch. */
export async function takeReadings(write: RequestWrite, taken: Body): Promise<TakenBody> {
  const ofStore = new Set<string>();
  const committed = await takeRows(write, taken, (line) => ofStore.add(line));
  const warnings = [...taken.job.report().warnings, ...ofStore];
  return warnings.length === 0 ? committed : { ...committed, warnings };
}

async function takeRows(write: RequestWrite, taken: Body, onWarning: (line: string) => void): Promise<TakenBody> {
  const { chunks, format, job, options, load, refusal, onHead, users } = taken;
  const maxRejections = options.maxRejections ?? DEFAULT_REJECTIONS;
  const head = await readHead(chunks, load);
  let blocks: AsyncGenerator<ReadingBlock>;
  try {
    onHead(head.isSmall);
    const body = await readingBody(head, format, job);
    if (body.isSmall) {
      const { block } = body;
      if (block === undefined) return { ...EMPTY_RECEIPT, lastCommittedRow: 0 };
      head.take(block.rejected.length * REJECTION_BYTES);
      const named = addUsers(users, block);
      const lastCommittedRow = options.dryRun === true ? 0 : lastRowOf(block);
      const isPlain = options.dryRun !== true && options.unknownUsers !== 'create';
      const receipt = isPlain ? await write.together(block) : await write.batch(block, { ...options, onWarning });
      await addNamed(users, named, write);
      return { ...sumOfReceipts(EMPTY_RECEIPT, receipt, maxRejections), lastCommittedRow };
    }
    blocks = body.blocks;
  } finally {
    head.release();
  }
  const dryRun = options.dryRun === true && new DryRun();
  const { receipt, lastCommittedRow } = await takeBatches({
    batches: blocks,
    commit: async (block) => {
      const named = addUsers(users, block);
      const receipt = await write.batch(block, { ...options, dryRun, onWarning });
      await addNamed(users, named, write);
      return receipt;
    },
    lastRowOf,
    maxRejections,
    load,
    refusal,
    isDryRun: dryRun !== false,
  });
  const warning = dryRun === false ? undefined : dryRun.warning();
  if (warning !== undefined) onWarning(warning);
  return { ...receipt, lastCommittedRow };
}

function lastRowOf({ length, rows, rejected }: ReadingBlock): number {
  return rejected.reduce((last, { row }) => Math.max(last, row), length === 0 ? 0 : rows[length - 1]!);
}

/** Records the users of a block, and returns the names that have to be looked up. */
function addUsers(users: Set<number>, { length, userIds, userNames }: ReadingBlock): readonly string[] {
  for (let at = 0; at < length && users.size <= MAX_NAMED; at += 1) if (userIds[at]! > 0) users.add(userIds[at]!);
  return userNames.slice(0, MAX_NAMED + 1);
}

/** Records users named by text, once they exist. */
async function addNamed(users: Set<number>, names: readonly string[], write: RequestWrite): Promise<void> {
  if (users.size <= MAX_NAMED) for (const id of await write.identify(names)) users.add(id);
}
