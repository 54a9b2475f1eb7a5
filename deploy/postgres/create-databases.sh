#!/bin/bash
# Runs once, when the volume of PostgreSQL is empty: a role and databases of its own for Arrears and for Temporal, so
# that neither can read the other's tables nor is the database's superuser.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set arrears_password="$ARREARS_DB_PASSWORD" --set temporal_password="$TEMPORAL_DB_PASSWORD" <<'SQL'
CREATE ROLE arrears LOGIN PASSWORD :'arrears_password';
CREATE DATABASE arrears OWNER arrears;
REVOKE CONNECT ON DATABASE arrears FROM PUBLIC;

CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE temporal, temporal_visibility FROM PUBLIC;
SQL
