// What the workers run.
export { collectionCase } from './collection-case'
export { nightlyBatch, nightlyBatchFromDirectory } from './nightly-batch'
