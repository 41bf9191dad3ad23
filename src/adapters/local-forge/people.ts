/** Who is who in a local repository: there are no accounts, so everybody is who he says, but for the bot. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '../../core/problem.ts'
import type { PeopleReader } from '../../ports/life.ts'

/** `people.json` beside the pull requests; whoever wants more than trust lists people and teams there. */
const peopleSchema = z.strictObject({
  people: z.record(z.string(), z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none'])).optional(),
  teams: z.record(z.string(), z.array(z.string())).default({}),
})

/** A name as a login: `Alice Example` and `alice-example` are one person. */
export function toLogin(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._[\]-]+/gu, '-')
}

/** Without `people` in the file everybody may write: whoever runs this program here can write the repository anyway. */
export function createLocalPeople(directory: string, bot: string): PeopleReader {
  const file = join(directory, 'people.json')
  const read = async () => {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return peopleSchema.parse({})
      throw broken(file, error)
    }
    try {
      return peopleSchema.parse(JSON.parse(text))
    } catch (error) {
      throw broken(file, error)
    }
  }
  return {
    async permission(login) {
      if (login === bot) return 'write'
      const { people } = await read()
      return people === undefined ? 'write' : (people[login] ?? 'none')
    },
    async team(team) {
      return (await read()).teams[team] ?? null
    },
  }
}

function broken(file: string, cause: unknown): Problem {
  return new Problem({
    code: 'local-forge-broken',
    exit: 3,
    message: 'The list of people of the local repository cannot be read.',
    hint: 'Write {"people": {"alice": "write"}, "teams": {"platform": ["alice"]}}, or remove the file.',
    place: { file },
    cause,
  })
}
