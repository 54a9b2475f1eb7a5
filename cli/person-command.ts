// `arrears person show|add`: the customer, masked unless somebody says for which purpose they need the whole of it, and those
// who act for the customer.
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { showCustomer } from '../cases/privacy-show'
import { enterRelated } from '../cases/related-person'
import { relatedRoles } from '../domain/protection/circumstance-facts'
import { loadPurposes } from '../platform/privacy-files'
import { CommandRefused, exitCodes, print, withArrears, withCommonOptions } from './open'

const policiesDir = join(__dirname, '..', 'policies')
const channels = ['mobile', 'landline', 'email', 'address'] as const

interface Show {
  home: string
  json?: boolean
  reveal?: boolean
  purpose?: string
  by?: string
}

interface Add {
  home: string
  json?: boolean
  related: string
  role: string
  name: string
  channel?: string
  value?: string
}

/** Registers the group. */
export function registerPersonCommands(program: Program): void {
  const group = program.command('person').description('customers, and those who act for them')
  withCommonOptions(
    group
      .command('show <customer>')
      .description('names, numbers and addresses, masked; --reveal shows them whole and is written down')
      .option('--reveal', 'show them whole')
      .option('--purpose <code>', 'for which purpose: policies/purposes.yaml')
      .option('--by <person>', 'who looks, e.g. operator:lin'),
  ).action(show)
  withCommonOptions(
    group
      .command('add <customer>')
      .description('enter who acts for a customer; `circumstance name-related` says by what right')
      .requiredOption('--related <id>', 'an id of its own')
      .requiredOption('--role <role>', relatedRoles.join(', '))
      .requiredOption('--name <name>', 'the name')
      .option('--channel <channel>', channels.join(', '))
      .option('--value <text>', 'number or address'),
  ).action(add)
}

async function show(customerId: string, { reveal, purpose, by, ...options }: Show): Promise<void> {
  if (reveal === true && (purpose === undefined || by === undefined)) {
    const message = 'to see the whole of it say --purpose and --by: both are written down'
    throw new CommandRefused('PURPOSE_MISSING', message, exitCodes.usage)
  }
  await withArrears(options, async ({ db, localTime }) => {
    const asked = reveal === true ? { purpose: purpose ?? '', by: by ?? '', at: Date.now() } : null
    const answer = await showCustomer({ db, purposes: loadPurposes(policiesDir) }, customerId, asked)
    if (!answer.ok) throw new CommandRefused(answer.code, answer.message)
    const { customer } = answer
    print(options.json, customer, () => [
      `${customer.customerId}  ${customer.fullName}, born ${customer.bornOn ?? 'unknown'}, ${customer.language}, ${customer.country}`,
      ...(customer.restrictedSince === null
        ? []
        : [`restricted since ${localTime(customer.restrictedSince)}`]),
      ...(customer.purgedOn === null ? [] : [`purged on ${localTime(customer.purgedOn)}`]),
      ...customer.points.map(
        ({ id, channel, value, status, reserved }) =>
          `  ${id}  ${channel} ${value} (${status}${reserved ? ', reserved' : ''})`,
      ),
      ...[...customer.parties, ...customer.related].map(
        ({ id, role, fullName, value }) => `  ${id}  ${role} ${fullName} ${value ?? ''}`,
      ),
    ])
  })
}

async function add(customerId: string, { related: id, name, ...options }: Add): Promise<void> {
  const role = relatedRoles.find((known) => known === options.role)
  const channel = channels.find((known) => known === options.channel)
  if (!role || (options.channel !== undefined && !channel)) {
    const message = `--role is one of ${relatedRoles.join(', ')}, --channel one of ${channels.join(', ')}`
    throw new CommandRefused('BAD_OPTION', message, exitCodes.usage)
  }
  if ((channel === undefined) !== (options.value === undefined))
    throw new CommandRefused('BAD_OPTION', '--channel and --value go together', exitCodes.usage)
  const how = channel === undefined || options.value === undefined ? {} : { channel, value: options.value }
  await withArrears(options, async ({ db }) => {
    const answer = await enterRelated(db, { customerId, id, role, fullName: name, ...how })
    if (!answer.ok) throw new CommandRefused(answer.code, answer.message)
    print(options.json, answer, () => [answer.entered ? `entered: ${id}` : 'known already, nothing changed'])
  })
}
