import type { Command } from 'commander';
import { openUsers } from '../../importers/open-users.ts';
import type { IgnoredColumns } from '../../model/user-fields.ts';
import type { CommandContext } from '../command-context.ts';
import { plainText } from '../format/plain-text.ts';
import { nothingTaken } from '../nothing-taken.ts';
import { receiptCounts, receiptLines, rejectionLines } from '../receipt-report.ts';
import { RejectsFile, refuseOverwriting } from '../rejects-file.ts';
import { watchedLoad } from '../watched-load.ts';

interface Options {
  readonly rejects?: string;
  readonly replace?: boolean;
  readonly ignoreColumns?: true | string;
}

export function defineUsersImport(command: Command, context: CommandContext): void {
  command
    .argument(
      '<file>',
      'CSV with the header id,name,gender,age,birth_date, or a JSON object a line; - is standard input',
    )
    .option('--replace', 'replace users who are there as a whole, instead of adding what the file knows of them')
    .option('--ignore-columns [names]', 'pass over columns that are not known: all, or those named, divided by commas')
    .option('--rejects <file>', 'write all rejected rows to this CSV file')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users import users.csv
  pulsebase users import users.csv --rejects rejected.csv --json
  pulsebase users import study.csv --ignore-columns=weight,site
  pulsebase users list --json | pulsebase users import - --store chdb:./other

Age or birth_date, or both, may be empty; a birth date wins. What the file does not know (a column that is not there, an
empty cell, a gender unknown) does not change what is stored of a user; --replace forgets it. Columns may stand in any
order, and birthDate is birth_date. A column that is not known refuses the file, since what is dropped in silence is
lost. Rejected rows are counted and never stop the others; a file of which nothing is taken ends with exit code 1.`,
    )
    .action((file: string, options: Options) => importUsers(context, file, options));
}

async function importUsers(context: CommandContext, file: string, options: Options): Promise<void> {
  if (options.rejects !== undefined) refuseOverwriting(options.rejects, [file]);
  const ignoreColumns = ignoredColumns(options);
  const source = await openUsers(file, { signal: context.signal, ignoreColumns });
  const rejects = options.rejects === undefined ? undefined : new RejectsFile(options.rejects);
  try {
    await context.withStoreWhenWritten(async (store) => {
      rejects?.begin();
      let rows = 0;
      let rejected = 0;
      const { receipt, ms, failure } = await context.withProgress(
        () => ({ label: 'importing users', done: rows, total: undefined, rows, rejected }),
        () =>
          watchedLoad(
            context.signal,
            (sofar) => ({ read: rows, rejected } = sofar),
            (watch) =>
              store.importUsers(source.rows(), {
                ...watch,
                replace: options.replace === true,
                onRejected: (rejections) => rejects?.add(file, rejections),
              }),
          ),
      );
      const warnings = source.warnings();
      await context.print({ file, ...receiptCounts(receipt, ms), warnings }, () => [
        plainText(source.name),
        ...receiptLines(receipt, ms),
        ...rejectionLines(
          receipt,
          rejects === undefined ? '--rejects FILE takes all' : `all are in ${options.rejects}`,
        ),
        ...warnings.map((warning) => `note: ${plainText(warning)}`),
      ]);
      await context.out.flush();
      const fault = failure ?? nothingTaken(source.name, receipt, options.rejects);
      if (fault !== undefined) throw fault;
    });
  } finally {
    source.close();
    rejects?.close();
  }
}

function ignoredColumns({ ignoreColumns }: Options): IgnoredColumns | undefined {
  return typeof ignoreColumns === 'string' ? ignoreColumns.split(',') : ignoreColumns;
}
