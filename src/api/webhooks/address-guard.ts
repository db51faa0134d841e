import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { parseNetworks } from '../../config/parse-networks.ts';

/** Networks of IPv4 that are not the public internet: this host, private, shared, link-local, reserved, multicast. */
const CLOSED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Answers the virtual machines of Azure only, and about themselves.
  '168.63.129.16',
].join();

/** All public addresses of IPv6 are in here: not the loopback, fc00::/7, fe80::/10, ff00::/8, ::ffff:0:0/96, 64:ff9b::/96. */
const PUBLIC_IPV6 = '2000::/3';
/** What is in there and is not public, or leads to an address of IPv4 (Teredo in 2001::/23, 6to4 in 2002::/16). */
const CLOSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].join();

const [closed, publicIpv6] = [listOf([CLOSED_IPV4, CLOSED_IPV6].join()), listOf(PUBLIC_IPV6)];

/** The address of a connection is refused. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor(isPlain: boolean) {
    super(
      isPlain
        ? 'http:// goes to networks of WEBHOOK_PRIVATE_NETWORKS alone; use https://'
        : 'the address is in a private network, which WEBHOOK_PRIVATE_NETWORKS does not name',
    );
  }
}

/**
 * Keeps webhooks away from networks that only the service can reach (SSRF). It judges the addresses of the connection itself, so
 * that a name whose address changes gets nowhere either.
 */
export class AddressGuard {
  readonly #named: BlockList;
  readonly #allowsAll: boolean;

  /** @param setting `WEBHOOK_PRIVATE_NETWORKS`: `true`, networks separated by commas, or nothing. */
  constructor(setting: string) {
    this.#allowsAll = setting.toLowerCase() === 'true';
    this.#named = listOf(this.#allowsAll ? '' : setting);
  }

  /** Whether webhooks may be sent to an address; without TLS only to those that an operator has named. */
  allows(address: string, isPlain: boolean): boolean {
    if (this.#allowsAll) return isIP(address) !== 0;
    const version = isIP(address);
    // The zone names an interface of this host.
    if (version === 0 || address.includes('%')) return false;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (this.#named.check(address, family)) return true;
    if (isPlain || closed.check(address, family)) return false;
    return version === 4 || publicIpv6.check(address, family);
  }

  /**
   * Checks the host of a URL where it is an address: no look-up follows then.
   *
   * @throws AddressRefused
   */
  requireHost({ hostname, protocol }: URL): void {
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    const isPlain = protocol === 'http:';
    if (isIP(address) !== 0 && !this.allows(address, isPlain)) throw new AddressRefused(isPlain);
    if (isPlain && !this.#allowsAll && this.#named.rules.length === 0) throw new AddressRefused(true);
  }

  /** A look-up for a connection that gives no address to which it must not go. One such address refuses the name. */
  lookup(isPlain: boolean): LookupFunction {
    return (hostname, options, done) => {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        const found = error === null ? addresses : [];
        const isRefused = found.some(({ address }) => !this.allows(address, isPlain));
        const first = found[0];
        if (error !== null || isRefused || first === undefined) {
          done(error ?? new AddressRefused(isPlain), '', 0);
        } else if (options.all === true) done(null, found);
        else done(null, first.address, first.family);
      });
    };
  }
}

function listOf(networks: string): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of networks === '' ? [] : (parseNetworks(networks) ?? [])) {
    list.addSubnet(address, prefix, family);
  }
  return list;
}
