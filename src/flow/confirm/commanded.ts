/** What people told the bot in comments, as far as it still holds. */

import { parseCommand } from '../../core/after/command/parse-command.ts'
import type { BypassCommand } from '../../core/after/confirmation/input.ts'
import type { PullRequestFacts } from '../../ports/life.ts'
import { readRecord } from './answer-record.ts'

/** Bypasses that were accepted, each for the head that it was given for. */
export function bypassesOf(facts: PullRequestFacts): BypassCommand[] {
  return facts.comments.flatMap((comment) => {
    if (comment.byBot || comment.author === null) return []
    const reading = parseCommand(comment.body)
    const record = readRecord(facts, comment.id)
    if (reading.type !== 'command' || reading.command.name !== 'bypass') return []
    if (record === null || record.command !== 'bypass' || !record.accepted) return []
    const { author: by, authorType: byType, createdAt: at, edited } = comment
    return [{ by, byType, reason: reading.command.reason, head: record.head, at, edited }]
  })
}

/** Login of whoever asked for exactly this head to be merged; `null` = nobody did. */
export function mergeAskedBy(facts: PullRequestFacts): string | null {
  const ask = facts.comments.find((comment) => {
    if (comment.byBot || comment.author === null || comment.edited) return false
    const reading = parseCommand(comment.body)
    const record = readRecord(facts, comment.id)
    if (reading.type !== 'command' || reading.command.name !== 'merge') return false
    return record?.command === 'merge' && record.accepted && record.head === facts.pull.head
  })
  return ask?.author ?? null
}
