// The benchmarks run, clean up after themselves and print what they promise; the two goals that are counts and not
// timings are met. Tiny sizes: no timing is judged here.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { countEvents } from '../../bench/case-events'
import { spreadOf } from '../../bench/measure'

const projectRoot = resolve(__dirname, '../..')
const run = promisify(execFile)

/** `node bench/main.ts ...` with a folder of its own for temporary files. */
async function bench(args: string[]): Promise<{ stdout: string; leftOver: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'arrears-bench-test-'))
  try {
    const { stdout } = await run(process.execPath, ['--require', 'tsx/cjs', 'bench/main.ts', ...args], {
      cwd: projectRoot,
      env: { ...process.env, TMPDIR: folder },
      maxBuffer: 10_000_000,
    })
    return { stdout, leftOver: readdirSync(folder).filter((name) => name.startsWith('arrears-bench-')) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('npm run bench', () => {
  test('--json prints one line with a figure for each goal, and nothing is left over', async () => {
    const { stdout, leftOver } = await bench([
      ...['--json', '--rows', '2000', '--accounts', '20', '--runs', '1'],
    ])
    expect(stdout.trim().split('\n')).toHaveLength(1)
    const goals = JSON.parse(stdout)
    expect(Object.keys(goals)).toEqual(['G1', 'G5', 'G7', 'G8'])
    expect(goals.G1).toMatchObject({ ratio: expect.any(Number), dayOne: { ratio: expect.any(Number) } })
    expect(goals.G1.ratio).toBeGreaterThan(0)
    expect(goals.G1.rejected).toBeGreaterThan(0)
    expect(goals.G5.ratio).toBeGreaterThan(0)
    // A timer and no question: one event more would be paid by every new account.
    expect(goals.G5).toMatchObject({ accounts: 20, events: 6 })
    expect(goals.G7.ratio).toBeLessThanOrEqual(1.1)
    expect(goals.G8.events).toBe(0)
    expect(leftOver).toEqual([])
  }, 300_000)

  test('an unknown goal is refused by name', async () => {
    await expect(bench(['G99'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no goal G99'),
    })
  })

  test('a size that is no number is refused by name', async () => {
    await expect(bench(['G1', '--rows', 'many'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--rows must be a whole number above 0'),
    })
  })
})

describe('events that count', () => {
  const task = ['WORKFLOW_TASK_SCHEDULED', 'WORKFLOW_TASK_STARTED', 'WORKFLOW_TASK_COMPLETED']
  const skipped = 'WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED'

  test('those of time skipping do not', () => {
    const types = ['WORKFLOW_EXECUTION_STARTED', ...task, 'TIMER_STARTED', skipped, 'TIMER_FIRED', ...task]
    expect(countEvents(types)).toEqual({
      WORKFLOW_EXECUTION_STARTED: 1,
      TIMER_STARTED: 1,
      TIMER_FIRED: 1,
      WORKFLOW_TASK_SCHEDULED: 2,
      WORKFLOW_TASK_STARTED: 2,
      WORKFLOW_TASK_COMPLETED: 2,
    })
  })

  test('nor does a workflow task that only time skipping called for', () => {
    const types = ['TIMER_FIRED', ...task, 'ACTIVITY_TASK_SCHEDULED', skipped, ...task]
    expect(countEvents(types)).toMatchObject({ WORKFLOW_TASK_SCHEDULED: 1, WORKFLOW_TASK_COMPLETED: 1 })
  })

  test('one that a signal called for does, whatever else arrived', () => {
    const types = ['TIMER_STARTED', skipped, 'WORKFLOW_EXECUTION_SIGNALED', ...task]
    expect(countEvents(types)).toMatchObject({ WORKFLOW_TASK_SCHEDULED: 1, WORKFLOW_TASK_COMPLETED: 1 })
  })
})

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[5, 1, 3], { median: 3, min: 1, max: 5 }],
  [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
])('median and spread of %j', (values, expected) => expect(spreadOf(values)).toEqual(expected))

test('no figure at all is refused', () => expect(() => spreadOf([])).toThrow('nothing was measured'))
