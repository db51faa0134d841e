/** Content types of text with one JSON object a line, the usual one first. */
export const NDJSON_TYPES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'] as const;
