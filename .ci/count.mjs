/**
 * How much of a run of .ci/run passed? Reads what its phases left in a folder: exit codes, jest's report and the demo's
 * summary. Verify and the demo count as one test each. Prints what failed, then "N passed, N failed" alone.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const say = (line) => process.stdout.write(`${line}\n`)
const read = (folder, name) =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : ''
const endedWell = (folder, phase) => read(folder, `${phase}.status`).trim() === '0'

/** Passed and failed tests; a file that could not run at all is a failed one, and so is a run that ends badly. */
function countTests(folder) {
  const text = read(folder, 'tests.json')
  if (text === '') return { passed: 0, failed: ['tests: no report was written'] }
  const report = JSON.parse(text)
  const failed = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const titles = assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
    if (titles.length === 0 && status === 'failed') titles.push('could not run')
    return titles.map((title) => `tests: ${name.split('/').pop()}: ${title}`)
  })
  if (failed.length === 0 && !endedWell(folder, 'tests')) failed.push('tests: ended with an error')
  return { passed: report.numPassedTests, failed }
}

/** What the demo must show: cases were opened, no rule was broken, every night's books agree with the raw files. */
function demoProblem(folder) {
  if (!endedWell(folder, 'demo')) return 'demo: ended with an error'
  const summary = lastLineAsJson(read(folder, 'demo.json'))
  if (summary === null) return 'demo: its last line of output is not JSON'
  say(JSON.stringify(summary))
  if (summary.breaches !== 0) return `demo: ${summary.breaches} breaches`
  if (!(summary.cases?.opened > 0)) return 'demo: no case was opened'
  if (summary.unreconciledNights !== 0) return `demo: ${summary.unreconciledNights} nights do not reconcile`
  return null
}

function lastLineAsJson(text) {
  try {
    return JSON.parse(text.trim().split('\n').pop() ?? '')
  } catch {
    return null
  }
}

const folder = process.argv[2]
const { passed, failed } = countTests(folder)
const others = [endedWell(folder, 'verify') ? null : 'verify: format, lint or types', demoProblem(folder)]
const problems = others.filter((problem) => problem !== null)
for (const line of [...failed, ...problems]) say(`FAILED ${line}`)
const failures = failed.length + problems.length
say(`${passed + others.length - problems.length} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
