// Does somebody stand on the level that ending, or placing, something takes? For what is no decision about money: those have
// limits of their own (domain/arrangements/authority.ts).
import { type Authority, levelOf } from '../arrangements/authority'
import type { Judgement } from '../commands/command'
import type { Terms } from '../terms'
import { type Ending, anyone } from './hold-terms'

/** The refusal (NO_AUTHORITY) of somebody below `needed`; null: they may. `what`: `lift a hold for legal`. */
export function belowLevel(
  authority: Authority,
  needed: string,
  person: string,
  what: string,
): (Judgement & { ok: false }) | null {
  if (needed === anyone) return null
  const levels = authority.levels.map(({ level }) => level)
  const own = levelOf(authority, person)
  if (own !== null && levels.indexOf(own) >= levels.indexOf(needed)) return null
  const who = own === null ? `${person} stands on no level of authority` : `${person} is a ${own}`
  return { ok: false, code: 'NO_AUTHORITY', message: `${who}; a ${needed} may ${what}` }
}

const acts: Readonly<Record<Ending, string>> = {
  dispute: 'reject or take back a dispute',
  stop: 'withdraw what stops collection',
  care: 'withdraw what asks for care',
  restriction: 'lift a restriction',
}

/** The same for what policies/holds.yaml lists under `endings`. */
export function mayNotEnd(
  { authority, endings }: Pick<Terms, 'authority' | 'endings'>,
  ending: Ending,
  person: string,
): (Judgement & { ok: false }) | null {
  return belowLevel(authority, endings[ending], person, acts[ending])
}
