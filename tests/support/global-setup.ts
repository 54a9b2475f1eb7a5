// Brings up one stack for a run of the tests: PostgreSQL, Temporal with time skipping, SMTP catcher, Twilio-compatible
// endpoint. In a folder of its own with free ports, so that it collides with nothing that runs beside it.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeStack, startStack } from '../../stack/stack'
import { workflowBundle } from '../../workers/workflow-bundle'

export default async function globalSetup(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'arrears-test-'))
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const addresses = await startStack({ home, simulation: true, worker: false, say }).catch(
    async (error: unknown) => {
      // After a setup that fails there is no teardown: what did start would stay.
      await removeStack(home, say)
      throw error
    },
  )
  process.env['ARREARS_TEST_HOME'] = home
  process.env['ARREARS_TEST_STACK'] = JSON.stringify(addresses)
  process.env['ARREARS_TEST_DATABASE_URL'] = addresses.databaseUrl
  process.env['ARREARS_TEST_BUNDLE'] = await workflowBundle()
  writeFileSync(join(home, 'owner'), String(process.pid))
}
