/** Does a fresh or changed checkout get exactly what it lacks? */
import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

/** prepare.mjs is an ES module, which Jest cannot load: the expressions are evaluated by a Node of their own. */
function evaluate(...expressions: string[]): unknown[] {
  const module = pathToFileURL(join(__dirname, '../../scripts/prepare.mjs')).href
  const script = `import * as prepare from '${module}'; console.log(JSON.stringify([${expressions.join(', ')}]))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  )
}

test('packages come before the client, and nothing is done twice', () => {
  const steps = (packages: boolean, client: boolean) =>
    `prepare.stepsFor({ packagesMatchLockfile: ${packages}, clientMatchesSchema: ${client} })`
  expect(evaluate(steps(false, false), steps(false, true), steps(true, false), steps(true, true))).toEqual([
    ['install', 'generate'],
    ['install', 'generate'],
    ['generate'],
    [],
  ])
})

test('a Node that is too old is refused with the version needed', () => {
  const versions = ['18.20.0', '20.18.3', '20.19.0', '22.0.0', '24.1.0']
  expect(evaluate(...versions.map((version) => `prepare.nodeProblem('${version}')`))).toEqual([
    expect.stringContaining('20.19'),
    expect.stringContaining('20.19'),
    null,
    null,
    null,
  ])
})

test.each([
  ['what the lockfile says', { 'node_modules/a': { version: '1.0.0' } }, true],
  ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
  ['nothing', {}, false],
  [
    'something more',
    { 'node_modules/a': { version: '1.0.0' }, 'node_modules/z': { version: '9.0.0' } },
    true,
  ],
])('%s installed is recognised', (_what, packages, expected) => {
  const lockfile = {
    packages: {
      '': { name: 'arrears' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/other-platform': { version: '2.0.0', optional: true },
    },
  }
  const expression = `prepare.isInstalled(${JSON.stringify(lockfile)}, ${JSON.stringify({ packages })})`
  expect(evaluate(expression)).toEqual([expected])
})
