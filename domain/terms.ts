// The bank's own numbers that no strategy decides: each area has a file in policies/, a parser, and one field here.
// platform/terms.ts reads the files.

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the first area to add its field removes this line
export interface Terms {}
