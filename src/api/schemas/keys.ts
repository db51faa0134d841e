import Type, { type Static } from 'typebox';
import { SCOPES } from '../auth/api-key.ts';

const scopes = Type.Array(Type.Enum([...SCOPES], { title: 'Scope', description: 'What a key may do.' }), {
  minItems: 1,
  maxItems: SCOPES.length,
});
const KEY_ID = '0f1e2d3c4b5a';
const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });

const fields = {
  id: Type.String({ description: 'Not a secret; the audit log names it.' }),
  name: Type.String({ description: 'Who or what it is for.' }),
  scopes,
  createdAt: instant,
  revokedAt: Type.Union([instant, Type.Null()], { description: 'null while it is valid.' }),
};

export const ApiKey = Type.Object(fields, { title: 'ApiKey' });

export const ApiKeyList = Type.Object({ keys: Type.Array(ApiKey) }, { title: 'ApiKeyList' });
export type ApiKeyList = Static<typeof ApiKeyList>;

export const NewApiKey = Type.Object(
  {
    name: Type.String({
      pattern: '^[\\w. -]{1,64}$',
      description: 'Letters, digits, spaces, dots, hyphens and underscores, 64 at most.',
    }),
    scopes,
  },
  { additionalProperties: false, title: 'NewApiKey', examples: [{ name: 'phone app', scopes: ['write'] }] },
);

export const CreatedApiKey = Type.Object(
  { ...fields, key: Type.String({ description: 'The key itself: only its hash is kept, and nobody sees it again.' }) },
  { title: 'CreatedApiKey' },
);
export type CreatedApiKey = Static<typeof CreatedApiKey>;

export const KeyPath = Type.Object(
  { keyId: Type.String({ minLength: 1, maxLength: 100, description: 'The id of a key.', examples: [KEY_ID] }) },
  { additionalProperties: false },
);
