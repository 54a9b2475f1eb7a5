-- Recalls that an agency may not have been told of: few of many placements, looked for every few seconds.
create index placement_recalled on placement (id) where status = 'recalled';
