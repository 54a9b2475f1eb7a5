// The command line as a person would run it: a process of its own, with its exit code and what it printed.
import { execFile } from 'node:child_process'

export interface Ended {
  exitCode: number
  stdout: string
  stderr: string
}

/** Runs `arrears` to its end; `env` beside the environment of the tests, `input` on its standard input. */
export function arrears(
  args: readonly string[],
  { env = {}, input }: { env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['bin/arrears.js', ...args],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) =>
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
    child.stdin?.end(input)
  })
}
