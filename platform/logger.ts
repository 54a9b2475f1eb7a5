// One logger: JSON lines on standard error, ids and codes only. Names, numbers, addresses and message texts never get
// here; the fields below are removed even if somebody tries.
import pino from 'pino'

export type Logger = pino.Logger

const personal = ['name', 'fullName', 'phone', 'email', 'to', 'address', 'value', 'body', 'text']

/** A logger at `level`. */
export function createLogger(level: pino.Level): Logger {
  const paths = personal.flatMap((field) => [field, `*.${field}`])
  return pino({ level, redact: { paths, remove: true } }, pino.destination(2))
}
