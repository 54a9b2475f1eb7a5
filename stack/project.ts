/** Where is the project, and how is one of its TypeScript files run by Node? */
import { join, resolve } from 'node:path'

export const PROJECT_ROOT = resolve(__dirname, '..')

/** Arguments for `node`; `file` is relative to the project. Works from any working folder. */
export function runTypeScript(file: string): string[] {
  return ['--require', require.resolve('tsx/cjs'), join(PROJECT_ROOT, file)]
}
