// Who looks after a customer: one lead collector for all accounts (B11).
export interface CollectorFacts {
  /** Counts for the person, on whichever account it was recorded; the newest counts. */
  collectorAssigned: { collector: string }
}
