// The rule packs that ship, for the tests that judge with them.
import type { Instant } from '../../domain/calendar-date'
import { type Judgement, judge } from '../../domain/policy/judge'
import { parseMoment } from '../../domain/policy/moment'
import type { RulePack } from '../../domain/policy/pack-file'
import { type SituationInput, situationShape } from '../../domain/policy/situation'
import { readPacks } from '../../platform/rule-packs'

const { packs, problems } = readPacks('policies')
if (problems.length > 0) throw new Error(problems.join('\n'))

export const shipped: readonly RulePack[] = packs

export function packNamed(name: string): RulePack {
  const pack = packs.find(({ policy }) => policy === name)
  if (!pack) throw new Error(`there is no rule pack ${name}`)
  return pack
}

export const cnBank = packNamed('cn-bank')
export const usRegF = packNamed('us-reg-f')
export const ukConc = packNamed('uk-conc')
export const eu = packNamed('eu-2021-2167')

/** A moment as it is written in a case. */
export function moment(text: string, zone = 'Asia/Shanghai'): Instant {
  const instant = parseMoment(text, zone)
  if (instant === null) throw new Error(`no moment: ${text}`)
  return instant
}

/** Judges a situation that is written as in a case of cn-bank. */
export function judged(
  situation: SituationInput,
  options: { packs?: readonly RulePack[]; zone?: string } = {},
): Judgement {
  const plain = {
    recorder: 'up',
    pointSource: 'contract',
    debtUnder: ['CN'],
    agencyFlags: ['whiteListed'],
    feedAgeHours: 0,
  }
  const whole = situationShape(options.zone ?? 'Asia/Shanghai').parse({ ...plain, ...situation })
  return judge(whole, options.packs ?? [cnBank])
}
