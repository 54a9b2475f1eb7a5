-- A STOP holds for the person and the kind of contact point, also for points that the bank reports later (C8).
create function stopped_kinds(reply_channel text) returns text[] language sql immutable as $$
  select case reply_channel
    when 'sms' then array['mobile']
    when 'voice' then array['mobile', 'landline']
    when 'email' then array['email']
    else '{}'::text[] end
$$;

-- Few answers are one: the nightly import finds them without reading the log.
create index fact_stop on fact (account_id) where kind = 'replyReceived' and payload ->> 'meaning' = 'stop';
