// What the workers run.
export { collectionCase } from './collection-case'
