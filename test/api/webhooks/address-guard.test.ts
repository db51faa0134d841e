import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressGuard, AddressRefused } from '../../../src/api/webhooks/address-guard.ts';

const REFUSED = [
  ['this host', '0.0.0.0', '0.1.2.3', '127.0.0.1', '127.255.255.254', '::', '::1'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['link-local, with metadata of clouds', '169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['metadata elsewhere', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  ['shared by carriers', '100.64.0.1', '100.127.255.255'],
  ['multicast and broadcast', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  ['reserved, of documents and benchmarks', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1'],
  ['reserved in IPv6', '2001:db8::1', '100::1', '3fff::1', '4000::1', '5f00::1'],
  ['IPv4 mapped into IPv6', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:a9fe:a9fe'],
  ['IPv4 within IPv6', '::127.0.0.1', '::ffff:0:127.0.0.1', '2002:7f00:1::', '2001:0:1::1', '2001::1'],
  ['NAT64', '64:ff9b::127.0.0.1', '64:ff9b::8.8.8.8', '64:ff9b:1::10.0.0.1'],
  ['no address', '', 'localhost', '1.2.3', '01.2.3.4', '8.8.8.8/8', ':::'],
] as const;

const PUBLIC = ['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '2606:4700::1111', '2a00:1450::1'];

for (const [what, ...addresses] of REFUSED) {
  test(`addresses are refused: ${what}`, () => {
    const guard = new AddressGuard('');
    for (const address of addresses) assert.equal(guard.allows(address, false), false, address);
  });
}

test('addresses of the public internet are allowed, with TLS', () => {
  const guard = new AddressGuard('');
  for (const address of PUBLIC) {
    assert.equal(guard.allows(address, false), true, address);
    assert.equal(guard.allows(address, true), false, address);
  }
});

test('an operator may name networks, which take http:// as well', () => {
  const guard = new AddressGuard('10.1.0.0/16, ::1,fd00::/8');
  for (const address of ['10.1.2.3', '::1', 'fd00::1']) assert.equal(guard.allows(address, true), true, address);
  for (const address of ['10.2.0.1', '127.0.0.1', 'fc00::1'])
    assert.equal(guard.allows(address, false), false, address);
  assert.equal(new AddressGuard('true').allows('169.254.169.254', true), true);
});

test('a host that is an address is judged without a look-up, in any of its spellings', () => {
  const guard = new AddressGuard('');
  const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '127.1', '[::1]', '[::ffff:7f00:1]', '[fe80::1]'];
  for (const host of hosts) assert.throws(() => guard.requireHost(new URL(`https://${host}/`)), AddressRefused, host);
  assert.throws(() => guard.requireHost(new URL('http://example.org/')), AddressRefused);
  guard.requireHost(new URL('https://8.8.8.8/'));
  guard.requireHost(new URL('https://example.org/'));
});

test('a name that leads to this host is refused at the connection', async () => {
  const look = (setting: string, all: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      new AddressGuard(setting).lookup(false)('localhost', { all }, (error, address) =>
        error === null ? resolve(address) : reject(error),
      );
    });
  for (const all of [true, false]) {
    await assert.rejects(look('', all), AddressRefused);
    assert.ok((await look('127.0.0.0/8,::1', all)) !== '');
  }
});
