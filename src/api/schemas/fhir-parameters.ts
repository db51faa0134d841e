import Type from 'typebox';

/** Parameters may be repeated, and have commas of their own. */
const texts = Type.Optional(Type.Array(Type.String({ maxLength: 2000 }), { 'x-repeated': true }));
const text = Type.Optional(Type.String({ maxLength: 2000 }));
const closed = { additionalProperties: false };

/** Parameters of every search and read. https://hl7.org/fhir/R4/search.html#parameters */
const common = {
  _format: Type.Optional(Type.Enum(['json', 'application/json', 'application/fhir+json', 'application/fhir json'])),
  _pretty: Type.Optional(Type.Boolean()),
};
const paged = {
  _count: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  _summary: Type.Optional(Type.Enum(['count', 'false'])),
  _total: Type.Optional(Type.Enum(['none', 'estimate', 'accurate'])),
  _page: Type.Optional(Type.Integer({ minimum: 0 })),
};
const whose = { patient: text, subject: text };

export const FhirParameters = Type.Object(common, closed);

export const PatientParameters = Type.Object({ ...common, ...paged, _id: text, identifier: texts }, closed);

export const ObservationParameters = Type.Object(
  {
    ...common,
    ...paged,
    ...whose,
    _id: text,
    code: texts,
    category: texts,
    date: texts,
    _sort: Type.Optional(Type.Enum(['date', '-date'])),
  },
  closed,
);

export const LastnParameters = Type.Object(
  {
    ...common,
    ...whose,
    code: texts,
    category: texts,
    max: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  },
  closed,
);

export const StatsParameters = Type.Object(
  {
    ...common,
    subject: text,
    code: texts,
    system: text,
    coding: texts,
    duration: Type.Optional(Type.Number({ minimum: 0, maximum: 1_200_000 })),
    period: text,
    statistic: texts,
    include: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);

export const ExportKickOffParameters = Type.Object(
  { ...common, _outputFormat: text, _type: texts, _since: text },
  closed,
);

export const FhirIdPath = Type.Object({ id: Type.String({ maxLength: 64 }) }, closed);
