/** Texts of files at commits, many with one request, and each of them exactly what git holds. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../../core/problem.ts'
import type { GitHubContext } from './context.ts'

export interface FilePlace {
  readonly commit: string
  readonly path: string
}

/** In the order of the places; `null` = there is no file. */
export type ReadTexts = (places: readonly FilePlace[]) => Promise<readonly (string | null)[]>

const AT_ONCE = 50

/** Only a blob has the fields; a folder or a submodule is an object too. */
const objectSchema = z.object({
  ...{ oid: z.string().optional(), text: z.string().nullable().optional(), isTruncated: z.boolean().optional() },
})
const schema = z.object({ repository: z.record(z.string(), objectSchema.nullable()) })

export function createTextReader(context: GitHubContext): ReadTexts {
  const { client, at, call } = context

  const readBlob = async (sha: string, { commit, path }: FilePlace): Promise<string> => {
    const { content } = await call(`read ${path}`, 'contents: read', () =>
      client.rest.git.getBlob({ ...at, file_sha: sha }),
    )
    const bytes = Buffer.from(content, 'base64')
    const text = bytes.toString('utf8')
    if (Buffer.from(text).equals(bytes)) return text
    throw new Problem({
      code: 'not-a-text',
      exit: 3,
      message: `${path} is no UTF-8 text at commit ${commit.slice(0, 10)}.`,
      hint: 'Change it by hand.',
    })
  }

  const readSome = async (places: readonly FilePlace[]): Promise<(string | null)[]> => {
    const names = places.map((_, index) => `$e${index}: String!`)
    const fields = places.map((_, index) => `f${index}: object(expression: $e${index}) { ...File }`)
    const query = `query($owner: String!, $repo: String!, ${names.join(', ')}) {
      repository(owner: $owner, name: $repo) { ${fields.join(' ')} }
    }
    fragment File on Blob { oid text isTruncated }`
    const variables = Object.fromEntries(places.map(({ commit, path }, index) => [`e${index}`, `${commit}:${path}`]))
    const { repository } = await context.ask({
      ...{ doing: 'read files', permission: 'contents: read', query, variables, schema },
    })
    const texts: (string | null)[] = []
    for (const [index, place] of places.entries()) {
      const { oid, text, isTruncated } = repository[`f${index}`] ?? {}
      if (oid === undefined) texts.push(null)
      else if (isTruncated !== true && typeof text === 'string' && blobName(text) === oid) texts.push(text)
      else texts.push(await readBlob(oid, place))
    }
    return texts
  }

  return async (places) => {
    const texts: (string | null)[] = []
    for (let from = 0; from < places.length; from += AT_ONCE) {
      texts.push(...(await readSome(places.slice(from, from + AT_ONCE))))
    }
    return texts
  }
}

/** GitHub cuts long texts and converts other encodings; the name of a blob is the digest of what it really holds. */
function blobName(text: string): string {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
