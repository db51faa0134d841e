import type { ParquetWriter } from 'hyparquet-writer';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** What a column of a Parquet file is. https://parquet.apache.org/docs/file-format/types/logicaltypes/ */
export type Column = Omit<SchemaElement, 'name'>;

export const ID: Column = { type: 'INT64', repetition_type: 'REQUIRED' };
export const COUNT: Column = { type: 'INT64', repetition_type: 'REQUIRED' };
export const DOUBLE: Column = { type: 'DOUBLE', repetition_type: 'REQUIRED' };
export const INTEGER: Column = { type: 'INT32', repetition_type: 'OPTIONAL' };

/** An instant: Unix milliseconds, UTC. */
export const TIME: Column = {
  type: 'INT64',
  repetition_type: 'REQUIRED',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
};

/** A heart rate: thousandths of a bpm. */
export const DECIMAL: Column = {
  type: 'INT32',
  repetition_type: 'REQUIRED',
  converted_type: 'DECIMAL',
  logical_type: { type: 'DECIMAL', precision: 9, scale: 3 },
  precision: 9,
  scale: 3,
};

/** A calendar date. */
export const DATE: Column = {
  type: 'INT32',
  repetition_type: 'OPTIONAL',
  converted_type: 'DATE',
  logical_type: { type: 'DATE' },
};

export const NULLABLE_TEXT: Column = {
  type: 'BYTE_ARRAY',
  repetition_type: 'OPTIONAL',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
};
export const TEXT: Column = { ...NULLABLE_TEXT, repetition_type: 'REQUIRED' };
