// The workflows as one script, bundled once per version of their sources and kept in the user's cache folder: a
// worker that starts again, and every test, finds it there.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { bundleWorkflowCode } from '@temporalio/worker'

const projectRoot = join(__dirname, '..')

/** The path of the bundle for the sources as they are now; builds it when it is not there yet. */
export async function workflowBundle(): Promise<string> {
  const folder = join(homedir(), '.cache', 'arrears', 'workflow-bundles')
  const file = join(folder, `${sourcesHash()}.js`)
  if (existsSync(file)) return file
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve('../workflows/index'),
    logger: { trace() {}, debug() {}, info() {}, log() {}, warn: console.error, error: console.error },
  })
  mkdirSync(folder, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, code)
  renameSync(unfinished, file)
  return file
}

/** All that can end up in the bundle: the workflows, the types and constants they share, and the SDK's version. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  for (const folder of ['workflows', 'activities', 'domain']) {
    for (const name of readdirSync(join(projectRoot, folder)).sort()) {
      if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(projectRoot, folder, name)))
    }
  }
  hash.update(readFileSync(require.resolve('@temporalio/workflow/package.json')))
  return hash.digest('hex').slice(0, 16)
}
