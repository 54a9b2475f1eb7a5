-- What is known of a person is little: the nightly import finds it for accounts that come later without reading the log.
create index fact_person_wide on fact (account_id) where kind in ('circumstanceRecorded', 'circumstanceConfirmed',
  'circumstanceWithdrawalAsked', 'circumstanceWithdrawn', 'relatedNamed', 'relatedEnded', 'heirStated', 'dataRestricted',
  'dataRestrictionLifted');
