#!/usr/bin/env node
/** The program as it is started: signals and streams, everything else stands in `cli/`. */
import { EXIT_INTERRUPTED, reportError } from './cli/error-printer.ts'
import { processIo } from './cli/io.ts'
import { main } from './cli/main.ts'

const controller = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // Not `once`: with no listener left, the package that cleans up children would end the process at the first signal.
  process.on(name, () => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED)
    controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'))
  })
}

const io = processIo(controller.signal)
// What escapes every catch is a bug too, and is told in the same words.
process.on('uncaughtException', (error) => {
  process.exit(reportError(error, io, { json: false, verbose: process.argv.includes('--verbose') }))
})

process.exitCode = await main(process.argv.slice(2), io)
