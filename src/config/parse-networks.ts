import { isIP } from 'node:net';

/** A network of IP addresses. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Parses networks such as `10.0.0.0/8, fd00::/8`, and single addresses; `undefined` for other text. */
export function parseNetworks(text: string): readonly Network[] | undefined {
  const networks = text.split(',').map((part) => networkOf(part.trim()));
  return networks.every((network) => network !== undefined) ? networks : undefined;
}

function networkOf(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  return prefix >= 0 && prefix <= bits ? { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' } : undefined;
}
