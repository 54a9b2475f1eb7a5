-- A plan that is kept stops every collection, one that is broken until the customer was told (CN-ART70-04).
insert into person_fact_kind values ('planAgreed'), ('planEnded'), ('planReopened'), ('planBreachTold');
