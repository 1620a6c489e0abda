"""How good the single member, the ensemble and the oracle are: overall, by case study, by terrain, by size."""
