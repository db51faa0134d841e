import type { ImportReport } from '../../importers/import-job.ts';
import type { ImportTarget, OpenMember } from '../../importers/open-import.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import type { UserName } from '../../model/user-name.ts';
import { DryRun } from '../../store/dry-run.ts';
import { EMPTY_RECEIPT } from '../../store/empty-receipt.ts';
import type { IngestOptions, Receipt } from '../../store/store.ts';
import { sumOfReceipts } from '../../store/sum-of-receipts.ts';
import type { LoadLimits } from '../service-context.ts';
import type { RequestWrite } from '../writes/request-write.ts';
import { takeBatches } from './take-batches.ts';

export interface Upload {
  readonly target: ImportTarget;
  readonly personOf: (name: string) => number | UserName | undefined;
  readonly options: Pick<IngestOptions, 'unknownUsers'> & { readonly dryRun?: boolean };
  readonly maxRejections: number;
  readonly load: LoadLimits;
  /** Why the service is stopping, if it is. */
  readonly refusal: () => string | undefined;
  /** Called with each block before it is committed. */
  readonly onBlock: (block: ReadingBlock) => Promise<void>;
}

/** The result of one file of an upload. */
export interface TakenMember {
  readonly name: string;
  /** `null` when it could not be opened. */
  readonly format: string | null;
  readonly receipt: Receipt;
  readonly report: ImportReport | undefined;
  /** What the store said of it, one line each. */
  readonly warnings: readonly string[];
  readonly error: string | undefined;
}

export interface TakenUpload {
  readonly receipt: Receipt;
  readonly members: readonly TakenMember[];
  /** Files of no known format. */
  readonly skipped: number;
}

/**
 * Commits what a file or an archive holds, member by member and batch by batch.
 *
 * @throws ServiceError If the store fails, or a single file cannot be read: it says how far it was committed.
 */
export async function takeUpload(write: RequestWrite, upload: Upload): Promise<TakenUpload> {
  const { target, personOf, options, maxRejections, load, refusal, onBlock } = upload;
  const dryRun = options.dryRun === true && new DryRun();
  const members: {
    name: string;
    format: string | null;
    receipt: Receipt;
    report: ImportReport | undefined;
    warnings: string[];
    error: string | undefined;
  }[] = [];
  let skipped = 0;
  const describe = async (member: OpenMember) => {
    const facts = member.takePeople();
    if (facts.length === 0 || options.unknownUsers !== 'create') return 0;
    return write.describe(facts, personOf(member.name), dryRun);
  };
  async function* batches() {
    for await (const member of target.members()) {
      const isWithin = member.name !== target.name;
      if ('isSkipped' in member) {
        skipped += 1;
        continue;
      }
      if ('failure' in member) {
        members.push({
          name: member.name,
          format: null,
          receipt: EMPTY_RECEIPT,
          report: undefined,
          warnings: [],
          error: messageOf(member.failure),
        });
        continue;
      }
      const taken: (typeof members)[number] = {
        name: member.name,
        format: member.format,
        receipt: EMPTY_RECEIPT,
        report: undefined,
        warnings: [],
        error: undefined,
      };
      members.push(taken);
      try {
        for await (const block of member.blocks()) yield { block, member, taken };
      } catch (failure) {
        // The other members of an archive are still good.
        if (!isWithin || !(failure instanceof PulsebaseError) || failure.code !== 'INVALID_FILE') throw failure;
        taken.error = failure.message;
      }
      const usersCreated = await describe(member);
      taken.receipt = { ...taken.receipt, usersCreated: taken.receipt.usersCreated + usersCreated };
      taken.report = member.report();
    }
  }
  await takeBatches({
    batches: batches(),
    commit: async ({ block, member, taken }) => {
      const usersCreated = await describe(member);
      await onBlock(block);
      const receipt = await write.batch(block, {
        ...options,
        dryRun,
        onWarning: (line) => taken.warnings.push(line),
      });
      taken.receipt = sumOfReceipts(
        taken.receipt,
        { ...receipt, usersCreated: receipt.usersCreated + usersCreated },
        maxRejections,
      );
      return receipt;
    },
    maxRejections,
    load,
    refusal,
    isDryRun: dryRun !== false,
    // It was counted before it was written to disk.
    isSmall: true,
  });
  const warning = dryRun === false ? undefined : dryRun.warning();
  if (warning !== undefined) members.at(-1)?.warnings.push(warning);
  const receipt = members.reduce((sum, { receipt: own }) => sumOfReceipts(sum, own, maxRejections), EMPTY_RECEIPT);
  return { receipt, members, skipped };
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
