// Stops what global-setup.ts started and removes its folder.
import { rmSync } from 'node:fs'
import { stopStack } from '../../stack/stack'

export default async function globalTeardown(): Promise<void> {
  const home = process.env['ARREARS_TEST_HOME']
  if (home === undefined) return
  await stopStack(home, () => undefined)
  rmSync(home, { recursive: true, force: true })
}
