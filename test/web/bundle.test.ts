import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { builtPages } from '../../harness/built-package.ts';

const MOST_BYTES = 150_000;
const directory = await builtPages();
const assets = join(directory, 'assets');
const names = readdirSync(assets);

test('what a browser loads is small', () => {
  const packed = names.filter((name) => /\.(?:js|css|svg)\.gz$/.test(name));
  assert.equal(packed.length, 3);
  const bytes = packed.reduce((sum, name) => sum + readFileSync(join(assets, name)).length, 0);
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
});

test('it names no other host, and nothing that the policy refuses', () => {
  const document = readFileSync(join(directory, 'index.html'), 'utf8');
  assert.doesNotMatch(document, /https?:|\bstyle=|<style|\bon\w+=|<script(?![^>]*\bsrc=)/);
  for (const name of names.filter((each) => ['.js', '.css'].includes(extname(each)))) {
    const text = readFileSync(join(assets, name), 'utf8');
    const addresses = [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
    const allowed = ['http://www.w3.org', 'https://www.w3.org', 'https://example.org', 'https://KEY', 'https://host'];
    assert.deepEqual(
      addresses.filter((address) => !allowed.includes(address)),
      [],
      name,
    );
    assert.doesNotMatch(text, /\beval\(|new Function\(|@import|url\((?!data:)/, name);
  }
});

test('the licences of what is bundled go with it', () => {
  const licences = readFileSync(join(assets, 'licences.txt'), 'utf8');
  assert.equal(licences.match(/Permission is hereby granted/g)?.length, 4);
});
