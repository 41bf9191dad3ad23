/** Finds a container in a workload, or says why it is not there. */
import { isRecord } from './documents.ts'
import { podSpecPath } from './pod-template.ts'
import type { RenderedObject } from './render.ts'
import { listAt, textAt, valueAt } from './values.ts'

export type ContainerPlace =
  | { readonly found: 'container'; readonly path: readonly string[]; readonly index: number; readonly body: unknown }
  | { readonly found: 'init-container' }
  /** Not in Git; the name is one that admission webhooks add. */
  | { readonly found: 'injected' }
  | { readonly found: 'nothing'; readonly names: readonly string[] }

/** Sidecars that webhooks put into pods, by the names that their injectors give them. */
const INJECTED = new Set([
  ...['istio-proxy', 'istio-init', 'istio-validation', 'linkerd-proxy', 'linkerd-init', 'linkerd-network-validator'],
  ...['vault-agent', 'vault-agent-init', 'consul-dataplane', 'consul-connect-inject-init', 'kuma-sidecar', 'kuma-init'],
  ...['daprd', 'envoy', 'osm-init', 'queue-proxy', 'gke-gcsfuse-sidecar', 'cloud-sql-proxy', 'cloudsql-proxy'],
  ...['azwi-proxy', 'azwi-proxy-init', 'aws-guardduty-agent', 'xray-daemon', 'otc-container', 'jaeger-agent'],
  ...['newrelic-agent', 'tailscale', 'opentelemetry-auto-instrumentation'],
])

/** @param object a workload of a known kind */
export function findContainer(object: RenderedObject, name: string): ContainerPlace {
  const podSpec = podSpecPath(object.id.kind) ?? []
  const spec = valueAt(object.body(), ...podSpec)
  const containers = listAt(spec, 'containers')
  const index = containers.findIndex((container) => isRecord(container) && container.name === name)
  if (index >= 0) return { found: 'container', path: [...podSpec, 'containers'], index, body: containers[index] }
  if (listAt(spec, 'initContainers').some((container) => textAt(container, 'name') === name)) {
    return { found: 'init-container' }
  }
  if (INJECTED.has(name)) return { found: 'injected' }
  return { found: 'nothing', names: containers.flatMap((container) => textAt(container, 'name') ?? []) }
}
