// Does today's workflow code still understand the cases that older versions began? Histories recorded with each version
// are replayed, and a broken twin shows that a replay can fail.
import { readdirSync } from 'node:fs'
import { DefaultLogger, Runtime, Worker, bundleWorkflowCode } from '@temporalio/worker'
import { historyFolder, readHistory } from './history-file'
import { recordedNames } from './scenarios'

Runtime.install({ logger: new DefaultLogger('ERROR') })

const files = readdirSync(historyFolder).sort()

test.each(recordedNames)('%s is recorded', (name) => {
  expect(files.filter((file) => file.startsWith(`${name}@`)).length).toBeGreaterThan(0)
})

test.each(files)('%s replays', async (file) => {
  const workflowBundle = { codePath: process.env['ARREARS_TEST_BUNDLE'] ?? '' }
  await Worker.runReplayHistory({ workflowBundle }, readHistory(file))
})

describe('a twin of the workflow with a timer more', () => {
  let workflowBundle: Awaited<ReturnType<typeof bundleWorkflowCode>>
  beforeAll(async () => {
    const workflowsPath = require.resolve('./broken-twin')
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') })
  })

  test.each(files)('cannot replay %s', async (file) => {
    const replay = Worker.runReplayHistory({ workflowBundle }, readHistory(file))
    await expect(replay).rejects.toMatchObject({ name: 'DeterminismViolationError' })
  })
})
