import Type, { type Static } from 'typebox';
import type { DeviceShare } from '../../importers/device-tally.ts';
import { LEFT_OUT_REASONS, type LeftOutReason } from '../../importers/left-out.ts';
import { REJECTION_REASONS, type RejectionReason } from '../../model/rejection.ts';
import type { Receipt as StoreReceipt } from '../../store/store.ts';

const reasons = Object.keys(REJECTION_REASONS) as RejectionReason[];

const ONE_INSERTED = {
  read: 1,
  inserted: 1,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  rejectedByReason: {},
  rejections: [],
  usersCreated: 0,
};

const receipt = Type.Object(
  {
    read: Type.Integer({ description: 'Rows in all: the sum of the four below.' }),
    inserted: Type.Integer(),
    updated: Type.Integer(),
    unchanged: Type.Integer(),
    rejected: Type.Integer(),
    rejectedByReason: Type.Object(
      Object.fromEntries(reasons.map((reason) => [reason, Type.Optional(Type.Integer())])),
      {
        description: 'Rejected rows by reason; reasons without rows are left out.',
      },
    ),
    rejections: Type.Array(
      Type.Object(
        {
          row: Type.Integer({ description: 'Element of the array, or line of the text, from 1.' }),
          reason: Type.Enum(reasons),
          message: Type.String(),
        },
        { title: 'Rejection' },
      ),
      { description: 'The first rejected rows; 1,000 unless maxRejections says otherwise.' },
    ),
    usersCreated: Type.Integer({
      description: 'Users made because of unknownUsers=create; in a dry run those who would be.',
    }),
  },
  { title: 'Receipt', description: 'What became of the rows of a body.', examples: [ONE_INSERTED] },
);

/** The outcomes of the rows of a body. */
export const Receipt = Type.Unsafe<StoreReceipt>(receipt);

const report = {
  leftOut: Type.Object(
    Object.fromEntries(Object.keys(LEFT_OUT_REASONS).map((reason) => [reason, Type.Optional(Type.Integer())])),
    { description: 'Records that are not readings, by reason.' },
  ),
  devices: Type.Array(
    Type.Object(
      {
        device: Type.String(),
        readings: Type.Integer(),
        first: Type.String({ format: 'date-time' }),
        last: Type.String({ format: 'date-time' }),
        overlappingHours: Type.Integer({ description: 'Hours in which another device has readings too.' }),
      },
      { title: 'DeviceShare' },
    ),
    { description: 'What each device contributed.' },
  ),
  warnings: Type.Array(Type.String(), { description: 'What people should know, one line each.' }),
};

const { rejections: _rejections, ...counts } = receipt.properties;

interface Report {
  readonly leftOut: { readonly [reason in LeftOutReason]?: number };
  readonly devices: readonly (Omit<DeviceShare, 'first' | 'last'> & {
    readonly first: string;
    readonly last: string;
  })[];
  readonly warnings: readonly string[];
}

/** The result of one file of an upload. */
export interface UploadedFile extends Omit<StoreReceipt, 'rejections'>, Report {
  readonly name: string;
  readonly format: string | null;
  readonly error?: string;
}

interface Uploaded extends StoreReceipt, Report {
  readonly timezone: string;
  readonly isTimezoneUsed: boolean;
  readonly files: readonly UploadedFile[];
  readonly skippedFiles: number;
  readonly filesLeftOut?: number;
  readonly rejectionsLeftOut?: number;
}

const leftOutOfRepeat = (what: string) =>
  Type.Optional(
    Type.Integer({
      description: `Only in the repeat of a request with an Idempotency-Key: ${what} that the first answer named and this one does not, since at most 64 KiB of it were kept. All are counted.`,
    }),
  );

/** The receipt of a file that was uploaded. */
export const UploadReceipt = Type.Unsafe<Uploaded>(
  Type.Object(
    {
      ...receipt.properties,
      ...report,
      timezone: Type.String({ description: 'The zone of times that were written without an offset.' }),
      isTimezoneUsed: Type.Boolean({ description: 'Whether there was such a time.' }),
      files: Type.Array(
        Type.Object(
          {
            name: Type.String(),
            format: Type.Union([Type.String(), Type.Null()], {
              description: 'null where the file could not be opened.',
            }),
            ...counts,
            ...report,
            error: Type.Optional(Type.String({ description: 'Why it could not be read to its end.' })),
          },
          { title: 'UploadedFile' },
        ),
        { description: 'The file, or those in it where it is an archive.' },
      ),
      skippedFiles: Type.Integer({ description: 'Files in an archive that hold no heart rates.' }),
      filesLeftOut: leftOutOfRepeat('files'),
      rejectionsLeftOut: leftOutOfRepeat('rejected rows'),
    },
    { title: 'UploadReceipt', description: 'What became of a file that was uploaded.' },
  ),
);

export type UploadReceipt = Static<typeof UploadReceipt>;

/** The receipt of a body of readings. */
export const ReadingsReceipt = Type.Unsafe<
  StoreReceipt & {
    readonly lastCommittedRow: number;
    readonly rejectionsLeftOut?: number;
    readonly warnings?: readonly string[];
  }
>(
  Type.Object(
    {
      ...receipt.properties,
      lastCommittedRow: Type.Integer({
        description: 'The last row up to which everything is committed; 0 when nothing was to be written.',
      }),
      warnings: Type.Optional(report.warnings),
      rejectionsLeftOut: leftOutOfRepeat('rejected rows'),
    },
    {
      title: 'ReadingsReceipt',
      description: 'What became of the readings of a body.',
      examples: [{ ...ONE_INSERTED, lastCommittedRow: 1 }],
    },
  ),
);

export type ReadingsReceipt = Static<typeof ReadingsReceipt>;
