// Is the recorder believed only when it has just said that it works?
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../platform/config'
import { recorderState } from '../../platform/recorder'

const folder = mkdtempSync(join(tmpdir(), 'arrears-recorder-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const stateWith = (RECORDER?: string) => {
  const DATABASE_URL = 'postgresql://user@localhost:5432/arrears'
  return recorderState(loadConfig({ DATABASE_URL, TEMPORAL_ADDRESS: 'localhost:7233', RECORDER }).recorder)
}

test.each([
  [undefined, 'down'],
  ['down', 'down'],
  ['up', 'up'],
])('RECORDER=%s is %s', (setting, state) => {
  expect(stateWith(setting)).toBe(state)
})

test.each([
  ['up\n', 10, 'up'],
  ['up', 200, 'down'],
  ['down', 10, 'down'],
  ['', 10, 'down'],
])('a file that said %j %i seconds ago is %s', (content, ageSeconds, state) => {
  const path = join(folder, 'health')
  writeFileSync(path, content)
  const at = new Date(Date.now() - ageSeconds * 1000)
  utimesSync(path, at, at)
  expect(stateWith(`file:${path}`)).toBe(state)
})

test('a file that is not there is down', () => {
  expect(stateWith(`file:${join(folder, 'none')}`)).toBe('down')
})
