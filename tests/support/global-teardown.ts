// Stops what global-setup.ts started and removes its folder.
import { removeStack } from '../../stack/stack'

export default async function globalTeardown(): Promise<void> {
  const home = process.env['ARREARS_TEST_HOME']
  if (home === undefined) return
  await removeStack(home, () => undefined)
}
