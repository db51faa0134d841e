import Type from 'typebox';
import { EXPORTED } from '../../exporters/export-format.ts';
import { EXPORT_FORMATS } from '../../exporters/registry.ts';
import { MAX_USER_ID } from '../../model/user-id.ts';
import { gender, repeatedUsers, WINDOW } from './parameters.ts';

export const ExportParameters = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(
        EXPORT_FORMATS.map(({ name }) => name),
        { description: 'The format of the file; what is accepted (Accept) when left out.' },
      ),
    ),
    what: Type.Optional(
      Type.Enum([...EXPORTED], {
        default: 'readings',
        description: 'What is in it: readings, averages by UTC hour, day, ISO week or month, or users.',
      }),
    ),
    userIds: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: MAX_USER_ID }), {
        description: 'Only these users, separated by commas or repeated.',
      }),
    ),
    users: Type.Optional(repeatedUsers),
    minAge: Type.Optional(Type.Number({ description: 'Only users older than this many completed years.' })),
    gender: Type.Optional(
      Type.Array(gender, { description: 'Only these genders, separated by commas or repeated; all when left out.' }),
    ),
    asOf: Type.Optional(
      Type.String({ description: 'The day for ages from birth dates; the last day of the window when left out.' }),
    ),
    ...WINDOW,
  },
  { additionalProperties: false },
);
