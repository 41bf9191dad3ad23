/**
 * The door for a workload's labels and annotations.
 *
 * krr copies all of them into its report, `kubectl.kubernetes.io/last-applied-configuration` with every environment
 * value included. What is not on the list below goes no further.
 */

/** Annotations by full name. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'argocd.argoproj.io/tracking-id',
  'argocd.argoproj.io/installation-id',
  'app.kubernetes.io/instance',
  'config.kubernetes.io/origin',
])

/** Annotations by prefix: Flux ownership and our own. */
const ANNOTATION_PREFIXES = ['kustomize.toolkit.fluxcd.io/', 'helm.toolkit.fluxcd.io/', 'krr-gitops.io/'] as const

const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/** Keeps delivery tracking and what is addressed to this program. */
export function allowedAnnotations(
  annotations: Readonly<Record<string, string>> | null | undefined,
): Readonly<Record<string, string>> {
  if (annotations === null || annotations === undefined) return NOTHING
  let kept: Record<string, string> | null = null
  for (const name in annotations) {
    const value = annotations[name]
    if (value === undefined || !isAllowed(name)) continue
    kept ??= {}
    kept[name] = value
  }
  return kept ?? NOTHING
}

function isAllowed(name: string): boolean {
  return ANNOTATIONS.has(name) || ANNOTATION_PREFIXES.some((prefix) => name.startsWith(prefix))
}

/** A label value is at most 63 characters of `[A-Za-z0-9._-]`; whatever is longer is no label and is dropped. */
const LONGEST_LABEL = 63

/** Policy selectors match on labels, so they all come through; text that is no label value does not. */
export function allowedLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
): Readonly<Record<string, string>> {
  if (labels === null || labels === undefined) return NOTHING
  for (const name in labels) if ((labels[name] ?? '').length > LONGEST_LABEL) return withoutLong(labels)
  return labels
}

function withoutLong(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value.length <= LONGEST_LABEL))
}
