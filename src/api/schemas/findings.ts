import Type, { type Static } from 'typebox';

export const Findings = Type.Object(
  {
    asOf: Type.String({ format: 'date-time', description: 'When it was looked. ISO 8601, UTC.' }),
    findings: Type.Array(
      Type.Object(
        {
          grade: Type.Enum(['fault', 'warning', 'fine']),
          subject: Type.String({ description: 'What was looked at.' }),
          message: Type.String(),
          advice: Type.Optional(Type.String({ description: 'What to do about it.' })),
        },
        { title: 'Finding' },
      ),
    ),
  },
  { title: 'Findings' },
);

export type Findings = Static<typeof Findings>;

export const FindingsParameters = Type.Object(
  {
    maxAge: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3600,
        default: 0,
        description: 'Seconds that the answer may be old: it costs the store nothing then. 0 looks anew.',
      }),
    ),
  },
  { additionalProperties: false },
);
