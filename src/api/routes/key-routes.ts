import type { Static } from 'typebox';
import type { KeyDescription } from '../auth/key-store.ts';
import { ServiceError } from '../problems/service-error.ts';
import { ApiKey, ApiKeyList, CreatedApiKey, KeyPath, NewApiKey } from '../schemas/keys.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { answers } from './answers.ts';

/** API keys in the state of the service; those of the environment are not among them. */
export async function keyRoutes(app: App, { keys }: ServiceContext): Promise<void> {
  app.get(
    '/v1/keys',
    {
      config: { scope: 'admin', action: 'list_keys' },
      schema: {
        operationId: 'listKeys',
        tags: ['keys'],
        summary: 'API keys, in the order in which they were made',
        description: 'Revoked ones too. Of a key only a hash is kept, which is not shown.',
        response: answers(ApiKeyList, 'The keys.'),
      },
    },
    async () => ({ keys: (await keys.list()).map(shown) }),
  );

  app.post(
    '/v1/keys',
    {
      config: { scope: 'admin', action: 'create_key' },
      schema: {
        operationId: 'createKey',
        tags: ['keys'],
        summary: 'Make an API key',
        description:
          'The answer has the key, which cannot be seen again. Services that share a state know it within five seconds.',
        body: NewApiKey,
        response: answers(CreatedApiKey, 'The key.'),
      },
    },
    async (request): Promise<Static<typeof CreatedApiKey>> => {
      const { name, scopes } = request.body;
      const { key, ...created } = await keys.create(name, [...new Set(scopes)]);
      return { ...shown(created), key };
    },
  );

  app.delete(
    '/v1/keys/:keyId',
    {
      config: { scope: 'admin', action: 'revoke_key', problems: [404] },
      schema: {
        operationId: 'revokeKey',
        tags: ['keys'],
        summary: 'Revoke an API key',
        description:
          'Whoever uses it is refused from then on, and its sessions end; services that share a state follow within five seconds.',
        params: KeyPath,
        response: answers(ApiKey, 'The key, which is revoked.'),
      },
    },
    async (request) => {
      const { keyId } = request.params;
      if (!(await keys.list()).some(({ id }) => id === keyId)) {
        throw new ServiceError(404, 'NOT_FOUND', 'there is no API key with this id', { field: 'keyId' });
      }
      return shown(await keys.revoke(keyId));
    },
  );
}

function shown({ id, name, scopes, createdAt, revokedAt }: KeyDescription): Static<typeof ApiKey> {
  return {
    ...{ id, name, scopes: [...scopes] },
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  };
}
