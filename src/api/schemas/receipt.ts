import Type, { type Static } from 'typebox';
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
    read: Type.Integer({ description: 'Rows in all: the sum of the four below, but for a dry run.' }),
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
    usersCreated: Type.Integer({ description: 'Users made because of unknownUsers=create.' }),
  },
  { title: 'Receipt', description: 'What became of the rows of a body.', examples: [ONE_INSERTED] },
);

/** What became of the rows of a body. */
export const Receipt = Type.Unsafe<StoreReceipt>(receipt);

/** The receipt of a body of readings. */
export const ReadingsReceipt = Type.Unsafe<
  StoreReceipt & { readonly lastCommittedRow: number; readonly rejectionsLeftOut?: number }
>(
  Type.Object(
    {
      ...receipt.properties,
      lastCommittedRow: Type.Integer({
        description: 'The last row up to which everything is committed; 0 when nothing was to be written.',
      }),
      rejectionsLeftOut: Type.Optional(
        Type.Integer({
          description:
            'Only in the repeat of a request with an Idempotency-Key: rejected rows that the first answer named and this one does not, since at most 64 KiB of it were kept. All are counted.',
        }),
      ),
    },
    {
      title: 'ReadingsReceipt',
      description: 'What became of the readings of a body.',
      examples: [{ ...ONE_INSERTED, lastCommittedRow: 1 }],
    },
  ),
);

export type ReadingsReceipt = Static<typeof ReadingsReceipt>;
