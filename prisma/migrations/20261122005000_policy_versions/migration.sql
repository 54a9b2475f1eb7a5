-- Every text of a rule pack that was ever in use, so that a judgement on record can be told from one that cites a pack
-- nobody ever had. A version whose text was changed has two rows.
create table policy_version (
  id text not null,
  version text not null,
  sha256 text not null,
  yaml text not null,
  added_at timestamptz(3) not null,
  primary key (id, sha256)
);
