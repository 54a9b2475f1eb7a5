#!/bin/sh
# Brings both databases of Temporal to the schema of this version of its server; changes nothing where they have it.
# Where they are and who may change them is in SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD.
set -eu

for database in temporal temporal_visibility; do
  [ "$database" = temporal ] && schema=postgresql/v12/temporal || schema=postgresql/v12/visibility
  temporal-sql-tool --plugin postgres12_pgx --db "$database" setup-schema --version 0.0
  temporal-sql-tool --plugin postgres12_pgx --db "$database" update-schema --schema-name "$schema"
done
