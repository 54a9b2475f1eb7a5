-- While hardship, a deferral or relief lasts nobody asks for money (CN-STATUS).
insert into person_fact_kind values
  ('hardshipAgreed'), ('hardshipEnded'), ('deferralProposed'), ('deferralAgreed'), ('deferralEnded'), ('reliefAgreed'),
  ('reliefEnded'), ('reliefReopened');
