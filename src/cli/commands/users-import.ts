import type { Command } from 'commander';
import { openUsers } from '../../importers/open-users.ts';
import { plainText } from '../../model/plain-text.ts';
import type { IgnoredColumns } from '../../model/user-fields.ts';
import type { CommandContext } from '../command-context.ts';
import { nothingTaken } from '../nothing-taken.ts';
import { committedRows, receiptCounts, receiptLines, rejectionLines } from '../receipt-report.ts';
import { RejectsFile, refuseOverwriting } from '../rejects-file.ts';
import { isUntouched, KEPT_SO_FAR, watchedLoad } from '../watched-load.ts';

interface Options {
  readonly rejects?: string;
  readonly replace?: boolean;
  readonly ignoreColumns?: true | string;
}

export function defineUsersImport(command: Command, context: CommandContext): void {
  command
    .argument(
      '<file>',
      'CSV with the header id,external_id,name,gender,age,birth_date, a JSON object (or FHIR Patient) a line, or Parquet; - is standard input',
    )
    .option('--replace', 'replace existing users as a whole, instead of updating only what the file contains')
    .option('--ignore-columns [names]', 'ignore unknown columns: all, or those named, separated by commas')
    .option('--rejects <file>', 'write all rejected rows to this CSV file, each as it was written')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase users import users.csv
  pulsebase users import users.csv --rejects rejected.csv --json
  pulsebase users import study.csv --ignore-columns=weight,site
  pulsebase users list --json | pulsebase users import - --store chdb:./other

Of id and external_id one is enough: who has an external id alone is the user who has it, or a new one whose id is
derived from it. Age or birth_date, or both, may be empty; a birth date wins. What the file does not tell (a missing column, an empty
cell, the gender unknown) leaves what is stored of a user unchanged; --replace clears it. Columns may come in any order,
and birthDate is accepted for birth_date. A file with an unknown column is refused, so that nothing is dropped in
silence. Rejected rows are counted and never stop the others; a file of which nothing is taken ends with exit code 1.`,
    )
    .action((file: string, options: Options) => importUsers(context, file, options));
}

async function importUsers(context: CommandContext, file: string, options: Options): Promise<void> {
  if (options.rejects !== undefined) refuseOverwriting(options.rejects, [file]);
  const ignoreColumns = ignoredColumns(options);
  const source = await openUsers(file, {
    signal: context.signal,
    ignoreColumns,
    keepsTexts: options.rejects !== undefined,
  });
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
            KEPT_SO_FAR,
            (sofar) => {
              rows = committedRows(sofar);
              rejected = sofar.rejected;
            },
            (watch) =>
              store.importUsers(source.rows(), {
                ...watch,
                replace: options.replace === true,
                onRejected: (rejections) => rejects?.add(file, rejections),
              }),
          ),
      );
      const warnings = source.warnings();
      const hint = rejects === undefined ? '--rejects FILE takes all' : `all are in ${options.rejects}`;
      await context.print({ file, ...receiptCounts(receipt, ms), warnings }, () =>
        isUntouched(receipt, failure)
          ? [`${plainText(source.name)}: not imported`]
          : [
              plainText(source.name),
              ...receiptLines(receipt, ms),
              ...rejectionLines(receipt, hint),
              ...warnings.map((warning) => `note: ${plainText(warning)}`),
            ],
      );
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
