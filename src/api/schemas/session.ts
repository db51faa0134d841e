import Type, { type Static } from 'typebox';

export const SessionInfo = Type.Object(
  {
    isSignedIn: Type.Boolean(),
    name: Type.Optional(Type.String({ description: 'The name of the API key.' })),
    scopes: Type.Optional(Type.Array(Type.String())),
    expiresAt: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: 'null where no key is asked for.' }),
    ),
    engine: Type.Optional(Type.String()),
    version: Type.Optional(Type.String()),
  },
  { title: 'SessionInfo' },
);

export type SessionInfo = Static<typeof SessionInfo>;
