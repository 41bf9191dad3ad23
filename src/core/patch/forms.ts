/**
 * The forms of a patch for one workload, the most readable first. No single form is right for all repositories; which one
 * is, only a render can tell. The order is chosen so that the first one nearly always is.
 */
import type { WorkloadChange } from '../change/change.ts'
import type { Kustomization } from '../locate/kustomization.ts'
import { containerNames, namesAddedLater } from './container-names.ts'
import { type Draft, type DraftResult, EMPTY_DRAFT, type PatchContext } from './draft.ts'
import { extendOperations, extendStrategicMerge } from './extend.ts'
import { type Identity, identitiesBefore } from './identity.ts'
import { editInPlace, hasPlace } from './in-place.ts'
import { type IntendedContainer, intendedContainers } from './intention.ts'
import { buildOperations, buildTarget } from './json6902.ts'
import { addEntry } from './kustomization-file.ts'
import { namesOf, type Override, overridesOf } from './override.ts'
import { addFile, chooseFile, freeFiles, ownOverride } from './patch-file.ts'
import { refuse } from './refusal.ts'
import { buildStrategicMerge, isMergedByName } from './strategic-merge.ts'
import type { NewValue } from './yaml-write.ts'

export type FormName = 'in-place' | 'strategic-merge' | 'json6902' | 'patches-json6902'

export interface Form {
  readonly name: FormName
  /** Writes the patch into a draft, or says why that cannot be done without touching anything else. */
  apply(draft: Draft): DraftResult
}

/** The forms worth trying for a workload; empty when its overlay has no kustomization that can be read. */
export function buildForms(context: PatchContext, workload: WorkloadChange): Form[] {
  const overlay = context.graph.get(workload.target.overlay)
  if (overlay === undefined) return []
  const plan = new Planner(context, overlay, workload)
  const fresh = plan.freshForms()
  const [first] = fresh
  return first !== undefined && plan.hasPlace() ? [plan.inPlaceForm(first), ...fresh] : fresh
}

/** Every path that a form of this workload may give a new file. */
export function newPaths(context: PatchContext, workload: WorkloadChange): string[] {
  const { overlay, object } = workload.target
  const kustomization = context.graph.get(overlay)
  if (kustomization === undefined) return []
  const identities = identitiesBefore(context, kustomization, object.id)
  return identities.flatMap((identity) => freeFiles(context, kustomization, identity).map(({ path }) => path))
}

/** A way to write a patch for containers that have no place yet. */
type Writer = (draft: Draft, containers: readonly IntendedContainer[]) => DraftResult

interface FreshForm extends Form {
  readonly write: Writer
}

class Planner {
  readonly #context: PatchContext
  readonly #overlay: Kustomization
  readonly #body: Record<string, unknown>
  readonly #containers: readonly IntendedContainer[]
  readonly #identities: readonly Identity[]
  readonly #overrides: (draft: Draft) => Override[]
  readonly #later: ReadonlySet<string>

  constructor(context: PatchContext, overlay: Kustomization, workload: WorkloadChange) {
    const { object } = workload.target
    this.#context = context
    this.#overlay = overlay
    this.#body = object.body()
    this.#containers = intendedContainers(workload)
    this.#identities = identitiesBefore(context, overlay, object.id)
    this.#later = namesAddedLater(context, overlay)
    const names = namesOf(this.#identities, object.id)
    this.#overrides = (draft) => overridesOf(context, draft, overlay, names)
  }

  /** True when at least one container can be edited in place. */
  hasPlace(): boolean {
    const overrides = this.#overrides(EMPTY_DRAFT)
    return this.#containers.some((container) => hasPlace(overrides, container))
  }

  /** In place where there is a place; the other containers get the first of the fresh forms. */
  inPlaceForm(first: FreshForm): Form {
    return {
      name: 'in-place',
      apply: (draft) => {
        let result: DraftResult = { ok: true, draft }
        const rest: IntendedContainer[] = []
        for (const container of this.#containers) {
          const edited = this.#inPlace(result.draft, container)
          if (edited.ok) result = edited
          else rest.push(container)
        }
        return rest.length === 0 ? result : first.write(result.draft, rest)
      },
    }
  }

  freshForms(): FreshForm[] {
    const late = this.#containers.some(({ container }) => this.#later.has(container))
    const [likely] = this.#identities
    const forms: FreshForm[] = []
    if (!late && likely !== undefined) {
      if (isMergedByName(likely)) {
        for (const identity of this.#identities) forms.push(this.#form('strategic-merge', this.#merge(identity)))
      }
      forms.push(this.#form('json6902', this.#operations('patches', likely)))
    }
    if (likely !== undefined && this.#overlay.patchesJson6902.length > 0) {
      forms.push(this.#form('patches-json6902', this.#operations('patchesJson6902', likely)))
    }
    return forms
  }

  #form(name: FormName, write: Writer): FreshForm {
    return { name, write, apply: (draft) => write(draft, this.#containers) }
  }

  #inPlace(draft: Draft, container: IntendedContainer): DraftResult {
    return editInPlace(this.#context, draft, this.#overrides, container)
  }

  /** Names as `patches` finds them. */
  #namesInPatches(containersPath: readonly string[]): string[] {
    return containerNames(this.#body, containersPath).filter((name) => !this.#later.has(name))
  }

  #merge(identity: Identity): Writer {
    const names = (path: readonly string[]) => this.#namesInPatches(path)
    return (draft, containers) => {
      const own = ownOverride(this.#context, draft, this.#overrides(draft), 'strategic-merge')
      const extended = own === undefined ? null : extendStrategicMerge(this.#context, draft, own, containers, names)
      if (extended?.ok) return extended
      return this.#addPatch(draft, identity, buildStrategicMerge(identity, containers, names), 'patches', {})
    }
  }

  #operations(key: 'patches' | 'patchesJson6902', identity: Identity): Writer {
    return (draft, containers) => {
      const placed = key === 'patches' ? containers.map((one) => this.#placedInPatches(one)) : containers
      const operations = buildOperations(this.#body, placed, containers)
      const own = key === 'patches' ? ownOverride(this.#context, draft, this.#overrides(draft), 'json6902') : undefined
      const extended = own === undefined ? null : extendOperations(this.#context, draft, own, operations)
      if (extended?.ok) return extended
      return this.#addPatch(draft, identity, operations, key, { target: buildTarget(identity) })
    }
  }

  /** The position of a container before later patches put others in front of it. */
  #placedInPatches(container: IntendedContainer): IntendedContainer {
    const index = this.#namesInPatches(container.containersPath).indexOf(container.container)
    return index < 0 ? container : { ...container, index }
  }

  #addPatch(
    draft: Draft,
    identity: Identity,
    content: NewValue,
    key: 'patches' | 'patchesJson6902',
    more: { readonly [key: string]: NewValue },
  ): DraftResult {
    const file = chooseFile(this.#context, draft, this.#overlay, identity)
    if ('ok' in file) return refuse(file.reason)
    const drafted = addFile(draft, file, content)
    return addEntry(this.#context, drafted, this.#overlay, key, { path: file.reference, ...more })
  }
}
