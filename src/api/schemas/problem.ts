import Type, { type Static } from 'typebox';
import { ERROR_CODES, type ErrorCode } from '../../model/pulsebase-error.ts';
import { Receipt } from './receipt.ts';

/** A problem document, RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A URN of the kind of problem.' }),
    title: Type.String({ description: 'The kind of problem in one sentence.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    detail: Type.String({ description: 'What is wrong with this request, in one line that says what to do.' }),
    code: Type.Enum(Object.keys(ERROR_CODES) as ErrorCode[], {
      description: 'A stable code that programs may depend on.',
    }),
    field: Type.Optional(Type.String({ description: 'The parameter, header or field at fault.' })),
    row: Type.Optional(Type.Integer({ description: 'The 1-based row of the body at fault.' })),
    requestId: Type.String({ description: 'The id of the request in the log of the service.' }),
    lastCommittedRow: Type.Optional(
      Type.Integer({ description: 'The last row of a body that was committed before it broke off.' }),
    ),
    receipt: Type.Optional(Receipt),
  },
  { title: 'Problem', description: 'A problem document (RFC 9457).' },
);

export type Problem = Static<typeof Problem>;
