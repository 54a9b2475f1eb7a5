// How is an arrangement named in the key of a service notice? By its id, made fit for keys.

/** The id without signs that keys are divided by; of a long one the end. */
export function noticeRef(id: string): string {
  return id.replace(/[^A-Za-z0-9_.-]/g, '_').slice(-40)
}
