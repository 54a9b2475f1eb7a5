// Records the histories that replay.test.ts holds the workflow code against: `node --require tsx/cjs
// tests/replay/record-histories.ts`. Run it once for a released version and keep the files; never record again to make a
// failing replay pass, for those histories are still running in banks.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeStack, startStack } from '../../stack/stack'
import { workflowBundle } from '../../workers/workflow-bundle'
import { openWorld } from '../support/world'
import { version } from '../../package.json'
import { writeHistory } from './history-file'
import { liveThrough } from './scenarios'

const say = (line: string) => process.stderr.write(`${line}\n`)

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'arrears-recording-'))
  try {
    const stack = await startStack({ home, simulation: true, worker: false, say })
    process.env['ARREARS_TEST_DATABASE_URL'] = stack.databaseUrl
    process.env['ARREARS_TEST_BUNDLE'] = await workflowBundle()
    const world = await openWorld(stack)
    try {
      await liveThrough(world, async (name, workflowId, runId) => {
        const history = await world.temporal.client.workflow.getHandle(workflowId, runId).fetchHistory()
        say(`${name}: ${writeHistory(`${name}@${version}.json`, history)} events`)
      })
    } finally {
      await world.close()
    }
  } finally {
    await removeStack(home, say)
  }
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = 1
})
