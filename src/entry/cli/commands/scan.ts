import type { CommandContext } from '../context.ts'
export async function runScan(_context: CommandContext, _options: object): Promise<number> {
  return 1
}
