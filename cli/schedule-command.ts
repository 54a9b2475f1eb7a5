// `arrears schedule`: lets Temporal import what waits in the drop directory every morning. The bank's own scheduler may
// call `arrears import` instead; a drop that both import is imported once.
import { resolve } from 'node:path'
import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client'
import type { Command as Program } from 'commander'
import type { Temporal } from '../platform/temporal'
import { type DirectoryInput, nightlyBatchFromDirectoryType } from '../workflows/nightly-batch-messages'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

const scheduleId = 'nightly-batch'

interface Options {
  home: string
  json?: boolean
}

/** Registers `schedule create|show|delete`. */
export function registerScheduleCommand(program: Program): void {
  const group = program.command('schedule').description('import the drop directory every morning')
  withCommonOptions(group.command('create').description('make the schedule, or change it'))
    .option('--drops <folder>', 'the drop directory as the workers see it (default: the configured one)')
    .requiredOption('--at <hh:mm>', "time of day in the bank's zone")
    .action(create)
  withCommonOptions(group.command('show').description('when it runs, and how the last runs ended')).action(
    show,
  )
  withCommonOptions(group.command('delete').description('stop importing by itself')).action(remove)
}

async function create(options: Options & { drops?: string; at: string }): Promise<void> {
  const [hour, minute] = timeOfDay(options.at)
  await withTemporal(options, async ({ client }, config) => {
    const directory = resolve(options.drops ?? config.dropsDir)
    const input: DirectoryInput = { directory }
    const description = {
      spec: {
        calendars: [{ hour, minute, comment: `${options.at} ${config.bankZone}` }],
        timezone: config.bankZone,
      },
      action: {
        type: 'startWorkflow' as const,
        workflowType: nightlyBatchFromDirectoryType,
        workflowId: 'nightly-batch-from-directory',
        taskQueue: config.taskQueue,
        args: [input],
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 day' as const },
    }
    const handle = client.schedule.getHandle(scheduleId)
    if (await found(handle.describe())) await handle.update((old) => ({ ...description, state: old.state }))
    else await client.schedule.create({ scheduleId, ...description })
    print(options.json, { directory, at: options.at, zone: config.bankZone }, () => [
      `every day at ${options.at} ${config.bankZone}: ${directory}`,
    ])
  })
}

async function show(options: Options): Promise<void> {
  await withTemporal(options, async ({ client }) => {
    const schedule = await found(client.schedule.getHandle(scheduleId).describe())
    const next = schedule?.info.nextActionTimes[0]?.toISOString() ?? null
    const runs = schedule?.info.recentActions.map((run) => run.takenAt.toISOString()) ?? []
    print(options.json, { exists: schedule !== null, next, runs }, () =>
      schedule ? [`next run ${next ?? 'never'}`, ...runs.map((at) => `ran ${at}`)] : ['there is no schedule'],
    )
  })
}

async function remove(options: Options): Promise<void> {
  await withTemporal(options, async ({ client }) => {
    const existed =
      (await found(
        client.schedule
          .getHandle(scheduleId)
          .delete()
          .then(() => true),
      )) ?? false
    print(options.json, { deleted: existed }, () => [existed ? 'deleted' : 'there is no schedule'])
  })
}

async function withTemporal(
  options: Options,
  work: (
    temporal: Temporal,
    config: { dropsDir: string; bankZone: string; taskQueue: string },
  ) => Promise<void>,
): Promise<void> {
  await withArrears(options, async ({ temporal, config }) => {
    if (!temporal)
      throw new CommandRefused('TEMPORAL_DOWN', `no answer from ${config.temporal.address}: arrears doctor`)
    await work(temporal, config)
  })
}

async function found<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null
    throw error
  }
}

function timeOfDay(text: string): [hour: number, minute: number] {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (!match)
    throw new CommandRefused(
      'BAD_OPTION',
      `--at is a time of day such as 05:30, not ${text}`,
      exitCodes.usage,
    )
  return [Number(match[1]), Number(match[2])]
}
