export interface Reconciliation {
  differences: string[]
}
