// `arrears dialler export|import`: the call list out, the results in, as files.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { callList } from '../cases/dialler-list'
import { resultHeader, takeDiallerResults } from '../cases/dialler-results'
import { writePrivate } from '../platform/files'
import { callDepsOf } from './call-command'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'
import { createPresent } from './present'

interface Options {
  home: string
  json?: boolean
}

/** Registers `dialler export` and `dialler import`. Exit code 1 when a row of results was rejected. */
export function registerDiallerCommands(program: Program): void {
  const group = program.command('dialler').description('call lists for a dialler, and its results')
  withCommonOptions(
    group
      .command('export')
      .description('calls that are lawful today, with numbers: a file for its owner only')
      .requiredOption('--out <folder>', 'where to write it')
      .option('--by <person>', 'who takes it', 'dialler:bank'),
  ).action(exportList)
  withCommonOptions(group.command('import <file>').description(`results: ${resultHeader.join(',')}`)).action(
    importResults,
  )
}

async function exportList({ out, by, ...options }: Options & { out: string; by: string }): Promise<void> {
  await withArrears(options, async (opened) => {
    const presentOf = await createPresent(opened)
    const deps = { ...callDepsOf(opened), zone: opened.config.bankZone, presentOf }
    const { csv, manifest } = await callList(deps, Date.now(), by)
    const name = `calls-${manifest.createdAt.replaceAll(/[:.]/g, '')}`
    const file = join(out, `${name}.csv`)
    await writePrivate(file, csv)
    await writePrivate(
      join(out, `${name}.json`),
      `${JSON.stringify({ file: `${name}.csv`, ...manifest }, null, 2)}\n`,
    )
    print(options.json, { path: file, ...manifest }, () => [`${manifest.rows} calls in ${file}`])
  })
}

async function importResults(file: string, options: Options): Promise<void> {
  if (!existsSync(file)) throw new CommandRefused('NO_SUCH_FILE', `there is no file ${file}`, exitCodes.usage)
  const csv = readFileSync(file, 'utf8')
  await withArrears(options, async (opened) => {
    const presentOf = await createPresent(opened)
    const result = await takeDiallerResults({ ...callDepsOf(opened), presentOf }, csv)
    const { recorded, known, breaches, rejected } = result
    print(options.json, result, () => [
      `${recorded} recorded, ${known} known already, ${rejected.length} rejected`,
      ...breaches.map(({ line, ruleId }) => `${file}:${line} was made against ${ruleId}`),
      ...rejected.map(({ line, reason }) => `${file}:${line} ${reason}`),
    ])
    if (rejected.length > 0) process.exitCode = exitCodes.failed
  })
}
