// `arrears acceleration propose|decide|serve|withdraw`: call the whole debt due, by two people and with proof of arrival.
import type { Command as Program } from 'commander'
import { accelerationGrounds } from '../domain/arrangements/acceleration-facts'
import { CommandRefused, exitCodes } from './open'
import { type Flags, type Given, type Recording, optional, registerRecording } from './record'

const which: Flags = ['--acceleration <id>', 'its id']

const commands: readonly Recording[] = [
  {
    name: 'propose',
    description: 'propose to call the whole debt due',
    required: [
      which,
      ['--ground <code>', accelerationGrounds.join(', ')],
      ['--clause <place>', 'where the contract says so, e.g. contract/4711#12.3'],
    ],
    optional: [['--other-account <id>', 'for a cross-default: the account in default']],
    toCommand: (o) => ({
      ...ofAcceleration('proposeAcceleration', o),
      ground: o['ground'],
      clause: o['clause'],
      ...optional('otherAccountId', o['otherAccount']),
    }),
  },
  {
    name: 'decide',
    description: 'approve or refuse it: somebody else, with the authority',
    required: [which, ['--outcome <code>', 'approved or refused']],
    optional: [['--note <text>', 'a remark; no personal data']],
    toCommand: (o) => ({
      ...ofAcceleration('decideAcceleration', o),
      approved: isApproved(o['outcome']),
      ...optional('note', o['note']),
    }),
  },
  {
    name: 'serve',
    description: 'the notice has reached the customer',
    required: [
      which,
      ['--evidence <id>', 'the proof of arrival'],
      ['--delivered-on <date>', 'the day on which it arrived, YYYY-MM-DD'],
    ],
    optional: [],
    toCommand: (o) => ({
      ...ofAcceleration('serveAcceleration', o),
      evidence: o['evidence'],
      deliveredOn: o['deliveredOn'],
    }),
  },
  {
    name: 'withdraw',
    description: 'give it up',
    required: [which],
    optional: [['--note <text>', 'a remark; no personal data']],
    toCommand: (o) => ({ ...ofAcceleration('withdrawAcceleration', o), ...optional('note', o['note']) }),
  },
]

/** Registers the group. Refusals end with exit code 1 and their stable code. */
export function registerAccelerationCommands(program: Program): void {
  const group = program
    .command('acceleration')
    .description('call the whole debt due: proposed, decided, served')
  for (const command of commands) registerRecording(group, command)
}

function ofAcceleration<K extends string>(kind: K, given: Given) {
  return { kind, accelerationId: given['acceleration'] }
}

function isApproved(outcome: string | undefined): boolean {
  if (outcome === 'approved' || outcome === 'refused') return outcome === 'approved'
  throw new CommandRefused('BAD_OPTION', '--outcome is approved or refused', exitCodes.usage)
}
