/** Pages of lists, as GitHub's GraphQL cuts them. */
export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
}

const MOST = 100

export function connection<T>(items: readonly T[], { first, last, after }: PageArguments) {
  const size = first ?? last
  if (size === undefined || size === null || size > MOST) throw new Error(`a page of ${size} is not what GitHub gives`)
  const start = after === undefined || after === null ? 0 : Number(after)
  const rest = items.slice(start)
  const nodes = first === undefined || first === null ? rest.slice(-size) : rest.slice(0, size)
  const end = start + nodes.length
  return {
    ...{ totalCount: items.length, nodes },
    pageInfo: { hasNextPage: end < items.length && first !== null, endCursor: nodes.length === 0 ? null : String(end) },
  }
}

/** An answer that GitHub gives with a type of its own. */
export class TypedError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}
