// How much of a debt should be forgiven, and in which time is the rest paid? Points for what makes the debt hard to bear
// give a band; within it no more is waived than the household lacks (D5). Each figure comes with its calculation.
import type { Reckoned } from './affordability'
import { type WaivablePart, waivableParts } from './authority'
import type { DocumentKind } from './documents'
import { formatCents } from '../money/money'

export const stabilities = ['steady', 'changing', 'reduced', 'none', 'unable'] as const
export type Stability = (typeof stabilities)[number]

/** What is owed or waived of each part of the debt. */
export type PartsCents = Record<WaivablePart, number>

/** What the formula asks about. */
export interface ReliefCircumstances {
  owedCents: PartsCents
  /** What the household can pay a month: see affordability.ts. */
  payableCents: number
  /** What could be sold, less what is owed on it, beyond what the household needs. */
  netAssetsCents: number
  dependants: number
  stability: Stability
  daysPastDue: number
}

/** The last line of a list has no `upTo`: it is for all that is beyond. */
export interface ScoreLine {
  upTo?: number
  points: number
}

export interface ReliefBand {
  /** Points from which the band counts. */
  from: number
  /** The longest term of the rest. */
  months: number
  /** Whole percent of what is owed of each part: the most that may be waived. */
  waivePercent: Record<WaivablePart, number>
}

/** The formula as data, policies/relief.yaml. */
export interface ReliefFormula {
  formula: string
  version: string
  /** Papers that must be there: always, and one of these where assets are stated. */
  documents: { always: DocumentKind[]; withAssets: DocumentKind[] }
  score: {
    monthsToRepay: ScoreLine[]
    assetsPercent: ScoreLine[]
    dependants: ScoreLine[]
    stability: Record<Stability, number>
    daysPastDue: ScoreLine[]
  }
  /** With rising points, the first from 0. */
  bands: ReliefBand[]
}

export interface ReliefProposal {
  /** `relief@2026.1` */
  formula: string
  points: number
  waivedCents: PartsCents
  remainingCents: number
  /** Paid at once, out of what the household owns. */
  firstCents: number
  /** For the rest; 0: nothing is left to be paid month by month. */
  months: number
  /** The longest term that the band allows. */
  mostMonths: number
  /** False: not even with all that may be waived could the household carry the rest. */
  bearable: boolean
  /** How each figure came about, in this order. */
  lines: Reckoned[]
}

/** What the formula proposes; cents of percentages are rounded down. */
export function reliefProposal(circumstances: ReliefCircumstances, formula: ReliefFormula): ReliefProposal {
  const owedCents = sumOf(circumstances.owedCents)
  const scored = scoreLines(circumstances, owedCents, formula)
  const points = scored.reduce((sum, line) => sum + line.points, 0)
  const band = formula.bands.findLast(({ from }) => from <= points) ?? nothingWaived
  const lack = lackLine(circumstances, owedCents, band)
  const waived = waivedLines(circumstances.owedCents, band, lack.amountCents)
  const waivedCents = Object.fromEntries(waived.map(({ part, amountCents }) => [part, amountCents]))
  const remainingCents = owedCents - sumOf(waivedCents as PartsCents)
  const term = termOf(circumstances, remainingCents, band.months)
  return {
    formula: `${formula.formula}@${formula.version}`,
    points,
    waivedCents: waivedCents as PartsCents,
    remainingCents,
    ...term,
    mostMonths: band.months,
    lines: [
      ...scored.map(({ item, calculation }) => ({ item, amountCents: 0, calculation })),
      {
        item: 'points',
        amountCents: 0,
        calculation: `${scored.map((line) => line.points).join(' + ')} = ${points}: the band from ${band.from}`,
      },
      lack,
      ...waived.map(({ item, amountCents, calculation }) => ({ item, amountCents, calculation })),
      {
        item: 'remaining',
        amountCents: remainingCents,
        calculation: `${formatCents(owedCents)} - ${formatCents(owedCents - remainingCents)} = ${formatCents(remainingCents)}`,
      },
      { item: 'term', amountCents: term.firstCents, calculation: termText(term, circumstances, band) },
    ],
  }
}

