-- By which code can the customer verify a message, and in which words was it written? The code is random and belongs to
-- one contact; two contacts may share one by chance, so it is an index and no key.
alter table contact add column check_code text, add column template_sha256 text;
create index contact_check_code on contact (check_code);
