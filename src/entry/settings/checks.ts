/** What a JSON schema cannot say: values that contradict each other, and names that must exist. */
import { parseWindow } from '../../core/pull-request/window.ts'
import type { ConfigDocument, Finding, KeyPath } from './document.ts'
import { formatPath } from './explain.ts'
import type { Settings } from './schema.ts'

interface Complaint {
  readonly path: KeyPath
  readonly message: string
  readonly hint: string | null
}

export function checkSettings(settings: Settings, document: ConfigDocument): Finding[] {
  const complaints = [
    ...checkClusters(settings),
    ...checkBounds(settings),
    ...checkStages(settings),
    ...checkCalendar(settings),
  ]
  return complaints.map(({ path, message, hint }) => ({
    place: document.placeOfValue(path),
    path: formatPath(path),
    message,
    hint,
  }))
}

function checkClusters({ clusters }: Settings): Complaint[] {
  const twice = clusters.flatMap(({ name }, index) =>
    clusters.findIndex((other) => other.name === name) === index
      ? []
      : [
          {
            path: ['clusters', index, 'name'],
            message: `The cluster "${name}" is listed twice.`,
            hint: 'Merge the two.',
          },
        ],
  )
  const outside = clusters.flatMap(({ paths }, index) => outsidePaths(paths, ['clusters', index, 'paths']))
  return [...twice, ...outside]
}

function outsidePaths(paths: readonly string[], at: KeyPath): Complaint[] {
  return paths.flatMap((path, index) =>
    path.startsWith('/') || path.split('/').includes('..')
      ? [
          {
            path: [...at, index],
            message: `The path "${path}" leaves the repository.`,
            hint: 'Paths are relative to the top of the repository, without "..".',
          },
        ]
      : [],
  )
}

function checkBounds({ policy }: Settings): Complaint[] {
  const layers = [
    { at: ['policy'] as KeyPath, floor: policy.floor, ceiling: policy.ceiling },
    ...policy.rules.map((rule, index) => ({
      at: ['policy', 'rules', index] as KeyPath,
      floor: { ...policy.floor, ...rule.floor },
      ceiling: { ...policy.ceiling, ...rule.ceiling },
    })),
  ]
  return layers.flatMap(({ at, floor, ceiling }) =>
    (['cpu', 'memory'] as const).flatMap((resource) => {
      const low = floor[resource]
      const high = ceiling[resource]
      if (low === undefined || high === undefined || low <= high) return []
      const message = `The ceiling of ${resource} lies below its floor.`
      return [{ path: [...at, 'ceiling', resource], message, hint: 'Lower the floor or raise the ceiling.' }]
    }),
  )
}

function checkStages({ stages }: Settings): Complaint[] {
  return stages.flatMap((stage, index) => {
    const earlier = stages.slice(0, index).map(({ name }) => name)
    const found: Complaint[] = outsidePaths(stage.paths, ['stages', index, 'paths'])
    if (earlier.includes(stage.name)) {
      const message = `The stage "${stage.name}" is listed twice.`
      found.push({ path: ['stages', index, 'name'], message, hint: 'Give each stage its own name.' })
    }
    if (stage.after !== undefined && !earlier.includes(stage.after)) {
      const message = `The stage "${stage.name}" comes after "${stage.after}", but no earlier stage has that name.`
      const later = stages.some(({ name }) => name === stage.after)
      const hint = later ? `List "${stage.after}" before it.` : `Earlier stages: ${earlier.join(', ') || 'none'}.`
      found.push({ path: ['stages', index, 'after'], message, hint })
    }
    return found
  })
}

function checkCalendar({ pullRequests }: Settings): Complaint[] {
  const unreadable = (['schedule', 'mergeWindow'] as const).flatMap((key) =>
    pullRequests[key]
      .filter((window) => parseWindow(window) === null)
      .map((window) => ({
        path: ['pullRequests', key],
        message: `"${window}" is no window of time: its hours are empty, or its time zone is not known.`,
        hint: 'Write for example "Mon-Fri 08:00-17:00 Europe/Berlin".',
      })),
  )
  const periods = pullRequests.freeze.flatMap(({ from, to }, index): Complaint[] => {
    const wrong = [from, to].find((day) => !isDay(day))
    if (wrong !== undefined) {
      return [{ path: ['pullRequests', 'freeze', index], message: `The day ${wrong} does not exist.`, hint: null }]
    }
    if (from <= to) return []
    const message = `The freeze ends (${to}) before it starts (${from}).`
    return [{ path: ['pullRequests', 'freeze', index, 'to'], message, hint: 'Swap the two days.' }]
  })
  return [...unreadable, ...periods]
}

/** 2026-02-30 is read as 2 March: written back it is another day. */
function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}
