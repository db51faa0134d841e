import type { Command } from 'commander';
import { readUsersCsv } from '../../importers/users-csv/read-users-csv.ts';
import type { CommandContext } from '../command-context.ts';
import { plainText } from '../format/plain-text.ts';
import { receiptCounts, receiptLines, rejectionLines } from '../receipt-report.ts';
import { RejectsFile, refuseOverwriting } from '../rejects-file.ts';
import { watchedLoad } from '../watched-load.ts';

interface Options {
  readonly rejects?: string;
}

export function defineUsersImport(command: Command, context: CommandContext): void {
  command
    .argument('<file>', 'CSV with the header id,name,gender,age,birth_date')
    .option('--rejects <file>', 'write all rejected rows to this CSV file')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users import users.csv
  pulsebase users import users.csv --rejects rejected.csv --json

Age or birth_date, or both, may be empty; a birth date wins. A user with the same id is replaced.
Rejected rows are counted and never stop the others.`,
    )
    .action((file: string, options: Options) => importUsers(context, file, options));
}

async function importUsers(context: CommandContext, file: string, options: Options): Promise<void> {
  if (options.rejects !== undefined) refuseOverwriting(options.rejects, [file]);
  const rejects = options.rejects === undefined ? undefined : new RejectsFile(options.rejects);
  try {
    await context.withStoreOrNew(async (store) => {
      let rows = 0;
      let rejected = 0;
      const warnings: string[] = [];
      const { receipt, ms, failure } = await context.withProgress(
        () => ({ label: 'importing users', done: rows, total: undefined, rows, rejected }),
        () =>
          watchedLoad(
            context.signal,
            (sofar) => ({ read: rows, rejected } = sofar),
            (watch) =>
              store.importUsers(
                readUsersCsv(file, { signal: context.signal, onWarning: (warning) => warnings.push(warning) }),
                {
                  ...watch,
                  onRejected: (rejections) => rejects?.add(file, rejections),
                },
              ),
          ),
      );
      await context.print({ file, ...receiptCounts(receipt, ms), warnings }, () => [
        plainText(file),
        ...receiptLines(receipt, ms),
        ...rejectionLines(
          receipt,
          rejects === undefined ? '--rejects FILE takes all' : `all are in ${options.rejects}`,
        ),
        ...warnings.map((warning) => `note: ${plainText(warning)}`),
      ]);
      await context.out.flush();
      if (failure !== undefined) throw failure;
    });
  } finally {
    rejects?.close();
  }
}
