-- The nightly drop's own schema: batch/staging.ts makes a set of tables in it for each drop, from batch/drop-format.ts,
-- and removes them when the drop is older than the nights that are kept. Unknown to Prisma.
create schema staging;
