-- A provider names a message by its own id, and a person by the number that they wrote from.
create index contact_provider_id on contact (provider_id);
create index contact_point_value on contact_point (value);
