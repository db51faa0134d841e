import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  checkFields,
  checkValues,
  type Manifest,
  manifestFiles,
  readManifests,
} from '../../harness/kubernetes-manifests.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { SETTING_DEFINITIONS } from '../../src/config/setting-definitions.ts';

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly name: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
  readonly volumeMounts: readonly { readonly mountPath: string }[];
}

/** A Deployment or StatefulSet. */
interface Workload extends Manifest {
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: { readonly terminationGracePeriodSeconds: number; readonly containers: readonly [Container] };
    };
  };
}

interface ConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const paths = Object.keys((JSON.parse(read('openapi.json')) as { readonly paths: object }).paths);
const files = manifestFiles();
const manifests = files.flatMap(readManifests);
const workloads = manifests.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind)) as Workload[];

/** What the process finds in its environment; of a secret, something that could be in it. */
function environmentOf({ envFrom = [], env }: Container): Record<string, string> {
  const maps = envFrom.map(({ configMapRef: { name } }) => {
    const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
    return (map as ConfigMap).data;
  });
  const own = env.map(({ name, value = 'postgresql://user:password@host/database' }) => [name, value]);
  return Object.assign({}, ...maps, Object.fromEntries(own)) as Record<string, string>;
}

/** A manifest with something else in the place of a text. */
function changed(kind: string, from: string, to: string): Manifest {
  const text = JSON.stringify(manifests.find((manifest) => manifest.kind === kind));
  assert.ok(text.includes(from), from);
  return JSON.parse(text.replace(from, to)) as Manifest;
}

test('every manifest is one of Kubernetes, field by field', async () => {
  const kinds = manifests.map(({ kind }) => kind);
  for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget', 'ConfigMap', 'NetworkPolicy', 'StatefulSet']) {
    assert.ok(kinds.includes(kind), kind);
  }
  for (const manifest of manifests) await checkValues(manifest);
  await checkFields(manifests);
});

test('a misspelt field, a wrong value and a missing field are found', async () => {
  for (const [kind, from, to] of [
    ['Deployment', '"maxUnavailable"', '"maxUnavailble"'],
    ['StatefulSet', '"readOnlyRootFilesystem"', '"readonlyRootFilesystem"'],
    ['PodDisruptionBudget', '"matchLabels"', '"labels"'],
  ] as const) {
    await assert.rejects(checkFields([changed(kind, from, to)]), new RegExp(to.replaceAll('"', '')));
  }
  await assert.rejects(checkValues(changed('Deployment', '"replicas":2', '"replicas":"2"')), /replicas/);
  await assert.rejects(checkValues(changed('Deployment', '"memory":"512Mi"', '"memory":"512 MB"')), /memory/);
  await assert.rejects(checkValues(changed('StatefulSet', '"selector"', '"selektor"')), /selector/);
});

for (const { kind, metadata, spec } of workloads) {
  const { terminationGracePeriodSeconds, containers } = spec.template.spec;
  const [container] = containers;
  const environment = environmentOf(container);
  const settings = readSettings(environment);

  describe(`the ${kind} ${metadata.name}`, () => {
    test('sets what is a setting', () => {
      const known = new Set<string>(Object.values(SETTING_DEFINITIONS).map(({ variable }) => variable));
      for (const name of Object.keys(environment)) assert.ok(known.has(name), name);
      assert.equal(settings.host, '0.0.0.0');
      assert.deepEqual(
        container.ports.map(({ containerPort }) => containerPort),
        [settings.port],
      );
    });

    test('is asked for its health at paths that there are', () => {
      for (const { httpGet } of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
        assert.ok(paths.includes(httpGet.path), httpGet.path);
        assert.equal(httpGet.port, container.ports[0]?.name);
      }
      assert.equal(container.livenessProbe.httpGet.path, '/livez');
    });

    test('has time to finish its work before it is killed', () => {
      const [program, seconds] = container.lifecycle.preStop.exec.command;
      assert.equal(program, 'sleep');
      assert.ok(Number(seconds) + settings.drainTimeout + 10 <= terminationGracePeriodSeconds);
    });

    test('keeps what it writes on volumes', () => {
      assert.equal(container.securityContext.readOnlyRootFilesystem, true);
      const places = [settings.stateDirectory, settings.databaseUrl.replace(/^chdb:/, '')];
      for (const place of places.filter((each) => !each.includes('://'))) {
        assert.ok(
          container.volumeMounts.some(({ mountPath }) => place.startsWith(`${mountPath}/`)),
          place,
        );
      }
    });

    test('is found by what selects it, and by nothing else', () => {
      const labels = Object.entries(spec.template.metadata.labels);
      const selects = (selector: Readonly<Record<string, string>>) =>
        Object.entries(selector).every(([name, value]) => labels.some(([own, its]) => own === name && its === value));
      assert.ok(selects(spec.selector.matchLabels));
      const services = manifests.filter((manifest) => manifest.kind === 'Service') as (Manifest & {
        readonly spec: { readonly selector: Readonly<Record<string, string>> };
      })[];
      const chosen = services.filter((service) => selects(service.spec.selector));
      assert.deepEqual(
        chosen.map((service) => service.metadata.name),
        [metadata.name],
      );
    });
  });
}

test('several services share their state and audit log; a store in a directory has one', () => {
  const [deployment, embedded] = ['Deployment', 'StatefulSet'].map(
    (kind) => workloads.find((workload) => workload.kind === kind)!,
  );
  assert.ok(deployment!.spec.replicas >= 2);
  assert.equal(embedded!.spec.replicas, 1);
  const settings = readSettings(environmentOf(deployment!.spec.template.spec.containers[0]));
  assert.match(settings.stateUrl, /^postgresql:/);
  assert.equal(settings.auditLog, 'state');
});

test('docs/operations.md names each file, and each key of the secret', () => {
  const document = read('docs/operations.md');
  for (const file of files) assert.ok(document.includes(`deploy/kubernetes/${file}`), file);
  const refs = workloads.flatMap(({ spec }) =>
    spec.template.spec.containers[0].env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
  );
  assert.ok(refs.length >= 2);
  for (const { name, key } of refs) {
    assert.ok(document.includes(`secret generic ${name} `), name);
    assert.ok(document.includes(`--from-literal=${key}=`), key);
  }
});
