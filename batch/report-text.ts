// How does a person read a night's report? Plain lines for the terminal, and rejected rows as CSV for the bank.
import type { NightReport } from './night-report'
import type { Reject } from './reject-codes'

/** The report as lines of text. */
export function reportLines(report: NightReport): string[] {
  const { cases, payments, accounts, correction, reconciliation } = report
  return [
    `books at close of ${report.businessDate}, drop ${report.dropId}, imported ${report.asOf}`,
    ...report.files.map(
      (file) =>
        `  ${file.name.padEnd(18)} ${file.rows} rows: ${file.applied} applied, ${file.unchanged} unchanged, ` +
        `${file.rejected} rejected; control total ${file.controlTotal}`,
    ),
    `  accounts: ${accounts.new} new, ${accounts.news} with news, ${accounts.grown} whose debt only changed in amount`,
    `  cases: ${cases.opened} opened, ${cases.reopened} reopened, ${cases.cured} cured, ${cases.exited} left, ` +
      `${cases.missing} missing, ${cases.found} found again, ${cases.told} told`,
    `  payments: ${payments.posted} posted, ${payments.reversed} reversed, ${payments.known} known already`,
    ...(correction ? [correctionLine(correction)] : []),
    ...report.warnings.map((warning) => `  warning: ${warning}`),
    ...(reconciliation ? reconciliationLines(reconciliation) : []),
  ]
}

function correctionLine({ supersedes, accounts, replayed }: NonNullable<NightReport['correction']>): string {
  const what = supersedes === null ? 'a late night' : `replaces ${supersedes}`
  const after = replayed.length === 0 ? 'no night after it' : `done again: ${replayed.join(', ')}`
  return `  correction: ${what}, ${accounts} accounts concerned, ${after}`
}

function reconciliationLines({ money, differences }: NonNullable<NightReport['reconciliation']>): string[] {
  const agreed = money.map(({ name, kept }) => `${name} ${kept}`).join(', ')
  if (differences.length === 0) return [`  reconciled with the raw files: ${agreed}`]
  return ['  NOT RECONCILED with the raw files:', ...differences.map((difference) => `    ${difference}`)]
}

/** file,line,column,code,account_id,reason; one line per rejected row. */
export function rejectsCsv(rejects: readonly Omit<Reject, 'accountCertain'>[]): string {
  const lines = rejects.map(({ file, line, column, code, accountId, reason }) =>
    [file, line, column ?? '', code, accountId ?? '', `"${reason.replaceAll('"', '""')}"`].join(','),
  )
  return `${['file,line,column,code,account_id,reason', ...lines].join('\n')}\n`
}
