// Is a fault one that passes, so that the same work is worth trying again? A database that is away, slow or locked passes;
// a defect of the software, or a value that no table can hold, fails in the same way however often it is tried.

/** SQLSTATE classes that the same statement meets again: bad data, a broken constraint, a wrong statement, `raise`. */
const recurringClasses: ReadonlySet<string> = new Set(['21', '22', '23', '42', 'P0'])
/** Two writers at once: the one that comes again finds the other's row. */
const uniqueViolation = '23505'

/** Codes of the client for what passes: no connection, none free, a transaction too slow or in conflict with another. */
const passingCodes = /^P1|^P20(02|10|24|28|34|37)$/

/** What the PostgreSQL driver says without any code when a connection is lost, or none can be had. */
const withoutCode =
  /^(Connection terminated|Connection ended|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/

const adapterError = 'DriverAdapterError'
interface AdapterCause {
  originalCode?: unknown
}

/** Whether the fault is the database's or its connection's, and not of the work itself. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const sqlState = sqlStateOf(error)
  if (sqlState !== null) return sqlState === uniqueViolation || !recurringClasses.has(sqlState.slice(0, 2))
  if (error.name === 'PrismaClientValidationError') return false
  if (error.name === 'PrismaClientKnownRequestError')
    return passingCodes.test(String((error as { code?: unknown }).code))
  const isOfClient = error.name.startsWith('Prisma') || error.name === adapterError
  return isOfClient || 'syscall' in error || withoutCode.test(error.message)
}

/** The code of a fault for a log: that of the database, or the kind of error; never its text, which may hold a value. */
export function faultCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const sqlState = sqlStateOf(error)
  return sqlState === null ? error.name : `${error.name} ${sqlState}`
}

/** As the driver gives it, or as the client wraps it; null: the database did not say anything. */
function sqlStateOf(error: Error): string | null {
  const { code, severity, meta, cause } = error as Error & {
    code?: unknown
    severity?: unknown
    meta?: { driverAdapterError?: { cause?: AdapterCause } }
  }
  const wrapped =
    meta?.driverAdapterError?.cause ?? (error.name === adapterError ? (cause as AdapterCause) : null)
  if (typeof wrapped?.originalCode === 'string') return wrapped.originalCode
  return typeof code === 'string' && severity !== undefined ? code : null
}