const nothingWaived: ReliefBand = { from: 0, months: 0, waivePercent: { fees: 0, interest: 0, principal: 0 } }

/** All parts together. */
export function sumOf(parts: PartsCents): number {
  return waivableParts.reduce((sum, part) => sum + parts[part], 0)
}

interface Scored {
  item: string
  points: number
  calculation: string
}

function scoreLines(
  circumstances: ReliefCircumstances,
  owedCents: number,
  { score }: ReliefFormula,
): Scored[] {
  const { payableCents, netAssetsCents, dependants, stability, daysPastDue } = circumstances
  const months = payableCents === 0 ? Infinity : Math.ceil(owedCents / payableCents)
  const assets = owedCents === 0 ? 100 : Math.floor((netAssetsCents * 100) / owedCents)
  const inMonths =
    payableCents === 0
      ? 'nothing can be paid a month'
      : `${formatCents(owedCents)} at ${formatCents(payableCents)} a month: ${months} months`
  return [
    scored('monthsToRepay', pointsFor(months, score.monthsToRepay), inMonths),
    scored(
      'assetsPercent',
      pointsFor(assets, score.assetsPercent),
      `${formatCents(netAssetsCents)} of ${formatCents(owedCents)}: ${assets} %`,
    ),
    scored('dependants', pointsFor(dependants, score.dependants), `${dependants}`),
    scored('stability', score.stability[stability], stability),
    scored('daysPastDue', pointsFor(daysPastDue, score.daysPastDue), `${daysPastDue} days`),
  ]
}

function scored(item: string, points: number, text: string): Scored {
  return { item, points, calculation: `${text}: ${points} points` }
}

function pointsFor(value: number, lines: readonly ScoreLine[]): number {
  return lines.find(({ upTo = Infinity }) => value <= upTo)?.points ?? 0
}

/** What the household cannot pay even in the longest term: more than that is never waived. */
function lackLine(
  { payableCents, netAssetsCents }: ReliefCircumstances,
  owedCents: number,
  { months }: ReliefBand,
): Reckoned {
  const canPayCents = netAssetsCents + payableCents * months
  const amountCents = Math.max(0, owedCents - canPayCents)
  const calculation = `${formatCents(owedCents)} - (${formatCents(netAssetsCents)} + ${months} x ${formatCents(payableCents)}), not below 0: ${formatCents(amountCents)}`
  return { item: 'lack', amountCents, calculation }
}

/** Fees first, then interest, then principal, each up to its share, until the lack is met. */
function waivedLines(
  owedCents: PartsCents,
  { waivePercent }: ReliefBand,
  lackCents: number,
): (Reckoned & { part: WaivablePart })[] {
  let leftCents = lackCents
  return waivableParts.map((part) => {
    const mostCents = Math.floor((owedCents[part] * waivePercent[part]) / 100)
    const amountCents = Math.min(mostCents, leftCents)
    const calculation = `${waivePercent[part]} % of ${formatCents(owedCents[part])} = ${formatCents(mostCents)}, of the lack ${formatCents(leftCents)}: ${formatCents(amountCents)}`
    leftCents -= amountCents
    return { part, item: `waived ${part}`, amountCents, calculation }
  })
}

type Term = Pick<ReliefProposal, 'firstCents' | 'months' | 'bearable'>

/** What must be paid at once because the months do not suffice, and the months that the rest then takes. */
export function termOf(
  { payableCents, netAssetsCents }: ReliefCircumstances,
  remainingCents: number,
  mostMonths: number,
): Term {
  const firstCents = Math.max(0, remainingCents - payableCents * mostMonths)
  const restCents = remainingCents - firstCents
  const months = restCents === 0 ? 0 : Math.ceil(restCents / payableCents)
  return { firstCents, months, bearable: firstCents <= netAssetsCents }
}

function termText(
  { firstCents, months, bearable }: Term,
  { payableCents }: ReliefCircumstances,
  band: ReliefBand,
) {
  const first = firstCents === 0 ? '' : `${formatCents(firstCents)} at once, then `
  const text = `${first}${months} months of at most ${formatCents(payableCents)} (the band allows ${band.months})`
  return bearable
    ? text
    : `${text}; the household does not own what would have to be paid at once: not bearable`
}
