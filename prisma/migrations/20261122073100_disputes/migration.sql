-- A dispute of the whole debt forbids collecting it, in a message about other accounts of the person too.
insert into person_fact_kind values ('disputeRaised'), ('disputeAnswered'), ('disputeWithdrawn');

-- Accounts with a dispute or complaint are found without reading the log.
create index fact_inquiry on fact (kind, account_id) where kind in ('disputeRaised', 'complaintReceived');
